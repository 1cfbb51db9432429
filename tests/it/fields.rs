//! Fields and their types in requests that are too large for a fixture: many faults at once, their order, very large
//! bodies.

use payloadlint::{Endpoint, FileOptions, Linter, Report, Request, Settings, Severity, Target, validate};
use serde_json::{Value, json};

fn codes(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|finding| finding.code).collect()
}

fn predicted(report: &Report) -> Option<&str> {
    report.predicted.first()?.response.message.as_deref()
}

fn body(extra: Value) -> Value {
    let mut body =
        json!({"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "hi"}]});
    body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    body
}

#[test]
fn each_fault_is_reported_once() {
    let body = json!({
        "max_tokens": "64",
        "system": null,
        "stop": ["x"],
        "service_tier": "flex",
        "stop_sequences": [" "],
        "metadata": {"user": "u"},
        "tool_choice": "auto",
        "tools": [{"name": "a b", "input_schema": {"properties": {"the key": {}}}}],
        "messages": [
            {"role": "tool", "content": "x"},
            {"role": "user", "content": [{"text": "no type"}, {"type": "image_url", "image_url": {"url": "x"}}, "text"]}
        ]
    });
    let report = validate(&body.to_string());
    let mut codes = codes(&report);
    codes.sort_unstable();
    assert_eq!(
        codes,
        [
            "PL201", "PL201", "PL201", "PL210", "PL210", "PL220", "PL220", "PL220", "PL220", "PL231", "PL234", "PL235",
            "PL240", "PL241", "PL250"
        ],
        "{report}"
    );
}

/// The API checks known fields in its own order, then unknown keys of the body in the order of the body. Unknown keys of
/// a message are checked with the messages.
#[test]
fn the_predicted_response_follows_the_order_of_the_api() {
    for (extra, message) in [
        (json!({"n": 1, "seed": 1}), "n: Extra inputs are not permitted"),
        (json!({"seed": 1, "stop_sequences": "x"}), "stop_sequences: Input should be a valid array"),
        (json!({"max_tokens": "1", "model": null}), "model: Input should be a valid string"),
        (json!({"stream": "yes", "top_k": "1"}), "top_k: Input should be a valid number"),
        (
            json!({"system": null, "messages": [{"role": "user", "content": "hi", "name": "a"}], "seed": 1}),
            "messages.0.name: Extra inputs are not permitted",
        ),
        (
            json!({"tools": [{"name": "a", "x": 1, "input_schema": {"type": "object"}}], "tool_choice": null}),
            "tool_choice: Input should be an object",
        ),
    ] {
        assert_eq!(predicted(&validate(&body(extra.clone()).to_string())), Some(message), "{extra}");
    }
    let body = r#"{"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}], "seed": 1, "n": 1}"#;
    assert_eq!(predicted(&validate(body)), Some("seed: Extra inputs are not permitted"));
}

/// A required field under a foreign name is one fault. The rule for unknown fields reports it; if that rule is off, the
/// rule for missing fields does.
#[test]
fn a_missing_field_is_reported_whichever_rule_is_off() {
    let foreign = json!({
        "model": "claude-opus-5-5",
        "max_completion_tokens": 64,
        "tools": [{"name": "get_weather", "parameters": {"type": "object"}}],
        "messages": [{"role": "user", "content": "hi"}]
    });
    for (off, expected) in [
        (&[][..], &["PL210", "PL210"][..]),
        (&["PL201", "PL202"], &["PL210", "PL210"]),
        (&["PL210"], &["PL202", "PL201"]),
        (&["PL210", "PL202"], &["PL201"]),
    ] {
        let linter = off.iter().fold(Linter::builder(), |builder, rule| builder.ignore(*rule)).build().unwrap();
        let report = linter.lint(&Request::new(&foreign.to_string()));
        assert_eq!(codes(&report), expected, "without {off:?}: {report}");
        assert!(predicted(&report).is_some_and(|message| message.ends_with("Field required")), "without {off:?}");
    }
}

/// What makes another finding redundant hides it only while its own rule is on.
#[test]
fn a_redundant_finding_is_reported_without_the_rule_that_makes_it_redundant() {
    let response = json!({"type": "message", "role": "assistant", "content": [], "model": "claude-opus-5-5"});
    let counted = json!({"model": "claude-opus-5-5", "messages": [{"role": "user", "content": "hi"}], "stream": "yes"});
    let elsewhere = body(json!({"mcp_servers": "none"}));
    let search = |location: Value| {
        body(json!({"tools": [{"type": "web_search_20250305", "name": "web_search", "user_location": location}]}))
    };
    let (untyped, empty) = (search(json!({"city": "Rome"})), search(json!({})));
    for (target, endpoint, request, off, expected) in [
        (Target::Anthropic, Endpoint::Messages, &response, "", &["PL204"][..]),
        (Target::Anthropic, Endpoint::Messages, &response, "PL204", &["PL202", "PL210", "PL210", "PL210"]),
        (Target::Anthropic, Endpoint::CountTokens, &counted, "", &["PL212"]),
        (Target::Anthropic, Endpoint::CountTokens, &counted, "PL212", &["PL220"]),
        (Target::Bedrock, Endpoint::Messages, &elsewhere, "", &["PL790"]),
        (Target::Bedrock, Endpoint::Messages, &elsewhere, "PL790", &["PL220"]),
        (Target::Anthropic, Endpoint::Messages, &untyped, "", &["PL201"]),
        (Target::Anthropic, Endpoint::Messages, &untyped, "PL201", &[]),
        (Target::Anthropic, Endpoint::Messages, &empty, "", &["PL201"]),
        (Target::Anthropic, Endpoint::Messages, &empty, "PL201", &["PL239"]),
    ] {
        let builder = Linter::builder().target(target).endpoint(endpoint).select("PL2").select("PL790");
        let linter = if off.is_empty() { builder } else { builder.ignore(off) }.build().unwrap();
        let report = linter.lint(&Request::new(&request.to_string()));
        assert_eq!(codes(&report), expected, "{request} without {off:?}: {report}");
    }
}

/// `null` counts as absent for some fields and as a wrong type for others; for the rest it is not known.
#[test]
fn null_is_checked_field_by_field() {
    for name in ["metadata", "inference_geo", "stop_sequences", "cache_control", "container"] {
        assert_eq!(codes(&validate(&body(json!({name: null})).to_string())), [""; 0], "{name}");
    }
    let refused = [
        "model",
        "messages",
        "max_tokens",
        "system",
        "temperature",
        "top_p",
        "top_k",
        "stream",
        "thinking",
        "tool_choice",
        "tools",
        "output_config",
    ];
    for name in refused {
        assert_eq!(codes(&validate(&body(json!({name: null})).to_string())), ["PL220"], "{name}");
    }
    assert_eq!(codes(&validate(&body(json!({"service_tier": null})).to_string())), ["PL231"]);
    for name in ["speed", "diagnostics", "thread", "billing_policy", "compaction", "context_management", "fallbacks"] {
        assert_eq!(codes(&validate(&body(json!({name: null})).to_string())), [""; 0], "{name}");
    }
}

#[test]
fn a_missing_beta_is_reported_once() {
    let body = body(json!({
        "mcp_servers": [{"type": "url", "name": "docs", "url": "https://example.com/mcp"}],
        "tools": [{"type": "mcp_toolset", "mcp_server_name": "docs"}],
        "context_management": {"edits": [{"type": "clear_tool_uses_20250919"}]}
    }));
    let text = body.to_string();
    let headers = |beta: &'static str| {
        Request::new(&text).headers([
            ("x-api-key", "sk-ant-api03-x"),
            ("anthropic-version", "2023-06-01"),
            ("anthropic-beta", beta),
        ])
    };
    let linter = Linter::builder().select("PL211").build().unwrap();
    let missing = |beta| linter.lint(&headers(beta)).findings.len();
    assert_eq!(missing(""), 2);
    assert_eq!(missing("context-management-2025-06-27"), 1);
    assert_eq!(missing("context-management-2025-06-27,mcp-client-2025-11-20"), 0);
    // The toolset needs a newer beta than the servers.
    assert_eq!(missing("context-management-2025-06-27,mcp-client-2025-04-04"), 1);
    // The API checks tools before unknown fields.
    let report = linter.lint(&headers("context-management-2025-06-27"));
    assert!(predicted(&report).unwrap().starts_with("tools.0: Input tag 'mcp_toolset' found"), "{report}");
    // Unknown headers never cause a finding.
    assert_eq!(linter.lint(&Request::new(&text)).findings.len(), 0);
}

#[test]
fn a_redacted_header_is_unknown() {
    let text = body(json!({"context_management": {"edits": []}})).to_string();
    let linter = Linter::builder().select("PL211").build().unwrap();
    for (value, findings) in [("**REDACTED**", 0), ("[REDACTED]", 0), ("***", 0), ("effort-2025-11-24", 1)] {
        let request = Request::new(&text).header("anthropic-beta", value);
        assert_eq!(linter.lint(&request).findings.len(), findings, "{value}");
    }
}

#[test]
fn a_syntax_fault_is_reported_once_for_many_requests() {
    let request = |extra: &str| {
        format!(
            r#"{{"model": "claude-opus-5-5", "max_tokens": 9, {extra}"messages": [{{"role": "user", "content": "hi"}}]}}"#
        )
    };
    let linter = Linter::default();
    let count = |text: &str| {
        let report = linter.lint_file("a.json", text.as_bytes(), FileOptions { named: true }).unwrap();
        (report.requests, codes(&report).len())
    };
    // A duplicate key, a comment and an unpaired surrogate in the second of three.
    let odd = request(r#""max_tokens": 9, /* twice */ "system": "\ud83d", "#);
    let array = format!("[{}, {odd}, {}]", request(""), request(""));
    assert_eq!(count(&array), (3, 3));
    let item = |id: &str, params: &str| format!(r#"{{"custom_id": "{id}", "params": {params}}}"#);
    let batch =
        format!(r#"{{"requests": [{}, {}, {}]}}"#, item("a", &request("")), item("b", &odd), item("c", &request("")));
    assert_eq!(count(&batch), (3, 3));
    let exchange = |body: &str| format!(r#"{{"url": "https://api.anthropic.com/v1/messages", "body": {body}}}"#);
    let exchanges = format!("[{}, // first\n {}]", exchange(&request("")), exchange(&odd));
    // The comment between them is reported with the first.
    assert_eq!(count(&exchanges), (2, 4));
}

#[test]
fn size_limits_depend_on_endpoint_and_platform() {
    let near = body(json!({"system": "x".repeat(19_500_000)})).to_string();
    let large = body(json!({"system": "x".repeat(21_000_000)})).to_string();
    let check = |target: Target, text: &str| {
        let linter = Linter::builder().target(target).select("PL119").select("PL120").build().unwrap();
        codes(&linter.lint(&Request::new(text))).join(" ")
    };
    assert_eq!(check(Target::Bedrock, &near), "PL120");
    assert_eq!(check(Target::Bedrock, &large), "PL119");
    assert_eq!(check(Target::Anthropic, &large), "");
    let item = |id: &str| json!({"custom_id": id, "params": body(json!({"system": "x".repeat(17_000_000)}))});
    let batch = json!({"requests": [item("a"), item("b")]}).to_string();
    assert_eq!(check(Target::Anthropic, &batch), "", "a batch may have 256 MB");
}

#[test]
fn the_five_largest_values_are_related_locations() {
    let mut messages: Vec<Value> = (0..50).map(|_| json!({"role": "user", "content": "x".repeat(1000)})).collect();
    for size in [3, 9, 1, 7, 5, 8] {
        messages.push(json!({"role": "user", "content": "y".repeat(size * 1_000_000)}));
    }
    let text = body(json!({"messages": messages})).to_string();
    let linter = Linter::builder().target(Target::Anthropic).select("PL119").select("PL120").build().unwrap();
    let report = linter.lint(&Request::new(&text));
    let paths: Vec<&str> = report.findings[0].related.iter().map(|related| &*related.location.path).collect();
    let expected = [51, 55, 53, 54, 50].map(|index| format!("messages.{index}.content"));
    assert_eq!(paths, expected, "{report}");
    assert_eq!(report.findings[0].severity, Severity::Warning);
}

#[test]
fn thousands_of_faults_are_all_reported() {
    let faulty = json!({"role": "user", "name": "x", "content": [{"type": "text", "text": "a", "id": 1}]});
    let properties: serde_json::Map<String, Value> = (0..5_000).map(|n| (format!("a {n}"), json!({}))).collect();
    let unknown: serde_json::Map<String, Value> = (0..5_000).map(|n| (format!("x{n}"), json!(1))).collect();
    let tools = json!([{"name": "a", "input_schema": {"type": "object", "properties": properties}}]);
    for (extra, code, count) in [
        (json!({"messages": vec![faulty; 5_000]}), "PL210", 10_000),
        (json!({"tools": tools}), "PL234", 5_000),
        (Value::Object(unknown), "PL210", 5_000),
    ] {
        let body = body(extra);
        let mut all = Settings::default();
        all.limits.unknown_fields = Some(count);
        let linter = Linter::builder().settings(all).select(code).build().unwrap();
        assert_eq!(linter.lint_value(&body).findings.len(), count);
        // Beyond the limit, they are counted.
        let linter = Linter::builder().select(code).build().unwrap();
        assert_eq!(linter.lint_value(&body).count(Severity::Error), count);
    }
}
