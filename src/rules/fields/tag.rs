//! What is said of an object whose `type` is none of those of its union.

use serde_json::Value;

use crate::join::join_or;
use crate::payload::Context;
use crate::rules::{Diagnostic, ResponsePath};
use crate::schema::{self, Shape, Violation};

use super::phrasing as say;

/// What to write instead of a tag.
pub(super) fn help(violation: &Violation<'_>, tag: &str, context: &Context<'_>) -> String {
    let rename = say::rename(context, violation.owner, "oneOf", tag);
    if is_newer(tag, tags(violation)) {
        let family = dated(tag).map_or(tag, |(family, _)| family);
        let newest = tags(violation).filter(|known| known.starts_with(family)).max().unwrap_or_default();
        return format!("the newest version that this program knows is `{newest}`; a later one may exist by now");
    }
    say::instead(rename, tag, tags(violation)).unwrap_or_else(|| {
        format!("use {}", join_or(schema::tags_without_beta(violation.owner).iter().map(|tag| format!("`{tag}`"))))
    })
}

/// The answer; a warning where the tag is merely newer than those that are known.
pub(super) fn answered(diagnostic: Diagnostic, violation: &Violation<'_>, tag: &str) -> Diagnostic {
    let diagnostic = match (say::repeated(tag), violation.answer) {
        (None, _) => diagnostic.response_status(400, "invalid_request_error"),
        // The block is looked at before the role, which takes none of that type anyway.
        (Some(tag), Some("E035" | "E074" | "E012") | None) => {
            diagnostic.response_text(words(&tag, expected(violation)))
        }
        (Some(tag), Some(row)) => diagnostic.response(row, [("tag", tag)]),
    };
    let is_newer = is_newer(tag, tags(violation));
    diagnostic.response_path(ResponsePath::Of(violation.at.into())).uncertain_if(violation.doubtful || is_newer)
}

/// The API's words for a tag that is none of these.
pub(super) fn words(tag: &str, known: Vec<&'static str>) -> String {
    let known = known.iter().map(|tag| format!("'{tag}'")).collect::<Vec<_>>().join(", ");
    format!("Input tag '{tag}' found using 'type' does not match any of the expected tags: {known}")
}

/// The tags as the answer lists them: sorted, those that need a beta left out.
fn expected(violation: &Violation<'_>) -> Vec<&'static str> {
    schema::tags_without_beta(union(violation))
}

fn tags(violation: &Violation<'_>) -> impl Iterator<Item = &'static str> + Clone {
    schema::branches(union(violation)).map(|(tag, _)| tag)
}

/// The union whose tags count: in a system message that of all blocks.
fn union(violation: &Violation<'_>) -> &'static Value {
    let blocks = || Shape::Request.document().pointer("/$defs/ContentBlock");
    match violation.answer {
        Some("E012") => blocks().unwrap_or(violation.owner),
        _ => violation.owner,
    }
}

/// Whether a tag with a date (`web_search_20270101`) is of a known family and later than all that are known of it: it
/// may have come out since.
fn is_newer<'t>(tag: &str, known: impl Iterator<Item = &'t str>) -> bool {
    let Some((family, date)) = dated(tag) else { return false };
    let mut dates = known.filter_map(dated).filter(|(other, _)| *other == family).map(|(_, date)| date).peekable();
    dates.peek().is_some() && dates.all(|other| other < date)
}

fn dated(tag: &str) -> Option<(&str, &str)> {
    let (family, date) = tag.rsplit_once('_')?;
    (date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit())).then_some((family, date))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_later_version_of_a_known_family_may_be_new() {
        let known = ["web_search_20250305", "web_search_20260318", "bash_20250124"];
        for (tag, newer) in [
            ("web_search_20270101", true),
            ("web_search_20250101", false),
            ("web_surf_20270101", false),
            ("web_search", false),
            ("bash_20250125", true),
        ] {
            assert_eq!(is_newer(tag, known.into_iter()), newer, "{tag}");
        }
    }
}
