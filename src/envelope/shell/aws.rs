//! The request that `aws bedrock-runtime invoke-model` sends.
//!
//! Options: <https://docs.aws.amazon.com/cli/latest/reference/bedrock-runtime/invoke-model.html>.

use std::borrow::Cow;

use super::command::Command;
use super::sent::SentBody;
use super::variable::Variables;
use super::word::Word;
use crate::envelope::emitter::Emitter;
use crate::envelope::entry::RequestId;
use crate::envelope::head::Head;
use crate::envelope::receiver;
use crate::knowledge::Target;

/// The options of a command that matter to the request.
#[derive(Default)]
struct Options {
    model: Option<Word>,
    body: Option<Word>,
    region: Option<Word>,
}

/// Emits the request of the command whose `aws` is at `start`, if it is one.
pub(super) fn read(start: usize, command: Command, variables: &Variables<'_>, page: bool, emitter: &mut Emitter<'_>) {
    let Some(options) = Options::parse(command.words) else { return };
    let id = emitter.request_id(Some(start));
    let head = head(&options);
    if let Some(url) = head.url.as_deref()
        && let Err(reason) = receiver::check_url(url, emitter.knowledge)
    {
        return emitter.skip(id.line, reason);
    }
    let Some(body) = options.body else { return emitter.body_missing(id.line, "the command names no body") };
    let body = sent(body, variables, start);
    // Every vendor's models have a body of their own.
    let is_for_claude = match &body {
        SentBody::Text(word) => head.url.is_some() || word.text.contains("anthropic_version"),
        _ => head.url.is_some(),
    };
    if !is_for_claude {
        return emitter.skip(id.line, "for a model that is not known".into());
    }
    body.emit(RequestId { url: head.shown_url(), ..id }, &head, page, emitter);
}

impl Options {
    /// The options in the words after `aws`; `None` if they are of another command.
    fn parse(words: Vec<Word>) -> Option<Options> {
        let is = |word: &Word, name: &str| word.is_known() && word.text == name;
        let service = words.iter().position(|word| is(word, "bedrock-runtime"))?;
        words
            .get(service + 1)
            .filter(|word| is(word, "invoke-model") || is(word, "invoke-model-with-response-stream"))?;
        let mut options = Options::default();
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            // `--body VALUE` or `--body=VALUE`
            let (name, inline) = match word.text.split_once('=') {
                Some((name, _)) if name.starts_with("--") => (name, Some(word.tail(name.len() + 1))),
                _ => (&*word.text, None),
            };
            let slot = match name {
                "--model-id" => &mut options.model,
                "--body" => &mut options.body,
                "--region" => &mut options.region,
                _ => continue,
            };
            *slot = inline.or_else(|| words.next());
        }
        Some(options)
    }
}

/// What `--body` sends: its text, or a file with `file://` or `fileb://`.
fn sent(word: Word, variables: &Variables<'_>, start: usize) -> SentBody {
    let file = ["file://", "fileb://"].iter().find_map(|scheme| word.text.strip_prefix(scheme));
    match file {
        Some(name) => SentBody::of_file(&word, name, false),
        None if word.is_hole() => SentBody::of_variable(&word, variables, start),
        // Without `--cli-binary-format raw-in-base64-out`, version 2 expects base64.
        None if !word.text.trim_start().starts_with('{') => SentBody::Unknown("its body is encoded in base64"),
        None => SentBody::Text(word),
    }
}

/// The head of the request, which the command signs. A model in a variable is not known.
fn head(options: &Options) -> Head<'static> {
    let known =
        |word: &Option<Word>| word.as_ref().filter(|word| word.is_known() && !word.text.starts_with('<')).cloned();
    let model = known(&options.model);
    let host = known(&options.region).map(|region| format!("https://bedrock-runtime.{}.amazonaws.com", region.text));
    Head {
        method: Some(Cow::Borrowed("POST")),
        url: model.as_ref().map(|model| format!("{}/model/{}/invoke", host.unwrap_or_default(), model.text).into()),
        url_span: model.and_then(|model| model.pieces.map(&(0..model.text.len()))),
        target: Some(Target::BedrockInvoke),
        ..Head::default()
    }
}
