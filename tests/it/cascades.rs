//! Each fault in a request is reported exactly once: no fault hides another, and no fault causes a second finding.

use payloadlint::{Linter, Target};
use serde_json::{Value, json};

/// A valid request that uses most features.
fn request() -> Value {
    json!({
        "model": "claude-opus-5-5",
        "max_tokens": 4096,
        "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral", "ttl": "1h"}}],
        "tools": [
            {"name": "weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}},
            {
                "name": "book",
                "strict": true,
                "input_schema": {
                    "type": "object",
                    "properties": {"city": {"type": "string"}},
                    "required": ["city"],
                    "additionalProperties": false
                }
            },
            {"name": "spare", "input_schema": {"type": "object"}},
            {"name": "other", "input_schema": {"type": "object"}},
            {"type": "web_search_20260318", "name": "web_search", "max_uses": 3}
        ],
        "messages": [
            {"role": "user", "content": "Weather in Rome?"},
            {
                "role": "assistant",
                "content": [
                    {"type": "text", "text": "Let me see."},
                    {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"city": "Rome"}}
                ]
            },
            {
                "role": "user",
                "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "text", "text": "Sun"}]}]
            },
            {
                "role": "assistant",
                "content": [
                    {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "x"}},
                    {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": []},
                    {"type": "text", "text": "Nothing."}
                ]
            },
            {
                "role": "user",
                "content": [
                    {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}},
                    {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "a"}},
                    {"type": "text", "text": "And this?"}
                ]
            },
            {"role": "assistant", "content": "A picture."},
            {"role": "user", "content": "Thanks."}
        ],
        "tool_choice": {"type": "auto"},
        "thinking": {"type": "adaptive"},
        "output_config": {"effort": "high"},
        "metadata": {"user_id": "u1"},
        "stop_sequences": ["END"]
    })
}

/// The code of a rule, a pointer, and a value that breaks the rule there.
fn faults() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("PL220", "/max_tokens", json!("4096")),
        ("PL325", "/system/0/text", json!("")),
        ("PL231", "/system/0/cache_control/type", json!("permanent")),
        ("PL410", "/tools/0/input_schema/properties/city", json!({"type": "str"})),
        ("PL720", "/tools/1/input_schema/additionalProperties", json!(true)),
        ("PL210", "/tools/2", json!({"name": "spare", "parameters": {"type": "object"}})),
        ("PL210", "/tools/3", json!({"function": {"name": "other", "parameters": {"type": "object"}}})),
        ("PL201", "/tools/4", json!({"name": "web_search", "max_uses": 3})),
        ("PL322", "/messages/1/content/0/text", json!("")),
        ("PL233", "/messages/1/content/1/id", json!("call:1")),
        ("PL241", "/messages/2/content/0/content/0/type", json!("audio")),
        ("PL371", "/messages/3/content/1/tool_use_id", json!("call_1")),
        ("PL324", "/messages/3/content/2/text", json!(" ")),
        ("PL201", "/messages/4/content/0", json!({"type": "image"})),
        ("PL210", "/messages/4/content/1/name", json!("a.txt")),
        ("PL240", "/messages/5/role", json!("model")),
        ("PL320", "/messages/6/content", json!("")),
        ("PL435", "/tool_choice/type", json!("any")),
        ("PL520", "/thinking", json!({"type": "enabled", "budget_tokens": 2000})),
        ("PL231", "/output_config/effort", json!("highest")),
        ("PL210", "/metadata/session", json!("s1")),
        ("PL250", "/stop_sequences/0", json!("\n")),
        ("PL230", "/temperature", json!(2)),
        ("PL210", "/response_format", json!({"type": "json_object"})),
    ]
}

fn set(body: &mut Value, pointer: &str, value: Value) {
    let (holder, name) = pointer.rsplit_once('/').unwrap();
    match body.pointer_mut(holder).unwrap() {
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
        object => object[name] = value,
    }
}

/// The codes of the findings in a request with these faults, sorted.
fn found(faults: &[&(&'static str, &'static str, Value)]) -> Vec<&'static str> {
    let mut body = request();
    faults.iter().for_each(|(_, pointer, value)| set(&mut body, pointer, value.clone()));
    let linter = Linter::builder().target(Target::Anthropic).build().unwrap();
    let mut codes: Vec<_> = linter.lint_value(&body).findings.iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes
}

fn expected(faults: &[&(&'static str, &'static str, Value)]) -> Vec<&'static str> {
    let mut codes: Vec<_> = faults.iter().map(|(code, ..)| *code).collect();
    codes.sort_unstable();
    codes
}

/// The request with each pair of faults.
pub(crate) fn pairs_of_faults() -> impl Iterator<Item = Value> {
    let count = faults().len();
    let pairs = (0..count).flat_map(move |left| (left + 1..count).map(move |right| (left, right)));
    pairs.map(|(left, right)| {
        let (mut body, faults) = (request(), self::faults());
        for at in [left, right] {
            set(&mut body, faults[at].1, faults[at].2.clone());
        }
        body
    })
}

#[test]
fn two_faults_are_two_findings() {
    let faults = faults();
    let mut wrong = Vec::new();
    for (at, left) in faults.iter().enumerate() {
        for right in &faults[at..] {
            let pair = if left == right { vec![left] } else { vec![left, right] };
            if found(&pair) != expected(&pair) {
                wrong.push(format!("{} and {}: {:?}", left.1, right.1, found(&pair)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_faults_at_once_are_one_finding_each() {
    let faults = faults();
    let all: Vec<_> = faults.iter().collect();
    assert_eq!(found(&[]), Vec::<&str>::new());
    assert_eq!(found(&all), expected(&all));
}
