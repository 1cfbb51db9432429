//! One request: its body and its context, and views of the body that are computed when first needed.

use std::borrow::Cow;
use std::cell::OnceCell;

use foldhash::HashSet;

use crate::json::Node;

use super::block::{self, Block};
use super::block_kind::BlockKind;
use super::cache::{self, Breakpoint};
use super::citations::Citations;
use super::context::Context;
use super::fields::Fields;
use super::json_schema::{self, Constrained, Owner, Tally, UserSchema};
use super::media::{Media, Medium};
use super::message::{Message, Role};
use super::pairing::{self, Pairing};
use super::thinking::Thinking;
use super::tool::Tool;
use super::turn::Turn;

/// One request: its body and its context.
pub struct Payload<'a> {
    /// The JSON value that is sent: the body itself, or the batch that contains it.
    pub wire: Node<'a>,
    /// The Messages body.
    pub body: Node<'a>,
    /// The body's top-level fields.
    pub fields: Fields<'a>,
    /// What is known about the request besides its body.
    pub context: &'a Context<'a>,
    messages: OnceCell<Vec<Message<'a>>>,
    blocks: OnceCell<Vec<Block<'a>>>,
    tools: OnceCell<Vec<Tool<'a>>>,
    breakpoints: OnceCell<Vec<Breakpoint<'a>>>,
    citations: OnceCell<Citations<'a>>,
    pairing: OnceCell<Pairing<'a>>,
    pub(super) tool_names: OnceCell<HashSet<Cow<'a, str>>>,
    schemas: OnceCell<Vec<UserSchema<'a>>>,
    constrained: OnceCell<Vec<Constrained<'a>>>,
    media: OnceCell<Media<'a>>,
}

impl<'a> Payload<'a> {
    /// A view of `body`, which is `wire` or lies in it, and whose top-level fields are `fields`.
    pub fn new(wire: Node<'a>, body: Node<'a>, fields: Fields<'a>, context: &'a Context<'a>) -> Self {
        Payload {
            wire,
            body,
            fields,
            context,
            messages: OnceCell::new(),
            blocks: OnceCell::new(),
            tools: OnceCell::new(),
            breakpoints: OnceCell::new(),
            citations: OnceCell::new(),
            pairing: OnceCell::new(),
            tool_names: OnceCell::new(),
            schemas: OnceCell::new(),
            constrained: OnceCell::new(),
            media: OnceCell::new(),
        }
    }

    /// The items of `messages`, in order. An item that is not an object has no role and no content, but keeps its
    /// position.
    pub fn messages(&self) -> &[Message<'a>] {
        self.messages.get_or_init(|| {
            let Some(list) = self.fields.messages else { return Vec::new() };
            let mut messages = Vec::with_capacity(list.len());
            messages.extend(list.items().enumerate().map(|(index, node)| Message::new(index, node)));
            messages
        })
    }

    /// Runs of consecutive messages of one role, which api.anthropic.com reads as one turn.
    pub fn turns(&self) -> impl Iterator<Item = Turn<'_, 'a>> {
        self.messages().chunk_by(|left, right| left.role == right.role).map(Turn::new)
    }

    /// The last message that is not a `system` message.
    pub fn last_non_system_message(&self) -> Option<&Message<'a>> {
        self.messages().iter().rev().find(|message| message.role != Role::System)
    }

    /// Every content block of every message, in order, including blocks nested in tool results and documents.
    pub fn blocks(&self) -> &[Block<'a>] {
        self.blocks.get_or_init(|| {
            // Most messages have one or two blocks.
            let mut blocks = Vec::with_capacity(2 * self.messages().len());
            for block in self.messages().iter().flat_map(Message::blocks) {
                block.walk(&mut |block| blocks.push(*block));
            }
            blocks
        })
    }

    /// The items of `tools` that are objects, in order.
    pub fn tools(&self) -> &[Tool<'a>] {
        self.tools.get_or_init(|| {
            let items = self.fields.tools.into_iter().flat_map(|tools| tools.items().enumerate());
            items.filter(|(_, node)| node.is_object()).map(|(index, node)| Tool::new(Some(index), node)).collect()
        })
    }

    /// The `tool_addition` blocks of `system` messages.
    pub(super) fn tool_additions(&self) -> impl Iterator<Item = Block<'a>> {
        let system = self.messages().iter().filter(|message| message.role == Role::System);
        system.flat_map(Message::blocks).filter(|block| block.kind == BlockKind::ToolAddition)
    }

    /// The tools that `system` messages define.
    pub fn added_tools(&self) -> impl Iterator<Item = Tool<'a>> {
        let definitions = self.tool_additions().filter_map(|block| block.get("tool")?.get("definition"));
        definitions.filter(Node::is_object).map(|node| Tool::new(None, node))
    }

    /// All tools that the request defines: those of `tools`, then those that `system` messages add.
    pub fn all_tools(&self) -> impl Iterator<Item = Tool<'a>> {
        self.tools().iter().copied().chain(self.added_tools())
    }

    /// The last block of the last message, on which automatic caching sets its breakpoint.
    pub fn last_block(&self) -> Option<Node<'a>> {
        self.messages().last()?.content?.items().last()
    }

    /// Every cache breakpoint, in the order in which the API reads a request: tools, `system`, messages.
    pub fn breakpoints(&self) -> &[Breakpoint<'a>] {
        self.breakpoints.get_or_init(|| cache::breakpoints(self.tools(), self.fields.system, self.blocks()))
    }

    /// Which of the caller's documents and search results have citations enabled.
    pub fn citations(&self) -> &Citations<'a> {
        self.citations.get_or_init(|| Citations::of(self.blocks()))
    }

    /// The `thinking` setting; `None` if there is none, or if the API does not know its type.
    pub fn thinking(&self) -> Option<Thinking<'a>> {
        self.fields.thinking.and_then(Thinking::read)
    }

    /// The format of structured output and the field that holds it: `output_config.format`, or its old name
    /// `output_format`.
    pub fn output_format(&self) -> Option<(&'static str, Node<'a>)> {
        let format = self.fields.output_config.and_then(|config| config.get("format")).filter(Node::is_object);
        let old = || self.fields.output_format.filter(Node::is_object).map(|format| ("output_format", format));
        format.map(|format| ("output_config.format", format)).or_else(old)
    }

    /// The JSON Schemas of custom tools and of structured output, each surveyed once.
    pub fn schemas(&self) -> &[UserSchema<'a>] {
        self.schemas
            .get_or_init(|| json_schema::schemas_of(self.all_tools(), self.output_format(), self.context.knowledge))
    }

    /// What the schemas that the API compiles into a grammar (strict tools, structured output) contain that a grammar
    /// cannot express.
    pub fn constrained(&self) -> &[Constrained<'a>] {
        self.constrained.get_or_init(|| {
            let constrained = self.schemas().iter().filter(|schema| schema.owner.is_constrained());
            constrained.map(|schema| Constrained::of(schema, self.context.knowledge)).collect()
        })
    }

    /// What the API limits in all of these schemas together.
    pub fn tally<'p>(&'p self, part: impl Fn(&'p Constrained<'a>) -> &'p Tally<'a>) -> Tally<'a> {
        let mut all = Tally::default();
        for tally in self.constrained().iter().map(part) {
            all.counted.extend(&tally.counted);
            all.uncounted.extend(&tally.uncounted);
        }
        all
    }

    /// The output schema, if it is the only schema of the request that becomes a grammar.
    pub fn only_constrained_output(&self) -> Option<&Owner<'a>> {
        match self.constrained() {
            [only] if matches!(only.owner, Owner::Output(_)) => Some(&only.owner),
            _ => None,
        }
    }

    /// The images and documents.
    pub(crate) fn media(&self) -> &Media<'a> {
        self.media.get_or_init(|| Media::find(self.blocks()))
    }

    /// The image or document of a block; `None` for a block of another kind, or without a source.
    pub(crate) fn medium(&self, block: &Block<'_>) -> Option<&Medium<'a>> {
        self.media().of(block)
    }

    /// Which result belongs to which call.
    pub fn pairing(&self) -> &Pairing<'a> {
        self.pairing.get_or_init(|| {
            if self.blocks().iter().all(|block| block.kind.is_unpaired()) {
                return Pairing::default();
            }
            pairing::pair(self.messages(), self.continues_thread(), self.may_end_with_assistant())
        })
    }

    /// Whether the request continues a thread, so that earlier messages are not in it.
    pub fn continues_thread(&self) -> bool {
        self.fields.thread.is_some_and(|thread| thread.get("type").is_some_and(|tag| tag.is_str("continue")))
    }

    /// Whether the request may end with any assistant message: it continues a response that a fallback or a thread
    /// holds, or it asks for a compaction.
    pub fn may_end_with_assistant(&self) -> bool {
        let is_set = |field: Option<Node<'a>>| field.is_some_and(|value| !value.is_null());
        is_set(self.fields.fallback_credit_token) || is_set(self.fields.compaction) || self.continues_thread()
    }

    /// Whether the request has only the fields of a simple request, and messages of text and images without special
    /// members. Two thirds of the rules cannot find anything in such a request.
    pub fn is_plain(&self) -> bool {
        self.fields.are_plain()
            && self.messages().iter().all(|message| message.is_plain())
            && self.blocks().iter().all(Block::is_plain)
            && self.fields.system.is_none_or(|system| system.items().all(block::is_bare))
    }
}
