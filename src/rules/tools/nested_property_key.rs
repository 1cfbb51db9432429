use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::json_schema::Owner;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds, below the top level of an `input_schema`, property names with characters other than letters, digits, `_`,
    /// `.` and `-`, or with more than 64 characters. At the top level such a name is an error: see PL234.
    ///
    /// ## Why the API refuses it
    ///
    /// For a name at the top level, the API responds that property keys should match `^[a-zA-Z0-9_.-]{1,64}$`. Whether
    /// it also checks nested names is not known.
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
    ///       "name": "book",
    ///       "input_schema": {
    ///         "type": "object",
    ///         "properties": {"guest": {"type": "object", "properties": {"full name": {"type": "string"}}}}
    ///       }
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
    ///       "name": "book",
    ///       "input_schema": {
    ///         "type": "object",
    ///         "properties": {"guest": {"type": "object", "properties": {"full_name": {"type": "string"}}}}
    ///       }
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live reports for the top level, 2026-07 to 2026-09 (E079); nested names were not tested.
    PL414 "nested-property-key",
    summary: "a nested property has a name that the API rejects at the top level",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-09-30",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for schema in payload.schemas() {
        let Owner::Tool(tool) = schema.owner else { continue };
        for key in &schema.survey.invalid_nested_keys {
            let name = quoted(&key.as_str().unwrap_or_default());
            let diagnostic = RULE
                .at(*key, shown!("{}: the API may reject the property name {name}", tool.described(), name))
                .label("does not match `^[a-zA-Z0-9_.-]{1,64}$`")
                .help("use at most 64 letters, digits, `_`, `.` and `-`, and put the full name in `description`")
                .response_status(400, "invalid_request_error");
            sink.push(diagnostic);
        }
    }
}
