//! The web as visitors meet it, in process: the wall on every route, ways in, doors.

mod house;
mod sheet;
mod wall;
mod ways_in;
