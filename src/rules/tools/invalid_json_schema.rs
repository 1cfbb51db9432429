use crate::finding::quoted;
use crate::payload::Payload;
use crate::payload::json_schema::{Owner, UserSchema};
use crate::rules::{Check, Diagnostic, Sink, rule};
use crate::schema::{self, Fault, SchemaFault};

use super::advice;

rule! {
    /// ## What it does
    ///
    /// Finds the keywords of a tool's `input_schema`, or of the schema of structured output, that are no JSON Schema of draft
    /// 2020-12, and says which tool and which keyword: the API's answer names neither.
    ///
    /// ## Why the API refuses it
    ///
    /// The API checks each schema against the meta-schema of draft 2020-12, whatever its `$schema` says. Keywords that the draft
    /// does not know (`nullable`, `example`, `x-…`) are fine; a known keyword with a value of the wrong kind is not. The usual
    /// causes are older drafts (`exclusiveMinimum: true`, `items` as a list), OpenAPI (`required: true` on a property), and names
    /// of types from programming languages (`int`, `dict`, `any`).
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {
    ///       "name": "set_age",
    ///       "input_schema": {"type": "object", "properties": {"age": {"type": "integer", "minimum": 0, "exclusiveMinimum": true}}}
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {
    ///       "name": "set_age",
    ///       "input_schema": {"type": "object", "properties": {"age": {"type": "integer", "exclusiveMinimum": 0}}}
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answers, 2025-09 to 2026-08 (row E077 of the catalogue).
    PL410 "invalid-json-schema",
    summary: "a schema is no JSON Schema of draft 2020-12",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-14",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools",
    since: "0.1.0",
    responses: ["E077"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for schema in payload.schemas() {
        if schema.survey.plainly_valid || schema::is_schema(schema.root) {
            continue;
        }
        for fault in schema::schema_faults(schema.root) {
            if !is_told_by_its_field(schema, &fault) {
                sink.push(diagnostic(schema, &fault));
            }
        }
    }
}

/// `type`, `properties` and `required` at the top of an `input_schema` are fields of the API's own.
fn is_told_by_its_field(schema: &UserSchema<'_>, fault: &SchemaFault<'_>) -> bool {
    let Some(keyword) = fault.keyword.filter(|_| matches!(schema.owner, Owner::Tool(_))) else { return false };
    let at_top = schema.root.members().any(|(key, _)| key == keyword);
    let twice = matches!(fault.fault, Fault::Other(_));
    at_top && !twice && ["type", "properties", "required"].iter().any(|name| keyword.is_str(name))
}

fn diagnostic(schema: &UserSchema<'_>, fault: &SchemaFault<'_>) -> Diagnostic {
    let keyword = fault.keyword.and_then(|key| key.as_str()).unwrap_or_default();
    let problem = advice::problem(&keyword, fault);
    let place = fault.keyword.unwrap_or(fault.value);
    let diagnostic = RULE
        .at(place, format!("{}: {} {problem}", schema.owner.described(), quoted(&keyword)))
        .label("no JSON Schema of draft 2020-12")
        .help(advice::help(&keyword, fault));
    match schema.owner {
        Owner::Tool(_) => diagnostic.response("E077", []),
        Owner::Output(_) => diagnostic.response_status(400, "invalid_request_error"),
    }
}
