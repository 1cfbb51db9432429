//! Platforms: `schemas/platforms.json`, and gateways that are added at run time.
//!
//! The files are listed from the bottom up: each one imports only from those above it.

mod fact;

mod facts;

mod row;

mod gateway;

mod table;

pub use fact::{FactStatus, IdScope, PlatformFact, Retirement, Subject};
pub use facts::PlatformFacts;
pub use row::{ByteLimit, Carrier, GatewayKey, ModelLocation, ModelNames, Platform, RetirementDates, UrlPattern};
pub use table::Platforms;
