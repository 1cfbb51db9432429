//! Every integration test, in one binary: linking the library and its dependencies is most of what building a test
//! binary costs, so all tests share one. A module per subject; what several of them need is in `common`.
//!
//! One module: `cargo test --all-features rules::`. Accept changed snapshots: `INSTA_UPDATE=always cargo test
//! --all-features`. Refresh generated files: `PAYLOADLINT_UPDATE=1 cargo test --all-features generated`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

mod api;
mod cascades;
#[cfg(all(feature = "cli", feature = "media", feature = "recordings"))]
mod cases;
#[cfg(feature = "cli")]
mod cli;
#[cfg(all(feature = "cli", feature = "code"))]
mod code;
mod codes;
mod conversation;
mod dependencies;
mod docs;
#[cfg(feature = "recordings")]
mod envelopes;
#[cfg(feature = "recordings")]
mod errors;
mod fields;
mod fixes;
#[cfg(feature = "cli")]
mod formats;
#[cfg(all(feature = "cli", feature = "code"))]
mod fuzz;
mod generated;
#[cfg(feature = "cli")]
mod grouping;
mod imports;
mod json;
#[cfg(feature = "cli")]
mod key;
mod knowledge;
#[cfg(all(unix, feature = "cli", feature = "recordings"))]
mod limits;
#[cfg(feature = "media")]
mod media;
mod new_gateway;
mod new_model;
mod orjson;
mod properties;
mod public_api;
#[cfg(feature = "recordings")]
mod recognition;
#[cfg(all(feature = "cli", feature = "media", feature = "recordings"))]
mod recorded;
mod retry;
mod rfc8259;
mod rules;
mod schemas;
#[cfg(all(feature = "cli", feature = "code", feature = "media", feature = "recordings"))]
mod secrets;
mod spelling;
mod suppression;
mod traffic;
#[cfg(all(feature = "cli", feature = "code"))]
mod typescript;
#[cfg(all(feature = "cli", feature = "media", feature = "recordings"))]
mod untrusted;
