//! JSON may write any letter as `\u0061`: what is said of a request does not hang on how it is spelt.

use std::collections::BTreeSet;
use std::fs;

use payloadlint::{FileOptions, Linter};

use crate::common::{fixtures, linter};

/// Every letter and digit inside the strings of a JSON text as an escape.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 6);
    let (mut inside, mut letters) = (false, text.chars());
    while let Some(letter) = letters.next() {
        match letter {
            '"' => inside = !inside,
            '\\' => {
                let next = letters.next().unwrap();
                out.extend([letter, next]);
                // The four digits of an escape stay as they are.
                out.extend(letters.by_ref().take(if next == 'u' { 4 } else { 0 }));
                continue;
            }
            _ if inside && letter.is_ascii_alphanumeric() => {
                out += &format!("\\u{:04x}", letter as u32);
                continue;
            }
            _ => {}
        }
        out.push(letter);
    }
    out
}

fn said(linter: &Linter, text: &str) -> BTreeSet<(&'static str, Option<String>, String)> {
    let report = linter.lint_file("body.json", text.as_bytes(), FileOptions { named: true }).unwrap();
    let findings = report.findings.into_iter();
    findings.map(|finding| (finding.code, finding.location.pointer, finding.message)).collect()
}

#[test]
fn escapes_change_nothing() {
    let linter = linter();
    let (mut compared, mut wrong) = (0, Vec::new());
    for path in fixtures("fail") {
        let Some(text) = fs::read_to_string(&path).ok().filter(|text| text.len() < 50_000) else { continue };
        let Ok(body) = serde_json::from_str::<serde_json::Value>(&text) else { continue };
        // Sizes and excerpts of the source do change.
        let is_about_size = ["PL1", "PL416"].iter().any(|code| path.display().to_string().contains(code));
        if body.get("messages").is_none() || is_about_size {
            continue;
        }
        let (plain, escaped) = (said(&linter, &text), said(&linter, &escaped(&text)));
        compared += 1;
        if plain != escaped {
            let plainly: Vec<_> = plain.difference(&escaped).collect();
            let escapedly: Vec<_> = escaped.difference(&plain).collect();
            wrong.push(format!("{}: only plain {plainly:?}, only escaped {escapedly:?}", path.display()));
        }
    }
    assert!(compared > 100, "{compared} fixtures are few");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
