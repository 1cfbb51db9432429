use crate::finding::quoted;
use crate::join::join_or;
use crate::json::Node;
use crate::knowledge::{Carrier, FactStatus, Support};
use crate::mask::{Shown, shown};
use crate::payload::{self, Context, Payload};
use crate::rules::{Anchor, Check, Diagnostic, ResponsePath, Sink, Stage, not_allowed, phrasing, rule, unknown_tag};
use crate::schema::{self, BetaUse};

rule! {
    /// ## What it does
    ///
    /// Finds what needs a beta when it is known that the beta is not enabled: fields (`context_management`,
    /// `mcp_servers`, `fallbacks`), members (`clear_at`, `thinking.block_binding`, `cache_control.scope`), tools,
    /// content blocks and single values. Reports nothing if the headers are not known.
    ///
    /// ## Why the API refuses it
    ///
    /// Without the header, a beta field is an unknown field, and a beta block or tool has an unknown type.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxAA", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "context_management": {"edits": [{"type": "clear_tool_uses_20250919"}]}}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxAA", "anthropic-version": "2023-06-01", "content-type": "application/json", "anthropic-beta": "context-management-2025-06-27"}, "body": {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "context_management": {"edits": [{"type": "clear_tool_uses_20250919"}]}}}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live responses, 2026-09-10 (E062 and E156): `context_management: Extra inputs are not permitted`, `fallbacks:
    /// Extra inputs are not permitted`; for the others, the pages of the features. If the need was inferred from the
    /// name of a beta, and on other platforms, this is a warning.
    PL211 "beta-field-without-header",
    summary: "a beta field, block, tool or value is used without its `anthropic-beta` header",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-10",
    source: "https://platform.claude.com/docs/en/api/beta-headers",
    since: "0.1.0",
    responses: ["E013", "E062", "E064", "E068", "E156", "G02", "G08"],
    stage: Fields,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let context = payload.context;
    if !context.betas_complete {
        return;
    }
    let mut needs: Vec<Need<'_>> = Vec::new();
    let mut outer: Option<Node<'_>> = None;
    for beta_use in schema::betas(payload.body, context.endpoint.into()) {
        // The API rejects a field as a whole, so what is inside it does not matter.
        if beta_use.value.is_null() || outer.is_some_and(|outer| outer.contains(beta_use.value.id())) {
            continue;
        }
        if let Some(missing) = MissingBeta::find(payload.body, beta_use, context) {
            outer = Some(missing.place.value);
            if is_unusable_tool(missing.place.value, payload) {
                // The header does not help here. Other places may still need it.
                needs.push(Need { betas: missing.betas.clone(), unusable_tool: missing.tag(), places: vec![missing] });
            } else if !missing.is_of_no_use(context) {
                add(&mut needs, missing);
            }
        }
    }
    needs.iter().filter_map(|need| need.diagnostic(context)).for_each(|diagnostic| sink.push(diagnostic));
}

/// Adds a place to those that need the same beta: a missing header is one fault, however many places need it.
fn add<'a>(needs: &mut Vec<Need<'a>>, missing: MissingBeta<'a>) {
    let common = |need: &Need<'a>| -> Vec<&'static str> {
        need.betas.iter().filter(|beta| missing.betas.contains(beta)).copied().collect()
    };
    let usable = needs.iter_mut().filter(|need| need.unusable_tool.is_none());
    match usable.map(|need| (common(need), need)).find(|(betas, _)| !betas.is_empty()) {
        Some((betas, need)) => {
            need.betas = betas;
            need.places.push(missing);
        }
        None => needs.push(Need { betas: missing.betas.clone(), unusable_tool: None, places: vec![missing] }),
    }
}

/// Whether a value is a tool that the model or the platform does not support, with or without its beta.
fn is_unusable_tool(value: Node<'_>, payload: &Payload<'_>) -> bool {
    let context = payload.context;
    let facts = payload.tools().iter().find(|tool| tool.node == value).and_then(|tool| tool.facts(context.knowledge));
    facts.is_some_and(|facts| {
        let on_model = context.model.facts.map(|model| context.knowledge.tool_on_model(facts, model, context.target));
        on_model == Some(Support::No) || facts.missing_on(context.target).is_some()
    })
}

/// Places that need one of the same betas.
struct Need<'a> {
    betas: Vec<&'static str>,
    /// The type of the only place, a tool that the model or the platform does not support.
    unusable_tool: Option<Node<'a>>,
    places: Vec<MissingBeta<'a>>,
}

/// A place that needs one of several betas, none of which is enabled.
struct MissingBeta<'a> {
    place: BetaUse<'a>,
    betas: Vec<&'static str>,
    /// Whether only this value needs the beta. Otherwise the field, block or tool does, whatever its value.
    is_value: bool,
    /// Whether it is a field of the body. The API checks those last.
    is_top: bool,
    /// The position of the top-level field in the order in which the API checks the fields.
    order: usize,
}

impl Need<'_> {
    fn diagnostic(&self, context: &Context<'_>) -> Option<Diagnostic> {
        /// How many further places are shown.
        const SHOWN: usize = 5;
        let first = self.places.iter().min_by_key(|missing| (missing.is_top, missing.order))?;
        // A beta that the platform rejects does not help.
        let is_usable =
            |beta: &&&str| context.platform_beta(beta).is_none_or(|fact| fact.status != FactStatus::Refused);
        let usable: Vec<_> = self.betas.iter().filter(is_usable).collect();
        let beta = usable.first().or(self.betas.first().as_ref()).map_or("", |beta| **beta);
        let others = join_or(usable.iter().skip(1).map(|beta| shown!("`{beta}`", beta)));
        let others = if others.is_empty() { others } else { shown!(" (or {others})", others) };
        let help = match context.platform.beta_in {
            _ if usable.is_empty() => shown!("remove it: {} does not support `{beta}`", context.platform.name, beta),
            Carrier::Body => shown!("add `{beta}`{others} to `anthropic_beta` in the body", beta, others),
            Carrier::Header => shown!("send the header `anthropic-beta: {beta}`{others}", beta, others),
        };
        // On other platforms, no response has been seen.
        let is_uncertain = first.place.schema.is_beta_inferred() || !context.is_first_party();
        let diagnostic = RULE
            .at(first.anchor(), shown!("{} requires a beta header that is not set", first.description()))
            .label(shown!("requires `{beta}`", beta))
            .help(help)
            .uncertain_if(is_uncertain)
            .stage(if first.is_top { Stage::UnknownFields } else { Stage::Fields });
        let others = self.places.iter().filter(|missing| !std::ptr::eq(*missing, first)).take(SHOWN);
        let diagnostic = others.fold(first.respond(diagnostic), |diagnostic, missing| {
            diagnostic.related(missing.anchor(), shown!("{} requires it, too", missing.description()))
        });
        Some(match self.unusable_tool {
            Some(tag) => diagnostic.yields_to("tool-not-on-model", tag).yields_to("tool-not-on-platform", tag),
            None => diagnostic,
        })
    }
}

impl<'a> MissingBeta<'a> {
    fn find(body: Node<'a>, place: BetaUse<'a>, context: &Context<'_>) -> Option<Self> {
        let (betas, is_value) = missing_betas(&place, context)?;
        let field = body.members().find(|(_, value)| value.contains(place.value.id()));
        let name = field.and_then(|(key, _)| key.as_str()).unwrap_or_default();
        let order = context.knowledge.schemas().check_position(&name);
        let is_top = field.is_some_and(|(_, value)| value == place.value);
        Some(MissingBeta { place, betas, is_value, is_top, order })
    }

    /// Whether the header would not help: the platform does not have the field, or not in the body.
    fn is_of_no_use(&self, context: &Context<'_>) -> bool {
        let name = self.place.key.filter(|_| self.is_top).and_then(|key| key.as_str());
        name.is_some_and(|name| {
            payload::is_of_other_platform(&name, context) || payload::is_unavailable(&name, context)
        })
    }

    /// The tag, if the beta is for objects with this tag.
    fn tag(&self) -> Option<Node<'a>> {
        let tag = self.place.value.get("type")?;
        let own = self.place.schema.tag()?;
        (!self.is_value && tag.is_str(own)).then_some(tag)
    }

    fn anchor(&self) -> Anchor {
        match self.tag() {
            Some(tag) => tag.into(),
            None if self.is_value => self.place.value.into(),
            None => self.place.key.unwrap_or(self.place.value).into(),
        }
    }

    fn description(&self) -> Shown {
        let name = self.place.key.and_then(|key| key.as_str()).unwrap_or_default();
        match self.tag() {
            Some(tag) => shown!("type {}", phrasing::value(tag)),
            None if self.is_value => shown!("value {} of {}", phrasing::value(self.place.value), quoted(&name)),
            None => quoted(&name),
        }
    }

    /// Predicts the response: an unknown field, an unknown type, or a value that is not in the list.
    fn respond(&self, diagnostic: Diagnostic) -> Diagnostic {
        let BetaUse { value, schema, union, .. } = self.place;
        let row = schema.response_row_without_beta().unwrap_or("E062");
        let (response, path) = match self.tag() {
            Some(tag) => {
                let response = union.and_then(|union| unknown_tag(&tag.as_str().unwrap_or_default(), union));
                (response, value.into())
            }
            None if self.is_value => (not_allowed(self.values_without_beta()), self.anchor()),
            None => (Some((row, Vec::new())), self.anchor()),
        };
        match response {
            Some((row, values)) => diagnostic.response(row, values).response_path(ResponsePath::Of(path)),
            None => diagnostic.response_status(400, "invalid_request_error"),
        }
    }

    fn values_without_beta(&self) -> impl Iterator<Item = &'static serde_json::Value> {
        let schema = self.place.schema;
        let needs_beta = move |value: &serde_json::Value| {
            value.as_str().is_some_and(|value| !schema.betas_of_value(value).is_empty())
        };
        schema.allowed_values().filter(move |value| !needs_beta(value))
    }
}

/// The betas of which a place needs one, if none is enabled; and whether only its value needs it.
fn missing_betas(place: &BetaUse<'_>, context: &Context<'_>) -> Option<(Vec<&'static str>, bool)> {
    let missing = |betas: &[&'static str]| !betas.is_empty() && context.any_beta(betas.iter().copied()) == Support::No;
    let betas = place.schema.betas();
    if missing(&betas) {
        return Some((betas, false));
    }
    let betas = place.value.as_str().map(|value| place.schema.betas_of_value(&value)).unwrap_or_default();
    if missing(&betas) {
        return Some((betas, true));
    }
    // Some models need a beta, which their rows name.
    let of_model = context.model.facts.and_then(|model| model.fast_mode.beta.as_deref());
    let betas: Vec<_> = place.schema.betas_by_model().into_iter().filter(|beta| Some(*beta) == of_model).collect();
    missing(&betas).then_some((betas, false))
}
