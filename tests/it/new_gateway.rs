//! A gateway can be added at run time with a row of JSON, and is then treated like a built-in platform.

use payloadlint::internals::knowledge::{Knowledge, Support, Target};
use payloadlint::{ErrorKind, Linter, Report, Request, Severity};
use serde_json::{Value, json};

/// A gateway with models, keys, limits and turn order of its own.
const GATEWAY: &str = r#"{"platforms": [{
    "target": "our-gateway",
    "name": "Our Gateway",
    "urls": [{"host": "llm.example.com", "path": "/claude*"}],
    "request_bytes": 10000000,
    "merges_turns": "no",
    "models": {"smart": "claude-opus-5-5", "small": "claude-haiku-4-5"},
    "auth_headers": ["authorization"],
    "required_headers": [],
    "keys": [{"prefix": "llm_", "headers": ["authorization"]}],
    "unavailable": [{"what": "mcp_servers", "confidence": "documented"}]
}]}"#;
const URL: &str = "https://llm.example.com/claude/v1/messages";

fn linter() -> Linter {
    Linter::builder().gateways(GATEWAY).build().unwrap()
}

/// The gateway with some members changed.
fn changed(members: Value) -> Linter {
    let mut row = json!({"target": "our-gateway"});
    row.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    Linter::builder().gateways(GATEWAY).gateways(json!([row]).to_string()).build().unwrap()
}

fn body(members: Value) -> String {
    let mut body = json!({"model": "smart", "max_tokens": 100, "messages": [{"role": "user", "content": "Hello"}]});
    body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    body.to_string()
}

fn codes(report: &Report) -> Vec<(&'static str, Severity)> {
    report.findings.iter().map(|finding| (finding.code, finding.severity)).collect()
}

fn found(linter: &Linter, members: Value) -> Vec<(&'static str, Severity)> {
    codes(&linter.lint(&Request::new(&body(members)).url(URL)))
}

#[test]
fn a_gateway_is_recognized_by_its_url_and_its_name() {
    let two_turns = json!({"messages": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]});
    let error = [("PL302", Severity::Error)];
    assert_eq!(found(&linter(), two_turns.clone()), error);
    assert_eq!(found(&changed(json!({"merges_turns": "yes"})), two_turns.clone()), []);

    let by_name = Linter::builder().gateways(GATEWAY).target("our-gateway").build().unwrap();
    assert_eq!(codes(&by_name.lint(&Request::new(&body(two_turns)))), error);
    assert_eq!(codes(&by_name.lint(&Request::new(&body(json!({"model": "smart"}))))), []);

    let error = Linter::builder().gateways(GATEWAY).target("their-gateway").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownTarget);
    assert!(error.to_string().ends_with("aws, claudexia or our-gateway"), "{error}");
}

#[test]
fn its_models_have_names_of_their_own() {
    use Severity::{Error, Warning};
    let linter = linter();
    assert_eq!(found(&linter, json!({"model": "smart", "max_tokens": 128_000, "stream": true})), []);
    assert_eq!(found(&linter, json!({"model": "smart", "max_tokens": 999_999, "stream": true})), [("PL510", Error)]);
    assert_eq!(found(&linter, json!({"model": "claude-opus-5-5"})), [("PL502", Error)]);
    assert_eq!(found(&linter, json!({"model": "claude-haiku-4-5-20251001"})), [("PL502", Error)]);
    assert_eq!(found(&linter, json!({"model": "claude-sonnet-5-5"})), [("PL501", Warning)]);
    assert_eq!(found(&linter, json!({"model": "smrat"})), [("PL501", Warning)]);

    let report = linter.lint(&Request::new(&body(json!({"model": "claude-opus-5-5"}))).url(URL));
    assert_eq!(report.findings[0].help.as_deref(), Some("use `smart`"));
    let report = linter.lint(&Request::new(&body(json!({"model": "smrat"}))).url(URL));
    assert!(report.findings[0].help.as_deref().unwrap().starts_with("did you mean `smart`?"));

    // The list is not complete: IDs of the Claude API are accepted too.
    let more = changed(json!({"model_names": "claude"}));
    assert_eq!(found(&more, json!({"model": "smart"})), []);
    assert_eq!(found(&more, json!({"model": "claude-opus-5-5"})), []);
    assert_eq!(found(&more, json!({"model": "anthropic/claude-opus-5.5"})), [("PL502", Error)]);
    // Any spelling of a Claude model is accepted.
    let any = changed(json!({"model_names": "gateway"}));
    assert_eq!(found(&any, json!({"model": "anthropic/claude-opus-5.5"})), []);
}

#[test]
fn its_limits_apply() {
    let large = json!({"system": "x".repeat(10_000_000)});
    assert!(found(&linter(), large.clone()).contains(&("PL119", Severity::Error)));
    assert!(
        !found(&changed(json!({"request_bytes": {"warn": 32_000_000}})), large)
            .iter()
            .any(|(code, _)| *code == "PL119")
    );
    let servers = json!({"mcp_servers": []});
    assert!(found(&linter(), servers.clone()).contains(&("PL790", Severity::Error)), "{:?}", found(&linter(), servers));
}

#[test]
fn its_keys_belong_to_it() {
    let linter = linter();
    let check = |url: &'static str, name: &'static str, value: &'static str| {
        let body = body(json!({}));
        let request = Request::new(&body).url(url).header(name, value).header("anthropic-version", "2023-06-01");
        codes(&linter.lint(&request.header("content-type", "application/json")))
            .into_iter()
            .filter(|(code, _)| code.starts_with("PL8"))
            .collect::<Vec<_>>()
    };
    let error = |code| vec![(code, Severity::Error)];
    assert_eq!(check(URL, "authorization", "Bearer llm_abcdefgh"), []);
    assert_eq!(check(URL, "x-api-key", "llm_abcdefgh"), error("PL808"));
    assert_eq!(check(URL, "authorization", "Bearer sk-ant-api03-abcdefgh"), error("PL810"));
    assert_eq!(check("https://api.anthropic.com/v1/messages", "authorization", "Bearer llm_abcdefgh"), error("PL810"));
}

#[test]
fn facts_about_the_platform_that_it_is_like_apply() {
    let row = r#"[{"target": "proxy", "like": "bedrock", "urls": [{"host": "bedrock.example.com", "path": "*"}]}]"#;
    let knowledge = Knowledge::default().with_gateways(row).unwrap();
    let target = knowledge.platforms().target_of("https://bedrock.example.com/anthropic/v1/messages").unwrap();
    assert_eq!(target.built_in(), Target::Bedrock);
    let platform = knowledge.platforms().get(target);
    assert_eq!((&*platform.id, &*platform.name, platform.target), ("proxy", "proxy", target));
    assert!(platform.lacks("container").is_some() && platform.urls.len() == 1);
    assert_eq!(platform.retirements.len(), knowledge.platforms().get(Target::Bedrock).retirements.len());
    let model = knowledge.models().find("claude-opus-5").model().unwrap();
    assert_eq!(model.per_message_effort.on(target), Support::No);
}

#[test]
fn an_invalid_gateway_table_is_rejected_with_a_reason() {
    let cases = [
        ("[", "EOF while parsing"),
        (r#"{"gateways": []}"#, "unknown field `gateways`, expected `platforms`"),
        (r#"[{"name": "x"}]"#, "a row has no `target`"),
        (r#"[{"target": "x", "like": "openai"}]"#, "target `x`: like: unknown target; expected messages, anthropic"),
        (r#"[{"target": "bedrock", "like": "aws"}]"#, "target `bedrock`: only the first row of a gateway has `like`"),
        (r#"[{"target": "x", "merge_turns": "no"}]"#, "target `x`: unknown field `merge_turns`"),
        (r#"[{"target": "x", "models": {"a": "claude-9"}}]"#, "target `x`: `a` maps to the unknown model `claude-9`"),
    ];
    for (text, reason) in cases {
        let error = Knowledge::default().with_gateways(text).expect_err(text);
        assert_eq!(error.kind(), ErrorKind::InvalidTable);
        assert!(error.to_string().contains(reason), "{text}: {error}");
    }
}

#[test]
fn a_gateway_can_serve_a_model_that_is_added() {
    let models = r#"[{"id": "claude-quartz-7", "max_output": 50, "confidence": "documented"}]"#;
    let gateways = r#"[{"target": "our-gateway", "models": {"quartz": "claude-quartz-7"}}]"#;
    let linter = Linter::builder().models(models).gateways(gateways).target("our-gateway").build().unwrap();
    let report = linter.lint(&Request::new(&body(json!({"model": "quartz"}))));
    assert_eq!(codes(&report), [("PL510", Severity::Error)]);
}

#[test]
fn recorded_requests_to_it_are_read() {
    use payloadlint::FileOptions;

    // A path that is not an endpoint: only the host says that the request is for the Messages API.
    let exchange = json!({"url": "https://llm.example.com/claude/v1", "body": {"model": "smart", "max_tokens": 1, "messages": []}});
    let text = exchange.to_string();
    let read = |linter: &Linter| linter.lint_file("a.json", text.as_bytes(), FileOptions { named: true }).unwrap();
    let report = read(&linter());
    assert_eq!((report.requests, report.skipped), (1, 0));
    assert_eq!(codes(&report), [("PL301", Severity::Error)]);
    let report = read(&Linter::default());
    assert_eq!((report.requests, report.skipped), (0, 1));
}

#[cfg(feature = "cli")]
#[test]
fn the_command_line_reads_gateways_from_a_file() {
    use std::process::Command;

    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let gateways = write("gateways.json", GATEWAY);
    let run = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_payloadlint"));
        command.args(arguments).env_clear().envs(variables.iter().copied());
        let output = command.output().unwrap();
        (output.status.code().unwrap(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };

    let bad = write("bad.json", &body(json!({"model": "claude-opus-5-5"})));
    let check = ["check", "--gateways", &gateways, "--target", "our-gateway", "--format", "concise", &bad];
    let (status, text) = run(&check, &[]);
    assert!(status == 1 && text.contains("PL502"), "{text}");
    let (status, text) = run(&["check", "--target", "our-gateway", &bad], &[]);
    assert!(status == 2 && text.contains("unknown target"), "{text}");
    let invalid = write("invalid.json", r#"[{"target": 1}]"#);
    let (status, text) = run(&["check", "--gateways", &invalid, &bad], &[]);
    assert!(status == 2 && text.contains("invalid.json: "), "{text}");

    let base_url = ("ANTHROPIC_BASE_URL", "https://llm.example.com/claude");
    let key = ["key", "--gateways", &gateways];
    let (status, text) = run(&key, &[base_url, ("ANTHROPIC_AUTH_TOKEN", "llm_abcdefgh")]);
    assert!(status == 0 && text.contains("Our Gateway key, 12 characters, starts with `llm_`"), "{text}");
    let (status, text) = run(&key, &[base_url, ("ANTHROPIC_AUTH_TOKEN", "sk-ant-api03-abcdefgh")]);
    assert!(status == 1 && text.contains("PL810"), "{text}");
}
