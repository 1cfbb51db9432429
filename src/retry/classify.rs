//! Classifies a failed call: a pure function of its input.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::body::{self, Body};
use super::headers::HeaderView;
use super::hint::{self, Hint, HintSource, Pushback};
use crate::knowledge::{Decision, ErrorTable, Remedy, TransportKind};

/// How a call failed.
#[non_exhaustive]
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// A complete response.
    Http {
        /// The HTTP status.
        status: u16,
        /// The headers.
        headers: &'a dyn HeaderView,
        /// The body, or as much of it as was read; at most 64 KiB are used.
        body: &'a [u8],
    },
    /// An `event: error` in a stream that began with status 200.
    StreamEvent {
        /// The text after `data:`.
        data: &'a [u8],
    },
    /// No response, or one that broke off.
    Transport(TransportKind),
}

impl fmt::Debug for Source<'_> {
    /// Bodies may quote what the caller sent, and headers may contain secrets, so neither is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Http { status, body, .. } => write!(f, "Http {{ status: {status}, body: {} bytes }}", body.len()),
            Source::StreamEvent { data } => write!(f, "StreamEvent {{ data: {} bytes }}", data.len()),
            Source::Transport(kind) => f.debug_tuple("Transport").field(kind).finish(),
        }
    }
}

/// Whether repeating the call only costs money, or may create something twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Effect {
    /// Messages and token counts: at worst, the caller pays twice.
    #[default]
    Stateless,
    /// Batches, files, sessions.
    Creates {
        /// The server recognizes a repeated call by a key and does not act on it twice.
        idempotency_key: bool,
    },
}

/// One failed call: all that the classifier uses. Borrowed.
#[derive(Clone, Copy, Debug)]
pub struct Failure<'a> {
    /// How it failed.
    pub source: Source<'a>,
    /// What repeating the call may do.
    pub effect: Effect,
    /// Content of the response was already forwarded, so repeating the call would show it twice.
    pub stream_committed: bool,
    /// Wall-clock time when the response arrived. Needed only for a hint that is a date, and only if
    /// the response has no `date` header; without either, such a hint is ignored.
    pub received: Option<SystemTime>,
}

impl<'a> Failure<'a> {
    fn new(source: Source<'a>) -> Failure<'a> {
        Failure { source, effect: Effect::Stateless, stream_committed: false, received: None }
    }

    /// A complete response with any status.
    pub fn http(status: u16, headers: &'a dyn HeaderView, body: &'a [u8]) -> Failure<'a> {
        Failure::new(Source::Http { status, headers, body })
    }

    /// An `event: error` in a stream that began with status 200; `data` is the text after `data:`.
    pub fn stream_event(data: &'a [u8]) -> Failure<'a> {
        Failure::new(Source::StreamEvent { data })
    }

    /// No response, or one that broke off.
    pub fn transport(kind: TransportKind) -> Failure<'a> {
        Failure::new(Source::Transport(kind))
    }

    /// Sets what repeating the call may do.
    #[must_use]
    pub fn effect(self, effect: Effect) -> Failure<'a> {
        Failure { effect, ..self }
    }

    /// Sets whether content of the response was already forwarded.
    #[must_use]
    pub fn committed(self, stream_committed: bool) -> Failure<'a> {
        Failure { stream_committed, ..self }
    }

    /// Sets the wall-clock time when the response arrived.
    #[must_use]
    pub fn received(self, at: SystemTime) -> Failure<'a> {
        Failure { received: Some(at), ..self }
    }
}

/// An error type that the classifier can examine. The adapters work with any such type.
pub trait AsFailure {
    /// The failure to classify.
    fn as_failure(&self) -> Failure<'_>;
}

/// What a decision is based on: for logs, and for tests of precedence.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signal {
    /// The HTTP status.
    Status,
    /// `error.type`, where it is more specific than the status.
    ErrorType,
    /// `error.details.error_code`
    ErrorCode,
    /// The name of an error on another platform.
    PlatformCode,
    /// The text of `error.message`.
    MessageText,
    /// Header `x-should-retry`.
    ShouldRetryHeader,
    /// The failure of the transport.
    Transport,
    /// What repeating the call would do.
    Replay,
}

impl Signal {
    /// The name used in every output.
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

/// What to do, why, and what that is based on.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What to do.
    pub decision: Decision,
    /// Why, as one word: `overloaded`, `spend_limit`, … All are listed in `schemas/errors.json`.
    pub reason: &'static str,
    /// What the decision is based on.
    pub signal: Signal,
    /// The wait the server asked for; only with [`Decision::Retry`].
    pub hint: Option<Hint>,
    /// The cause is the caller's own request rate, not the state of the service.
    pub throttled: bool,
    /// The decision and reason before a rule forbade repeating the call, if one did.
    pub would_be: Option<(Decision, &'static str)>,
    /// The status that the model returned, according to Bedrock.
    pub original_status: Option<u16>,
}

impl Verdict {
    fn new(remedy: &'static Remedy, signal: Signal) -> Verdict {
        Verdict {
            decision: remedy.decision,
            reason: &remedy.reason,
            signal,
            hint: None,
            throttled: remedy.throttled,
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

/// Turns a failure into a verdict. [`Rules`] is the standard implementation.
pub trait Classify: Send + Sync {
    /// Returns the verdict. Must not panic, whatever the failure.
    fn classify(&self, failure: &Failure<'_>) -> Verdict;
}

/// What `x-should-retry` may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum TrustShouldRetry {
    /// `true` starts a retry, `false` forbids it, as in all official SDKs.
    #[default]
    Obey,
    /// `false` forbids a retry, `true` is ignored.
    VetoOnly,
}

/// What a 409 without a known code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum OnConflict {
    /// A temporary conflict, as in all official SDKs.
    #[default]
    Retry,
    /// The caller must resolve it.
    Stop,
}

/// Changes a verdict; see [`Rules::overrule`].
pub type Overrule = fn(&Failure<'_>, Verdict) -> Verdict;

/// The classifier and its options.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// What `x-should-retry` may do.
    pub trust_should_retry: TrustShouldRetry,
    /// Whether to recognize conditions without a code by the text of their message. This can only
    /// stop a retry or change the remedy.
    pub message_heuristics: bool,
    /// Whether a 429 without another hint waits for `anthropic-ratelimit-*-reset`.
    pub ratelimit_reset_hint: bool,
    /// The longest such wait; the policy's cap is a good value.
    pub ratelimit_reset_cap: Duration,
    /// What a 409 without a known code means.
    pub conflict: OnConflict,
    /// Called last; may change any verdict.
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

/// The row that decides, before headers and effects are considered.
struct Found {
    remedy: &'static Remedy,
    signal: Signal,
    /// The effective status, which may differ from the one sent.
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
        if row.remedy.decision == Decision::NotAnError {
            return Verdict::new(&row.remedy, Signal::Status);
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
        // The status 200 does not describe the error; an unknown error is treated as the server's fault.
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

    /// The platform's code first, then the error code, the type against the status, and the text.
    fn find(&self, status: u16, body: &Body) -> Found {
        let code = body.code.and_then(|row| Some((row.status, row.remedy.as_ref()?)));
        let found = if let Some(row) = body.platform {
            Found { remedy: &row.remedy, signal: Signal::PlatformCode, status: row.status }
        } else if let Some((status, remedy)) = code {
            Found { remedy, signal: Signal::ErrorCode, status }
        } else {
            by_status(status, body)
        };
        self.by_text(&found, body).unwrap_or(found)
    }

    /// The verdict of a row, limited by the effect of the call.
    fn verdict(&self, found: &Found, body: &Body, effect: Effect) -> Verdict {
        let verdict = Verdict { original_status: body.original_status, ..Verdict::new(found.remedy, found.signal) };
        let uncoded = matches!(found.signal, Signal::Status | Signal::ErrorType);
        if self.conflict == OnConflict::Stop && found.status == 409 && uncoded {
            return verdict.changed(Decision::FixRequest, verdict.reason, found.signal);
        }
        guard_effect(verdict, found.remedy, effect)
    }

    /// A condition without a code. It may stop a retry or change the remedy.
    fn by_text(&self, found: &Found, body: &Body) -> Option<Found> {
        if !self.message_heuristics || body.code.is_some() {
            return None;
        }
        let texts = ErrorTable::shipped().texts();
        let row = body.texts().filter_map(|row| texts.get(row)).find(|row| row.statuses.contains(&found.status))?;
        Some(Found { remedy: &row.remedy, signal: Signal::MessageText, status: found.status })
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
    Found { remedy: bare.unwrap_or(&row.remedy), signal, status: counts }
}

fn transport(kind: TransportKind, effect: Effect) -> Verdict {
    let row = ErrorTable::shipped().transport(kind);
    guard_effect(Verdict::new(&row.remedy, Signal::Transport), &row.remedy, effect)
}

/// A call that creates something is repeated only if it certainly was not executed.
fn guard_effect(verdict: Verdict, remedy: &Remedy, effect: Effect) -> Verdict {
    let creates = effect == Effect::Creates { idempotency_key: false };
    if verdict.decision == Decision::Retry && creates && remedy.may_have_run {
        return verdict.given_up("ambiguous_side_effect", Signal::Replay);
    }
    verdict
}

/// Header `x-should-retry`. If both values occur, `false` wins; other values are ignored.
fn should_retry(headers: &dyn HeaderView) -> Option<bool> {
    let mut wanted = None;
    headers.each("x-should-retry", &mut |line| {
        for value in line.split(|byte| *byte == b',').map(hint::trim) {
            if value.eq_ignore_ascii_case(b"false") {
                wanted = Some(false);
            } else if value.eq_ignore_ascii_case(b"true") {
                wanted = wanted.or(Some(true));
            }
        }
    });
    wanted
}
