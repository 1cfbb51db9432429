//! What is known about the API, as data: typed access to the dated tables in `schemas/`.

mod errors;

pub use errors::{
    Answer, CodeRow, Decision, ErrorTable, PlatformRow, StatusRow, TextRow, TransportKind, TransportRow, TypeRow,
};
