//! `PL8xx`: headers, credentials, the url.
//!
//! A credential has one condition, and each rule speaks of one of them, so that a quoted key is not also a key of an
//! unknown kind. No rule puts more of a value into words than its length and the name of its kind.

use crate::envelope::{Header, HeaderValue};
use crate::knowledge::{Credential, Target};
use crate::payload::Context;
use crate::placeholder::{Placeholder, PlaceholderKind};
use crate::url::Url;

mod credential_for_other_host;
mod credential_in_wrong_header;
mod deprecated_beta;
mod doubled_version_path;
mod empty_credential;
mod leaked_credential;
mod malformed_url;
mod missing_content_type;
mod missing_credentials;
mod missing_version;
mod missing_workspace_id;
mod oauth_without_beta;
mod quoted_credential;
mod two_credentials;
mod unexpanded_credential;
mod unknown_beta;
mod unknown_credential;
mod unknown_version;
mod whitespace_in_credential;
mod wrong_credential_kind;
mod wrong_endpoint;

// `RULES`: every rule of this folder, collected by build.rs.
include!(concat!(env!("OUT_DIR"), "/credentials.rs"));

/// The headers that may hold a credential on one platform or another.
const HEADERS: [&str; 3] = ["x-api-key", "authorization", "api-key"];

/// A credential that a request presents.
struct Presented<'c, 'a> {
    header: &'c Header<'a>,
    /// The value without the scheme of an `authorization` header and without outer white space.
    secret: &'c str,
    /// `Bearer`, `Basic` …, as written; `None` outside `authorization` and where it is missing.
    scheme: Option<&'c str>,
    condition: Condition<'c>,
}

/// The one thing to say of a credential.
#[derive(Clone, Copy)]
enum Condition<'c> {
    /// A signature: nothing is to be said of it.
    Signature,
    /// What a person or a recorder writes down in place of a secret.
    Dummy,
    Empty,
    /// It stands in quotes.
    Quoted,
    /// It is the name of a variable or of what should stand here.
    Unexpanded,
    /// White space or a line break in or round it.
    Blank,
    /// A kind that the table knows.
    Known(&'c Credential),
    Unknown,
}

/// The credentials of a request, in the order in which headers are listed above.
fn presented<'c, 'a>(context: &'c Context<'a>) -> impl Iterator<Item = Presented<'c, 'a>> {
    let head = context.head;
    let is_named = |header: &&Header<'a>, name: &str| header.name.eq_ignore_ascii_case(name);
    let headers = HEADERS.iter().flat_map(move |name| head.headers.iter().filter(move |header| is_named(header, name)));
    // What is masked was sent, and no more is known of it.
    headers.filter(|header| head.is_live || !header.is_redacted()).map(|header| {
        let (scheme, secret) = split_scheme(header);
        Presented { header, secret, scheme, condition: condition(header, secret, context) }
    })
}

fn split_scheme<'c>(header: &'c Header<'_>) -> (Option<&'c str>, &'c str) {
    let value = header.value.trim();
    if !header.name.eq_ignore_ascii_case("authorization") {
        return (None, value);
    }
    let is_scheme =
        |word: &str| word.len() <= 20 && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    match value.split_once(' ') {
        Some((scheme, secret)) if is_scheme(scheme) && !scheme.starts_with("sk-") => (Some(scheme), secret.trim()),
        None if value.eq_ignore_ascii_case("bearer") => (Some(value), ""),
        _ => (None, value),
    }
}

fn condition<'c>(header: &Header<'_>, secret: &str, context: &'c Context<'_>) -> Condition<'c> {
    // A signature is made of several words; it is judged as a whole.
    let whole = context.knowledge.credentials().classify(&header.value);
    let placeholder = Placeholder::of(secret);
    match () {
        () if secret.is_empty() => Condition::Empty,
        () if whole.is_some_and(|kind| &*kind.kind == "aws-signature") => Condition::Signature,
        () if is_quoted(secret) => Condition::Quoted,
        () if placeholder.is_some_and(is_sent_as_written) => Condition::Unexpanded,
        () if placeholder.is_some() => Condition::Dummy,
        () if has_blanks(header, secret) => Condition::Blank,
        () => context.knowledge.credentials().classify(secret).map_or(Condition::Unknown, Condition::Known),
    }
}

fn is_quoted(secret: &str) -> bool {
    let quotes = ['"', '\'', '`', '\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}'];
    secret.starts_with(quotes) || secret.ends_with(quotes)
}

/// Whether a placeholder is sent as it is written, as far as anyone knows; a recorder or a person may have written the
/// others over a secret.
fn is_sent_as_written(placeholder: Placeholder) -> bool {
    use PlaceholderKind::{Bracketed, Description, Variable};
    matches!(placeholder.kind, Variable | Bracketed | Description)
}

fn has_blanks(header: &Header<'_>, secret: &str) -> bool {
    header.value.trim() != header.value || secret.contains(char::is_whitespace)
}

/// The host of the request's url.
fn host<'c>(context: &'c Context<'_>) -> Option<&'c str> {
    let host = Url::parse(context.head.url.as_deref()?).host();
    // Anything else is no host: that the url is malformed has its own rule.
    let is_host = |host: &&str| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    Some(host).filter(|host| !host.is_empty()).filter(is_host)
}

/// Whether a header was surely not sent.
fn is_absent(context: &Context<'_>, name: &str) -> bool {
    matches!(context.head.headers.get(name), HeaderValue::Absent)
}

/// Whether the receiver is one whose rules are known: a named target, or a url that belongs to one.
fn is_known_receiver(context: &Context<'_>) -> bool {
    context.target != Target::Messages || context.head.url.is_none()
}
