use crate::finding::{Severity, quoted};
use crate::json::Node;
use crate::mask::{Shown, shown};
use crate::nearest::Searches;
use crate::payload::Payload;
use crate::payload::json_schema::{Owner, References, Target, UserSchema};
use crate::rules::{Check, Diagnostic, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `$ref`, in a tool's schema or in the schema of the output, to a definition that the same schema does not
    /// have. It is an error in a strict tool and in structured output, and a warning in other tools.
    ///
    /// ## Why the API refuses it
    ///
    /// A strict schema is compiled, so every reference must resolve. In other tools the API is not known to reject it,
    /// but the model does not see what the reference means. The usual cause: the schema was copied out of a larger
    /// document (`#/components/schemas/…`) without its definitions.
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
    /// Responses quoted in public code, 2026 (F72). E077 names bad references among its causes; whether the API
    /// resolves references in a tool that is not strict was not seen.
    PL412 "unresolved-schema-reference",
    summary: "a `$ref` to a definition that does not exist",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-31",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools",
    since: "0.1.0",
    responses: ["E077", "F72"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let mut searches = Searches::new();
    for schema in payload.schemas() {
        // References below an inner `$id` are relative to it.
        if schema.survey.has_inner_id {
            continue;
        }
        let mut references = References::of(schema.root);
        for reference in &schema.survey.references {
            let Some(text) = reference.as_str() else { continue };
            if references.resolve(&text) == Target::Missing {
                let diagnostic = diagnostic(schema, *reference, &text, &mut searches);
                sink.push(match definitions_key(schema.root, &text) {
                    Some(key) => diagnostic.yields_to("invalid-json-schema", key),
                    None => diagnostic,
                });
            }
        }
    }
}

/// The key of the `$defs` or `definitions` that the reference points into.
fn definitions_key<'a>(root: Node<'a>, reference: &str) -> Option<Node<'a>> {
    let is_named = |name: &&str| reference.strip_prefix("#/").and_then(|rest| rest.strip_prefix(*name)).is_some();
    root.member(["$defs", "definitions"].into_iter().find(is_named)?).map(|(key, _)| key)
}

fn diagnostic(schema: &UserSchema<'_>, reference: Node<'_>, text: &str, searches: &mut Searches) -> Diagnostic {
    let diagnostic = RULE
        .at(reference, shown!("{}: unresolved `$ref` {}", schema.owner.described(), quoted(text)))
        .label("no such definition in this schema")
        .help(help(schema.root, text, searches));
    match schema.owner {
        Owner::Tool(tool) if tool.strict.is_some() => diagnostic
            .response("F72", [("reference", text.to_owned())])
            .response_path(ResponsePath::from(&schema.owner)),
        Owner::Tool(_) => diagnostic.severity(Severity::Warning).response("E077", []),
        Owner::Output(_) => diagnostic.response_status(400, "invalid_request_error"),
    }
}

fn help(root: Node<'_>, text: &str, searches: &mut Searches) -> Shown {
    let name = text.rsplit('/').next().unwrap_or(text);
    let lists = ["$defs", "definitions"].into_iter().filter_map(|list| Some((list, root.get(list)?)));
    let known = lists.flat_map(|(list, defs)| defs.members().map(move |(key, _)| (list, key)));
    // Names are compared as written: escapes in them are rare.
    let near = searches.nearest(name, known.clone().filter_map(|(_, key)| key.raw_str()));
    match known.clone().find(|(_, key)| near.is_some() && key.raw_str() == near) {
        Some((list, key)) => {
            shown!("did you mean `#/{list}/{}`?", quoted(&key.as_str().unwrap_or_default()).unquoted(), list)
        }
        None => shown!(
            "add the definition to `$defs` at the top of this schema, and use `#/$defs/{name}`",
            name = quoted(name).unquoted()
        ),
    }
}
