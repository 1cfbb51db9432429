//! Reads an empty object as one fault, however many members it lacks.

use std::collections::HashMap;

use crate::json::NodeId;
use crate::schema::{Fault, Violation};

/// Keeps the first missing member of each empty object, with the names of the others. Not for the body, whose members are
/// independent of each other.
pub(super) fn merge(violations: &mut Vec<Violation<'_>>) {
    let mut first: HashMap<NodeId, usize> = HashMap::new();
    let mut others: Vec<(usize, String)> = Vec::new();
    let mut kept = 0;
    violations.retain(|violation| {
        let name = match &violation.fault {
            Fault::Missing(name) if violation.holder.is_some() && violation.value.is_empty() => name,
            _ => {
                kept += 1;
                return true;
            }
        };
        if let Some(first) = first.get(&violation.value.id()) {
            others.push((*first, name.clone()));
            return false;
        }
        first.insert(violation.value.id(), kept);
        kept += 1;
        true
    });
    for (at, name) in others {
        violations[at].also_missing.push(name);
    }
}
