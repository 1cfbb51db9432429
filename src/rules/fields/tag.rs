//! What is said of an object whose `type` is none of those of its union.

use serde_json::Value;

use crate::request::Context;
use crate::rules::{AnswerPath, Draft};
use crate::schema::{self, Shape, Violation};

use super::words;

/// What to write instead of a tag.
pub(super) fn help(violation: &Violation<'_>, tag: &str, context: &Context<'_>) -> String {
    let rename = words::rename(context, violation.owner, "oneOf", tag);
    words::instead(rename, tag, tags(violation)).unwrap_or_else(|| {
        format!(
            "use {}",
            words::alternatives(schema::tags_without_beta(violation.owner).iter().map(|tag| format!("`{tag}`")))
        )
    })
}

/// The answer; a warning where the tag is merely newer than those that are known.
pub(super) fn answered(draft: Draft, violation: &Violation<'_>, tag: &str, context: &Context<'_>) -> Draft {
    let at = AnswerPath::Of(violation.at.into());
    let open = expected(violation);
    let draft = match violation.answer.filter(|row| context.knowledge.messages().find(row).is_some()) {
        // The role is looked at after the block, which is of a type that no role has.
        Some("E012") => draft.answer("E035", [("tag", tag.to_owned()), ("tags", open)]),
        Some(row) => draft.answer(row, [("tag", tag.to_owned()), ("tags", open)]),
        None => draft.answer_words(format!(
            "Input tag '{tag}' found using 'type' does not match any of the expected tags: {open}"
        )),
    };
    draft.answer_path(at).doubtful_if(violation.doubtful || is_newer(tag, tags(violation)))
}

/// The tags as the answer lists them: sorted, those that need a beta left out.
fn expected(violation: &Violation<'_>) -> String {
    let mut tags = schema::tags_without_beta(union(violation));
    // A custom tool is chosen before the union of the others.
    if violation.answer == Some("E074") {
        tags.push("custom");
        tags.sort_unstable();
    }
    tags.iter().map(|tag| format!("'{tag}'")).collect::<Vec<_>>().join(", ")
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
