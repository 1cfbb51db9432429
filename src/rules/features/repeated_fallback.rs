use std::collections::HashMap;

use crate::finding::quoted;
use crate::json::Node;
use crate::knowledge::Models;
use crate::mask::shown;
use crate::payload::{Payload, non_null};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a model that is in `fallbacks` twice, or that is also the model of the request.
    ///
    /// ## Why the API refuses it
    ///
    /// A fallback is used when the models before it refuse, so trying the same model again has no use.
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
    /// The page on refusals and fallback. The text of the response was not seen. Whether an alias and the ID it stands
    /// for count as the same model was not seen either, so that is a warning.
    PL761 "repeated-fallback",
    summary: "a fallback repeats an earlier model",
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
    let Some(fallbacks) = non_null(payload.fields.fallbacks).filter(|fallbacks| fallbacks.is_array()) else { return };
    let models = payload.context.knowledge.models();
    let entries = fallbacks.items().filter_map(|entry| entry.get("model"));
    let mut seen: HashMap<String, Node<'_>> = HashMap::new();
    for node in payload.fields.model.into_iter().chain(entries) {
        let Some(name) = node.as_str() else { continue };
        match seen.get(&resolved(&name, models)) {
            Some(first) => sink.push(
                RULE.at(node, shown!("fallback {} repeats an earlier model", quoted(&name)))
                    .label("same model again")
                    .related(*first, "first use of this model")
                    .help("name each model once, and do not repeat the model of the request")
                    .uncertain_if(!first.is_str(&name))
                    .response_status(400, "invalid_request_error")
                    .yields_to("unavailable-on-platform", fallbacks),
            ),
            None => {
                seen.insert(resolved(&name, models), node);
            }
        }
    }
}

/// The ID that an alias stands for.
fn resolved(name: &str, models: &Models) -> String {
    models.find(name).model().map_or(name, |model| &*model.id).to_owned()
}
