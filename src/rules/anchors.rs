//! Anchors that several rules use.

use crate::envelope::Header;
use crate::json::Node;
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

/// The header that sets a beta; `None` if it is set in the body or in the caller's settings.
pub(crate) fn beta_header(name: &str, context: &Context<'_>) -> Option<Anchor> {
    let sets = |header: &&Header<'_>| header.value.split(',').any(|beta| beta.trim() == name);
    context.head.headers.all("anthropic-beta").find(sets).map(Anchor::from)
}
