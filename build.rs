//! Writes the list of rules, so that `mod name;` in a family's `mod.rs` is all that registers a rule.
//!
//! A family is a folder below `src/rules`. Its `mod.rs` includes the list that this program writes: `RULES`, one entry
//! for each module that declares a `rule!`. `src/rules/registry.rs` includes the list of families. A file that no `mod` line
//! names would not be compiled at all, so it is an error here.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const ROOT: &str = "src/rules";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={ROOT}");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let mut families = Vec::new();
    for folder in folders(Path::new(ROOT))? {
        if files(&folder)?.is_empty() {
            continue;
        }
        let family = Family::read(&folder)?;
        write(&out.join(format!("{}.rs", family.path.join("_"))), &family.list())?;
        families.push(format!("    crate::rules::{}::RULES,\n", family.path.join("::")));
    }
    families.sort();
    let list = format!("const FAMILIES: &[&[&Rule]] = &[\n{}];\n", families.concat());
    write(&out.join("families.rs"), &list)
}

/// One folder of rules.
struct Family {
    /// `["features", "structured"]`.
    path: Vec<String>,
    /// The modules that declare a rule, each with the `#[cfg]` lines above its `mod` line.
    rules: Vec<(String, String)>,
}

impl Family {
    fn read(folder: &Path) -> io::Result<Self> {
        let path = folder.strip_prefix(ROOT).unwrap_or(folder).iter().map(|part| part.to_string_lossy().into_owned());
        let mut family = Family { path: path.collect(), rules: Vec::new() };
        let table = fs::read_to_string(folder.join("mod.rs"))?;
        let declared = modules(&table);
        for file in files(folder)? {
            let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let Some((_, conditions)) = declared.iter().find(|(module, _)| *module == name) else {
                println!("cargo::error={} is not compiled: add `mod {name};` to mod.rs next to it", file.display());
                continue;
            };
            if fs::read_to_string(&file)?.lines().any(|line| line == "rule! {") {
                family.rules.push((name, conditions.clone()));
            }
        }
        Ok(family)
    }

    fn list(&self) -> String {
        let entries: Vec<String> =
            self.rules.iter().map(|(name, conditions)| format!("{conditions}    &{name}::RULE,\n")).collect();
        format!(
            "/// The rules of this family.\npub(crate) const RULES: &[&crate::rules::Rule] = &[\n{}];\n",
            entries.concat()
        )
    }
}

/// The `mod name;` lines of a file, each with its conditions.
fn modules(table: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut conditions = String::new();
    for line in table.lines() {
        if line.starts_with("#[cfg(") {
            conditions += &format!("    {line}\n");
            continue;
        }
        let module = line.split_once("mod ").and_then(|(_, rest)| rest.strip_suffix(';'));
        if let Some(module) = module {
            found.push((module.to_owned(), conditions.clone()));
        }
        conditions.clear();
    }
    found
}

/// The folders below `folder`, at any depth.
fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(folders(&path)?);
            found.push(path);
        }
    }
    Ok(found)
}

/// The Rust files of a folder without its `mod.rs`, by name.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("mod.rs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Leaves a file alone that has not changed.
fn write(path: &Path, text: &str) -> io::Result<()> {
    match fs::read_to_string(path) {
        Ok(old) if old == text => Ok(()),
        _ => fs::write(path, text),
    }
}
