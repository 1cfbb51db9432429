//! A required field that is missing and an unknown one that stands in its place are one fault: `parameters` instead of
//! `input_schema`, `max_token` instead of `max_tokens`, `function` round both the name and the schema of a tool.

use std::collections::{HashMap, HashSet};

use crate::json::{Node, NodeId};
use crate::nearest::nearest;
use crate::payload::Context;
use crate::schema::{Fault, Violation};

use super::phrasing;

/// Unknown fields that stand for missing ones.
#[derive(Default)]
pub(super) struct Misnamed<'v, 'a> {
    /// What is missing, by the key that stands there instead; in the order in which it is asked for.
    by_key: HashMap<NodeId, Vec<&'v Violation<'a>>>,
    /// The same by object and name.
    told: HashSet<(NodeId, &'v str)>,
}

impl<'v, 'a> Misnamed<'v, 'a> {
    pub(super) fn find(violations: &'v [Violation<'a>], context: &Context<'_>) -> Self {
        let mut lacking: HashMap<NodeId, Vec<&Violation<'a>>> = HashMap::new();
        for violation in violations.iter().filter(|violation| matches!(violation.fault, Fault::Missing(_))) {
            lacking.entry(violation.at.id()).or_default().push(violation);
        }
        let mut found = Misnamed::default();
        if lacking.is_empty() {
            return found;
        }
        let unknown: HashMap<NodeId, &Violation<'a>> = violations.iter().filter_map(with_unknown_key).collect();
        for lacks in lacking.values() {
            let members = lacks.first().into_iter().flat_map(|lack| lack.at.members());
            for (key, value) in members {
                let Some(violation) = unknown.get(&key.id()) else { continue };
                for lack in lacks {
                    found.add(lack, (key, value), violation, context);
                }
            }
        }
        found
    }

    fn add(
        &mut self,
        lack: &'v Violation<'a>,
        (key, value): (Node<'a>, Node<'a>),
        unknown: &Violation<'_>,
        context: &Context<'_>,
    ) {
        let Fault::Missing(missing) = &lack.fault else { return };
        let stands = stands_for(&key.as_str().unwrap_or_default(), missing, unknown, context)
            || value.members().any(|(key, _)| is_name_of(&key.as_str().unwrap_or_default(), missing, unknown, context));
        if stands && self.told.insert((lack.at.id(), missing)) {
            self.by_key.entry(key.id()).or_default().push(lack);
        }
    }

    /// What is missing because it stands under this key.
    pub(super) fn missing(&self, key: Node<'_>) -> &[&'v Violation<'a>] {
        self.by_key.get(&key.id()).map_or(&[], Vec::as_slice)
    }

    /// Whether an unknown field tells already that this one is missing.
    pub(super) fn tells(&self, violation: &Violation<'_>) -> bool {
        matches!(&violation.fault, Fault::Missing(name) if self.told.contains(&(violation.at.id(), name.as_str())))
    }
}

fn with_unknown_key<'v, 'a>(violation: &'v Violation<'a>) -> Option<(NodeId, &'v Violation<'a>)> {
    let Fault::Unknown(key) = violation.fault else { return None };
    Some((key.id(), violation))
}

/// Whether a key is the missing field, under a foreign name or a mistyped one.
fn stands_for(name: &str, missing: &str, unknown: &Violation<'_>, context: &Context<'_>) -> bool {
    let is_foreign = phrasing::rename(context, unknown.owner, "additionalProperties", name).is_some();
    // One name is compared before all: an object may have very many strange fields.
    let is_like =
        || nearest(name, [missing]).is_some() && nearest(name, phrasing::members(unknown.owner)) == Some(missing);
    is_name_of(name, missing, unknown, context) || (!is_foreign && is_like())
}

/// Whether a name is that of the missing field, its own (below a wrapper) or a foreign one.
fn is_name_of(name: &str, missing: &str, unknown: &Violation<'_>, context: &Context<'_>) -> bool {
    let rename = phrasing::rename(context, unknown.owner, "additionalProperties", name);
    name == missing || rename.is_some_and(|rename| rename.to.as_deref() == Some(missing))
}
