//! Drops the diagnostics that another reported fault makes redundant.

use std::collections::{HashMap, HashSet};

use crate::json::{Document, NodeId};
use crate::rules::{Anchor, Diagnostic, Precedence, Scope};

/// Splits `diagnostics`, all of enabled rules, into those to report and those that yield to another one. A diagnostic yields
/// even if the other one is itself dropped in favor of a third: since no diagnostics yield to each other in a
/// cycle, something is always reported.
pub(super) fn split(diagnostics: Vec<Diagnostic>, document: &Document<'_>) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    if diagnostics.iter().all(|diagnostic| diagnostic.yields_to.is_empty()) {
        return (diagnostics, Vec::new());
    }
    let present = Present::of(&diagnostics);
    let is_kept: Vec<bool> = diagnostics
        .iter()
        .map(|diagnostic| !diagnostic.yields_to.iter().any(|precedence| present.has(precedence, document)))
        .collect();
    let (kept, dropped): (Vec<_>, Vec<_>) = diagnostics.into_iter().zip(is_kept).partition(|(_, is_kept)| *is_kept);
    let unzip = |pairs: Vec<(Diagnostic, bool)>| pairs.into_iter().map(|(diagnostic, _)| diagnostic).collect();
    (unzip(kept), unzip(dropped))
}

/// The anchors of all diagnostics by rule, for look-up in constant or logarithmic time.
#[derive(Default)]
struct Present<'d> {
    rules: HashSet<&'static str>,
    at: HashSet<(&'static str, Key<'d>)>,
    nodes: HashMap<&'static str, Vec<NodeId>>,
}

/// What two anchors must share to be at the same place.
#[derive(PartialEq, Eq, Hash)]
enum Key<'d> {
    Node(NodeId),
    Missing(NodeId, &'d str),
    Header(&'d str),
    Url,
    Body,
    Source(usize),
}

impl<'d> Key<'d> {
    fn of(anchor: &'d Anchor) -> Self {
        match anchor {
            Anchor::Node(id) | Anchor::Part(id, _) => Key::Node(*id),
            Anchor::Missing(id, name) => Key::Missing(*id, name),
            Anchor::Header(name, _) => Key::Header(name),
            Anchor::Url(_) => Key::Url,
            Anchor::Body => Key::Body,
            Anchor::Source(range) => Key::Source(range.start),
        }
    }
}

impl<'d> Present<'d> {
    fn of(diagnostics: &'d [Diagnostic]) -> Self {
        let mut present = Present::default();
        for diagnostic in diagnostics {
            let rule = diagnostic.rule.name;
            present.rules.insert(rule);
            present.at.insert((rule, Key::of(&diagnostic.anchor)));
            if let Some(node) = diagnostic.anchor.node() {
                // A member missing from a node is at that node, too.
                present.at.insert((rule, Key::Node(node)));
                present.nodes.entry(rule).or_default().push(node);
            }
        }
        present.nodes.values_mut().for_each(|nodes| nodes.sort_unstable());
        present
    }

    fn has(&self, Precedence { rule, at }: &'d Precedence, document: &Document<'_>) -> bool {
        if !self.rules.contains(rule) {
            return false;
        }
        match at {
            Scope::Anywhere => true,
            Scope::At(anchor) => self.at.contains(&(*rule, Key::of(anchor))),
            Scope::Inside(node) => {
                let nodes = self.nodes.get(rule).map_or(&[][..], Vec::as_slice);
                let first = nodes.partition_point(|candidate| candidate < node);
                nodes.get(first).is_some_and(|candidate| document.node(*node).contains(*candidate))
            }
        }
    }
}
