//! The files generated from the rules are up to date: `schemas/rules.json` and the pages in `docs/rules/`.
//!
//! To refresh: `PAYLOADLINT_UPDATE=1 cargo test --all-features generated`

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use payloadlint::internals::report::rule_docs;
use payloadlint::internals::rules;

use crate::common::root;

const HOW: &str = "PAYLOADLINT_UPDATE=1 cargo test --all-features generated";

fn generated() -> BTreeMap<PathBuf, String> {
    let pages = rules::all().iter().map(|rule| (format!("docs/rules/{}.md", rule.code).into(), rule_docs::page(rule)));
    let mut files: BTreeMap<PathBuf, String> = pages.collect();
    files.insert("docs/rules/README.md".into(), rule_docs::index());
    files.insert("schemas/rules.json".into(), rule_docs::all_as_json());
    files
}

#[test]
fn generated_files_are_up_to_date() {
    let update = std::env::var_os("PAYLOADLINT_UPDATE").is_some();
    let files = generated();
    let mut stale = Vec::new();
    for (path, text) in &files {
        let file = root().join(path);
        if update {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, text).unwrap();
        } else if fs::read_to_string(&file).unwrap_or_default() != *text {
            stale.push(path.display().to_string());
        }
    }
    for entry in fs::read_dir(root().join("docs/rules")).into_iter().flatten().flatten() {
        let path = Path::new("docs/rules").join(entry.file_name());
        if files.contains_key(&path) {
            continue;
        }
        match update {
            true => fs::remove_file(entry.path()).unwrap(),
            false => stale.push(format!("{} (no such rule)", path.display())),
        }
    }
    assert!(stale.is_empty(), "not up to date: {stale:#?}\nrefresh with: {HOW}");
}
