//! `PL9xx`: Message Batches, and comparisons between the requests of a file.

mod changed_cache_prefix;
mod changed_thinking;
mod duplicate_custom_id;
mod not_in_batch;

// `RULES`: every rule of this folder, collected by build.rs.
include!(concat!(env!("OUT_DIR"), "/batch.rs"));
