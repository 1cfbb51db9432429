use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `container_upload` block in a request without a tool that runs code.
    ///
    /// ## Why the API refuses it
    ///
    /// The file is uploaded to the container of the code execution tool. Without the tool there is no container.
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
    ///         {"type": "text", "text": "Sum it up"},
    ///         {"type": "container_upload", "file_id": "file_011CNha8iCJcU1wXNR6q4V8w"}
    ///       ]
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
    ///   "messages": [
    ///     {
    ///       "role": "user",
    ///       "content": [
    ///         {"type": "text", "text": "Sum it up"},
    ///         {"type": "container_upload", "file_id": "file_011CNha8iCJcU1wXNR6q4V8w"}
    ///       ]
    ///     }
    ///   ],
    ///   "tools": [{"type": "code_execution_20260521", "name": "code_execution"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on the code execution tool. The text of the response was not seen.
    PL491 "upload-without-code-execution",
    summary: "`container_upload` without a tool that runs code",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/code-execution-tool",
    since: "0.1.0",
    responses: [],
    stage: Late,
    check: Check::Block(&[BlockKind::ContainerUpload], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    if payload.may_run_code() {
        return;
    }
    // Whether a file may stay in the history after the tool is removed is not known.
    let is_new = payload.messages().last().is_some_and(|last| last.index == block.message.index);
    let diagnostic = RULE
        .at(block.get("type").unwrap_or(block.node), "`container_upload` without a code execution tool")
        .label("no code execution tool declared")
        .help(
            "add `{\"type\": \"code_execution_20260521\", \"name\": \"code_execution\"}` to `tools`, \
             or send the file as a document",
        )
        .uncertain_if(!is_new)
        .response_status(400, "invalid_request_error");
    sink.push(diagnostic);
}
