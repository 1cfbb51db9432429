//! What several test modules need: fixtures, the linter they are checked with, and snapshots per family of rules.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use payloadlint::{FileOptions, Linter, Report};

/// The root of the checkout.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file in `fixtures/<folder>` and below it, sorted.
pub(crate) fn fixtures(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(&root().join("fixtures").join(folder), &mut files);
    files.sort();
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() { collect(&entry.path(), files) } else { files.push(entry.path()) }
    }
}

/// The content of a fixture. `<case>.bad.33554433-bytes.json` is padded with spaces to that size.
pub(crate) fn read(path: &Path) -> Vec<u8> {
    let mut text = fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy();
    let size = name.split('.').find_map(|part| part.strip_suffix("-bytes"));
    text.resize(size.map_or(text.len(), |size| size.parse().unwrap()), b' ');
    text
}

/// The path of a fixture as a user at the root of the checkout would write it.
pub(crate) fn name_of(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

/// The linter that fixtures are checked with: default settings and a fixed date.
pub(crate) fn linter() -> Linter {
    Linter::builder().fallback_date("2026-11-24".parse().unwrap()).build().unwrap()
}

/// The report on `text` as a file that was named on the command line.
pub(crate) fn lint(name: &str, text: &[u8]) -> Report {
    linter().lint_file(name, text, FileOptions { named: true }).unwrap()
}

/// The report on a fixture.
pub(crate) fn lint_fixture(path: &Path) -> Report {
    lint(&name_of(path), &read(path))
}

/// The folder that a fixture is in: `<CODE>-<rule name>`.
pub(crate) fn folder_of(path: &Path) -> String {
    path.parent().and_then(Path::file_name).unwrap().to_string_lossy().into_owned()
}

/// The name of a fixture's case, and whether it is a bad one.
pub(crate) fn case(path: &Path) -> Option<(String, bool)> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let (case, kind) = name
        .split_once(".bad.")
        .map(|(case, _)| (case, true))
        .or_else(|| name.split_once(".good.").map(|(case, _)| (case, false)))?;
    Some((case.to_owned(), kind))
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
