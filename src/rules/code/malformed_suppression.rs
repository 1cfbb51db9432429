use std::ops::Range;

use crate::mask::{Shown, shown};
use crate::rules::{Anchor, Check, CommentFault, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a comment for payloadlint that is not `payloadlint: ignore[RULES]`, or names a rule that does not exist.
    ///
    /// ## Why this matters
    ///
    /// The comment suppresses nothing. Between the brackets are codes (`PL504`), code prefixes (`PL5`) or names
    /// (`deprecated-model`) of rules, separated by commas. A reason can follow.
    ///
    /// ## Example
    ///
    /// ```python,fail
    /// client = anthropic.Anthropic(timeout=3600)
    /// client.messages.create(
    ///     model="claude-opus-5-5",
    ///     max_tokens=1_000,  # payloadlint: ignore[long-answer]
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
    ///     max_tokens=64_000,  # payloadlint: ignore[long-answer-without-stream]
    ///     messages=[{"role": "user", "content": "Hello"}],
    /// )
    /// ```
    ///
    /// ## Evidence
    ///
    /// The comment has no effect.
    PL851 "malformed-suppression",
    summary: "a comment for payloadlint that is not valid",
    severity: Warning,
    confidence: Documented,
    seen: "2026-11-28",
    source: "https://github.com/payloadlint/payloadlint/blob/main/README.md",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::Comment(CommentFault::Malformed, diagnostic),
}

fn diagnostic(problem: &Shown, place: Range<usize>) -> Diagnostic {
    RULE.at(Anchor::Source(place), shown!("malformed suppression: {problem}", problem))
        .label("suppresses nothing")
        .help("write `payloadlint: ignore[PL504]`, with codes or names of rules between the brackets")
}
