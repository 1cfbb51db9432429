//! JSON can write any character as an escape such as `\u0061`. The findings do not depend on it.

use std::collections::BTreeSet;

use payloadlint::{FileOptions, Linter, Shown};

use crate::common::{Fixture, settings};

/// Replaces every letter and digit inside the strings of a JSON text with an escape.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 6);
    let (mut inside, mut letters) = (false, text.chars());
    while let Some(letter) = letters.next() {
        match letter {
            '"' => inside = !inside,
            '\\' => {
                let next = letters.next().unwrap();
                out.extend([letter, next]);
                // Keep the four digits of an escape.
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

fn findings(linter: &Linter, text: &str) -> BTreeSet<(&'static str, Option<Shown>, Shown)> {
    let report = linter.lint_file("body.json", text.as_bytes(), FileOptions { named: true }).unwrap();
    let findings = report.findings.into_iter();
    findings.map(|finding| (finding.code, finding.location.pointer, finding.message)).collect()
}

#[test]
fn escapes_change_nothing() {
    let linter = settings().build().unwrap();
    let (mut compared, mut wrong) = (0, Vec::new());
    for fixture in Fixture::all() {
        let Some(text) = String::from_utf8(fixture.text()).ok().filter(|text| text.len() < 50_000) else { continue };
        let Ok(body) = serde_json::from_str::<serde_json::Value>(&text) else { continue };
        // Escapes do change sizes and excerpts of the source.
        let is_about_size = ["PL1", "PL416"].iter().any(|code| fixture.name.contains(code));
        if body.get("messages").is_none() || is_about_size {
            continue;
        }
        let (plain, escaped) = (findings(&linter, &text), findings(&linter, &escaped(&text)));
        compared += 1;
        if plain != escaped {
            let only_plain: Vec<_> = plain.difference(&escaped).collect();
            let only_escaped: Vec<_> = escaped.difference(&plain).collect();
            wrong.push(format!("{}: only plain {only_plain:?}, only escaped {only_escaped:?}", fixture.name));
        }
    }
    assert!(compared > 100, "only {compared} fixtures were compared");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
