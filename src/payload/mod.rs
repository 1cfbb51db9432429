//! A typed, lazy, total view of one request: a wrong type reads as absent, nothing is copied.
//!
//! Rules speak in these terms and never touch bytes.

mod block;
mod cache;
mod citations;
mod code_execution;
mod compaction;
mod context;
mod digest;
mod estimate;
mod fields;
pub mod json_schema;
mod mcp;
mod media;
mod message;
pub mod pairing;
mod thinking;
mod tool;
mod tool_choice;
mod toolset;
mod violations;

use std::borrow::Cow;
use std::cell::OnceCell;

pub use block::{Block, BlockKind};
pub use cache::{Breakpoint, Ttl};
pub use citations::{Citations, Citing};
pub use compaction::clears_thinking;
pub use context::{Context, Defaults, ModelName};
pub(crate) use digest::{combined, digest};
pub use estimate::Estimate;
pub use fields::{Fields, non_null};
use foldhash::HashSet;
pub use mcp::{Named, repetitions};
pub(crate) use media::{Media, Medium, Origin};
pub use message::{Message, Role, Turn};
pub use thinking::{Thinking, ThinkingType};
pub use tool::{Tool, ToolKind};
pub use tool_choice::ToolChoice;
pub use toolset::Toolset;
pub(crate) use violations::{Violations, is_api_response, is_of_other_platform, is_unavailable, violations};

use crate::json::Node;
use crate::nearest::nearest;

use json_schema::{Constrained, UserSchema};

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
    blocks: OnceCell<Vec<Block<'a>>>,
    tools: OnceCell<Vec<Tool<'a>>>,
    breakpoints: OnceCell<Vec<Breakpoint<'a>>>,
    citations: OnceCell<Citations<'a>>,
    pairing: OnceCell<pairing::Pairing<'a>>,
    tool_names: OnceCell<HashSet<Cow<'a, str>>>,
    schemas: OnceCell<Vec<UserSchema<'a>>>,
    constrained: OnceCell<Vec<Constrained<'a>>>,
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

    /// The items of `messages`, in order. One that is no object has no role and no content, yet it stands between its
    /// neighbours.
    pub fn messages(&self) -> &[Message<'a>] {
        self.messages.get_or_init(|| {
            let items = self.fields.messages.into_iter().flat_map(|messages| messages.items().enumerate());
            items.map(|(index, node)| Message::new(index, node)).collect()
        })
    }

    /// The items of `tools` that are objects, in order.
    pub fn tools(&self) -> &[Tool<'a>] {
        self.tools.get_or_init(|| {
            let items = self.fields.tools.into_iter().flat_map(|tools| tools.items().enumerate());
            items.filter(|(_, node)| node.is_object()).map(|(index, node)| Tool::new(Some(index), node)).collect()
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

    /// The JSON Schemas of custom tools and of the output, surveyed once.
    pub fn schemas(&self) -> &[UserSchema<'a>] {
        self.schemas.get_or_init(|| json_schema::schemas_of(self))
    }

    /// What the schemas that become a grammar (strict tools, structured output) have that a grammar cannot express.
    pub fn constrained(&self) -> &[Constrained<'a>] {
        self.constrained.get_or_init(|| {
            let constrained = self.schemas().iter().filter(|schema| schema.owner.is_constrained());
            constrained.map(|schema| Constrained::of(schema, self.context.knowledge)).collect()
        })
    }

    /// Whether there may be tools that `tools` does not tell: a system message adds some on the way, or an entry cannot be
    /// read, which the rules about fields have told.
    pub fn has_untold_tools(&self) -> bool {
        self.has_unreadable_tools() || self.adds_tools()
    }

    /// Whether `tools` or an entry of it cannot be read, which the rules about fields have told.
    pub fn has_unreadable_tools(&self) -> bool {
        let Some(tools) = self.fields.tools else { return self.is_misnamed("tools") };
        let is_list = tools.is_array() && tools.items().all(|tool| tool.is_object());
        !is_list || self.tools().iter().any(Tool::is_unreadable)
    }

    /// Whether the body lacks a field and has an unknown one that is meant for it (`functions` for `tools`), which the
    /// rules about fields have told.
    pub fn is_misnamed(&self, field: &str) -> bool {
        /// More strange fields than anybody writes are not looked at.
        const MOST: usize = 100;
        let known = self.context.knowledge.schemas().request();
        let is_meant = |name: &str| match self.context.knowledge.renames().find("request", name) {
            Some(rename) => rename.to.as_deref() == Some(field),
            None => nearest(name, known.member_names()) == Some(field),
        };
        let keys = self.body.members().filter_map(|(key, _)| key.as_str());
        let strange = keys.filter(|key| known.member(key).is_none());
        self.body.get(field).is_none() && strange.take(MOST).any(|key| is_meant(&key))
    }

    fn adds_tools(&self) -> bool {
        self.tool_additions().next().is_some()
    }

    fn tool_additions(&self) -> impl Iterator<Item = Block<'a>> {
        let system = self.messages().iter().filter(|message| message.role == Role::System);
        system.flat_map(Message::blocks).filter(|block| block.kind == BlockKind::ToolAddition)
    }

    /// The tools that system messages define on the way.
    pub fn added_tools(&self) -> impl Iterator<Item = Tool<'a>> {
        let definitions = self.tool_additions().filter_map(|block| block.get("tool")?.get("definition"));
        definitions.filter(Node::is_object).map(|node| Tool::new(None, node))
    }

    /// All tools that the request tells: those of `tools`, then the added ones.
    pub fn all_tools(&self) -> impl Iterator<Item = Tool<'a>> {
        self.tools().iter().copied().chain(self.added_tools())
    }

    /// The format of structured output and the field that holds it: `output_config.format`, or its old name
    /// `output_format`.
    pub fn output_format(&self) -> Option<(&'static str, Node<'a>)> {
        let format = self.fields.output_config.and_then(|config| config.get("format")).filter(Node::is_object);
        let old = || self.fields.output_format.filter(Node::is_object).map(|format| ("output_format", format));
        format.map(|format| ("output_config.format", format)).or_else(old)
    }

    /// Runs of consecutive messages of one role, which the first-party API reads as one turn.
    pub fn turns(&self) -> impl Iterator<Item = Turn<'_, 'a>> {
        self.messages().chunk_by(|left, right| left.role == right.role).map(Turn::new)
    }

    /// Whether a tool of that name is declared, in `tools` or by a system message on the way.
    pub fn declares_tool(&self, name: &str) -> bool {
        let names = self.tool_names.get_or_init(|| {
            let listed = self.tools().iter().flat_map(|tool| [tool.own_name(), tool.called(self.context.knowledge)]);
            let listed = listed.flatten();
            listed.chain(self.added_tools().filter_map(|tool| tool.str("name"))).collect()
        });
        names.contains(name)
    }

    /// Which result answers which call.
    pub fn pairing(&self) -> &pairing::Pairing<'a> {
        self.pairing.get_or_init(|| pairing::Pairing::of(self))
    }

    /// The last message that is no system message: who spoke last.
    pub fn last_speaker(&self) -> Option<&Message<'a>> {
        self.messages().iter().rev().find(|message| message.role != Role::System)
    }

    /// Whether earlier messages lie in a thread of the API, so that what these answer is not known here.
    pub fn continues_thread(&self) -> bool {
        self.fields.thread.is_some_and(|thread| thread.get("type").is_some_and(|tag| tag.is_str("continue")))
    }

    /// Whether the request may end with any turn of the assistant: it goes on from an answer that a fallback or a
    /// thread holds, or asks for a summary.
    pub fn goes_on_from_assistant(&self) -> bool {
        let is_given = |field: Option<Node<'a>>| field.is_some_and(|value| !value.is_null());
        is_given(self.fields.fallback_credit_token) || is_given(self.fields.compaction) || self.continues_thread()
    }

    /// Every content block of every message, nested ones (inside a tool result, a document) included, in order.
    pub fn blocks(&self) -> &[Block<'a>] {
        self.blocks.get_or_init(|| {
            let mut blocks = Vec::new();
            for block in self.messages().iter().flat_map(Message::blocks) {
                block.walk(&mut |block| blocks.push(*block));
            }
            blocks
        })
    }

    /// Whether the request is words alone: no field but those of the plainest request, messages of a role and a content,
    /// texts and images with nothing beside but a cache breakpoint. Two thirds of the rules have nothing to say of such a request.
    pub fn is_plain(&self) -> bool {
        self.fields.are_plain()
            && self.messages().iter().all(|message| message.is_plain())
            && self.blocks().iter().all(Block::is_words)
            && self.fields.system.is_none_or(|system| system.items().all(block::is_bare))
    }

    /// The images and documents, found when first asked for.
    pub(crate) fn media(&self) -> &Media<'a> {
        self.media.get_or_init(|| Media::find(self.blocks()))
    }

    /// The medium of an image or document block that has a source.
    pub(crate) fn medium(&self, block: &Block<'_>) -> Option<&Medium<'a>> {
        self.media().of(block)
    }
}
