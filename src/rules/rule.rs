//! What a rule is.

use std::ops::Range;

use crate::envelope::Entry;
use crate::finding::{Confidence, Severity};
use crate::json::{SyntaxError, SyntaxFault};
use crate::mask::{Shown, shown};
use crate::payload::{Block, BlockKind, Context, Message, Payload, Tool};
use crate::schema::Violation;

use super::diagnostic::{Diagnostic, Notes, Sink};
use super::owns::Owns;

/// A rule: its page, its evidence and its check. Declared by `rule!`, one per file.
#[derive(Debug)]
pub struct Rule {
    /// Identifies the rule permanently: `PL301`.
    pub code: &'static str,
    /// Names the problem: `empty-messages`.
    pub name: &'static str,
    /// The problem in one line.
    pub summary: &'static str,
    /// The severity of its findings, unless it is configured, or lowered for a case with weaker evidence.
    pub severity: Severity,
    /// How well the evidence supports it.
    pub confidence: Confidence,
    /// The date on which the fact was last confirmed, `YYYY-MM-DD`.
    pub seen: &'static str,
    /// Where the fact was found: a public page, or `live response` for a response of the API.
    pub source: &'static str,
    /// The version that introduced the rule.
    pub since: &'static str,
    /// The rows of `schemas/errors.json` that the rule predicts.
    pub responses: &'static [&'static str],
    /// When the API makes this check.
    pub stage: Stage,
    /// The lines of the doc comment, which is the page of the rule.
    pub docs: &'static [&'static str],
    /// The check.
    pub check: Check,
}

/// When a rule runs, and what it receives.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// For each syntax error of these kinds, with the text.
    Syntax(&'static [SyntaxFault], fn(&SyntaxError, &str) -> Diagnostic),
    /// As `Syntax`, but all errors of a request become one diagnostic: whoever writes one string in single quotes writes
    /// many.
    RepeatedSyntax(&'static [SyntaxFault], fn(&SyntaxError, &str) -> Diagnostic),
    /// For each violation of the schema that the rule owns: see [`Owns`].
    Schema(&'static [Owns], fn(&Violation<'_>, &Context<'_>) -> Diagnostic),
    /// Once per entry, even if the JSON is invalid.
    Entry(fn(&Entry<'_>, &Context<'_>, &mut Sink)),
    /// Once per request.
    Request(fn(&Payload<'_>, &mut Sink)),
    /// Once per request, unless it contains only text: see [`Payload::is_plain`].
    UnlessPlain(fn(&Payload<'_>, &mut Sink)),
    /// Once per message.
    Message(fn(&Message<'_>, &Payload<'_>, &mut Sink)),
    /// Once per content block of these kinds, including nested ones. An empty list means all kinds.
    Block(&'static [BlockKind], fn(&Block<'_>, &Payload<'_>, &mut Sink)),
    /// Once per tool.
    Tool(fn(&Tool<'_>, &Payload<'_>, &mut Sink)),
    /// Once per request with headers or a URL.
    Head(fn(&Context<'_>, &mut Sink)),
    /// Once per batch.
    Batch(fn(crate::json::Node<'_>, &Context<'_>, &mut Sink)),
    /// Once per request in a file with several, to compare them with each other.
    BetweenRequests(&'static Comparison),
    /// For each comment that is meant to suppress findings and has this fault, with the words at fault and their bytes.
    Comment(CommentFault, fn(&Shown, Range<usize>) -> Diagnostic),
}

/// What can be wrong with a comment that is meant to suppress findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommentFault {
    /// A selector suppresses nothing.
    Unused,
    /// It cannot be read, or a selector selects no rule.
    Malformed,
}

/// How the requests of a file are compared: each makes notes, and two notes with the same key may conflict.
#[derive(Debug)]
pub struct Comparison {
    /// Compares the items of a batch, which is accepted or rejected as a whole.
    pub batch: Option<fn(crate::json::Node<'_>, &Context<'_>, &mut Sink)>,
    /// Makes the notes of a request.
    pub note: fn(&Entry<'_>, &Payload<'_>, &mut Notes),
    /// Which notes with the same key conflict.
    pub conflict: Conflict,
    /// The message at the later note.
    pub message: &'static str,
    /// The label at the later note.
    pub label: &'static str,
    /// How to fix it.
    pub help: &'static str,
    /// The message at the earlier note.
    pub first: &'static str,
}

/// Which notes with the same key conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// Any two.
    Repeated,
    /// Those whose values differ.
    Changed,
}

/// The order in which the API checks, measured on 2026-08-30/31 for the stages from `Fields` to `Late`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The size limit, which is enforced before the API.
    Size,
    /// Credentials.
    Authentication,
    /// `anthropic-version`, `anthropic-beta`.
    Headers,
    /// The JSON itself.
    Json,
    /// Types and required fields, field by field in the order of `x-check-order`.
    Fields,
    /// Unknown top-level keys.
    UnknownFields,
    /// Turn order, empty turns, pairing.
    Conversation,
    /// What the model does not support.
    Model,
    /// `container` without its tool, the contents of images and PDFs, and length.
    Late,
    /// The API does not check this.
    Never,
}

/// An example of a rule's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Whether the rule must report it.
    pub fails: bool,
    /// The options after `fail` or `pass` on the fence.
    ///
    /// About the request:
    /// * `target=NAME`: the target it is sent to.
    /// * `url=URL`: the URL it is sent to.
    /// * `beta=NAME`: a beta in its `anthropic-beta` header; its other headers are not known.
    /// * `as-of=DATE`: the date to check it against.
    /// * `exchange`: the text is a file of recorded exchanges, with URLs and headers, instead of a body.
    ///
    /// * `python`: the text is a Python program.
    ///
    /// About the text, for errors that cannot be written down or would be too long:
    /// * `letters=N`: each `…` stands for N letters.
    /// * `nested=N`: each `[…]` stands for N nested arrays.
    /// * `repeat=N`: the messages are repeated N times.
    /// * `times=N`: each array item and object member that contains `{n}` is repeated N times, with `{n}` as its number.
    ///   An item contains the strings in its objects, but not those in its arrays; a member contains only its name.
    /// * `bytes=N`: the text is padded with spaces to N bytes.
    /// * `latin-1`: the text is encoded in Latin-1.
    pub options: Vec<String>,
    /// The text between the fences.
    pub text: String,
}

impl Rule {
    /// The rule's page as Markdown, without its title.
    pub fn page(&self) -> String {
        let lines = self.docs.iter().map(|line| line.strip_prefix(' ').unwrap_or(line));
        lines.collect::<Vec<_>>().join("\n").trim().to_owned()
    }

    /// Where the page is published.
    pub fn url(&self) -> Shown {
        shown!("{}/blob/main/docs/rules/{}.md", env!("CARGO_PKG_REPOSITORY"), self.code)
    }

    /// The examples of the page: fences marked `json,fail` or `json,pass`, or `python` instead of `json`.
    pub fn examples(&self) -> Vec<Example> {
        let page = self.page();
        let mut examples = Vec::new();
        let mut lines = page.lines();
        while let Some(line) = lines.next() {
            let Some((language, info)) = line.strip_prefix("```").and_then(|info| info.split_once(',')) else {
                continue;
            };
            let mut words = info.split(',').map(|word| word.trim().to_owned());
            let fails = words.next().as_deref() == Some("fail");
            let words = words.chain((language != "json").then(|| language.to_owned()));
            let text = lines.by_ref().take_while(|line| *line != "```").collect::<Vec<_>>().join("\n");
            examples.push(Example { fails, options: words.collect(), text });
        }
        examples
    }
}

/// Declares a rule. The doc comment is its page, under the headings *What it does*, *Why the API refuses it* (or *Why this
/// matters*), *Example*, *Use instead*, *Fix* if there is one, and *Evidence*.
macro_rules! rule {
    (
        $(#[doc = $doc:literal])+
        $code:ident $name:literal,
        summary: $summary:literal,
        severity: $severity:ident,
        confidence: $confidence:ident,
        seen: $seen:literal,
        source: $source:literal,
        since: $since:literal,
        responses: [$($response:literal),* $(,)?],
        stage: $stage:ident,
        check: $check:expr $(,)?
    ) => {
        #[doc = $summary]
        pub(crate) static RULE: crate::rules::Rule = crate::rules::Rule {
            code: stringify!($code),
            name: $name,
            summary: $summary,
            severity: crate::finding::Severity::$severity,
            confidence: crate::finding::Confidence::$confidence,
            seen: $seen,
            source: $source,
            since: $since,
            responses: &[$($response),*],
            stage: crate::rules::Stage::$stage,
            docs: &[$($doc),+],
            check: $check,
        };
    };
}
pub(crate) use rule;
