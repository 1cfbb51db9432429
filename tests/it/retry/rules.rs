//! The classifier rule by rule, for cases that the test vectors do not cover.

use std::time::{Duration, SystemTime};

use payloadlint::retry::{
    Classify, Decision, Effect, Failure, HintSource, OnConflict, Rules, Signal, TransportKind, TrustShouldRetry,
    Verdict, classify,
};

/// 2026-11-24T00:00:00Z
fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_478_400)
}

fn error(kind: &str) -> String {
    format!(r#"{{"type":"error","error":{{"type":"{kind}","message":"m"}}}}"#)
}

fn coded(kind: &str, code: &str) -> String {
    format!(r#"{{"type":"error","error":{{"type":"{kind}","message":"m","details":{{"error_code":"{code}"}}}}}}"#)
}

fn with_message(kind: &str, message: &str) -> String {
    format!(r#"{{"type":"error","error":{{"type":"{kind}","message":"{message}"}}}}"#)
}

fn plain(status: u16, body: &str) -> Verdict {
    classify(&Failure::http(status, &(), body.as_bytes()))
}

fn with(status: u16, headers: &[(&str, &str)], body: &str) -> Verdict {
    classify(&Failure::http(status, &headers, body.as_bytes()).received(now()))
}

#[test]
fn type_and_status_disagree() {
    for (status, kind, name, reason, signal) in [
        (500, "overloaded_error", "retry", "overloaded", Signal::ErrorType),
        (400, "rate_limit_error", "retry", "rate_limit", Signal::ErrorType),
        (429, "authentication_error", "fix_credentials", "authentication", Signal::ErrorType),
        (502, "request_too_large", "fix_request", "too_large", Signal::ErrorType),
        (500, "permission_error", "fix_credentials", "permission", Signal::ErrorType),
        (302, "billing_error", "fix_account", "billing", Signal::ErrorType),
        (400, "timeout_error", "retry", "timeout", Signal::ErrorType),
        (500, "invalid_request_error", "fix_request", "invalid", Signal::ErrorType),
        (413, "invalid_request_error", "fix_request", "invalid", Signal::ErrorType),
        (408, "invalid_request_error", "retry", "timeout", Signal::Status),
        (409, "invalid_request_error", "retry", "conflict", Signal::Status),
        (429, "invalid_request_error", "retry", "rate_limit", Signal::Status),
        (400, "api_error", "fix_request", "invalid", Signal::Status),
        (529, "api_error", "retry", "overloaded", Signal::Status),
        (503, "conflict_error", "retry", "unavailable", Signal::Status),
        (503, "some_future_error", "retry", "unavailable", Signal::Status),
        (200, "overloaded_error", "not_an_error", "ok", Signal::Status),
    ] {
        let verdict = plain(status, &error(kind));
        assert_eq!((verdict.name(), verdict.reason, verdict.signal), (name, reason, signal), "{status} {kind}");
    }
}

#[test]
fn responses_that_do_not_come_from_an_api() {
    for (headers, body, decision, reason) in [
        (&[][..], "<html>Attention Required</html>", Decision::FixEnvironment, "blocked"),
        (&[("cf-mitigated", "challenge")], "", Decision::FixEnvironment, "blocked"),
        (&[], r#"{"error":"forbidden"}"#, Decision::FixEnvironment, "blocked"),
        (&[], r#"{"error":{"message":"forbidden"}}"#, Decision::FixCredentials, "permission"),
        (&[], r#"{"Message":"not allowed"}"#, Decision::FixCredentials, "permission"),
        (&[("x-amzn-errortype", "SomeFutureException")], "", Decision::FixCredentials, "permission"),
        (&[("x-amzn-errortype", "ExpiredTokenException")], "", Decision::FixCredentials, "authentication"),
    ] {
        let verdict = with(403, headers, body);
        assert_eq!((verdict.decision, verdict.reason), (decision, reason), "{headers:?} {body}");
    }
}

#[test]
fn codes_come_before_types_and_texts() {
    for (status, body, name, reason, signal) in [
        (
            400,
            coded("invalid_request_error", "enforced_spend_limit_reached"),
            "fix_account",
            "spend_limit",
            Signal::ErrorCode,
        ),
        (503, coded("api_error", "registration_pending"), "fix_request", "already_stored", Signal::ErrorCode),
        (503, coded("api_error", "cmek_key_unreachable"), "retry", "unavailable", Signal::ErrorCode),
        (
            400,
            coded("invalid_request_error", "external_key_validation_timed_out"),
            "retry",
            "transient",
            Signal::ErrorCode,
        ),
        (409, coded("conflict_error", "agent_name_taken"), "fix_request", "conflict", Signal::ErrorCode),
        (
            402,
            coded("billing_error", "linked_organization_spend_limit_reached"),
            "fix_account",
            "spend_limit",
            Signal::ErrorCode,
        ),
        (402, coded("billing_error", "linked_organization_something_new"), "fix_account", "billing", Signal::Status),
        (400, coded("invalid_request_error", "tool_name_conflict"), "fix_request", "invalid", Signal::Status),
        (403, coded("permission_error", "sandbox_egress_restricted"), "fix_environment", "egress", Signal::ErrorCode),
        (
            429,
            with_message("rate_limit_error", "EXTRA USAGE IS REQUIRED for long context requests."),
            "fix_account",
            "plan_tier",
            Signal::MessageText,
        ),
        (
            400,
            with_message("invalid_request_error", "You have reached your specified workspace API usage limits."),
            "fix_account",
            "spend_limit",
            Signal::MessageText,
        ),
        (
            429,
            with_message("rate_limit_error", "You have reached your specified API usage limits."),
            "fix_account",
            "spend_limit",
            Signal::MessageText,
        ),
        (
            400,
            with_message("rate_limit_error", "Usage credits are required for long context requests."),
            "fix_account",
            "plan_tier",
            Signal::MessageText,
        ),
        (529, with_message("overloaded_error", "credit balance is too low"), "retry", "overloaded", Signal::Status),
        (400, with_message("invalid_request_error", "prompt is too long"), "fix_request", "invalid", Signal::Status),
    ] {
        let verdict = plain(status, &body);
        assert_eq!((verdict.name(), verdict.reason, verdict.signal), (name, reason, signal), "{status} {body}");
    }
    // A known code takes precedence over the wording, an unknown one does not.
    let gate = |code: &str| {
        plain(429, &format!(r#"{{"error":{{"type":"rate_limit_error","message":"Extra usage is required","details":{{"error_code":"{code}"}}}}}}"#)).reason
    };
    assert_eq!((gate("ramp_limit_exceeded"), gate("some_future_code")), ("rate_limit", "plan_tier"));
}

#[test]
fn errors_of_other_platforms() {
    const NAME: &str = "x-amzn-errortype";
    for (status, headers, body, name, reason) in [
        (400, &[(NAME, "ThrottlingException")][..], "", "retry", "rate_limit"),
        (400, &[], r#"{"__type":"com.amazon.coral.service#ThrottlingException"}"#, "retry", "rate_limit"),
        (400, &[(NAME, "ValidationException")], r#"{"__type":"ThrottlingException"}"#, "fix_request", "invalid"),
        (400, &[(NAME, "SomeFutureException")], r#"{"__type":"ThrottlingException"}"#, "retry", "rate_limit"),
        (
            400,
            &[(NAME, "ThrottlingException")],
            r#"{"message":"Too many tokens per day, please wait"}"#,
            "fix_account",
            "quota",
        ),
        (408, &[(NAME, "ModelTimeoutException")], "", "retry", "timeout"),
        (424, &[], "", "fix_request", "invalid"),
        (404, &[(NAME, "ResourceNotFoundException")], "", "fix_request", "not_found"),
        (400, &[], r#"[{"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}]"#, "retry", "rate_limit"),
        (200, &[(NAME, "ThrottlingException")], "", "not_an_error", "ok"),
        (503, &[], r#"{"error":{"code":503,"status":"UNAVAILABLE"}}"#, "retry", "unavailable"),
        (401, &[], r#"{"error":{"code":401,"status":"UNAUTHENTICATED"}}"#, "fix_credentials", "authentication"),
        (400, &[], r#"{"error":{"code":400,"status":"INVALID_ARGUMENT"}}"#, "fix_request", "invalid"),
    ] {
        let verdict = with(status, headers, body);
        assert_eq!((verdict.name(), verdict.reason), (name, reason), "{status} {headers:?} {body}");
    }
    assert!(plain(429, &error("rate_limit_error")).throttled);
    assert!(!with(429, &[(NAME, "ModelNotReadyException")], "").throttled);
    assert!(!plain(529, &error("overloaded_error")).throttled);
}

#[test]
fn precedence_of_hints() {
    const DATE: (&str, &str) = ("date", "Tue, 24 Nov 2026 00:10:00 GMT");
    const RETRY_INFO: &str =
        r#"{"error":{"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"7.0005s"}]}}"#;
    use HintSource::{GrpcPushback, RateLimitReset, RetryAfterDate, RetryAfterMs, RetryAfterSeconds, RetryInfo};
    for (headers, body, millis, from) in [
        (&[("retry-after-ms", "0.2"), ("retry-after", "9")][..], "", 1, RetryAfterMs),
        (&[("retry-after-ms", "0"), ("retry-after", "9")], "", 9_000, RetryAfterSeconds),
        (&[("retry-after-ms", "-1"), ("retry-after", "9")], "", 9_000, RetryAfterSeconds),
        (&[("RETRY-AFTER", "\t 3 "), ("Retry-After", "8"), ("retry-after", "5")], "", 8_000, RetryAfterSeconds),
        (&[("retry-after", "3, 8 ,5, nonsense")], "", 8_000, RetryAfterSeconds),
        (&[("retry-after", "1.0001")], "", 1_001, RetryAfterSeconds),
        (
            &[DATE, ("retry-after", "Tue, 24 Nov 2026 00:10:20 GMT"), ("retry-after", "30")],
            "",
            30_000,
            RetryAfterSeconds,
        ),
        (&[DATE, ("retry-after", "Tue, 24 Nov 2026 00:10:40 GMT"), ("retry-after", "30")], "", 40_000, RetryAfterDate),
        (
            &[("date", "yesterday"), DATE, ("retry-after", "Tuesday, 24-Nov-26 00:10:20 GMT")],
            "",
            20_000,
            RetryAfterDate,
        ),
        (&[("retry-after", "Tue Nov 24 00:01:00 2026")], "", 60_000, RetryAfterDate),
        (&[("grpc-retry-pushback-ms", "1500")], RETRY_INFO, 1_500, GrpcPushback),
        (&[("grpc-retry-pushback-ms", "0")], RETRY_INFO, 7_001, RetryInfo),
        (&[("retry-after", "0")], RETRY_INFO, 7_001, RetryInfo),
        (&[("retry-after", "2")], RETRY_INFO, 2_000, RetryAfterSeconds),
        // Only empty buckets count; the latest reset wins, limited by the cap.
        (
            &[
                ("anthropic-ratelimit-tokens-remaining", "0"),
                ("anthropic-ratelimit-tokens-reset", "2026-11-24T01:00:30+01:00"),
                ("anthropic-ratelimit-requests-remaining", "0"),
                ("anthropic-ratelimit-requests-reset", "2026-11-24T00:00:20.5Z"),
                ("anthropic-ratelimit-output-tokens-remaining", "1"),
                ("anthropic-ratelimit-output-tokens-reset", "2026-11-24T00:00:50Z"),
            ],
            "",
            30_000,
            RateLimitReset,
        ),
        (
            &[
                ("anthropic-ratelimit-requests-remaining", "0"),
                ("anthropic-ratelimit-requests-reset", "2026-11-24T00:00:40Z"),
                ("anthropic-ratelimit-tokens-remaining", "0"),
                ("anthropic-ratelimit-tokens-reset", "2026-11-24T00:00:20Z"),
            ],
            "",
            40_000,
            RateLimitReset,
        ),
        (
            &[
                ("anthropic-ratelimit-output-tokens-remaining", "0"),
                ("anthropic-ratelimit-output-tokens-reset", "2026-11-25T00:00:00Z"),
            ],
            "",
            60_000,
            RateLimitReset,
        ),
        (
            &[
                DATE,
                ("anthropic-ratelimit-input-tokens-remaining", "0"),
                ("anthropic-ratelimit-input-tokens-reset", "2026-11-24T00:10:05Z"),
            ],
            "",
            5_000,
            RateLimitReset,
        ),
    ] {
        let hint = with(429, headers, body).hint.unwrap_or_else(|| panic!("{headers:?} {body}"));
        assert_eq!((hint.wait, hint.from), (Duration::from_millis(millis), from), "{headers:?} {body}");
    }
}

#[test]
fn invalid_hints_are_ignored() {
    let reset =
        [("anthropic-ratelimit-tokens-remaining", "0"), ("anthropic-ratelimit-tokens-reset", "2026-11-24T00:00:30Z")];
    for (status, headers) in [
        (429, &[("retry-after", "-5")][..]),
        (429, &[("retry-after", "+5")]),
        (429, &[("retry-after", "1e3")]),
        (429, &[("retry-after", "inf")]),
        (429, &[("retry-after", "5 seconds")]),
        (429, &[("retry-after", "2026-11-24T00:01:00Z")]),
        (429, &[("retry-after", "Tue, 24 Nov 2026 00:00:00 GMT")]),
        (
            429,
            &[
                ("anthropic-ratelimit-unified-remaining", "0"),
                ("anthropic-ratelimit-unified-reset", "2026-11-24T00:00:30Z"),
            ],
        ),
        (429, &[("anthropic-ratelimit-tokens-reset", "2026-11-24T00:00:30Z")]),
        (529, &reset),
    ] {
        let verdict = with(status, headers, "");
        assert_eq!((verdict.decision, verdict.hint), (Decision::Retry, None), "{headers:?}");
    }
    let off = Rules { ratelimit_reset_hint: false, ..Rules::default() };
    assert_eq!(off.classify(&Failure::http(429, &reset, b"").received(now())).hint, None);
    // Without a clock, a date is not a hint.
    let date = [("retry-after", "Tue, 24 Nov 2026 00:01:00 GMT")];
    assert_eq!(classify(&Failure::http(429, &date, b"")).hint, None);
}

#[test]
fn the_server_can_forbid_or_request_a_retry() {
    const HEADER: &str = "x-should-retry";
    for (status, headers, name, reason) in [
        (500, &[(HEADER, " FALSE\t")][..], "gave_up", "server_said_no"),
        (500, &[(HEADER, "false"), (HEADER, "true")], "gave_up", "server_said_no"),
        (500, &[(HEADER, "true"), (HEADER, "false")], "gave_up", "server_said_no"),
        (500, &[(HEADER, "true, false")], "gave_up", "server_said_no"),
        (429, &[(HEADER, "false"), ("retry-after", "3")], "gave_up", "server_said_no"),
        (400, &[(HEADER, "false")], "fix_request", "invalid"),
        (401, &[(HEADER, "True")], "retry", "server_said_yes"),
        (400, &[(HEADER, "true"), ("retry-after", "3")], "retry_after", "server_said_yes"),
        (500, &[(HEADER, "true")], "retry", "server"),
        (500, &[(HEADER, "no")], "retry", "server"),
        (400, &[(HEADER, "1")], "fix_request", "invalid"),
        (200, &[(HEADER, "true")], "not_an_error", "ok"),
        (503, &[("grpc-retry-pushback-ms", "-1")], "gave_up", "server_said_no"),
        (503, &[("grpc-retry-pushback-ms", "soon")], "gave_up", "server_said_no"),
        (400, &[("grpc-retry-pushback-ms", "-1")], "fix_request", "invalid"),
    ] {
        let verdict = with(status, headers, "");
        assert_eq!((verdict.name(), verdict.reason), (name, reason), "{status} {headers:?}");
    }
    let veto = Rules { trust_should_retry: TrustShouldRetry::VetoOnly, ..Rules::default() };
    for (value, status, decision) in
        [("true", 400, Decision::FixRequest), ("false", 500, Decision::GaveUp), ("true", 500, Decision::Retry)]
    {
        assert_eq!(veto.classify(&Failure::http(status, &[(HEADER, value)], b"")).decision, decision);
    }
}

#[test]
fn a_call_that_creates_is_retried_only_if_it_was_not_executed() {
    let creates = Effect::Creates { idempotency_key: false };
    for (failure, is_retried) in [
        (Failure::http(409, &(), b""), true),
        (Failure::http(425, &(), b""), true),
        (Failure::http(429, &(), b""), true),
        (Failure::http(503, &(), b""), true),
        (Failure::http(521, &(), b""), true),
        (Failure::http(522, &(), b""), true),
        (Failure::http(529, &(), b""), true),
        (Failure::http(408, &(), b""), false),
        (Failure::http(500, &(), b""), false),
        (Failure::http(502, &(), b""), false),
        (Failure::http(504, &(), b""), false),
        (Failure::http(520, &(), b""), false),
        (Failure::http(524, &(), b""), false),
        (Failure::http(599, &(), b""), false),
        (Failure::http(504, &[("x-should-retry", "true")], b""), true), // the server decides
        (Failure::http(400, &(), br#"{"error":{"details":{"error_code":"request_body_timeout"}}}"#), true),
        (Failure::stream_event(br#"{"error":{"type":"api_error"}}"#), false),
        (Failure::stream_event(br#"{"error":{"type":"overloaded_error"}}"#), true),
        (Failure::transport(TransportKind::DnsTemporary), true),
        (Failure::transport(TransportKind::ConnectTimeout), true),
        (Failure::transport(TransportKind::TlsHandshake), true),
        (Failure::transport(TransportKind::RefusedStream), true),
        (Failure::transport(TransportKind::GoAway), true),
        (Failure::transport(TransportKind::Reset), false),
        (Failure::transport(TransportKind::IncompleteMessage), false),
        (Failure::transport(TransportKind::ReadTimeout), false),
        (Failure::transport(TransportKind::StreamEof), false),
    ] {
        let stateless = classify(&failure);
        assert_eq!(stateless.decision, Decision::Retry, "{failure:?}");
        let verdict = classify(&failure.effect(creates));
        let expected = if is_retried { Decision::Retry } else { Decision::GaveUp };
        assert_eq!(verdict.decision, expected, "{failure:?}");
        if !is_retried {
            let would_be = Some((Decision::Retry, stateless.reason));
            assert_eq!((verdict.reason, verdict.would_be), ("ambiguous_side_effect", would_be));
        }
        assert_eq!(classify(&failure.effect(Effect::Creates { idempotency_key: true })).decision, Decision::Retry);
    }
    // A failure with another remedy keeps it.
    let undecodable = Failure::transport(TransportKind::Decode).effect(creates);
    assert_eq!(classify(&undecodable).decision, Decision::FixEnvironment);
}

#[test]
fn errors_in_a_stream() {
    for (data, name, reason) in [
        (error("invalid_request_error"), "fix_request", "invalid"),
        (error("authentication_error"), "fix_credentials", "authentication"),
        (error("billing_error"), "fix_account", "billing"),
        (error("permission_error"), "fix_credentials", "permission"),
        (error("not_found_error"), "fix_request", "not_found"),
        (error("conflict_error"), "retry", "conflict"),
        (error("request_too_large"), "fix_request", "too_large"),
        (error("rate_limit_error"), "retry", "rate_limit"),
        (error("api_error"), "retry", "server"),
        (error("timeout_error"), "retry", "timeout"),
        (error("overloaded_error"), "retry", "overloaded"),
        (error("some_future_error"), "retry", "server"),
        (String::new(), "retry", "server"),
        ("{".to_owned(), "retry", "server"),
        (coded("rate_limit_error", "contract_spend_limit_reached"), "fix_account", "spend_limit"),
        (with_message("invalid_request_error", "Your credit balance is too low"), "fix_account", "billing"),
        (r#"{"__type":"modelStreamErrorException"}"#.to_owned(), "retry", "stream"),
        (r#"{"error":{"status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"2s"}]}}"#.to_owned(), "retry_after", "rate_limit"),
    ] {
        let before = classify(&Failure::stream_event(data.as_bytes()));
        assert_eq!((before.name(), before.reason), (name, reason), "{data}");
        let after = classify(&Failure::stream_event(data.as_bytes()).committed(true));
        assert_eq!((after.name(), after.reason), ("gave_up", "stream_committed"), "{data}");
        assert_eq!(after.would_be, Some((before.decision, reason)));
    }
    let cancelled = Failure::transport(TransportKind::Cancelled).committed(true);
    assert_eq!(classify(&cancelled).decision, Decision::Cancelled);
    assert_eq!(classify(&Failure::http(200, &(), b"").committed(true)).decision, Decision::NotAnError);
}

#[test]
fn a_conflict_can_be_left_to_the_caller() {
    let stop = Rules { conflict: OnConflict::Stop, ..Rules::default() };
    for (body, decision) in [
        (error("conflict_error"), Decision::FixRequest),
        (String::new(), Decision::FixRequest),
        (coded("conflict_error", "some_future_code"), Decision::FixRequest),
        (coded("conflict_error", "scan_pending"), Decision::Retry),
    ] {
        assert_eq!(stop.classify(&Failure::http(409, &(), body.as_bytes())).decision, decision, "{body}");
    }
    assert_eq!(
        stop.classify(&Failure::stream_event(error("conflict_error").as_bytes())).decision,
        Decision::FixRequest
    );
}

#[test]
fn the_caller_can_overrule_the_verdict() {
    let rules = Rules {
        overrule: Some(|failure, mut verdict| {
            if matches!(failure.source, payloadlint::retry::Source::Http { status: 418, .. }) {
                verdict.decision = Decision::Retry;
            }
            verdict
        }),
        ..Rules::default()
    };
    let decisions = [418, 422].map(|status| rules.classify(&Failure::http(status, &(), b"")).decision);
    assert_eq!(decisions, [Decision::Retry, Decision::FixRequest]);
}

#[test]
fn every_transport_failure_has_a_decision() {
    use Decision::{Cancelled, FixEnvironment, FixRequest, GaveUp, Retry};
    let expected = [
        (TransportKind::DnsTemporary, Retry, "connect"),
        (TransportKind::DnsNotFound, FixEnvironment, "dns"),
        (TransportKind::ConnectRefused, Retry, "connect"),
        (TransportKind::ConnectTimeout, Retry, "connect"),
        (TransportKind::ConnectReset, Retry, "connect"),
        (TransportKind::TlsHandshake, Retry, "connect"),
        (TransportKind::TlsCertificate, FixEnvironment, "tls"),
        (TransportKind::RefusedStream, Retry, "connect"),
        (TransportKind::GoAway, Retry, "connect"),
        (TransportKind::Reset, Retry, "connection_lost"),
        (TransportKind::IncompleteMessage, Retry, "connection_lost"),
        (TransportKind::ReadTimeout, Retry, "timeout"),
        (TransportKind::StreamEof, Retry, "connection_lost"),
        (TransportKind::Redirect, FixEnvironment, "redirect"),
        (TransportKind::ProxyAuth, FixEnvironment, "proxy"),
        (TransportKind::Decode, FixEnvironment, "undecodable"),
        (TransportKind::InvalidUrl, FixRequest, "invalid"),
        (TransportKind::BodyNotReplayable, GaveUp, "not_replayable"),
        (TransportKind::Cancelled, Cancelled, "cancelled"),
    ];
    for (kind, decision, reason) in expected {
        let verdict = classify(&Failure::transport(kind));
        assert_eq!((verdict.decision, verdict.reason), (decision, reason), "{kind:?}");
    }
    assert_eq!(expected.map(|(kind, _, _)| kind), TransportKind::ALL);
}

#[test]
fn debug_output_contains_no_secret() {
    let secret = b"sk-ant-secret";
    let shown = [
        format!("{:?}", Failure::http(500, &[("x", "sk-ant-secret")], secret)),
        format!("{:?}", Failure::stream_event(secret)),
        format!("{:?} {}", plain(500, "sk-ant-secret"), plain(500, "sk-ant-secret")),
    ];
    assert!(!shown.concat().contains("sk-ant"));
}
