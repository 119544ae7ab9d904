//! The web as visitors meet it, in process: the wall on every route, ways in, doors.

mod hours;
mod house;
mod wall;
mod ways_in;
