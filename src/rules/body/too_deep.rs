use crate::json::{MAX_ACCEPTED_DEPTH, MAX_DEPTH, SyntaxError, SyntaxFault};
use crate::mask::shown;
use crate::rules::{Anchor, Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds objects and arrays that are nested more than 1024 levels deep. Reports more than 512 levels as a warning.
    ///
    /// ## Why the API refuses it
    ///
    /// The API's parser has a limit of 1024 levels. 512 is the limit of this linter, whose checks are recursive: deeper
    /// parts of a request are not checked. Real requests are about twenty levels deep.
    ///
    /// ## Example
    ///
    /// Here, `[…]` stands for 1100 nested arrays.
    ///
    /// ```json,fail,nested=1100
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
    /// The documentation of the API's parser, orjson. Its message follows `The request body is not valid JSON` in the
    /// response (E148). The limit of 512 is a choice of this linter.
    PL116 "too-deep",
    summary: "nesting that is too deep",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-27",
    source: "https://github.com/ijl/orjson#deserialize",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::Syntax(&[SyntaxFault::TooDeep, SyntaxFault::RefusedDepth], diagnostic),
}

fn diagnostic(error: &SyntaxError, _text: &str) -> Diagnostic {
    let is_refused = error.fault == SyntaxFault::RefusedDepth;
    let most = if is_refused { MAX_ACCEPTED_DEPTH } else { MAX_DEPTH };
    let diagnostic = RULE
        .at(Anchor::Source(error.span.clone()), shown!("nesting is more than {most} levels deep", most))
        .label("one level too many")
        .help("flatten the value; the rest of the request has not been checked");
    if is_refused { diagnostic.response_without_message("E148") } else { diagnostic.uncertain_if(true) }
}
