//! Help for an object whose `type` is not a tag of its union.

use crate::join::join_or;
use crate::mask::{Shown, shown};
use crate::payload::Context;
use crate::schema::{self, Violation};

use super::phrasing;

/// What to write instead of the tag.
pub(crate) fn help(violation: &Violation<'_>, tag: &str, context: &Context<'_>) -> Shown {
    let union = violation.schema;
    let tags = || schema::branches(schema::widest_union(union)).map(|(tag, _)| tag);
    if is_newer(tag, tags()) {
        let family = dated(tag).map_or(tag, |(family, _)| family);
        let newest = tags().filter(|known| known.starts_with(family)).max().unwrap_or_default();
        return shown!(
            "the newest version known to this program is `{newest}`; a newer one may have been released",
            newest
        );
    }
    let rename = phrasing::rename(context, union, "oneOf", tag);
    phrasing::suggestion(rename, tag, tags()).unwrap_or_else(|| {
        shown!("use {}", join_or(schema::listed_tags(union).iter().map(|tag| shown!("`{tag}`", tag))))
    })
}

/// Whether the tag may exist: it has a known family and a later date than all known tags of the family
/// (`web_search_20270101`).
pub(crate) fn may_exist(violation: &Violation<'_>, tag: &str) -> bool {
    is_newer(tag, schema::branches(schema::widest_union(violation.schema)).map(|(tag, _)| tag))
}

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
    fn only_a_later_version_of_a_known_family_may_exist() {
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
