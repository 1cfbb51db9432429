use crate::finding::{Severity, quoted};
use crate::json::Node;
use crate::nearest::Searches;
use crate::payload::Payload;
use crate::payload::json_schema::{Owner, References, Target, UserSchema};
use crate::rules::{Check, Diagnostic, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `$ref` in a tool's schema, or in the schema of the output, to a definition that the same schema does not have. In
    /// a strict tool and in structured output it is an error, in other tools a warning.
    ///
    /// ## Why the API refuses it
    ///
    /// A strict schema is compiled, so every reference must lead somewhere. In other tools nothing is known to be refused, but the
    /// model does not see what the reference means. The usual cause: one part was cut out of a larger document
    /// (`#/components/schemas/…`), and the definitions stayed behind.
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
    ///       "name": "add_pet",
    ///       "input_schema": {
    ///         "type": "object",
    ///         "properties": {"pet": {"$ref": "#/$defs/Pet"}},
    ///         "required": ["pet"],
    ///         "additionalProperties": false
    ///       },
    ///       "strict": true
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
    ///       "name": "add_pet",
    ///       "input_schema": {
    ///         "type": "object",
    ///         "properties": {"pet": {"$ref": "#/$defs/Pet"}},
    ///         "required": ["pet"],
    ///         "additionalProperties": false,
    ///         "$defs": {"Pet": {"type": "string"}}
    ///       },
    ///       "strict": true
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Answers quoted in public code, 2026: `tools.0.custom: Invalid schema: Reference to non-existent definition: #/…`. Row E077
    /// of the catalogue names bad references among its causes; that a reference of a tool which is not strict is followed at all
    /// was not seen.
    PL412 "unresolved-schema-reference",
    summary: "a `$ref` leads to a definition that is not there",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-31",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools",
    since: "0.1.0",
    responses: ["E077"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let mut searches = Searches::new();
    for schema in payload.schemas() {
        // Below an inner `$id` a reference starts from there.
        if schema.survey.has_inner_id {
            continue;
        }
        let mut references = References::of(schema.root);
        for reference in &schema.survey.references {
            let Some(text) = reference.as_str() else { continue };
            if references.resolve(&text) == Target::Missing && !has_broken_list(schema.root, &text) {
                sink.push(diagnostic(schema, *reference, &text, &mut searches));
            }
        }
    }
}

/// Whether the definitions that the reference names one of are no object, which is told of them.
fn has_broken_list(root: Node<'_>, reference: &str) -> bool {
    let mut lists = ["$defs", "definitions"].into_iter();
    let list = lists.find(|list| reference.strip_prefix("#/").and_then(|rest| rest.strip_prefix(list)).is_some());
    list.and_then(|list| root.get(list)).is_some_and(|list| !list.is_object())
}

fn diagnostic(schema: &UserSchema<'_>, reference: Node<'_>, text: &str, searches: &mut Searches) -> Diagnostic {
    let diagnostic = RULE
        .at(reference, format!("{}: {} leads nowhere", schema.owner.described(), quoted(text)))
        .label("no such definition in this schema")
        .help(help(schema.root, text, searches));
    match schema.owner {
        Owner::Tool(tool) if tool.strict.is_some() => diagnostic
            .response_text(format!("Invalid schema: Reference to non-existent definition: {text}"))
            .response_path(ResponsePath::from(&schema.owner)),
        Owner::Tool(_) => diagnostic.severity(Severity::Warning).response("E077", []),
        Owner::Output(_) => diagnostic.response_status(400, "invalid_request_error"),
    }
}

fn help(root: Node<'_>, text: &str, searches: &mut Searches) -> String {
    let name = text.rsplit('/').next().unwrap_or(text);
    let lists = ["$defs", "definitions"].into_iter().filter_map(|list| Some((list, root.get(list)?)));
    let known = lists.flat_map(|(list, defs)| defs.members().map(move |(key, _)| (list, key)));
    // Names with escapes in them are rare, and stand as they are written.
    let near = searches.nearest(name, known.clone().filter_map(|(_, key)| key.raw_str()));
    match known.clone().find(|(_, key)| near.is_some() && key.raw_str() == near) {
        Some((list, key)) => format!("did you mean `#/{list}/{}`?", key.as_str().unwrap_or_default()),
        None => format!("put the definition into `$defs` at the top of this schema, and write `#/$defs/{name}`"),
    }
}
