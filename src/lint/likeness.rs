//! Whether a recorded response is the predicted one, apart from differences that do not matter: positions, the segments
//! that the API inserts for unions, numbers, links, quotes, and text that was cut off.

use crate::envelope::RecordedResponse;
use crate::finding::Response;
use crate::knowledge::Knowledge;

/// How the recorded response differs from the predicted one; `None` if it does not, as far as both are known.
pub(super) fn difference(
    predicted: &Response,
    recorded: &RecordedResponse,
    knowledge: &Knowledge,
) -> Option<&'static str> {
    let error = recorded.error.as_ref();
    let is_known = |name: &&str| name.ends_with("_error");
    let error_type = error.and_then(|error| error.error_type.as_deref()).filter(is_known);
    if recorded.status != predicted.status {
        return Some("another status");
    }
    if error_type.is_some_and(|name| predicted.error_type != *name) {
        return Some("another error type");
    }
    let message = error.and_then(|error| error.message.as_deref());
    let (Some(message), Some(expected)) = (message, predicted.message.as_deref()) else { return None };
    let row = predicted.row.and_then(|row| knowledge.responses().find(row));
    let is_other_wording = || row.is_some_and(|row| row.wordings.iter().any(|text| fits_template(message, text)));
    (!is_like(message, expected) && !is_other_wording()).then_some("another message")
}

/// Whether two messages say the same.
fn is_like(left: &str, right: &str) -> bool {
    let ((left_path, left), (right_path, right)) = (split_path(left), split_path(right));
    left_path.zip(right_path).is_none_or(|(left, right)| is_same_place(left, right))
        && has_same_words(&words(left), &words(right))
}

/// The path before a message, and the message.
fn split_path(message: &str) -> (Option<&str>, &str) {
    let is_path = |path: &str| path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-[]".contains(&byte));
    match message.split_once(": ") {
        Some((path, rest)) if is_path(path) => (Some(path), rest),
        _ => (None, message),
    }
}

/// Whether two paths lead to the same member, apart from indexes and the segments that the API inserts.
fn is_same_place(left: &str, right: &str) -> bool {
    let names = |path| -> Vec<&str> {
        let segments = str::split(path, '.');
        segments.filter(|segment| !segment.bytes().all(|byte| byte.is_ascii_digit())).collect()
    };
    let (left, right) = (names(left), names(right));
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    let mut rest = long.iter();
    short.iter().all(|name| rest.any(|other| other == name))
}

/// The words of a message without quotes, punctuation, numbers and links.
fn words(message: &str) -> Vec<String> {
    let word = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '*' | '$' | '_'));
        match word {
            _ if word.starts_with("http") => "link".to_owned(),
            _ if word.starts_with(|c: char| c.is_ascii_digit()) => "number".to_owned(),
            _ => word.to_ascii_lowercase(),
        }
    };
    message.split_whitespace().map(word).filter(|word| !word.is_empty()).collect()
}

/// Whether the words are the same, or those of one are a part of the other's.
fn has_same_words(left: &[String], right: &[String]) -> bool {
    const FEWEST: usize = 4;
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    if short.len() == long.len() {
        return short == long || is_cut(short, long) || is_cut(long, short);
    }
    short.len() >= FEWEST && long.windows(short.len()).any(|part| part == short || is_cut(short, part))
}

/// Whether `short` is `long` with its last word cut off.
fn is_cut(short: &[String], long: &[String]) -> bool {
    match (short.split_last(), long.split_last()) {
        (Some((cut, short)), Some((word, long))) => short.len() >= 3 && short == long && word.starts_with(&**cut),
        _ => false,
    }
}

/// Whether a message is made from a template with placeholders: it has the text between them, in order.
pub(super) fn fits_template(message: &str, template: &str) -> bool {
    const SHORTEST: usize = 12;
    let mut literals = template.split('{').enumerate().map(|(at, part)| match part.split_once('}') {
        Some((_, text)) if at > 0 => text,
        _ => part,
    });
    let is_distinct = literals.clone().map(|text| text.trim().len()).sum::<usize>() >= SHORTEST;
    let mut rest = message;
    is_distinct
        && literals.all(|text| match rest.find(text.trim()) {
            Some(at) => {
                rest = &rest[at + text.trim().len()..];
                true
            }
            None => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_that_do_not_matter_are_ignored() {
        for (left, right) in [
            ("max_tokens: Field required", "max_tokens: Field required"),
            ("messages.0.content.1.text.text: Field required", "messages.2.content.0.text: Field required"),
            (
                "messages.0: all messages must have non-empty content",
                "messages.3: all messages must have non-empty content",
            ),
            (
                "`max_tokens` must be greater than `thinking.budget_tokens`. See https://a/b",
                "`max_tokens` must be greater than `thinking.budget_tokens`. See https://c",
            ),
            (
                "prompt is too long: 200001 tokens > 200000 maximum",
                "prompt is too long: 250000 tokens > 200000 maximum",
            ),
            ("tools: Tool names must be unique.", "tools: Tool names must be uni"),
            ("The request failed: tool names must be unique here", "tools: tool names must be unique"),
        ] {
            assert!(is_like(left, right) && is_like(right, left), "{left} / {right}");
        }
    }

    #[test]
    fn other_messages_are_told_apart() {
        for (left, right) in [
            ("max_tokens: Field required", "model: Field required"),
            ("max_tokens: Field required", "max_tokens: Input should be a valid integer"),
            ("model: claude-a", "model: claude-b"),
            ("messages: at least one message is required", "messages: roles must alternate"),
            ("model", "model: claude-a is not available in this region"),
        ] {
            assert!(!is_like(left, right) && !is_like(right, left), "{left} / {right}");
        }
    }

    #[test]
    fn a_message_fits_its_template() {
        let template = "messages.{i}.content.{j}: Invalid `signature` in `thinking` block";
        assert!(fits_template("messages.1.content.0: Invalid `signature` in `thinking` block", template));
        assert!(!fits_template("messages.1.content.0: Invalid `data` in `redacted_thinking` block", template));
        assert!(!fits_template("anything", "{a}: {b}"));
    }
}
