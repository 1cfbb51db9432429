//! From anchors to pointers, paths and bytes, in one walk of the tree.

use std::collections::HashMap;
use std::ops::Range;

use crate::envelope::{Content, Entry};
use crate::finding::Location;
use crate::json::{Node, NodeId, Pointer, Segment, locate};
use crate::knowledge::Endpoint;
use crate::mask::Shown;
use crate::rules::Anchor;
use crate::schema::{Shape, api_path, clip_key};

/// Finds where the anchors of one entry are.
pub(super) struct Locator<'r, 'a> {
    pub(super) entry: &'r Entry<'a>,
    /// The root of pointers and paths.
    pub(super) wire: Option<Node<'r>>,
    shape: Shape,
    routes: HashMap<NodeId, Route<'r>>,
}

/// How a node is reached from the root.
pub(super) struct Route<'r> {
    pub(super) pointer: Pointer,
    /// The node at the end of each step.
    nodes: Vec<Node<'r>>,
}

impl<'r, 'a: 'r> Locator<'r, 'a> {
    pub(super) fn new(entry: &'r Entry<'a>, endpoint: Endpoint) -> Self {
        let (wire, shape) = match entry.content {
            Some(Content::Body(body)) => (Some(body), Shape::from(endpoint)),
            Some(Content::Item { wire, item, .. }) => {
                (Some(wire), if wire == item { Shape::BatchItem } else { Shape::Batch })
            }
            Some(Content::Batch(batch)) => (Some(batch), Shape::Batch),
            Some(Content::Missing) | None => (None, Shape::Request),
        };
        Locator { entry, wire, shape, routes: HashMap::new() }
    }

    /// Finds the routes to these nodes. In a batch the walk starts at the item, so that a long batch is not walked for each.
    pub(super) fn find(&mut self, mut ids: Vec<NodeId>) {
        let Some(wire) = self.wire else { return };
        ids.sort();
        ids.dedup();
        let (start, before) = match self.entry.content {
            Some(Content::Item { wire, item, index }) if wire != item && ids.iter().all(|id| item.contains(*id)) => {
                let requests = wire.get("requests").unwrap_or(wire);
                let pointer = vec![Segment::Key("requests".to_owned()), Segment::Index(index)];
                (item, Route { pointer: Pointer(pointer), nodes: vec![requests, item] })
            }
            _ => (wire, Route { pointer: Pointer::default(), nodes: Vec::new() }),
        };
        let routes = &mut self.routes;
        locate(start, &ids, |id, pointer, nodes| {
            let pointer = Pointer([&before.pointer.0, &*pointer.0].concat());
            routes.insert(id, Route { pointer, nodes: [&before.nodes, nodes].concat() });
        });
    }

    pub(super) fn location(&self, anchor: &Anchor, label: Option<Shown>) -> Location {
        let span = self.span_in_file(anchor);
        let pointer = match anchor {
            Anchor::Node(id) | Anchor::Part(id, _) | Anchor::Missing(id, _) => {
                self.routes.get(id).map(|route| Shown::masked(route.pointer.to_string()))
            }
            Anchor::Body if self.wire.is_some() => Some(Shown::default()),
            _ => None,
        };
        Location {
            pointer,
            path: Shown::masked(self.path(anchor)),
            span,
            position: None,
            cell: None,
            label,
            excerpt: None,
        }
    }

    /// The bytes of the file.
    pub(super) fn span_in_file(&self, anchor: &Anchor) -> Option<Range<usize>> {
        match anchor {
            Anchor::Header(_, span) | Anchor::Url(span) => span.clone(),
            _ => self.span_in_text(anchor).and_then(|span| self.entry.map.map(&span)),
        }
    }

    /// The bytes of the document's own text.
    pub(super) fn span_in_text(&self, anchor: &Anchor) -> Option<Range<usize>> {
        match anchor {
            Anchor::Node(id) => Some(self.entry.document.node(*id).span()),
            Anchor::Part(id, text) => Some(self.entry.document.node(*id).text_span(text)),
            Anchor::Source(bytes) => Some(bytes.clone()),
            Anchor::Missing(id, _) => Some(holder_span(self.entry.document.node(*id))),
            Anchor::Body => Some(self.wire.map_or(0..0, holder_span)),
            Anchor::Header(..) | Anchor::Url(_) => None,
        }
    }

    /// The path as the API writes it; for an item of a batch, below `requests.N.params`.
    fn path(&self, anchor: &Anchor) -> String {
        match anchor {
            Anchor::Header(name, _) => format!("headers.{name}"),
            Anchor::Url(_) => "url".to_owned(),
            Anchor::Body | Anchor::Source(_) => String::new(),
            Anchor::Node(id) | Anchor::Part(id, _) => self.node_path(*id, None, self.shape, 0),
            Anchor::Missing(id, name) => self.node_path(*id, Some(name), self.shape, 0),
        }
    }

    /// The path in a response of the API, which checks the `params` of a batch item as a body of its own.
    pub(super) fn wire_path(&self, anchor: &Anchor) -> String {
        let skipped = self.skipped(anchor);
        match anchor {
            Anchor::Header(name, _) => name.clone(),
            Anchor::Node(id) | Anchor::Part(id, _) => self.node_path(*id, None, self.response_shape(skipped), skipped),
            Anchor::Missing(id, name) => self.node_path(*id, Some(name), self.response_shape(skipped), skipped),
            _ => String::new(),
        }
    }

    pub(super) fn wire_path_inside(&self, anchor: &Anchor) -> String {
        let member = anchor.node().map(|id| self.wire_path(&Anchor::Missing(id, String::new())));
        member.unwrap_or_default().trim_end_matches('.').to_owned()
    }

    fn response_shape(&self, skipped: usize) -> Shape {
        if skipped > 0 { Shape::Request } else { self.shape }
    }

    /// Dots and indexes only, without the segments the API inserts.
    pub(super) fn plain_path(&self, anchor: &Anchor) -> String {
        let segments = self.route(anchor).map_or(&[][..], |route| &route.pointer.0);
        let skipped = self.skipped(anchor);
        let words = segments.iter().skip(skipped).map(|segment| match segment {
            Segment::Key(key) => clip_key(key).into_owned(),
            Segment::Index(index) => index.to_string(),
        });
        words.collect::<Vec<_>>().join(".")
    }

    /// How many segments lead from the root to the body.
    pub(super) fn skipped(&self, anchor: &Anchor) -> usize {
        let Some(route) = self.route(anchor) else { return 0 };
        let params = match self.shape {
            Shape::BatchItem => 0,
            Shape::Batch => 2,
            Shape::Request | Shape::CountTokens => return 0,
        };
        let is_params = route.pointer.0.get(params) == Some(&Segment::Key("params".to_owned()));
        // A value that is not an object is not a body: the batch itself is at fault.
        let is_body = is_params && route.nodes.get(params).is_some_and(Node::is_object);
        if is_body { params + 1 } else { 0 }
    }

    /// The path of a node, or of a member that it lacks.
    fn node_path(&self, id: NodeId, missing: Option<&str>, shape: Shape, skipped: usize) -> String {
        let (Some(wire), Some(route)) = (self.wire, self.routes.get(&id)) else { return String::new() };
        let root = skipped.checked_sub(1).map_or(Some(wire), |last| route.nodes.get(last).copied());
        let steps = route.pointer.0.iter().zip(route.nodes.iter().copied().map(Some)).skip(skipped);
        let missing = missing.map(|name| Segment::Key(name.to_owned()));
        root.map_or_else(String::new, |root| {
            api_path(root, steps.chain(missing.iter().map(|step| (step, None))), shape)
        })
    }

    pub(super) fn route(&self, anchor: &Anchor) -> Option<&Route<'r>> {
        self.routes.get(&anchor.node()?)
    }
}

/// What to underline of an object in which something is missing: all of a short one, else its opening bracket.
fn holder_span(node: Node<'_>) -> Range<usize> {
    const SHORT: usize = 60;
    let span = node.span();
    let is_short = span.len() <= SHORT && !node.source().contains('\n');
    if is_short { span } else { span.start..span.start + 1 }
}
