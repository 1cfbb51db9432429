//! `schemas/errors.json`: statuses, error types, codes and failures of the transport, and what to do about each.
//!
//! The files are listed from the bottom up: each one imports only from those above it.

mod decision;
mod transport;

mod row;

mod table;

pub use decision::Decision;
pub use row::{CodeRow, PlatformRow, Remedy, StatusRow, TextRow, TransportRow, TypeRow};
pub use table::ErrorTable;
pub use transport::TransportKind;
