//! The pages, a file each.

pub(crate) mod accounts;
pub(crate) mod archive;
pub(crate) mod article;
pub(crate) mod assets;
pub(crate) mod front;
pub(crate) mod inspection;
pub(crate) mod messages;
pub(crate) mod metrics;
pub(crate) mod outbox;
