//! The MCP servers of a request and the toolsets that refer to them.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::json::Node;
use crate::knowledge::Support;
use crate::payload::Payload;

/// The names of `mcp_servers`: text and place.
pub(super) fn servers<'a>(payload: &Payload<'a>) -> impl Iterator<Item = (Cow<'a, str>, Node<'a>)> + use<'a> {
    let servers = payload.fields.mcp_servers.into_iter().flat_map(|servers| servers.items());
    servers.filter_map(|server| server.get("name")).filter_map(|name| Some((name.as_str()?, name)))
}

/// The server names of MCP toolsets: text and place.
pub(super) fn toolsets<'a>(payload: &Payload<'a>) -> impl Iterator<Item = (Cow<'a, str>, Node<'a>)> {
    let toolsets = payload.tools().iter().filter(|tool| tool.tag_node.is_some_and(|tag| tag.is_str("mcp_toolset")));
    toolsets.filter_map(|tool| tool.get("mcp_server_name")).filter_map(|name| Some((name.as_str()?, name)))
}

/// Whether every server's name can be read. What cannot is told by the rules about fields.
pub(super) fn are_servers_readable(payload: &Payload<'_>) -> bool {
    let Some(servers) = payload.fields.mcp_servers.filter(|servers| !servers.is_null()) else {
        return !payload.is_misnamed("mcp_servers");
    };
    servers.is_array() && servers.items().all(|server| server.get("name").is_some_and(|name| name.is_string()))
}

/// Whether the request speaks the connector of today, in which a server offers nothing without a toolset. In the first
/// one, a beta of its own, servers stood alone.
pub(super) fn needs_toolsets(payload: &Payload<'_>) -> bool {
    let old = payload.context.beta("mcp-client-2025-04-04");
    match old {
        Support::Yes => false,
        Support::No => true,
        Support::Unknown => toolsets(payload).next().is_some(),
    }
}

/// Each place whose name stood earlier in the list, with the name and its first place.
pub(super) fn repeated<'a>(
    names: impl Iterator<Item = (Cow<'a, str>, Node<'a>)>,
) -> impl Iterator<Item = (Cow<'a, str>, Node<'a>, Node<'a>)> {
    let mut first: HashMap<Cow<'a, str>, Node<'a>> = HashMap::new();
    names.filter_map(move |(name, place)| match first.get(&name) {
        Some(known) => Some((name, *known, place)),
        None => {
            first.insert(name, place);
            None
        }
    })
}
