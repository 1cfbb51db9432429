//! The command line.

pub(crate) mod retry;
