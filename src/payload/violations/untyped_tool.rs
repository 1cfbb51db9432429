//! Recognizes an Anthropic tool without its `type`, which is read as a custom tool: it lacks an `input_schema` and has
//! unknown members, and all of this is one fault.

use std::collections::{HashMap, HashSet};

use crate::json::{Node, NodeId};
use crate::knowledge::{Support, Tool};
use crate::nearest::nearest;
use crate::payload::Context;
use crate::schema::{Fault, Violation};

/// Replaces what such a tool lacks as a custom tool by its missing `type`, and drops the unknown members that a tool of that
/// type has.
pub(super) fn read_as_meant(violations: &mut Vec<Violation<'_>>, context: &Context<'_>) {
    let untyped = find(violations, context);
    let mut reported = HashSet::new();
    violations.retain_mut(|violation| {
        let Some(meant) = untyped.get(&violation.value.id()) else { return true };
        match &mut violation.fault {
            Fault::Missing(_) if !reported.insert(violation.value.id()) => false,
            Fault::Missing(lack) => {
                let instead = std::mem::take(lack);
                violation.fault = Fault::MissingToolType { tag: meant.r#type.to_string(), instead };
                true
            }
            Fault::Unknown(key) => !has_member(meant, *key),
            _ => true,
        }
    });
}

/// The untyped Anthropic tools, each with the row of the type that it should have.
fn find<'k>(violations: &[Violation<'_>], context: &Context<'k>) -> HashMap<NodeId, &'k Tool> {
    let lacks_schema =
        |violation: &&Violation<'_>| matches!(&violation.fault, Fault::Missing(lack) if lack == "input_schema");
    let mut tools = violations.iter().filter(lacks_schema).map(|violation| violation.value).peekable();
    if tools.peek().is_none() {
        return HashMap::new();
    }
    let unknown = violations.iter().filter_map(|violation| match violation.fault {
        Fault::Unknown(key) => Some(key.id()),
        _ => None,
    });
    let unknown: HashSet<NodeId> = unknown.collect();
    tools.filter_map(|tool| Some((tool.id(), meant(tool, &unknown, context)?))).collect()
}

/// The type that a misspelled `type` names. Else the newest version that the model supports, if the tool has the required
/// members of one family and no member that only a custom tool may have.
fn meant<'k>(tool: Node<'_>, unknown: &HashSet<NodeId>, context: &Context<'k>) -> Option<&'k Tool> {
    if tool.get("type").is_some_and(|tag| !tag.is_null()) {
        return None;
    }
    let misspelled = tool.members().filter(|(key, _)| unknown.contains(&key.id())).find_map(|(key, value)| {
        let is_type = key.as_str().is_some_and(|key| nearest(&key, ["type"]).is_some());
        context.knowledge.tools().find(&value.as_str().filter(|_| is_type)?)
    });
    if misspelled.is_some() {
        return misspelled;
    }
    let name = tool.str("name");
    let fits = |row: &&Tool| {
        row.name.as_deref() == name.as_deref()
            && !row.required.is_empty()
            && row.required.iter().all(|member| tool.get(member).is_some())
            && tool.members().all(|(key, _)| has_member(row, key) || unknown.contains(&key.id()))
    };
    let is_available = |row: &&&Tool| {
        let on_model = |model| context.knowledge.tool_on_model(row, model, context.target) != Support::No;
        row.missing_on(context.target).is_none() && context.model.facts.is_none_or(on_model)
    };
    let rows: Vec<&Tool> = context.knowledge.tools().iter().filter(fits).collect();
    let is_one_family = rows.iter().all(|row| row.family == rows[0].family);
    rows.iter().rfind(is_available).or(rows.last()).copied().filter(|_| is_one_family)
}

fn has_member(row: &Tool, key: Node<'_>) -> bool {
    key.as_str().is_some_and(|key| row.accepts_member(&key))
}
