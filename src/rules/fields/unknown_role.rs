use serde_json::Value;

use crate::finding::quoted;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, rule};
use crate::schema::Violation;

use super::phrasing;

rule! {
    /// ## What it does
    ///
    /// Finds a message whose `role` is not `user`, `assistant` or `system`.
    ///
    /// ## Why the API refuses it
    ///
    /// Results of tools are content of user messages here, not messages of a role of their own; instructions of the developer
    /// are the top-level `system`.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "developer", "content": "Be kind."}, {"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "system": "Be kind."}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answer, 2026-08-31 (row E004 of the catalogue):
    /// `messages: Unexpected role "tool". Allowed roles are "user" or "assistant"`. It names no index.
    PL240 "unknown-role",
    summary: "a role that the API does not know",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-31",
    source: "live answer",
    since: "0.1.0",
    responses: ["E004"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>, allowed: &[Value], context: &Context<'_>) -> Diagnostic {
    let at = violation.at;
    let known = allowed.iter().filter_map(Value::as_str);
    let Some(role) = at.as_str() else {
        return RULE
            .at(at, format!("`role` is {}, not `user` or `assistant`", phrasing::value(at)))
            .label("no role")
            .help("use `user` or `assistant`")
            .response_status(400, "invalid_request_error");
    };
    let rename = phrasing::rename(context, violation.owner, "enum", &role);
    let help = phrasing::instead(rename, &role, known).unwrap_or_else(|| "use `user` or `assistant`".to_owned());
    let diagnostic =
        RULE.at(at, format!("the role {} does not exist here", quoted(&role))).label("unknown role").help(help);
    match phrasing::repeated(&role) {
        Some(role) => diagnostic.response("E004", [("role", role)]),
        None => diagnostic.response_status(400, "invalid_request_error"),
    }
}
