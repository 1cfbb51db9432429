//! Recognizes a required member under another name: `parameters` for `input_schema`, `max_token` for `max_tokens`,
//! `function` with both the name and the schema of a tool in it. The missing and the unknown member are one fault.

use std::collections::{HashMap, HashSet};

use crate::json::{Node, NodeId};
use crate::knowledge::Rename;
use crate::nearest::nearest;
use crate::payload::Context;
use crate::schema::{Fault, Schema, Violation};

/// Links each missing member to the unknown one that was probably meant to be it, and the other way around.
pub(super) fn link<'a>(violations: &mut [Violation<'a>], context: &Context<'_>) {
    let mut missing: HashMap<NodeId, Vec<usize>> = HashMap::new();
    for (index, violation) in violations.iter().enumerate() {
        if missing_name(violation).is_some() {
            missing.entry(violation.value.id()).or_default().push(index);
        }
    }
    if missing.is_empty() {
        return;
    }
    let unknown: HashMap<NodeId, usize> =
        violations.iter().enumerate().filter_map(|(index, violation)| Some((unknown_key(violation)?, index))).collect();
    let mut links: Vec<(usize, usize, Node<'a>)> = Vec::new();
    for indexes in missing.values() {
        let mut linked = HashSet::new();
        let object = violations[indexes[0]].value;
        for (key, value) in object.members() {
            let Some(unknown) = unknown.get(&key.id()) else { continue };
            for index in indexes {
                let Some(name) = missing_name(&violations[*index]) else { continue };
                if is_meant((key, value), name, violations[*unknown].schema, context) && linked.insert(*index) {
                    links.push((*index, *unknown, key));
                }
            }
        }
    }
    for (missing, unknown, key) in links {
        let violation = violations[missing].clone();
        violations[unknown].meant_for.push(violation);
        violations[missing].found_at = Some(key);
    }
}

/// The missing member: for an Anthropic tool that is read as a custom one, its `type`.
fn missing_name<'v>(violation: &'v Violation<'_>) -> Option<&'v str> {
    match &violation.fault {
        Fault::Missing(name) => Some(name),
        Fault::MissingToolType { .. } => Some("type"),
        _ => None,
    }
}

fn unknown_key(violation: &Violation<'_>) -> Option<NodeId> {
    let Fault::Unknown(key) = violation.fault else { return None };
    Some(key.id())
}

/// Whether an unknown member, or a member of its value, was meant to be the missing one. `schema` is that of the object.
fn is_meant((key, value): (Node<'_>, Node<'_>), missing: &str, schema: Schema, context: &Context<'_>) -> bool {
    let name = key.as_str().unwrap_or_default();
    let is_foreign = || rename(context, schema, &name).is_some();
    // The names are compared with the missing one first: an object may have very many unknown members.
    let is_like = || nearest(&name, [missing]).is_some() && nearest(&name, schema.member_names()) == Some(missing);
    is_name_of(&name, missing, schema, context)
        || (!is_foreign() && is_like())
        || value.members().any(|(key, _)| is_name_of(&key.as_str().unwrap_or_default(), missing, schema, context))
}

/// Whether a name is that of the missing member, its own (inside a wrapper) or a foreign one, or that of a member of it.
fn is_name_of(name: &str, missing: &str, schema: Schema, context: &Context<'_>) -> bool {
    let is_of_missing = |to: &str| to.split('.').next() == Some(missing);
    name == missing
        || rename(context, schema, name).is_some_and(|rename| rename.to.as_deref().is_some_and(is_of_missing))
}

fn rename<'k>(context: &Context<'k>, schema: Schema, name: &str) -> Option<&'k Rename> {
    context.knowledge.rename(schema, "additionalProperties", name)
}
