use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::toolset::toolsets;

rule! {
    /// ## What it does
    ///
    /// Finds a toolset in whose `configs` every member has `enabled: false`.
    ///
    /// ## Why the API refuses it
    ///
    /// A toolset without a tool is none.
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
    /// The tool reference. The wording of the answer was not seen.
    PL451 "toolset-without-members",
    summary: "every member of a toolset is switched off",
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
    for toolset in toolsets(payload) {
        let Some((key, _)) = toolset.tool.node.member("configs") else { continue };
        if toolset.enabled().next().is_none() {
            let diagnostic = RULE
                .at(key, format!("{} has no member left", toolset.tool.described()))
                .label("every member is switched off")
                .help("leave the toolset out, or leave a member on")
                .response_status(400, "invalid_request_error");
            sink.push(diagnostic);
        }
    }
}
