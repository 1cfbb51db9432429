//! `PL84x` and `PL85x`: requests in source code: what an SDK does before anything is sent, and comments for this program.

mod malformed_suppression;
mod sdk_requires_streaming;
mod unused_suppression;

// `RULES`: every rule of this folder, collected by build.rs.
include!(concat!(env!("OUT_DIR"), "/code.rs"));
