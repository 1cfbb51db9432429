//! Platforms: `schemas/platforms.json`, and gateways that are added at run time.

mod gateway;
mod row;
mod table;

pub use row::{ByteLimit, Carrier, Gap, GatewayKey, ModelLocation, ModelNames, Platform, RetirementDates, UrlPattern};
pub use table::Platforms;
