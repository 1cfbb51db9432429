use crate::payload::Payload;
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Counts the schemas with `anyOf` or with several types, at every level, in all strict tools and the schema of the
    /// output: more than 16 is an error. Exactly 16 is a warning.
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
    /// compilation` (F09, E115). That every level counts is known from public code that reproduces the numbers in the
    /// responses.
    PL728 "too-many-union-parameters",
    summary: "strict schemas have too many properties with several types",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-31",
    source: "https://platform.claude.com/docs/en/build-with-claude/structured-outputs",
    since: "0.1.0",
    responses: ["E115", "F08", "F09"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let unions = || payload.constrained().iter().flat_map(|constrained| &constrained.unions);
    let limit = payload.context.knowledge.limits().value("tools.union_parameters") as usize;
    let count = unions().count();
    if count < limit {
        return;
    }
    let Some(schema) = unions().nth(limit).or_else(|| unions().last()) else { return };
    let place = schema.member("anyOf").or_else(|| schema.member("type")).map_or(*schema, |(key, _)| key);
    let bound = match count > limit {
        true => format!("the limit is {limit}"),
        false => "at this limit, the schema may already be too complex".to_owned(),
    };
    let diagnostic =
        RULE.at(place, format!("{count} union types in strict schemas; {bound}")).label("union type").help(
            "give each property one type, with an empty string, 0 or -1 for null, or make properties optional instead",
        );
    sink.push(match payload.only_constrained_output() {
        _ if count > limit => diagnostic.response("F08", [("n", count.to_string())]),
        Some(output) => diagnostic.uncertain_if(true).response("E115", []).response_path(ResponsePath::from(output)),
        None => diagnostic.uncertain_if(true).response("F09", []),
    });
}
