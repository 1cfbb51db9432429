//! The response that a rule predicts, in the API's words.

use crate::finding::Response;
use crate::knowledge::Knowledge;
use crate::mask::Shown;
use crate::rules::Wording;

/// Fills in a wording. `path` is the finding's location as the API writes it; `given` replaces it.
pub(super) fn response(wording: &Wording, knowledge: &Knowledge, path: &str, given: Option<&str>) -> Response {
    match wording {
        Wording::Status(status, error_type) => {
            Response { status: *status, error_type: (*error_type).into(), message: None, row: None }
        }
        Wording::Words(status, error_type, words) => {
            let message = located(given.unwrap_or(path), words);
            Response {
                status: *status,
                error_type: (*error_type).into(),
                message: Some(Shown::masked(message)),
                row: None,
            }
        }
        Wording::RowWithoutMessage(id) => match knowledge.responses().find(id) {
            Some(row) => {
                Response { status: row.status, error_type: Shown::from(&row.error_type), message: None, row: Some(id) }
            }
            None => unknown_row(),
        },
        Wording::Row(id, values) => {
            let Some(row) = knowledge.responses().find(id) else { return unknown_row() };
            let values: Vec<_> = values.iter().map(|(name, value)| (*name, value as &dyn std::fmt::Display)).collect();
            let text = row.text(&values);
            let message = match split_location(&row.template) {
                Some(template) if given.is_some() || template.contains('{') => {
                    let location = given.map_or_else(|| shaped(template, path), str::to_owned);
                    let words = text.split_once(": ").map_or(text.as_str(), |(_, words)| words);
                    located(&location, words)
                }
                _ => text,
            };
            Response {
                status: row.status,
                error_type: Shown::from(&row.error_type),
                message: Some(Shown::masked(message)),
                row: Some(id),
            }
        }
    }
}

fn unknown_row() -> Response {
    Response { status: 400, error_type: "invalid_request_error".into(), message: None, row: None }
}

/// `location: words`, or the words alone where there is no location.
fn located(location: &str, words: &str) -> String {
    if location.is_empty() { words.to_owned() } else { format!("{location}: {words}") }
}

/// The location of a template: the part before the first `: `, if it is a path.
fn split_location(template: &str) -> Option<&str> {
    let (location, _) = template.split_once(": ")?;
    let is_path = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '{' | '}' | '[' | ']');
    location.chars().all(is_path).then_some(location)
}

/// The part of `path` that a template's location covers: `messages.{i}` ends at the message, a block's location at the
/// block, and a fixed tail (`…image.source.base64`) where the tail ends.
fn shaped(template: &str, path: &str) -> String {
    let segments: Vec<&str> = path.split('.').collect();
    let wanted: Vec<&str> = template.split('.').collect();
    let is_index = |segment: &&&str| matches!(**segment, "{i}" | "{j}" | "{k}");
    let tail = wanted.iter().rposition(|segment| is_index(&segment)).map_or(&wanted[..], |last| &wanted[last + 1..]);
    let indexes: Vec<usize> =
        segments.iter().enumerate().filter(|(_, segment)| is_number(segment)).map(|(at, _)| at).collect();
    let end = if tail.is_empty() {
        let only_first = wanted.iter().filter(is_index).count() == 1;
        let end = if only_first { indexes.first() } else { indexes.last() };
        end.map_or(segments.len(), |at| at + 1)
    } else {
        let fits = |window: &[&str]| window.iter().zip(tail).all(|(have, want)| want.contains('{') || have == want);
        let found = segments.windows(tail.len()).rposition(fits);
        found.map_or(segments.len(), |at| at + tail.len())
    };
    segments[..end].join(".")
}

fn is_number(segment: &str) -> bool {
    !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_cut_to_the_template() {
        for (template, path, shown) in [
            ("messages.{i}", "messages.3.content.1", "messages.3"),
            ("messages.{i}.content.{j}", "messages.3.content.1.tool_use.id", "messages.3.content.1"),
            (
                "messages.{i}.content.{j}",
                "messages.3.content.1.tool_result.content.2.text",
                "messages.3.content.1.tool_result.content.2",
            ),
            (
                "messages.{i}.content.{j}.image.source.base64",
                "messages.0.content.0.image.source.base64.data",
                "messages.0.content.0.image.source.base64",
            ),
            ("{field}", "max_tokens", "max_tokens"),
            ("tools.{i}.custom.{field}", "tools.0.custom.foo", "tools.0.custom.foo"),
            ("messages.{i}.{field}", "messages.0.name", "messages.0.name"),
        ] {
            assert_eq!(shaped(template, path), shown, "{template}");
        }
    }
}
