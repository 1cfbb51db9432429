//! Finds, before anything is sent, what the Claude Messages API will refuse.

pub mod knowledge;
pub mod retry;
