//! Rule codes and names are permanent, so a change to this list must be intentional.

use payloadlint::internals::finding::{Confidence, Severity};
use payloadlint::internals::rules;

#[test]
fn the_list_of_rules() {
    let lines: Vec<_> = rules::all()
        .iter()
        .map(|rule| format!("{} {} {} {} since {}", rule.code, rule.name, rule.severity, rule.confidence, rule.since))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn codes_and_names_are_unique_and_well_formed() {
    let rules = rules::all();
    for pair in rules.windows(2) {
        assert!(pair[0].code < pair[1].code, "duplicate {}", pair[0].code);
    }
    for rule in rules {
        assert!(rule.code.len() == 5 && rule.code.starts_with("PL"), "{}", rule.code);
        assert!(rule.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
        assert_eq!(rules.iter().filter(|other| other.name == rule.name).count(), 1, "duplicate {}", rule.name);
    }
}

#[test]
fn an_inferred_rule_is_at_most_a_warning() {
    for rule in rules::all() {
        assert!(rule.severity <= Severity::Warning || rule.confidence > Confidence::Inferred, "{}", rule.code);
    }
}

#[test]
fn predicted_responses_are_in_the_error_table() {
    let catalogue = payloadlint::internals::knowledge::Knowledge::shipped().responses();
    for rule in rules::all() {
        for id in rule.responses {
            assert!(catalogue.find(id).is_some(), "{} names {id}", rule.code);
        }
    }
}
