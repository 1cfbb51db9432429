//! The messages of the API's JSON parser, orjson: `schemas/json-errors.json`.

use serde::Deserialize;

use super::confidence::Confidence;
use super::table::{Row, Table, listed_in, shipped};
use super::text::TableText;
use crate::date::Date;

/// A message of the API's JSON parser.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JsonError {
    /// The kind of fault: see [`Reason::name`](crate::json::Reason::name).
    pub name: TableText,
    /// The message, without the position.
    pub message: TableText,
    /// What the position names.
    pub position: TableText,
    /// The version of the parser that was compared, and responses with this message.
    pub source: Vec<TableText>,
    /// The day on which it was last seen.
    pub seen: Date,
    /// `observed` if a response of the API has this message.
    pub confidence: Confidence,
}

impl Row for JsonError {
    listed_in!("json-errors.json", "messages");
    type Index = ();

    fn names(&self) -> impl Iterator<Item = &str> {
        [&*self.name].into_iter()
    }
}

/// The table of messages.
pub type JsonErrors = Table<JsonError>;

shipped!(JsonErrors, Table::load());
