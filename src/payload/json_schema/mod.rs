//! The JSON Schemas in a request: the `input_schema` of each custom tool, and the schema of the output.
//!
//! Each schema is surveyed once, in one walk ([`Survey`]). Those that the API compiles into a grammar (strict tools,
//! structured output) are walked a second time, for what the grammar cannot express ([`Constrained`]).

pub(crate) mod advice;
mod constrained;
mod cycles;
mod keyword;
mod reference;
mod regex;
mod survey;
mod user_schema;

pub use constrained::{Constrained, Tally, Unsupported, UnsupportedKind, UnsupportedValue};
pub(crate) use cycles::circular_references;
pub use keyword::{Subschemas, subschemas};
pub use reference::{References, Target};
pub use regex::{RegexFeature, syntax_error, unsupported_features};
pub use survey::Survey;
pub(super) use user_schema::schemas_of;
pub use user_schema::{Owner, UserSchema};
