//! The arguments of `payloadlint retry`.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use crate::mask::Shown;
use crate::retry::{Jitter, Policy, TransportKind};
use clap::ValueEnum;
use serde::Deserialize;
use serde_json::Value;

/// Exit status: 0 success, 1 with --exit-code if the call should not be repeated, 2 invalid input.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  payloadlint retry --status 429 --header 'retry-after: 12' --body body.json
  payloadlint retry --schedule --preset patient
  payloadlint retry --cases - < failures.jsonl")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(super) job: Job,
    /// Exit with 1 unless the call should be repeated after a wait.
    #[arg(long, conflicts_with_all = ["cases", "schedule"])]
    pub(super) exit_code: bool,
    #[command(flatten)]
    pub(super) failure: FailureArgs,
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
}

/// The failure to classify.
#[derive(clap::Args)]
#[group(required = true, multiple = false)]
pub(super) struct Job {
    /// HTTP status of the response.
    #[arg(long)]
    pub(super) status: Option<u16>,
    /// The call failed without a response: reset, read_timeout, connect_refused, …
    #[arg(long, value_name = "KIND", value_parser = transport_kind)]
    pub(super) transport: Option<TransportKind>,
    /// Data of an `event: error` in a stream that began with status 200; `-` for standard input.
    #[arg(long, value_name = "FILE")]
    pub(super) stream_event: Option<PathBuf>,
    /// File with one failure as JSON; `-` for standard input.
    #[arg(long, value_name = "FILE")]
    pub(super) case: Option<PathBuf>,
    /// File with failures as JSON, one per line, one result per line; `-` for standard input.
    #[arg(long, value_name = "FILE")]
    pub(super) cases: Option<PathBuf>,
    /// Print the waits of the policy with their mean and maximum.
    #[arg(long)]
    pub(super) schedule: bool,
}

#[derive(clap::Args)]
#[command(next_help_heading = "Failure")]
pub(super) struct FailureArgs {
    /// Response header, `name: value`; can be repeated.
    #[arg(long = "header", value_name = "HEADER", requires = "status")]
    headers: Vec<String>,
    /// File with the response body; `-` for standard input.
    #[arg(long, value_name = "FILE", requires = "status")]
    pub(super) body: Option<PathBuf>,
    /// The call creates something (batch, file), so repeating it may create it twice.
    #[arg(long)]
    pub(super) creates: bool,
    /// Part of the streamed response was already forwarded.
    #[arg(long)]
    pub(super) committed: bool,
    /// Failures so far, including this one.
    #[arg(long, value_name = "N", default_value = "1")]
    pub(super) attempt: NonZeroU32,
}

#[derive(clap::Args)]
#[command(next_help_heading = "Policy")]
pub(super) struct PolicyArgs {
    /// Preset to start from.
    #[arg(long, value_enum, default_value_t = Preset::Default)]
    preset: Preset,
    /// Total attempts, including the first.
    #[arg(long, value_name = "N")]
    attempts: Option<NonZeroU32>,
    /// First window, such as 500ms, 1s or 2m.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    base: Option<Duration>,
    /// Largest window.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    cap: Option<Duration>,
    /// How a wait is drawn from its window.
    #[arg(long, value_enum)]
    jitter: Option<JitterName>,
    /// The longest hint that is followed.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    max_hint: Option<Duration>,
    /// No wait ends later than this, measured from the start of the first call.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    deadline: Option<Duration>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Preset {
    /// Six attempts.
    Default,
    /// Ten attempts, for unattended jobs.
    Patient,
    /// Three attempts within 20 s, for interactive use.
    Interactive,
}

#[derive(Clone, Copy, ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum JitterName {
    None,
    Full,
    Equal,
    Decorrelated,
}

impl FailureArgs {
    pub(super) fn headers(&self) -> Result<Vec<(&str, &str)>, Shown> {
        self.headers.iter().map(|text| crate::cli::header::parse(text)).collect()
    }
}

impl PolicyArgs {
    pub(super) fn policy(&self) -> Policy {
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
    pub(super) fn jitter(self) -> Jitter {
        match self {
            JitterName::None => Jitter::None,
            JitterName::Full => Jitter::Full,
            JitterName::Equal => Jitter::Equal,
            JitterName::Decorrelated => Jitter::Decorrelated,
        }
    }
}

fn transport_kind(text: &str) -> Result<TransportKind, String> {
    serde_json::from_value(Value::from(text)).map_err(|error| Shown::json_error(&error).into())
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
