use crate::json::Node;
use crate::payload::{BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds documents and search results with `citations: {"enabled": true}`, including those inside tool results, in
    /// a request with `output_config.format`.
    ///
    /// ## Why the API refuses it
    ///
    /// Citations split the text into several blocks, but structured output must be a single JSON text. The citations of
    /// the web search tool do not count.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [
    ///     {
    ///       "role": "user",
    ///       "content": [
    ///         {
    ///           "type": "document",
    ///           "source": {"type": "text", "media_type": "text/plain", "data": "The grass is green."},
    ///           "citations": {"enabled": true}
    ///         },
    ///         {"type": "text", "text": "What colour?"}
    ///       ]
    ///     }
    ///   ],
    ///   "output_config": {
    ///     "format": {
    ///       "type": "json_schema",
    ///       "schema": {
    ///         "type": "object",
    ///         "properties": {"colour": {"type": "string"}},
    ///         "required": ["colour"],
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
    ///   "messages": [
    ///     {
    ///       "role": "user",
    ///       "content": [
    ///         {
    ///           "type": "document",
    ///           "source": {"type": "text", "media_type": "text/plain", "data": "The grass is green."}
    ///         },
    ///         {"type": "text", "text": "What colour?"}
    ///       ]
    ///     }
    ///   ],
    ///   "output_config": {
    ///     "format": {
    ///       "type": "json_schema",
    ///       "schema": {
    ///         "type": "object",
    ///         "properties": {"colour": {"type": "string"}},
    ///         "required": ["colour"],
    ///         "additionalProperties": false
    ///       }
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The pages on citations and on structured outputs. The text of the response was not seen. With a web search tool
    /// the response was 200 (2026-08-05), so documents that only a server tool fetched are a warning.
    PL730 "citations-with-output-format",
    summary: "citations together with structured output",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/citations",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some((_, format)) = payload.output_format() else { return };
    let (mut given, mut fetched): (Option<Node<'_>>, Option<Node<'_>>) = (None, None);
    for block in payload.blocks() {
        if matches!(block.kind, BlockKind::Document | BlockKind::SearchResult)
            && let Some(enabled) = block.get("citations").and_then(|citations| citations.get("enabled"))
            && enabled.as_bool() == Some(true)
        {
            let is_fetched = block.outer.is_some_and(|(_, kind)| kind == BlockKind::WebFetchToolResult);
            if is_fetched { &mut fetched } else { &mut given }.get_or_insert(enabled);
        }
    }
    if let Some(enabled) = given.or(fetched) {
        let diagnostic = RULE
            .at(enabled, "citations cannot be combined with structured output")
            .label("enabled here")
            .help("disable citations on all documents and search results, or remove the output format")
            .related(format, "the output format")
            .uncertain_if(given.is_none())
            .response_status(400, "invalid_request_error");
        sink.push(diagnostic);
    }
}
