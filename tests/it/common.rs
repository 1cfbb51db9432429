//! What several test modules need: fixtures, the linter they are checked with, and snapshots per family of rules.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use payloadlint::{FileOptions, Linter, LinterBuilder, Report};

/// The root of the checkout.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file in `fixtures/`, and the report on it.
pub(crate) struct Fixture {
    pub(crate) path: PathBuf,
    /// The path as a user at the root of the checkout would write it.
    pub(crate) name: String,
    pub(crate) kind: FixtureKind,
    pub(crate) report: Report,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum FixtureKind {
    /// `fail/<CODE>-<rule>/<case>.bad.*`: has the fault of its rule.
    Bad,
    /// `fail/<CODE>-<rule>/<case>.good.*`: the same without the fault.
    Good,
    /// `pass/`: a request without faults.
    Pass,
    /// `envelopes/`: requests in a file of some kind.
    Envelope,
}

impl Fixture {
    /// Every fixture with requests, sorted by path. Linted once for all tests: some have tens of megabytes.
    pub(crate) fn all() -> &'static [Fixture] {
        static ALL: LazyLock<Vec<Fixture>> = LazyLock::new(|| {
            let mut files = Vec::new();
            collect(&root().join("fixtures"), &mut files);
            files.sort();
            files.into_iter().filter_map(Fixture::read).collect()
        });
        &ALL
    }

    /// The fixtures of one kind.
    pub(crate) fn of(kind: FixtureKind) -> impl Iterator<Item = &'static Fixture> {
        Fixture::all().iter().filter(move |fixture| fixture.kind == kind)
    }

    fn read(path: PathBuf) -> Option<Fixture> {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        let kind = match name.split('/').nth(1)? {
            "fail" if name.contains(".bad.") => FixtureKind::Bad,
            "fail" if name.contains(".good.") => FixtureKind::Good,
            "pass" => FixtureKind::Pass,
            "envelopes" if !name.ends_with("README.md") => FixtureKind::Envelope,
            _ => return None,
        };
        let report = lint(&name, &read(&path));
        Some(Fixture { path, name, kind, report })
    }

    /// The content. `<case>.bad.33554433-bytes.json` is padded with spaces to that size.
    pub(crate) fn text(&self) -> Vec<u8> {
        read(&self.path)
    }

    /// The folder of its rule: `<CODE>-<name>`.
    pub(crate) fn folder(&self) -> &str {
        self.name.split('/').nth(2).unwrap()
    }

    /// The code of its rule.
    pub(crate) fn code(&self) -> &str {
        self.folder().split('-').next().unwrap()
    }

    /// What distinguishes it from the other fixtures of its rule.
    pub(crate) fn case(&self) -> &str {
        let file = self.name.rsplit('/').next().unwrap();
        file.split_once(".bad.").or_else(|| file.split_once(".good.")).map_or(file, |(case, _)| case)
    }
}

/// Adds every file in a folder and below it.
pub(crate) fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() { collect(&entry.path(), files) } else { files.push(entry.path()) }
    }
}

fn read(path: &Path) -> Vec<u8> {
    let mut text = fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy();
    let size = name.split('.').find_map(|part| part.strip_suffix("-bytes")?.parse().ok());
    text.resize(size.unwrap_or(text.len()), b' ');
    text
}

/// The settings that fixtures are linted with: the default ones and a fixed date.
pub(crate) fn settings() -> LinterBuilder {
    Linter::builder().fallback_date("2026-11-24".parse().unwrap())
}

/// The report on `text` as a file that was named on the command line.
pub(crate) fn lint(name: &str, text: &[u8]) -> Report {
    static LINTER: LazyLock<Linter> = LazyLock::new(|| settings().build().unwrap());
    LINTER.lint_file(name, text, FileOptions { named: true }).unwrap()
}

/// Recorded requests: the folder that `PAYLOADLINT_TRAFFIC` names, or one next to the checkout. They are too large to
/// be part of the repository, so the tests that use them do nothing where the folder is absent.
pub(crate) fn recorded_traffic() -> Vec<PathBuf> {
    let named = std::env::var_os("PAYLOADLINT_TRAFFIC").map(PathBuf::from);
    let folder = named.clone().unwrap_or_else(|| root().join("../shared/corpus/traffic"));
    let files = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let files: Vec<_> = files.filter(|path| path.extension().is_some_and(|extension| extension == "jsonl")).collect();
    assert!(named.is_none() || !files.is_empty(), "no recordings in {}", folder.display());
    files
}

/// Cases that were wrong once: a folder in the one that `PAYLOADLINT_CASES` names, or next to the checkout. `None` where
/// it is absent.
pub(crate) fn cases(folder: &str) -> Option<PathBuf> {
    let named = std::env::var_os("PAYLOADLINT_CASES").map(PathBuf::from);
    let cases = named.clone().unwrap_or_else(|| root().join("../shared/cases")).join(folder);
    assert!(named.is_none() || cases.is_dir(), "no cases in {}", cases.display());
    cases.is_dir().then_some(cases)
}

/// Compares texts with the snapshots in `snapshots/<folder>/`, one file per family of rules: `PL3.snap` has every text
/// whose name starts with `PL3`, each under a line with its name. Names must be distinct.
pub(crate) fn assert_family_snapshots(folder: &str, texts: impl IntoIterator<Item = (String, String)>) {
    let mut families = BTreeMap::<String, BTreeMap<String, String>>::new();
    for (name, text) in texts {
        let family = families.entry(name[..3].to_owned()).or_default();
        assert!(family.insert(name.clone(), text).is_none(), "two texts are named {name}");
    }
    for (family, texts) in families {
        let sections: Vec<_> = texts.iter().map(|(name, text)| format!("=== {name}\n{}\n", text.trim_end())).collect();
        insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => format!("snapshots/{folder}")}, {
            insta::assert_snapshot!(family, sections.join("\n"));
        });
    }
}
