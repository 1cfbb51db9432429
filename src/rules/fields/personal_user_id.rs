use crate::finding::Severity;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an email address or a phone number in `metadata.user_id`.
    ///
    /// ## Why the API refuses it
    ///
    /// The field is for an opaque ID, such as a UUID or a hash, by which abuse can be traced. It must not identify a person,
    /// and the API rejects what it recognizes as an email address.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 64, "metadata": {"user_id": "ada@example.com"}, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 64, "metadata": {"user_id": "5f0f3a1e9c"}, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// `metadata.user_id: user_id appears to contain an email address. …`, a public report of 2025-04-17. The API reference
    /// forbids phone numbers, too; whether they are rejected is not known: a warning for a number with a country code or with
    /// the usual separators. Also a warning on other platforms, and for an address inside a longer ID.
    PL245 "personal-user-id",
    summary: "an email address or a phone number in `metadata.user_id`",
    severity: Error,
    confidence: Observed,
    seen: "2025-04-17",
    source: "https://github.com/BerriAI/litellm/issues/10106",
    since: "0.1.0",
    responses: ["K03"],
    stage: Fields,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(user) = payload.fields.metadata.and_then(|metadata| metadata.get("user_id")) else { return };
    let Some(id) = user.as_str().filter(|id| may_be_personal(id)) else { return };
    let help = "send a UUID or a hash that stands for the user";
    if let Some(address) = email_address(&id) {
        let is_certain = address.len() == id.trim().len() && payload.context.is_first_party();
        sink.push(
            RULE.at(user, "`user_id` contains an email address")
                .label("identifies a person")
                .help(help)
                .uncertain_if(!is_certain)
                .response("K03", []),
        );
    } else if is_phone_number(id.trim()) {
        sink.push(
            RULE.at(user, "`user_id` looks like a phone number")
                .severity(Severity::Warning)
                .label("identifies a person")
                .help(help),
        );
    }
}

/// A quick look: most IDs are a UUID or a hash.
fn may_be_personal(id: &str) -> bool {
    memchr::memchr(b'@', id.as_bytes()).is_some() || !id.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The first email address in a text: a name, `@`, and a domain whose last label has only letters.
fn email_address(text: &str) -> Option<&str> {
    let is_in_name = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    let is_in_domain = |c: char| c.is_alphanumeric() || ".-".contains(c);
    text.match_indices('@').find_map(|(at, _)| {
        let name = text[..at].chars().rev().take_while(|c| is_in_name(*c)).map(char::len_utf8).sum::<usize>();
        let after = text[at + 1..].split(|c| !is_in_domain(c)).next().unwrap_or_default();
        let domain = after.trim_end_matches(['.', '-']);
        let (host, last) = domain.rsplit_once('.')?;
        let is_address = name > 0 && !host.is_empty() && last.len() >= 2 && last.chars().all(char::is_alphabetic);
        is_address.then(|| &text[at - name..at + 1 + domain.len()])
    })
}

/// Whether a text is a phone number with a country code (`+46 70 123 45 67`), or one as in North America
/// (`(555) 010-1234`, `555-010-1234`). Digits alone may be any ID.
fn is_phone_number(text: &str) -> bool {
    /// Fifteen digits with separators.
    const LONGEST: usize = 30;
    if text.len() > LONGEST || !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '(')) {
        return false;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let only = |allowed: &str| text.chars().all(|c| c.is_ascii_digit() || allowed.contains(c));
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let has_country_code = text.starts_with('+') && (8..=15).contains(&digits) && only("+ ()-./");
    has_country_code || ["(000) 000-0000", "000-000-0000", "000.000.0000"].contains(&shape.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn email_addresses_are_recognized() {
        for (text, address) in [
            ("ada@example.com", Some("ada@example.com")),
            ("user:ada.l+x@mail.example.org.", Some("ada.l+x@mail.example.org")),
            ("mailto:ada@example.com?x", Some("ada@example.com")),
            ("@ada", None),
            ("ada@localhost", None),
            ("claude-opus-4@20250514", None),
            ("ada@10.0.0.1", None),
            ("pkg@1.2.x1", None),
            ("a @b.com", None),
            ("user_1_account__session_2", None),
            ("ä@exämple.com", Some("ä@exämple.com")),
        ] {
            assert_eq!(email_address(text), address, "{text}");
        }
    }

    #[test]
    fn only_written_phone_numbers_are_recognized() {
        for (text, expected) in [
            ("+46 70 123 45 67", true),
            ("+15550101234", true),
            ("(555) 010-1234", true),
            ("555-010-1234", true),
            ("5550101234", false),
            ("2026-11-24", false),
            ("+1", false),
            ("123e4567-e89b-12d3-a456-426614174000", false),
        ] {
            assert_eq!(is_phone_number(text), expected, "{text}");
        }
    }
}
