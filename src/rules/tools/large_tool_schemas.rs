use crate::join::join_with;
use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Reports the total size of the `input_schema` of all tools that are not deferred if it is above 64 KiB, and names
    /// the largest ones.
    ///
    /// ## Why this matters
    ///
    /// The API is not known to reject large schemas. But every request pays for them as input, the model chooses less
    /// reliably among many tools, and very large sets of tools are reported to cause occasional server errors.
    ///
    /// ## Example
    ///
    /// ```json,fail,letters=70000
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {
    ///       "name": "get_weather",
    ///       "input_schema": {"type": "object", "properties": {"city": {"type": "string", "description": "…"}}}
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
    ///       "name": "get_weather",
    ///       "input_schema": {"type": "object", "properties": {"city": {"type": "string", "description": "The city"}}}
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// A threshold chosen for this linter; no limit is documented.
    PL416 "large-tool-schemas",
    summary: "the tool schemas together are very large",
    severity: Info,
    confidence: Inferred,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-search-tool",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    // A deferred tool is not part of the input until a search finds it.
    let loaded = payload.tools().iter().filter(|tool| tool.deferred.is_none());
    let sized = loaded.filter_map(|tool| Some((tool.input_schema?, tool)));
    let total: usize = sized.clone().map(|(schema, _)| schema.byte_len()).sum();
    if (total as u64) < payload.context.knowledge.limits().value("tools.schema_bytes.info") {
        return;
    }
    let mut largest: Vec<_> = sized.collect();
    let count = largest.len();
    largest.sort_by_key(|(schema, _)| std::cmp::Reverse(schema.byte_len()));
    largest.truncate(MAX_NAMED);
    let Some((_, first)) = largest.first() else { return };
    let named = largest.iter().map(|(schema, tool)| shown!("{} ({} KiB)", tool.described(), schema.byte_len() / 1024));
    let diagnostic = RULE
        .at(first.name.unwrap_or(first.node), shown!("the schemas of {count} tools total {} KiB", total / 1024, count))
        .label("the largest schema")
        .help(shown!(
            "shorten descriptions, remove tools that this request does not need, or load them on demand with \
             `defer_loading` and a tool search tool; the largest: {}",
            join_with(", ", named)
        ));
    sink.push(diagnostic);
}

/// How many of the largest tools the help names.
const MAX_NAMED: usize = 3;
