//! TypeScript and JavaScript.

mod literal;

mod module;

mod value;

mod client;

mod calls;
mod http_calls;

pub(super) use http_calls::names;
pub(super) use module::{Module, parse};
