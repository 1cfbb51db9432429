//! The list of all rules, and how they are named and selected.

use std::sync::OnceLock;

use crate::finding::{Confidence, Severity};

use super::rule::Rule;

// `FAMILIES`: the rules of each folder, collected by build.rs.
include!(concat!(env!("OUT_DIR"), "/families.rs"));

/// Every rule, by code.
pub fn all() -> &'static [&'static Rule] {
    static ALL: OnceLock<Vec<&'static Rule>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut rules: Vec<&'static Rule> = FAMILIES.concat();
        rules.sort_by_key(|rule| rule.code);
        rules
    })
}

/// The rule with this code or name.
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    all().iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code_or_name) || rule.name == code_or_name)
}

/// The code or name of a rule that is most similar to a misspelled one.
pub fn nearest(word: &str) -> Option<&'static str> {
    crate::nearest::nearest(word, all().iter().flat_map(|rule| [rule.name, rule.code]))
}

/// Whether a selector (`PL301`, `PL3`, `PL`, `empty-messages`) selects a rule. The case of codes is ignored, as in [`find`].
pub fn selects(selector: &str, rule: &Rule) -> bool {
    let is_prefix = |code: &str| code.get(..selector.len()).is_some_and(|start| start.eq_ignore_ascii_case(selector));
    rule.name == selector || selector.len() >= "PL".len() && is_prefix(rule.code)
}

/// The highest severity that the evidence of a rule allows: an inferred rule is a warning at most.
pub fn ceiling(rule: &Rule) -> Severity {
    match rule.confidence {
        Confidence::Inferred => Severity::Warning,
        _ => Severity::Error,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    /// The name of a rule's file, and its text.
    fn files(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                files(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("mod.rs") {
                let name = path.file_stem().unwrap().to_string_lossy().into_owned();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }

    /// Every file in the folder of a family is a rule and named after it, so that a finding leads to the file; and the
    /// list has each of them, so that a `mod` line is all that registers a rule.
    #[test]
    fn a_file_in_a_family_is_a_rule_of_its_name() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
        let mut found = Vec::new();
        for family in fs::read_dir(root).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
            files(&family.path(), &mut found);
        }
        let names: BTreeSet<String> = all().iter().map(|rule| rule.name.replace('-', "_")).collect();
        for (name, text) in &found {
            let declares = format!(" \"{}\",\n", name.replace('_', "-"));
            assert_eq!(text.matches("\nrule! {\n").count(), 1, "{name}.rs declares one rule");
            assert!(text.contains(&declares), "{name}.rs declares the rule {declares}");
        }
        let files: BTreeSet<String> = found.into_iter().map(|(name, _)| name).collect();
        if cfg!(feature = "media") {
            assert_eq!(files, names);
        }
    }
}
