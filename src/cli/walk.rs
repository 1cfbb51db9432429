//! Finds the files to lint.

use crate::join::join_with;
use crate::mask::{Shown, shown};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use walkdir::WalkDir;

use crate::Linter;
use crate::envelope::{BodyFile, is_candidate};

use super::input::Input;
use super::{Failure, references};

/// Which files to lint.
#[derive(clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Files")]
pub(super) struct Args {
    /// Skip files and directories that match this .gitignore pattern; can be repeated.
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Apply --exclude to files named on the command line (pre-commit names every file).
    #[arg(long)]
    force_exclude: bool,
    /// Skip files that are clearly not requests even if they are named on the command line.
    #[arg(long)]
    requests_only: bool,
    /// Read what .gitignore excludes, hidden files, and dependency directories.
    #[arg(long)]
    no_ignore: bool,
}

/// Names of hidden directories that are part of the work: instructions for Claude with examples, and documentation.
const READ_ALTHOUGH_HIDDEN: [&str; 2] = [".claude", ".github"];

/// Names of directories for dependencies and build output.
const DEPENDENCIES: [&str; 12] = [
    "node_modules",
    "bower_components",
    "target",
    "vendor",
    "venv",
    "env",
    "site-packages",
    "__pycache__",
    "dist",
    "build",
    "bazel-out",
    "coverage",
];

/// The files to lint, and what could not be read.
#[derive(Default)]
pub(super) struct Found {
    pub(super) inputs: Vec<Input>,
    /// Directories that cannot be read.
    pub(super) failures: Vec<Failure>,
}

/// Finds the files to lint, each once, ordered by path; standard input, pipes and devices are first.
///
/// They include the bodies that commands in them name.
pub(super) fn find(
    paths: &[PathBuf],
    args: &Args,
    stdin_name: Option<&str>,
    linter: &Linter,
) -> Result<Found, Failure> {
    // A name for standard input implies that it is to be read.
    let default_paths = [PathBuf::from(if stdin_name.is_some() { "-" } else { "." })];
    let paths = if paths.is_empty() { &default_paths[..] } else { paths };
    let excludes = Arc::new(Excludes::new(&args.exclude)?);
    let mut search =
        Search { args, excludes, files: BTreeMap::new(), streams: HashSet::new(), found: Found::default() };
    for path in paths {
        if path.as_os_str() == "-" {
            search.add_stdin(stdin_name.unwrap_or("<stdin>"));
        } else if path.is_dir() {
            search.add_directory(path)?;
        } else {
            search.add_file(path);
        }
    }
    let found = search.finish(linter)?;
    if found.inputs.is_empty() && found.failures.is_empty() && !args.force_exclude {
        let names = paths.iter().map(|path| Shown::masked(path.display().to_string()));
        return Err(Failure::new(shown!("no file to lint in {}", join_with(", ", names))).hint(
            "in a directory, JSON, JSONL, YAML, HAR, Markdown, reStructuredText, AsciiDoc, Python, TypeScript, JavaScript, notebooks, shell, .http and .httprr files are read; name other files explicitly",
        ));
    }
    Ok(found)
}

struct Search<'a> {
    args: &'a Args,
    excludes: Arc<Excludes>,
    /// The size of each file, and whether the user named it.
    files: BTreeMap<PathBuf, (u64, bool)>,
    /// The pipes and devices found, each of which gives its text only once.
    streams: HashSet<Stream>,
    found: Found,
}

impl Search<'_> {
    fn add_file(&mut self, path: &Path) {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        if self.args.force_exclude && self.excludes.match_path_or_parent(&absolute) {
            return;
        }
        if let Some(stream) = Stream::at(path) {
            let input = Input { is_stream: true, ..input(path.to_owned(), 0, !self.args.requests_only) };
            return self.add_stream(stream, input);
        }
        let size = path.metadata().map_or(0, |metadata| metadata.len());
        self.files.insert(without_dot(path), (size, !self.args.requests_only));
    }

    fn add_stdin(&mut self, name: &str) {
        let (named, size, requests) = (!self.args.requests_only, 0, Vec::new());
        let input = Input { name: name.to_owned(), path: None, is_stream: true, size, named, requests };
        self.add_stream(Stream::at(Path::new("/dev/stdin")).unwrap_or(Stream::Stdin), input);
    }

    /// Adds a pipe or device, unless it was found before, perhaps by another name.
    fn add_stream(&mut self, stream: Stream, input: Input) {
        if self.streams.insert(stream) {
            self.found.inputs.push(input);
        }
    }

    fn add_directory(&mut self, root: &Path) -> Result<(), Failure> {
        let absolute = std::path::absolute(root).map_err(|error| Failure::io(&root.display().to_string(), &error))?;
        let as_named = |path: &Path| without_dot(&root.join(path.strip_prefix(&absolute).unwrap_or(path)));
        let files = match self.args.no_ignore {
            true => walk_everything(&absolute, &self.excludes),
            false => walk_unignored(&absolute, &self.excludes),
        };
        for file in files {
            match file {
                Ok((path, size)) => {
                    self.files.entry(as_named(&path)).or_insert((size, false));
                }
                Err(Unreadable { path, reason }) => {
                    let name = as_named(path.as_deref().unwrap_or(&absolute)).display().to_string();
                    self.found.failures.push(match reason {
                        Ok(error) => Failure::io(&name, &error),
                        Err(message) => Failure::new(shown!("{}: {}", Shown::masked(name), Shown::masked(message))),
                    });
                }
            }
        }
        Ok(())
    }

    fn finish(mut self, linter: &Linter) -> Result<Found, Failure> {
        let streams = self.found.inputs.len();
        let files = std::mem::take(&mut self.files);
        self.found.inputs.extend(files.into_iter().map(|(path, (size, named))| input(path, size, named)));
        self.add_bodies(references::find(&self.found.inputs, linter)?);
        self.found.inputs[streams..].sort_by(|left, right| left.path.cmp(&right.path));
        Ok(self.found)
    }

    /// Adds the files that commands name as bodies. A file that was found already is linted as such a body.
    fn add_bodies(&mut self, bodies: Vec<(PathBuf, BodyFile)>) {
        if bodies.is_empty() {
            return;
        }
        let resolved = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let inputs = &mut self.found.inputs;
        let paths = inputs.iter().enumerate();
        let paths = paths.filter_map(|(index, input)| Some((resolved(input.path_to_reread()?), index)));
        let mut known: HashMap<PathBuf, usize> = paths.collect();
        for (path, body) in bodies {
            let absolute = std::path::absolute(&path).unwrap_or_else(|_| path.clone());
            if self.excludes.match_path_or_parent(&absolute) {
                continue;
            }
            let index = *known.entry(resolved(&path)).or_insert_with(|| {
                let size = path.metadata().map_or(0, |metadata| metadata.len());
                inputs.push(input(without_dot(&path), size, true));
                inputs.len() - 1
            });
            inputs[index].named = true;
            inputs[index].requests.push(body);
        }
    }
}

fn input(path: PathBuf, size: u64, named: bool) -> Input {
    let name = path.display().to_string();
    Input { name, path: Some(path), is_stream: false, size, named, requests: Vec::new() }
}

/// A pipe, socket or device.
#[derive(PartialEq, Eq, Hash)]
enum Stream {
    /// Standard input, where it is not known what it is.
    Stdin,
    /// The numbers of its device and node.
    #[cfg(unix)]
    Node(u64, u64),
}

impl Stream {
    /// The stream at a path; `None` for a file, which can be read several times.
    #[cfg(unix)]
    fn at(path: &Path) -> Option<Stream> {
        use std::os::unix::fs::MetadataExt as _;
        let metadata = path.metadata().ok().filter(|metadata| !metadata.is_file())?;
        Some(Stream::Node(metadata.dev(), metadata.ino()))
    }

    #[cfg(not(unix))]
    fn at(_path: &Path) -> Option<Stream> {
        None
    }
}

/// The path without a leading `./`.
fn without_dot(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_owned()
}

/// A directory or file that cannot be read, and why: an I/O error, or a message.
struct Unreadable {
    path: Option<PathBuf>,
    reason: Result<std::io::Error, String>,
}

/// The path and size of each file, ordered by path.
type Files = Box<dyn Iterator<Item = Result<(PathBuf, u64), Unreadable>>>;

/// The files below an absolute path that can contain requests, except those that `.gitignore` excludes, hidden ones
/// but those of [`READ_ALTHOUGH_HIDDEN`], and those in dependency directories.
fn walk_unignored(root: &Path, excludes: &Arc<Excludes>) -> Files {
    let excludes = Arc::clone(excludes);
    // Within a repository, its `.gitignore` files apply up to its root, and `.git/info/exclude`. Elsewhere, only those
    // below the path apply.
    let in_repository = root.ancestors().any(|directory| directory.join(".git").exists());
    let walk = WalkBuilder::new(root)
        .standard_filters(false)
        .git_ignore(true)
        .git_exclude(true)
        .parents(in_repository)
        .require_git(in_repository)
        .sort_by_file_name(Ord::cmp)
        .filter_entry(move |entry| {
            let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
            let name = entry.file_name().to_string_lossy();
            let is_dependency = is_dir && DEPENDENCIES.contains(&&*name);
            let is_hidden = name.starts_with('.') && !(is_dir && READ_ALTHOUGH_HIDDEN.contains(&&*name));
            let is_skipped = is_hidden || is_dependency || excludes.matches(entry.path(), is_dir);
            entry.depth() == 0 || !is_skipped
        })
        .build();
    Box::new(walk.filter_map(|entry| match entry {
        Ok(entry) => {
            let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
            let size = || entry.metadata().map_or(0, |metadata| metadata.len());
            let is_wanted = is_file && is_candidate(&entry.file_name().to_string_lossy());
            is_wanted.then(|| Ok((entry.path().to_owned(), size())))
        }
        Err(error) => {
            let path = path_of(&error).map(Path::to_owned);
            let message = error.to_string();
            Some(Err(Unreadable { path, reason: error.into_io_error().ok_or(message) }))
        }
    }))
}

/// The path that an error is about.
fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}

/// All files below an absolute path that can contain requests, except in `.git`.
fn walk_everything(root: &Path, excludes: &Arc<Excludes>) -> Files {
    let excludes = Arc::clone(excludes);
    let walk = WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(move |entry| {
        let is_skipped = entry.file_name() == ".git" || excludes.matches(entry.path(), entry.file_type().is_dir());
        entry.depth() == 0 || !is_skipped
    });
    Box::new(walk.filter_map(|entry| match entry {
        Ok(entry) => {
            let size = || entry.metadata().map_or(0, |metadata| metadata.len());
            let is_wanted = entry.file_type().is_file() && is_candidate(&entry.file_name().to_string_lossy());
            is_wanted.then(|| Ok((entry.path().to_owned(), size())))
        }
        Err(error) => {
            let path = error.path().map(Path::to_owned);
            let message = error.to_string();
            Some(Err(Unreadable { path, reason: error.into_io_error().ok_or(message) }))
        }
    }))
}

/// The patterns of `--exclude`.
struct Excludes(Gitignore);

impl Excludes {
    fn new(globs: &[String]) -> Result<Self, Failure> {
        let invalid = |error: ignore::Error| Failure::new(shown!("--exclude: {}", Shown::masked(error.to_string())));
        let mut builder = GitignoreBuilder::new(std::env::current_dir().unwrap_or_default());
        for glob in globs {
            builder.add_line(None, glob).map_err(invalid)?;
        }
        builder.build().map(Excludes).map_err(invalid)
    }

    fn matches(&self, path: &Path, is_dir: bool) -> bool {
        self.0.matched(path, is_dir).is_ignore()
    }

    fn match_path_or_parent(&self, path: &Path) -> bool {
        path.ancestors().enumerate().any(|(distance, path)| self.matches(path, distance > 0))
    }
}
