//! `PL72x`, `PL73x`: structured output, and strict tools, which are compiled into the same grammar.

mod boolean_property_schema;
mod citations_with_output_format;
mod deprecated_output_format;
mod open_object;
mod recursive_schema;
mod too_many_optional_parameters;
mod too_many_strict_tools;
mod too_many_union_parameters;
mod unknown_schema_format;
mod unsupported_schema_keyword;
mod unsupported_schema_regex;

// `RULES`: every rule of this folder, collected by build.rs.
include!(concat!(env!("OUT_DIR"), "/features_structured.rs"));
