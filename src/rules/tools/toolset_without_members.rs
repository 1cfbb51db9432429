use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a toolset whose `configs` disables every member with `enabled: false`.
    ///
    /// ## Why the API refuses it
    ///
    /// A toolset must declare at least one tool.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {
    ///       "type": "computer_toolset_20260801",
    ///       "configs": {
    ///         "key": {"enabled": false},
    ///         "hold_key": {"enabled": false},
    ///         "type": {"enabled": false},
    ///         "cursor_position": {"enabled": false},
    ///         "mouse_move": {"enabled": false},
    ///         "left_click": {"enabled": false},
    ///         "right_click": {"enabled": false},
    ///         "middle_click": {"enabled": false},
    ///         "double_click": {"enabled": false},
    ///         "triple_click": {"enabled": false},
    ///         "left_click_drag": {"enabled": false},
    ///         "left_mouse_down": {"enabled": false},
    ///         "left_mouse_up": {"enabled": false},
    ///         "scroll": {"enabled": false},
    ///         "wait": {"enabled": false},
    ///         "screenshot": {"enabled": false},
    ///         "zoom": {"enabled": false}
    ///       }
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {
    ///       "type": "computer_toolset_20260801",
    ///       "configs": {
    ///         "key": {"enabled": false},
    ///         "hold_key": {"enabled": false},
    ///         "type": {"enabled": false},
    ///         "cursor_position": {"enabled": false},
    ///         "mouse_move": {"enabled": false},
    ///         "left_click": {"enabled": false},
    ///         "right_click": {"enabled": false},
    ///         "middle_click": {"enabled": false},
    ///         "double_click": {"enabled": false},
    ///         "triple_click": {"enabled": false},
    ///         "left_click_drag": {"enabled": false},
    ///         "left_mouse_down": {"enabled": false},
    ///         "left_mouse_up": {"enabled": false},
    ///         "scroll": {"enabled": false},
    ///         "wait": {"enabled": false},
    ///         "zoom": {"enabled": false}
    ///       }
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The tool reference. The text of the response was not seen.
    PL451 "toolset-without-members",
    summary: "every tool in a toolset is disabled",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-reference",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for toolset in payload.toolsets() {
        let Some((key, _)) = toolset.tool.node.member("configs") else { continue };
        if toolset.enabled().next().is_none() {
            let diagnostic = RULE
                .at(key, shown!("every tool in {} is disabled", toolset.described()))
                .label("disables every member")
                .help("remove the toolset, or enable at least one member")
                .response_status(400, "invalid_request_error");
            sink.push(diagnostic);
        }
    }
}
