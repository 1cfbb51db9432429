//! The `payloadlint retry` command.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

/// Runs `payloadlint retry` with these arguments and this standard input.
fn retry(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_payloadlint"))
        .arg("retry")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    // Write in a thread, so that neither process blocks on a full pipe. A command that does not read its input closes
    // the pipe; that is not an error.
    let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn results(output: &Output) -> Vec<Value> {
    let text = str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect()
}

fn stderr(output: &Output) -> &str {
    str::from_utf8(&output.stderr).unwrap()
}

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../fixtures/retry/vectors.json")).unwrap()
}

#[test]
fn every_vector_has_the_expected_verdict() {
    let file = vectors();
    let cases = file["cases"].as_array().unwrap();
    // Once with all settings next to the members of `input`, once with the structure of the file.
    let flat: String = cases
        .iter()
        .map(|case| {
            let mut line = case["input"].clone();
            line["now"] = file["now"].clone();
            if let Some(config) = case.get("config") {
                line["config"] = config.clone();
            }
            format!("{line}\n")
        })
        .collect();
    let nested: String = cases
        .iter()
        .map(|case| {
            let mut line = case.clone();
            line["now"] = file["now"].clone();
            format!("{line}\n")
        })
        .collect();
    for input in [flat, nested] {
        let output = retry(&["--cases", "-"], &input);
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
        let results = results(&output);
        assert_eq!(results.len(), 92);
        for (case, result) in cases.iter().zip(results) {
            let result = json!({"decision": result["decision"], "reason": result["reason"], "plan": result["plan"]});
            assert_eq!(result, case["expect"], "{}", case["id"]);
        }
    }
}

#[test]
fn one_case_is_one_line_of_output() {
    for (input, result) in [
        (
            r#"{"status":529}"#,
            r#"{"decision":"retry","reason":"overloaded","signal":"status","hint_ms":null,"plan":{"action":"sleep","min_ms":0,"max_ms":1000}}"#,
        ),
        (
            r#"{"status":429,"headers":[["Retry-After","90"]],"attempt":2,"config":{"max_hint_ms":60000}}"#,
            r#"{"decision":"retry_after","reason":"rate_limit","signal":"status","hint_ms":90000,"plan":{"action":"give_up","reason":"hint_exceeds_cap"}}"#,
        ),
        (
            r#"{"id":"a","status":400}"#,
            r#"{"id":"a","decision":"fix_request","reason":"invalid","signal":"status","hint_ms":null,"plan":{"action":"stop"}}"#,
        ),
        (
            r#"{"sse_event":"{\"error\":{\"type\":\"overloaded_error\"}}","stream_committed":true}"#,
            r#"{"decision":"gave_up","reason":"stream_committed","signal":"replay","hint_ms":null,"plan":{"action":"stop"},"would_be":{"decision":"retry","reason":"overloaded"}}"#,
        ),
        (
            r#"{"status":424,"headers":[["x-amzn-errortype","ModelErrorException"]],"body":"{\"originalStatusCode\":500}"}"#,
            r#"{"decision":"fix_request","reason":"invalid","signal":"platform_code","hint_ms":null,"plan":{"action":"stop"},"original_status":500}"#,
        ),
        // {"error":{"type":"overloaded_error"}}
        (
            r#"{"status":400,"body_base64":"eyJlcnJvciI6eyJ0eXBlIjoib3ZlcmxvYWRlZF9lcnJvciJ9fQ=="}"#,
            r#"{"decision":"retry","reason":"overloaded","signal":"error_type","hint_ms":null,"plan":{"action":"sleep","min_ms":0,"max_ms":1000}}"#,
        ),
        // The bounds hold whatever the previous waits were.
        (
            r#"{"status":529,"attempt":3,"config":{"jitter":"decorrelated"}}"#,
            r#"{"decision":"retry","reason":"overloaded","signal":"status","hint_ms":null,"plan":{"action":"sleep","min_ms":1000,"max_ms":27000}}"#,
        ),
        (
            r#"{"status":409,"config":{"conflict":"stop"}}"#,
            r#"{"decision":"fix_request","reason":"conflict","signal":"status","hint_ms":null,"plan":{"action":"stop"}}"#,
        ),
        (
            r#"{"status":500,"effect":"creates","idempotency_key":true,"config":{"jitter":"equal"}}"#,
            r#"{"decision":"retry","reason":"server","signal":"status","hint_ms":null,"plan":{"action":"sleep","min_ms":500,"max_ms":1000}}"#,
        ),
    ] {
        let output = retry(&["--case", "-"], input);
        assert_eq!((str::from_utf8(&output.stdout).unwrap(), stderr(&output)), (format!("{result}\n").as_str(), ""));
        assert_eq!(output.status.code(), Some(0));
    }
}

#[test]
fn invalid_lines_are_reported_and_the_rest_is_classified() {
    let output = retry(
        &["--cases", "-"],
        "{\"status\":529}\n\n[]\nnot JSON\n{\"status\":70000}\n{\"attempt\":0,\"status\":500}\n{\"status\":500}\n",
    );
    assert_eq!(output.status.code(), Some(2));
    let results = results(&output);
    assert_eq!(results.len(), 6);
    assert_eq!((&results[0]["reason"], &results[5]["reason"]), (&json!("overloaded"), &json!("server")));
    for (result, line) in results[1..5].iter().zip(3..) {
        let error = result["error"].as_str().unwrap();
        assert!(error.starts_with(&format!("line {line}: ")), "{error}");
        assert!(stderr(&output).contains(&format!("payloadlint: {error}\n")));
    }
}

#[test]
fn invalid_input_is_status_2() {
    for (arguments, input, complaint) in [
        (&["--case", "-"][..], "{", "standard input: not JSON"),
        (&["--case", "-"], "{}", "a case needs `status`, `transport` or `sse_event`"),
        (&["--case", "-"], r#"{"transport":"gremlins"}"#, "unknown variant, expected one of `dns_temporary`"),
        (
            &["--case", "-"],
            r#"{"status":500,"config":{"jitter":"much"}}"#,
            "config: unknown variant, expected one of `none`",
        ),
        (&["--case", "-"], r#"{"status":500,"now":"noon"}"#, "`now` is not an RFC 3339 timestamp"),
        (&["--case", "-"], r#"{"status":500,"body":"","body_base64":""}"#, "cannot be combined"),
        (&["--case", "-"], r#"{"status":500,"body_base64":"?"}"#, "`body_base64`"),
        (&["--case", "no-such-file"], "", "no-such-file: "),
        (&["--cases", "no-such-file"], "", "no-such-file: "),
        (&["--status", "500", "--body", "no-such-file"], "", "no-such-file: "),
        (&["--status", "500", "--header", "colonless"], "", "expected `name: value`"),
        (&["--status", "70000"], "", "70000"),
        (&["--schedule", "--base", "1h"], "", "followed by ms, s or m"),
        (&["--schedule", "--attempts", "1001"], "", "the limit is 1000 attempts"),
        (&["--status", "500", "--schedule"], "", "cannot be used with"),
        (&[], "", "required"),
    ] {
        let output = retry(arguments, input);
        assert!(stderr(&output).contains(complaint), "{arguments:?} {input}: {}", stderr(&output));
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
    }
}

#[test]
fn headers_of_a_case_are_pairs_or_an_object() {
    for headers in [r#"[["retry-after", "2"]]"#, r#"{"retry-after": "2"}"#] {
        let output = retry(&["--case", "-"], &format!(r#"{{"status": 429, "headers": {headers}}}"#));
        assert_eq!(results(&output)[0]["hint_ms"], 2000, "{headers}");
    }
    let output = retry(&["--case", "-"], r#"{"status": 429, "headers": 1}"#);
    assert!(stderr(&output).contains("`headers` must be an object"), "{}", stderr(&output));
}

#[test]
fn an_unknown_member_is_reported() {
    let output =
        retry(&["--cases", "-"], "{\"status\":500}\n{\"status\":500,\"hedaers\":[],\"config\":{\"jiter\":\"none\"}}\n");
    assert_eq!(output.status.code(), Some(0));
    for member in ["hedaers", "jiter"] {
        assert!(stderr(&output).contains(&format!("line 2: unknown member `{member}` ignored")));
    }
}

#[test]
fn flags_describe_a_failure() {
    let directory = tempfile::tempdir().unwrap();
    let body = directory.path().join("body.json");
    std::fs::write(
        &body,
        r#"{"error":{"type":"rate_limit_error","details":{"error_code":"enforced_spend_limit_reached"}}}"#,
    )
    .unwrap();
    let body = body.to_str().unwrap();
    for (arguments, decision, said) in [
        (
            &["--status", "429", "--header", "retry-after: 12"][..],
            "retry_after",
            "Wait 12 s to 13 s (the server asked for 12 s in retry-after), then retry.",
        ),
        (&["--status", "429", "--header", "retry-after: 900"], "retry_after", "Do not retry: hint exceeds cap."),
        (&["--status", "429", "--body", body], "fix_account", "A spend limit is reached"),
        (
            &["--status", "429", "--header", "anthropic-ratelimit-unified-reset: 1795480000"],
            "retry",
            "ignored: anthropic-ratelimit-unified-reset: 1795480000",
        ),
        (&["--status", "200"], "not_an_error", "The call succeeded."),
        (&["--transport", "reset"], "retry", "Wait 0 s to 1 s, then retry."),
        (&["--transport", "reset", "--creates"], "gave_up", "The call may have been executed"),
        (&["--transport", "stream_eof", "--committed"], "gave_up", "Part of the response was already forwarded"),
        (&["--status", "529", "--attempt", "6"], "retry", "Do not retry: attempts exhausted."),
        (&["--status", "529", "--attempt", "6", "--preset", "patient"], "retry", "Wait 0 s to 32 s, then retry."),
        (
            &["--status", "529", "--jitter", "equal", "--base", "2s", "--cap", "1m"],
            "retry",
            "Wait 1 s to 2 s, then retry.",
        ),
    ] {
        let output = retry(arguments, "");
        assert_eq!(results(&output)[0]["decision"], decision, "{arguments:?}");
        assert!(stderr(&output).contains(said), "{arguments:?}: {}", stderr(&output));
        assert_eq!(output.status.code(), Some(0));
    }
    let event = r#"{"error":{"type":"timeout_error"}}"#;
    assert_eq!(results(&retry(&["--stream-event", "-"], event))[0]["reason"], "timeout");
    let html = retry(&["--status", "403", "--body", "-"], "<html>");
    assert_eq!(results(&html)[0]["reason"], "blocked");
}

#[test]
fn the_exit_code_is_the_decision_on_request() {
    for (arguments, code) in [
        (&["--status", "529", "--exit-code"][..], 0),
        (&["--status", "529", "--attempt", "6", "--exit-code"], 1),
        (&["--status", "400", "--exit-code"], 1),
        (&["--status", "400"], 0),
    ] {
        assert_eq!(retry(arguments, "").status.code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn the_schedule_has_mean_and_maximum() {
    for (arguments, total) in [
        (&["--schedule"][..], ["0.00", "15.50", "31.00"]),
        (&["--schedule", "--preset", "patient"], ["0.00", "121.50", "243.00"]),
        (&["--schedule", "--jitter", "none"], ["31.00", "31.00", "31.00"]),
        (&["--schedule", "--jitter", "equal"], ["15.50", "23.25", "31.00"]),
        (&["--schedule", "--attempts", "1"], ["0.00", "0.00", "0.00"]),
    ] {
        let output = retry(arguments, "");
        let text = str::from_utf8(&output.stdout).unwrap();
        let line = text.lines().find(|line| line.trim_start().starts_with("total")).unwrap();
        let numbers: Vec<&str> = line.split_whitespace().filter(|word| word.contains('.')).collect();
        assert_eq!(numbers, total, "{text}");
    }
    let idle = retry(&["--schedule", "--base", "0s"], "");
    assert!(str::from_utf8(&idle.stdout).unwrap().contains("base 0s, cap 60s"));
    insta::assert_snapshot!(str::from_utf8(&retry(&["--schedule", "--preset", "interactive"], "").stdout).unwrap());
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_not_an_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_payloadlint"))
        .args(["retry", "--cases", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    // The command may stop reading at any time.
    let _ = stdin.write_all("{\"status\":529}\n".repeat(10_000).as_bytes());
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
}
