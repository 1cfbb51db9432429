//! Placeholders: text written in place of a real value, by the author of a page, by a program that did not fill in a
//! variable, or by a recorder that removed a secret.
//!
//! This module decides whether a value looks like a placeholder, wherever it is found. The syntax that a format itself
//! expands, such as `$NAME` in a shell script or `{{name}}` in an `.http` file, is parsed by the reader of that format.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// A value that is not a real one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placeholder {
    /// How it is written.
    pub(crate) kind: PlaceholderKind,
    /// Whether a real value was removed: the text contains the mark of a recorder, or an ellipsis.
    pub(crate) is_redacted: bool,
}

/// How a placeholder is written. A value that fits several kinds is of the first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlaceholderKind {
    /// A variable that was not expanded (`$NAME`, `${NAME}`, `%NAME%`, `process.env.NAME`), or the text that a program
    /// prints for a variable without a value (`undefined`).
    Variable,
    /// Text in brackets: `<your key>`, `{{ key }}`, `{key}`, `[FILTERED]`.
    Bracketed,
    /// A description of the value: `YOUR_API_KEY`, `my-api-key`.
    Description,
    /// The mark of a recorder: `REDACTED`, `sk-ant-****`.
    Redaction,
    /// A value with a part left out: `sk-ant-...`, `iVBORw0KGgo…`.
    Ellipsis,
    /// A word or pattern for a value that does not matter: `dummy`, `fake`, `sk-ant-xxxx`.
    Dummy,
}

impl Placeholder {
    /// The placeholder that a value is: a credential, or another value that is a single word. Prose may contain the same
    /// words.
    pub(crate) fn of(value: &str) -> Option<Placeholder> {
        let value = value.trim();
        let marks = Marks::find(value);
        let kind = match () {
            () if is_variable(value) => PlaceholderKind::Variable,
            () if is_bracketed(value) => PlaceholderKind::Bracketed,
            () if marks.description || is_description(value) => PlaceholderKind::Description,
            () if marks.redaction => PlaceholderKind::Redaction,
            () if marks.ellipsis => PlaceholderKind::Ellipsis,
            () if marks.dummy => PlaceholderKind::Dummy,
            () => return None,
        };
        Some(Placeholder { kind, is_redacted: marks.redaction || marks.ellipsis })
    }

    /// The placeholder that the value of a header is, without an authorization scheme before it.
    pub(crate) fn of_header(value: &str) -> Option<Placeholder> {
        Placeholder::of(without_scheme(value))
    }

    /// Whether another value is sent where this one is written. A variable that was not expanded is sent as it is.
    pub(crate) fn hides_value(self) -> bool {
        self.is_redacted || self.kind != PlaceholderKind::Variable
    }
}

/// Whether an ID (of a tool call, for example) was replaced by a recorder or an author: `toolu_REDACTED_1`,
/// `srvtoolu_***`, `toolu_01XXX`, `<id>`. Words such as `fake` are part of an ID that is sent.
pub(crate) fn is_replaced_id(id: &str) -> bool {
    let hides =
        |placeholder: Placeholder| placeholder.is_redacted || matches!(placeholder.kind, PlaceholderKind::Bracketed);
    has_row_of_x(id) || Placeholder::of(id).is_some_and(hides)
}

/// Whether an ID has a part that consists of the letter X. In a real one, three in a row are rarely a whole part.
fn has_row_of_x(id: &str) -> bool {
    let is_x = |byte: &u8| byte.eq_ignore_ascii_case(&b'x');
    let parts = id.as_bytes().split(|byte| !byte.is_ascii_alphanumeric());
    parts.into_iter().any(|part| {
        let tail = part.iter().rev().take_while(|byte| is_x(byte)).count();
        // `toolu_01XXXX`: a number may precede it.
        tail >= 3 && part[..part.len() - tail].iter().all(u8::is_ascii_digit)
    })
}

/// The value of a header without an authorization scheme (`Bearer`, `Basic`) before it; empty if there is only a scheme.
pub(crate) fn without_scheme(value: &str) -> &str {
    let value = value.trim();
    let strip = |scheme: &str| {
        let (start, rest) = value.split_at_checked(scheme.len())?;
        let is_scheme = start.eq_ignore_ascii_case(scheme) && !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        is_scheme.then(|| rest.trim_start())
    };
    strip("bearer").or_else(|| strip("basic")).unwrap_or(value)
}

/// Whether a text is long and has many different characters, as keys have and words that a person types have not.
pub(crate) fn looks_random(secret: &str) -> bool {
    let mut seen = [false; 128];
    secret.bytes().filter(u8::is_ascii).for_each(|byte| seen[usize::from(byte)] = true);
    secret.len() >= 32 && seen.iter().filter(|seen| **seen).count() >= 16
}

/// Whether a part of a text was left out.
pub(crate) fn has_ellipsis(text: &str) -> bool {
    text.contains("...") || text.contains('…')
}

/// Whether a text starts with a variable that was not expanded, or contains a template field: `$BASE_URL/v1`,
/// `https://{{host}}/v1`.
pub(crate) fn has_variable(text: &str) -> bool {
    text.starts_with(['$', '%']) || text.contains("{{") || text.contains("${")
}

/// Whether a value is a field of a template that a program fills in before it sends the request: `${MODEL}`,
/// `{{ model }}`, `<%= model %>`.
pub(crate) fn is_template(value: &str) -> bool {
    let value = value.trim();
    [("${", "}"), ("{{", "}}"), ("<%", "%>")]
        .iter()
        .any(|(start, end)| value.starts_with(start) && value.ends_with(end))
}

fn is_variable(value: &str) -> bool {
    let starts_with = |prefix: &str| {
        value.split_at_checked(prefix.len()).is_some_and(|(start, _)| start.eq_ignore_ascii_case(prefix))
    };
    let without_value = ["none", "null", "undefined"];
    value.len() > 1 && value.starts_with('$')
        || value.len() > 2 && value.starts_with('%') && value.ends_with('%')
        || ["process.env.", "os.environ", "env."].into_iter().any(starts_with)
        || without_value.iter().any(|word| value.eq_ignore_ascii_case(word))
}

fn is_bracketed(value: &str) -> bool {
    let is_within = |open: char, close: char| value.starts_with(open) && value.ends_with(close);
    // Braces and brackets may also be those of JSON.
    is_within('<', '>') || (is_within('{', '}') || is_within('[', ']')) && !value.contains('"')
}

fn is_description(value: &str) -> bool {
    ["anthropic_api_key", "api_key", "api-key"].iter().any(|name| value.eq_ignore_ascii_case(name))
}

/// Which kinds of words a value contains.
#[derive(Default)]
struct Marks {
    description: bool,
    redaction: bool,
    ellipsis: bool,
    dummy: bool,
}

/// The words that mark a placeholder, in any case.
const WORDS: [(&str, PlaceholderKind); 17] = [
    (YOUR, PlaceholderKind::Description),
    ("my_api_key", PlaceholderKind::Description),
    ("my-api-key", PlaceholderKind::Description),
    ("redacted", PlaceholderKind::Redaction),
    ("filtered", PlaceholderKind::Redaction),
    ("scrubbed", PlaceholderKind::Redaction),
    ("sanitized", PlaceholderKind::Redaction),
    ("masked", PlaceholderKind::Redaction),
    ("hidden", PlaceholderKind::Redaction),
    ("removed", PlaceholderKind::Redaction),
    ("*", PlaceholderKind::Redaction),
    ("•", PlaceholderKind::Redaction),
    ("...", PlaceholderKind::Ellipsis),
    ("…", PlaceholderKind::Ellipsis),
    ("dummy", PlaceholderKind::Dummy),
    ("fake", PlaceholderKind::Dummy),
    ("xxxx", PlaceholderKind::Dummy),
];
const YOUR: &str = "your";

impl Marks {
    fn find(value: &str) -> Marks {
        static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| {
            let built = AhoCorasick::builder().ascii_case_insensitive(true).build(WORDS.map(|(word, _)| word));
            built.expect("a few short words fit any automaton")
        });
        let mut marks = Marks::default();
        for found in FINDER.find_iter(value) {
            let (word, kind) = WORDS[found.pattern()];
            match kind {
                PlaceholderKind::Description => {
                    marks.description |= word != YOUR || is_your(value, found.start(), found.end());
                }
                PlaceholderKind::Redaction => marks.redaction = true,
                PlaceholderKind::Ellipsis => marks.ellipsis = true,
                PlaceholderKind::Dummy => marks.dummy = true,
                PlaceholderKind::Variable | PlaceholderKind::Bracketed => {}
            }
        }
        marks
    }
}

/// Whether the letters `your` in a value are the word. A real key may contain them by chance: there, they hardly ever
/// have one case and start a word, and the key has digits.
fn is_your(value: &str, start: usize, end: usize) -> bool {
    let starts_word = !value[..start].ends_with(|c: char| c.is_ascii_alphanumeric());
    let ends_word = value[end..].starts_with(['_', '-']);
    let is_one_case = ["your", "Your", "YOUR"].contains(&&value[start..end]);
    is_one_case && (starts_word || ends_word) || !value.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::PlaceholderKind::{Bracketed, Description, Dummy, Ellipsis, Redaction, Variable};
    use super::*;

    #[test]
    fn placeholders_have_a_kind() {
        for (value, kind, is_redacted) in [
            ("$ANTHROPIC_API_KEY", Variable, false),
            ("${KEY}", Variable, false),
            ("%KEY%", Variable, false),
            ("process.env.KEY", Variable, false),
            ("os.environ['KEY']", Variable, false),
            ("undefined", Variable, false),
            ("$HIDDEN_KEY", Variable, true),
            ("<your key>", Bracketed, false),
            ("{{ key }}", Bracketed, false),
            ("{key}", Bracketed, false),
            ("[FILTERED]", Bracketed, true),
            ("<REDACTED>", Bracketed, true),
            ("YOUR_API_KEY", Description, false),
            ("sk-ant-api03-your-key", Description, false),
            ("INSERTYOURKEY", Description, false),
            ("my-api-key", Description, false),
            ("api_key", Description, false),
            ("YOUR_KEY...", Description, true),
            ("REDACTED", Redaction, true),
            ("sk-ant-****", Redaction, true),
            ("••••", Redaction, true),
            ("sk-ant-...", Ellipsis, true),
            ("sk-ant-…", Ellipsis, true),
            ("dummy", Dummy, false),
            ("sk-ant-XXXXXX", Dummy, false),
        ] {
            assert_eq!(Placeholder::of(value), Some(Placeholder { kind, is_redacted }), "{value}");
        }
    }

    #[test]
    fn real_values_are_not_placeholders() {
        for value in [
            "2023-06-01",
            "application/json",
            "prompt-caching-2024-07-31",
            "sk-ant-api03-abc",
            "sk-ant-api03-a1yOurb2",
            "sk-ant-api03-a1yourb2",
            "Bearer abc",
            r#"{"a": 1}"#,
            "",
        ] {
            assert_eq!(Placeholder::of(value), None, "{value}");
        }
    }

    #[test]
    fn replaced_ids_are_recognized() {
        for id in
            ["toolu_REDACTED_1", "srvtoolu_***", "toolu_XXX", "toolu_01xxxxxxxx", "<id>", "toolu_...", "[tool_id]"]
        {
            assert!(is_replaced_id(id), "{id}");
        }
        for id in ["toolu_01A09q90qw90lq917835lq9", "toolu_1", "call_fake_1", "x", "toolu_xx", "toolu_01AbXXX", ""] {
            assert!(!is_replaced_id(id), "{id}");
        }
    }

    #[test]
    fn the_scheme_of_a_header_is_ignored() {
        for (value, secret) in
            [("Bearer <KEY>", "<KEY>"), ("bearer", ""), ("Basic  abc", "abc"), ("Bearerabc", "Bearerabc"), ("é", "é")]
        {
            assert_eq!(without_scheme(value), secret, "{value}");
        }
        assert_eq!(Placeholder::of_header("Bearer [KEY]").map(|placeholder| placeholder.kind), Some(Bracketed));
    }
}
