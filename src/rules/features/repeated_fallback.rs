use std::collections::HashMap;

use crate::finding::quoted;
use crate::json::Node;
use crate::knowledge::Models;
use crate::payload::Payload;
use crate::rules::{Anchor, Check, Sink, rule};

use super::fallbacks;

rule! {
    /// ## What it does
    ///
    /// Finds a model that `fallbacks` names twice, or that is the model of the request itself.
    ///
    /// ## Why the API refuses it
    ///
    /// A fallback is for the case that the models before it refuse: to ask the same one again is a mistake.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=server-side-fallback-2026-07-01
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "fallbacks": [{"model": "claude-opus-5"}, {"model": "claude-opus-5"}],
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=server-side-fallback-2026-07-01
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "fallbacks": [{"model": "claude-opus-5"}, {"model": "claude-opus-4-8"}],
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on refusals and fallback. The words of the answer were not seen. Whether an alias and its id count as
    /// one was not seen either: a warning.
    PL761 "repeated-fallback",
    summary: "a fallback to a model that was asked already",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/refusals-and-fallback",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(list) = fallbacks(payload).filter(|fallbacks| fallbacks.is_array()) else { return };
    let models = payload.context.knowledge.models();
    let entries = list.items().filter_map(|entry| entry.get("model"));
    let mut asked: HashMap<String, Node<'_>> = HashMap::new();
    for node in payload.fields.model.into_iter().chain(entries) {
        let Some(name) = node.as_str() else { continue };
        match asked.get(&resolved(&name, models)) {
            Some(first) => sink.push(
                RULE.at(node, format!("{} is asked already", quoted(&name)))
                    .label("asked before")
                    .related(Anchor::from(*first), "here")
                    .help("name each model once, and not that of the request")
                    .uncertain_if(!first.is_str(&name))
                    .response_status(400, "invalid_request_error"),
            ),
            None => {
                asked.insert(resolved(&name, models), node);
            }
        }
    }
}

/// The id behind an alias.
fn resolved(name: &str, models: &Models) -> String {
    models.find(name).model().map_or(name, |model| &*model.id).to_owned()
}
