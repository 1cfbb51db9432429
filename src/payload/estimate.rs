//! An estimate of a request's input tokens, for warnings about the context window.

use crate::json::{Kind, Node, decoded_length};
use crate::knowledge::{Knowledge, Model};

use super::block::Block;
use super::block_kind::BlockKind;
use super::view::Payload;

/// An estimate of input tokens: text by its length, images by their size. It does not count PDFs, uploaded files and
/// the targets of URLs, thinking (the API drops it from earlier turns) and what a compaction replaces.
#[derive(Debug, Clone, Copy, Default)]
pub struct Estimate<'a> {
    /// Tokens of all text, including tool definitions.
    pub text: u64,
    /// The most tokens that the images can take.
    pub images: u64,
    /// The message with the most tokens.
    pub largest: Option<Node<'a>>,
}

impl<'a> Estimate<'a> {
    /// An upper bound of the estimate, in constant time.
    pub fn ceiling(payload: &Payload<'_>) -> u64 {
        payload.body.byte_len() as u64 / characters_per_token(payload.context.knowledge)
    }

    /// Estimates the tokens of a request. Visits all its blocks.
    pub fn of(payload: &Payload<'a>, model: &Model) -> Self {
        let counter = Counter::new(payload.context.knowledge, model);
        let outside = [payload.fields.tools, payload.fields.system].into_iter().flatten();
        let outside: u64 = outside.map(length).sum();
        let mut total = Count::default();
        let (mut largest, mut most) = (None, 0);
        for message in payload.messages() {
            let mut own = Count { bytes: message.content.map_or(0, text_length), images: 0 };
            for block in message.blocks() {
                if block.is_summary() {
                    (total, own, largest, most) = (Count::default(), Count::default(), None, 0);
                }
                block.walk(&mut |block| counter.add(block, &mut own));
            }
            total.bytes += own.bytes;
            total.images += own.images;
            let tokens = own.bytes / counter.characters_per_token + own.images;
            if tokens > most {
                (largest, most) = (Some(message.node), tokens);
            }
        }
        Estimate { text: (outside + total.bytes) / counter.characters_per_token, images: total.images, largest }
    }

    /// All input tokens.
    pub fn input(&self) -> u64 {
        self.text + self.images
    }
}

#[derive(Default)]
struct Count {
    bytes: u64,
    images: u64,
}

struct Counter {
    characters_per_token: u64,
    /// Number of base64 characters from which an image takes `image_tokens`.
    full_image: u64,
    /// The most tokens that an image takes.
    image_tokens: u64,
}

impl Counter {
    fn new(knowledge: &Knowledge, model: &Model) -> Self {
        Counter {
            characters_per_token: characters_per_token(knowledge),
            full_image: knowledge.limits().value("context.full_image_base64").max(1),
            image_tokens: model.native_image.map_or(0, |image| image.tokens),
        }
    }

    fn add(&self, block: &Block<'_>, count: &mut Count) {
        let text = |name: &str| block.get(name).map_or(0, text_length);
        match block.kind {
            BlockKind::Text => count.bytes += text("text"),
            BlockKind::ToolResult | BlockKind::McpToolResult | BlockKind::Compaction => count.bytes += text("content"),
            BlockKind::Image => count.images += self.image(block),
            BlockKind::Document => count.bytes += plain_text(block),
            BlockKind::ToolUse | BlockKind::ServerToolUse | BlockKind::McpToolUse => {
                count.bytes += block.get("input").map_or(0, length);
            }
            // Results of server tools contain encrypted text, whose length says little about tokens.
            _ => {}
        }
    }

    /// A small file counts as a small image; the cost of a large one is the model's maximum for an image.
    fn image(&self, block: &Block<'_>) -> u64 {
        let data = block.get("source").and_then(|source| source.get("data"));
        let length = data.map_or(0, |data| data.byte_len() as u64);
        self.image_tokens * length.min(self.full_image) / self.full_image
    }
}

fn plain_text(document: &Block<'_>) -> u64 {
    let source = document.get("source").filter(|source| source.get("type").is_some_and(|tag| tag.is_str("text")));
    source.and_then(|source| source.get("data")).map_or(0, text_length)
}

/// The bytes of a value without optional whitespace.
fn length(node: Node<'_>) -> u64 {
    /// Quotes, brackets, or a colon and a comma.
    const PUNCTUATION: u64 = 2;
    let within: u64 = match node.kind() {
        Kind::Object => node.members().map(|(key, value)| length(key) + PUNCTUATION + length(value)).sum(),
        Kind::Array => node.items().map(|item| length(item) + 1).sum(),
        Kind::String => text_length(node),
        _ => return node.byte_len() as u64,
    };
    PUNCTUATION + within
}

/// The bytes of a string after decoding.
fn text_length(node: Node<'_>) -> u64 {
    let raw = node.raw_str().unwrap_or_default();
    let length = if node.is_escaped() { decoded_length(raw) } else { raw.len() };
    length as u64
}

fn characters_per_token(knowledge: &Knowledge) -> u64 {
    knowledge.limits().value("context.characters_per_token").max(1)
}
