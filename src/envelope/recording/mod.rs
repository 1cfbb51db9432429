//! Requests as recorders of HTTP traffic store them.
//!
//! The response is read only for what the request is compared with: its status, and the message of an error.
//!
//! Recorders remove credentials, so the headers of a recording are always partial, and a redacted value is unknown.

mod date;

mod recorded;

mod response;

mod har;
mod httpmock;
mod nock;
mod pact;
mod vcr;
mod wiremock;

mod format;

pub(super) use date::parse as parse_date;
pub(super) use format::{read, recognize};
pub(super) use recorded::{Recorded, RecordedBody, headers};
pub(super) use response::{anywhere as any_response, of_text as text_response};
