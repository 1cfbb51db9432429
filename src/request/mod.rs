//! A typed, lazy, total view of one request: a wrong type reads as absent, nothing is copied.
//!
//! Rules speak in these terms and never touch bytes.

mod block;
mod context;
mod fields;
mod media;
mod message;
mod tool;

use std::cell::OnceCell;

pub use block::{Block, BlockKind};
pub use context::{Context, Defaults, ModelName};
pub use fields::Fields;
pub(crate) use media::{Media, Medium, Origin};
pub use message::{Message, Role, Turn};
pub use tool::{Tool, ToolKind};

use crate::json::Node;

/// One request: its body, and what is known around it.
pub struct Payload<'a> {
    /// The JSON value on the wire: the body itself, or the batch it is an item of.
    pub wire: Node<'a>,
    /// The Messages body.
    pub body: Node<'a>,
    /// The body's top-level fields.
    pub fields: Fields<'a>,
    /// What is known around it.
    pub context: &'a Context<'a>,
    messages: OnceCell<Vec<Message<'a>>>,
    tools: OnceCell<Vec<Tool<'a>>>,
    media: OnceCell<Media<'a>>,
}

impl<'a> Payload<'a> {
    /// A view of `body`, which lies in `wire` and has these fields.
    pub fn new(wire: Node<'a>, body: Node<'a>, fields: Fields<'a>, context: &'a Context<'a>) -> Self {
        Payload {
            wire,
            body,
            fields,
            context,
            messages: OnceCell::new(),
            tools: OnceCell::new(),
            media: OnceCell::new(),
        }
    }

    /// The items of `messages` that are objects, in order.
    pub fn messages(&self) -> &[Message<'a>] {
        self.messages.get_or_init(|| {
            let items = self.fields.messages.into_iter().flat_map(|messages| messages.items().enumerate());
            items.filter(|(_, node)| node.is_object()).map(|(index, node)| Message::new(index, node)).collect()
        })
    }

    /// The items of `tools` that are objects, in order.
    pub fn tools(&self) -> &[Tool<'a>] {
        self.tools.get_or_init(|| {
            let items = self.fields.tools.into_iter().flat_map(|tools| tools.items().enumerate());
            items.filter(|(_, node)| node.is_object()).map(|(index, node)| Tool::new(index, node)).collect()
        })
    }

    /// Runs of consecutive messages of one role, which the first-party API reads as one turn.
    pub fn turns(&self) -> impl Iterator<Item = Turn<'_, 'a>> {
        self.messages().chunk_by(|left, right| left.role == right.role).map(Turn::new)
    }

    /// Every content block of every message, nested ones (inside a tool result, a document) included, in order.
    pub fn for_each_block(&self, visit: &mut dyn FnMut(&Block<'a>)) {
        for message in self.messages() {
            for block in message.blocks() {
                block.walk(visit);
            }
        }
    }

    /// The images and documents, found when first asked for.
    pub(crate) fn media(&self) -> &Media<'a> {
        self.media.get_or_init(|| Media::find(|visit| self.for_each_block(visit)))
    }

    /// The medium of an image or document block that has a source.
    pub(crate) fn medium(&self, block: &Block<'_>) -> Option<&Medium<'a>> {
        self.media().of(block)
    }
}
