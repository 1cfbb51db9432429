//! Anchors that several rules use.

use crate::envelope::HeaderValue;
use crate::json::Node;
use crate::knowledge::Carrier;
use crate::payload::{Context, Payload};

use super::Anchor;

/// Where a request names its model: in the body, in the URL, or only in the caller's settings.
pub(crate) fn model_name(payload: &Payload<'_>) -> Anchor {
    match payload.fields.model.filter(Node::is_string) {
        Some(model) => model.into(),
        None if payload.context.model_in_url().is_some() => Anchor::url(payload.context.head),
        None => Anchor::Body,
    }
}

/// Where a beta is set: in the header or in the body, first where the platform reads it; `None` if it is set only in the
/// caller's settings.
pub(crate) fn beta(name: &str, context: &Context<'_>) -> Option<Anchor> {
    let carriers = context.carriers_of_beta(name);
    let (header, item) = (carriers.header.map(Anchor::from), carriers.item.map(Anchor::from));
    match context.platform.beta_in {
        Carrier::Body => item.or(header),
        Carrier::Header => header.or(item),
    }
}

/// Where the API version is set: in the header, or in the body if the platform reads it there.
pub(crate) fn version(context: &Context<'_>) -> Anchor {
    let in_body = context.version_in_body.filter(|_| context.platform.version_in == Carrier::Body);
    match (in_body, context.head.headers.get("anthropic-version")) {
        (Some(version), _) => version.into(),
        (None, HeaderValue::Known(header)) => header.into(),
        (None, _) => Anchor::missing_header("anthropic-version"),
    }
}
