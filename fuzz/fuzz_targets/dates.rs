//! Any text through the reader of dates.
#![no_main]

#[path = "../bodies/dates.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|text: &str| body::check(text));
