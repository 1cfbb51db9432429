//! The JSON Schemas of the request bodies: they compile, every definition accepts valid values and rejects invalid ones,
//! and they agree with recorded traffic.

use std::{collections::BTreeSet, fs, sync::LazyLock};

use jsonschema::{PatternOptions, Registry, ValidationError, Validator, error::ValidationErrorKind};
use serde_json::{Value, json};

use crate::common::recorded_traffic;

const REQUEST_ID: &str = "https://payloadlint.dev/schemas/request.schema.json";

static REQUEST: LazyLock<Value> = LazyLock::new(|| parse(include_str!("../../schemas/request.schema.json")));
static COUNT_TOKENS: LazyLock<Value> = LazyLock::new(|| parse(include_str!("../../schemas/count-tokens.schema.json")));
static BATCH: LazyLock<Value> = LazyLock::new(|| parse(include_str!("../../schemas/batch.schema.json")));
static RENAMES: LazyLock<Value> = LazyLock::new(|| parse(include_str!("../../schemas/renames.json")));

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Compiles a schema that may refer to the request schema, with the options that the linter uses: offline, and with the
/// regex engine that does not backtrack.
fn validator(schema: &Value) -> Validator {
    let registry = Registry::new().add(REQUEST_ID, &*REQUEST).unwrap().prepare().unwrap();
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .with_registry(&registry)
        .with_pattern_options(PatternOptions::regex())
        .offline()
        .build(schema)
        .unwrap()
}

fn definition(name: &str) -> Validator {
    validator(&json!({"$ref": format!("{REQUEST_ID}#/$defs/{name}")}))
}

/// The faults of `instance` as `pointer: keyword`. For a union, these are the faults of the branch with the right tag,
/// or of the union itself if no branch has it.
fn faults(validator: &Validator, instance: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for error in validator.iter_errors(instance) {
        collect(&error, &mut found);
    }
    found
}

fn collect(error: &ValidationError<'_>, found: &mut Vec<String>) {
    let at = error.instance_path().to_string();
    if let ValidationErrorKind::OneOfNotValid { context } = error.kind() {
        let tag = format!("{at}/type");
        let chosen = context
            .iter()
            .find(|branch| !branch.iter().any(|e| e.instance_path().as_str() == tag || is_about_the_object(e, &at)));
        if let Some(branch) = chosen {
            branch.iter().for_each(|e| collect(e, found));
            return;
        }
    }
    found.push(format!("{at}: {}", error.kind().keyword()));
}

/// Whether the value is not an object or has no tag.
fn is_about_the_object(error: &ValidationError<'_>, at: &str) -> bool {
    error.instance_path().as_str() == at
        && match error.kind() {
            ValidationErrorKind::Type { .. } => true,
            ValidationErrorKind::Required { property } => property == "type",
            _ => false,
        }
}

#[test]
fn schemas_are_valid_draft_2020_12() {
    for schema in [&*REQUEST, &*COUNT_TOKENS, &*BATCH] {
        let id = &schema["$id"];
        assert!(jsonschema::draft202012::meta::validate(schema).is_ok(), "{id}");
        validator(schema);
    }
}

#[test]
fn every_definition_accepts_good_values_and_rejects_bad_ones() {
    let rows = parse(include_str!("data/schema-cases.json"));
    let mut wrong = Vec::new();
    for row in rows.as_array().unwrap() {
        let name = row["def"].as_str().unwrap();
        let validator = definition(name);
        for good in row["good"].as_array().unwrap() {
            let found = faults(&validator, good);
            if !found.is_empty() {
                wrong.push(format!("{name} must accept {good}, but {found:?}"));
            }
        }
        for case in row["bad"].as_array().unwrap() {
            let (bad, expected) = break_value(&row["good"][0], case);
            let found = faults(&validator, &bad);
            if found != [expected.clone()] {
                wrong.push(format!("{name} {case}: expected {expected}, found {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_definition_has_a_row_with_a_good_and_a_bad_value() {
    let rows = parse(include_str!("data/schema-cases.json"));
    let tested: BTreeSet<&str> = (rows.as_array().unwrap().iter())
        .filter(|row| row["good"][0] != Value::Null && row["bad"][0] != Value::Null)
        .map(|row| row["def"].as_str().unwrap())
        .collect();
    let defined: BTreeSet<&str> = keys(&REQUEST["$defs"]).collect();
    assert_eq!(tested, defined);
}

/// Breaks a good value; returns the bad value and the expected fault.
fn break_value(good: &Value, case: &Value) -> (Value, String) {
    let mut bad = good.clone();
    let keyword = case["is"].as_str().unwrap();
    let (pointer, dropped) = match case["drop"].as_str() {
        Some(pointer) => (pointer, true),
        None => (case["set"].as_str().unwrap(), false),
    };
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        return (case["to"].clone(), expect("", &case["to"], keyword));
    };
    let object = bad.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    if dropped {
        object.remove(key).unwrap();
        return (bad, format!("{parent}: {keyword}"));
    }
    object.insert(key.to_owned(), case["to"].clone());
    let expected = expect(pointer, &case["to"], keyword);
    (bad, expected)
}

/// The expected fault. A fault inside `to` can be deeper than `pointer`; an unknown member is reported at its object.
fn expect(pointer: &str, to: &Value, keyword: &str) -> String {
    let at = match keyword {
        "additionalProperties" if to.is_number() || to.is_string() => {
            pointer.rsplit_once('/').map_or("", |(parent, _)| parent)
        }
        "const" if to.is_array() => return format!("{pointer}/0: {keyword}"),
        _ => pointer,
    };
    format!("{at}: {keyword}")
}

#[test]
fn bodies_that_the_api_accepts_have_no_faults() {
    let validator = validator(&REQUEST);
    for extra in [
        json!({}),
        json!({"max_tokens": 0}),
        json!({"max_tokens": 1.0}),
        json!({"system": ""}),
        json!({"system": []}),
        json!({"tools": []}),
        json!({"messages": []}),
        json!({"messages": [{"role": "assistant", "content": []}]}),
        json!({"metadata": null, "stop_sequences": null, "inference_geo": null, "cache_control": null, "container": null}),
        json!({"speed": null, "diagnostics": null, "thread": null, "billing_policy": null, "compaction": null,
               "context_management": null, "fallbacks": null, "fallback_credit_token": null, "output_format": null}),
        json!({"temperature": 1, "top_p": 0.99, "top_k": 0}),
        json!({"container": "container_1"}),
        json!({"container": {"skills": [{"type": "anthropic", "skill_id": "pptx", "version": "latest"}]}}),
        json!({"fallbacks": "default"}),
        json!({"fallbacks": [{"model": "m", "thinking": null}, {"model": "n", "thinking": {"type": "adaptive"}}]}),
        json!({"fallback_credit_token": "t"}),
        json!({"fallback_credit_token": {"token": "t", "mode": "strict"}}),
        json!({"thread": {"type": "continue", "previous_message_id": "msg_1"}, "messages": []}),
        json!({"anthropic_version": "vertex-2023-10-16", "anthropic_beta": ["a"], "user_profile_id": "p"}),
        json!({"output_format": {"type": "json_schema", "schema": {}}}),
        json!({"diagnostics": {"previous_message_id": null}}),
        json!({"billing_policy": {"type": "billing_policy", "bill_to": "self"}}),
    ] {
        let body = with(&extra);
        assert_eq!(faults(&validator, &body), [""; 0], "{extra}");
    }
}

#[test]
fn bodies_that_the_api_rejects_have_one_fault() {
    let validator = validator(&REQUEST);
    for (extra, fault) in [
        (json!({"model": ""}), "/model: minLength"),
        (json!({"model": null}), "/model: type"),
        (json!({"messages": null}), "/messages: type"),
        (json!({"messages": ["hi"]}), "/messages/0: type"),
        (json!({"messages": [{"role": "tool", "content": "x"}]}), "/messages/0/role: enum"),
        (json!({"messages": [{"content": "x"}]}), "/messages/0: required"),
        (json!({"messages": [{"role": "user", "content": null}]}), "/messages/0/content: type"),
        (json!({"messages": [{"role": "user", "content": ["x"]}]}), "/messages/0/content/0: oneOf"),
        (json!({"messages": [{"role": "user", "content": [{"text": "x"}]}]}), "/messages/0/content/0: oneOf"),
        (json!({"messages": [{"role": "user", "content": [{"type": "text"}]}]}), "/messages/0/content/0: required"),
        (
            json!({"messages": [{"role": "user", "content": "x", "clear_at": "never"}]}),
            "/messages/0: additionalProperties",
        ),
        (json!({"messages": [{"role": "system"}]}), "/messages/0: required"),
        (
            json!({"messages": [{"role": "system", "content": [{"type": "image", "source": {}}]}]}),
            "/messages/0/content/0: oneOf",
        ),
        (json!({"max_tokens": -1}), "/max_tokens: minimum"),
        (json!({"max_tokens": "5"}), "/max_tokens: type"),
        (json!({"max_tokens": null}), "/max_tokens: type"),
        (json!({"system": null}), "/system: type"),
        (json!({"system": [{"type": "image", "text": "x"}]}), "/system/0/type: const"),
        (json!({"temperature": 2}), "/temperature: maximum"),
        (json!({"temperature": null}), "/temperature: type"),
        (json!({"top_p": -0.1}), "/top_p: minimum"),
        (json!({"top_p": null}), "/top_p: type"),
        (json!({"top_k": 0.5}), "/top_k: type"),
        (json!({"stream": null}), "/stream: type"),
        (json!({"thinking": null}), "/thinking: oneOf"),
        (json!({"tool_choice": "auto"}), "/tool_choice: oneOf"),
        (json!({"tools": null}), "/tools: type"),
        (json!({"tools": ["x"]}), "/tools/0: type"),
        (json!({"tools": [{"name": "x"}]}), "/tools/0: required"),
        (json!({"output_config": null}), "/output_config: type"),
        (
            json!({"output_config": {"task_budget": {"type": "tokens", "total": 19_999}}}),
            "/output_config/task_budget/total: minimum",
        ),
        (json!({"service_tier": null}), "/service_tier: enum"),
        (json!({"inference_geo": "eu"}), "/inference_geo: enum"),
        (json!({"stop_sequences": "x"}), "/stop_sequences: type"),
        (json!({"stop_sequences": ["\n"]}), "/stop_sequences/0: pattern"),
        (json!({"metadata": {"user": "x"}}), "/metadata: additionalProperties"),
        (json!({"metadata": {"user_id": "x".repeat(513)}}), "/metadata/user_id: maxLength"),
        (
            json!({"diagnostics": {"previous_message_id": "x".repeat(257)}}),
            "/diagnostics/previous_message_id: maxLength",
        ),
        (json!({"container": 5}), "/container: type"),
        (json!({"container": {"skill": []}}), "/container: additionalProperties"),
        (json!({"fallbacks": "none"}), "/fallbacks: const"),
        (
            json!({"fallbacks": [{"model": "a"}, {"model": "b"}, {"model": "c"}, {"model": "d"}]}),
            "/fallbacks: maxItems",
        ),
        (json!({"mcp_servers": [{"type": "url", "name": "x", "url": "http://a"}]}), "/mcp_servers/0/url: pattern"),
        (json!({"speed": "slow"}), "/speed: enum"),
        (json!({"stop": ["x"]}), ": additionalProperties"),
    ] {
        assert_eq!(faults(&validator, &with(&extra)), [fault], "{extra}");
    }
}

/// A small valid body with some members replaced or added.
fn with(extra: &Value) -> Value {
    let mut body = json!({"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": "hi"}]});
    for (key, value) in extra.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

#[test]
fn a_body_needs_model_messages_and_max_tokens() {
    let missing = |schema: &Value| faults(&validator(schema), &json!({})).len();
    assert_eq!(missing(&REQUEST), 3);
    assert_eq!(missing(&COUNT_TOKENS), 2);
    assert_eq!(missing(&BATCH), 1);
}

#[test]
fn count_tokens_shares_the_members_of_a_request() {
    let members = |schema: &'static Value| keys(&schema["properties"]).collect::<Vec<_>>();
    assert_eq!(members(&COUNT_TOKENS), members(&REQUEST));
    let validator = validator(&COUNT_TOKENS);
    let body = json!({"model": "m", "messages": [{"role": "user", "content": "hi"}], "stream": true});
    assert_eq!(faults(&validator, &body), [""; 0]);
    let body = json!({"model": "m", "messages": [{"role": "user"}]});
    assert_eq!(faults(&validator, &body), ["/messages/0: required"]);
}

#[test]
fn a_batch_is_a_list_of_named_requests() {
    let validator = validator(&BATCH);
    let item = |id: &str| json!({"custom_id": id, "params": with(&json!({}))});
    for (requests, expected) in [
        (json!([item("a-1_B")]), None),
        (json!([]), Some("/requests: minItems")),
        (json!([item("")]), Some("/requests/0/custom_id: pattern")),
        (json!([item("a.b")]), Some("/requests/0/custom_id: pattern")),
        (json!([item(&"x".repeat(65))]), Some("/requests/0/custom_id: maxLength")),
        (json!([{"params": with(&json!({}))}]), Some("/requests/0: required")),
        // `params` is checked separately for each item, as a request.
        (json!([{"custom_id": "a", "params": with(&json!({"max_tokens": "1"}))}]), None),
    ] {
        let found = faults(&validator, &json!({"requests": requests}));
        assert_eq!(found, Vec::from_iter(expected), "{requests}");
    }
}

#[test]
fn branches_of_unions_have_distinct_tags() {
    for (pointer, node) in nodes(&REQUEST) {
        let Some(branches) = node["oneOf"].as_array() else {
            continue;
        };
        let mut tags = BTreeSet::new();
        for branch in branches {
            let branch = definition_of(branch);
            assert_eq!(branch["type"], "object", "{pointer}");
            assert_eq!(branch["required"][0], "type", "{pointer}");
            for tag in tags_of(branch) {
                assert!(tags.insert(tag), "{pointer}: duplicate tag {tag}");
            }
        }
    }
}

#[test]
fn facts_have_a_source_and_a_date() {
    let limits = ["minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern"];
    for schema in [&*REQUEST, &*COUNT_TOKENS, &*BATCH] {
        for (pointer, node) in nodes(schema) {
            let defines = pointer.strip_prefix("/$defs/").is_some_and(|name| !name.contains('/'));
            if defines || limits.iter().any(|limit| node.get(limit).is_some()) {
                let source = node["x-source"].as_str().unwrap_or_default();
                let known = ["https://platform.claude.com/docs/en/", "live response, ", "SDK "];
                assert!(known.iter().any(|start| source.starts_with(start)), "{pointer}: {source}");
                let seen = node["x-seen"].as_str().unwrap_or_default();
                assert!(seen.len() == 10 && seen.starts_with("2026-"), "{pointer}: {seen}");
            }
            if node.get("x-beta").is_some() || node.get("x-beta-values").is_some() {
                let confidence = &node["x-beta-confidence"];
                assert!(confidence == "documented" || confidence == "by-name", "{pointer}");
            }
            if let Some(doubtful) = node.get("x-doubtful") {
                assert!(jsonschema::draft202012::meta::is_valid(doubtful), "{pointer}");
            }
        }
    }
}

/// A misspelled kind or row would change which rule reports a violation, or what it predicts.
#[test]
fn annotations_refer_to_what_exists() {
    let kinds = ["content-block", "stop-sequence", "thinking-block", "tool", "tool-name"];
    let responses = payloadlint::internals::knowledge::Knowledge::shipped().responses();
    for (pointer, node) in [&*REQUEST, &*COUNT_TOKENS, &*BATCH].into_iter().flat_map(|schema| nodes(schema)) {
        for row in node["x-error"].as_object().into_iter().flat_map(|rows| rows.values()) {
            assert!(responses.find(row.as_str().unwrap()).is_some(), "{pointer}: {row}");
        }
        if let Some(kind) = node.get("x-kind") {
            assert!(kinds.contains(&kind.as_str().unwrap()), "{pointer}: {kind}");
        }
        if let Some(wider) = node.get("x-wider-union") {
            let tags = |union: &'static Value| -> BTreeSet<&str> {
                union["oneOf"].as_array().unwrap().iter().map(definition_of).flat_map(tags_of).collect()
            };
            let wider = REQUEST.pointer(wider.as_str().unwrap().strip_prefix('#').unwrap()).unwrap();
            assert!(tags(node).is_subset(&tags(wider)), "{pointer}");
        }
    }
}

#[test]
fn the_check_order_lists_known_fields() {
    for name in REQUEST["x-check-order"].as_array().unwrap() {
        assert!(REQUEST["properties"].get(name.as_str().unwrap()).is_some(), "{name}");
    }
}

#[test]
fn renames_map_unknown_names_to_known_ones() {
    let mut seen = BTreeSet::new();
    for row in RENAMES["renames"].as_array().unwrap() {
        let (scope, from) = (row["scope"].as_str().unwrap(), row["from"].as_str().unwrap());
        assert!(seen.insert((scope, from)), "duplicate row {row}");
        assert!(RENAMES["scopes"].get(scope).is_some(), "{row}");
        assert!(RENAMES["origins"].get(row["origin"].as_str().unwrap()).is_some(), "{row}");
        assert!(row["advice"].as_str().unwrap().ends_with('.'), "{row}");
        let (known, every) = names(scope);
        assert!(!every.contains(from), "{row}: the API knows this name");
        if let Some(to) = row["to"].as_str().filter(|to| !to.starts_with("headers.")) {
            let head = to.split('.').next().unwrap();
            assert!(known.contains(head), "{row}: the API does not know the new name");
        }
    }
}

#[test]
fn scopes_of_renames_are_in_the_table() {
    for (pointer, node) in nodes(&REQUEST).into_iter().chain(nodes(&COUNT_TOKENS)) {
        for scope in node.get("x-rename").and_then(Value::as_object).into_iter().flatten().map(|(_, scope)| scope) {
            assert!(RENAMES["scopes"].get(scope.as_str().unwrap()).is_some(), "{pointer}: {scope}");
        }
    }
}

/// The names that are valid somewhere in a scope, and those that are valid everywhere in it.
fn names(scope: &str) -> (BTreeSet<&'static str>, BTreeSet<&'static str>) {
    let defs = &REQUEST["$defs"];
    let one = |node: &'static Value| {
        let names: BTreeSet<&str> = keys(&node["properties"]).collect();
        (names.clone(), names)
    };
    let values = |tags: BTreeSet<&'static str>| (tags.clone(), tags);
    let branches = |union: &[&str]| -> Vec<&'static Value> {
        (union.iter().flat_map(|name| defs[*name]["oneOf"].as_array().unwrap())).map(definition_of).collect()
    };
    let members = |branches: Vec<&'static Value>| {
        let sets: Vec<BTreeSet<&str>> = (branches.iter()).map(|branch| keys(&branch["properties"]).collect()).collect();
        let all = sets.iter().flatten().copied().collect();
        let common = sets.into_iter().reduce(|a, b| &a & &b).unwrap();
        (all, common)
    };
    let tags = |union: &[&str]| values(branches(union).into_iter().flat_map(tags_of).collect());
    let enumerated =
        |node: &'static Value| values(node["enum"].as_array().unwrap().iter().filter_map(Value::as_str).collect());
    match scope {
        "request" => one(&REQUEST),
        "batch-item" => one(&BATCH["$defs"]["BatchItem"]),
        "message" => one(&defs["Message"]),
        "block" => members(branches(&["ContentBlock", "ToolResultContent"])),
        "source" => members(branches(&["ImageSource", "DocumentSource"])),
        "tool" => {
            let mut all = branches(&["AnthropicTool"]);
            all.push(&defs["CustomTool"]);
            members(all)
        }
        "tool-choice-field" => members(branches(&["ToolChoice"])),
        "thinking" => members(branches(&["ThinkingConfig"])),
        "output-format" => one(&defs["JsonOutputFormat"]),
        "metadata" => one(&REQUEST["properties"]["metadata"]),
        "role" => enumerated(&defs["Message"]["properties"]["role"]),
        "block-type" => tags(&["ContentBlock", "ToolResultContent"]),
        "tool-type" => {
            let (mut types, _) = tags(&["AnthropicTool"]);
            types.insert("custom");
            values(types)
        }
        // `tool_choice` is never a string, so every `from` is unknown, and `to` is the type to send.
        "tool-choice" => (tags(&["ToolChoice"]).0, BTreeSet::new()),
        "tool-choice-type" => tags(&["ToolChoice"]),
        "service-tier" => enumerated(&REQUEST["properties"]["service_tier"]),
        "thinking-type" => tags(&["ThinkingConfig"]),
        "cache-control-type" => values(tags_of(&defs["CacheControl"]).collect()),
        "output-format-type" => values(tags_of(&defs["JsonOutputFormat"]).collect()),
        "media-type" => {
            let (mut types, _) = enumerated(&defs["Base64ImageSource"]["properties"]["media_type"]);
            types.extend(["application/pdf", "text/plain"]);
            values(types)
        }
        "effort" => enumerated(&defs["Effort"]),
        _ => panic!("unknown scope: {scope}"),
    }
}

#[test]
fn recorded_bodies_with_status_200_are_valid() {
    let files = recorded_traffic();
    if files.is_empty() {
        return;
    }
    let endpoints = [
        ("/v1/messages", validator(&REQUEST)),
        ("/v1/messages/count_tokens", validator(&COUNT_TOKENS)),
        ("/v1/messages/batches", validator(&BATCH)),
    ];
    let (mut checked, mut wrong) = (0, Vec::new());
    for file in files {
        for line in fs::read_to_string(&file).unwrap().lines() {
            let record = parse(line);
            let url = record["url"].as_str().unwrap().split('?').next().unwrap();
            let endpoint = endpoints.iter().find(|(path, _)| url.ends_with(path));
            if let Some((_, validator)) = endpoint.filter(|_| record["status"] == 200) {
                checked += 1;
                let found = faults(validator, &record["body"]);
                if !found.is_empty() {
                    wrong.push(format!("{}: {found:?}", record["id"]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(checked > 1000, "only {checked} records were found");
}

fn keys(object: &'static Value) -> impl Iterator<Item = &'static str> {
    object.as_object().unwrap().keys().map(String::as_str)
}

fn definition_of(reference: &Value) -> &'static Value {
    let pointer = reference["$ref"].as_str().unwrap().trim_start_matches('#');
    REQUEST.pointer(pointer).unwrap()
}

/// The `type` values of a tagged object.
fn tags_of(definition: &'static Value) -> impl Iterator<Item = &'static str> {
    let tag = &definition["properties"]["type"];
    let several = tag["enum"].as_array().into_iter().flatten();
    tag.get("const").into_iter().chain(several).filter_map(Value::as_str)
}

/// Every object inside a schema with its pointer, without annotations.
fn nodes(schema: &'static Value) -> Vec<(String, &'static Value)> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), schema)];
    while let Some((pointer, node)) = open.pop() {
        if let Some(list) = node.as_array() {
            open.extend(list.iter().enumerate().map(|(i, item)| (format!("{pointer}/{i}"), item)));
        }
        if let Some(object) = node.as_object() {
            found.push((pointer.clone(), node));
            let members = object.iter().filter(|(key, _)| !key.starts_with("x-"));
            open.extend(members.map(|(key, item)| (format!("{pointer}/{key}"), item)));
        }
    }
    found
}
