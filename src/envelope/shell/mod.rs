//! `curl` commands, wherever they are in a text.
//!
//! A text is not parsed as a whole script: parsing starts at the word `curl`, so the text before it does not need to be
//! valid shell. What the shell would put in place of `$NAME` or `$(…)` is unknown and becomes a hole. Only if a body is a
//! single variable, its assignment is looked up.

mod word;

mod reader;

mod expand;
mod heredoc;

mod command;

mod variable;

mod options;

mod curl;

mod script;

pub(super) use script::{read, read_part};
