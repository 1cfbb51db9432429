use crate::finding::quoted;
use crate::json::Node;
use crate::payload::Payload;
use crate::payload::json_schema::{Constrained, DepartureKind, Feature};
use crate::rules::{Anchor, Check, Diagnostic, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds lookarounds, backreferences and word boundaries in a `pattern` of a strict tool or of structured output.
    ///
    /// ## Why the API refuses it
    ///
    /// The pattern becomes a part of the grammar, which reads from left to right and remembers nothing.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "output_config": {
    ///     "format": {
    ///       "type": "json_schema",
    ///       "schema": {
    ///         "type": "object",
    ///         "properties": {"id": {"type": "string", "pattern": "^(?!0)\\d+$"}},
    ///         "required": ["id"],
    ///         "additionalProperties": false
    ///       }
    ///     }
    ///   }
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
    ///   "output_config": {
    ///     "format": {
    ///       "type": "json_schema",
    ///       "schema": {
    ///         "type": "object",
    ///         "properties": {"id": {"type": "string", "pattern": "^[1-9]\\d*$"}},
    ///         "required": ["id"],
    ///         "additionalProperties": false
    ///       }
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on strict tools (row F25 of the catalogue), where the end of the answer is left out. An answer of 2026-08-27, quoted
    /// in public code, reads `Invalid regex in pattern field: Quantifier '?' without preceding element` for a lookahead.
    PL725 "unsupported-schema-regex",
    summary: "a strict schema has a regular expression that the grammar cannot express",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-08",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/strict-tool-use",
    since: "0.1.0",
    responses: ["F25"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for constrained in payload.constrained() {
        for departure in &constrained.departures {
            let DepartureKind::Pattern(value, features) = &departure.kind else { continue };
            sink.diagnostics.extend(features.iter().map(|feature| diagnostic(constrained, *value, feature)));
        }
    }
}

fn diagnostic(constrained: &Constrained<'_>, pattern: Node<'_>, feature: &Feature) -> Diagnostic {
    let text = pattern.as_str().unwrap_or_default();
    let name = feature.name;
    RULE.at(
        Anchor::part(pattern, feature.span.clone()),
        format!("{}: {} has {name}", constrained.owner.described(), quoted(&text)),
    )
    .label(name)
    .help("write the pattern without it, or leave `pattern` out and check the value when it comes")
    .response("F25", [("feature", "...".to_owned())])
}
