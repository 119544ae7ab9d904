//! One edition or alert for one reader over one channel, and its state.

use crate::Date;
use crate::reader::ReaderId;
use crate::title::TitleSlug;

crate::word_enum!(
    /// Where a delivery stands.
    DeliveryState {
        /// To be sent.
        Queued = "queued",
        /// Being sent: its Message-ID is fixed.
        Sending = "sending",
        /// The other side took it.
        Sent = "sent",
        /// The other side gave it back.
        Bounced = "bounced",
        /// The reader complained.
        Complained = "complained",
        /// Not sent, for a reason.
        Suppressed = "suppressed",
        /// Given up.
        Failed = "failed",
    }
);

/// One edition for one reader by mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Of which title.
    pub title: TitleSlug,
    /// Of which day.
    pub date: Date,
    /// For whom.
    pub reader: ReaderId,
    /// Over what.
    pub channel: String,
    /// Which part of that day: nothing for the edition, `inspection` for the sheet.
    pub part: String,
    /// Where it stands.
    pub state: DeliveryState,
    /// Its Message-ID.
    pub message_id: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Whether the last byte may have been taken without our knowing: it is sent again under the same Message-ID.
    pub doubtful: bool,
}
