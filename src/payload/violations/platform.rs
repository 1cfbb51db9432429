//! What the schema of a body depends on: the platform, the URL, and whether the body is an item of a batch.

use crate::json::Node;
use crate::knowledge::{Carrier, Endpoint, FactStatus, ModelLocation, PlatformFact};
use crate::payload::Context;
use crate::schema::{BelongsIn, Fault, Shape, Violation};

/// Whether a body lacks the model only because the URL names it.
pub(super) fn is_model_in_url(violation: &Violation<'_>, context: &Context<'_>) -> bool {
    let lacks_model = matches!(&violation.fault, Fault::Missing(name) if name == "model");
    let in_url = || context.model_in_url().is_some();
    lacks_model && violation.holder.is_none() && (in_url() || context.platform.model_in == ModelLocation::Path)
}

/// The violations by which the body of a request for this platform differs from the shipped schema.
pub(super) fn violations<'a>(body: Node<'a>, shape: Shape, context: &Context<'_>) -> Vec<Violation<'a>> {
    let mut found = Vec::new();
    if shape == Shape::Request {
        found.extend(missing_version(body, context));
    }
    if matches!(shape, Shape::Request | Shape::CountTokens) {
        let fields = context.knowledge.schemas().fields_by_target();
        if body.members().any(|(key, _)| context.knowledge.schemas().may_depend_on_target(key)) {
            let elsewhere = fields.iter().filter(|field| !is_for(&field.targets, context));
            let misplaced = elsewhere.filter_map(|field| body.member(field.name)).filter(|(_, value)| !value.is_null());
            found.extend(misplaced.map(|member| misplaced_member(member, BelongsIn::OtherPlatform)));
        }
        // The URL for counting tokens does not name a model (`…/models/count-tokens:rawPredict`).
        let is_model_in_url =
            context.platform.model_in == ModelLocation::Path && context.endpoint != Endpoint::CountTokens;
        let model = is_model_in_url.then(|| body.member("model")).flatten();
        found.extend(model.map(|member| misplaced_member(member, BelongsIn::Url)));
        found.extend(misplaced_here(body, context));
    }
    found
}

/// Fields that belong elsewhere on this platform, such as `stream` where the URL says so. Those that the schema of some
/// targets lacks, and the model, are found without the table.
fn misplaced_here<'a>(body: Node<'a>, context: &Context<'_>) -> impl Iterator<Item = Violation<'a>> {
    let fields = context.knowledge.schemas().fields_by_target();
    let is_found = move |path: &str| path == "model" || fields.iter().any(|field| field.name == path);
    let misplaced = context.platform_fields().filter(|(_, fact)| fact.status == FactStatus::Misplaced);
    let here = misplaced.filter(move |(path, fact)| fact.endpoint.is_none() && !is_found(path));
    let members = here.filter_map(move |(path, _)| body.member(path)).filter(|(_, value)| !value.is_null());
    members.map(|member| misplaced_member(member, BelongsIn::OtherPlatform))
}

fn misplaced_member<'a>((key, value): (Node<'a>, Node<'a>), belongs_in: BelongsIn) -> Violation<'a> {
    Violation::new(value, Some(key), false, Fault::Misplaced(belongs_in), Shape::Request.schema())
}

/// Whether a field is part of the body on other platforms only.
pub(crate) fn is_of_other_platform(name: &str, context: &Context<'_>) -> bool {
    let fields = context.knowledge.schemas().fields_by_target();
    fields.iter().any(|field| field.name == name && !is_for(&field.targets, context))
}

/// Whether the bodies for these targets include this one.
fn is_for(targets: &[&str], context: &Context<'_>) -> bool {
    let is_for_item = context.batch_item && targets.contains(&"batch-item");
    is_for_item || targets.contains(&context.target.built_in().as_str())
}

/// The API version, which is part of the body on some platforms.
fn missing_version<'a>(body: Node<'a>, context: &Context<'_>) -> Option<Violation<'a>> {
    let name = "anthropic_version";
    if context.platform.version_in != Carrier::Body || !body.is_object() || body.get(name).is_some() {
        return None;
    }
    // Without a URL this may be what an SDK receives, which moves the model to the URL and adds the version itself.
    let is_as_sent = context.head.is_as_sent();
    if !is_as_sent && body.get("model").is_some() {
        return None;
    }
    let fault = Fault::Missing(name.to_owned());
    let violation = Violation::new(body, None, false, fault, Shape::Request.schema());
    Some(Violation { response_row: Some("E041"), ..violation })
}

/// Whether the platform rejects this field of the body, certainly or probably.
pub(crate) fn is_unavailable(name: &str, context: &Context<'_>) -> bool {
    context.platform_fields().any(|(path, fact)| path == name && fact.status == FactStatus::Refused)
}

/// The fields of the body that the platform certainly rejects.
pub(super) fn unavailable_fields<'a>(body: Node<'a>, context: &Context<'_>) -> Vec<Node<'a>> {
    let rejected = |fact: &PlatformFact| fact.status == FactStatus::Refused && fact.is_certain();
    let names = context.platform_fields().filter(|(_, fact)| rejected(fact));
    names.filter_map(|(name, _)| body.get(name)).filter(|value| !value.is_null()).collect()
}

/// Marks the violations inside fields for which the platform has rules of its own.
pub(super) fn doubt(violations: &mut [Violation<'_>], body: Node<'_>, context: &Context<'_>) {
    let unknown = context.platform_fields().filter(|(_, fact)| fact.status == FactStatus::Unknown);
    for value in unknown.filter_map(|(name, _)| body.get(name)) {
        let inside = violations.iter_mut().filter(|violation| value.contains(violation.value.id()));
        inside.for_each(|violation| violation.is_doubtful = true);
    }
}
