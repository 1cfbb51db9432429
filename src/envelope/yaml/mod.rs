//! YAML to a flat tree in which every scalar knows its bytes: as much of it as cassettes need.

mod json;
mod scalar;

use std::borrow::Cow;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use super::SourceMap;
use super::value::Text;

/// Nesting beyond this ends the reading.
const MAX_DEPTH: usize = 512;

/// A YAML stream and its trees.
pub(super) struct Document<'s> {
    source: &'s str,
    nodes: Vec<Raw<'s>>,
    roots: Vec<u32>,
    /// Why and where the reading ended early.
    pub(super) cut_short: Option<String>,
}

/// One node; the children of a container follow it (in a mapping: key, value, key, value …).
struct Raw<'s> {
    what: What<'s>,
    start: u32,
    end: u32,
    /// The index after the subtree.
    next: u32,
}

enum What<'s> {
    Scalar {
        text: Cow<'s, str>,
        style: ScalarStyle,
        binary: bool,
    },
    List,
    Map,
    /// Stands for the node of that index.
    Alias(u32),
}

/// One value of a [`Document`]; an alias is seen as what it stands for.
#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    document: &'a Document<'a>,
    id: u32,
}

impl<'s> Document<'s> {
    /// Reads as far as the text is YAML.
    pub(super) fn parse(source: &'s str) -> Self {
        let mut document = Document { source, nodes: Vec::new(), roots: Vec::new(), cut_short: None };
        let offsets = Offsets::new(source);
        let mut anchors = Vec::new();
        let mut open: Vec<u32> = Vec::new();
        for event in Parser::new_from_str(source) {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    document.cut_short = Some(error.to_string());
                    break;
                }
            };
            let span = offsets.byte(span.start.index())..offsets.byte(span.end.index());
            let (what, anchor) = match event {
                Event::StreamEnd => break,
                Event::SequenceEnd | Event::MappingEnd => {
                    document.close(open.pop());
                    continue;
                }
                Event::Scalar(text, style, anchor, tag) => {
                    (What::Scalar { text, style, binary: is_binary(tag.as_deref()) }, anchor)
                }
                Event::SequenceStart(anchor, _) => (What::List, anchor),
                Event::MappingStart(anchor, _) => (What::Map, anchor),
                Event::Alias(anchor) => (What::Alias(find(&anchors, anchor)), 0),
                _ => continue,
            };
            let id = document.nodes.len() as u32;
            if open.is_empty() {
                document.roots.push(id);
            }
            if anchor != 0 {
                anchors.push((anchor, id));
            }
            if matches!(what, What::List | What::Map) {
                open.push(id);
            }
            document.nodes.push(Raw { what, start: span.start as u32, end: span.end as u32, next: id + 1 });
            if open.len() > MAX_DEPTH {
                document.cut_short = Some(format!("nested more than {MAX_DEPTH} deep"));
                break;
            }
        }
        while let Some(id) = open.pop() {
            document.close(Some(id));
        }
        document
    }

    fn close(&mut self, id: Option<u32>) {
        let end = self.nodes.len() as u32;
        if let Some(raw) = id.and_then(|id| self.nodes.get_mut(id as usize)) {
            raw.next = end;
        }
    }

    /// The value of each document of the stream.
    pub(super) fn roots(&self) -> impl Iterator<Item = Node<'_>> {
        self.roots.iter().map(|id| self.node(*id))
    }

    fn node(&self, id: u32) -> Node<'_> {
        match self.nodes[id as usize].what {
            What::Alias(target) => Node { document: self, id: target },
            _ => Node { document: self, id },
        }
    }
}

/// The node of an anchor; anchors are numbered in the order of the text.
fn find(anchors: &[(usize, u32)], anchor: usize) -> u32 {
    anchors.binary_search_by_key(&anchor, |(known, _)| *known).map_or(0, |at| anchors[at].1)
}

fn is_binary(tag: Option<&Tag>) -> bool {
    tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "binary")
}

impl<'a> Node<'a> {
    fn raw(self) -> &'a Raw<'a> {
        &self.document.nodes[self.id as usize]
    }

    pub(super) fn span(self) -> Range<usize> {
        self.raw().start as usize..self.raw().end as usize
    }

    pub(super) fn is_map(self) -> bool {
        matches!(self.raw().what, What::Map)
    }

    pub(super) fn is_list(self) -> bool {
        matches!(self.raw().what, What::List)
    }

    /// The elements of a list; nothing for another type.
    pub(super) fn items(self) -> impl Iterator<Item = Node<'a>> {
        self.children().filter(move |_| self.is_list())
    }

    /// The members of a mapping; nothing for another type. A key without a value, where the text ended, is left out.
    pub(super) fn members(self) -> impl Iterator<Item = (Node<'a>, Node<'a>)> {
        let mut children = self.children().filter(move |_| self.is_map());
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    fn children(self) -> impl Iterator<Item = Node<'a>> {
        let end = self.raw().next;
        let mut at = self.id + 1;
        std::iter::from_fn(move || {
            let id = (at < end).then_some(at)?;
            at = self.document.nodes[id as usize].next;
            Some(self.document.node(id))
        })
    }

    /// The member of that name; the last one where it is repeated.
    pub(super) fn get(self, name: &str) -> Option<Node<'a>> {
        self.members().filter(|(key, _)| key.scalar() == Some(name)).last().map(|(_, value)| value)
    }

    /// The text of a scalar that is not null.
    pub(super) fn scalar(self) -> Option<&'a str> {
        match &self.raw().what {
            What::Scalar { text, style: ScalarStyle::Plain, .. } if is_null(text) => None,
            What::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The text of a body: a scalar's, decoded where it is binary; of a mapping or list, what it is in JSON, as long as
    /// that takes no more than `limit` bytes.
    pub(super) fn as_body(self, limit: usize) -> Option<Text<'a>> {
        match &self.raw().what {
            What::Scalar { binary: true, text, .. } => super::base64::decoded(text, self.span()),
            What::Scalar { text, style, .. } => {
                let map = match scalar::pieces(self.document.source, self.span(), *style, text) {
                    Some(pieces) => SourceMap::Pieces(pieces),
                    None => SourceMap::Whole(self.span()),
                };
                Some(Text::new(text.as_bytes(), map))
            }
            _ => json::text(self, limit),
        }
    }
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// From characters, in which the parser counts, to bytes.
struct Offsets<'s> {
    source: &'s str,
    /// The offset of every 64th character; empty for ASCII, where both are the same.
    marks: Vec<u32>,
}

impl<'s> Offsets<'s> {
    const STEP: usize = 64;

    fn new(source: &'s str) -> Self {
        let marks = if source.is_ascii() {
            Vec::new()
        } else {
            source.char_indices().step_by(Self::STEP).map(|(at, _)| at as u32).collect()
        };
        Offsets { source, marks }
    }

    fn byte(&self, character: usize) -> usize {
        if self.marks.is_empty() {
            return character.min(self.source.len());
        }
        let Some(mark) = self.marks.get(character / Self::STEP) else { return self.source.len() };
        let rest = &self.source[*mark as usize..];
        let within = rest.char_indices().nth(character % Self::STEP).map_or(rest.len(), |(at, _)| at);
        *mark as usize + within
    }
}
