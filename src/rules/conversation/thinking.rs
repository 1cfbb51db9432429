//! How a request and its model think.

use crate::json::Node;
use crate::knowledge::{Model, Support};
use crate::payload::{BlockKind, Payload, Turn};

/// Whether the request turns thinking on with a budget. Where the model takes none, that has been told, and the turns
/// are those of another kind of thinking.
pub(super) fn is_manual(payload: &Payload<'_>) -> bool {
    let target = payload.context.target;
    let refused = |model: &Model| model.thinking.enabled.on(target) == Support::No;
    let is_asked = thinking_type(payload).is_some_and(|tag| tag.is_str("enabled"));
    is_asked && !payload.context.model.facts.is_some_and(refused)
}

pub(super) fn thinking_type<'a>(payload: &Payload<'a>) -> Option<Node<'a>> {
    payload.fields.thinking.and_then(|thinking| thinking.get("type"))
}

/// Whether the model thinks with a budget and in no other way: the models up to 4.5, for which the order of blocks
/// is checked strictly. `Unknown` for an unknown model.
pub(super) fn thinks_by_budget_alone(payload: &Payload<'_>) -> Support {
    let target = payload.context.target;
    let Some(model) = payload.context.model.facts else { return Support::Unknown };
    match (model.thinking.enabled.on(target), model.thinking.adaptive.on(target)) {
        (Support::Yes, Support::No) => Support::Yes,
        (_, Support::Yes) | (Support::No, _) => Support::No,
        _ => Support::Unknown,
    }
}

/// What a turn begins with: the tag of its first block, and the value to point at. A string is a text.
pub(super) fn beginning<'a>(turn: &Turn<'_, 'a>) -> Option<(BlockKind, Node<'a>)> {
    let message = turn.messages.iter().find(|message| !message.is_empty())?;
    let content = message.content?;
    if content.is_string() {
        return Some((BlockKind::Text, content));
    }
    // What is no block, or has no type, has been told.
    let block = message.blocks().next().filter(|block| block.index == 0 && block.kind != BlockKind::Unknown)?;
    Some((block.kind, block.get("type").unwrap_or(block.node)))
}
