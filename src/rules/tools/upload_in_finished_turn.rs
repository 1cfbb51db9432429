use std::collections::HashSet;

use crate::payload::{Block, BlockKind, Message, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `container_upload` block in an earlier turn of a conversation, in a request that reuses no container.
    ///
    /// ## Why this matters
    ///
    /// The API copies a file into the container only if the block is in the turn that is being generated: after the last
    /// completed response. In an earlier turn, the block is accepted and ignored. The code then runs in a new container
    /// without the file.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024,
    ///   "tools": [{"type": "code_execution_20260521", "name": "code_execution"}],
    ///   "messages": [
    ///     {"role": "user", "content": [
    ///       {"type": "text", "text": "Sum it up"},
    ///       {"type": "container_upload", "file_id": "file_011CNha8iCJcU1wXNR6q4V8w"}
    ///     ]},
    ///     {"role": "assistant", "content": "It is a table of prices."},
    ///     {"role": "user", "content": "Plot the prices"}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "container": "container_011CYVPF4iP8oD6Vsz1NhVih",
    ///   "tools": [{"type": "code_execution_20260521", "name": "code_execution"}],
    ///   "messages": [
    ///     {"role": "user", "content": [
    ///       {"type": "text", "text": "Sum it up"},
    ///       {"type": "container_upload", "file_id": "file_011CNha8iCJcU1wXNR6q4V8w"}
    ///     ]},
    ///     {"role": "assistant", "content": "It is a table of prices."},
    ///     {"role": "user", "content": "Plot the prices"}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Measured by pydantic-ai, August 2026.
    PL496 "upload-in-finished-turn",
    summary: "a `container_upload` in an earlier turn, without a container",
    severity: Info,
    confidence: Observed,
    seen: "2026-08-28",
    source: "https://github.com/pydantic/pydantic-ai/issues/7775",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let has_container = payload.fields.container.is_some_and(|container| !container.is_null());
    if has_container || payload.continues_thread() {
        return;
    }
    let is_upload = |block: &Block<'_>| block.kind == BlockKind::ContainerUpload;
    let Some(turn) = last_turn(payload.messages()) else { return };
    let uploads = payload.blocks().iter().filter(|block| block.outer.is_none() && is_upload(block));
    let (earlier, current): (Vec<&Block<'_>>, Vec<_>) = uploads.partition(|block| block.message.index < turn.index);
    if earlier.is_empty() || !payload.may_run_code() {
        return;
    }
    // Some clients repeat the block in every turn.
    let repeated: HashSet<_> = current.iter().filter_map(|block| block.str("file_id")).collect();
    for block in earlier.iter().filter(|block| block.str("file_id").is_none_or(|id| !repeated.contains(&id))) {
        sink.push(
            RULE.at(block.type_node(), "`container_upload` in an earlier turn has no effect without `container`")
                .label("not uploaded to the new container")
                .related(turn.role_node(), "the last turn starts here")
                .help(
                    "set `container` to the ID in the earlier response, or move the block to the last `user` message",
                ),
        );
    }
}

/// The `user` message that starts the turn that is being generated, if there are earlier turns. A message with tool results
/// continues the turn with the calls.
fn last_turn<'m, 'a>(messages: &'m [Message<'a>]) -> Option<&'m Message<'a>> {
    let has_result = |message: &Message<'_>| message.blocks().any(|block| block.kind == BlockKind::ToolResult);
    let (mut follows_response, mut turn) = (false, None);
    for message in messages {
        match message.role {
            Role::Assistant => follows_response = true,
            Role::User if follows_response => {
                follows_response = false;
                turn = if has_result(message) { turn } else { Some(message) };
            }
            _ => {}
        }
    }
    turn
}
