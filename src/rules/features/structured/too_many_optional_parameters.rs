use crate::finding::Severity;
use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::json_schema::Tally;
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Counts the properties that are not in `required`, in all strict tools and the schema of the output: more than 24
    /// is an error, exactly 24 a warning. Only those that are reached without following a `$ref` count; if the limit is
    /// exceeded only with the others, this is reported as info.
    ///
    /// ## Why the API refuses it
    ///
    /// Each optional property doubles the number of paths through the grammar. A property that is required but can be
    /// null (`"type": ["string", "null"]`) counts as a union instead, of which 16 are allowed.
    ///
    /// ## Example
    ///
    /// ```json,fail,times=25
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "output_config": {
    ///     "format": {
    ///       "type": "json_schema",
    ///       "schema": {"type": "object", "properties": {"p{n}": {"type": "string"}}, "additionalProperties": false}
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,times=23
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "output_config": {
    ///     "format": {
    ///       "type": "json_schema",
    ///       "schema": {"type": "object", "properties": {"p{n}": {"type": "string"}}, "additionalProperties": false}
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Recorded traffic, 2026-08 (F07). With exactly 24 in one schema, the response was `Schema is too complex for
    /// compilation` (F09, E115). That properties behind a `$ref` (a model in `$defs`) do not count was measured by
    /// pydantic-ai, which relies on it to check requests before sending (2.68.0, November 2026).
    PL727 "too-many-optional-parameters",
    summary: "strict schemas have too many optional properties",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-27",
    source: "https://platform.claude.com/docs/en/build-with-claude/structured-outputs",
    since: "0.1.0",
    responses: ["E115", "F07", "F09"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Tally { counted, uncounted } = payload.tally(|constrained| &constrained.optional);
    let limit = payload.context.knowledge.limits().value("tools.optional_parameters") as usize;
    let count = counted.len();
    if count < limit {
        let all = count + uncounted.len();
        if let Some(node) = uncounted.get(limit - count) {
            sink.push(
            RULE.at(*node, shown!("{all} optional properties in strict schemas, of which the API counts {count}; the limit is {limit}", all, count, limit))
                .label("optional, not counted when last measured")
                .help("no change is needed unless the API rejects the schema as too complex")
                .severity(Severity::Info));
        }
        return;
    }
    let Some(node) = counted.get(limit).or_else(|| counted.last()) else { return };
    let bound = match count > limit {
        true => shown!("the limit is {limit}", limit),
        false => "at this limit, the schema may already be too complex".into(),
    };
    let diagnostic = RULE
        .at(*node, shown!("{count} optional properties in strict schemas; {bound}", count, bound))
        .label("optional")
        .help("add properties to `required`, make fewer tools strict, or split the schema into several requests");
    sink.push(match payload.only_constrained_output() {
        _ if count > limit => diagnostic.response("F07", [("n", count.to_string())]),
        Some(output) => diagnostic.uncertain_if(true).response("E115", []).response_path(ResponsePath::from(output)),
        None => diagnostic.uncertain_if(true).response("F09", []),
    });
}
