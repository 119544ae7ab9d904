//! Any text through the finder of citations.
#![no_main]

#[path = "../bodies/cite.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|text: &str| body::check(text));
