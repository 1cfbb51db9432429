//! The JSON Schemas that a request carries: `input_schema` of its tools, and the schema of its output.
//!
//! Every schema is surveyed once, in one walk ([`Survey`]). Those that the API compiles into a grammar (strict tools,
//! structured output) are walked once more for what the grammar cannot express ([`Constrained`]).

mod keyword;
mod reference;
mod regex;
mod subset;
mod survey;

use crate::json::Node;

use super::Payload;
use super::tool::{Tool, ToolKind};

pub use keyword::{Holds, holds};
pub use reference::{References, Target};
pub use regex::{Feature, is_broken, unsupported_features};
pub(crate) use subset::circular_references;
pub use subset::{Constrained, Departure, DepartureKind, Unfit};
pub use survey::Survey;

/// A JSON Schema of the user's.
#[derive(Debug)]
pub struct UserSchema<'a> {
    /// The schema: an object.
    pub root: Node<'a>,
    /// What it belongs to.
    pub owner: Owner<'a>,
    /// What one walk over it found.
    pub survey: Survey<'a>,
}

/// What a schema belongs to.
#[derive(Debug, Clone, Copy)]
pub enum Owner<'a> {
    /// The `input_schema` of a custom tool, of `tools` or added by a system message.
    Tool(Tool<'a>),
    /// The output: the field that holds the format, `output_config.format` or its old name `output_format`.
    Output(&'static str),
}

impl Owner<'_> {
    /// Whether the API compiles the schema into a grammar, which takes only a subset of JSON Schema.
    pub fn is_constrained(&self) -> bool {
        match self {
            Owner::Tool(tool) => tool.strict.is_some(),
            Owner::Output(_) => true,
        }
    }

    /// What to call it in a message.
    pub fn described(&self) -> String {
        match self {
            Owner::Tool(tool) => tool.described(),
            Owner::Output(_) => "the output schema".to_owned(),
        }
    }
}

/// The schemas of a request, in the order of the API's checks.
pub(super) fn schemas_of<'a>(payload: &Payload<'a>) -> Vec<UserSchema<'a>> {
    let custom = payload.all_tools().filter(|tool| tool.kind == ToolKind::Custom);
    let inputs = custom.filter_map(|tool| Some((tool.input_schema?, Owner::Tool(tool))));
    let output =
        payload.output_format().and_then(|(field, format)| Some((format.get("schema")?, Owner::Output(field))));
    let objects = inputs.chain(output).filter(|(root, _)| root.is_object());
    objects.map(|(root, owner)| UserSchema { root, owner, survey: Survey::of(root) }).collect()
}
