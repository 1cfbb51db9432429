//! The public API of the library, as rustdoc sees it, in a snapshot: no item appears, changes or disappears unnoticed.

use std::path::Path;
use std::process::Command;

use crate::common::root;

/// Every feature that adds to the public API.
const FEATURES: &str = "http,reqwest,tower,tokio,backon";

#[test]
fn the_public_api() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("public-api");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).args(["rustdoc", "--quiet", "--lib", "--no-default-features", "--features", FEATURES]);
    cargo.arg("--target-dir").arg(&target).args([
        "--",
        "-Zunstable-options",
        "--output-format=json",
        "--cap-lints=allow",
    ]);
    // The JSON output of rustdoc is unstable, and `public-api` is pinned to the version that reads it.
    cargo.env("RUSTC_BOOTSTRAP", "1");
    let output = cargo.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let api = public_api::Builder::from_rustdoc_json(target.join("doc/payloadlint.json"))
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()
        .unwrap();
    insta::assert_snapshot!(api.to_string());
}
