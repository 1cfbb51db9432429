//! The adapters against a local server with scripted misbehavior.

use std::cell::Cell;
use std::error::Error;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::server::{CONTENT, ERROR, FAILED, INVALID, MESSAGE, OVERLOADED, RATE_LIMITED, Reply, START, STOP, Server};
use backon::Retryable;
use http::{Request, Response};
use payloadlint::retry::reqwest::{CallError, fetch, open_stream, transport_kind};
use payloadlint::retry::tower::{LintError, LintLayer, RetryPolicy};
use payloadlint::retry::{
    AsFailure, Budget, Decision, GiveUp, Policy, RatioBudget, RetryError, Rules, Runner, Stopped, TransportKind, Why,
    backon::Session, classify, run,
};
use tower::{Layer, Service, ServiceExt, service_fn};

const GOOD: Reply = Reply::Response(200, "", MESSAGE);
const BUSY: Reply = Reply::Response(529, "", OVERLOADED);

/// A policy with waits of milliseconds, so that the tests are fast.
fn quick() -> Policy {
    Policy { base: Duration::from_millis(1), cap: Duration::from_millis(4), ..Policy::default() }
}

fn request(server: &Server) -> reqwest::RequestBuilder {
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(1)).build().unwrap();
    client.post(&server.url).body(r#"{"model":"claude-opus-5-5"}"#)
}

async fn call(server: &Server) -> Result<Response<Vec<u8>>, RetryError<CallError>> {
    let request = request(server);
    run(&quick(), &RatioBudget::default(), || fetch(&request)).await
}

#[tokio::test]
async fn every_transient_failure_is_retried() {
    for (name, misbehavior) in [
        ("429", Reply::Response(429, "retry-after-ms: 5\r\n", RATE_LIMITED)),
        ("529", BUSY),
        ("500", Reply::Response(500, "", FAILED)),
        ("502 from an edge", Reply::Response(502, "content-type: text/html\r\n", "<html>")),
        ("slow header", Reply::Slow(Duration::from_secs(3))),
        ("reset", Reply::Reset),
        ("truncated body", Reply::Truncated),
    ] {
        let server = Server::start(&[misbehavior, GOOD]);
        let answer = call(&server).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((answer.status().as_u16(), answer.body().as_slice()), (200, MESSAGE.as_bytes()), "{name}");
        assert_eq!(server.calls(), 2, "{name}");
    }
}

#[tokio::test]
async fn reqwest_errors_have_a_kind() {
    for (misbehavior, kind) in [
        (Reply::Slow(Duration::from_secs(3)), TransportKind::ReadTimeout),
        (Reply::Reset, TransportKind::Reset),
        (Reply::Truncated, TransportKind::IncompleteMessage),
    ] {
        let server = Server::start(&[misbehavior]);
        let error = match request(&server).send().await {
            Ok(answer) => answer.bytes().await.expect_err("the response is incomplete"),
            Err(error) => error,
        };
        assert_eq!(transport_kind(&error), kind, "{error:?}");
    }
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = reqwest::Client::builder().no_proxy().connect_timeout(Duration::from_millis(200)).build().unwrap();
    for (url, kind) in
        [(format!("http://{closed}"), TransportKind::ConnectRefused), ("no url".to_owned(), TransportKind::InvalidUrl)]
    {
        let error = client.post(url).send().await.expect_err("nothing listens there");
        assert_eq!(transport_kind(&error), kind, "{error:?}");
    }
    let error = client.post("http://no-such-host.invalid").send().await.expect_err("there is no such host");
    let kind = transport_kind(&error);
    assert!(matches!(kind, TransportKind::DnsNotFound | TransportKind::DnsTemporary), "{kind:?} {error:?}");
    let redirecting = Server::start(&[Reply::Response(307, "location: /again\r\n", "")]);
    let error = client.post(&redirecting.url).send().await.expect_err("it redirects forever");
    assert_eq!(transport_kind(&error), TransportKind::Redirect);
}

#[tokio::test]
async fn a_hint_is_waited_for() {
    let server = Server::start(&[Reply::Response(429, "retry-after: 1\r\n", RATE_LIMITED), GOOD]);
    let start = Instant::now();
    call(&server).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(1), "{:?}", start.elapsed());
}

#[tokio::test]
async fn permanent_failures_are_not_retried() {
    for (answer, decision, reason) in [
        (Reply::Response(400, "", INVALID), Decision::FixRequest, "invalid"),
        (Reply::Response(403, "", "<html>"), Decision::FixEnvironment, "blocked"),
        (Reply::Response(500, "x-should-retry: false\r\n", FAILED), Decision::GaveUp, "server_said_no"),
    ] {
        let server = Server::start(&[answer]);
        let error = call(&server).await.expect_err(reason);
        assert_eq!((error.give_up.last.decision, error.give_up.last.reason), (decision, reason));
        assert_eq!((server.calls(), error.give_up.attempts, error.give_up.why), (1, 1, Why::NotRetryable));
    }
}

#[tokio::test]
async fn giving_up_returns_the_last_error() {
    let server = Server::start(&[BUSY]);
    let error = call(&server).await.expect_err("it is always busy");
    assert_eq!((server.calls(), error.give_up.attempts, error.give_up.why), (6, 6, Why::AttemptsExhausted));
    let CallError::Status(answer) = &error.last_error else { panic!("{:?}", error.last_error) };
    assert_eq!((answer.status().as_u16(), answer.body().as_slice()), (529, OVERLOADED.as_bytes()));
    assert_eq!(error.source().unwrap().to_string(), "the API returned status 529 <unknown status code>");
}

#[tokio::test]
async fn a_streaming_body_is_not_sent() {
    let (origin, server) = (Server::start(&[GOOD]), Server::start(&[GOOD]));
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let streaming = client.post(&server.url).body(client.get(&origin.url).send().await.unwrap());
    let error = run(&quick(), &RatioBudget::default(), || fetch(&streaming)).await.expect_err("it cannot be repeated");
    assert_eq!((error.give_up.last.decision, error.give_up.last.reason), (Decision::GaveUp, "not_replayable"));
    assert_eq!(server.calls(), 0);
}

#[tokio::test]
async fn errors_show_no_secret() {
    let server = Server::start(&[Reply::Response(400, "x-secret: sk-ant-header\r\n", "sk-ant-body"), Reply::Reset]);
    let url = format!("{}?key=sk-ant-url", server.url);
    let request = reqwest::Client::builder().no_proxy().build().unwrap().post(url);
    for _ in 0..2 {
        let error = fetch(&request).await.expect_err("both calls fail");
        let mut shown = format!("{error} {error:?}");
        let mut source = error.source();
        while let Some(cause) = source {
            shown += &format!(" {cause} {cause:?}");
            source = cause.source();
        }
        assert!(!shown.contains("sk-ant"), "{shown}");
    }
}

#[tokio::test]
async fn a_stream_is_reopened_until_it_has_content() {
    const BOTH: &str =
        "event: content_block_delta\ndata: {}\n\nevent: error\ndata: {\"error\":{\"type\":\"overloaded_error\"}}\n\n";
    let server = Server::start(&[
        Reply::Stream(&[START, ERROR]),
        Reply::Stream(&[START]), // ends early
        Reply::CutStream(&[START]),
        Reply::Stream(&[BOTH]), // nothing of it was forwarded yet
        Reply::Stream(&[START, CONTENT, STOP]),
    ]);
    let request = request(&server);
    let mut stream = run(&quick(), &RatioBudget::default(), || open_stream(&request)).await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let mut text = Vec::new();
    while let Some(chunk) = stream.chunk().await.unwrap() {
        text.extend_from_slice(&chunk);
    }
    assert_eq!((server.calls(), text), (5, [START, CONTENT, STOP].concat().into_bytes()));
}

#[tokio::test]
async fn a_stream_that_fails_after_content_is_not_retried() {
    for (reply, would_be) in [
        (Reply::Stream(&[START, CONTENT, ERROR]), "overloaded"),
        (Reply::CutStream(&[START, CONTENT]), "connection_lost"),
        (Reply::Stream(&[START, CONTENT]), "connection_lost"),
    ] {
        let server = Server::start(&[reply]);
        let mut stream = open_stream(&request(&server)).await.unwrap();
        let error = loop {
            match stream.chunk().await {
                Ok(Some(_)) => {}
                Ok(None) => panic!("{would_be}: this stream has no proper end"),
                Err(error) => break error,
            }
        };
        let verdict = classify(&error.as_failure());
        assert_eq!((verdict.decision, verdict.reason), (Decision::GaveUp, "stream_committed"));
        assert_eq!(verdict.would_be, Some((Decision::Retry, would_be)));
    }
}

#[tokio::test]
async fn a_budget_is_shared_by_tasks() {
    let server = Server::start(&[BUSY]);
    let budget = Arc::new(RatioBudget::new(3, 0, 3));
    let tasks = (0..4).map(|_| {
        let (request, budget) = (request(&server), Arc::clone(&budget));
        tokio::spawn(
            async move { run(&quick(), &budget, || fetch(&request)).await.expect_err("it is always busy").give_up },
        )
    });
    let mut attempts = 0;
    for task in tasks.collect::<Vec<_>>() {
        attempts += task.await.unwrap().attempts;
    }
    assert_eq!((attempts, server.calls()), (4 + 3, 4 + 3));
    assert_eq!(budget.balance(), 0);
}

/// A budget that counts the calls of its methods.
#[derive(Default)]
struct CountingBudget(std::sync::Mutex<(u32, Vec<bool>)>);

impl Budget for CountingBudget {
    fn try_withdraw(&self, _: bool) -> bool {
        true
    }
    fn on_call(&self) {
        self.0.lock().unwrap().0 += 1;
    }
    fn on_success(&self, after_retry: bool) {
        self.0.lock().unwrap().1.push(after_retry);
    }
}

#[tokio::test]
async fn a_budget_is_notified_of_calls_and_successes() {
    let server = Server::start(&[GOOD, BUSY, BUSY, GOOD]);
    let (budget, request) = (CountingBudget::default(), request(&server));
    for _ in 0..2 {
        run(&quick(), &budget, || fetch(&request)).await.unwrap();
    }
    assert_eq!(*budget.0.lock().unwrap(), (2, vec![false, true]));
}

// With `start_paused`, the clock is virtual and nothing really sleeps.

#[tokio::test(start_paused = true)]
async fn a_seed_fixes_the_waits() {
    let start = tokio::time::Instant::now();
    let runner = Policy::default();
    let error = Runner::new(&runner).seed(42).run(|| async { Err::<(), _>(busy()) }).await.expect_err("always busy");
    assert_eq!(error.give_up.attempts, 6);
    // The sum of the five waits for this seed. The clock of tokio has a resolution of milliseconds.
    let waited = start.elapsed().as_secs_f64();
    assert!((waited - 5.537).abs() < 0.01, "{waited}");
}

#[tokio::test(start_paused = true)]
async fn cancelling_stops_at_once() {
    let calls = Cell::new(0);
    let policy = Policy { base: Duration::from_secs(60), ..Policy::default() };
    let call = || async {
        calls.set(calls.get() + 1);
        Err::<(), _>(busy())
    };
    let rules = Rules { message_heuristics: false, ..Rules::default() };
    let runner = Runner::new(&policy).rules(&rules).seed(7);

    let cancel = tokio::time::sleep(Duration::from_secs(1));
    match runner.run_until(cancel, call).await {
        Err(Stopped::Cancelled { last_error: Some(error) }) => assert_eq!(error.status(), 529),
        other => panic!("{other:?}"),
    }
    assert_eq!(calls.get(), 1);

    let dropped = tokio::time::timeout(Duration::from_secs(1), runner.run(call)).await;
    assert!(dropped.is_err());
    tokio::time::sleep(Duration::from_secs(1000)).await;
    assert_eq!(calls.get(), 2);

    match runner.run_until(std::future::ready(()), call).await {
        Err(Stopped::Cancelled { last_error: None }) => assert_eq!(calls.get(), 2),
        other => panic!("{other:?}"),
    }
    match runner.run_until(std::future::pending(), call).await {
        Err(Stopped::GaveUp(error)) => assert_eq!(error.give_up.attempts, 6),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_deadline_is_kept() {
    let policy = Policy { deadline: Some(Duration::from_secs(20)), max_attempts: NonZeroU32::MAX, ..Policy::default() };
    let start = tokio::time::Instant::now();
    let error = Runner::new(&policy).run(|| async { Err::<(), _>(busy()) }).await.expect_err("always busy");
    assert_eq!(error.give_up.why, Why::Deadline);
    assert!(start.elapsed() <= Duration::from_millis(20_010), "{:?}", start.elapsed());
}

fn busy() -> Response<&'static str> {
    Response::builder().status(529).body(OVERLOADED).unwrap()
}

// ---- tower

/// Sends a request of the `http` crate and reads the whole response body.
async fn exchange(client: reqwest::Client, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, reqwest::Error> {
    let answer = client.execute(request.try_into()?).await?;
    let mut response = Response::builder().status(answer.status());
    response.headers_mut().unwrap().extend(answer.headers().clone());
    Ok(response.body(answer.bytes().await?.into()).unwrap())
}

fn http_request(server: &Server, body: &str) -> Request<Vec<u8>> {
    Request::post(&server.url).body(body.as_bytes().to_vec()).unwrap()
}

const HELLO: &str =
    r#"{"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}"#;
const EMPTY: &str = r#"{"model": "claude-opus-5-5", "max_tokens": 64, "messages": []}"#;

/// Lints a request, as an application would.
fn lint(request: &Request<Vec<u8>>) -> Result<(), Box<payloadlint::Report>> {
    let report = payloadlint::Linter::default().lint_http(request);
    if report.is_ok() { Ok(()) } else { Err(Box::new(report)) }
}

#[tokio::test]
async fn tower_lints_sends_and_retries() {
    let server = Server::start(&[BUSY, Reply::Truncated, Reply::Reset, GOOD, BUSY, GOOD]);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let send = service_fn(move |request| exchange(client.clone(), request));
    let budget = Arc::new(CountingBudget::default());
    let policy = RetryPolicy::new(quick()).budget(budget.clone()).rules(Arc::new(Rules::default())).seed(1);
    let mut service = LintLayer::new(lint, policy).layer(send);

    let refused = service.ready().await.unwrap().call(http_request(&server, EMPTY)).await;
    let refused = refused.expect_err("the linter rejects it").to_string();
    assert!(refused.starts_with("not sent: error[PL301]"), "{refused}");
    assert_eq!(server.calls(), 0);

    for calls in [4, 6] {
        let answer = service.ready().await.unwrap().call(http_request(&server, HELLO)).await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.extensions().get::<GiveUp>().is_some()), (200, false));
        assert_eq!(server.calls(), calls);
    }
    assert_eq!(budget.0.lock().unwrap().1, [true, true]);
    assert_eq!(budget.0.lock().unwrap().0, 2);
}

#[tokio::test]
async fn tower_reports_why_it_gave_up() {
    let server = Server::start(&[BUSY]);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let send = service_fn(move |request| exchange(client.clone(), request));
    let service = LintLayer::new(lint, RetryPolicy::new(quick())).layer(send);
    for _ in 0..2 {
        let answer = service.clone().oneshot(http_request(&server, HELLO)).await.unwrap();
        let give_up = answer.extensions().get::<GiveUp>().unwrap();
        assert_eq!((answer.status().as_u16(), give_up.attempts, give_up.why), (529, 6, Why::AttemptsExhausted));
    }
    assert_eq!(server.calls(), 12);

    let broken = Server::start(&[Reply::Reset]);
    let error = service.oneshot(http_request(&broken, HELLO)).await.expect_err("it always hangs up");
    assert!(matches!(error, LintError::Call(_)));
    assert_eq!(broken.calls(), 6);
}

// ---- backon

#[tokio::test]
async fn backon_uses_our_waits() {
    let server = Server::start(&[Reply::Response(429, "retry-after-ms: 30\r\n", RATE_LIMITED), Reply::Reset, GOOD]);
    let (policy, request) = (quick(), request(&server));
    let budget = RatioBudget::new(2, 0, 2);
    let session = Session::new(&policy).budget(&budget).rules(Rules::default()).seed(1);
    let start = Instant::now();
    let answer = (|| fetch(&request)).retry(session.backoff()).sleep(tokio::time::sleep).adjust(session.adjust()).await;
    assert_eq!((answer.unwrap().status().as_u16(), server.calls()), (200, 3));
    assert!(start.elapsed() >= Duration::from_millis(30));
    assert_eq!(budget.balance(), 500); // half a token for the hint, one for the reset
}

#[tokio::test]
async fn backon_reports_why_it_gave_up() {
    for (reply, calls, why, reason) in [
        (BUSY, 6, Why::AttemptsExhausted, "overloaded"),
        (Reply::Response(400, "", INVALID), 1, Why::NotRetryable, "invalid"),
    ] {
        let server = Server::start(&[reply]);
        let (policy, request) = (quick(), request(&server));
        let session = Session::new(&policy);
        let outcome =
            (|| fetch(&request)).retry(session.backoff()).sleep(tokio::time::sleep).adjust(session.adjust()).await;
        let error = outcome.map_err(|error| session.explain(error)).expect_err(reason);
        assert_eq!((server.calls(), error.give_up.attempts as usize), (calls, calls));
        assert_eq!((error.give_up.why, error.give_up.last.reason), (why, reason));
        assert!(matches!(error.last_error, CallError::Status(_)));

        let session = Session::new(&policy);
        let when = (|| fetch(&request))
            .retry(session.backoff())
            .sleep(tokio::time::sleep)
            .when(|_| false)
            .adjust(session.adjust())
            .await;
        let error = when.map_err(|error| session.explain(error)).expect_err(reason);
        assert_eq!((error.give_up.why, error.give_up.attempts), (Why::NotRetryable, 1));
    }
}
