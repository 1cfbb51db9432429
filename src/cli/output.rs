//! Where things are told: findings on standard output, everything else on standard error.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::process::ExitCode;
use std::time::Duration;

use crate::Report;
use crate::report::statistics::Statistics;
use crate::report::summary::Counts;
use crate::report::{Render, Style, concise, full, github, json};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Failure;

/// How it is told.
#[derive(clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Output")]
pub(super) struct Args {
    /// How findings are written.
    #[arg(long, short, value_enum, default_value_t = Format::Full)]
    pub(super) format: Format,
    /// Show values in full, credentials excepted.
    #[arg(long)]
    show_values: bool,
    /// Count findings by rule instead of showing each.
    #[arg(long)]
    statistics: bool,
    /// No summary and no progress bar.
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Colours; NO_COLOR and CLICOLOR_FORCE are heeded too.
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    color: ColorChoice,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// The source with the fault underlined, why, and what to do.
    Full,
    /// One line a finding.
    Concise,
    /// One JSON document: schemas/report.v1.schema.json.
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

    /// Whether a report can be written before the next one is known.
    fn is_running_text(self) -> bool {
        matches!(self, Format::Full | Format::Concise)
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal.
    Auto,
    Always,
    Never,
}

impl ColorChoice {
    /// <https://no-color.org>, <https://bixense.com/clicolors/>
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

/// How pages and tables are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DocFormat {
    /// For a terminal.
    Text,
    Json,
    Markdown,
}

/// Writes to standard output, and is done. That nobody reads on is no error.
pub(super) fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<ExitCode, Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::io("standard output", &error)),
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// Work that takes longer than this shows how far it is.
const PATIENCE: Duration = Duration::from_millis(500);

/// The two streams of a run.
pub(super) struct Output {
    format: Format,
    style: Style,
    quiet: bool,
    out: BufWriter<Stdout>,
    /// Nobody reads standard output any more.
    closed: bool,
    error: Option<io::Error>,
    counts: Counts,
    /// Requests whose bodies are linted apart from them.
    elsewhere: usize,
    statistics: Option<Statistics>,
    /// The findings so far, for formats that need all of them at once.
    held: Report,
    progress: Option<ProgressBar>,
    started: std::time::Instant,
}

impl Output {
    /// For a run over so many bytes, in which the bodies of so many requests are in files of their own.
    pub(super) fn new(args: &Args, bytes: u64, elsewhere: usize) -> Self {
        let color = args.color.is_on();
        let links = color && io::stdout().is_terminal();
        Output {
            format: args.format,
            style: Style { color, links, show_values: args.show_values },
            quiet: args.quiet,
            out: BufWriter::new(io::stdout()),
            closed: false,
            error: None,
            counts: Counts::default(),
            elsewhere,
            statistics: args.statistics.then(Statistics::default),
            held: Report::default(),
            progress: progress(bytes).filter(|_| !args.quiet),
            started: std::time::Instant::now(),
        }
    }

    fn advance(&self, bytes: usize) {
        let Some(bar) = &self.progress else { return };
        bar.inc(bytes as u64);
        if bar.is_hidden() && self.started.elapsed() > PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Tells the findings of a file, or of a piece of it.
    pub(super) fn report(&mut self, report: Report, bytes: usize) {
        self.counts.add(&report);
        if let Some(statistics) = &mut self.statistics {
            statistics.add(&report);
        }
        let shows_each = self.statistics.is_none();
        if !self.format.is_running_text() {
            self.held.extend(report);
        } else if shows_each && !report.findings.is_empty() {
            let (render, style) = (self.format.render(), self.style);
            self.write(|out| render(&report, &style, out));
        }
        self.advance(bytes);
    }

    /// A file was passed over because it is plainly no request.
    pub(super) fn skipped(&mut self, bytes: usize) {
        self.counts.skipped_files += 1;
        self.advance(bytes);
    }

    /// Says something beside the findings.
    pub(super) fn note(&self, text: &str) {
        let say = || drop(writeln!(io::stderr(), "{text}"));
        match &self.progress {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }

    /// The numbers so far.
    pub(super) fn counts(&self) -> &Counts {
        &self.counts
    }

    /// There is nothing to sum up.
    pub(super) fn silence(&mut self) {
        self.quiet = true;
    }

    /// Whether findings are told with their source.
    pub(super) fn shows_source(&self) -> bool {
        self.format == Format::Full && self.statistics.is_none()
    }

    /// Whether nobody reads the findings any more.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// Writes what was held back, and the summary.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        let style = self.style;
        if !self.format.is_running_text() {
            let (render, held) = (self.format.render(), std::mem::take(&mut self.held));
            self.write(|out| render(&held, &style, out));
        }
        if let Some(statistics) = self.statistics.take() {
            match self.format.is_running_text() {
                true => self.write(|out| statistics.render(&style, out)),
                false => drop(statistics.render(&Style::default(), &mut io::stderr())),
            }
        }
        if let Some(bar) = self.progress.take() {
            bar.finish_and_clear();
        }
        if !self.quiet {
            self.counts.body_missing = self.counts.body_missing.saturating_sub(self.elsewhere);
            self.note(&self.counts.to_string());
        }
        match self.error.take() {
            Some(error) => Err(Failure::io("standard output", &error)),
            None => Ok(()),
        }
    }

    /// Writes to standard output at once. That its reader has gone is no error; there is just nothing more to write.
    fn write(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        if self.closed {
            return;
        }
        let out = &mut self.out;
        let write = || write(out).and_then(|()| out.flush());
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

/// A bar for so many bytes, hidden until the work turns out to be long.
fn progress(bytes: u64) -> Option<ProgressBar> {
    if bytes == 0 || !io::stderr().is_terminal() {
        return None;
    }
    let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::hidden());
    let style = ProgressStyle::with_template("{bar:30} {bytes} of {total_bytes}, {eta} left");
    Some(bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())))
}
