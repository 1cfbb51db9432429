//! Which API a request is for, judging by everything that is known about it: URL, headers, model and body.
//!
//! A request that was found by itself, in a directory or on a page, is read only if the evidence for the Messages API is
//! at least as strong as that for any other.

use crate::knowledge::{Endpoint, Knowledge, ModelLocation, OtherApi, TableText, Target};
use crate::mask::{Shown, shown};

use super::evidence::Evidence;
use super::head::Head;
use crate::json::Node;

/// Why a request is not for the Messages API, as far as is known: one clause.
pub(super) type Reason = Shown;

/// What the text around a body says about the API: on a page, the nearest path before it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mentioned<'k> {
    Messages(Endpoint),
    Other(&'k OtherApi),
    /// In a program: the call has the name of the SDK's method.
    Call,
}

/// What the nearest path on a page weighs: more than most bodies.
const MENTION_WEIGHT: u32 = 6;
/// What the name of a method weighs: other SDKs have such a method, too.
const CALL_WEIGHT: u32 = 1;
/// What a header with this prefix weighs in a request without a URL.
const HEADER_WEIGHT: u32 = 6;
const HEADER_PREFIX: &str = "anthropic-";
/// The most that may speak for the Messages API in a body before which a page names another one.
const MAX_AGAINST_MENTION: u32 = 4;
/// Why a body is skipped in which nothing speaks for the Messages API.
const NOT_PARTICULAR: &str = "nothing in the body is particular to the Messages API";

/// Whether a URL is an endpoint of the Messages API for one of Anthropic's models.
pub(super) fn check_url(url: &str, knowledge: &Knowledge) -> Result<(), Reason> {
    let platforms = knowledge.platforms();
    if platforms.endpoint_of(url).is_none() {
        return Err(match knowledge.other_apis().of_url(url) {
            Some(api) => shown!("sent to {}", api.endpoint()),
            None => "sent to another host or path".into(),
        });
    }
    match platforms.model_in(url).and_then(|model| knowledge.other_vendor(&model)) {
        Some(vendor) => Err(of_vendor(&vendor.vendor)),
        None => Ok(()),
    }
}

/// Whether a body whose URL, if it has one, has passed [`check_url`] is for the Messages API.
pub(super) fn check_body(
    body: Node<'_>,
    head: &Head<'_>,
    mentioned: Option<Mentioned<'_>>,
    knowledge: &Knowledge,
) -> Result<(), Reason> {
    match head.url.as_deref() {
        Some(url) => check_sent_body(body, url, head.target, knowledge),
        None => check_bare_body(body, head, mentioned, knowledge),
    }
}

/// Whether a body of a file that the user named is checked. Only one that was sent to an unknown host, and has members but
/// none of a Messages body, is not: a page may show requests to other services with such a path.
pub(super) fn check_forced(body: Node<'_>, head: &Head<'_>, knowledge: &Knowledge) -> Result<(), Reason> {
    match head.url.as_deref() {
        Some(url) if head.target.is_none() && knowledge.platforms().target_of(url).is_none() => {
            let is_empty = body.members().next().is_none();
            if is_empty { Ok(()) } else { check_at_unknown_host(body, knowledge) }
        }
        _ => Ok(()),
    }
}

/// For a body that was sent to a URL, which decides unless it leaves something open.
fn check_sent_body(body: Node<'_>, url: &str, target: Option<Target>, knowledge: &Knowledge) -> Result<(), Reason> {
    let platforms = knowledge.platforms();
    let Some(target) = platforms.target_of(url).or(target) else { return check_at_unknown_host(body, knowledge) };
    if platforms.get(target).model_in != ModelLocation::Path || !body.is_object() {
        return Ok(());
    }
    let Some(model) = platforms.model_in(url) else { return Ok(()) };
    let evidence = Evidence::of(body, knowledge);
    let (own, other) = (evidence.for_messages(), evidence.other());
    let is_claude = ["claude", "anthropic"].iter().any(|name| model.to_ascii_lowercase().contains(name));
    match other {
        Some(other) if body.get("messages").is_none() && other.api.serves(&model) => Err(of_api(other.api, &evidence)),
        _ if is_claude || knowledge.models().find(&model).model().is_some() => Ok(()),
        _ if names_vendor(&model) => Err("for a model that is not Claude".into()),
        // An ARN and a variable do not say what the model is.
        Some(other) if other.score > own => Err(of_api(other.api, &evidence)),
        _ if own == 0 && body.get("messages").is_none() => Err(NOT_PARTICULAR.into()),
        _ => Ok(()),
    }
}

/// Whether a model's name starts with its vendor, as the IDs of Amazon Bedrock do: `luma.ray-v2:0`.
fn names_vendor(model: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    model.split_once('.').is_some_and(|(vendor, _)| is_word(vendor))
}

/// Many services have a path like `/v1/messages`: text messages, chats.
fn check_at_unknown_host(body: Node<'_>, knowledge: &Knowledge) -> Result<(), Reason> {
    let is_related = !body.is_object()
        || ["messages", "requests"].iter().any(|name| body.get(name).is_some())
        || Evidence::of(body, knowledge).for_messages() > 0;
    if is_related { Ok(()) } else { Err("sent to an unknown host, and not a Messages body".into()) }
}

/// For a body about whose URL nothing is known.
fn check_bare_body(
    body: Node<'_>,
    head: &Head<'_>,
    mentioned: Option<Mentioned<'_>>,
    knowledge: &Knowledge,
) -> Result<(), Reason> {
    let evidence = Evidence::of(body, knowledge);
    let has_header = head.headers.iter().any(|header| {
        header.name.get(..HEADER_PREFIX.len()).is_some_and(|name| name.eq_ignore_ascii_case(HEADER_PREFIX))
    });
    let mut for_messages = evidence.for_messages() + if has_header { HEADER_WEIGHT } else { 0 };
    match mentioned {
        Some(Mentioned::Messages(_)) => for_messages += MENTION_WEIGHT,
        Some(Mentioned::Call) => for_messages += CALL_WEIGHT,
        Some(Mentioned::Other(api)) if for_messages <= MAX_AGAINST_MENTION => {
            return Err(shown!("the page names {} before it", api.endpoint()));
        }
        _ => {}
    }
    let is_announced = has_header || matches!(mentioned, Some(Mentioned::Messages(_)));
    if !is_announced {
        check_model(body, knowledge)?;
    }
    match evidence.other() {
        Some(other) if other.score > for_messages => Err(of_api(other.api, &evidence)),
        _ if for_messages == 0 => Err(NOT_PARTICULAR.into()),
        _ => Ok(()),
    }
}

/// Whether the model of a body is not known to be another vendor's.
pub(super) fn check_model(body: Node<'_>, knowledge: &Knowledge) -> Result<(), Reason> {
    match body.str("model").and_then(|model| knowledge.other_vendor(&model)) {
        Some(vendor) => Err(of_vendor(&vendor.vendor)),
        None => Ok(()),
    }
}

fn of_vendor(vendor: &TableText) -> Reason {
    shown!("for a model of {vendor}", vendor)
}

/// ``an OpenAI Chat Completions body (`stream_options`)``
fn of_api(api: &OtherApi, evidence: &Evidence<'_, '_>) -> Reason {
    let mark = evidence.other().and_then(|other| Some(evidence.marks(&other).first()?.phrase()));
    shown!("{} ({})", api.body(), mark.unwrap_or_default())
}
