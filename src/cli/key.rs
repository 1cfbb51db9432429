//! `payloadlint key`: are the credentials and the base url of the environment fit to be used?

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::envelope::{Head, Header, Headers};
use crate::finding::quoted;
use crate::knowledge::Knowledge;
use crate::text::count;
use crate::url::Url;
use crate::{Finding, Linter, Severity, Target};

use super::Failure;

const KEY: &str = "ANTHROPIC_API_KEY";
const TOKEN: &str = "ANTHROPIC_AUTH_TOKEN";
const BASE_URL: &str = "ANTHROPIC_BASE_URL";
/// The rule that speaks where there is no credential at all.
const MISSING: &str = "missing-credentials";
/// Where clients send requests when no base url is set.
const DEFAULT_BASE_URL: &str = "https://api.anthropic.com";

/// Exit status: 0 fit to be used, 1 findings, 2 the job could not be done.
#[derive(clap::Args)]
#[command(after_help = "Shows the kind, the length and the known prefix of each credential, never its value.

Examples:
  payloadlint key                       the environment of this shell
  payloadlint key --env-file .env       a file of NAME=value lines, over the environment")]
pub(crate) struct Args {
    /// Read NAME=value lines from this file; what it does not name is taken from the environment.
    #[arg(long, value_name = "FILE")]
    env_file: Option<PathBuf>,
    /// Who the credentials are for, where the base url does not tell it.
    #[arg(long)]
    target: Option<Target>,
}

/// The three variables; one that is set to nothing is set.
#[derive(Default)]
struct Variables {
    key: Option<String>,
    token: Option<String>,
    base_url: Option<String>,
}

/// Does the job, and says with which status to exit.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let variables = Variables::read(args)?;
    let findings = judge(&variables, args.target)?;
    let mut out = std::io::stdout().lock();
    // That nobody reads on is no error.
    let _ = tell(&variables, &findings, &mut out);
    let failed = findings.iter().any(|finding| finding.severity == Severity::Error);
    Ok(ExitCode::from(u8::from(failed)))
}

impl Variables {
    fn read(args: &Args) -> Result<Self, Failure> {
        let file = match &args.env_file {
            Some(path) => env_file(path)?,
            None => Vec::new(),
        };
        let get = |name: &str| {
            let in_file = file.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.clone());
            in_file.or_else(|| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
        };
        Ok(Variables { key: get(KEY), token: get(TOKEN), base_url: get(BASE_URL) })
    }
}

fn env_file(path: &std::path::Path) -> Result<Vec<(String, String)>, Failure> {
    let name = path.display().to_string();
    let lines = dotenvy::from_path_iter(path).map_err(|error| unreadable(&name, &error))?;
    lines.collect::<Result<_, _>>().map_err(|error| unreadable(&name, &error))
}

/// An error of the reader may quote the line, and the line may hold a key: only its kind is told.
fn unreadable(name: &str, error: &dotenvy::Error) -> Failure {
    match error {
        dotenvy::Error::Io(error) => Failure::io(name, error),
        _ => Failure::new(format!("{name}: a line is not NAME=value"))
            .hint("put values with blanks or `#` in quotes, and close them"),
    }
}

/// What the rules about headers and urls say of a request that these variables make.
fn judge(variables: &Variables, target: Option<Target>) -> Result<Vec<Finding>, Failure> {
    let mut headers = Vec::new();
    if let Some(key) = &variables.key {
        headers.push(Header { name: "x-api-key".into(), value: key.into(), span: None });
    }
    if let Some(token) = &variables.token {
        headers.push(Header { name: "authorization".into(), value: format!("Bearer {token}").into(), span: None });
    }
    // The client adds the other headers, the beta of an OAuth token among them.
    let complete = headers.is_empty();
    let base_url = variables.base_url.as_deref().unwrap_or(DEFAULT_BASE_URL);
    let url = format!("{}/v1/messages", base_url.trim_end_matches('/'));
    let headers = if complete { Headers::complete(headers) } else { Headers::partial(headers) };
    let head = Head { url: Some(url.into()), headers, is_live: true, ..Head::default() };
    let mut builder = Linter::builder();
    if let Some(target) = target {
        builder = builder.target(target);
    }
    let linter = builder.build()?;
    let mut findings = linter.lint_head(&head).findings;
    // Without a credential all headers are known to be missing; only the credential is the environment's business.
    findings.retain(|finding| !complete || finding.rule == MISSING || finding.location.path == "url");
    for finding in findings.iter_mut().filter(|finding| finding.rule == MISSING) {
        finding.message = format!("neither {KEY} nor {TOKEN} is set");
        finding.help = Some(format!("set {KEY} to a key, or name the file that sets it with --env-file"));
    }
    Ok(findings)
}

fn tell(variables: &Variables, findings: &[Finding], out: &mut dyn Write) -> std::io::Result<()> {
    for (name, value) in [(KEY, &variables.key), (TOKEN, &variables.token)] {
        writeln!(out, "{name:<20} {}", value.as_deref().map_or_else(|| "not set".to_owned(), described))?;
    }
    let base_url = match &variables.base_url {
        Some(url) => quoted(&shown(url)),
        None => format!("not set: {DEFAULT_BASE_URL}"),
    };
    writeln!(out, "{BASE_URL:<20} {base_url}")?;
    for finding in findings {
        let name = variable_of(&finding.location.path);
        writeln!(out, "\n{}[{}] {name}: {}", finding.severity, finding.code, finding.message)?;
        if let Some(help) = &finding.help {
            writeln!(out, "  help: {help}")?;
        }
    }
    if findings.is_empty() {
        writeln!(out, "\nnothing to object to: whether the key is valid, only the API knows")?;
    }
    Ok(())
}

/// The URL without the parts that may hold credentials.
fn shown(url: &str) -> String {
    let query = if url.contains(['?', '#']) { "?***" } else { "" };
    Url::parse(url).without_credentials() + query
}

/// Kind, length and known prefix. A value of no known kind shows nothing of itself.
fn described(value: &str) -> String {
    let length = value.chars().count();
    let length = count(length, "character");
    match Knowledge::shipped().credentials().classify(value) {
        _ if value.is_empty() => "set to nothing".to_owned(),
        Some(kind) => format!("{}, {length}, starts with `{}`", kind.name, kind.prefix),
        None => format!("of no known kind, {length}"),
    }
}

/// The variable that a header or the url comes from.
fn variable_of(path: &str) -> &str {
    match path {
        "headers.x-api-key" => KEY,
        "headers.authorization" => TOKEN,
        "url" => BASE_URL,
        other => other,
    }
}
