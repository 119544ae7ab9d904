//! The program as a user runs it: real captures on both engines, wrong calls, mail to a real server, a real browser, the demo.
//! What a test needs beyond the program, it starts itself, on free ports and in folders that end with it.

mod archivers;
mod away;
mod backup;
mod bad_input;
mod browser;
mod bucket;
mod demo;
mod hosts;
mod hours;
mod http;
mod init;
mod killed;
mod mail;
mod measure;
mod own_sources;
mod postgres;
mod python;
mod recording;
mod replay;
mod service;
mod warc;
mod webdriver;
