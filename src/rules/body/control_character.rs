use crate::finding::Safety;
use crate::json::{SyntaxError, SyntaxFault};
use crate::mask::{quoted, shown};
use crate::rules::{Anchor, Check, Diagnostic, Edit, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an unescaped line break, tab or other control character in a string.
    ///
    /// ## Why the API refuses it
    ///
    /// Control characters in a JSON string must be escaped: a line break is `\n`. Text that is pasted or concatenated
    /// into a JSON template instead of being serialized breaks this rule at its first line break.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello,
    /// how are you?"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello,\nhow are you?"}]}
    /// ```
    ///
    /// ## Fix
    ///
    /// Safe: escapes every control character in the string.
    ///
    /// ## Evidence
    ///
    /// RFC 8259, and the API's parser, orjson: its message follows `The request body is not valid JSON` in the response (E148).
    /// The messages are listed in `schemas/json-errors.json`.
    PL110 "control-character",
    summary: "an unescaped line break or other control character in a string",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::RepeatedSyntax(&[SyntaxFault::ControlCharacter], diagnostic),
}

fn diagnostic(error: &SyntaxError, text: &str) -> Diagnostic {
    let character = error.text(text).chars().next().unwrap_or('\n');
    let what = match character {
        '\n' | '\r' => "line break".into(),
        '\t' => "tab".into(),
        other => shown!("control character U+{:04X}", u32::from(other)),
    };
    let escape = escaped(character);
    let edits = error.edits.iter().filter_map(|span| {
        let character = text.get(span.clone())?.chars().next()?;
        Some(Edit::source(span.clone(), escaped(character)))
    });
    RULE.at(Anchor::Source(error.span.clone()), shown!("unescaped {what} in string", what))
        .label(shown!("write {escape}", escape = quoted(&escape)))
        .help(shown!(
            "write {escape}, or use a JSON library, which escapes all control characters",
            escape = quoted(&escape)
        ))
        .response_without_message("E148")
        .fix(Safety::Safe, "escape the control characters", edits)
}

fn escaped(character: char) -> String {
    match character {
        '\n' => "\\n".into(),
        '\r' => "\\r".into(),
        '\t' => "\\t".into(),
        other => format!("\\u{:04x}", u32::from(other)),
    }
}
