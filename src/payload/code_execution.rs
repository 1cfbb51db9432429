//! Code execution: which tools run code, and which tools code may call.

use crate::json::Node;
use crate::knowledge;

use super::{Payload, Tool};

impl<'a> Payload<'a> {
    /// Whether a tool of the request runs code in a container: a code execution tool, a web tool that filters its
    /// results in code, or a tool that code may call, for which the API adds a code execution tool. Also `true` if that
    /// is not known, because a tool is declared elsewhere or cannot be read.
    pub fn may_run_code(&self) -> bool {
        let knowledge = self.context.knowledge;
        let runs_code = |facts: &knowledge::Tool| *facts.family == *"code_execution" || facts.called_from_code;
        // The name shows what an entry with a missing or unknown type is meant to be.
        let has_name_of_one = |tool: &Tool<'_>| {
            let is_of_unknown_type = tool.facts(knowledge).is_none() && tool.input_schema.is_none();
            let name = tool.own_name().filter(|_| is_of_unknown_type);
            let is_named = |facts: &knowledge::Tool| facts.name.as_deref() == name.as_deref() && runs_code(facts);
            name.is_some() && knowledge.tools().iter().any(is_named)
        };
        self.code_caller().is_some()
            || self.tools().iter().any(|tool| tool.facts(knowledge).is_some_and(runs_code) || has_name_of_one(tool))
            || self.has_unlisted_tools()
    }

    /// The first tool whose `allowed_callers` allows calls from code, and the entry that does.
    pub fn code_caller(&self) -> Option<(&Tool<'a>, Node<'a>)> {
        self.tools().iter().find_map(|tool| Some((tool, tool.code_callers().next()?)))
    }
}
