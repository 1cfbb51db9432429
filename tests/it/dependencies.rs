//! What the dependencies may require: the Rust version that `Cargo.toml` states, and the licences and sources of `deny.toml`.
//! `cargo deny` checks more where it is installed; this needs nothing but cargo.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

use crate::common::root;

/// What cargo knows of this package and its dependencies on this platform, with all features.
static METADATA: LazyLock<Value> = LazyLock::new(|| {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).args(["metadata", "--format-version", "1", "--all-features", "--locked", "--offline"]);
    let output = cargo.args(["--filter-platform", &host()]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
});

fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

/// The packages by ID.
fn packages() -> BTreeMap<&'static str, &'static Value> {
    let packages = METADATA["packages"].as_array().unwrap();
    packages.iter().map(|package| (package["id"].as_str().unwrap(), package)).collect()
}

/// This package and what is compiled with it, without what only the tests need.
fn compiled() -> Vec<&'static Value> {
    let nodes = METADATA["resolve"]["nodes"].as_array().unwrap();
    let nodes: BTreeMap<_, _> = nodes.iter().map(|node| (node["id"].as_str().unwrap(), node)).collect();
    let is_compiled = |dependency: &&Value| {
        dependency["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"].as_str() != Some("dev"))
    };
    let (mut found, mut open) = (BTreeSet::new(), vec![METADATA["resolve"]["root"].as_str().unwrap()]);
    while let Some(id) = open.pop() {
        if found.insert(id) {
            let dependencies = nodes[id]["deps"].as_array().unwrap().iter().filter(is_compiled);
            open.extend(dependencies.map(|dependency| dependency["pkg"].as_str().unwrap()));
        }
    }
    let packages = packages();
    found.into_iter().map(|id| packages[id]).collect()
}

fn describe(package: &Value, what: &str) -> String {
    format!("{} {}: {}", package["name"], package["version"], package[what])
}

/// `1.88` and `1.88.0` are the same.
fn version(text: &str) -> Vec<u32> {
    let mut numbers: Vec<u32> = text.split('.').map(|number| number.parse().unwrap()).collect();
    numbers.resize(3, 0);
    numbers
}

/// Clippy checks that the code of this package does not require more (`incompatible_msrv`).
#[test]
fn no_dependency_requires_a_newer_rust() {
    let stated = version(env!("CARGO_PKG_RUST_VERSION"));
    let is_newer =
        |package: &&Value| package["rust_version"].as_str().is_some_and(|required| version(required) > stated);
    let newer: Vec<_> = compiled().into_iter().filter(is_newer).map(|it| describe(it, "rust_version")).collect();
    assert!(newer.is_empty(), "newer than the rust-version in Cargo.toml: {newer:#?}");
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let stated = concat!("Rust ", env!("CARGO_PKG_RUST_VERSION"));
    assert!(readme.contains(stated), "README.md does not say {stated}");
}

#[test]
fn every_dependency_has_a_licence_that_is_allowed() {
    let deny = fs::read_to_string(root().join("deny.toml")).unwrap();
    let (_, list) = deny.split_once("\nallow = [").unwrap();
    let (list, _) = list.split_once(']').unwrap();
    let allowed: BTreeSet<_> = list.lines().map(|line| line.trim().trim_matches([',', '"'])).collect();
    let is_refused = |package: &&Value| !package["license"].as_str().is_some_and(|it| is_satisfied(it, &allowed));
    let refused: Vec<_> = packages().into_values().filter(is_refused).map(|it| describe(it, "license")).collect();
    assert!(refused.is_empty(), "not allowed by deny.toml: {refused:#?}");
}

/// Whether the allowed licences satisfy an SPDX expression. `/` is an older way to write `OR`.
fn is_satisfied(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let is_allowed = |term: &str| term.replace('/', " OR ").split(" OR ").any(|name| allowed.contains(name.trim()));
    expression.split(" AND ").all(|term| is_allowed(term.trim_matches(['(', ')'])))
}

#[test]
fn licence_expressions() {
    let allowed = BTreeSet::from(["MIT", "Unicode-3.0"]);
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("Apache-2.0/MIT", true),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("(MIT OR Apache-2.0) AND GPL-3.0", false),
    ] {
        assert_eq!(is_satisfied(expression, &allowed), expected, "{expression}");
    }
}

#[test]
fn every_dependency_is_from_the_registry() {
    let is_elsewhere = |package: &&Value| {
        let source = package["source"].as_str();
        source != Some("registry+https://github.com/rust-lang/crates.io-index") && package["name"] != "payloadlint"
    };
    let found: Vec<_> = packages().into_values().filter(is_elsewhere).map(|it| describe(it, "source")).collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// The lints of a manifest apply to all of its targets, and no file can lift a `forbid`.
#[test]
fn unsafe_code_is_forbidden() {
    for manifest in ["Cargo.toml", "fuzz/Cargo.toml"] {
        let manifest = fs::read_to_string(root().join(manifest)).unwrap();
        let (_, lints) = manifest.split_once("[lints.rust]\n").unwrap();
        assert!(lints.split("\n[").next().unwrap().contains("unsafe_code = \"forbid\""));
    }
}
