//! `schemas/errors.json`: statuses, error types, codes and failures of the transport, and what to do about each.

mod decision;
mod row;
mod table;
mod transport;

pub use decision::Decision;
pub use row::{CodeRow, PlatformRow, Remedy, StatusRow, TextRow, TransportRow, TypeRow};
pub use table::ErrorTable;
pub use transport::TransportKind;
