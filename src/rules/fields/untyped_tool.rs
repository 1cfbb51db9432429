//! A tool of Anthropic without its `type` is read as one of the caller's own: it lacks a schema and has strange fields,
//! all of which is one fault.

use std::collections::{HashMap, HashSet};

use crate::json::{Node, NodeId};
use crate::knowledge::{Support, Tool};
use crate::payload::Context;
use crate::rules::{Anchor, Diagnostic, ResponsePath};
use crate::schema::{Fault, Violation};

use super::{missing_field, phrasing};

/// The tools without `type` that are Anthropic's, and the type that each should have.
pub(super) fn find<'k>(violations: &[Violation<'_>], context: &Context<'k>) -> HashMap<NodeId, &'k Tool> {
    let lacks_schema =
        |violation: &&Violation<'_>| matches!(&violation.fault, Fault::Missing(lack) if lack == "input_schema");
    let mut tools = violations.iter().filter(lacks_schema).map(|violation| violation.at).peekable();
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

/// The newest version that the model takes, where a tool has what one family must have, and nothing that only a tool of
/// the caller's own may have.
fn meant<'k>(tool: Node<'_>, unknown: &HashSet<NodeId>, context: &Context<'k>) -> Option<&'k Tool> {
    if tool.get("type").is_some_and(|tag| !tag.is_null()) {
        return None;
    }
    let name = tool.str("name");
    let takes = |row: &Tool, key: Node<'_>| key.as_str().is_some_and(|key| row.accepts_member(&key));
    let fits = |row: &&Tool| {
        row.name.as_deref() == name.as_deref()
            && !row.required.is_empty()
            && row.required.iter().all(|member| tool.get(member).is_some())
            && tool.members().all(|(key, _)| takes(row, key) || unknown.contains(&key.id()))
    };
    let is_there = |row: &&&Tool| {
        let on_model = |model| context.knowledge.tool_on_model(row, model, context.target) != Support::No;
        row.missing_on(context.target).is_none() && context.model.facts.is_none_or(on_model)
    };
    let rows: Vec<&Tool> = context.knowledge.tools().iter().filter(fits).collect();
    let is_one_family = rows.iter().all(|row| row.family == rows[0].family);
    rows.iter().rfind(is_there).or(rows.last()).copied().filter(|_| is_one_family)
}

/// What is said of it, for the first field that it lacks as a tool of the caller's own.
pub(super) fn diagnostic(violation: &Violation<'_>, lack: &str, tool: &Tool, context: &Context<'_>) -> Diagnostic {
    let place = Anchor::Missing(violation.at.id(), "type".to_owned());
    let diagnostic = missing_field::RULE
        .at(place, format!("{} has no `type`", phrasing::object(violation)))
        .label("`type` belongs in here")
        .help(format!(
            "add `\"type\": \"{}\"`; without it this is a tool of your own, which needs `{lack}`",
            tool.r#type
        ));
    phrasing::answered(diagnostic, violation, context, [("field", lack.to_owned())], "Field required".to_owned())
        .response_path(ResponsePath::Of(Anchor::Missing(violation.at.id(), lack.to_owned())))
}
