//! Platforms: `schemas/platforms.json`, and gateways that are added at run time.
//!
//! The files are listed from the bottom up: each one imports only from those above it.

mod row;

mod gateway;

mod table;

pub use row::{ByteLimit, Carrier, Gap, GatewayKey, ModelLocation, ModelNames, Platform, RetirementDates, UrlPattern};
pub use table::Platforms;
