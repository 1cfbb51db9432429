use crate::finding::Safety;
use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a string with a line break, a tab or another control character that is not escaped.
    ///
    /// ## Why the API refuses it
    ///
    /// Inside a JSON string a line break is written `\n`. Text that is pasted or concatenated into a JSON template instead of
    /// being serialised breaks this rule at its first line end.
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
    /// Safe: every control character of the string is escaped.
    ///
    /// ## Evidence
    ///
    /// RFC 8259. Row E148 of the catalogue: the answer starts `The request body is not valid JSON`; what follows depends on the
    /// parser behind it and was not seen for this fault.
    PL110 "control-character",
    summary: "a raw line break or other control character in a string",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::Syntax(&[SyntaxFault::ControlCharacter], diagnostic),
}

fn diagnostic(error: &SyntaxError, text: &str) -> Diagnostic {
    let character = text.get(error.span.clone()).and_then(|found| found.chars().next()).unwrap_or('\n');
    let what = match character {
        '\n' | '\r' => "a line break".to_owned(),
        '\t' => "a tab".to_owned(),
        other => format!("the control character U+{:04X}", u32::from(other)),
    };
    RULE.at(Anchor::Source(error.span.clone()), format!("{what} stands in a string as it is"))
        .label(format!("write `{}`", escaped(character)))
        .help(format!(
            "write `{}`, or have a JSON library write the string, which escapes all such characters",
            escaped(character)
        ))
        .response_status(400, "invalid_request_error")
        .fix(Safety::Safe, "escape the control characters of this string", edits(text, error.span.start))
}

/// Escapes for every control character from the first to the end of the string.
fn edits(text: &str, first: usize) -> Vec<(Anchor, String)> {
    let mut edits = Vec::new();
    let mut at = first;
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at).filter(|byte| **byte != b'"') {
        if byte < 0x20 {
            edits.push((Anchor::Source(at..at + 1), escaped(char::from(byte))));
        }
        at += if byte == b'\\' { 2 } else { 1 };
    }
    edits
}

fn escaped(character: char) -> String {
    match character {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        other => format!("\\u{:04x}", u32::from(other)),
    }
}
