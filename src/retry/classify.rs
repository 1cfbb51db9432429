//! What came back, and what to do about it: a pure function of its input.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::body::{self, Body};
use super::hint::{self, Hint, HintSource, Pushback};
use crate::knowledge::{Decision, ErrorTable, Remedy, TransportKind};

/// Looks up a header's values. Names are given in lower case and must be compared without regard
/// to ASCII case; values come in wire order, one call for each line.
pub trait HeaderView {
    /// Calls `each` for every value of the header `name`.
    fn each(&self, name: &str, each: &mut dyn FnMut(&[u8]));
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>> HeaderView for [(N, V)] {
    fn each(&self, name: &str, each: &mut dyn FnMut(&[u8])) {
        for (key, value) in self {
            if key.as_ref().eq_ignore_ascii_case(name.as_bytes()) {
                each(value.as_ref());
            }
        }
    }
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>, const LENGTH: usize> HeaderView for [(N, V); LENGTH] {
    fn each(&self, name: &str, each: &mut dyn FnMut(&[u8])) {
        self.as_slice().each(name, each);
    }
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>> HeaderView for Vec<(N, V)> {
    fn each(&self, name: &str, each: &mut dyn FnMut(&[u8])) {
        self.as_slice().each(name, each);
    }
}

impl<H: HeaderView + ?Sized> HeaderView for &H {
    fn each(&self, name: &str, each: &mut dyn FnMut(&[u8])) {
        (**self).each(name, each);
    }
}

/// No headers are known.
impl HeaderView for () {
    fn each(&self, _: &str, _: &mut dyn FnMut(&[u8])) {}
}

/// Where a failure shows itself.
#[non_exhaustive]
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// A complete answer.
    Http {
        /// The status of the answer.
        status: u16,
        /// Its headers.
        headers: &'a dyn HeaderView,
        /// Its body, or as much as was read; 64 KiB are looked at.
        body: &'a [u8],
    },
    /// An `event: error` in a stream that began with 200.
    StreamEvent {
        /// The text after `data:`.
        data: &'a [u8],
    },
    /// There is no answer, or it broke off.
    Transport(TransportKind),
}

impl fmt::Debug for Source<'_> {
    /// Bodies may quote what the caller sent, and headers may hold secrets: neither is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Http { status, body, .. } => write!(f, "Http {{ status: {status}, body: {} bytes }}", body.len()),
            Source::StreamEvent { data } => write!(f, "StreamEvent {{ data: {} bytes }}", data.len()),
            Source::Transport(kind) => f.debug_tuple("Transport").field(kind).finish(),
        }
    }
}

/// Does repeating the call only cost money, or may it create something twice?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Effect {
    /// Messages and token counts: the worst case is to pay twice.
    #[default]
    Stateless,
    /// Batches, files, sessions.
    Creates {
        /// The server knows a repetition by a key and does not act on it twice.
        idempotency_key: bool,
    },
}

/// One failed call, as the classifier sees it. Borrowed; nothing is read from anywhere else.
#[derive(Clone, Copy, Debug)]
pub struct Failure<'a> {
    /// What came back.
    pub source: Source<'a>,
    /// What a repetition may do.
    pub effect: Effect,
    /// Content of the answer was handed on already, so that a repetition would show it twice.
    pub stream_committed: bool,
    /// The wall clock when the answer came. Only a hint in form of a date needs it, and only if
    /// the answer has no `date` of its own; without either such a hint is ignored.
    pub received: Option<SystemTime>,
}

impl<'a> Failure<'a> {
    fn new(source: Source<'a>) -> Failure<'a> {
        Failure { source, effect: Effect::Stateless, stream_committed: false, received: None }
    }

    /// A complete answer with any status.
    pub fn http(status: u16, headers: &'a dyn HeaderView, body: &'a [u8]) -> Failure<'a> {
        Failure::new(Source::Http { status, headers, body })
    }

    /// An `event: error` in a stream that began with 200; `data` is the text after `data:`.
    pub fn stream_event(data: &'a [u8]) -> Failure<'a> {
        Failure::new(Source::StreamEvent { data })
    }

    /// No answer, or one that broke off.
    pub fn transport(kind: TransportKind) -> Failure<'a> {
        Failure::new(Source::Transport(kind))
    }

    /// Sets what a repetition may do.
    #[must_use]
    pub fn effect(self, effect: Effect) -> Failure<'a> {
        Failure { effect, ..self }
    }

    /// Sets whether content of the answer was handed on already.
    #[must_use]
    pub fn committed(self, stream_committed: bool) -> Failure<'a> {
        Failure { stream_committed, ..self }
    }

    /// Sets the wall clock when the answer came.
    #[must_use]
    pub fn received(self, at: SystemTime) -> Failure<'a> {
        Failure { received: Some(at), ..self }
    }
}

/// An error of the caller's that can be shown to the classifier. The adapters drive any that is.
pub trait AsFailure {
    /// What the classifier is to look at.
    fn as_failure(&self) -> Failure<'_>;
}

/// What a decision rests on: for logs, and for tests of precedence.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signal {
    /// The HTTP status.
    Status,
    /// `error.type`, where it says more than the status.
    ErrorType,
    /// `error.details.error_code`
    ErrorCode,
    /// The name of an error on another platform.
    PlatformCode,
    /// The wording of `error.message`.
    MessageText,
    /// Header `x-should-retry`.
    ShouldRetryHeader,
    /// The failure of the transport.
    Transport,
    /// What a repetition would do.
    Replay,
}

impl Signal {
    /// The name in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Signal::Status => "status",
            Signal::ErrorType => "error_type",
            Signal::ErrorCode => "error_code",
            Signal::PlatformCode => "platform_code",
            Signal::MessageText => "message_text",
            Signal::ShouldRetryHeader => "should_retry_header",
            Signal::Transport => "transport",
            Signal::Replay => "replay",
        }
    }
}

/// What to do, why, and how the classifier knows.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What to do.
    pub decision: Decision,
    /// Why, in one word: `overloaded`, `spend_limit`, … All are in `schemas/errors.json`.
    pub reason: &'static str,
    /// What the decision rests on.
    pub signal: Signal,
    /// The wait the server asked for; only with [`Decision::Retry`].
    pub hint: Option<Hint>,
    /// The caller's own rate is the cause, not the state of the service.
    pub throttled: bool,
    /// Decision and reason without the rule that forbade a repetition, where there was one.
    pub would_be: Option<(Decision, &'static str)>,
    /// The status that Bedrock says the model itself answered with.
    pub original_status: Option<u16>,
}

impl Verdict {
    fn new(answer: &'static Remedy, signal: Signal) -> Verdict {
        Verdict {
            decision: answer.decision,
            reason: &answer.reason,
            signal,
            hint: None,
            throttled: answer.throttled,
            would_be: None,
            original_status: None,
        }
    }

    fn changed(self, decision: Decision, reason: &'static str, signal: Signal) -> Verdict {
        Verdict { decision, reason, signal, hint: None, would_be: None, ..self }
    }

    fn given_up(self, reason: &'static str, signal: Signal) -> Verdict {
        let would_be = self.would_be.or(Some((self.decision, self.reason)));
        Verdict { would_be, ..self.changed(Decision::GaveUp, reason, signal) }
    }

    /// The decision's name in every output: as [`Decision::as_str`], and `retry_after` for a retry
    /// with a hint.
    pub fn name(&self) -> &'static str {
        match (self.decision, self.hint) {
            (Decision::Retry, Some(_)) => "retry_after",
            (decision, _) => decision.as_str(),
        }
    }

    /// What to do about it, in one or two sentences.
    pub fn advice(&self) -> &'static str {
        ErrorTable::shipped().advice(self.reason).unwrap_or_default()
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, by {})", self.name(), self.reason, self.signal.as_str())
    }
}

/// Turns a failure into a verdict. [`Rules`] is the one to use; others can stand in its place.
pub trait Classify: Send + Sync {
    /// Must not panic, whatever the failure.
    fn classify(&self, failure: &Failure<'_>) -> Verdict;
}

/// What `x-should-retry` may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum TrustShouldRetry {
    /// `true` starts a retry, `false` forbids it, as in all official SDKs.
    #[default]
    Obey,
    /// `false` forbids a retry, `true` means nothing.
    VetoOnly,
}

/// What a 409 without a known code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum OnConflict {
    /// It may pass later, as in all official SDKs.
    #[default]
    Retry,
    /// It has to be resolved by the caller.
    Stop,
}

/// A last word on a verdict; see [`Rules::overrule`].
pub type Overrule = fn(&Failure<'_>, Verdict) -> Verdict;

/// The classifier, with its few options.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// What `x-should-retry` may do.
    pub trust_should_retry: TrustShouldRetry,
    /// Whether conditions without a code are known by their wording. That can only stop a retry or
    /// change the remedy.
    pub message_heuristics: bool,
    /// Whether a 429 without another hint waits for `anthropic-ratelimit-*-reset`.
    pub ratelimit_reset_hint: bool,
    /// … and how long at most; the policy's cap is a good value.
    pub ratelimit_reset_cap: Duration,
    /// What a 409 without a known code means.
    pub conflict: OnConflict,
    /// Runs last and may change any verdict.
    pub overrule: Option<Overrule>,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            trust_should_retry: TrustShouldRetry::Obey,
            message_heuristics: true,
            ratelimit_reset_hint: true,
            ratelimit_reset_cap: Duration::from_secs(60),
            conflict: OnConflict::Retry,
            overrule: None,
        }
    }
}

/// Classifies with the default [`Rules`].
///
/// ```
/// use payloadlint::retry::{Decision, Failure, classify};
///
/// let headers = [("retry-after", "12")];
/// let body = br#"{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}"#;
/// let verdict = classify(&Failure::http(429, &headers, body));
/// assert_eq!(verdict.decision, Decision::Retry);
/// assert_eq!(verdict.hint.unwrap().wait.as_secs(), 12);
/// ```
pub fn classify(failure: &Failure<'_>) -> Verdict {
    Rules::default().classify(failure)
}

/// The row that decides, before headers and effects have their say.
struct Found {
    answer: &'static Remedy,
    signal: Signal,
    /// The status that counts, whatever was sent.
    status: u16,
}

impl Classify for Rules {
    fn classify(&self, failure: &Failure<'_>) -> Verdict {
        let verdict = match failure.source {
            Source::Http { status, headers, body } => self.http(status, headers, body, failure),
            Source::StreamEvent { data } => self.stream_event(data, failure.effect),
            Source::Transport(kind) => transport(kind, failure.effect),
        };
        let settled = matches!(verdict.decision, Decision::NotAnError | Decision::Cancelled);
        let verdict = if failure.stream_committed && !settled {
            verdict.given_up("stream_committed", Signal::Replay)
        } else {
            verdict
        };
        match self.overrule {
            Some(overrule) => overrule(failure, verdict),
            None => verdict,
        }
    }
}

impl Rules {
    fn http(&self, status: u16, headers: &dyn HeaderView, body: &[u8], failure: &Failure<'_>) -> Verdict {
        let row = ErrorTable::shipped().status(status);
        if row.answer.decision == Decision::NotAnError {
            return Verdict::new(&row.answer, Signal::Status);
        }
        let mut body = Body::read(body);
        headers.each("x-amzn-errortype", &mut |name| {
            body.envelope = true;
            let known = std::str::from_utf8(name).ok().and_then(body::platform);
            body.platform = known.or(body.platform);
        });
        let found = self.find(status, &body);
        let verdict = self.obey_header(self.verdict(&found, &body, failure.effect), headers);
        if verdict.decision != Decision::Retry {
            return verdict;
        }
        let pushback = hint::pushback(headers);
        if pushback == Pushback::Stop {
            return verdict.given_up("server_said_no", Signal::PlatformCode);
        }
        let hint = hint::find(headers, failure.received, pushback, body.retry_info).or_else(|| {
            let reset = self.ratelimit_reset_hint && found.status == 429;
            reset.then(|| hint::rate_limit_reset(headers, failure.received, self.ratelimit_reset_cap)).flatten()
        });
        Verdict { hint, ..verdict }
    }

    fn stream_event(&self, data: &[u8], effect: Effect) -> Verdict {
        let body = Body::read(data);
        // The 200 says nothing about the error; what is not understood is the server's fault.
        let status = body.error_type.map_or(500, |row| row.status);
        let mut found = self.find(status, &body);
        if found.signal == Signal::Status && body.error_type.is_some() {
            found.signal = Signal::ErrorType;
        }
        let mut verdict = self.verdict(&found, &body, effect);
        if let (Decision::Retry, Some(millis @ 1..)) = (verdict.decision, body.retry_info) {
            verdict.hint = Some(Hint { wait: Duration::from_millis(millis), from: HintSource::RetryInfo });
        }
        verdict
    }

    /// Platform's code, then error code, then type against status, then text.
    fn find(&self, status: u16, body: &Body) -> Found {
        let code = body.code.and_then(|row| Some((row.status, row.answer.as_ref()?)));
        let found = if let Some(row) = body.platform {
            Found { answer: &row.answer, signal: Signal::PlatformCode, status: row.status }
        } else if let Some((status, answer)) = code {
            Found { answer, signal: Signal::ErrorCode, status }
        } else {
            by_status(status, body)
        };
        self.by_text(&found, body).unwrap_or(found)
    }

    /// The verdict of a row, if the effect of the call permits it.
    fn verdict(&self, found: &Found, body: &Body, effect: Effect) -> Verdict {
        let verdict = Verdict { original_status: body.original_status, ..Verdict::new(found.answer, found.signal) };
        let uncoded = matches!(found.signal, Signal::Status | Signal::ErrorType);
        if self.conflict == OnConflict::Stop && found.status == 409 && uncoded {
            return verdict.changed(Decision::FixRequest, verdict.reason, found.signal);
        }
        guard_effect(verdict, found.answer, effect)
    }

    /// A condition that has no code. It may stop a retry or change the remedy.
    fn by_text(&self, found: &Found, body: &Body) -> Option<Found> {
        if !self.message_heuristics || body.code.is_some() {
            return None;
        }
        let texts = ErrorTable::shipped().texts();
        let row = body.texts().filter_map(|row| texts.get(row)).find(|row| row.statuses.contains(&found.status))?;
        Some(Found { answer: &row.answer, signal: Signal::MessageText, status: found.status })
    }

    fn obey_header(&self, verdict: Verdict, headers: &dyn HeaderView) -> Verdict {
        let retry = verdict.decision == Decision::Retry;
        match should_retry(headers) {
            Some(false) if retry => verdict.given_up("server_said_no", Signal::ShouldRetryHeader),
            Some(true) if !retry && self.trust_should_retry == TrustShouldRetry::Obey => {
                verdict.changed(Decision::Retry, "server_said_yes", Signal::ShouldRetryHeader)
            }
            _ => verdict,
        }
    }
}

fn by_status(status: u16, body: &Body) -> Found {
    let counts = body.error_type.map_or(status, |row| row.against(status));
    let signal = if counts == status { Signal::Status } else { Signal::ErrorType };
    let row = ErrorTable::shipped().status(counts);
    let bare = row.without_envelope.as_ref().filter(|_| !body.envelope);
    Found { answer: bare.unwrap_or(&row.answer), signal, status: counts }
}

fn transport(kind: TransportKind, effect: Effect) -> Verdict {
    let row = ErrorTable::shipped().transport(kind);
    guard_effect(Verdict::new(&row.answer, Signal::Transport), &row.answer, effect)
}

/// What creates something is not repeated unless it surely was not done.
fn guard_effect(verdict: Verdict, answer: &Remedy, effect: Effect) -> Verdict {
    let creates = effect == Effect::Creates { idempotency_key: false };
    if verdict.decision == Decision::Retry && creates && answer.may_have_run {
        return verdict.given_up("ambiguous_side_effect", Signal::Replay);
    }
    verdict
}

/// Header `x-should-retry`. If both values occur, `false` wins; other values are ignored.
fn should_retry(headers: &dyn HeaderView) -> Option<bool> {
    let mut answer = None;
    headers.each("x-should-retry", &mut |line| {
        for value in line.split(|byte| *byte == b',').map(hint::trim) {
            if value.eq_ignore_ascii_case(b"false") {
                answer = Some(false);
            } else if value.eq_ignore_ascii_case(b"true") {
                answer = answer.or(Some(true));
            }
        }
    });
    answer
}
