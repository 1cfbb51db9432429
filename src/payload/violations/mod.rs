//! Where a body departs from its schema, on the platform and at the URL that it is sent to.

mod api_response;
mod find;
mod misnamed;
mod platform;
mod untyped_tool;

pub(crate) use api_response::is_api_response;
pub(crate) use find::{Violations, violations};
pub(crate) use platform::{is_of_other_platform, is_unavailable};
