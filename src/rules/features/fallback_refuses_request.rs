use crate::finding::quoted;
use crate::json::Node;
use crate::knowledge::{Effort, Model, Support};
use crate::mask::{Shown, shown};
use crate::payload::{Payload, Thinking, ToolChoice, non_null};
use crate::rules::{Check, Diagnostic, Sink, phrasing, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a model in `fallbacks` that does not support the request: it is retired, or it does not support the
    /// thinking type, the effort, the forced tool or the `max_tokens` of the request.
    ///
    /// ## Why the API refuses it
    ///
    /// A request must be valid for every model that it names, not only for the first. An entry of `fallbacks` can have
    /// its own `thinking`, `output_config` and `max_tokens`.
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
    /// The page on refusals and fallback. The text of the response was not seen.
    PL765 "fallback-refuses-request",
    summary: "a fallback model does not support the request",
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
    let Some(fallbacks) = non_null(payload.fields.fallbacks) else { return };
    for entry in fallbacks.items() {
        let Some(name) = entry.get("model") else { continue };
        let Some(model) = name.as_str().and_then(|name| payload.context.knowledge.models().find(&name).model()) else {
            continue;
        };
        let attempt = Attempt { payload, entry, name, model };
        let reasons =
            [attempt.retired(), attempt.thinking(), attempt.effort(), attempt.length(), attempt.forced_tool()];
        for (place, reason, help) in reasons.into_iter().flatten() {
            let diagnostic = attempt.diagnostic(place, &reason, help);
            sink.push(diagnostic.yields_to("unavailable-on-platform", fallbacks));
        }
    }
}

/// The request as it is sent to the model of one entry of `fallbacks`.
struct Attempt<'p, 'a> {
    payload: &'p Payload<'a>,
    entry: Node<'a>,
    /// The name of the model.
    name: Node<'a>,
    model: &'a Model,
}

/// Where the problem is, why the model does not support the request, and how to fix it.
type Reason<'a> = Option<(Node<'a>, Shown, Shown)>;

impl<'a> Attempt<'_, 'a> {
    fn diagnostic(&self, place: Node<'a>, reason: &Shown, help: Shown) -> Diagnostic {
        let name = self.name.as_str().unwrap_or_default();
        RULE.at(place, shown!("fallback {} {reason}", quoted(&name), reason))
            .label("not supported by this fallback")
            .help(help)
            .response_status(400, "invalid_request_error")
    }

    /// The value of a field for this model, and where to report it: the entry's own value, or else that of the request,
    /// which is reported at the name of the model.
    fn field(&self, name: &str, inherited: Option<Node<'a>>) -> Option<(Node<'a>, Node<'a>)> {
        let own = non_null(self.entry.get(name));
        own.map(|node| (node, node)).or_else(|| inherited.map(|node| (node, self.name)))
    }

    fn retired(&self) -> Reason<'a> {
        let context = self.payload.context;
        let (retires, _) = context.retirement(self.model).filter(|_| context.is_retired(self.model))?;
        Some((self.name, shown!("was retired on {retires}", retires), "use a model that is still available".into()))
    }

    fn thinking(&self) -> Reason<'a> {
        let (node, place) = self.field("thinking", self.payload.fields.thinking)?;
        let kind = Thinking::read(node)?.kind;
        let fact = kind.support(self.model);
        let kind = kind.as_str();
        let reason = shown!("does not support `thinking.type: \"{kind}\"`", kind);
        (fact.value == Support::No).then(|| (place, reason, "give this fallback its own `thinking`".into()))
    }

    fn effort(&self) -> Reason<'a> {
        let (config, place) = self.field("output_config", self.payload.fields.output_config)?;
        let level: Effort = config.get("effort")?.as_str()?.parse().ok()?;
        let levels = self.model.efforts.as_ref()?;
        let reason = shown!("does not support effort `{level}`", level);
        (!levels.contains(&level)).then(|| (place, reason, "give this fallback its own `output_config`".into()))
    }

    fn length(&self) -> Reason<'a> {
        let (node, place) = self.field("max_tokens", self.payload.fields.max_tokens)?;
        let limit = self.payload.context.output_limit(self.model)?;
        node.as_saturated_u64().filter(|asked| *asked > limit)?;
        let asked = phrasing::number(node);
        let reason = shown!("has an output limit of {limit} tokens, but `max_tokens` is {asked}", limit, asked);
        Some((place, reason, shown!("give this fallback its own `max_tokens`, at most {limit}", limit)))
    }

    fn forced_tool(&self) -> Reason<'a> {
        self.payload.tool_choice().filter(ToolChoice::is_forced)?;
        let fact = &self.model.forced_tool_choice;
        (fact.value == Support::No && !fact.doubtful).then(|| {
            let help = "use a fallback that supports forced tool use, or `tool_choice` of type `auto`";
            (self.name, "does not support forced tool use".into(), help.into())
        })
    }
}
