//! `payloadlint check`: reads, lints, tells.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use crate::envelope::Kind;
use crate::knowledge::Knowledge;
use crate::{CrossCheck, Date, FileOptions, Linter, LinterBuilder, PieceOffset, Report, Severity, Target};
use clap::ValueEnum;
use rayon::prelude::*;

use super::Failure;
use super::input::{Jobs, Piece, read_range};
use super::output::{self, Output};
use super::{show_files, walk};

/// Exit status: 0 nothing at or above --fail-on, 1 findings, 2 the job could not be done.
#[derive(clap::Args)]
#[group(skip)]
#[command(after_help = "Examples:
  payloadlint request.json                          one request, with all that is known
  payloadlint --format concise recordings/          a line a finding
  payloadlint --target bedrock-invoke body.json     as Amazon Bedrock would take it
  cat body.json | payloadlint -                     standard input
  payloadlint --format github .                     annotations in GitHub Actions
  payloadlint --select PL4 --statistics traffic/    how often which tool rule speaks

Exit status: 0 nothing at or above --fail-on, 1 findings, 2 the job could not be done.")]
pub(crate) struct Args {
    /// Files and directories; `-` is standard input. Nothing means the current directory.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    files: walk::Args,
    /// The name that stands for standard input, which is read where no path is given; its ending tells what it holds.
    #[arg(long, value_name = "NAME", help_heading = "Files")]
    stdin_filename: Option<String>,
    /// What the files are, where their content does not tell: body, batch, exchange, jsonl, vcr, har, nock, wiremock,
    /// pact, shell, markdown, http.
    #[arg(long, value_name = "KIND", help_heading = "Files")]
    input: Option<Kind>,
    /// List the files that would be read, as what, and with how many requests; lint nothing.
    #[arg(long, help_heading = "Files")]
    show_files: bool,
    #[command(flatten)]
    context: ContextArgs,
    #[command(flatten)]
    rules: RuleArgs,
    #[command(flatten)]
    output: output::Args,
}

/// What stands in for what a file does not tell.
#[derive(clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Surroundings")]
struct ContextArgs {
    /// Who receives the requests: messages, anthropic, bedrock, bedrock-invoke, vertex, foundry, aws, claudexia.
    #[arg(long)]
    target: Option<Target>,
    /// The model that requests are judged by which name none, as on Amazon Bedrock and Google Cloud.
    #[arg(long, value_name = "ID")]
    model: Option<String>,
    /// Models to add or change: a JSON file like schemas/models.json, of which only `id` is required.
    #[arg(long, value_name = "FILE")]
    models: Option<PathBuf>,
    /// The anthropic-version of requests whose headers are not known.
    #[arg(long, value_name = "VERSION")]
    api_version: Option<String>,
    /// A beta that every request is sent with; may be repeated or separated by commas.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    beta: Vec<String>,
    /// A header that every request is sent with, `name: value`; may be repeated. Others stay unknown.
    #[arg(long = "header", short = 'H', value_name = "HEADER")]
    headers: Vec<String>,
    /// Where requests go that do not say it themselves. It tells target and endpoint.
    #[arg(long)]
    url: Option<String>,
    /// The day on which requests are judged, YYYY-MM-DD; without it the day of the recording, or today.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

/// Which rules speak, and how loud.
#[derive(clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Rules")]
struct RuleArgs {
    /// Run only these rules: codes, beginnings of codes (PL4) or names.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<String>,
    /// Leave these rules out.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Give a rule another severity.
    #[arg(long, value_name = "RULE=LEVEL", value_parser = severity)]
    severity: Vec<(String, Severity)>,
    /// The least severity that makes the exit status 1.
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
    Ok((rule.to_owned(), level.parse().map_err(|error: crate::Error| error.to_string())?))
}

/// Does the job, and says with which status to exit.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let linter = linter(args)?;
    let found = walk::find(&args.paths, &args.files, args.stdin_filename.as_deref(), args.input)?;
    if args.show_files {
        return Ok(show_files::run(found, args.input, args.output.quiet));
    }
    let elsewhere = found.inputs.iter().map(|input| input.requests.len()).sum();
    let out = Output::new(&args.output, found.inputs.iter().map(|input| input.size).sum(), elsewhere);
    let mut run = Run {
        linter: &linter,
        out,
        fail_on: args.rules.fail_on,
        failed: false,
        start: PieceOffset::default(),
        cross_check: CrossCheck::default(),
    };
    found.failures.into_iter().for_each(|failure| run.tell(Err(failure)));
    run.all(Jobs::new(found.inputs, args.input));
    run.finish()
}

fn linter(args: &Args) -> Result<Linter, Failure> {
    let (context, rules) = (&args.context, &args.rules);
    let mut builder = Linter::builder().fallback_date(today()?);
    if let Some(path) = &context.models {
        let name = path.display().to_string();
        let json = std::fs::read_to_string(path).map_err(|error| Failure::io(&name, &error))?;
        Knowledge::with_models(&json).map_err(|error| {
            Failure::new(format!("{name}: {error}"))
                .hint("it holds rows as in schemas/models.json: `[{\"id\": \"…\"}]`")
        })?;
        builder = builder.models(json);
    }
    builder = with(builder, args.input, LinterBuilder::input);
    builder = with(builder, context.target, LinterBuilder::target);
    builder = with(builder, context.model.as_deref(), LinterBuilder::model);
    builder = with(builder, context.api_version.as_deref(), LinterBuilder::api_version);
    builder = with(builder, context.url.as_deref(), LinterBuilder::url);
    builder = with(builder, context.as_of, LinterBuilder::date);
    builder = context.beta.iter().fold(builder, |builder, beta| builder.beta(beta.trim()));
    for text in &context.headers {
        let (name, value) = super::header(text)?;
        builder = builder.header(name, value);
    }
    builder = rules.select.iter().fold(builder, |builder, rule| builder.select(rule));
    builder = rules.ignore.iter().fold(builder, |builder, rule| builder.ignore(rule));
    builder = rules.severity.iter().fold(builder, |builder, (rule, level)| builder.severity(rule, *level));
    builder.build().map_err(|error| Failure::new(error.to_string()).hint("`payloadlint rules` lists all rules"))
}

fn with<V>(builder: LinterBuilder, value: Option<V>, set: fn(LinterBuilder, V) -> LinterBuilder) -> LinterBuilder {
    match value {
        Some(value) => set(builder, value),
        None => builder,
    }
}

fn today() -> Result<Date, Failure> {
    let today = jiff::ZonedDateTime::now().date().to_string();
    today.parse().map_err(|_| Failure::new(format!("the system clock says {today}")).hint("set the date with --as-of"))
}

/// A run over many files.
struct Run<'l> {
    linter: &'l Linter,
    out: Output,
    fail_on: FailOn,
    /// Something could not be read.
    failed: bool,
    /// Where the next piece of a file begins that is read piece by piece.
    start: PieceOffset,
    /// What the requests of that file have noted so far.
    cross_check: CrossCheck,
}

impl Run<'_> {
    /// Lints a batch on all cores while the next one is read, so that neither the number of files nor the length of
    /// one that is read piece by piece costs memory. What is told is told in the order of the input.
    fn all(&mut self, mut jobs: Jobs) {
        let linter = self.linter;
        let mut batch = jobs.next_batch();
        while !batch.is_empty() && !self.is_idle() {
            let results: Vec<Result<Linted, Failure>>;
            if batch.len() == 1 && jobs.is_done() {
                // A single file starts no threads.
                results = batch.into_iter().map(|piece| lint(linter, piece)).collect();
                batch = Vec::new();
            } else {
                let work = || batch.into_par_iter().map(|piece| lint(linter, piece)).collect();
                (results, batch) = rayon::join(work, || jobs.next_batch());
            }
            results.into_iter().for_each(|result| self.tell(result));
        }
    }

    /// Nobody reads on, and the exit status is settled.
    fn is_idle(&self) -> bool {
        self.out.is_closed() && self.has_findings()
    }

    fn tell(&mut self, result: Result<Linted, Failure>) {
        match result {
            Ok(Linted { report: Some(mut report), bytes, lines, first, named, text, path }) => {
                if first {
                    self.start = PieceOffset::default();
                    self.cross_check = CrossCheck::default();
                }
                if self.start != PieceOffset::default() {
                    report.shift(&self.start);
                }
                let path = path.filter(|_| self.out.shows_source());
                let mut earlier = |bytes| read_range(path.as_deref()?, bytes);
                self.cross_check.compare(&mut report, &text, FileOptions { named }, &self.start, &mut earlier);
                if let Some(trouble) = &report.read_error {
                    self.failed = true;
                    self.out.note(&format!("payloadlint: {trouble}"));
                }
                self.start.bytes += bytes;
                self.start.lines += lines;
                self.start.requests += report.requests;
                self.out.report(report, bytes);
            }
            Ok(Linted { report: None, bytes, .. }) => self.out.skipped(bytes),
            Err(failure) => {
                self.failed = true;
                self.out.note(&format!("payloadlint: {failure}"));
            }
        }
    }

    fn has_findings(&self) -> bool {
        let counts = self.out.counts();
        match self.fail_on {
            FailOn::Error => counts.errors > 0,
            FailOn::Warning => counts.errors + counts.warnings > 0,
            FailOn::Info => counts.errors + counts.warnings + counts.infos > 0,
            FailOn::Never => false,
        }
    }

    fn finish(mut self) -> Result<ExitCode, Failure> {
        if self.failed && self.out.counts().files == 0 {
            // Nothing was read: that nothing was found would be no comfort.
            self.out.silence();
        }
        self.out.finish()?;
        Ok(ExitCode::from(match (self.failed, self.has_findings()) {
            (true, _) => 2,
            (false, found) => u8::from(found),
        }))
    }
}

/// What came of one piece; no report for a file that is plainly no request.
struct Linted {
    report: Option<Report>,
    bytes: usize,
    lines: usize,
    first: bool,
    named: bool,
    /// The text of a piece; nothing for a whole file.
    text: Vec<u8>,
    /// Where earlier pieces can be read again.
    path: Option<Arc<Path>>,
}

impl Linted {
    /// Of a file that was linted as a whole.
    fn whole(report: Option<Report>, bytes: usize) -> Self {
        Linted { report, bytes, lines: 0, first: true, named: true, text: Vec::new(), path: None }
    }
}

fn lint(linter: &Linter, piece: Result<Piece, Failure>) -> Result<Linted, Failure> {
    Ok(match piece? {
        Piece::File { name, text, named } => {
            Linted::whole(linter.lint_file(&name, &text, FileOptions { named }), text.len())
        }
        Piece::Body { name, text, requests } => {
            Linted::whole(Some(linter.lint_body_file(&name, &text, &requests)), text.len())
        }
        Piece::Lines { name, path, text, first, named } => {
            let mut report = linter.lint_lines(&name, &text, FileOptions { named });
            report.files = usize::from(first);
            let lines = memchr::memchr_iter(b'\n', &text).count();
            Linted { report: Some(report), bytes: text.len(), lines, first, named, text, path }
        }
    })
}
