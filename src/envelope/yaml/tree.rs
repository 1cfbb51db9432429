//! A flat tree of a YAML stream.

use crate::mask::{Shown, shown};
use std::borrow::Cow;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use super::lenient::Indented;
use crate::limits::Limits;

/// The maximum nesting depth; deeper input is read up to that point.
pub(super) const MAX_DEPTH: usize = Limits::DEPTH;

/// A YAML stream: the trees of its documents.
pub(in crate::envelope) struct Document<'s> {
    source: &'s str,
    nodes: Vec<RawNode<'s>>,
    roots: Vec<u32>,
    /// Why the stream could not be read to its end, and where.
    pub(in crate::envelope) error: Option<Shown>,
}

/// One node. The children of a container follow it; those of a mapping are key, value, key, value, and so on.
struct RawNode<'s> {
    kind: NodeKind<'s>,
    start: u32,
    end: u32,
    /// The index after the subtree.
    next: u32,
}

/// What a node is.
pub(super) enum NodeKind<'s> {
    Scalar {
        text: Cow<'s, str>,
        style: ScalarStyle,
        /// Whether it has the tag `!!binary`.
        binary: bool,
    },
    List,
    Map,
    /// A reference to the node with this index.
    Alias(u32),
}

impl NodeKind<'_> {
    fn into_owned(self) -> NodeKind<'static> {
        match self {
            NodeKind::Scalar { text, style, binary } => {
                NodeKind::Scalar { text: Cow::Owned(text.into_owned()), style, binary }
            }
            NodeKind::List => NodeKind::List,
            NodeKind::Map => NodeKind::Map,
            NodeKind::Alias(id) => NodeKind::Alias(id),
        }
    }
}

/// One value of a [`Document`]; an alias is resolved to the node it refers to.
#[derive(Clone, Copy)]
pub(in crate::envelope) struct Node<'a> {
    document: &'a Document<'a>,
    id: u32,
}

impl<'s> Document<'s> {
    /// Reads the stream, up to the first syntax error. Where the common libraries are more lenient than the parser, as
    /// they are.
    pub(in crate::envelope) fn parse(source: &'s str) -> Self {
        let document = Document::parse_strictly(source);
        let indented = document.error.is_some().then(|| Indented::new(source)).filter(|indented| !indented.is_same());
        let Some(indented) = indented else { return document };
        let read = Document::parse_strictly(&indented.text);
        if read.error.is_some() && read.nodes.len() <= document.nodes.len() {
            return document;
        }
        let original = |offset: u32| indented.original(offset as usize) as u32;
        let nodes = read.nodes.into_iter().map(|node| RawNode {
            kind: node.kind.into_owned(),
            start: original(node.start),
            end: original(node.end),
            next: node.next,
        });
        Document { source, nodes: nodes.collect(), roots: read.roots, error: read.error }
    }

    /// Reads the stream, up to the first syntax error.
    fn parse_strictly(source: &'s str) -> Self {
        let mut document = Document { source, nodes: Vec::new(), roots: Vec::new(), error: None };
        let offsets = Offsets::new(source);
        let mut anchors = Vec::new();
        let mut open: Vec<u32> = Vec::new();
        for event in Parser::new_from_str(source) {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    document.error = Some(Shown::masked(error.to_string()));
                    break;
                }
            };
            let span = offsets.byte(span.start.index())..offsets.byte(span.end.index());
            let (kind, anchor) = match event {
                Event::StreamEnd => break,
                Event::SequenceEnd | Event::MappingEnd => {
                    document.close(open.pop());
                    continue;
                }
                Event::Scalar(text, style, anchor, tag) => {
                    (NodeKind::Scalar { text, style, binary: is_binary(tag.as_deref()) }, anchor)
                }
                Event::SequenceStart(anchor, _) => (NodeKind::List, anchor),
                Event::MappingStart(anchor, _) => (NodeKind::Map, anchor),
                Event::Alias(anchor) => (NodeKind::Alias(find(&anchors, anchor)), 0),
                _ => continue,
            };
            let id = document.nodes.len() as u32;
            if open.is_empty() {
                document.roots.push(id);
            }
            if anchor != 0 {
                anchors.push((anchor, id));
            }
            if matches!(kind, NodeKind::List | NodeKind::Map) {
                open.push(id);
            }
            document.nodes.push(RawNode { kind, start: span.start as u32, end: span.end as u32, next: id + 1 });
            if open.len() > MAX_DEPTH {
                document.error = Some(shown!("nested more than {MAX_DEPTH} deep", MAX_DEPTH));
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

    /// The root of each document of the stream.
    pub(in crate::envelope) fn roots(&self) -> impl Iterator<Item = Node<'_>> {
        self.roots.iter().map(|id| self.node(*id))
    }

    fn node(&self, id: u32) -> Node<'_> {
        match self.nodes[id as usize].kind {
            NodeKind::Alias(target) => Node { document: self, id: target },
            _ => Node { document: self, id },
        }
    }
}

/// The node with this anchor; the parser numbers anchors in the order of the text.
fn find(anchors: &[(usize, u32)], anchor: usize) -> u32 {
    anchors.binary_search_by_key(&anchor, |(known, _)| *known).map_or(0, |at| anchors[at].1)
}

fn is_binary(tag: Option<&Tag>) -> bool {
    tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "binary")
}

impl<'a> Node<'a> {
    fn raw(self) -> &'a RawNode<'a> {
        &self.document.nodes[self.id as usize]
    }

    pub(super) fn kind(self) -> &'a NodeKind<'a> {
        &self.raw().kind
    }

    /// The text of the whole stream.
    pub(super) fn source(self) -> &'a str {
        self.document.source
    }

    pub(in crate::envelope) fn span(self) -> Range<usize> {
        self.raw().start as usize..self.raw().end as usize
    }

    pub(in crate::envelope) fn is_map(self) -> bool {
        matches!(self.kind(), NodeKind::Map)
    }

    pub(in crate::envelope) fn is_list(self) -> bool {
        matches!(self.kind(), NodeKind::List)
    }

    /// The items of a list; empty for other types.
    pub(in crate::envelope) fn items(self) -> impl Iterator<Item = Node<'a>> {
        self.children().filter(move |_| self.is_list())
    }

    /// The members of a mapping; empty for other types. A key without a value, at the end of a broken text, is skipped.
    pub(in crate::envelope) fn members(self) -> impl Iterator<Item = (Node<'a>, Node<'a>)> {
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

    /// The member with this name; the last one, if there are several.
    pub(in crate::envelope) fn get(self, name: &str) -> Option<Node<'a>> {
        self.members().filter(|(key, _)| key.scalar() == Some(name)).last().map(|(_, value)| value)
    }

    /// Whether it is a scalar with the tag `!!binary`.
    pub(in crate::envelope) fn is_binary(self) -> bool {
        matches!(self.kind(), NodeKind::Scalar { binary: true, .. })
    }

    /// The text of a scalar; `None` for null.
    pub(in crate::envelope) fn scalar(self) -> Option<&'a str> {
        match self.kind() {
            NodeKind::Scalar { text, style: ScalarStyle::Plain, .. } if is_null(text) => None,
            NodeKind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }
}

pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// Converts the parser's offsets, which count characters, to bytes.
struct Offsets<'s> {
    source: &'s str,
    /// The byte offset of every 64th character; empty for ASCII, whose characters are bytes.
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
