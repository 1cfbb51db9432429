//! `payloadlint key`: checks the credentials and the base URL of the environment.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::envelope::{Head, Header, Headers};
use crate::knowledge::{Credentials, TargetName};
use crate::mask::{Page, Shown, put, quoted, shown};
use crate::text::count;
use crate::url::Url;
use crate::{Finding, Linter, Severity};

use super::output::print;
use super::{Failure, tables};

const KEY: &str = "ANTHROPIC_API_KEY";
const TOKEN: &str = "ANTHROPIC_AUTH_TOKEN";
const BASE_URL: &str = "ANTHROPIC_BASE_URL";
/// How many bytes of a file with variables are read.
const MAX_ENV_FILE: u64 = 1 << 20;
/// The rule that reports that there is no credential at all.
const MISSING: &str = "missing-credentials";
/// Where clients send requests if no base URL is set.
const DEFAULT_BASE_URL: &str = "https://api.anthropic.com";

/// Exit status: 0 no errors, 1 errors, 2 usage, configuration or read error.
#[derive(clap::Args)]
#[command(after_help = "Shows the kind, the length and the known prefix of each credential, never its value.

Examples:
  payloadlint key                       the environment of this shell
  payloadlint key --env-file .env       variables of a file, which override the environment")]
pub(crate) struct Args {
    /// File with NAME=value lines; variables that it does not set are read from the environment.
    #[arg(long, value_name = "FILE")]
    env_file: Option<PathBuf>,
    /// Platform that the credentials are for, if the base URL does not determine it.
    #[arg(long)]
    target: Option<TargetName>,
    #[command(flatten)]
    tables: tables::Args,
}

/// The three variables. An empty variable is set.
#[derive(Default)]
struct Variables {
    key: Option<String>,
    token: Option<String>,
    base_url: Option<String>,
}

/// Runs the command and returns its exit status.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let variables = Variables::read(args)?;
    let linter = linter(args)?;
    let findings = check(&variables, &linter);
    print(|out| write(&variables, linter.knowledge().credentials(), &findings, out))?;
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
    let file = File::open(path).map_err(|error| Failure::io(&name, &error))?;
    let lines = dotenvy::from_read_iter(file.take(MAX_ENV_FILE));
    lines.collect::<Result<_, _>>().map_err(|error| read_failure(&name, &error))
}

/// Does not quote the error: it can contain the line, and the line can contain a key.
fn read_failure(name: &str, error: &dotenvy::Error) -> Failure {
    match error {
        dotenvy::Error::Io(error) => Failure::io(name, error),
        _ => Failure::new(shown!("{}: a line is not NAME=value", Shown::masked(name)))
            .hint("put values with spaces or `#` in quotes, and close the quotes"),
    }
}

fn linter(args: &Args) -> Result<Linter, Failure> {
    let tables = args.tables.read()?;
    let mut builder = Linter::builder();
    if let Some(models) = tables.models {
        builder = builder.models(models);
    }
    if let Some(gateways) = tables.gateways {
        builder = builder.gateways(gateways);
    }
    if let Some(target) = &args.target {
        builder = builder.target(target.clone());
    }
    Ok(builder.build()?)
}

/// The findings about the headers and the URL of a request that a client makes with these variables.
fn check(variables: &Variables, linter: &Linter) -> Vec<Finding> {
    let mut headers = Vec::new();
    if let Some(key) = &variables.key {
        headers.push(Header { name: "x-api-key".into(), value: key.into(), span: None });
    }
    if let Some(token) = &variables.token {
        headers.push(Header { name: "authorization".into(), value: format!("Bearer {token}").into(), span: None });
    }
    // The client adds other headers, such as the beta for an OAuth token.
    let has_no_credential = headers.is_empty();
    let base_url = variables.base_url.as_deref().unwrap_or(DEFAULT_BASE_URL);
    let url = format!("{}/v1/messages", base_url.trim_end_matches('/'));
    let headers = if has_no_credential { Headers::complete(headers) } else { Headers::partial(headers) };
    let head = Head { url: Some(url.into()), headers, is_live: true, ..Head::default() };
    let mut findings = linter.lint_head(&head).findings;
    // Without a credential every header counts as missing, but only the credential comes from the environment.
    findings.retain(|finding| !has_no_credential || finding.rule == MISSING || finding.location.path == "url");
    for finding in findings.iter_mut().filter(|finding| finding.rule == MISSING) {
        finding.message = shown!("neither {KEY} nor {TOKEN} is set", KEY, TOKEN);
        finding.help = Some(shown!("set {KEY} to a key, or pass the file that sets it with --env-file", KEY));
    }
    findings
}

fn write(
    variables: &Variables,
    credentials: &Credentials,
    findings: &[Finding],
    out: &mut Page<'_>,
) -> std::io::Result<()> {
    for (name, value) in [(KEY, &variables.key), (TOKEN, &variables.token)] {
        let description = value.as_deref().map_or("not set".into(), |value| describe(value, credentials));
        put!(out, "{name:<20} {description}\n", name, description)?;
    }
    let base_url = match &variables.base_url {
        Some(url) => quoted(&without_credentials(url)),
        None => shown!("not set, defaults to {DEFAULT_BASE_URL}", DEFAULT_BASE_URL),
    };
    put!(out, "{BASE_URL:<20} {base_url}\n", BASE_URL, base_url)?;
    for finding in findings {
        let name = variable_of(&finding.location.path);
        put!(out, "\n{}[{}] {name}: {}\n", finding.severity, finding.code, finding.message, name)?;
        if let Some(help) = &finding.help {
            put!(out, "  help: {help}\n", help)?;
        }
    }
    if findings.is_empty() {
        put!(out, "\nno problems found; only the API can tell whether the key is valid\n")?;
    }
    Ok(())
}

/// The URL without the parts that may hold credentials.
fn without_credentials(url: &str) -> String {
    let query = if url.contains(['?', '#']) { "?***" } else { "" };
    Url::parse(url).without_credentials() + query
}

/// Kind, length and known prefix. Of an unrecognized value nothing is shown.
fn describe(value: &str, credentials: &Credentials) -> Shown {
    let length = count(value.chars().count(), "character");
    match credentials.classify(value) {
        _ if value.is_empty() => "set but empty".into(),
        Some(kind) => shown!("{}, {length}, starts with `{}`", kind.name, kind.prefix, length),
        None => shown!("unrecognized format, {length}", length),
    }
}

/// The variable that a header or the URL comes from.
fn variable_of(path: &Shown) -> Shown {
    match &**path {
        "headers.x-api-key" => KEY.into(),
        "headers.authorization" => TOKEN.into(),
        "url" => BASE_URL.into(),
        _ => path.clone(),
    }
}
