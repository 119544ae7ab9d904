//! The journey, on both engines: what comes in, what becomes of it, what is sent; repeated, killed, late and out of order.

mod alarms;
mod amendments;
mod fetching;
mod house;
mod journey;
mod late;
mod lists;
mod reread;
mod retention;
mod sending;
mod storms;
mod timetable;
mod workers;
