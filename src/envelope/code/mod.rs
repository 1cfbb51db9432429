//! Requests in source code: calls of the SDK and of HTTP clients whose arguments are literals.
//!
//! The arguments become the JSON text that is sent, with a map back to the source. What is not a literal is a hole: its
//! value is not known, and nothing is reported that depends on it.

mod expression;
mod json;
mod literal;

mod call;
mod scope;

mod sdk;

mod python;

mod calls;
mod http_calls;

mod typescript;

mod request;

mod reader;

pub(super) use reader::{Language, emit, mentions_api, read_component, read_part, requests};
