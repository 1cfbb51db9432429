//! The retry module: its classifier, its policy, its adapters, its command and its page.

#[cfg(all(feature = "http", feature = "reqwest", feature = "tower", feature = "tokio", feature = "backon"))]
mod adapters;
mod allocations;
#[cfg(feature = "cli")]
mod cli;
mod docs;
mod linter;
mod properties;
mod rules;
mod storm;
mod vectors;

/// The simulation of `examples/retry_storm.rs`.
#[path = "../../../examples/storm/model.rs"]
#[allow(dead_code, reason = "the example uses more of the model than the tests")]
mod model;

/// The misbehaving server of the examples.
#[cfg(all(feature = "http", feature = "reqwest", feature = "tower", feature = "tokio", feature = "backon"))]
#[path = "../../../examples/support/server.rs"]
mod server;
