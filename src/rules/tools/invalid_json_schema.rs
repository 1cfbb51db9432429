use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::json_schema::{Owner, UserSchema, advice};
use crate::rules::{Check, Diagnostic, Sink, rule};
use crate::schema::{self, SchemaFault};

rule! {
    /// ## What it does
    ///
    /// Finds the keywords of a tool's `input_schema`, or of the schema of structured output, that are not valid in JSON
    /// Schema draft 2020-12. The finding names the tool and the keyword; the API's response does not.
    ///
    /// ## Why the API refuses it
    ///
    /// The API checks each schema against the meta-schema of draft 2020-12, whatever its `$schema` says. Keywords that
    /// the draft does not define (`nullable`, `example`, `x-…`) are accepted; a defined keyword with a value of the
    /// wrong type is not. The usual causes are older drafts (`exclusiveMinimum: true`, `items` as a list), OpenAPI
    /// (`required: true` on a property), and type names from programming languages (`int`, `dict`, `any`).
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
    /// Live responses, 2025-09 to 2026-08 (E077).
    PL410 "invalid-json-schema",
    summary: "a schema is not valid in JSON Schema draft 2020-12",
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
        if schema.survey.clearly_valid || schema::is_schema(schema.root) {
            continue;
        }
        for fault in schema::schema_faults(schema.root) {
            if !is_nullable_field(schema, &fault) {
                sink.push(diagnostic(schema, &fault));
            }
        }
    }
}

/// Whether the fault is a `null` for `properties` or `required` at the top of an `input_schema`. The API defines these
/// two as fields that can be null; whether it then accepts the schema is not known.
fn is_nullable_field(schema: &UserSchema<'_>, fault: &SchemaFault<'_>) -> bool {
    let Some(keyword) = fault.keyword.filter(|_| matches!(schema.owner, Owner::Tool(_))) else { return false };
    let is_nullable = ["properties", "required"].iter().any(|name| keyword.is_str(name));
    is_nullable && fault.value.is_null() && schema.root.members().any(|(key, _)| key == keyword)
}

fn diagnostic(schema: &UserSchema<'_>, fault: &SchemaFault<'_>) -> Diagnostic {
    let keyword = fault.keyword.and_then(|key| key.as_str()).unwrap_or_default();
    let problem = advice::problem(&keyword, fault);
    let place = fault.keyword.unwrap_or(fault.value);
    let diagnostic = RULE
        .at(place, shown!("{}: {} {problem}", schema.owner.described(), quoted(&keyword), problem))
        .label("not valid in JSON Schema draft 2020-12")
        .help(advice::help(&keyword, fault))
        // At the top of an `input_schema`, `type` is also a field of the API.
        .yields_to("not-allowed-value", fault.value);
    match schema.owner {
        Owner::Tool(_) => diagnostic.response("E077", []),
        Owner::Output(_) => diagnostic.response_status(400, "invalid_request_error"),
    }
}
