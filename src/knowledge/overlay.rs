//! Rows that are added to a table at run time, or merged into its rows.

use crate::shown::{Shown, shown};
use serde_json::{Map, Value};

use super::table::Row;
use super::text::TableText;
use crate::error::{Error, ErrorKind};

/// A row as it is written.
pub(super) type JsonRow = Map<String, Value>;

/// Reads rows: a list, or an object with a list in the member that the shipped table has.
pub(super) fn read_rows<R: Row>(json: &str) -> Result<Vec<JsonRow>, Error> {
    let rows = match serde_json::from_str(json).map_err(|error| invalid::<R>(Shown::json_error(&error)))? {
        Value::Array(rows) => rows,
        Value::Object(mut table) => {
            let rows = table.remove(R::SECTION);
            if let Some(name) = table.keys().next() {
                return Err(invalid::<R>(shown!(
                    "unknown field `{}`, expected `{}`",
                    TableText::derived(&**name),
                    R::SECTION
                )));
            }
            match rows {
                Some(Value::Array(rows)) => rows,
                Some(_) => return Err(invalid::<R>(shown!("invalid type: `{}` must be a list", R::SECTION))),
                None => Vec::new(),
            }
        }
        _ => return Err(invalid::<R>("invalid type: expected a list of rows")),
    };
    let object = |row| match row {
        Value::Object(row) => Ok(row),
        _ => Err(invalid::<R>("a row is not an object")),
    };
    rows.into_iter().map(object).collect()
}

/// The rows of the shipped table, as they are written.
pub(super) fn shipped_rows<R: Row>() -> Vec<JsonRow> {
    match read_section::<R>() {
        Ok(rows) => rows,
        Err(error) => panic!("schemas/{}: {error}", R::FILE),
    }
}

fn read_section<R: Row>() -> serde_json::Result<Vec<JsonRow>> {
    let mut file: Map<String, Value> = serde_json::from_str(R::TEXT)?;
    serde_json::from_value(file.remove(R::SECTION).unwrap_or_default())
}

/// The name of a row: its member `key`.
pub(super) fn name_of<'r, R: Row>(row: &'r JsonRow, key: &'static str) -> Result<&'r str, Error> {
    let name = row.get(key).and_then(Value::as_str).filter(|name| !name.is_empty());
    name.ok_or_else(|| invalid::<R>(shown!("a row has no `{key}`", key)))
}

/// The row with the same name as `row`.
pub(super) fn find_row<'r>(rows: &'r mut [JsonRow], row: &JsonRow, key: &str) -> Option<&'r mut JsonRow> {
    rows.iter_mut().find(|known| known.get(key) == row.get(key))
}

/// Reads a row that is complete.
pub(super) fn typed<R: Row>(what: &'static str, key: &str, row: JsonRow) -> Result<R, Error> {
    let name = row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    serde_json::from_value(Value::Object(row)).map_err(|error| {
        invalid::<R>(shown!("{what} `{}`: {}", TableText::derived(&*name), Shown::json_error(&error), what))
    })
}

/// A table that was given at run time is not valid.
pub(super) fn invalid<R: Row>(reason: impl Into<Shown>) -> Error {
    let reason = reason.into();
    Error::new(ErrorKind::InvalidTable, shown!("invalid {} table: {reason}", R::SECTION.trim_end_matches('s'), reason))
}
