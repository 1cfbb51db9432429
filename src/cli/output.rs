//! The streams of a run: findings go to standard output, everything else to standard error.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::process::ExitCode;
use std::time::Duration;

use crate::lint::Quota;
use crate::mask::{Page, Show, put};
use crate::report::group::Groups;
use crate::report::statistics::Statistics;
use crate::report::summary::Summary;
use crate::report::{Render, TextOptions, concise, full, github, json};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Failure;
use crate::{Limits, Report};

/// How the report is written.
#[derive(clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Output")]
pub(super) struct Args {
    /// Output format.
    #[arg(long, short, value_enum, default_value_t = Format::Full)]
    pub(super) format: Format,
    /// Show every finding. By default, `full` and `concise` show the first three with the same rule, message and file and
    /// list the lines of the rest, and all formats contain up to --max-findings per file and count the rest.
    #[arg(long)]
    pub(super) show_all: bool,
    /// Show the text of excerpts in full. Credentials stay masked.
    #[arg(long)]
    show_values: bool,
    /// Show the number of findings of each rule instead of the findings, and how many recorded responses agree with them.
    /// JSON has both.
    #[arg(long)]
    statistics: bool,
    /// Do not print the summary and the progress bar.
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// When to use colors. NO_COLOR and CLICOLOR_FORCE are respected.
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    color: ColorChoice,
}

/// An output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// The source with the fault underlined, help, the predicted response, and the evidence.
    Full,
    /// One line per finding.
    Concise,
    /// One JSON document, as specified by schemas/report.v1.schema.json.
    Json,
    /// Annotations for GitHub Actions.
    Github,
}

impl Format {
    fn render(self) -> Render {
        match self {
            Format::Full => full::render,
            Format::Concise => concise::render,
            Format::Json => json::render,
            Format::Github => github::render,
        }
    }

    /// Whether reports can be written one by one, instead of all at the end.
    fn is_streamed(self) -> bool {
        matches!(self, Format::Full | Format::Concise)
    }
}

/// When to use colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// If standard output is a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl ColorChoice {
    /// Whether to use colors, by the flag and by the conventions of <https://no-color.org> and
    /// <https://bixense.com/clicolors/>.
    pub(super) fn is_on(self) -> bool {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        match self {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if set("NO_COLOR").is_some() => false,
            ColorChoice::Auto if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
            ColorChoice::Auto => io::stdout().is_terminal() && set("TERM").is_none_or(|term| term != "dumb"),
        }
    }
}

/// The format of pages and tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DocFormat {
    /// Text for a terminal.
    Text,
    /// JSON.
    Json,
    /// Markdown.
    Markdown,
}

/// Writes to standard output and returns status 0. A closed pipe is not an error.
pub(super) fn print(write: impl FnOnce(&mut Page<'_>) -> io::Result<()>) -> Result<ExitCode, Failure> {
    let mut out = BufWriter::new(io::stdout());
    match write(&mut Page::new(&mut out)).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::io("standard output", &error)),
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// Prints a line to standard error. If that cannot be written to, there is nowhere left to report that.
pub(super) fn print_note(text: impl Show) {
    let _ = put!(Page::new(&mut io::stderr()), "{text}\n", text);
}

/// A run that takes longer than this shows a progress bar.
const PROGRESS_DELAY: Duration = Duration::from_millis(500);

/// The output of a run.
pub(super) struct Output {
    format: Format,
    options: TextOptions,
    quiet: bool,
    out: BufWriter<Stdout>,
    /// Whether standard output cannot be written to any more.
    closed: bool,
    error: Option<io::Error>,
    summary: Summary,
    /// The number of requests whose bodies are files of their own and are linted with those.
    separate_bodies: usize,
    statistics: Option<Statistics>,
    show_all: bool,
    /// The findings of the file that is being reported, for formats that group them.
    groups: Groups,
    limits: Limits,
    /// What is kept of that file, which may have been linted in pieces.
    quota: Quota,
    /// The findings so far, for formats that need all of them at once.
    pending: Report,
    progress: Option<ProgressBar>,
    started: std::time::Instant,
}

impl Output {
    /// The output of a run over this many bytes, in which this many requests have bodies in files of their own.
    pub(super) fn new(args: &Args, limits: Limits, bytes: u64, separate_bodies: usize) -> Self {
        let color = args.color.is_on();
        let links = color && io::stdout().is_terminal();
        Output {
            format: args.format,
            options: TextOptions { color, links, show_values: args.show_values },
            quiet: args.quiet,
            out: BufWriter::new(io::stdout()),
            closed: false,
            error: None,
            summary: Summary::default(),
            separate_bodies,
            statistics: args.statistics.then(Statistics::default),
            show_all: args.show_all,
            groups: Groups::default(),
            limits,
            quota: Quota::new(limits),
            pending: Report::default(),
            progress: progress(bytes).filter(|_| !args.quiet),
            started: std::time::Instant::now(),
        }
    }

    pub(super) fn advance(&self, bytes: usize) {
        let Some(bar) = &self.progress else { return };
        bar.inc(bytes as u64);
        if bar.is_hidden() && self.started.elapsed() > PROGRESS_DELAY {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Adds the findings of a file, or of a piece of it.
    pub(super) fn report(&mut self, mut report: Report, bytes: usize) {
        if report.files > 0 {
            // The first piece of a file.
            self.quota = Quota::new(self.limits);
        }
        self.quota.apply(&mut report);
        if let Some(statistics) = &mut self.statistics {
            statistics.add(&report);
        }
        self.summary.add(&report);
        if self.format.is_streamed() && !self.show_all {
            // They are counted with the groups.
            self.summary.omitted = 0;
        }
        if !self.format.is_streamed() {
            self.pending.extend(report);
        } else if self.statistics.is_none() {
            self.show(report);
        }
        self.advance(bytes);
    }

    /// Writes the findings of a file, or of a piece of it, except for those that repeat others.
    fn show(&mut self, mut report: Report) {
        if report.files > 0 {
            // The first piece of the next file.
            self.end_groups();
        }
        if !self.show_all {
            report.findings.retain(|finding| self.groups.add(finding));
        }
        self.groups.omit(&report);
        if !report.findings.is_empty() {
            let (render, options) = (self.format.render(), self.options);
            self.write(|out| render(&report, &options, out));
        }
    }

    /// Writes how many findings of the file were not shown, and where they are.
    fn end_groups(&mut self) {
        let groups = std::mem::take(&mut self.groups);
        if groups.hidden() == 0 {
            return;
        }
        if !self.show_all {
            self.summary.grouped += groups.hidden();
        }
        let (options, is_spaced) = (self.options, self.format == Format::Full);
        self.write(|out| {
            groups.render_rest(&options, out)?;
            if is_spaced { put!(out, "\n") } else { Ok(()) }
        });
    }

    /// Counts a file that was skipped because it is clearly not a request.
    pub(super) fn skipped(&mut self, bytes: usize) {
        self.summary.skipped_files += 1;
        self.advance(bytes);
    }

    /// Prints a line to standard error.
    pub(super) fn print_note(&self, text: impl Show) {
        let print = || print_note(text);
        match &self.progress {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// The counts so far.
    pub(super) fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Does not print the summary.
    pub(super) fn omit_summary(&mut self) {
        self.quiet = true;
    }

    /// Whether findings are shown with their source.
    pub(super) fn shows_source(&self) -> bool {
        self.format == Format::Full && self.statistics.is_none()
    }

    /// Whether standard output cannot be written to any more.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// Writes the pending findings and the summary.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        self.end_groups();
        self.write_pending();
        if let Some(bar) = self.progress.take() {
            bar.finish_and_clear();
        }
        if !self.quiet {
            self.summary.body_missing = self.summary.body_missing.saturating_sub(self.separate_bodies);
            self.print_note(&self.summary);
        }
        match self.error.take() {
            Some(error) => Err(Failure::io("standard output", &error)),
            None => Ok(()),
        }
    }

    /// Writes the pending findings and the statistics.
    fn write_pending(&mut self) {
        let (render, options) = (self.format.render(), self.options);
        let (pending, statistics) = (std::mem::take(&mut self.pending), self.statistics.take());
        match (self.format, statistics) {
            (Format::Json, Some(statistics)) => {
                self.write(|out| json::render_with_statistics(&pending, &statistics, out));
            }
            (Format::Json | Format::Github, statistics) => {
                self.write(|out| render(&pending, &options, out));
                if let Some(statistics) = statistics {
                    drop(statistics.render(&TextOptions::default(), &mut Page::new(&mut io::stderr())));
                }
            }
            (Format::Full | Format::Concise, Some(statistics)) => self.write(|out| statistics.render(&options, out)),
            (Format::Full | Format::Concise, None) => {}
        }
    }

    /// Writes to standard output and flushes it. A closed pipe is not an error; nothing more is written then.
    fn write(&mut self, write: impl FnOnce(&mut Page<'_>) -> io::Result<()>) {
        if self.closed {
            return;
        }
        let out = &mut self.out;
        let write = || write(&mut Page::new(out)).and_then(|()| out.flush());
        let written = match &self.progress {
            Some(bar) => bar.suspend(write),
            None => write(),
        };
        if let Err(error) = written {
            self.closed = true;
            self.error = (error.kind() != io::ErrorKind::BrokenPipe).then_some(error);
        }
    }
}

/// A progress bar for this many bytes, hidden until [`PROGRESS_DELAY`] has passed.
fn progress(bytes: u64) -> Option<ProgressBar> {
    if bytes == 0 || !io::stderr().is_terminal() {
        return None;
    }
    let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::hidden());
    let style = ProgressStyle::with_template("{bar:30} {bytes} of {total_bytes}, {eta} left");
    Some(bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())))
}
