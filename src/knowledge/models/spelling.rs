//! How platforms, gateways and people write the ID of a model, and how to get the ID back.

/// How a model ID is written that the Claude API does not accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdForm {
    /// As on Amazon Bedrock: `us.anthropic.claude-opus-4-6-v1`.
    Bedrock,
    /// As on Google Cloud: `claude-haiku-4-5@20251001`.
    Vertex,
    /// As on gateways, with a provider or with dots in the version: `anthropic/claude-sonnet-4.5`.
    Gateway,
    /// With capital letters, outer whitespace, or a `-latest` that is wrong or missing.
    Spelling,
}

/// Removes what precedes the name of the model: `openrouter/anthropic/`, an ARN, `us.anthropic.`.
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

/// Removes what follows the name: `-v1:0` of Amazon Bedrock, `:thinking` of a gateway, `[1m]` of a client.
pub(super) fn without_version(name: &str) -> &str {
    let name = name.split([':', '[']).next().unwrap_or(name);
    match name.rsplit_once("-v") {
        Some((bare, digits)) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => bare,
        _ => name,
    }
}

/// Removes the date at the end: `-20251101`.
pub(super) fn without_date(name: &str) -> &str {
    let is_date = |digits: &str| digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit());
    name.rsplit_once('-').filter(|(_, date)| is_date(date)).map_or(name, |(bare, _)| bare)
}

/// The words of a name in alphabetical order, which `claude-4-5-sonnet` and `claude-sonnet-4-5` have in common.
pub(super) fn sorted_words(name: &str) -> String {
    let mut words: Vec<&str> = name.split('-').collect();
    words.sort_unstable();
    words.join("-")
}

/// Removes `-latest` or `-default`.
pub(super) fn without_latest(name: &str) -> &str {
    let latest = name.strip_suffix("-latest").or_else(|| name.strip_suffix("-default"));
    latest.unwrap_or(name)
}
