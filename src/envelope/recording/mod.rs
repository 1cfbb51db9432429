//! Requests as recorders of HTTP traffic store them.
//!
//! Recorders remove credentials, so the headers of a recording are always partial, and a redacted value is unknown.

mod date;

mod recorded;

mod har;
mod nock;
mod pact;
mod vcr;
mod wiremock;

mod format;

pub(super) use format::{read, recognize};
pub(super) use recorded::{Recorded, RecordedBody, headers};
