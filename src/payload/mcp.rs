//! The MCP servers of a request, and the toolsets that refer to them.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::json::Node;
use crate::knowledge::Support;

use super::Payload;

/// A name in the request, and where it is.
pub type Named<'a> = (Cow<'a, str>, Node<'a>);

impl<'a> Payload<'a> {
    /// The names in `mcp_servers`.
    pub fn mcp_server_names(&self) -> impl Iterator<Item = Named<'a>> + use<'a> {
        let servers = self.fields.mcp_servers.into_iter().flat_map(|servers| servers.items());
        servers.filter_map(|server| server.get("name")).filter_map(|name| Some((name.as_str()?, name)))
    }

    /// The server names in the entries of `tools` that are MCP toolsets.
    pub fn mcp_toolset_names(&self) -> impl Iterator<Item = Named<'a>> {
        let toolsets = self.tools().iter().filter(|tool| tool.tag_node.is_some_and(|tag| tag.is_str("mcp_toolset")));
        toolsets.filter_map(|tool| tool.get("mcp_server_name")).filter_map(|name| Some((name.as_str()?, name)))
    }

    /// Whether the names of all MCP servers are known. They are not if a server has no readable name, or if an unknown
    /// field is probably a misspelled `mcp_servers`.
    pub fn knows_mcp_servers(&self) -> bool {
        let Some(servers) = self.fields.mcp_servers.filter(|servers| !servers.is_null()) else {
            return !self.is_misnamed("mcp_servers");
        };
        servers.is_array() && servers.items().all(|server| server.get("name").is_some_and(|name| name.is_string()))
    }

    /// Whether the model gets the tools of an MCP server only through a toolset. With the first MCP beta, a server
    /// needed no toolset.
    pub fn needs_mcp_toolsets(&self) -> bool {
        match self.context.beta("mcp-client-2025-04-04") {
            Support::Yes => false,
            Support::No => true,
            Support::Unknown => self.mcp_toolset_names().next().is_some(),
        }
    }
}

/// Every repetition of a name: the name, where it is first, and where it is repeated.
pub fn repetitions<'a>(
    names: impl Iterator<Item = Named<'a>>,
) -> impl Iterator<Item = (Cow<'a, str>, Node<'a>, Node<'a>)> {
    let mut first: HashMap<Cow<'a, str>, Node<'a>> = HashMap::new();
    names.filter_map(move |(name, node)| match first.get(&name) {
        Some(known) => Some((name, *known, node)),
        None => {
            first.insert(name, node);
            None
        }
    })
}
