//! `payloadlint retry`: the classifier and the policy for people and scripts.
//!
//! A failure comes in as flags, or as JSON in the form of the `input` objects of
//! `fixtures/retry/vectors.json`, and an answer goes out as one line of JSON.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use clap::ValueEnum;
use payloadlint::finding::printable;
use payloadlint::retry::{
    Attempts, Budget, Classify, Decision, Effect, Failure, Jitter, LongHint, NoBudget, OnConflict, Policy, RatioBudget,
    Rules, SplitMix64, Step, TransportKind, TrustShouldRetry, Verdict, Why,
};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// Exit status: 0 answered, 1 with --exit-code if the call should not be repeated, 2 unusable input.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  payloadlint retry --status 429 --header 'retry-after: 12' --body answer.json
  payloadlint retry --schedule --preset patient
  payloadlint retry --cases - < failures.jsonl")]
pub(crate) struct Args {
    #[command(flatten)]
    job: Job,
    /// Exit with 1 unless the answer is to wait and repeat the call.
    #[arg(long, conflicts_with_all = ["cases", "schedule"])]
    exit_code: bool,
    #[command(flatten)]
    failure: FailureArgs,
    #[command(flatten)]
    policy: PolicyArgs,
}

/// What to answer.
#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct Job {
    /// HTTP status of the answer.
    #[arg(long)]
    status: Option<u16>,
    /// The call failed without an answer: reset, read_timeout, connect_refused, …
    #[arg(long, value_name = "KIND", value_parser = transport_kind)]
    transport: Option<TransportKind>,
    /// The data of an `event: error` in a stream that began with 200; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    stream_event: Option<PathBuf>,
    /// One failure as JSON; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    case: Option<PathBuf>,
    /// Failures as JSON, one a line, answered one a line; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
    /// Print the waits of the policy, with their mean and maximum.
    #[arg(long)]
    schedule: bool,
}

#[derive(clap::Args)]
#[command(next_help_heading = "Failure")]
struct FailureArgs {
    /// A header of the answer, `name: value`; may be repeated.
    #[arg(long = "header", value_name = "HEADER", requires = "status")]
    headers: Vec<String>,
    /// The body of the answer; `-` is standard input.
    #[arg(long, value_name = "FILE", requires = "status")]
    body: Option<PathBuf>,
    /// The call creates something (batch, file), so that repeating it may create it twice.
    #[arg(long)]
    creates: bool,
    /// Part of the streamed answer was handed on already.
    #[arg(long)]
    committed: bool,
    /// Failures so far, this one counted.
    #[arg(long, value_name = "N", default_value = "1")]
    attempt: NonZeroU32,
}

#[derive(clap::Args)]
#[command(next_help_heading = "Policy")]
struct PolicyArgs {
    /// Where to start from.
    #[arg(long, value_enum, default_value_t = Preset::Default)]
    preset: Preset,
    /// Calls in all, the first one counted.
    #[arg(long, value_name = "N")]
    attempts: Option<NonZeroU32>,
    /// The first window, such as 500ms, 1s or 2m.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    base: Option<Duration>,
    /// The largest window.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    cap: Option<Duration>,
    /// How a wait is drawn from its window.
    #[arg(long, value_enum)]
    jitter: Option<JitterName>,
    /// The longest hint that is waited for.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    max_hint: Option<Duration>,
    /// No wait ends later than this after the first call began.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    deadline: Option<Duration>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Preset {
    /// Six attempts.
    Default,
    /// Ten attempts, for work that nobody watches.
    Patient,
    /// Three attempts within 20 s, for a person who waits.
    Interactive,
}

#[derive(Clone, Copy, ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
enum JitterName {
    None,
    Full,
    Equal,
    Decorrelated,
}

/// Does the job, and says with which status to exit. An error means status 2.
pub(crate) fn run(args: &Args) -> Result<ExitCode, String> {
    let settings = Settings { policy: args.policy.policy(), rules: Rules::default() };
    let mut out = io::stdout().lock();
    let written = if args.job.schedule {
        schedule(&settings.policy, &mut out)?
    } else if let Some(path) = &args.job.cases {
        return answer_lines(open(path)?, &settings, &mut out);
    } else {
        let answer = if let Some(path) = &args.job.case {
            answer_case(&read(path)?, &settings, &name(path))?
        } else {
            let (answer, verdict) = answer_flags(args, &settings)?;
            explain(&answer, &verdict, &args.failure.headers()?);
            answer
        };
        let stop = args.exit_code && !matches!(answer.plan, Plan::Sleep { .. });
        finished(write_line(&mut out, &answer))?;
        return Ok(ExitCode::from(u8::from(stop)));
    };
    finished(written)?;
    Ok(ExitCode::SUCCESS)
}

/// Nobody reads on: that is no error.
fn finished(written: io::Result<()>) -> Result<(), String> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("standard output: {error}")),
        _ => Ok(()),
    }
}

fn write_line(out: &mut impl Write, answer: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, answer)?;
    out.write_all(b"\n")
}

/// Standard error is for people; that it cannot be written to is no reason to fail.
fn note(text: impl Display) {
    let _ = writeln!(io::stderr(), "{text}");
}

// ---- the answer

#[derive(Clone, Copy)]
struct Settings {
    policy: Policy,
    rules: Rules,
}

/// What is printed; the names are fixed.
#[derive(Serialize)]
struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Value>,
    decision: &'static str,
    reason: &'static str,
    signal: &'static str,
    hint_ms: Option<u64>,
    plan: Plan,
    #[serde(skip_serializing_if = "Option::is_none")]
    would_be: Option<WouldBe>,
    #[serde(skip_serializing_if = "Option::is_none")]
    original_status: Option<u16>,
}

#[derive(Serialize)]
#[serde(tag = "action", rename_all = "snake_case")]
enum Plan {
    /// Wait between these bounds, then send the same request again.
    Sleep { min_ms: u64, max_ms: u64 },
    /// It could be repeated, but the policy has had enough.
    GiveUp { reason: &'static str },
    /// The same request must not be sent again.
    Stop,
}

#[derive(Serialize)]
struct WouldBe {
    decision: &'static str,
    reason: &'static str,
}

impl Answer {
    fn new(verdict: &Verdict, plan: Plan) -> Answer {
        Answer {
            id: None,
            decision: verdict.name(),
            reason: verdict.reason,
            signal: verdict.signal.as_str(),
            hint_ms: verdict.hint.map(|hint| to_millis(hint.wait)),
            plan,
            would_be: verdict.would_be.map(|(decision, reason)| WouldBe { decision: decision.as_str(), reason }),
            original_status: verdict.original_status,
        }
    }
}

/// What the policy makes of a verdict, for the lowest and for the highest draw.
fn plan(policy: &Policy, verdict: Verdict, attempt: NonZeroU32, budget: &dyn Fn() -> Box<dyn Budget>) -> Plan {
    let step = |draw: u64| {
        let mut state = Attempts::resume(attempt.get() - 1, longest_wait_before(policy, attempt));
        policy.on_failure(&mut state, verdict, Duration::ZERO, &mut || draw, &*budget())
    };
    match (step(0), step(u64::MAX)) {
        (Step::Wait(shortest), Step::Wait(longest)) => {
            let rounded_up = longest.saturating_add(Duration::from_nanos(999_999));
            Plan::Sleep { min_ms: to_millis(shortest), max_ms: to_millis(rounded_up) }
        }
        (Step::GiveUp(end), _) | (_, Step::GiveUp(end)) => match end.why {
            Why::NotRetryable => Plan::Stop,
            why => Plan::GiveUp { reason: why.as_str() },
        },
    }
}

/// Decorrelated jitter goes by the wait before, which a case does not tell: the bounds are to hold
/// whatever it was.
fn longest_wait_before(policy: &Policy, attempt: NonZeroU32) -> Duration {
    let factor = 3u32.checked_pow(attempt.get() - 1).unwrap_or(u32::MAX);
    if attempt.get() == 1 { Duration::ZERO } else { policy.base.saturating_mul(factor).min(policy.cap) }
}

fn to_millis(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)
}

// ---- flags

fn answer_flags(args: &Args, settings: &Settings) -> Result<(Answer, Verdict), String> {
    let failure = &args.failure;
    let content = match args.job.stream_event.as_ref().or(failure.body.as_ref()) {
        Some(path) => read(path)?,
        None => Vec::new(),
    };
    let headers = failure.headers()?;
    let came = match (args.job.status, args.job.transport) {
        (Some(status), _) => Failure::http(status, &headers, &content),
        (_, Some(kind)) => Failure::transport(kind),
        _ => Failure::stream_event(&content),
    };
    let effect = if failure.creates { Effect::Creates { idempotency_key: false } } else { Effect::Stateless };
    let came = came.effect(effect).committed(failure.committed).received(SystemTime::now());
    let verdict = settings.rules.classify(&came);
    let plan = plan(&settings.policy, verdict, failure.attempt, &|| Box::new(NoBudget));
    Ok((Answer::new(&verdict, plan), verdict))
}

/// The same for a person, on standard error.
fn explain(answer: &Answer, verdict: &Verdict, headers: &[(&str, &str)]) {
    note(verdict.advice());
    match (&answer.plan, verdict.hint) {
        (Plan::Sleep { min_ms, max_ms }, hint) => {
            let asked = hint.map(|hint| {
                format!(" (the server asked for {} in {})", plain_seconds(to_millis(hint.wait)), hint.from.as_str())
            });
            let (shortest, longest) = (plain_seconds(*min_ms), plain_seconds(*max_ms));
            note(format!("Wait {shortest} to {longest}{}, then repeat.", asked.unwrap_or_default()));
        }
        (Plan::GiveUp { reason }, _) => note(format!("Do not repeat it: {}.", reason.replace('_', " "))),
        (Plan::Stop, _) if verdict.decision == Decision::NotAnError => {}
        (Plan::Stop, _) => note("Do not repeat it."),
    }
    for (name, value) in headers {
        if name.to_ascii_lowercase().starts_with("anthropic-ratelimit-unified-") {
            note(printable(&format!("Seen, but undocumented and not acted on: {name}: {value}")));
        }
    }
}

/// Without needless digits: `0 s`, `12 s`, `1.5 s`.
fn plain_seconds(millis: u64) -> String {
    format!("{} s", millis as f64 / 1000.0)
}

impl FailureArgs {
    fn headers(&self) -> Result<Vec<(&str, &str)>, String> {
        self.headers.iter().map(|text| super::header(text)).collect()
    }
}

impl PolicyArgs {
    fn policy(&self) -> Policy {
        let preset = match self.preset {
            Preset::Default => Policy::default(),
            Preset::Patient => Policy::patient(),
            Preset::Interactive => Policy::interactive(),
        };
        Policy {
            base: self.base.unwrap_or(preset.base),
            cap: self.cap.unwrap_or(preset.cap),
            jitter: self.jitter.map_or(preset.jitter, JitterName::jitter),
            max_attempts: self.attempts.unwrap_or(preset.max_attempts),
            max_hint: self.max_hint.unwrap_or(preset.max_hint),
            long_hint: preset.long_hint,
            deadline: self.deadline.or(preset.deadline),
        }
    }
}

impl JitterName {
    fn jitter(self) -> Jitter {
        match self {
            JitterName::None => Jitter::None,
            JitterName::Full => Jitter::Full,
            JitterName::Equal => Jitter::Equal,
            JitterName::Decorrelated => Jitter::Decorrelated,
        }
    }
}

fn transport_kind(text: &str) -> Result<TransportKind, String> {
    serde_json::from_value(Value::from(text)).map_err(|error| error.to_string())
}

fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        _ => return Err("expected a whole number followed by ms, s or m".to_owned()),
    };
    let number: u64 = digits.parse().map_err(|_| "expected a whole number followed by ms, s or m".to_owned())?;
    number.checked_mul(unit).map(Duration::from_millis).ok_or_else(|| "too long".to_owned())
}

// ---- cases

/// A failure in the form of the test vectors. What is not known is kept, to be named.
#[derive(Deserialize)]
struct Input {
    status: Option<u16>,
    #[serde(default, deserialize_with = "headers")]
    headers: Vec<(String, String)>,
    body: Option<String>,
    body_base64: Option<String>,
    sse_event: Option<String>,
    transport: Option<TransportKind>,
    effect: Option<EffectName>,
    #[serde(default)]
    idempotency_key: bool,
    #[serde(default)]
    stream_committed: bool,
    attempt: Option<u64>,
    budget_tokens: Option<f64>,
    deadline_left_ms: Option<u64>,
    #[serde(flatten)]
    unknown: Map<String, Value>,
}

/// Pairs, or an object.
fn headers<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(String, String)>, D::Error> {
    let value = Value::deserialize(from)?;
    let pairs = match value {
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect()
        }
        pairs => serde_json::from_value(pairs).ok(),
    };
    pairs.ok_or_else(|| D::Error::custom("`headers` is an object of texts, or a list of pairs of a name and a value"))
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum EffectName {
    Stateless,
    Creates,
}

/// What a case may override.
#[derive(Default, Deserialize)]
struct Config {
    base_ms: Option<u64>,
    cap_ms: Option<u64>,
    jitter: Option<JitterName>,
    max_attempts: Option<NonZeroU32>,
    max_hint_ms: Option<u64>,
    long_hint: Option<LongHintName>,
    trust_should_retry: Option<TrustName>,
    message_heuristics: Option<bool>,
    ratelimit_reset_hint: Option<bool>,
    conflict: Option<ConflictName>,
    #[serde(flatten)]
    unknown: Map<String, Value>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LongHintName {
    GiveUp,
    Clamp,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TrustName {
    Obey,
    VetoOnly,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ConflictName {
    Retry,
    Stop,
}

/// Answers every line; a line that cannot be used is answered with its error, so that answers and
/// lines stay together. Blank lines are skipped.
fn answer_lines(mut lines: impl BufRead, settings: &Settings, out: &mut impl Write) -> Result<ExitCode, String> {
    let mut line = Vec::new();
    let mut unusable = false;
    for number in 1u64.. {
        line.clear();
        if lines.read_until(b'\n', &mut line).map_err(|error| format!("line {number}: {error}"))? == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let written = match answer_case(&line, settings, &format!("line {number}")) {
            Ok(answer) => write_line(out, &answer),
            Err(error) => {
                unusable = true;
                note(format!("payloadlint: {error}"));
                write_line(out, &serde_json::json!({ "error": error }))
            }
        };
        if let Err(error) = written {
            finished(Err(error))?;
            break;
        }
    }
    Ok(ExitCode::from(if unusable { 2 } else { 0 }))
}

/// `place` names the case in what is said about it.
fn answer_case(json: &[u8], settings: &Settings, place: &str) -> Result<Answer, String> {
    let (answer, unknown) = read_case(json, settings).map_err(|error| format!("{place}: {error}"))?;
    for member in unknown {
        note(format!("payloadlint: {place}: the member {member:?} is unknown and was ignored"));
    }
    Ok(answer)
}

/// The answer, and the members of the case that are not known. The input stands under `input`, as
/// in the file of vectors, or is the case itself.
fn read_case(json: &[u8], settings: &Settings) -> Result<(Answer, Vec<String>), String> {
    let case: Value = serde_json::from_slice(json).map_err(|error| format!("not JSON: {error}"))?;
    let Value::Object(mut case) = case else { return Err("a case is a JSON object".to_owned()) };
    let mut outer = Map::new();
    if let Some(inner) = case.remove("input") {
        outer = case;
        let Value::Object(inner) = inner else { return Err("`input` is a JSON object".to_owned()) };
        case = inner;
    }
    let mut beside = |key: &str| case.remove(key).or_else(|| outer.remove(key)).filter(|value| !value.is_null());
    let (id, config, now) = (beside("id"), beside("config"), beside("now"));
    case.retain(|key, value| !value.is_null() && !["why", "expect"].contains(&key.as_str()));
    let input: Input = serde_json::from_value(Value::Object(case)).map_err(|error| error.to_string())?;
    let config: Config = match config {
        Some(config) => serde_json::from_value(config).map_err(|error| format!("config: {error}"))?,
        None => Config::default(),
    };
    let answer = answer_input(&input, &config.applied_to(settings), parse_now(now.as_ref())?)?;
    let unknown = input.unknown.into_iter().chain(config.unknown).map(|(member, _)| member);
    Ok((Answer { id, ..answer }, unknown.collect()))
}

fn answer_input(input: &Input, settings: &Settings, now: SystemTime) -> Result<Answer, String> {
    let body = input.body()?;
    let failure = match (input.transport, &input.sse_event, input.status) {
        (Some(kind), _, _) => Failure::transport(kind),
        (_, Some(event), _) => Failure::stream_event(event.as_bytes()),
        (_, _, Some(status)) => Failure::http(status, &input.headers, &body),
        _ => return Err("a case needs `status`, `transport` or `sse_event`".to_owned()),
    };
    let effect = match input.effect {
        Some(EffectName::Creates) => Effect::Creates { idempotency_key: input.idempotency_key },
        Some(EffectName::Stateless) | None => Effect::Stateless,
    };
    let failure = failure.effect(effect).committed(input.stream_committed).received(now);
    let verdict = settings.rules.classify(&failure);

    let attempt = u32::try_from(input.attempt.unwrap_or(1)).unwrap_or(u32::MAX);
    let attempt = NonZeroU32::new(attempt).ok_or("`attempt` counts failures, this one included: at least 1")?;
    let mut policy = settings.policy;
    if let Some(left) = input.deadline_left_ms {
        policy.deadline = Some(Duration::from_millis(left));
    }
    let tokens = input.budget_tokens;
    let budget = || -> Box<dyn Budget> {
        match tokens {
            // `as` saturates, and a thousandth of a token is the unit of the budget.
            Some(tokens) => Box::new(RatioBudget::default().with_balance((tokens * 1000.0) as u64)),
            None => Box::new(NoBudget),
        }
    };
    Ok(Answer::new(&verdict, plan(&policy, verdict, attempt, &budget)))
}

impl Input {
    fn body(&self) -> Result<Vec<u8>, String> {
        match (&self.body, &self.body_base64) {
            (Some(_), Some(_)) => Err("`body` and `body_base64` exclude each other".to_owned()),
            (Some(body), None) => Ok(body.clone().into_bytes()),
            (None, Some(encoded)) => {
                let decoded = base64::engine::general_purpose::STANDARD.decode(encoded);
                decoded.map_err(|error| format!("`body_base64`: {error}"))
            }
            (None, None) => Ok(Vec::new()),
        }
    }
}

impl Config {
    fn applied_to(&self, settings: &Settings) -> Settings {
        let Settings { policy, rules } = *settings;
        let millis = |value: Option<u64>, default| value.map_or(default, Duration::from_millis);
        let cap = millis(self.cap_ms, policy.cap);
        let policy = Policy {
            base: millis(self.base_ms, policy.base),
            cap,
            jitter: self.jitter.map_or(policy.jitter, JitterName::jitter),
            max_attempts: self.max_attempts.unwrap_or(policy.max_attempts),
            max_hint: millis(self.max_hint_ms, policy.max_hint),
            long_hint: match self.long_hint {
                Some(LongHintName::GiveUp) => LongHint::GiveUp,
                Some(LongHintName::Clamp) => LongHint::Clamp,
                None => policy.long_hint,
            },
            deadline: policy.deadline,
        };
        let rules = Rules {
            trust_should_retry: match self.trust_should_retry {
                Some(TrustName::Obey) => TrustShouldRetry::Obey,
                Some(TrustName::VetoOnly) => TrustShouldRetry::VetoOnly,
                None => rules.trust_should_retry,
            },
            message_heuristics: self.message_heuristics.unwrap_or(rules.message_heuristics),
            ratelimit_reset_hint: self.ratelimit_reset_hint.unwrap_or(rules.ratelimit_reset_hint),
            ratelimit_reset_cap: cap,
            conflict: match self.conflict {
                Some(ConflictName::Retry) => OnConflict::Retry,
                Some(ConflictName::Stop) => OnConflict::Stop,
                None => rules.conflict,
            },
            overrule: rules.overrule,
        };
        Settings { policy, rules }
    }
}

fn parse_now(now: Option<&Value>) -> Result<SystemTime, String> {
    let Some(now) = now else { return Ok(SystemTime::now()) };
    let timestamp = now.as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    timestamp
        .and_then(|time| SystemTime::try_from(time).ok())
        .ok_or_else(|| format!("`now` is not an RFC 3339 timestamp: {now}"))
}

// ---- the schedule

/// Longer schedules are not printed.
const MOST_ATTEMPTS: u32 = 1000;

/// Runs of a policy from which a mean is taken, where it cannot be read off.
const RUNS: u64 = 20_000;

fn schedule(policy: &Policy, out: &mut impl Write) -> Result<io::Result<()>, String> {
    if policy.max_attempts.get() > MOST_ATTEMPTS {
        return Err(format!("a schedule has at most {MOST_ATTEMPTS} attempts"));
    }
    let shortest = waits(policy, &mut || 0);
    let longest = waits(policy, &mut || u64::MAX);
    let means = means(policy, longest.len());
    Ok(write_schedule(policy, &shortest, &means, &longest, out))
}

fn write_schedule(
    policy: &Policy,
    shortest: &[Duration],
    means: &[Duration],
    longest: &[Duration],
    out: &mut impl Write,
) -> io::Result<()> {
    let jitter = format!("{:?}", policy.jitter).to_lowercase();
    let (base, cap) = (short(policy.base), short(policy.cap));
    write!(out, "{} attempts, base {base}, cap {cap}, {jitter} jitter", policy.max_attempts)?;
    if let Some(deadline) = policy.deadline {
        write!(out, ", deadline {}", short(deadline))?;
    }
    writeln!(out, "\n\n{:>7} {:>12} {:>12} {:>12}", "wait", "shortest", "mean", "longest")?;
    let row = |out: &mut dyn Write, name: &str, columns: [Duration; 3]| {
        let [shortest, mean, longest] = columns.map(seconds);
        writeln!(out, "{name:>7} {shortest:>12} {mean:>12} {longest:>12}")
    };
    for (index, (mean, longest)) in means.iter().zip(longest).enumerate() {
        let shortest = shortest.get(index).copied().unwrap_or_default();
        row(&mut *out, &(index + 1).to_string(), [shortest, *mean, *longest])?;
    }
    let total = |waits: &[Duration]| waits.iter().fold(Duration::ZERO, |sum, wait| sum.saturating_add(*wait));
    row(&mut *out, "total", [total(shortest), total(means), total(longest)])?;
    writeln!(
        out,
        "\nA server's hint of up to {} is waited for first, and the wait above is added to it.",
        short(policy.max_hint)
    )
}

/// As it is written on the command line: `500ms`, `60s`, and `0s` for nothing.
fn short(duration: Duration) -> String {
    if duration.is_zero() { "0s".to_owned() } else { format!("{duration:?}") }
}

/// The waits of a call that is overloaded every time and takes no time itself.
fn waits(policy: &Policy, draw: &mut dyn FnMut() -> u64) -> Vec<Duration> {
    let overloaded = payloadlint::retry::classify(&Failure::http(529, &(), b""));
    let mut state = Attempts::default();
    let mut elapsed = Duration::ZERO;
    let mut waits = Vec::new();
    while let Step::Wait(wait) = policy.on_failure(&mut state, overloaded, elapsed, &mut || draw(), &NoBudget) {
        elapsed = elapsed.saturating_add(wait);
        waits.push(wait);
    }
    waits
}

/// The mean of each wait. Without a deadline the middle draw has it, but for decorrelated jitter,
/// whose waits depend on each other: there, and with a deadline, it is taken from many runs.
fn means(policy: &Policy, count: usize) -> Vec<Duration> {
    if policy.jitter != Jitter::Decorrelated && policy.deadline.is_none() {
        return waits(policy, &mut || 1 << 63);
    }
    let mut sums = vec![0u128; count];
    for seed in 0..RUNS {
        let mut random = SplitMix64::new(seed);
        let run = waits(policy, &mut || payloadlint::retry::Draw::next_u64(&mut random));
        if run.len() > sums.len() {
            sums.resize(run.len(), 0);
        }
        sums.iter_mut().zip(run).for_each(|(sum, wait)| *sum += wait.as_nanos());
    }
    let mean = |sum: u128| Duration::from_nanos(u64::try_from(sum / u128::from(RUNS)).unwrap_or(u64::MAX));
    sums.into_iter().map(mean).collect()
}

fn seconds(wait: Duration) -> String {
    format!("{:.2} s", wait.as_secs_f64())
}

// ---- files

fn name(path: &Path) -> String {
    if path.as_os_str() == "-" { "standard input".to_owned() } else { path.display().to_string() }
}

fn open(path: &Path) -> Result<Box<dyn BufRead>, String> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(|error| format!("{}: {error}", name(path)))?;
    Ok(Box::new(BufReader::new(file)))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes).map_err(|error| format!("{}: {error}", name(path)))?;
    Ok(bytes)
}
