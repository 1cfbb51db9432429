//! Commands that send requests, wherever they are in a text: `curl`, HTTPie, and
//! `aws bedrock-runtime invoke-model`.
//!
//! A text is not parsed as a whole script: parsing starts at the name of the program, so the text before it does not need to be
//! valid shell. What the shell would put in place of `$NAME` or `$(…)` is unknown and becomes a hole. Only if a body is a
//! single variable, its assignment is looked up.

mod word;

mod reader;

mod expand;
mod heredoc;

mod command;

mod variable;

mod options;

mod sent;

mod aws;
mod curl;
mod httpie;

mod script;

pub(super) use script::{read, read_part};
