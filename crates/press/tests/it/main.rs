//! The press as its readers see it: snapshots of every format, the wall, hostile input, sizes.
//!
//! `UPDATE_SNAPSHOTS=1` rewrites the snapshots; `TIDEWAITER_PROOFS=DIR` writes the pages there, to be looked at.

mod feed;
mod hostile;
mod pages;
mod sample;
mod snapshots;
mod wall;
