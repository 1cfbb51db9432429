use crate::finding::quoted;
use crate::json::Node;
use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::json_schema::{Constrained, RegexFeature, UnsupportedKind};
use crate::rules::{Anchor, Check, Diagnostic, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds lookarounds, backreferences and word boundaries in a `pattern` of a strict tool or of structured output.
    ///
    /// ## Why the API refuses it
    ///
    /// The pattern is compiled into a grammar, which matches from left to right and cannot look ahead or back.
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
    /// The page on strict tools (F25), which leaves out the end of the response. For a lookahead, a response of
    /// 2026-08-27 quoted in public code reads `Invalid regex in pattern field: Quantifier '?' without preceding
    /// element`.
    PL725 "unsupported-schema-regex",
    summary: "a strict schema has a `pattern` that the grammar does not support",
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
        for unsupported in &constrained.unsupported {
            let UnsupportedKind::Pattern(pattern, features) = &unsupported.kind else { continue };
            for feature in features {
                let diagnostic = diagnostic(constrained, *pattern, feature);
                sink.push(match unsupported.open_object {
                    Some(value) => diagnostic.yields_to("open-object", value),
                    None => diagnostic,
                });
            }
        }
    }
}

fn diagnostic(constrained: &Constrained<'_>, pattern: Node<'_>, feature: &RegexFeature) -> Diagnostic {
    let text = pattern.as_str().unwrap_or_default();
    let (owner, name) = (constrained.owner.described(), feature.name);
    RULE.at(
        Anchor::part(pattern, feature.span.clone()),
        shown!("{owner}: pattern {} contains a {name}, which is not supported", quoted(&text), owner, name),
    )
    .label(name)
    .help("rewrite the pattern without it, or remove `pattern` and validate the response")
    .response("F25", [("feature", "...".into())])
}
