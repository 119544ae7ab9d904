//! What we understand of real days: the issue of April 15, 2016, and the SDN list in February and March of 2024.
//! The captures are found by TIDEWAITER_SHARED; where they are absent a test says so in one line, and fails under CI.

mod amend;
mod citations;
mod dates;
mod guard;
mod issue;
mod lists;
mod real_lists;
mod real_tariff;
mod shared;
mod who;
