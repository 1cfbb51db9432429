use serde_json::Value;

use crate::join::join_or;
use crate::json::Node;
use crate::knowledge::{Carrier, Confidence, Support};
use crate::payload::Context;
use crate::rules::{Anchor, Check, Diagnostic, ResponsePath, Sink, Stage, rule};
use crate::schema::{self, Annotated, Shape};

use super::{misplaced_field, phrasing, tag};

rule! {
    /// ## What it does
    ///
    /// Finds what needs a beta when it is known that the beta is not named: fields (`context_management`, `mcp_servers`,
    /// `fallbacks`), members (`clear_at`, `thinking.block_binding`, `cache_control.scope`), tools, content blocks and single values.
    /// Nothing is said where the headers are not known.
    ///
    /// ## Why the API refuses it
    ///
    /// Without the header a beta field is an unknown field, and a beta block or tool one of an unknown type.
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
    /// Live answers, 2026-09-10 (rows E062 and E156 of the catalogue): `context_management: Extra inputs are not permitted`,
    /// `fallbacks: Extra inputs are not permitted`; the pages of the features for the others. Where the need was read off the
    /// name of a beta, and on other platforms, this is a warning.
    PL211 "beta-field-without-header",
    summary: "a beta field, block, tool or value without its `anthropic-beta` header",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-10",
    source: "https://platform.claude.com/docs/en/api/beta-headers",
    since: "0.1.0",
    responses: ["E013", "E062", "E064", "E068", "E156"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn check(body: Node<'_>, shape: Shape, context: &Context<'_>, sink: &mut Sink) {
    if !context.betas_complete {
        return;
    }
    let mut needs: Vec<Need<'_>> = Vec::new();
    let mut refused: Option<Node<'_>> = None;
    for place in schema::betas(body, shape) {
        // What lies in a field that is refused as a whole is not looked at.
        if place.value.is_null() || refused.is_some_and(|outer| outer.contains(place.value.id())) {
            continue;
        }
        if let Some(lack) = lack(&place, context) {
            refused = Some(place.value);
            add(&mut needs, Lacking::new(body, place, lack), context);
        }
    }
    needs.iter().filter_map(|need| need.diagnostic(context)).for_each(|diagnostic| sink.push(diagnostic));
}

/// Adds a place to the need that one beta would meet together with it: a header that was forgotten is one fault, however
/// many places want it.
fn add<'a>(needs: &mut Vec<Need<'a>>, lacking: Lacking<'a>, context: &Context<'_>) {
    // A field that the platform does not have needs no beta.
    let is_missing_there =
        |name: &str| context.platform.lacks(name).is_some_and(|gap| gap.confidence >= Confidence::Documented);
    let is_told = |name: &str| misplaced_field::is_misplaced(name, context) || is_missing_there(name);
    if lacking.is_top && lacking.place.key.is_some_and(|key| is_told(&text(key))) {
        return;
    }
    let common = |need: &Need<'a>| -> Vec<&'static str> {
        need.betas.iter().filter(|beta| lacking.betas().contains(beta)).copied().collect()
    };
    match needs.iter_mut().map(|need| (common(need), need)).find(|(betas, _)| !betas.is_empty()) {
        Some((betas, need)) => {
            need.betas = betas;
            need.places.push(lacking);
        }
        None => needs.push(Need { betas: lacking.betas().to_vec(), places: vec![lacking] }),
    }
}

/// Places that one of these betas would open.
struct Need<'a> {
    betas: Vec<&'static str>,
    places: Vec<Lacking<'a>>,
}

/// A place without its beta.
struct Lacking<'a> {
    place: Annotated<'a>,
    lack: Lack,
    /// Whether it is a field of the body, which the API looks at after all others.
    is_top: bool,
    /// Where its field stands in the order of the API's checks.
    order: usize,
}

/// What a place lacks.
enum Lack {
    /// The field, block or tool needs one of these betas.
    Whole(Vec<&'static str>),
    /// This value does.
    Value(Vec<&'static str>),
}

impl Need<'_> {
    fn diagnostic(&self, context: &Context<'_>) -> Option<Diagnostic> {
        /// How many further places are shown.
        const SHOWN: usize = 5;
        let first = self.places.iter().min_by_key(|lacking| (lacking.is_top, lacking.order))?;
        let beta = self.betas.first().copied().unwrap_or_default();
        let others = join_or(self.betas.iter().skip(1).map(|beta| format!("`{beta}`")));
        let others = if others.is_empty() { others } else { format!(" (or {others})") };
        let help = if context.platform.beta_in == Carrier::Body {
            format!("add `{beta}`{others} to the list `anthropic_beta` of the body")
        } else {
            format!("send the header `anthropic-beta: {beta}`{others}")
        };
        let diagnostic = RULE
            .at(first.at(), format!("{} needs a beta that is not on", first.described()))
            .label(format!("needs `{beta}`"))
            .help(help)
            .uncertain_if(is_doubtful(first.place.schema, context))
            .stage(if first.is_top { Stage::UnknownFields } else { Stage::Fields });
        let rest = self.places.iter().filter(|lacking| !std::ptr::eq(*lacking, first)).take(SHOWN);
        Some(rest.fold(first.answered(diagnostic), |diagnostic, lacking| {
            diagnostic.related(lacking.at(), format!("{} needs it too", lacking.described()))
        }))
    }
}

impl<'a> Lacking<'a> {
    fn new(body: Node<'a>, place: Annotated<'a>, lack: Lack) -> Self {
        let field = body.members().find(|(_, value)| value.contains(place.value.id()));
        let name = field.and_then(|(key, _)| key.as_str()).unwrap_or_default();
        let order = Shape::Request.document().get("x-check-order").and_then(Value::as_array);
        let order = order.into_iter().flatten().position(|known| *known == *name).unwrap_or(usize::MAX);
        let is_top = field.is_some_and(|(_, value)| value == place.value);
        Lacking { place, lack, is_top, order }
    }

    fn betas(&self) -> &[&'static str] {
        let (Lack::Whole(betas) | Lack::Value(betas)) = &self.lack;
        betas
    }

    /// The tag, where objects of this tag need the beta.
    fn tag(&self) -> Option<Node<'a>> {
        let tag = self.place.value.get("type")?;
        let own = self.place.schema.pointer("/properties/type/const")?.as_str()?;
        (matches!(self.lack, Lack::Whole(_)) && tag.is_str(own)).then_some(tag)
    }

    fn at(&self) -> Anchor {
        match (&self.lack, self.tag()) {
            (_, Some(tag)) => tag.into(),
            (Lack::Whole(_), None) => self.place.key.unwrap_or(self.place.value).into(),
            (Lack::Value(_), None) => self.place.value.into(),
        }
    }

    fn described(&self) -> String {
        let name = self.place.key.map(text).unwrap_or_default();
        match (&self.lack, self.tag()) {
            (_, Some(tag)) => format!("the type {}", phrasing::value(tag)),
            (Lack::Whole(_), None) => format!("`{name}`"),
            (Lack::Value(_), None) => format!("the value {} of `{name}`", phrasing::value(self.place.value)),
        }
    }

    /// The answer: an unknown field, an unknown type, a value that is none of the others.
    fn answered(&self, diagnostic: Diagnostic) -> Diagnostic {
        match (&self.lack, self.tag()) {
            (_, Some(tag)) => {
                let known = self.place.union.map(schema::tags_without_beta).unwrap_or_default();
                let words = tag::words(&tag.as_str().unwrap_or_default(), known);
                diagnostic.response_text(words).response_path(ResponsePath::Of(self.place.value.into()))
            }
            (Lack::Whole(_), None) => diagnostic.response_text("Extra inputs are not permitted"),
            (Lack::Value(_), None) => match phrasing::choice_words(&self.open_values()) {
                Some(words) => diagnostic.response_text(words),
                None => diagnostic.response_status(400, "invalid_request_error"),
            },
        }
    }

    /// The values that need no beta.
    fn open_values(&self) -> Vec<&'static Value> {
        let schema = self.place.schema;
        let needs = |value: &Value| value.as_str().is_some_and(|value| schema["x-beta-values"].get(value).is_some());
        let allowed = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
        allowed.filter(|value| !needs(value)).collect()
    }
}

/// The betas of which one is needed and none is on.
fn lack(place: &Annotated<'_>, context: &Context<'_>) -> Option<Lack> {
    let missing = |betas: Vec<&'static str>| {
        (!betas.is_empty() && context.any_beta(betas.iter().copied()) == Support::No).then_some(betas)
    };
    if let Some(betas) = missing(list(place.schema.get("x-beta"))) {
        return Some(Lack::Whole(betas));
    }
    let by_value = place.value.as_str().and_then(|value| place.schema.get("x-beta-values")?.get(&*value));
    if let Some(betas) = missing(list(by_value)) {
        return Some(Lack::Value(betas));
    }
    // Needed on some models alone, as their rows tell.
    let by_model = list(place.schema.get("x-beta-by-model"));
    let model = context.model.facts.and_then(|model| model.fast_mode.beta.as_deref());
    missing(by_model.into_iter().filter(|beta| Some(*beta) == model).collect()).map(Lack::Whole)
}

fn list(betas: Option<&'static Value>) -> Vec<&'static str> {
    betas.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The need was read off the name of the beta, or the platform is not the one whose answers were seen.
fn is_doubtful(schema: &Value, context: &Context<'_>) -> bool {
    schema.get("x-beta-confidence").is_some_and(|confidence| confidence == "by-name") || !context.is_first_party()
}

fn text(key: Node<'_>) -> String {
    key.as_str().unwrap_or_default().into_owned()
}
