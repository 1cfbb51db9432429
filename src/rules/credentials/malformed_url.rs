use crate::mask::shown;
use crate::payload::Context;
use crate::placeholder::has_variable;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an invalid URL: one with whitespace or quotes around it, with an unexpanded variable, or without
    /// `https://`.
    ///
    /// ## Why this matters
    ///
    /// The request does not reach the API: the client fails, or connects to another host. The base URL usually comes
    /// from an environment variable or a `.env` file.
    ///
    /// ## Example
    ///
    /// ```json,fail,url=$ANTHROPIC_BASE_URL/v1/messages
    /// {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,url=https://api.anthropic.com/v1/messages
    /// {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// RFC 3986. A host without a scheme is a warning, because some recorders omit the scheme.
    PL821 "malformed-url",
    summary: "an invalid URL",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "RFC 3986",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    let Some(url) = context.head.url.as_deref() else { return };
    let bare = url.trim();
    let (what, is_certain) = match () {
        () if bare != url || bare.contains(char::is_whitespace) => ("contains whitespace", true),
        () if bare.contains(['"', '\'', '`']) => ("contains quotes", true),
        () if has_variable(bare) => ("contains an unexpanded variable", true),
        // Some recorders keep only the path.
        () if !bare.contains("://") && !bare.starts_with('/') => ("has no `https://`", false),
        () => return,
    };
    sink.push(
        RULE.at(Anchor::url(context.head), shown!("the URL {what}", what))
            .label("not a valid URL")
            .help("use a base URL such as `https://api.anthropic.com`")
            .uncertain_if(!is_certain),
    );
}
