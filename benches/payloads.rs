//! The requests of the benchmarks: the same bytes in every run and on every machine.

use serde_json::{Value, json};

/// A request and its name in the results.
pub(crate) struct Payload {
    pub(crate) name: &'static str,
    pub(crate) body: Vec<u8>,
}

/// A small chat, 0.9 KB.
pub(crate) fn small() -> Payload {
    Payload { name: "S", body: bytes(&chat(&mut Random::new(1), 700)) }
}

/// The conversation of an agent with twenty tools, 196 KB.
pub(crate) fn agent() -> Payload {
    let body = history(&mut Random::new(2), 149, 600, Style::Plain);
    Payload { name: "M", body: bytes(&body) }
}

/// Text with an escape every few dozen bytes and many non-ASCII characters, 4 MB.
pub(crate) fn text() -> Payload {
    let body = history(&mut Random::new(3), 299, 9600, Style::Heavy);
    Payload { name: "L", body: bytes(&body) }
}

/// Ten images of 3 MB of base64 each, 30 MB.
pub(crate) fn images() -> Payload {
    Payload { name: "XL", body: bytes(&gallery()) }
}

/// The same with one field missing near the middle.
pub(crate) fn images_with_a_fault() -> Payload {
    let mut body = gallery();
    body["messages"][0]["content"][5]["source"] =
        json!({"type": "base64", "data": base64(&mut Random::new(6), 3_000_000)});
    Payload { name: "XL with a fault", body: bytes(&body) }
}

/// The conversation of the agent with one field missing near the middle.
pub(crate) fn agent_with_a_fault() -> Payload {
    let mut body = history(&mut Random::new(2), 149, 600, Style::Plain);
    body["messages"][73]["content"][1] = json!({"type": "text"});
    Payload { name: "M with a fault", body: bytes(&body) }
}

/// Batch items of 1.4 KB, one per line.
pub(crate) fn lines(count: usize) -> Vec<u8> {
    let mut random = Random::new(4);
    let mut text = Vec::new();
    for index in 0..count {
        let item = json!({"custom_id": format!("request-{index}"), "params": chat(&mut random, 1100)});
        text.extend(bytes(&item));
        text.push(b'\n');
    }
    text
}

fn bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

/// Xorshift: needs no dependency and gives the same numbers everywhere.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
    fn one_of<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.below(words.len())]
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Style {
    Plain,
    Heavy,
}

const WORDS: [&str; 24] = [
    "the",
    "model",
    "answers",
    "when",
    "a",
    "request",
    "names",
    "tool",
    "result",
    "without",
    "file",
    "src/main.rs",
    "function",
    "value",
    "stream",
    "cache",
    "tokens",
    "limit",
    "of",
    "and",
    "to",
    "in",
    "summary",
    "report",
];
const FOREIGN: [&str; 9] = ["größe", "naïve", "日本語", "データ", "Привет", "🙂", "→", "“quoted”", "café"];

fn prose(random: &mut Random, length: usize, style: Style) -> String {
    let mut text = String::with_capacity(length + 32);
    while text.len() < length {
        text.push_str(random.one_of(&WORDS));
        match (style, random.below(if style == Style::Heavy { 12 } else { 60 })) {
            (_, 0) => text.push_str(".\n"),
            (_, 1) => text.push_str(" \"x\" "),
            (Style::Heavy, 2..=4) => {
                text.push(' ');
                text.push_str(random.one_of(&FOREIGN));
                text.push(' ');
            }
            (Style::Heavy, 5) => text.push_str("\\d+\t"),
            _ => text.push(' '),
        }
    }
    text.truncate(text.trim_end().len());
    text
}

fn chat(random: &mut Random, length: usize) -> Value {
    let mut part = |share: usize| prose(random, length / share, Style::Plain);
    json!({
        "model": "claude-sonnet-4-5",
        "max_tokens": 1024,
        "temperature": 0.7,
        "system": part(4),
        "messages": [
            {"role": "user", "content": part(4)},
            {"role": "assistant", "content": [{"type": "text", "text": part(4)}]},
            {"role": "user", "content": [{"type": "text", "text": part(6), "cache_control": {"type": "ephemeral"}}]}
        ],
        "metadata": {"user_id": "user-17"},
        "stop_sequences": ["END"]
    })
}

fn tools(random: &mut Random, count: usize) -> Vec<Value> {
    let tool = |index| {
        json!({
            "name": format!("tool_{index}"),
            "description": prose(random, 300, Style::Plain),
            "input_schema": {
                "type": "object",
                "properties": {
                    "path": {"type": "string", "description": prose(random, 60, Style::Plain)},
                    "limit": {"type": "integer", "minimum": 0},
                    "mode": {"enum": ["read", "write", "append"]}
                },
                "required": ["path"]
            }
        })
    };
    (0..count).map(tool).collect()
}

/// Alternating tool calls and results with thinking, like the conversation of an agent. The number of messages must be
/// odd, so that the last one is from the user.
fn history(random: &mut Random, messages: usize, each: usize, style: Style) -> Value {
    let mut list = Vec::new();
    let mut open: Vec<String> = Vec::new();
    for index in 0..messages {
        let message = if index % 2 == 0 {
            user_turn(random, &mut open, each, style)
        } else {
            assistant_turn(random, &mut open, each, style)
        };
        list.push(message);
    }
    json!({
        "model": "claude-opus-4-5",
        "max_tokens": 32000,
        "thinking": {"type": "enabled", "budget_tokens": 16000},
        "system": [{"type": "text", "text": prose(random, 2000, style), "cache_control": {"type": "ephemeral"}}],
        "tools": tools(random, 20),
        "tool_choice": {"type": "auto"},
        "messages": list
    })
}

fn user_turn(random: &mut Random, open: &mut Vec<String>, each: usize, style: Style) -> Value {
    let mut content: Vec<Value> = Vec::new();
    for id in open.drain(..) {
        let text = prose(random, each, style);
        content.push(match random.below(2) {
            0 => json!({"type": "tool_result", "tool_use_id": id, "content": text}),
            _ => json!({"type": "tool_result", "tool_use_id": id, "is_error": false, "content": [{"type": "text", "text": text}]}),
        });
    }
    content.push(json!({"type": "text", "text": prose(random, each / 3, style)}));
    json!({"role": "user", "content": content})
}

fn assistant_turn(random: &mut Random, open: &mut Vec<String>, each: usize, style: Style) -> Value {
    let mut content = vec![
        json!({"type": "thinking", "thinking": prose(random, each / 2, style), "signature": base64(random, 300)}),
        json!({"type": "text", "text": prose(random, each / 4, style)}),
    ];
    for _ in 0..1 + random.below(2) {
        let id = format!("toolu_{:016x}", random.next());
        content.push(json!({
            "type": "tool_use", "id": id, "name": format!("tool_{}", random.below(20)),
            "input": {"path": format!("src/{}.rs", random.below(99)), "limit": random.below(1000), "mode": "read"}
        }));
        open.push(id);
    }
    json!({"role": "assistant", "content": content})
}

fn gallery() -> Value {
    let mut random = Random::new(5);
    let mut content: Vec<Value> = (0..10)
        .map(|_| {
            let data = png(&mut random, 3_000_000);
            json!({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}})
        })
        .collect();
    content.push(json!({"type": "text", "text": "What do these have in common?"}));
    json!({"model": "claude-opus-4-5", "max_tokens": 4096, "messages": [{"role": "user", "content": content}]})
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(random: &mut Random, length: usize) -> String {
    let mut text = String::with_capacity(length + 10);
    while text.len() < length {
        let bits = random.next();
        text.extend((0..10).map(|at| char::from(LETTERS[(bits >> (6 * at)) as usize & 63])));
    }
    text.truncate(length);
    text
}

/// A PNG of 1024 x 768 pixels as `length` characters of base64, a multiple of 12. One chunk of pixels fills it up.
fn png(random: &mut Random, length: usize) -> String {
    let header: [&[u8]; 4] = [b"\x89PNG\r\n\x1a\n", b"\0\0\0\x0dIHDR", &1024u32.to_be_bytes(), &768u32.to_be_bytes()];
    let mut head = header.concat();
    head.extend(b"\x08\x02\0\0\0\0\0\0\0");
    // One more chunk makes the length of the head a multiple of three bytes.
    head.extend(b"\0\0\0\x04gAMA\0\0\xb1\x8f\0\0\0\0");
    let rest = length / 4 * 3 - head.len() - 8 - 4;
    head.extend((rest as u32).to_be_bytes());
    head.extend(b"IDAT");
    let mut text: String = head.chunks_exact(3).flat_map(letters).map(char::from).collect();
    let missing = length - text.len();
    text.push_str(&base64(random, missing));
    text
}

fn letters(group: &[u8]) -> [u8; 4] {
    let bits = group.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte));
    [18, 12, 6, 0].map(|shift| LETTERS[(bits >> shift) as usize & 63])
}
