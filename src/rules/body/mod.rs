//! `PL1xx`: the bytes and the JSON syntax of a body.

mod body_near_limit;
mod body_too_large;
mod byte_order_mark;
mod control_character;
mod duplicate_key;
mod empty_body;
mod foreign_literal;
mod invalid_escape;
mod invalid_json;
mod invalid_number;
mod json_comment;
mod lone_surrogate;
mod missing_comma;
mod not_utf8;
mod too_deep;
mod trailing_bytes;
mod trailing_comma;
mod truncated_json;
mod unquoted_word;
mod wrong_quotes;

// `RULES`: every rule of this folder, collected by build.rs.
include!(concat!(env!("OUT_DIR"), "/body.rs"));
