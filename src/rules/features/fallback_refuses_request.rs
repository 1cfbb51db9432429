use crate::finding::quoted;
use crate::json::Node;
use crate::knowledge::{Effort, Model, Support};
use crate::payload::{Payload, Thinking};
use crate::rules::model::{max_tokens_over_limit, retired_model, thinking_type_not_supported};
use crate::rules::{Check, Diagnostic, Sink, rule};

use super::fallbacks;

rule! {
    /// ## What it does
    ///
    /// Finds a model in `fallbacks` that would not take the request: it is retired, or does not have the thinking
    /// type, the effort, the forced tool or the length that is asked for.
    ///
    /// ## Why the API refuses it
    ///
    /// A request must be valid for every model it names, not only for the first. An entry of `fallbacks` may have
    /// `thinking`, `output_config` and `max_tokens` of its own.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=server-side-fallback-2026-07-01
    /// {
    ///   "model": "claude-sonnet-5-5", "max_tokens": 1024, "thinking": {"type": "between_tools"},
    ///   "fallbacks": [{"model": "claude-opus-5"}], "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=server-side-fallback-2026-07-01
    /// {
    ///   "model": "claude-sonnet-5-5", "max_tokens": 1024, "thinking": {"type": "between_tools"},
    ///   "fallbacks": [{"model": "claude-opus-5", "thinking": {"type": "disabled"}}], "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on refusals and fallback. The words of the answer were not seen.
    PL765 "fallback-refuses-request",
    summary: "a fallback model that would not take the request",
    severity: Warning,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/refusals-and-fallback",
    since: "0.1.0",
    responses: [],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(list) = fallbacks(payload).filter(|fallbacks| fallbacks.is_array()) else { return };
    for entry in list.items() {
        let Some(name) = entry.get("model") else { continue };
        let Some(model) = name.as_str().and_then(|name| payload.context.knowledge.models().find(&name).model()) else {
            continue;
        };
        let attempt = Attempt { payload, entry, name, model };
        let reasons =
            [attempt.retired(), attempt.thinking(), attempt.effort(), attempt.length(), attempt.forced_tool()];
        for (place, reason, help) in reasons.into_iter().flatten() {
            sink.push(attempt.diagnostic(place, &reason, &help));
        }
    }
}

/// The request as an entry of `fallbacks` makes it.
struct Attempt<'p, 'a> {
    payload: &'p Payload<'a>,
    entry: Node<'a>,
    /// The node of its model's name.
    name: Node<'a>,
    model: &'a Model,
}

/// Where it is, why the model refuses it, and what to do.
type Reason<'a> = Option<(Node<'a>, String, String)>;

impl<'a> Attempt<'_, 'a> {
    fn diagnostic(&self, place: Node<'a>, reason: &str, help: &str) -> Diagnostic {
        let name = self.name.as_str().unwrap_or_default();
        RULE.at(place, format!("the fallback {} {reason}", quoted(&name)))
            .label("not for this fallback")
            .help(help)
            .response_status(400, "invalid_request_error")
    }

    /// The entry's own value, or else that of the request, which is told at the name of the fallback.
    fn field(&self, name: &str, inherited: Option<Node<'a>>) -> Option<(Node<'a>, Node<'a>)> {
        let own = self.entry.get(name).filter(|node| !node.is_null());
        own.map(|node| (node, node)).or_else(|| inherited.map(|node| (node, self.name)))
    }

    fn retired(&self) -> Reason<'a> {
        let retires = self.model.retires.filter(|_| retired_model::is_retired(self.model, self.payload.context))?;
        Some((self.name, format!("was retired on {retires}"), "name a model that is served".to_owned()))
    }

    fn thinking(&self) -> Reason<'a> {
        let (node, place) = self.field("thinking", self.payload.fields.thinking)?;
        let kind = Thinking::read(node)?.kind;
        let fact = thinking_type_not_supported::fact_of(self.model, kind);
        let kind = kind.as_str();
        let reason = format!("does not take thinking of type `{kind}`");
        (fact.value == Support::No).then(|| (place, reason, "give this fallback a `thinking` of its own".to_owned()))
    }

    fn effort(&self) -> Reason<'a> {
        let (config, place) = self.field("output_config", self.payload.fields.output_config)?;
        let level: Effort = config.get("effort")?.as_str()?.parse().ok()?;
        let levels = self.model.efforts.as_ref()?;
        let reason = format!("has no effort `{level}`");
        (!levels.contains(&level))
            .then(|| (place, reason, "give this fallback an `output_config` of its own".to_owned()))
    }

    fn length(&self) -> Reason<'a> {
        let (node, place) = self.field("max_tokens", self.payload.fields.max_tokens)?;
        let ceiling = max_tokens_over_limit::ceiling(self.model, self.payload.context)?;
        let asked = node.as_u64().filter(|asked| *asked > ceiling)?;
        let reason = format!("writes at most {ceiling} tokens, and `max_tokens` is {asked}");
        Some((place, reason, format!("give this fallback a `max_tokens` of its own, at most {ceiling}")))
    }

    fn forced_tool(&self) -> Reason<'a> {
        let kind = self.payload.fields.tool_choice?.get("type")?;
        let is_forced = kind.is_str("any") || kind.is_str("tool");
        let fact = &self.model.forced_tool_choice;
        let is_refused = fact.value == Support::No && !fact.doubtful;
        (is_forced && is_refused).then(|| {
            let help = "name a fallback that takes forced tools, or use `tool_choice` of type `auto`";
            (self.name, "does not take a forced tool".to_owned(), help.to_owned())
        })
    }
}
