//! Sets what the newsroom has: pages, editions, mail, feed and public records, from values of the model.
//!
//! Pure, and it never decides who may read: whatever shows an article takes a [`model::wall::Shown`].

pub mod alarm;
pub mod assets;
pub mod body;
pub mod dates;
pub mod edition;
pub mod feed;
pub mod health;
pub mod inspection;
pub mod mail;
pub mod markup;
pub mod metrics;
pub mod pages;
pub mod records;
pub mod views;

mod lines;
mod say;

pub use assets::{Asset, asset};
pub use pages::inspection as inspection_page;
pub use pages::{
    account, archive, article, confirm, front, link_refused, link_sent, message, outbox, sign_in, sign_up,
};

/// Sets a template. Our templates fail only where writing to a `String` fails, which it does not; were it to, the page would say so.
fn set(template: &impl askama::Template) -> String {
    template.render().unwrap_or_else(|error| error.to_string())
}
