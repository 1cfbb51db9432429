use crate::finding::Severity;
use crate::json::Node;
use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::json_schema::Tally;
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Counts the properties whose own schema has `anyOf` or several types, in all strict tools and the schema of the
    /// output: more than 16 is an error, exactly 16 a warning. Only those that are reached without following a `$ref`
    /// count; if the limit is exceeded only with the others, this is reported as info.
    ///
    /// ## Why the API refuses it
    ///
    /// Each union multiplies the number of paths through the grammar. Properties that can be null are the most common
    /// case.
    ///
    /// ## Example
    ///
    /// ```json,fail,times=17
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "output_config": {
    ///     "format": {
    ///       "type": "json_schema",
    ///       "schema": {
    ///         "type": "object",
    ///         "properties": {"p{n}": {"type": ["string", "null"]}},
    ///         "required": ["p{n}"],
    ///         "additionalProperties": false
    ///       }
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,times=15
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "output_config": {
    ///     "format": {
    ///       "type": "json_schema",
    ///       "schema": {
    ///         "type": "object",
    ///         "properties": {"p{n}": {"type": ["string", "null"]}},
    ///         "required": ["p{n}"],
    ///         "additionalProperties": false
    ///       }
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Recorded traffic, 2026-08 (F08). With exactly 16 in one schema, the response was `Schema is too complex for
    /// compilation` (F09, E115). That nested properties count, but not those behind a `$ref` (a model in `$defs`), was
    /// measured by pydantic-ai, which relies on it to check requests before sending (2.68.0, November 2026).
    PL728 "too-many-union-parameters",
    summary: "strict schemas have too many properties with several types",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-27",
    source: "https://platform.claude.com/docs/en/build-with-claude/structured-outputs",
    since: "0.1.0",
    responses: ["E115", "F08", "F09"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Tally { counted, uncounted } = payload.tally(|constrained| &constrained.unions);
    let limit = payload.context.knowledge.limits().value("tools.union_parameters") as usize;
    let count = counted.len();
    if count < limit {
        let all = count + uncounted.len();
        if let Some(node) = uncounted.get(limit - count) {
            sink.push(
                RULE.at(
                    key(*node),
                    shown!(
                        "{all} union types in strict schemas, of which the API counts {count}; the limit is {limit}",
                        all,
                        count,
                        limit
                    ),
                )
                .label("union type, not counted when last measured")
                .help("no change is needed unless the API rejects the schema as too complex")
                .severity(Severity::Info),
            );
        }
        return;
    }
    let Some(node) = counted.get(limit).or_else(|| counted.last()) else { return };
    let bound = match count > limit {
        true => shown!("the limit is {limit}", limit),
        false => "at this limit, the schema may already be too complex".into(),
    };
    let diagnostic = RULE
        .at(key(*node), shown!("{count} union types in strict schemas; {bound}", count, bound))
        .label("union type")
        .help(
            "give each property one type, with an empty string, 0 or -1 for null, or make properties optional instead",
        );
    sink.push(match payload.only_constrained_output() {
        _ if count > limit => diagnostic.response("F08", [("n", count.to_string())]),
        Some(output) => diagnostic.uncertain_if(true).response("E115", []).response_path(ResponsePath::from(output)),
        None => diagnostic.uncertain_if(true).response("F09", []),
    });
}

/// The key that makes a schema a union.
fn key(schema: Node<'_>) -> Node<'_> {
    schema.member("anyOf").or_else(|| schema.member("type")).map_or(schema, |(key, _)| key)
}
