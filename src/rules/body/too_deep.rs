use crate::json::{MAX_DEPTH, SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds objects and arrays that are nested more than 512 levels deep.
    ///
    /// ## Why this matters
    ///
    /// The limit is that of this linter, not of the API: its checks are recursive. The rest of such a request is not
    /// checked. Real requests are about twenty levels deep.
    ///
    /// ## Example
    ///
    /// Here, `[…]` stands for 600 nested arrays.
    ///
    /// ```json,fail,nested=600
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": […]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// A choice of this linter.
    PL116 "too-deep",
    summary: "nesting that is too deep to be checked",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-11-24",
    source: "a choice of this linter",
    since: "0.1.0",
    responses: [],
    stage: Json,
    check: Check::Syntax(&[SyntaxFault::TooDeep], diagnostic),
}

fn diagnostic(error: &SyntaxError, _text: &str) -> Diagnostic {
    RULE.at(Anchor::Source(error.span.clone()), format!("nesting is more than {MAX_DEPTH} levels deep"))
        .label("one level too many")
        .help("flatten the value; the rest of the request has not been checked")
}
