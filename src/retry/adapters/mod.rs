//! Adapters for HTTP clients and runtimes, each behind the feature of the same name.

#[cfg(feature = "backon")]
pub mod backon;
#[cfg(any(feature = "backon", feature = "tokio", feature = "tower"))]
mod call;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "reqwest")]
pub mod reqwest;
#[cfg(feature = "tokio")]
mod tokio;
#[cfg(feature = "tower")]
pub mod tower;

#[cfg(feature = "tokio")]
pub use self::tokio::{Runner, Stopped, run};
