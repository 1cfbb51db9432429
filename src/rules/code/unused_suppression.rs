use std::ops::Range;

use crate::mask::{Shown, shown};
use crate::rules::{Anchor, Check, CommentFault, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a comment that ignores a rule, where this rule reports nothing.
    ///
    /// ## Why this matters
    ///
    /// The fault was fixed, or the comment is on another line than the fault. A comment that is left there may hide a fault
    /// that is added later.
    ///
    /// Not reported: rules that are disabled.
    ///
    /// ## Example
    ///
    /// ```python,fail
    /// client = anthropic.Anthropic()
    /// client.messages.create(
    ///     model="claude-opus-5-5",
    ///     max_tokens=1_000,  # payloadlint: ignore[PL512] the answer is short
    ///     messages=[{"role": "user", "content": "Hello"}],
    /// )
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```python,pass
    /// client = anthropic.Anthropic(timeout=3600)
    /// client.messages.create(
    ///     model="claude-opus-5-5",
    ///     max_tokens=64_000,  # payloadlint: ignore[PL512] the client waits for an hour
    ///     messages=[{"role": "user", "content": "Hello"}],
    /// )
    /// ```
    ///
    /// ## Evidence
    ///
    /// The comment has no effect.
    PL850 "unused-suppression",
    summary: "a comment that suppresses nothing",
    severity: Warning,
    confidence: Documented,
    seen: "2026-11-28",
    source: "https://github.com/payloadlint/payloadlint/blob/main/README.md",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::Comment(CommentFault::Unused, diagnostic),
}

fn diagnostic(selector: &Shown, place: Range<usize>) -> Diagnostic {
    RULE.at(Anchor::Source(place), shown!("unused suppression: {selector} reports nothing here", selector))
        .label("suppresses nothing")
        .help("remove it, or move the comment to the line of the finding or the line above")
}
