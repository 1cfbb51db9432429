//! The schemas of a request, and what they belong to.

use crate::json::Node;
use crate::knowledge::Knowledge;
use crate::mask::Shown;
use crate::payload::tool::{Tool, ToolKind};

use super::survey::Survey;

/// A JSON Schema that the caller wrote.
#[derive(Debug)]
pub struct UserSchema<'a> {
    /// The schema: an object.
    pub root: Node<'a>,
    /// What it belongs to.
    pub owner: Owner<'a>,
    /// The result of one walk over it.
    pub survey: Survey<'a>,
}

/// What a schema belongs to.
#[derive(Debug, Clone, Copy)]
pub enum Owner<'a> {
    /// The `input_schema` of a custom tool, in `tools` or added by a system message.
    Tool(Tool<'a>),
    /// The output: the field that has the format, `output_config.format` or its old name `output_format`.
    Output(&'static str),
}

impl Owner<'_> {
    /// Whether the API compiles the schema into a grammar, which supports only a subset of JSON Schema.
    pub fn is_constrained(&self) -> bool {
        match self {
            Owner::Tool(tool) => tool.strict.is_some(),
            Owner::Output(_) => true,
        }
    }

    /// What to call it in a message.
    pub fn described(&self) -> Shown {
        match self {
            Owner::Tool(tool) => tool.described(),
            Owner::Output(_) => "the output schema".into(),
        }
    }
}

/// The schemas of a request, in the order in which the API checks them: those of its tools, then that of its output
/// format, which is given with the field that has it.
pub(in crate::payload) fn schemas_of<'a>(
    tools: impl Iterator<Item = Tool<'a>>,
    output_format: Option<(&'static str, Node<'a>)>,
    knowledge: &Knowledge,
) -> Vec<UserSchema<'a>> {
    let custom = tools.filter(|tool| tool.kind == ToolKind::Custom);
    let inputs = custom.filter_map(|tool| Some((tool.input_schema?, Owner::Tool(tool))));
    let output = output_format.and_then(|(field, format)| Some((format.get("schema")?, Owner::Output(field))));
    let objects = inputs.chain(output).filter(|(root, _)| root.is_object());
    objects.map(|(root, owner)| UserSchema { root, owner, survey: Survey::of(root, knowledge) }).collect()
}
