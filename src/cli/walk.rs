//! Which files are linted.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use walkdir::{DirEntry, WalkDir};

use crate::envelope::{BodyFile, Kind, is_candidate};

use super::input::Input;
use super::{Failure, references};

/// Which files are taken.
#[derive(clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Files")]
pub(super) struct Args {
    /// Pass over files and folders like this, in the manner of .gitignore; may be repeated.
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Heed --exclude for files that are named, too (pre-commit names every file).
    #[arg(long)]
    force_exclude: bool,
    /// Pass over files that are plainly no request even when they are named, as in a directory.
    #[arg(long)]
    requests_only: bool,
    /// Read what .gitignore excludes, hidden folders, and folders of dependencies as well.
    #[arg(long)]
    no_ignore: bool,
}

/// Folders that hold other people's files.
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

/// What there is to do, and what of it cannot be done.
#[derive(Default)]
pub(super) struct Found {
    pub(super) inputs: Vec<Input>,
    /// Folders that cannot be read.
    pub(super) failures: Vec<Failure>,
}

/// The files to lint, each once, ordered by path; standard input comes first.
///
/// The bodies that commands in them name are among them, whatever kind the others are.
pub(super) fn find(
    paths: &[PathBuf],
    args: &Args,
    stdin_name: Option<&str>,
    kind: Option<Kind>,
) -> Result<Found, Failure> {
    // A name for standard input says that it is meant.
    let nothing_named = [PathBuf::from(if stdin_name.is_some() { "-" } else { "." })];
    let paths = if paths.is_empty() { &nothing_named[..] } else { paths };
    let mut walk =
        Walk { args, excludes: Excludes::new(&args.exclude)?, files: BTreeMap::new(), found: Found::default() };
    for path in paths {
        if path.as_os_str() == "-" {
            let name = stdin_name.unwrap_or("<stdin>").to_owned();
            walk.found.inputs.push(Input {
                name,
                path: None,
                size: 0,
                named: !args.requests_only,
                requests: Vec::new(),
            });
        } else if path.is_dir() {
            walk.directory(path)?;
        } else {
            walk.file(path);
        }
    }
    let found = walk.done(kind);
    if found.inputs.is_empty() && found.failures.is_empty() && !args.force_exclude {
        let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(Failure::new(format!("no file to lint in {}", names.join(", "))).hint(
            "in a directory JSON, JSONL, YAML, HAR, Markdown, shell and .http files are read; others have to be named",
        ));
    }
    Ok(found)
}

struct Walk<'a> {
    args: &'a Args,
    excludes: Excludes,
    /// Size, and whether the user named it.
    files: BTreeMap<PathBuf, (u64, bool)>,
    found: Found,
}

impl Walk<'_> {
    fn file(&mut self, path: &Path) {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        if self.args.force_exclude && self.excludes.has_or_is_below(&absolute) {
            return;
        }
        let size = path.metadata().map_or(0, |metadata| metadata.len());
        self.files.insert(short(path), (size, !self.args.requests_only));
    }

    fn directory(&mut self, root: &Path) -> Result<(), Failure> {
        let absolute = std::path::absolute(root).map_err(|error| Failure::io(&root.display().to_string(), &error))?;
        let mut rules = IgnoreRules::above(&absolute);
        let (args, excludes) = (self.args, &self.excludes);
        let entries = WalkDir::new(&absolute).sort_by_file_name().into_iter().filter_entry(|entry| {
            let is_dir = entry.file_type().is_dir();
            let is_wanted = entry.depth() == 0
                || !excludes.has(entry.path(), is_dir)
                    && !is_other_peoples(entry, args.no_ignore)
                    && (args.no_ignore || !rules.ignore(entry));
            if is_wanted && is_dir {
                rules.enter(entry);
            }
            is_wanted
        });
        for entry in entries {
            match entry {
                Ok(entry) if entry.file_type().is_file() && is_candidate(&entry.file_name().to_string_lossy()) => {
                    let path = root.join(entry.path().strip_prefix(&absolute).unwrap_or(entry.path()));
                    let size = entry.metadata().map_or(0, |metadata| metadata.len());
                    self.files.entry(short(&path)).or_insert((size, false));
                }
                Ok(_) => {}
                Err(error) => self.found.failures.push(unreadable(root, &absolute, &error)),
            }
        }
        Ok(())
    }

    fn done(mut self, kind: Option<Kind>) -> Found {
        let stdin = self.found.inputs.len();
        let files = std::mem::take(&mut self.files);
        self.found.inputs.extend(files.into_iter().map(|(path, (size, named))| input(path, size, named)));
        self.add_bodies(references::find(&self.found.inputs, kind));
        self.found.inputs[stdin..].sort_by(|left, right| left.path.cmp(&right.path));
        self.found
    }

    /// Adds the files that commands name as bodies; one that was found already is linted as what it is there.
    fn add_bodies(&mut self, bodies: Vec<(PathBuf, BodyFile)>) {
        if bodies.is_empty() {
            return;
        }
        let same = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let inputs = &mut self.found.inputs;
        let paths = inputs.iter().enumerate().filter_map(|(index, input)| Some((same(input.path.as_deref()?), index)));
        let mut known: HashMap<PathBuf, usize> = paths.collect();
        for (path, body) in bodies {
            let real = same(&path);
            if self.excludes.has_or_is_below(&std::path::absolute(&path).unwrap_or_else(|_| path.clone())) {
                continue;
            }
            let index = *known.entry(real).or_insert_with(|| {
                let size = path.metadata().map_or(0, |metadata| metadata.len());
                inputs.push(input(short(&path), size, true));
                inputs.len() - 1
            });
            inputs[index].named = true;
            inputs[index].requests.push(body);
        }
    }
}

fn input(path: PathBuf, size: u64, named: bool) -> Input {
    Input { name: path.display().to_string(), path: Some(path), size, named, requests: Vec::new() }
}

/// The path without a leading `./`.
fn short(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_owned()
}

/// A folder that cannot be entered, by the name that it has seen from the one the user named.
fn unreadable(root: &Path, absolute: &Path, error: &walkdir::Error) -> Failure {
    let path = error.path().unwrap_or(absolute);
    let name = short(&root.join(path.strip_prefix(absolute).unwrap_or(path))).display().to_string();
    match error.io_error() {
        Some(error) => Failure::io(&name, error),
        None => Failure::new(format!("{name}: {error}")),
    }
}

/// Hidden files and folders, and folders of dependencies.
fn is_other_peoples(entry: &DirEntry, no_ignore: bool) -> bool {
    let name = entry.file_name().to_string_lossy();
    if no_ignore {
        return name == ".git";
    }
    name.starts_with('.') || entry.file_type().is_dir() && DEPENDENCIES.contains(&&*name)
}

/// The globs of `--exclude`.
struct Excludes(Gitignore);

impl Excludes {
    fn new(globs: &[String]) -> Result<Self, Failure> {
        let wrong = |error: ignore::Error| Failure::new(format!("--exclude: {error}"));
        let mut builder = GitignoreBuilder::new(std::env::current_dir().unwrap_or_default());
        for glob in globs {
            builder.add_line(None, glob).map_err(wrong)?;
        }
        builder.build().map(Excludes).map_err(wrong)
    }

    fn has(&self, path: &Path, is_dir: bool) -> bool {
        self.0.matched(path, is_dir).is_ignore()
    }

    fn has_or_is_below(&self, path: &Path) -> bool {
        path.ancestors().enumerate().any(|(above, path)| self.has(path, above > 0))
    }
}

/// The `.gitignore` files that count for a folder.
struct IgnoreRules {
    /// With the depth of the folder each lies in, innermost last; those above the root first.
    files: Vec<(usize, Gitignore)>,
}

impl IgnoreRules {
    /// The files from the root of the repository down to the folder above `root`.
    fn above(root: &Path) -> Self {
        let repository = root.ancestors().find(|folder| folder.join(".git").exists());
        let mut files = Vec::new();
        if let Some(repository) = repository {
            let mut builder = GitignoreBuilder::new(repository);
            builder.add(repository.join(".git/info/exclude"));
            files.extend(builder.build().ok());
            let between = root.ancestors().skip(1).take_while(|folder| folder.starts_with(repository));
            let mut between: Vec<_> = between.map(read_gitignore).collect();
            between.reverse();
            files.extend(between);
        }
        IgnoreRules { files: files.into_iter().map(|file| (0, file)).collect() }
    }

    /// A folder is entered: its own file counts for what is in it.
    fn enter(&mut self, folder: &DirEntry) {
        self.leave(folder.depth() + 1);
        self.files.push((folder.depth() + 1, read_gitignore(folder.path())));
    }

    /// Whether an entry is to be passed over. The innermost file that speaks of it decides.
    fn ignore(&mut self, entry: &DirEntry) -> bool {
        self.leave(entry.depth() + 1);
        let is_dir = entry.file_type().is_dir();
        let mut said = self.files.iter().rev().map(|(_, file)| file.matched(entry.path(), is_dir));
        matches!(said.find(|said| !said.is_none()), Some(Match::Ignore(_)))
    }

    /// Forgets the files of folders that are at least so deep.
    fn leave(&mut self, depth: usize) {
        while self.files.last().is_some_and(|(of, _)| *of >= depth) {
            self.files.pop();
        }
    }
}

/// An absent or broken file ignores nothing, as in git.
fn read_gitignore(folder: &Path) -> Gitignore {
    Gitignore::new(folder.join(".gitignore")).0
}
