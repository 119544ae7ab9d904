//! How each source is heard: what it brought is counted by the days of its own zone, and its silence is judged by what it usually brings.

use jiff::ToSpan as _;
use model::capture::{CaptureHead, Origin};
use model::request::SourceId;
use model::silence::{Habits, SourceDay, Voice, WEEKS, judge};
use model::{TimeZone, Timestamp};
use sources::stanza::Stanza;
use store::{Fault, Tx};

use crate::{Newsroom, Trouble};

impl Newsroom {
    /// Counts a question, answered or not, on its day.
    pub(crate) async fn count_question(
        &self,
        tx: &mut Tx,
        source: &SourceId,
        answered: bool,
        at: Timestamp,
    ) -> Result<(), Fault> {
        let (answer, miss) = if answered { (Some(at), None) } else { (None, Some(at)) };
        let more = SourceDay {
            answered: u32::from(answered),
            missed: u32::from(!answered),
            answered_at: answer,
            missed_at: miss,
            ..self.nothing_on(source, at)
        };
        tx.add_to_source_day(source, &more).await
    }

    /// Counts what a capture brought, on its day. A recording answers a question that nobody here asked.
    pub(crate) async fn count_news(&self, tx: &mut Tx, head: &CaptureHead, news: u32) -> Result<(), Fault> {
        let (source, at) = (&head.source, head.captured_at);
        if head.origin == Origin::Replayed {
            self.count_question(tx, source, true, at).await?;
        }
        if news == 0 {
            return Ok(());
        }
        tx.write_change_of_source(source, at).await?;
        let more = SourceDay { news, news_at: Some((at, at)), ..self.nothing_on(source, at) };
        tx.add_to_source_day(source, &more).await
    }

    fn nothing_on(&self, source: &SourceId, at: Timestamp) -> SourceDay {
        let zone = self.catalogue.stanza(source).map_or(TimeZone::UTC, Stanza::zone);
        let day = at.to_zoned(zone).date();
        SourceDay { day, answered: 0, missed: 0, answered_at: None, missed_at: None, news: 0, news_at: None }
    }

    /// How every source of the catalogue is heard now. In practice, where nobody asks, no source is unreachable.
    pub async fn voices(&self, tx: &mut Tx) -> Result<Vec<(SourceId, Voice)>, Trouble> {
        let now = self.clock.now();
        let from = self.day_of(now).checked_sub((WEEKS * 7).days()).unwrap_or(self.day_of(now));
        let days = tx.source_days(from).await?;
        let mut out = Vec::new();
        for (stanza, _) in self.catalogue.all() {
            let own: Vec<SourceDay> =
                days.iter().filter(|(source, _)| *source == stanza.slug).map(|(_, day)| *day).collect();
            let bookmark = tx.bookmark(&stanza.slug).await?;
            let asks = !self.catalogue.ask(&stanza.slug, &bookmark, now).is_empty() && !self.clock.is_set();
            let zone = stanza.zone();
            let habits = Habits {
                zone: &zone,
                jurisdiction: &stanza.jurisdiction,
                weekly_norm: stanza.weekly_norm,
                every_minutes: asks.then_some(stanza.every_minutes),
                shutdowns: &self.operator.shutdowns,
                days: &own,
            };
            out.push((stanza.slug.clone(), judge(&habits, now)));
        }
        Ok(out)
    }
}
