use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::{at_limit, bound};

rule! {
    /// ## What it does
    ///
    /// Counts the schemas with `anyOf` or with several types, at every level, over all strict tools and the schema of the output: more
    /// than 16 is an error. Exactly 16 is a warning.
    ///
    /// ## Why the API refuses it
    ///
    /// Each union multiplies the ways through the grammar. Properties that may be null are the usual case.
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
    /// Recorded traffic, 2026-08 (row F08 of the catalogue); 16 in one schema was answered `Schema is too complex for compilation`
    /// (rows F09, E115). That every level counts is told by public code that reproduces the numbers of the answers.
    PL728 "too-many-union-parameters",
    summary: "strict schemas have too many properties of several types",
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
    let diagnostic = RULE
        .at(place, format!("{count} union types in strict schemas; {}", bound(count, limit)))
        .label("several types")
        .help("give properties one type: an empty text, 0 or -1 can stand for null; or leave properties out of `required` instead");
    sink.push(match count > limit {
        true => diagnostic.response("F08", [("n", count.to_string())]),
        false => at_limit(diagnostic, payload),
    });
}
