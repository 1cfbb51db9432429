use crate::payload::Context;
use crate::placeholder::has_variable;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a url that cannot be called: with blanks or quotes round it, with a variable that was not expanded, or without
    /// `https://`.
    ///
    /// ## Why the API refuses it
    ///
    /// It never gets the request: the client fails, or calls another host. The base url mostly comes from an environment
    /// variable or a `.env` file, with whatever stands there.
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
    /// RFC 3986. A host without a scheme is a warning: some recorders leave the scheme out.
    PL821 "malformed-url",
    summary: "a url that cannot be called",
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
        () if bare != url || bare.contains(char::is_whitespace) => ("has blanks in or round it", true),
        () if bare.contains(['"', '\'', '`']) => ("is written with its quotes", true),
        () if has_variable(bare) => ("holds a variable that was not expanded", true),
        // A path alone is what some recorders keep.
        () if !bare.contains("://") && !bare.starts_with('/') => ("has no `https://`", false),
        () => return,
    };
    sink.push(
        RULE.at(Anchor::Url(context.head.url_span.clone()), format!("the url {what}"))
            .label(what)
            .help("set the base url to something like `https://api.anthropic.com`")
            .uncertain_if(!is_certain),
    );
}
