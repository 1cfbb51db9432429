//! `payloadlint check`: reads files, lints them and writes the report.

use crate::mask::{Shown, shown};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::ValueEnum;
use rayon::prelude::*;

use crate::envelope::Kind;
use crate::knowledge::TargetName;
use crate::{CrossCheck, Date, Error, FileOptions, Linter, PieceOffset, Report, Settings, Severity};

use super::Failure;
use super::guard::guarded;
use super::input::{Jobs, Piece, read_range};
use super::output::{self, Output};
use super::today::today;
use super::{limits, show_files, tables, threads, walk};

/// Lint requests in files, directories or standard input.
#[derive(clap::Args)]
#[group(skip)]
#[command(after_help = "Examples:
  payloadlint request.json                          one request
  payloadlint --format concise recordings/          one line per finding
  payloadlint --target bedrock-invoke body.json     a body for Amazon Bedrock InvokeModel
  cat body.json | payloadlint -                     standard input
  payloadlint --format github .                     annotations in GitHub Actions
  payloadlint --select PL4 --statistics traffic/    number of findings of each tool rule

Exit status: 0 no findings at or above --fail-on, 1 findings, 2 usage, configuration or read error.")]
pub(crate) struct Args {
    /// Files and directories; `-` is standard input. Defaults to the current directory.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    files: walk::Args,
    /// File name to assume for standard input; its extension helps to detect the kind. Without a path, standard input
    /// is read.
    #[arg(long, value_name = "NAME", help_heading = "Files")]
    stdin_filename: Option<String>,
    /// Kind of every file, instead of detecting it: body, batch, exchange, jsonl, vcr, har, nock, wiremock, pact,
    /// shell, markdown, http.
    #[arg(long, value_name = "KIND", help_heading = "Files")]
    input: Option<Kind>,
    /// List the files that would be read, with their kind and number of requests, without linting them.
    #[arg(long, help_heading = "Files")]
    show_files: bool,
    #[command(flatten)]
    context: ContextArgs,
    #[command(flatten)]
    rules: RuleArgs,
    #[command(flatten)]
    limits: limits::Args,
    #[command(flatten)]
    output: output::Args,
}

/// What to assume when the file does not say.
#[derive(clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Request context")]
struct ContextArgs {
    /// Platform the requests are sent to: messages, anthropic, bedrock, bedrock-invoke, vertex, foundry, aws,
    /// claudexia.
    #[arg(long)]
    target: Option<TargetName>,
    /// Model to assume when a request names none, as on Amazon Bedrock and Google Cloud.
    #[arg(long, value_name = "ID")]
    model: Option<String>,
    #[command(flatten)]
    tables: tables::Args,
    /// anthropic-version to assume for requests whose headers are unknown.
    #[arg(long, value_name = "VERSION")]
    api_version: Option<String>,
    /// Beta that every request is sent with; can be repeated or separated by commas.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    beta: Vec<String>,
    /// Header that every request is sent with, `name: value`; can be repeated. Other headers stay unknown.
    #[arg(long = "header", short = 'H', value_name = "HEADER")]
    headers: Vec<String>,
    /// URL to assume when the file has none; sets target and endpoint.
    #[arg(long)]
    url: Option<String>,
    /// Date to check requests against, YYYY-MM-DD. Defaults to the recorded date, or else today.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

/// Which rules run, and with which severity.
#[derive(clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Rule selection")]
struct RuleArgs {
    /// Run only these rules: codes, code prefixes (PL4) or names.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<String>,
    /// Do not run these rules.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Change the severity of a rule: error, warning or info; can be repeated.
    #[arg(long, value_name = "RULE=LEVEL", value_parser = severity)]
    severity: Vec<(String, Severity)>,
    /// Exit 1 on findings of this severity or higher.
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    fail_on: FailOn,
}

#[derive(Clone, Copy, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

fn severity(text: &str) -> Result<(String, Severity), String> {
    let (rule, level) = text.split_once('=').ok_or("expected RULE=LEVEL, such as PL301=warning")?;
    Ok((rule.to_owned(), level.parse().map_err(|error: Error| error.to_string())?))
}

/// Runs the command and returns its exit status.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let linter = Linter::builder().settings(args.settings()?).build()?;
    let found = walk::find(&args.paths, &args.files, args.stdin_filename.as_deref(), &linter)?;
    if args.show_files {
        return show_files::run(found, &linter, args.output.quiet);
    }
    let separate_bodies = found.inputs.iter().map(|input| input.requests.len()).sum();
    let limits = args.limits.limits(args.output.show_all);
    let output = Output::new(&args.output, limits, found.inputs.iter().map(|input| input.size).sum(), separate_bodies);
    let mut run = Run {
        linter: &linter,
        output,
        fail_on: args.rules.fail_on,
        failed: false,
        offset: PieceOffset::default(),
        cross_check: linter.cross_check(),
        max_requests: limits.max_requests(),
    };
    found.failures.into_iter().for_each(|failure| run.report(Err(failure)));
    run.lint_all(Jobs::new(found.inputs, args.input, limits))?;
    run.finish()
}

impl Args {
    fn settings(&self) -> Result<Settings, Failure> {
        let (context, rules) = (&self.context, &self.rules);
        let tables = context.tables.read()?;
        let mut headers = Vec::new();
        for text in &context.headers {
            let (name, value) = super::header::parse(text)?;
            headers.push((name.to_owned(), value.to_owned()));
        }
        Ok(Settings {
            target: context.target.clone(),
            url: context.url.clone(),
            headers,
            api_version: context.api_version.clone(),
            betas: context.beta.iter().map(|beta| beta.trim().to_owned()).collect(),
            model: context.model.clone(),
            models: tables.models.into_iter().collect(),
            gateways: tables.gateways.into_iter().collect(),
            date: context.as_of,
            fallback_date: if context.as_of.is_some() { None } else { Some(today()?) },
            select: rules.select.clone(),
            ignore: rules.ignore.clone(),
            severities: rules.severity.clone(),
            input: self.input,
            limits: self.limits.limits(self.output.show_all),
            ..Settings::default()
        })
    }
}

/// A run over many files.
struct Run<'l> {
    linter: &'l Linter,
    output: Output,
    fail_on: FailOn,
    /// Whether something could not be read.
    failed: bool,
    /// The start of the next piece, in a file that is read in pieces.
    offset: PieceOffset,
    /// The notes of the requests of that file so far.
    cross_check: CrossCheck,
    max_requests: usize,
}

impl Run<'_> {
    /// Lints a batch on all cores while the next one is read, so that memory does not grow with the number of files,
    /// nor with the length of a file that is read in pieces. Findings are reported in the order of the input.
    fn lint_all(&mut self, mut jobs: Jobs) -> Result<(), Failure> {
        let linter = self.linter;
        let mut batch = jobs.next_batch();
        while !batch.is_empty() && !self.can_stop() {
            let results: Vec<Result<Linted, Failure>>;
            if batch.len() == 1 && jobs.is_done() {
                // A single file starts no threads.
                results = batch.into_iter().map(|piece| lint(linter, piece)).collect();
                batch = Vec::new();
            } else {
                let work = || batch.into_par_iter().map(|piece| lint(linter, piece)).collect();
                (results, batch) = threads::pool()?.install(|| rayon::join(work, || jobs.next_batch()));
            }
            results.into_iter().for_each(|result| self.report(result));
        }
        Ok(())
    }

    /// Whether standard output is closed and the exit status cannot change any more.
    fn can_stop(&self) -> bool {
        self.output.is_closed() && self.has_findings()
    }

    fn report(&mut self, result: Result<Linted, Failure>) {
        let linted = match result {
            Ok(linted) => linted,
            Err(failure) => return self.fail(&failure),
        };
        if let Some(failure) = &linted.failure {
            self.fail(failure);
        }
        let name = linted.name.clone();
        if let Err(failure) = guarded(&name, || self.report_linted(linted)) {
            self.fail(&failure);
        }
    }

    fn report_linted(&mut self, linted: Linted) {
        let Linted { report, bytes, lines, first, named, text, path, name, .. } = linted;
        let Some(mut report) = report else { return self.output.skipped(bytes) };
        if first {
            self.offset = PieceOffset::default();
            self.cross_check = self.linter.cross_check();
        }
        let offset = self.offset;
        self.offset.bytes += bytes;
        self.offset.lines += lines;
        self.offset.requests += report.requests;
        if let Some(error) = &report.read_error {
            self.fail(&error.clone().into());
        } else if offset.requests < self.max_requests && self.max_requests < self.offset.requests {
            self.fail(&Failure::new(shown!(
                "{}: only the first {} requests were checked",
                Shown::masked(&*name),
                offset.requests
            )));
        }
        if self.offset.requests > self.max_requests {
            return self.output.advance(bytes);
        }
        if offset != PieceOffset::default() {
            report.shift(&offset);
        }
        let path = path.filter(|_| self.output.shows_source());
        let mut read_earlier = |bytes| read_range(path.as_deref()?, bytes);
        self.cross_check.compare(&mut report, &text, FileOptions { named }, &offset, &mut read_earlier);
        self.output.report(report, bytes);
    }

    fn fail(&mut self, failure: &Failure) {
        self.failed = true;
        self.output.print_note(shown!("payloadlint: {failure}", failure).multiline());
    }

    fn has_findings(&self) -> bool {
        let summary = self.output.summary();
        match self.fail_on {
            FailOn::Error => summary.findings.errors > 0,
            FailOn::Warning => summary.findings.errors + summary.findings.warnings > 0,
            FailOn::Info => summary.findings.total() > 0,
            FailOn::Never => false,
        }
    }

    fn finish(mut self) -> Result<ExitCode, Failure> {
        if self.failed && self.output.summary().files == 0 {
            // Nothing was read, so "no problems found" would be misleading.
            self.output.omit_summary();
        }
        self.output.finish()?;
        Ok(ExitCode::from(match (self.failed, self.has_findings()) {
            (true, _) => 2,
            (false, found) => u8::from(found),
        }))
    }
}

/// The result of linting one piece of a file, or a whole file.
struct Linted {
    name: Arc<str>,
    /// `None` for a file that is clearly not a request.
    report: Option<Report>,
    /// Why the piece could not be linted.
    failure: Option<Failure>,
    bytes: usize,
    lines: usize,
    /// Whether it is the first piece of its file.
    first: bool,
    named: bool,
    /// The text of a piece; empty for a whole file.
    text: Vec<u8>,
    /// The file from which earlier pieces can be read again.
    path: Option<Arc<Path>>,
}

impl Linted {
    /// The result for a file that was linted as a whole.
    fn whole(name: Arc<str>, report: Option<Report>, bytes: usize) -> Self {
        let (failure, text, path) = (None, Vec::new(), None);
        Linted { name, report, failure, bytes, lines: 0, first: true, named: true, text, path }
    }
}

fn lint(linter: &Linter, piece: Result<Piece, Failure>) -> Result<Linted, Failure> {
    match piece? {
        Piece::File { name, text, named } => {
            let report = guarded(&name, || linter.lint_file(&name, &text, FileOptions { named }))?;
            Ok(Linted::whole(name, report, text.len()))
        }
        Piece::Body { name, text, requests } => {
            let report = guarded(&name, || linter.lint_body_file(&name, &text, &requests))?;
            Ok(Linted::whole(name, Some(report), text.len()))
        }
        Piece::Lines { name, path, text, first, named } => {
            let linted = guarded(&name, || linter.lint_lines(&name, &text, FileOptions { named }));
            // The pieces after one that cannot be linted are in their places.
            let (mut report, failure) = match linted {
                Ok(report) => (report, None),
                Err(failure) => (Report::default(), Some(failure)),
            };
            report.files = usize::from(first);
            let lines = memchr::memchr_iter(b'\n', &text).count();
            let bytes = text.len();
            Ok(Linted { name, report: Some(report), failure, bytes, lines, first, named, text, path })
        }
    }
}
