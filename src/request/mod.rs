//! A typed, lazy, total view of one request: a wrong type reads as absent, nothing is copied.
//!
//! Rules speak in these terms and never touch bytes.

mod block;
mod cache;
mod citations;
mod context;
mod digest;
mod estimate;
mod fields;
mod message;
mod thinking;
mod tool;

use std::cell::OnceCell;

pub use block::{Block, BlockKind};
pub use cache::{Breakpoint, Ttl};
pub use citations::{Citations, Citing};
pub use context::{Context, Defaults, ModelName};
pub(crate) use digest::{combined, digest};
pub use estimate::Estimate;
pub use fields::Fields;
pub use message::{Message, Role, Turn};
pub use thinking::{Thinking, ThinkingType};
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
    breakpoints: OnceCell<Vec<Breakpoint<'a>>>,
    citations: OnceCell<Citations<'a>>,
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
            breakpoints: OnceCell::new(),
            citations: OnceCell::new(),
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

    /// Every cache breakpoint, in the order in which the API reads a request: tools, system, messages.
    pub fn breakpoints(&self) -> &[Breakpoint<'a>] {
        self.breakpoints.get_or_init(|| cache::breakpoints(self))
    }

    /// Which of the caller's documents and search results have citations enabled. Costs a walk of all blocks, once.
    pub fn citations(&self) -> &Citations<'a> {
        self.citations.get_or_init(|| citations::citations(self))
    }

    /// What `thinking` asks for; `None` where the field is absent or asks for nothing the API knows.
    pub fn thinking(&self) -> Option<Thinking<'a>> {
        self.fields.thinking.and_then(Thinking::read)
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
}
