use serde_json::Value;

use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, phrasing, repeatable, rule};
use crate::schema::{FaultKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds a message whose `role` is not `user`, `assistant` or `system`.
    ///
    /// ## Why the API refuses it
    ///
    /// Tool results are content of user messages, not messages with a role of their own. Instructions of the developer
    /// go into the top-level `system`.
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
    /// Live response, 2026-08-31 (E004): `messages: Unexpected role "tool". Allowed roles are "user" or "assistant"`.
    /// It does not give the index of the message.
    PL240 "unknown-role",
    summary: "a message has an unknown role",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-31",
    source: "live response",
    since: "0.1.0",
    responses: ["E004"],
    stage: Fields,
    check: Check::Schema(&[Owns::of_member(FaultKind::NotAllowed, "role")], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let value = violation.value;
    let Some(role) = value.as_str() else {
        return RULE
            .at(value, shown!("`role` is {}; expected `user` or `assistant`", phrasing::value(value)))
            .label("not a role")
            .help("use `user` or `assistant`")
            .response_status(400, "invalid_request_error");
    };
    let known = violation.allowed();
    let rename = phrasing::rename(context, violation.schema, "enum", &role);
    let help = phrasing::suggestion(rename, &role, known.iter().filter_map(Value::as_str))
        .unwrap_or_else(|| "use `user` or `assistant`".into());
    let diagnostic = RULE.at(value, shown!("unknown role {}", quoted(&role))).label("unknown role").help(help);
    match repeatable(&role) {
        Some(role) => diagnostic.response("E004", [("role", role)]),
        None => diagnostic.response_status(400, "invalid_request_error"),
    }
}
