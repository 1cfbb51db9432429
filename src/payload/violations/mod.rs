//! Where a body departs from its schema, on the platform and at the URL that it is sent to.
//!
//! The files are listed from the bottom up: each one imports only from those above it.

mod api_response;
mod empty_object;
mod misnamed;
mod other_api;
mod platform;
mod untyped_tool;

mod find;

pub(crate) use find::{Violations, violations};
pub(crate) use platform::{is_of_other_platform, is_unavailable};
