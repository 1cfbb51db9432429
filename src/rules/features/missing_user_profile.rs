use crate::envelope::HeaderValue;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `billing_policy` with `bill_to: "user_profile"` in a request without a user profile.
    ///
    /// ## Why the API refuses it
    ///
    /// The profile to bill must be in the header `anthropic-user-profile-id`, or, in a batch item and on Amazon
    /// Bedrock, in the field `user_profile_id` (`user_profile_required`).
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {
    ///   "url": "https://api.anthropic.com/v1/messages",
    ///   "headers": {
    ///     "x-api-key": "sk-ant-api03-example", "anthropic-version": "2023-06-01", "content-type": "application/json",
    ///     "anthropic-beta": "user-profiles-billing-2026-10-01"
    ///   },
    ///   "body": {
    ///     "model": "claude-opus-5-5", "max_tokens": 1024, "billing_policy": {"type": "billing_policy", "bill_to": "user_profile"},
    ///     "messages": [{"role": "user", "content": "Hello"}]
    ///   }
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,exchange
    /// {
    ///   "url": "https://api.anthropic.com/v1/messages",
    ///   "request_headers": {
    ///     "anthropic-beta": "user-profiles-billing-2026-10-01,user-profiles-2026-08-18", "anthropic-user-profile-id": "profile_1"
    ///   },
    ///   "body": {
    ///     "model": "claude-opus-5-5", "max_tokens": 1024, "billing_policy": {"type": "billing_policy", "bill_to": "user_profile"},
    ///     "messages": [{"role": "user", "content": "Hello"}]
    ///   }
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The documentation in the official SDKs of 2026-11-20. The text of the response was not seen.
    PL770 "missing-user-profile",
    summary: "a user profile is billed, but none is given",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-20",
    source: "https://pypi.org/project/anthropic/2.12.0/",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(bill_to) = payload.fields.billing_policy.and_then(|policy| policy.get("bill_to")) else { return };
    let has_field = payload.fields.user_profile_id.is_some_and(|id| id.is_string());
    let header = payload.context.head.headers.get("anthropic-user-profile-id");
    if !bill_to.is_str("user_profile") || has_field || !matches!(header, HeaderValue::Absent) {
        return;
    }
    sink.push(
        RULE.at(bill_to, "`bill_to` is `user_profile`, but the request has no user profile")
            .label("no user profile given")
            .help("send the header `anthropic-user-profile-id`, or set `bill_to` to `self`")
            .response_status(400, "invalid_request_error"),
    );
}
