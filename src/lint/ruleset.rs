//! The enabled rules, by what they are run on.

use std::collections::{HashMap, HashSet};

use crate::envelope::Entry;
use crate::finding::Severity;
use crate::json::Node;
use crate::payload::{Block, BlockKind, Context, Message, Payload, Tool};
use crate::rules::{self, Check, Comparison, Diagnostic, Note, Notes, Rule, Sink};

type BlockCheck = fn(&Block<'_>, &Payload<'_>, &mut Sink);

/// The checks of the enabled rules. A request is checked in one walk.
#[derive(Debug, Clone)]
pub(super) struct Ruleset {
    entry: Vec<fn(&Entry<'_>, &Context<'_>, &mut Sink)>,
    head: Vec<fn(&Context<'_>, &mut Sink)>,
    batch: Vec<fn(Node<'_>, &Context<'_>, &mut Sink)>,
    request: Vec<fn(&Payload<'_>, &mut Sink)>,
    unless_plain: Vec<fn(&Payload<'_>, &mut Sink)>,
    message: Vec<fn(&Message<'_>, &Payload<'_>, &mut Sink)>,
    /// By kind; the last element is for unknown kinds.
    block: Vec<Vec<BlockCheck>>,
    tool: Vec<fn(&Tool<'_>, &Payload<'_>, &mut Sink)>,
    between_requests: Vec<(&'static Rule, &'static Comparison)>,
    off: Vec<&'static str>,
    severities: HashMap<&'static str, Severity>,
}

impl Default for Ruleset {
    /// Every rule, with its own severity.
    fn default() -> Self {
        Ruleset::new(|_| true, HashMap::new())
    }
}

impl Ruleset {
    /// The rules for which `on` holds, with the severities that the caller sets.
    pub(super) fn new(on: impl Fn(&Rule) -> bool, severities: HashMap<&'static str, Severity>) -> Self {
        let mut set = Ruleset {
            entry: Vec::new(),
            head: Vec::new(),
            batch: Vec::new(),
            request: Vec::new(),
            unless_plain: Vec::new(),
            message: Vec::new(),
            block: vec![Vec::new(); BlockKind::ALL.len() + 1],
            tool: Vec::new(),
            between_requests: Vec::new(),
            off: Vec::new(),
            severities,
        };
        for rule in rules::all() {
            match rule.check {
                _ if !on(rule) => set.off.push(rule.code),
                Check::BetweenRequests(comparison) => {
                    set.batch.extend(comparison.batch);
                    set.between_requests.push((rule, comparison));
                }
                check => set.add(check),
            }
        }
        set
    }

    fn add(&mut self, check: Check) {
        match check {
            Check::Syntax(..)
            | Check::RepeatedSyntax(..)
            | Check::Schema(..)
            | Check::BetweenRequests(_)
            | Check::Comment(..) => {}
            Check::Entry(check) => self.entry.push(check),
            Check::Head(check) => self.head.push(check),
            Check::Batch(check) => self.batch.push(check),
            Check::Request(check) => self.request.push(check),
            Check::UnlessPlain(check) => self.unless_plain.push(check),
            Check::Message(check) => self.message.push(check),
            Check::Tool(check) => self.tool.push(check),
            Check::Block([], check) => self.block.iter_mut().for_each(|checks| checks.push(check)),
            Check::Block(kinds, check) => kinds.iter().for_each(|kind| self.block[*kind as usize].push(check)),
        }
    }

    pub(super) fn is_on(&self, rule: &Rule) -> bool {
        !self.off.contains(&rule.code)
    }

    /// The severity of a rule's finding; `None` if the rule is disabled.
    pub(super) fn severity(&self, rule: &Rule, own: Severity) -> Option<Severity> {
        self.is_on(rule).then(|| self.severities.get(rule.code).copied().unwrap_or(own))
    }

    pub(super) fn check_entry(&self, entry: &Entry<'_>, context: &Context<'_>, sink: &mut Sink) {
        self.entry.iter().for_each(|check| check(entry, context, sink));
    }

    pub(super) fn check_head(&self, context: &Context<'_>, sink: &mut Sink) {
        // Usually there is only a body.
        if context.head.is_empty() && context.version.is_none() && context.betas.is_empty() {
            return;
        }
        self.head.iter().for_each(|check| check(context, sink));
    }

    pub(super) fn check_batch(&self, batch: Node<'_>, context: &Context<'_>, sink: &mut Sink) {
        self.batch.iter().for_each(|check| check(batch, context, sink));
    }

    /// The notes of a request for comparison with the others of its file.
    pub(super) fn notes(&self, entry: &Entry<'_>, payload: &Payload<'_>) -> Vec<Note> {
        let mut list = Vec::new();
        for (rule, comparison) in &self.between_requests {
            let mut notes = Notes::new(rule);
            (comparison.note)(entry, payload, &mut notes);
            list.append(&mut notes.list);
        }
        list
    }

    /// As [`Ruleset::check_payload`], for a request with values that are not known. A diagnostic counts only if its check
    /// read none of them, and if it is the same where each unknown field is present and where it is absent.
    pub(super) fn check_unknown(&self, payload: &Payload<'_>, sink: &mut Sink) {
        let root = payload.body;
        let stand_in = root.members().map(|(_, value)| value).find(Node::is_unknown).filter(|_| root.is_unknown());
        let fields = payload.fields;
        let hidden = |field: Option<Node<'_>>| field.is_some_and(|value| value.is_unknown() && !value.is_object());
        let present = fields.map(|field| field.or(stand_in));
        let absent = fields.map(|field| field.filter(|_| !hidden(field)));
        let with = |fields| {
            let mut found = Sink::default();
            self.check_sure(&|| Payload::new(payload.wire, root, fields, payload.context), &mut found);
            found.diagnostics
        };
        let other = with(absent);
        let key =
            |diagnostic: &'_ Diagnostic| (diagnostic.rule.code, diagnostic.anchor.clone(), diagnostic.message.clone());
        let sure: HashSet<_> = other.iter().filter(|other| !other.is_unsure).map(key).collect();
        for mut diagnostic in with(present) {
            diagnostic.is_unsure |= !sure.contains(&key(&diagnostic));
            sink.push(diagnostic);
        }
    }

    /// Runs each check on a view of its own, so that it computes what it needs, and marks what depends on unknown values.
    fn check_sure<'a>(&self, view: &dyn Fn() -> Payload<'a>, sink: &mut Sink) {
        let payload = view();
        let document = payload.body.document();
        let mut run = |prepare: &dyn Fn(), check: &dyn Fn(&Payload<'_>, &mut Sink)| {
            document.forget_reads();
            prepare();
            let before = sink.diagnostics.len();
            check(&view(), sink);
            let is_unsure = document.was_unknown_read();
            sink.diagnostics[before..].iter_mut().for_each(|diagnostic| diagnostic.is_unsure = is_unsure);
        };
        for check in self.request.iter().chain(&self.unless_plain) {
            run(&|| {}, &|payload, sink| check(payload, sink));
        }
        // The position of a message is not known after an unknown one.
        let read_message = |node: Node<'_>| {
            let _ = (payload.fields.messages.map(|messages| messages.len()), node.str("role"));
        };
        for message in payload.messages() {
            for check in &self.message {
                run(&|| read_message(message.node), &|payload, sink| check(message, payload, sink));
            }
        }
        for block in payload.blocks() {
            let read = || {
                read_message(block.message.node);
                let _ = block.node.tag();
            };
            for check in &self.block[block.kind as usize] {
                run(&read, &|payload, sink| check(block, payload, sink));
            }
        }
        for tool in payload.all_tools() {
            for check in &self.tool {
                run(&|| drop(tool.node.tag()), &|payload, sink| check(&tool, payload, sink));
            }
        }
    }

    pub(super) fn check_payload(&self, payload: &Payload<'_>, sink: &mut Sink) {
        self.request.iter().for_each(|check| check(payload, sink));
        if !payload.is_plain() {
            self.unless_plain.iter().for_each(|check| check(payload, sink));
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
