//! The rules: one rule, one file. A rule works on nodes and paths and knows what the API responds; it never prints and
//! never computes an offset.
//!
//! To add one: a file with a `rule!` in the folder of its family, `mod name;` in that folder's `mod.rs`, and a folder
//! `fixtures/fail/<CODE>-<name>/`. `build.rs` collects the list of rules; the build or a test names whatever is missing.

mod diagnostic;
mod pairing;
mod rule;

pub(crate) use rule::rule;

pub mod batch;
pub mod body;
pub mod conversation;
pub mod credentials;
pub mod features;
pub mod fields;
pub mod media;
pub mod model;
pub mod tools;

pub use diagnostic::{Anchor, Diagnostic, Edit, Notes, ResponsePath, Sink};
pub(crate) use diagnostic::{Note, Precedence, PredictedResponse, Scope, Wording};
pub use rule::{Check, Comparison, Conflict, Example, Rule, Stage};

use crate::finding::Severity;

// `FAMILIES`: the rules of each folder.
include!(concat!(env!("OUT_DIR"), "/families.rs"));

/// Every rule, by code.
pub fn all() -> &'static [&'static Rule] {
    static ALL: std::sync::OnceLock<Vec<&'static Rule>> = std::sync::OnceLock::new();
    ALL.get_or_init(|| {
        let mut rules: Vec<&'static Rule> = FAMILIES.concat();
        rules.sort_by_key(|rule| rule.code);
        rules
    })
}

/// The rule of that code or name.
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    all().iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code_or_name) || rule.name == code_or_name)
}

/// The code or name of a rule nearest to a mistyped one.
pub fn nearest(word: &str) -> Option<&'static str> {
    crate::nearest::nearest(word, all().iter().flat_map(|rule| [rule.name, rule.code]))
}

/// Whether a selector (`PL301`, `PL3`, `PL`, `empty-messages`) names a rule. Codes may be in small letters, as in [`find`].
pub fn selects(selector: &str, rule: &Rule) -> bool {
    let begins = |code: &str| code.get(..selector.len()).is_some_and(|start| start.eq_ignore_ascii_case(selector));
    rule.name == selector || selector.len() >= "PL".len() && begins(rule.code)
}

/// The worst severity a rule may have on its evidence: an inferred rule is at most a warning.
pub fn ceiling(rule: &Rule) -> Severity {
    match rule.confidence {
        crate::finding::Confidence::Inferred => Severity::Warning,
        _ => Severity::Error,
    }
}
