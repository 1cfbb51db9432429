//! Tool definitions.

use crate::mask::{Shown, shown};
use std::borrow::Cow;

use crate::json::Node;
use crate::knowledge::{self, Knowledge};

/// Who defines a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToolKind {
    /// The caller: `type` is missing, `null` or `custom`.
    Custom,
    /// Anthropic: `schemas/tools.json` describes it.
    Typed,
}

/// One item of `tools`, or a tool definition in a `system` message.
#[derive(Debug, Clone, Copy)]
pub struct Tool<'a> {
    /// Its index in `tools`; `None` if a `system` message adds it.
    pub index: Option<usize>,
    /// The object.
    pub node: Node<'a>,
    /// Who defines it, by its `type`.
    pub kind: ToolKind,
    /// `type`, if it is a string.
    pub tag_node: Option<Node<'a>>,
    /// `name`, if it is a string.
    pub name: Option<Node<'a>>,
    /// `input_schema`, of any type.
    pub input_schema: Option<Node<'a>>,
    /// `allowed_callers`, if it is an array.
    pub allowed_callers: Option<Node<'a>>,
    /// The value of `strict`, if it is `true`.
    pub strict: Option<Node<'a>>,
    /// The value of `defer_loading`, if it is `true`.
    pub deferred: Option<Node<'a>>,
}

impl<'a> Tool<'a> {
    /// Reads an object in one pass over its members.
    pub(super) fn new(index: Option<usize>, node: Node<'a>) -> Self {
        let mut tool = Tool {
            index,
            node,
            kind: ToolKind::Custom,
            tag_node: None,
            name: None,
            input_schema: None,
            allowed_callers: None,
            strict: None,
            deferred: None,
        };
        for (key, value) in node.members() {
            match key.as_str().as_deref() {
                Some("type") => tool.tag_node = Some(value).filter(Node::is_string),
                Some("name") => tool.name = Some(value).filter(Node::is_string),
                Some("input_schema") => tool.input_schema = Some(value),
                Some("allowed_callers") => tool.allowed_callers = Some(value).filter(Node::is_array),
                Some("strict") => tool.strict = Some(value).filter(is_true),
                Some("defer_loading") => tool.deferred = Some(value).filter(is_true),
                _ => {}
            }
        }
        if tool.tag_node.is_some_and(|tag| !tag.is_str("custom")) {
            tool.kind = ToolKind::Typed;
        }
        tool
    }

    /// The value of a member.
    #[inline]
    pub fn get(&self, name: &str) -> Option<Node<'a>> {
        self.node.get(name)
    }

    /// The text of a string member.
    #[inline]
    pub fn str(&self, name: &str) -> Option<Cow<'a, str>> {
        self.node.str(name)
    }

    /// The tool's `type` string; `None` for a custom tool.
    pub fn tag(&self) -> Option<Cow<'a, str>> {
        if self.kind == ToolKind::Custom { None } else { self.tag_node?.as_str() }
    }

    /// The row of `schemas/tools.json` for its type; `None` for a custom tool and for an unknown type.
    pub fn facts<'k>(&self, knowledge: &'k Knowledge) -> Option<&'k knowledge::Tool> {
        knowledge.tools().find(&self.tag()?)
    }

    /// Its own name, which is under `function` in OpenAI's format; `None` if it is empty.
    pub fn own_name(&self) -> Option<Cow<'a, str>> {
        let name = self.name.or_else(|| self.get("function")?.get("name"));
        name.and_then(|name| name.as_str()).filter(|name| !name.is_empty())
    }

    /// Whether it is unknown which tool this declares: its type is not a string, or it needs a name and has none.
    pub fn is_unreadable(&self) -> bool {
        let is_typed = self.tag_node.is_some_and(|tag| !tag.is_str("custom"));
        let has_odd_type = self.tag_node.is_none() && self.get("type").is_some_and(|kind| !kind.is_null());
        let is_nameless_toolset = self.tag_node.is_some_and(|tag| tag.is_str("mcp_toolset"))
            && self.get("mcp_server_name").is_none_or(|name| !name.is_string());
        has_odd_type || is_nameless_toolset || (!is_typed && self.own_name().is_none())
    }

    /// The name that the model uses for it: the name that its type implies, else its own.
    pub fn called(&self, knowledge: &Knowledge) -> Option<Cow<'a, str>> {
        let implied = self.facts(knowledge).and_then(|facts| facts.name.as_deref());
        implied.map(|name| Cow::Owned(name.to_owned())).or_else(|| self.own_name())
    }

    /// The entries of `allowed_callers` that allow calls from code execution.
    pub fn code_callers(&self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        let callers = self.allowed_callers.into_iter().flat_map(|callers| callers.items());
        callers.filter(|caller| caller.as_str().is_some_and(|caller| caller.starts_with("code_execution")))
    }

    /// How messages refer to the tool: by its name, else its type, else its index.
    pub fn described(&self) -> Shown {
        match self.str("name").or_else(|| self.tag()) {
            Some(name) if !name.is_empty() => shown!("tool {}", crate::finding::quoted(&name)),
            _ => self.index.map_or("the added tool".into(), |index| shown!("tool {index}", index)),
        }
    }
}

fn is_true(value: &Node<'_>) -> bool {
    value.as_bool() == Some(true)
}
