//! The pages of the site, each a function from its view to HTML in the house's look.
//!
//! A page links only what is built, holds no script and no style of its own, and shows of an article what its `Shown` allows.

mod account;
mod archive;
mod article;
mod forms;
mod frame;
mod front;
mod inspection;
mod message;
mod outbox;

pub(crate) use article::{DocumentSet, documents};
pub(crate) use front::ManifestSet;

pub use account::account;
pub use archive::archive;
pub use article::article;
pub use forms::{confirm, link_refused, link_sent, sign_in, sign_up};
pub use front::front;
pub use inspection::inspection;
pub use message::message;
pub use outbox::outbox;
