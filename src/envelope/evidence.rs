//! What the names in a body say about the API that it is for.

use crate::mask::{Shown, quoted, shown};
use std::borrow::Cow;

use crate::json::{Node, hash};
use crate::knowledge::{Knowledge, MarkScope, OtherApi, OtherApis};

/// How many messages, blocks of a message and tools are looked at: a body shows its API early.
const LOOKED_AT: usize = 16;

/// The marks of APIs in a body.
pub(crate) struct Evidence<'k, 'a> {
    apis: &'k OtherApis,
    found: Vec<Sign<'a>>,
}

/// A mark in a body.
pub(crate) struct Sign<'a> {
    /// The position of its API.
    api: usize,
    weight: u32,
    scope: MarkScope,
    name: Cow<'a, str>,
    /// The value that shows it.
    pub(crate) node: Node<'a>,
}

/// An API, and how much speaks for it.
pub(crate) struct Candidate<'k> {
    position: usize,
    pub(crate) api: &'k OtherApi,
    pub(crate) score: u32,
}

impl<'k, 'a> Evidence<'k, 'a> {
    /// The marks in a body.
    pub(crate) fn of(body: Node<'a>, knowledge: &'k Knowledge) -> Self {
        let mut evidence = Evidence { apis: knowledge.other_apis(), found: Vec::new() };
        for (key, value) in body.members() {
            evidence.find_member(MarkScope::Body, key, value);
        }
        evidence.find_in_model(body);
        evidence.find_in_blocks(body.get("system"));
        evidence.find_in_messages(body);
        evidence.find_in_tools(body, knowledge);
        evidence
    }

    fn find_in_model(&mut self, body: Node<'a>) {
        let Some((node, name)) = body.get("model").and_then(|model| Some((model, model.as_str()?))) else { return };
        for mark in self.apis.model_marks(&name) {
            self.found.push(Sign {
                api: mark.api,
                weight: mark.weight,
                scope: MarkScope::Model,
                name: name.clone(),
                node,
            });
        }
    }

    fn find_in_messages(&mut self, body: Node<'a>) {
        let messages = body.get("messages").or_else(|| body.get("contents"));
        let messages = messages.into_iter().flat_map(|messages| messages.items()).take(LOOKED_AT);
        for (index, message) in messages.enumerate() {
            self.find_members(MarkScope::Message, message);
            if let Some((node, role)) = message.get("role").and_then(|role| Some((role, role.as_str()?))) {
                if index == 0 {
                    self.find(MarkScope::FirstRole, role.clone(), node);
                    // Each alone may be a mistake, and some gateways accept `cache_control` in such a body.
                    if body.get("max_tokens").is_none() {
                        self.find(MarkScope::FirstRoleWithoutLimit, role.clone(), node);
                    }
                }
                self.find(MarkScope::Role, role, node);
            }
            self.find_in_blocks(message.get("content"));
        }
    }

    fn find_in_blocks(&mut self, content: Option<Node<'a>>) {
        for block in content.into_iter().flat_map(|content| content.items()).take(LOOKED_AT) {
            self.find_members(MarkScope::Block, block);
            match block.get("type") {
                Some(node) => self.find_value(MarkScope::BlockType, node),
                None => self.find_members(MarkScope::UntypedBlock, block),
            }
        }
    }

    fn find_in_tools(&mut self, body: Node<'a>, knowledge: &Knowledge) {
        for tool in body.get("tools").into_iter().flat_map(|tools| tools.items()).take(LOOKED_AT) {
            self.find_members(MarkScope::Tool, tool);
            let Some(node) = tool.get("type") else { continue };
            self.find_value(MarkScope::ToolType, node);
            if let Some(name) = node.as_str().filter(|name| knowledge.tools().find(name).is_some()) {
                let (api, weight) = (OtherApis::MESSAGES, OWN_TOOL_WEIGHT);
                self.found.push(Sign { api, weight, scope: MarkScope::ToolType, name, node });
            }
        }
        match body.get("tool_choice") {
            Some(choice) if choice.is_string() => self.find_value(MarkScope::ToolChoice, choice),
            Some(choice) => {
                choice.get("type").into_iter().for_each(|node| self.find_value(MarkScope::ToolChoiceType, node));
            }
            None => {}
        }
    }

    fn find_members(&mut self, scope: MarkScope, object: Node<'a>) {
        object.members().for_each(|(key, value)| self.find_member(scope, key, value));
    }

    fn find_member(&mut self, scope: MarkScope, key: Node<'a>, value: Node<'a>) {
        // A null is as good as absent.
        if let Some(name) = key.as_str().filter(|_| !value.is_null()) {
            self.find_with_hash(scope, name, key.key_hash(), key);
        }
    }

    fn find_value(&mut self, scope: MarkScope, node: Node<'a>) {
        if let Some(name) = node.as_str() {
            self.find(scope, name, node);
        }
    }

    fn find(&mut self, scope: MarkScope, name: Cow<'a, str>, node: Node<'a>) {
        let hash = hash(name.as_bytes());
        self.find_with_hash(scope, name, hash, node);
    }

    /// Notes a name that is a mark, unless an equal or heavier one was found in such a place before.
    fn find_with_hash(&mut self, scope: MarkScope, name: Cow<'a, str>, hash: u32, node: Node<'a>) {
        for mark in self.apis.marks_with_hash(scope, &name, hash) {
            let counts = |found: &Sign<'_>| {
                found.api == mark.api && found.scope == scope && scope != MarkScope::Body && found.weight >= mark.weight
            };
            if !self.found.iter().any(counts) {
                self.found.push(Sign { api: mark.api, weight: mark.weight, scope, name: name.clone(), node });
            }
        }
    }

    /// How much speaks for the Messages API.
    pub(crate) fn for_messages(&self) -> u32 {
        self.score(OtherApis::MESSAGES)
    }

    /// Whether more speaks for the Messages API than a model and a limit, which a body of a gateway has, too.
    pub(crate) fn is_clearly_for_messages(&self) -> bool {
        const MODEL_AND_LIMIT: u32 = 3;
        self.for_messages() > MODEL_AND_LIMIT
    }

    /// The other API that most speaks for; `None` if nothing speaks for any.
    pub(crate) fn other(&self) -> Option<Candidate<'k>> {
        let candidates = self.apis.iter().enumerate().filter(|(position, _)| *position != OtherApis::MESSAGES);
        let scored = candidates.map(|(position, api)| Candidate { position, api, score: self.score(position) });
        // `max_by_key` returns the last of equals, and the table starts with the most common ones.
        scored.filter(|candidate| candidate.score > 0).rev().max_by_key(|candidate| candidate.score)
    }

    fn score(&self, api: usize) -> u32 {
        self.marks_of(api).into_iter().map(|mark| mark.weight).sum()
    }

    /// The marks of a candidate, the heaviest first.
    pub(crate) fn marks(&self, candidate: &Candidate<'_>) -> Vec<&Sign<'a>> {
        self.marks_of(candidate.position)
    }

    /// The marks of an API that count, the heaviest first: of each scope but the body one, and of each name one.
    fn marks_of(&self, api: usize) -> Vec<&Sign<'a>> {
        let mut marks: Vec<_> = self.found.iter().filter(|found| found.api == api).collect();
        marks.sort_by_key(|mark| (std::cmp::Reverse(mark.weight), mark.node.id()));
        let mut counted: Vec<&Sign<'a>> = Vec::new();
        for mark in marks {
            let is_same = |other: &&Sign<'a>| {
                other.name == mark.name || other.scope == mark.scope && mark.scope != MarkScope::Body
            };
            if !counted.iter().any(is_same) {
                counted.push(mark);
            }
        }
        counted
    }
}

/// The type of a tool that only Anthropic defines, such as `web_search_20250305`.
const OWN_TOOL_WEIGHT: u32 = 3;

impl Sign<'_> {
    /// How it reads in a sentence: `` `stream_options` ``, ``role `tool` ``.
    pub(crate) fn phrase(&self) -> Shown {
        let name = quoted(&self.name);
        match self.scope {
            MarkScope::Body | MarkScope::Message | MarkScope::Block | MarkScope::Tool => shown!("{name}", name),
            MarkScope::Model => shown!("model {name}", name),
            MarkScope::Role => shown!("role {name}", name),
            MarkScope::FirstRole => shown!("a first message with role {name}", name),
            MarkScope::FirstRoleWithoutLimit => shown!("a first message with role {name}, and no `max_tokens`", name),
            MarkScope::BlockType => shown!("content of type {name}", name),
            MarkScope::UntypedBlock => shown!("content {name} without `type`", name),
            MarkScope::ToolType => shown!("a tool of type {name}", name),
            MarkScope::ToolChoice | MarkScope::ToolChoiceType => shown!("tool choice {name}", name),
        }
    }
}
