//! A model can be added or changed at run time with a row of JSON, and every rule respects it.

use std::slice;

use payloadlint::{Linter, Request, Severity};
use serde_json::{Value, json};

/// One row with every fact that the rules about models use.
const QUARTZ: &str = r#"[{
    "id": "claude-quartz-7", "aliases": ["claude-quartz"], "family": "quartz", "status": "deprecated",
    "deprecated_on": "2030-01-01", "retires": "2031-01-01", "context_window": 2000, "max_output": 500,
    "larger_output": {"max": 900, "beta": "output-900-2030-01-01", "batches_only": false},
    "thinking": {"enabled": "no", "adaptive": "yes", "disabled": "yes", "between_tools": "no", "default": "adaptive"},
    "efforts": ["low", "high", "max"], "default_effort": "high", "effort_when_thinking_off_max": "low",
    "effort_fixed_when_thinking_off": "yes", "sampling": "one_of", "per_message_effort": "yes",
    "fast_mode": {"value": "no"}, "inference_geo": "no", "task_budget": "no", "compaction": "no", "server_side_fallback": "no",
    "bedrock": ["anthropic.claude-quartz-7-v1:0"], "confidence": "documented"
}]"#;

fn linter(models: Option<&str>, date: &str) -> Linter {
    let builder = Linter::builder().date(date.parse().unwrap());
    models.into_iter().fold(builder, |builder, models| builder.models(models)).build().unwrap()
}

/// The findings in a request to this model: code and severity.
fn codes(linter: &Linter, beta: Option<&str>, members: Value) -> Vec<(&'static str, Severity)> {
    let mut body =
        json!({"model": "claude-quartz", "max_tokens": 100, "messages": [{"role": "user", "content": "Hello"}]});
    body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    let text = body.to_string();
    let request = Request::new(&text);
    let request = match beta {
        Some(beta) => request.header("anthropic-beta", beta.to_owned()).partial_headers(),
        None => request,
    };
    linter.lint(&request).findings.iter().map(|finding| (finding.code, finding.severity)).collect()
}

#[test]
fn rules_respect_an_added_model() {
    use Severity::{Error, Warning};
    let linter = linter(Some(QUARTZ), "2029-06-01");
    let adaptive = json!({"type": "adaptive"});
    type Row<'t> = (&'t str, Option<&'t str>, Value, &'t [(&'t str, Severity)]);
    let table: [Row<'_>; 19] = [
        ("nothing special", None, json!({}), &[]),
        ("ceiling", None, json!({"max_tokens": 500}), &[]),
        ("over the ceiling", None, json!({"max_tokens": 1000}), &[("PL510", Error)]),
        ("over it with the beta", Some("output-900-2030-01-01"), json!({"max_tokens": 900}), &[]),
        ("over both", Some("output-900-2030-01-01"), json!({"max_tokens": 901}), &[("PL510", Error)]),
        (
            "budget",
            None,
            json!({"max_tokens": 500, "thinking": {"type": "enabled", "budget_tokens": 1024}}),
            &[("PL520", Error)],
        ),
        ("adaptive", None, json!({"thinking": adaptive}), &[]),
        ("between tools", None, json!({"thinking": {"type": "between_tools"}}), &[("PL520", Error)]),
        ("a level it has", None, json!({"output_config": {"effort": "max"}}), &[]),
        ("a level it lacks", None, json!({"output_config": {"effort": "medium"}}), &[("PL531", Error)]),
        (
            "an effort that needs thinking",
            None,
            json!({"thinking": {"type": "disabled"}, "output_config": {"effort": "high"}}),
            &[("PL532", Error)],
        ),
        ("temperature alone", None, json!({"temperature": 0.5}), &[]),
        ("both", None, json!({"temperature": 0.5, "top_p": 0.5}), &[("PL542", Error)]),
        ("temperature with thinking", None, json!({"temperature": 0.5, "thinking": adaptive}), &[("PL540", Error)]),
        ("fast mode", None, json!({"speed": "fast"}), &[("PL550", Error)]),
        ("geo", None, json!({"inference_geo": "us"}), &[("PL552", Error)]),
        ("long input", None, json!({"system": "x".repeat(9000)}), &[("PL515", Warning)]),
        ("a dotted name", None, json!({"model": "anthropic/claude-quartz.7"}), &[("PL502", Error)]),
        ("a typo", None, json!({"model": "claude-quarz-7"}), &[("PL501", Warning)]),
    ];
    for (what, beta, members, expected) in table {
        assert_eq!(codes(&linter, beta, members), expected, "{what}");
    }
}

#[test]
fn retirement_depends_on_the_date() {
    for (date, expected) in [
        ("2029-12-31", None),
        ("2030-01-01", Some(("PL505", Severity::Info))),
        ("2030-12-01", Some(("PL504", Severity::Warning))),
        ("2031-01-01", Some(("PL503", Severity::Warning))),
        ("2031-01-02", Some(("PL503", Severity::Error))),
    ] {
        let found = codes(&linter(Some(QUARTZ), date), None, json!({}));
        assert_eq!(found, Vec::from_iter(expected), "{date}");
    }
}

#[test]
fn without_the_row_the_model_is_unknown_and_other_model_rules_do_not_apply() {
    let linter = linter(None, "2031-01-02");
    let members = json!({"max_tokens": 1000, "inference_geo": "us", "output_config": {"effort": "medium"}});
    assert_eq!(codes(&linter, None, members), [("PL501", Severity::Warning)]);
}

#[test]
fn a_shipped_row_can_be_changed() {
    let change = r#"[{"id": "claude-opus-5-5", "max_output": 200000, "thinking": {"enabled": "yes"}}]"#;
    let request = json!({"model": "claude-opus-5-5", "max_tokens": 150000, "stream": true, "thinking": {"type": "enabled", "budget_tokens": 9000}});
    let shipped = codes(&linter(None, "2026-11-24"), None, request.clone());
    assert_eq!(shipped, [("PL510", Severity::Error), ("PL520", Severity::Error)]);
    assert_eq!(codes(&linter(Some(change), "2026-11-24"), None, request), []);
}

#[test]
fn a_row_without_confidence_makes_warnings() {
    let row = r#"[{"id": "claude-quartz", "max_output": 50}]"#;
    let found = codes(&linter(Some(row), "2026-11-24"), None, json!({}));
    assert_eq!(found, [("PL510", Severity::Warning)]);
}

/// Input that the API removes does not count toward the context window (2,000 tokens here).
#[test]
fn removed_input_is_not_counted() {
    let linter = linter(Some(QUARTZ), "2029-06-01");
    let long = "word ".repeat(2_000);
    let turns = |rest: &[Value]| {
        let first = [json!({"role": "user", "content": long}), json!({"role": "assistant", "content": "Done."})];
        let messages = [&first, rest].concat();
        json!({"messages": messages})
    };
    let user = json!({"role": "user", "content": "And now?"});
    let summary =
        |content: Value| json!({"role": "assistant", "content": [{"type": "compaction", "content": content}]});
    let edits = json!({"edits": [{"type": "clear_tool_uses_20250919"}]});
    let table = [
        ("all of it", turns(slice::from_ref(&user)), true),
        ("after a compaction", turns(&[user.clone(), summary("They asked.".into()), user.clone()]), false),
        ("after one that failed", turns(&[user.clone(), summary(Value::Null), user.clone()]), true),
        ("a long compaction", json!({"messages": [user.clone(), summary(long.clone().into()), user]}), true),
    ];
    for (name, members, expected) in table {
        let is_reported = |members: Value| codes(&linter, None, members).iter().any(|(code, _)| *code == "PL515");
        assert_eq!(is_reported(members.clone()), expected, "{name}");
        let mut managed = members;
        managed["context_management"] = edits.clone();
        assert!(!is_reported(managed), "{name}, managed");
    }
    // The same text as escapes, as some serializers write it: twelve bytes for one character.
    let body = json!({"model": "claude-quartz", "max_tokens": 100, "messages": [{"role": "user", "content": "\u{1f600}".repeat(1_500)}]});
    let escaped = body.to_string().replace('\u{1f600}', "\\ud83d\\ude00");
    assert!(linter.lint(&Request::new(&escaped)).findings.iter().all(|finding| finding.code != "PL515"));
}
