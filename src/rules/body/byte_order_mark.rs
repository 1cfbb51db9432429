use crate::finding::Safety;
use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, Edit, rule};

rule! {
    /// ## What it does
    ///
    /// Finds the three bytes `EF BB BF` at the start of a body.
    ///
    /// ## Why the API refuses it
    ///
    /// JSON that is sent over a network must not start with a byte-order mark (RFC 8259, section 8.1), and parsers may
    /// refuse it. Editors on Windows write one if a file is saved as "UTF-8 with BOM".
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// ﻿{"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Fix
    ///
    /// Safe: the mark is removed.
    ///
    /// ## Evidence
    ///
    /// RFC 8259, section 8.1. The API's parser, orjson, refuses it, but whether the API removes it before has not been
    /// tried, so this is a warning.
    PL113 "byte-order-mark",
    summary: "a byte-order mark before the JSON",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-11-27",
    source: "https://www.rfc-editor.org/rfc/rfc8259#section-8.1",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::Syntax(&[SyntaxFault::ByteOrderMark], diagnostic),
}

fn diagnostic(error: &SyntaxError, _text: &str) -> Diagnostic {
    RULE.at(Anchor::Source(error.span.clone()), "the body starts with a byte-order mark")
        .label("invisible byte-order mark")
        .help("save the file as UTF-8 without a byte-order mark, or strip the first three bytes")
        .response_without_message("E148")
        .fix(Safety::Safe, "remove the byte-order mark", [Edit::source(error.span.clone(), "")])
}
