//! A mutator that knows JSON: it changes one node of a request.

use std::ops::Range;
use std::sync::LazyLock;

use payloadlint::internals::json::{Document, Node};
use serde_json::Value;

/// Values of every type, at their limits.
const VALUES: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "1.5",
    "1e400",
    "-1e-400",
    "9223372036854775808",
    "123456789012345678901234567890",
    "0.1e1",
    "\"\"",
    "\" \"",
    "\"x\"",
    "\"\\u0000\"",
    "\"\\ud83d\"",
    "\"\u{202e}\"",
    "\"user\"",
    "\"assistant\"",
    "\"system\"",
    "\"${VALUE}\"",
    "\"https://a@b/?key=c\"",
    "[]",
    "{}",
    "[[]]",
    "[null]",
    "{\"type\":\"text\",\"text\":\"x\"}",
    "{\"type\":null}",
    "{\"\":0}",
    "{\"a\":1,\"a\":2}",
    "{\"type\":\"ephemeral\"}",
];

/// The names and values of the request schema.
static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut words = Vec::new();
    for schema in [include_str!("../../schemas/request.schema.json"), include_str!("../../schemas/batch.schema.json")] {
        collect(&serde_json::from_str(schema).unwrap_or_default(), &mut words);
    }
    words.sort();
    words.dedup();
    words
});

fn collect(schema: &Value, words: &mut Vec<String>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                words.extend(properties.keys().cloned());
            }
            for word in
                members.get("enum").into_iter().filter_map(Value::as_array).flatten().chain(members.get("const"))
            {
                words.extend(word.as_str().map(str::to_owned));
            }
            members.values().for_each(|value| collect(value, words));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, words)),
        _ => {}
    }
}

/// Small and repeatable.
struct Random(u64);

impl Random {
    /// A number below `end`; 0 if there is none.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap_or_default().checked_rem(end).unwrap_or_default()
    }

    fn choose<'a, T: ?Sized>(&mut self, from: &'a [impl AsRef<T>]) -> Option<&'a T> {
        from.get(self.below(from.len())).map(AsRef::as_ref)
    }
}

/// The text with one node changed; `None` if it is not JSON, or sometimes, so that bytes are changed as well.
pub fn mutate(text: &[u8], seed: u32) -> Option<Vec<u8>> {
    let mut random = Random(seed.into());
    if random.below(8) == 0 {
        return None;
    }
    let document = Document::parse(text);
    let mut nodes = Vec::new();
    list(document.root()?, &mut nodes);
    let node = nodes[random.below(nodes.len())];
    let (span, new) = change(node, &nodes, &mut random)?;
    Some([&text[..span.start], new.as_bytes(), &text[span.end..]].concat())
}

fn list<'d>(node: Node<'d>, nodes: &mut Vec<Node<'d>>) {
    nodes.push(node);
    node.members().map(|(_, value)| value).chain(node.items()).for_each(|child| list(child, nodes));
}

/// What replaces which bytes.
fn change(node: Node<'_>, all: &[Node<'_>], random: &mut Random) -> Option<(Range<usize>, String)> {
    let children: Vec<Range<usize>> = match node.is_object() {
        true => node.members().map(|(key, value)| key.span().start..value.span().end).collect(),
        false => node.items().map(|item| item.span()).collect(),
    };
    let source = node.document().source();
    let at = random.below(children.len());
    let child = children.get(at).cloned();
    let text = |span: &Range<usize>| source[span.clone()].to_owned();
    match random.below(11) {
        0 => Some((node.span(), new_value(random)?)),
        1 => Some((node.span(), all[random.below(all.len())].source().to_owned())),
        2 => Some((node.span(), format!("[{}]", node.source()))),
        3 => Some((node.span(), format!("{{\"{}\":{}}}", random.choose::<str>(&WORDS)?, node.source()))),
        // Without one of its children.
        4 => Some((without(&children, at)?, String::new())),
        5 => child.map(|child| (child.clone(), format!("{0},{0}", text(&child)))),
        6 => {
            let (one, other) = (child?, children[random.below(children.len())].clone());
            let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
            (first.end <= second.start).then(|| {
                let between = &source[first.end..second.start];
                (first.start..second.end, format!("{}{between}{}", text(&second), text(&first)))
            })
        }
        7 => {
            let (key, _) = node.members().nth(at)?;
            Some((key.span(), format!("\"{}\"", random.choose::<str>(&WORDS)?)))
        }
        8 | 9 if node.is_object() => {
            let member = format!("\"{}\":{}", random.choose::<str>(&WORDS)?, new_value(random)?);
            Some(insertion(node, children.is_empty(), &member))
        }
        8 | 9 if node.is_array() => Some(insertion(node, children.is_empty(), &new_value(random)?)),
        10 if node.is_string() => {
            let length = 1 << random.below(13);
            Some((node.span(), format!("\"{}\"", "x".repeat(length))))
        }
        _ => None,
    }
}

/// A value of any type, or a word of the API.
fn new_value(random: &mut Random) -> Option<String> {
    match random.below(3) {
        0 => random.choose::<str>(&WORDS).map(|word| format!("\"{word}\"")),
        1 if random.below(8) == 0 => {
            let depth = 1 << random.below(10);
            Some("[".repeat(depth) + &"]".repeat(depth))
        }
        _ => random.choose::<str>(VALUES).map(str::to_owned),
    }
}

/// The bytes of a child and of one comma next to it.
fn without(children: &[Range<usize>], at: usize) -> Option<Range<usize>> {
    let child = children.get(at)?;
    Some(match (children.get(at + 1), at.checked_sub(1)) {
        (Some(next), _) => child.start..next.start,
        (None, Some(before)) => children[before].end..child.end,
        (None, None) => child.clone(),
    })
}

/// A new first child.
fn insertion(container: Node<'_>, is_empty: bool, child: &str) -> (Range<usize>, String) {
    let at = container.span().start + 1;
    (at..at, if is_empty { child.to_owned() } else { format!("{child},") })
}
