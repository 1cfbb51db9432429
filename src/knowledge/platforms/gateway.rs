//! Rows of gateways, which are incomplete: what a row does not say is as on the built-in target that it is like.

use crate::shown::shown;
use serde_json::{Value, json};

use super::row::Platform;
use crate::error::Error;
use crate::knowledge::overlay::{JsonRow, find_row, invalid, name_of, shipped_rows, typed};
use crate::knowledge::target::Target;
use crate::knowledge::text::TableText;

const KEY: &str = "target";

/// Returns the ID of a model, by any of its names.
pub(super) type IdOf<'m> = dyn Fn(&str) -> Option<TableText> + 'm;

/// The rows of the shipped table, then those of the gateways, and for each gateway the position of the built-in target that
/// it is like.
pub(super) fn rows(added: &[JsonRow], id_of: &IdOf<'_>) -> Result<(Vec<Platform>, Vec<u8>), Error> {
    let (mut rows, mut likes) = (shipped_rows::<Platform>(), Vec::new());
    for row in added {
        let name = name_of::<Platform>(row, KEY)?;
        let like = row.get("like").map(|like| built_in(name, like)).transpose()?;
        if let Some(known) = find_row(&mut rows, row, KEY) {
            if like.is_some() {
                return Err(invalid::<Platform>(shown!(
                    "target `{}`: only the first row of a gateway has `like`",
                    TableText::derived(name)
                )));
            }
            known.extend(row.clone());
            continue;
        }
        let base = like.unwrap_or_default();
        let mut complete = rows[usize::from(base)].clone();
        complete.extend(defaults(name, row, like.is_some()));
        complete.extend(row.clone());
        complete.remove("like");
        rows.push(complete);
        likes.push(base);
    }
    let rows = rows.into_iter().map(|row| with_ids(typed("target", KEY, row)?, id_of)).collect::<Result<_, _>>()?;
    Ok((rows, likes))
}

/// Replaces the models that the platform's own names stand for by their IDs.
fn with_ids(mut platform: Platform, id_of: &IdOf<'_>) -> Result<Platform, Error> {
    for (name, meant) in &mut platform.models {
        let Some(model_id) = id_of(meant) else {
            return Err(invalid::<Platform>(shown!(
                "target `{}`: `{name}` maps to the unknown model `{meant}`",
                platform.id,
                name,
                meant = &*meant
            )));
        };
        *meant = model_id;
    }
    Ok(platform)
}

/// The position of a built-in target.
fn built_in(name: &str, like: &Value) -> Result<u8, Error> {
    let target = like.as_str().unwrap_or_default().parse::<Target>();
    let target = target.map_err(|error| {
        invalid::<Platform>(shown!("target `{}`: like: {}", TableText::derived(name), error.reason()))
    })?;
    let position = (0..).zip(Target::ALL).find(|(_, known)| **known == target).map(|(position, _)| position);
    Ok(position.unwrap_or_default())
}

/// The members that do not follow the built-in target.
fn defaults(name: &str, row: &JsonRow, has_like: bool) -> JsonRow {
    let mut members = JsonRow::new();
    let mut set = |member: &str, value| members.insert(member.to_owned(), value);
    set("name", json!(name));
    set("urls", json!([]));
    set("source", json!([]));
    set("confidence", json!("documented"));
    set("notes", Value::Null);
    if row.contains_key("models") {
        set("model_names", json!("listed"));
    } else if !has_like {
        set("model_names", json!("gateway"));
    }
    members
}
