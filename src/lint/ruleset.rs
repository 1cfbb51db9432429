//! The rules that are on, sorted by when they run.

use std::collections::HashMap;

use crate::envelope::Entry;
use crate::finding::Severity;
use crate::json::Node;
use crate::payload::{Block, BlockKind, Context, Message, Payload, Tool};
use crate::rules::{self, Check, Comparison, Note, Notes, Rule, Sink};

type BlockCheck = fn(&Block<'_>, &Payload<'_>, &mut Sink);

/// The checks of the rules that are on. A request runs through it in one walk.
#[derive(Debug, Clone)]
pub(super) struct Ruleset {
    entry: Vec<fn(&Entry<'_>, &Context<'_>, &mut Sink)>,
    head: Vec<fn(&Context<'_>, &mut Sink)>,
    batch: Vec<fn(Node<'_>, &Context<'_>, &mut Sink)>,
    request: Vec<fn(&Payload<'_>, &mut Sink)>,
    special: Vec<fn(&Payload<'_>, &mut Sink)>,
    message: Vec<fn(&Message<'_>, &Payload<'_>, &mut Sink)>,
    /// By kind; the last place is for unknown kinds.
    block: Vec<Vec<BlockCheck>>,
    tool: Vec<fn(&Tool<'_>, &Payload<'_>, &mut Sink)>,
    across: Vec<(&'static Rule, &'static Comparison)>,
    off: Vec<&'static str>,
    severities: HashMap<&'static str, Severity>,
}

impl Ruleset {
    /// The rules for which `on` holds, with severities of the caller's.
    pub(super) fn new(on: impl Fn(&Rule) -> bool, severities: HashMap<&'static str, Severity>) -> Self {
        let mut set = Ruleset {
            entry: Vec::new(),
            head: Vec::new(),
            batch: Vec::new(),
            request: Vec::new(),
            special: Vec::new(),
            message: Vec::new(),
            block: vec![Vec::new(); BlockKind::ALL.len() + 1],
            tool: Vec::new(),
            across: Vec::new(),
            off: Vec::new(),
            severities,
        };
        for rule in rules::all() {
            match rule.check {
                _ if !on(rule) => set.off.push(rule.code),
                Check::BetweenRequests(across) => {
                    set.batch.extend(across.batch);
                    set.across.push((rule, across));
                }
                check => set.add(check),
            }
        }
        set
    }

    fn add(&mut self, check: Check) {
        match check {
            Check::Syntax(..) | Check::Schema | Check::BetweenRequests(_) => {}
            Check::Entry(check) => self.entry.push(check),
            Check::Head(check) => self.head.push(check),
            Check::Batch(check) => self.batch.push(check),
            Check::Request(check) => self.request.push(check),
            Check::UnlessPlain(check) => self.special.push(check),
            Check::Message(check) => self.message.push(check),
            Check::Tool(check) => self.tool.push(check),
            Check::Block([], check) => self.block.iter_mut().for_each(|checks| checks.push(check)),
            Check::Block(kinds, check) => kinds.iter().for_each(|kind| self.block[*kind as usize].push(check)),
        }
    }

    pub(super) fn is_on(&self, rule: &Rule) -> bool {
        !self.off.contains(&rule.code)
    }

    /// The severity of a rule's finding, or `None` when the rule is off.
    pub(super) fn severity(&self, rule: &Rule, own: Severity) -> Option<Severity> {
        self.is_on(rule).then(|| self.severities.get(rule.code).copied().unwrap_or(own))
    }

    pub(super) fn check_entry(&self, entry: &Entry<'_>, context: &Context<'_>, sink: &mut Sink) {
        self.entry.iter().for_each(|check| check(entry, context, sink));
    }

    pub(super) fn check_head(&self, context: &Context<'_>, sink: &mut Sink) {
        // Mostly there is a body alone.
        if context.head.is_empty() && context.version.is_none() && context.betas.is_empty() {
            return;
        }
        self.head.iter().for_each(|check| check(context, sink));
    }

    pub(super) fn check_batch(&self, batch: Node<'_>, context: &Context<'_>, sink: &mut Sink) {
        self.batch.iter().for_each(|check| check(batch, context, sink));
    }

    /// What a request notes for comparison with the others of its file.
    pub(super) fn notes(&self, entry: &Entry<'_>, payload: &Payload<'_>) -> Vec<Note> {
        let mut list = Vec::new();
        for (rule, across) in &self.across {
            let mut notes = Notes::new(rule);
            (across.note)(entry, payload, &mut notes);
            list.append(&mut notes.list);
        }
        list
    }

    pub(super) fn check_payload(&self, payload: &Payload<'_>, sink: &mut Sink) {
        self.request.iter().for_each(|check| check(payload, sink));
        if !payload.is_plain() {
            self.special.iter().for_each(|check| check(payload, sink));
        }
        for message in payload.messages() {
            self.message.iter().for_each(|check| check(message, payload, sink));
        }
        for block in payload.blocks() {
            self.block[block.kind as usize].iter().for_each(|check| check(block, payload, sink));
        }
        for tool in payload.all_tools() {
            self.tool.iter().for_each(|check| check(&tool, payload, sink));
        }
    }
}
