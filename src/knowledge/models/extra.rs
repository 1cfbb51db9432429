//! Rows that a caller adds to the table, or lays over rows of it.

use std::fmt;

use serde_json::Value;

use super::{File, Model};
use crate::error::{Error, ErrorKind};

/// Rows of the caller's own, as a list or in a table like the shipped one.
pub(super) fn extra_rows(text: &str) -> Result<Vec<Value>, Error> {
    match serde_json::from_str(text).map_err(invalid)? {
        Value::Array(rows) => Ok(rows),
        table => Ok(serde_json::from_value::<File<Value>>(table).map_err(invalid)?.models),
    }
}

/// Adds `row`, or copies its members over those of the row with the same id.
pub(super) fn lay_over(rows: &mut Vec<Value>, row: Value) -> Result<(), Error> {
    let Value::Object(members) = row else {
        return Err(invalid("a row is not an object"));
    };
    let id = members.get("id").and_then(Value::as_str).filter(|id| !id.is_empty());
    let Some(id) = id else {
        return Err(invalid("a row has no `id`"));
    };
    match rows.iter_mut().find(|known| known["id"] == id) {
        Some(Value::Object(known)) => known.extend(members),
        _ => rows.push(Value::Object(members)),
    }
    Ok(())
}

pub(super) fn typed_row(row: Value) -> Result<Model, Error> {
    let id = row["id"].as_str().unwrap_or_default().to_owned();
    serde_json::from_value(row).map_err(|error| invalid(format_args!("model `{id}`: {error}")))
}

fn invalid(reason: impl fmt::Display) -> Error {
    Error::new(ErrorKind::InvalidTable, format_args!("invalid model table: {reason}"))
}
