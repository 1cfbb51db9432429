//! Reads the requests of a program.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use aho_corasick::AhoCorasick;
use tree_sitter::Node;

use super::call::Found;
use super::http_calls;
use super::python;
use super::request;
use super::typescript;
use crate::envelope::emitter::Emitter;
use crate::envelope::source_map::SourceMap;
use crate::knowledge::Knowledge;

/// Why a file is not read.
const TOO_DEEP: &str = "its expressions are nested too deeply";
const TOO_INDENTED: &str = "its blocks are nested too deeply";

/// A programming language that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::envelope) enum Language {
    Python,
    /// TypeScript, with type assertions in angle brackets.
    TypeScript,
    /// JavaScript and TypeScript, with elements of JSX.
    Jsx,
}

impl Language {
    /// The language with this name as that of a fence on a page.
    pub(in crate::envelope) fn of_fence(name: &str) -> Option<Self> {
        Some(match name {
            "python" | "py" | "python3" | "ipython" => Language::Python,
            "typescript" | "ts" | "mts" | "cts" => Language::TypeScript,
            "javascript" | "js" | "tsx" | "jsx" | "mjs" | "cjs" | "node" => Language::Jsx,
            _ => return None,
        })
    }

    /// The language of files with this extension, which are written in TypeScript or JavaScript.
    pub(in crate::envelope) fn of_script(extension: &str) -> Self {
        if matches!(extension, "ts" | "mts" | "cts") { Language::TypeScript } else { Language::Jsx }
    }
}

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

/// Whether a program has a call with the name of one that sends a request. Parsing takes most of the time.
fn has_call(source: &str, knowledge: &Knowledge) -> bool {
    static CALLS: OnceLock<AhoCorasick> = OnceLock::new();
    let calls = CALLS.get_or_init(|| {
        let own = knowledge.sdks().iter().flat_map(|sdk| &sdk.methods);
        let own = own.filter_map(|method| method.path.rsplit('.').next());
        let others = http_calls::names().chain(typescript::names());
        AhoCorasick::new(own.chain(others)).expect("a few short words fit any automaton")
    });
    let is_called = |at: usize| source[at..].trim_start().starts_with(['(', '<', '?', '`']);
    calls.find_overlapping_iter(source).any(|name| is_called(name.end()))
}

/// The requests of a program, in its order; else why it is not read.
pub(in crate::envelope) fn requests(
    source: &str,
    language: Language,
    knowledge: &Knowledge,
) -> Result<Vec<Request>, &'static str> {
    const FAILED: &str = "the parser failed";
    let request = |start: usize, found: Option<Found>| Some(Request { start, found: found? });
    match language {
        Language::Python => {
            if python::is_indented_too_deeply(source) {
                return Err(TOO_INDENTED);
            }
            let tree = python::parse(source).ok_or(FAILED)?;
            let module = python::Module::read(source, &tree).ok_or(TOO_DEEP)?;
            let calls = module.calls.iter();
            let found =
                |(call, scope): &(Node<'_>, _)| request(call.start_byte(), module.request(*call, *scope, knowledge));
            Ok(calls.filter_map(found).collect())
        }
        Language::TypeScript | Language::Jsx => {
            let tree = typescript::parse(source, language == Language::Jsx).ok_or(FAILED)?;
            let module = typescript::Module::read(source, &tree).ok_or(TOO_DEEP)?;
            let calls = module.calls.iter();
            let found =
                |(call, scope): &(Node<'_>, _)| request(call.start_byte(), module.request(*call, *scope, knowledge));
            Ok(calls.filter_map(found).collect())
        }
    }
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

/// Reads a part of a text that is a program.
pub(in crate::envelope) fn read_part(text: &str, part: Range<usize>, language: Language, emitter: &mut Emitter<'_>) {
    let source = &text[part.clone()];
    let has_messages = || memchr::memmem::find(source.as_bytes(), b"messages").is_some();
    if !mentions_api(text) || !has_messages() || !has_call(source, emitter.knowledge) {
        return;
    }
    match requests(source, language, emitter.knowledge) {
        Ok(requests) => emitter.within(Arc::new(SourceMap::Shift(part.start)), |emitter| {
            requests.into_iter().for_each(|request| emit(request, source, emitter));
        }),
        Err(reason) => {
            let line = emitter.request_id(Some(part.start)).line;
            emitter.skip(line, reason.into());
        }
    }
}

/// Reads the scripts of a component of Vue or Svelte.
pub(in crate::envelope) fn read_component(text: &str, emitter: &mut Emitter<'_>) {
    let mut at = 0;
    while let Some(start) = find(text, at, "<script").and_then(|start| find(text, start, ">")) {
        let end = find(text, start, "</script").unwrap_or(text.len());
        let tag = text[at..start].rsplit("<script").next().unwrap_or_default();
        let is_typescript = ["\"ts\"", "'ts'", "\"typescript\""].iter().any(|name| tag.contains(name));
        let language = if is_typescript { Language::TypeScript } else { Language::Jsx };
        read_part(text, start + 1..end, language, emitter);
        at = end;
    }
}

fn find(text: &str, from: usize, word: &str) -> Option<usize> {
    Some(from + memchr::memmem::find(text.get(from..)?.as_bytes(), word.as_bytes())?)
}
