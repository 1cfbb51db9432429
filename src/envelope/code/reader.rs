//! Reads the requests of a text in Python.

use std::ops::Range;
use std::sync::Arc;

use super::call::Found;
use super::python::{self, Module};
use super::request;
use crate::envelope::emitter::Emitter;
use crate::envelope::source_map::SourceMap;
use crate::knowledge::Knowledge;

/// Why a file is not read.
const TOO_DEEP: &str = "its expressions are nested too deeply";
const TOO_INDENTED: &str = "its blocks are nested too deeply";

/// A request in a program, and where it starts.
pub(in crate::envelope) struct Request {
    pub(in crate::envelope) start: usize,
    found: Found,
}

/// Whether a text may call the API: nothing else is parsed.
pub(in crate::envelope) fn mentions_api(text: &str) -> bool {
    let has = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    has("messages") && (has("claude") || has("anthropic"))
}

/// The requests of a program, in its order; else why it is not read.
pub(in crate::envelope) fn requests(source: &str, knowledge: &Knowledge) -> Result<Vec<Request>, &'static str> {
    if python::is_indented_too_deeply(source) {
        return Err(TOO_INDENTED);
    }
    let tree = python::parse(source).ok_or("the parser failed")?;
    let module = Module::read(source, &tree).ok_or(TOO_DEEP)?;
    let request = |(call, scope): &(_, usize)| {
        Some(Request { start: start_of(call), found: module.request(*call, *scope, knowledge)? })
    };
    Ok(module.calls.iter().filter_map(request).collect())
}

fn start_of(node: &tree_sitter::Node<'_>) -> usize {
    node.start_byte()
}

/// Emits a request of `source`.
pub(in crate::envelope) fn emit(request: Request, source: &str, emitter: &mut Emitter<'_>) {
    match request.found {
        Found::Request(call) => request::emit(&call, source, emitter),
        Found::Skipped(reason) => {
            let line = emitter.request_id(Some(request.start)).line;
            emitter.skip(line, reason);
        }
    }
}

/// Reads a part of a text that is Python.
pub(in crate::envelope) fn read_part(text: &str, part: Range<usize>, emitter: &mut Emitter<'_>) {
    let source = &text[part.clone()];
    if !mentions_api(text) || memchr::memmem::find(source.as_bytes(), b"messages").is_none() {
        return;
    }
    match requests(source, emitter.knowledge) {
        Ok(requests) => emitter.within(Arc::new(SourceMap::Shift(part.start)), |emitter| {
            requests.into_iter().for_each(|request| emit(request, source, emitter));
        }),
        Err(reason) => {
            let line = emitter.request_id(Some(part.start)).line;
            emitter.skip(line, reason.into());
        }
    }
}
