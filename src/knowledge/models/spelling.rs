//! The ways in which platforms, gateways and people spell a model's id, and how each is undone.

/// How an id that the Claude API does not take was spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdForm {
    /// As on Amazon Bedrock: `us.anthropic.claude-opus-4-6-v1`.
    Bedrock,
    /// As on Google Cloud: `claude-haiku-4-5@20251001`.
    Vertex,
    /// As gateways write it, with a provider before it or dots in the version: `anthropic/claude-sonnet-4.5`.
    Gateway,
    /// Capitals, blanks at the ends, a `-latest` too many or too few.
    Spelling,
}

/// Takes off what stands before the model's own name: `openrouter/anthropic/`, an ARN, `us.anthropic.`.
pub(super) fn strip_provider(id: &str) -> (&str, IdForm) {
    let (after_path, form) = match id.rsplit_once('/') {
        Some((_, name)) => (name, IdForm::Gateway),
        None => (id, IdForm::Spelling),
    };
    if let Some((_, name)) = after_path.rsplit_once("anthropic.") {
        return (name, IdForm::Bedrock);
    }
    match after_path.strip_prefix("anthropic:") {
        Some(name) => (name, IdForm::Gateway),
        None => (after_path, form),
    }
}

/// Takes off what stands behind it: Bedrock's `-v1:0`, a gateway's `:thinking`, a client's `[1m]`.
pub(super) fn without_version(name: &str) -> &str {
    let name = name.split([':', '[']).next().unwrap_or(name);
    match name.rsplit_once("-v") {
        Some((bare, digits)) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => bare,
        _ => name,
    }
}

/// Without the date at its end: `-20251101`.
pub(super) fn undated(name: &str) -> &str {
    let is_date = |digits: &str| digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit());
    name.rsplit_once('-').filter(|(_, date)| is_date(date)).map_or(name, |(bare, _)| bare)
}

/// `claude-4-5-sonnet` and `claude-sonnet-4-5` are made of the same words.
pub(super) fn words_in_order(name: &str) -> String {
    let mut words: Vec<&str> = name.split('-').collect();
    words.sort_unstable();
    words.join("-")
}

pub(super) fn without_latest(name: &str) -> &str {
    let latest = name.strip_suffix("-latest").or_else(|| name.strip_suffix("-default"));
    latest.unwrap_or(name)
}
