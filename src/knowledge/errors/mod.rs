//! `schemas/errors.json`: which status, error type and code stand for what, and what to do then.
//!
//! One table for two readers: the linter takes the status that goes with a predicted answer, the
//! retry classifier takes its decision. Looking something up never allocates.

use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;

/// What to do about the outcome of a call.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The call succeeded.
    NotAnError,
    /// The same request may pass later.
    Retry,
    /// The request must be changed.
    FixRequest,
    /// The key or token must be changed, or be allowed more.
    FixCredentials,
    /// Billing, limits, plan or another setting of the account must be changed.
    FixAccount,
    /// Something between the caller and the API must be changed: proxy, TLS, DNS, network.
    FixEnvironment,
    /// It might pass later, but must not be repeated.
    GaveUp,
    /// The caller no longer wants an answer.
    Cancelled,
}

impl Decision {
    /// The name in `schemas/errors.json` and in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Decision::NotAnError => "not_an_error",
            Decision::Retry => "retry",
            Decision::FixRequest => "fix_request",
            Decision::FixCredentials => "fix_credentials",
            Decision::FixAccount => "fix_account",
            Decision::FixEnvironment => "fix_environment",
            Decision::GaveUp => "gave_up",
            Decision::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How a call can fail without an answer, or with half of one.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransportKind {
    /// The resolver could not answer just now.
    DnsTemporary,
    /// There is no such host.
    DnsNotFound,
    /// Nobody listens at the address.
    ConnectRefused,
    /// No connection within the time allowed.
    ConnectTimeout,
    /// The connection broke before anything was sent over it.
    ConnectReset,
    /// The TLS handshake was cut off.
    TlsHandshake,
    /// The certificate was refused.
    TlsCertificate,
    /// HTTP/2 `REFUSED_STREAM`: the server promises that it did nothing.
    RefusedStream,
    /// HTTP/2 `GOAWAY` with a last stream below ours: the server promises that it did nothing.
    GoAway,
    /// The connection broke after the request, or part of it, was sent.
    Reset,
    /// The answer broke off in its head or body.
    #[serde(alias = "truncated_body")]
    IncompleteMessage,
    /// No answer, or no more of it, within the time allowed.
    ReadTimeout,
    /// An event stream ended without `message_stop`.
    StreamEof,
    /// Too many redirects, or one that must not be followed.
    Redirect,
    /// The proxy wants a login.
    ProxyAuth,
    /// The answer cannot be decoded: wrong compression, not the promised format.
    Decode,
    /// The request could not even be built: bad url, bad header value.
    #[serde(alias = "request_builder")]
    InvalidUrl,
    /// The body was a stream and cannot be sent again.
    BodyNotReplayable,
    /// The caller cancelled.
    Cancelled,
}

impl TransportKind {
    /// All kinds.
    pub const ALL: [TransportKind; 19] = [
        TransportKind::DnsTemporary,
        TransportKind::DnsNotFound,
        TransportKind::ConnectRefused,
        TransportKind::ConnectTimeout,
        TransportKind::ConnectReset,
        TransportKind::TlsHandshake,
        TransportKind::TlsCertificate,
        TransportKind::RefusedStream,
        TransportKind::GoAway,
        TransportKind::Reset,
        TransportKind::IncompleteMessage,
        TransportKind::ReadTimeout,
        TransportKind::StreamEof,
        TransportKind::Redirect,
        TransportKind::ProxyAuth,
        TransportKind::Decode,
        TransportKind::InvalidUrl,
        TransportKind::BodyNotReplayable,
        TransportKind::Cancelled,
    ];
}

/// A decision with its reason: the part that all rows share.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Answer {
    /// What to do.
    pub decision: Decision,
    /// Why, as one word of the section `reasons`.
    pub reason: Box<str>,
    /// The work may have been done although the answer says otherwise or never came, so that
    /// repeating a call that creates something may create it twice.
    #[serde(default)]
    pub may_have_run: bool,
    /// The caller's own rate is the cause, not the state of the service.
    #[serde(default)]
    pub throttled: bool,
}

/// An HTTP status, or a range of them.
#[derive(Clone, Debug, Deserialize)]
pub struct StatusRow {
    /// The status, or the first of a range.
    pub status: u16,
    /// The last of a range.
    pub to: Option<u16>,
    /// The `error.type` that goes with it.
    pub error_type: Option<Box<str>>,
    /// What it means.
    #[serde(flatten)]
    pub answer: Answer,
    /// What it means if the body is not that of an API, such as an edge's page.
    pub without_envelope: Option<Answer>,
    /// Where this was seen.
    pub source: Box<str>,
    /// When this was last seen true.
    pub date: Box<str>,
}

/// A value of `error.type`.
#[derive(Clone, Debug, Deserialize)]
pub struct TypeRow {
    /// The value.
    pub r#type: Box<str>,
    /// The status it stands for.
    pub status: u16,
    /// It wins if the status says something else.
    pub overrides_status: bool,
    /// … but not over these.
    #[serde(default)]
    pub except_statuses: Vec<u16>,
    /// Where this was seen.
    pub source: Box<str>,
    /// When this was last seen true.
    pub date: Box<str>,
}

impl TypeRow {
    /// The status that counts when an answer has this type and `status`.
    pub fn against(&self, status: u16) -> u16 {
        if self.overrides_status && !self.except_statuses.contains(&status) { self.status } else { status }
    }
}

/// A value of `error.details.error_code`.
#[derive(Clone, Debug, Deserialize)]
pub struct CodeRow {
    /// The value; a `*` at its start stands for anything.
    pub code: Box<str>,
    /// The status it comes with.
    pub status: u16,
    /// What it means, or none if it says no more than the bare status.
    #[serde(flatten)]
    pub answer: Option<Answer>,
    /// Where this was seen.
    pub source: Box<str>,
    /// When this was last seen true.
    pub date: Box<str>,
}

/// A condition that has no code and is known by its wording alone.
#[derive(Clone, Debug, Deserialize)]
pub struct TextRow {
    /// Parts of `error.message` in lower case, all of which must occur.
    pub contains: Vec<Box<str>>,
    /// Statuses with which the wording counts.
    pub statuses: Vec<u16>,
    /// What it means; never a retry.
    #[serde(flatten)]
    pub answer: Answer,
    /// Where this was seen.
    pub source: Box<str>,
    /// When this was last seen true.
    pub date: Box<str>,
}

impl TextRow {
    /// Whether all parts occur in `message`, ASCII case ignored.
    pub fn matches(&self, message: &str) -> bool {
        self.contains.iter().all(|part| contains_ignoring_case(message.as_bytes(), part.as_bytes()))
    }
}

/// The name of an error on another platform.
#[derive(Clone, Debug, Deserialize)]
pub struct PlatformRow {
    /// The name, as AWS or Google writes it.
    pub code: Box<str>,
    /// The status it stands for.
    pub status: u16,
    /// What it means.
    #[serde(flatten)]
    pub answer: Answer,
    /// Where this was seen.
    pub source: Box<str>,
    /// When this was last seen true.
    pub date: Box<str>,
}

/// A failure of the transport.
#[derive(Clone, Debug, Deserialize)]
pub struct TransportRow {
    /// Which one.
    pub kind: TransportKind,
    /// What it means.
    #[serde(flatten)]
    pub answer: Answer,
    /// Where this was seen.
    pub source: Box<str>,
    /// When this was last seen true.
    pub date: Box<str>,
}

/// `schemas/errors.json`, ready for look-ups.
#[derive(Debug)]
pub struct ErrorTable {
    file: File,
    /// Position in `file.statuses` for each status below `HTTP_END`, and of its catch-all at the end.
    by_status: Vec<u8>,
}

/// HTTP defines no status from here on.
const HTTP_END: u16 = 600;

#[derive(Debug, Deserialize)]
struct File {
    statuses: Vec<StatusRow>,
    types: Vec<TypeRow>,
    codes: Vec<CodeRow>,
    texts: Vec<TextRow>,
    platform: Vec<PlatformRow>,
    transport: Vec<TransportRow>,
    reasons: std::collections::BTreeMap<Box<str>, Box<str>>,
}

static SHIPPED: LazyLock<ErrorTable> = LazyLock::new(|| {
    match ErrorTable::parse(include_str!("../../schemas/errors.json")) {
        Ok(table) => table,
        // A broken file of our own: the tests of this crate meet it before any user does.
        Err(error) => panic!("schemas/errors.json: {error}"),
    }
});

impl ErrorTable {
    /// The table that comes with this version; parsed at its first use.
    pub fn shipped() -> &'static ErrorTable {
        &SHIPPED
    }

    /// Reads a table and checks that it is complete.
    fn parse(text: &str) -> Result<ErrorTable, String> {
        let mut file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
        // Wild cards last, so that the first match is the most precise one.
        file.codes.sort_by(|a, b| (a.code.starts_with('*'), &a.code).cmp(&(b.code.starts_with('*'), &b.code)));
        let by_status = index_statuses(&file.statuses)?;
        let table = ErrorTable { file, by_status };
        table.check()?;
        Ok(table)
    }

    /// Every word used is explained, nothing is missing, and text stops a retry at most.
    fn check(&self) -> Result<(), String> {
        let file = &self.file;
        let answers = (file.statuses.iter().flat_map(|row| [Some(&row.answer), row.without_envelope.as_ref()]))
            .chain(file.codes.iter().map(|row| row.answer.as_ref()))
            .chain(file.texts.iter().map(|row| Some(&row.answer)))
            .chain(file.platform.iter().map(|row| Some(&row.answer)))
            .chain(file.transport.iter().map(|row| Some(&row.answer)));
        for answer in answers.flatten() {
            if !file.reasons.contains_key(&answer.reason) {
                return Err(format!("the reason {:?} is not explained", answer.reason));
            }
        }
        for kind in TransportKind::ALL {
            if !file.transport.iter().any(|row| row.kind == kind) {
                return Err(format!("no row for {kind:?}"));
            }
        }
        match file.texts.iter().find(|row| row.answer.decision == Decision::Retry) {
            Some(row) => Err(format!("the text {:?} starts a retry", row.contains)),
            None => Ok(()),
        }
    }

    /// All rows of statuses; a later row is the more precise one.
    pub fn statuses(&self) -> &[StatusRow] {
        &self.file.statuses
    }

    /// The most precise row for a status. There is one for every number.
    pub fn status(&self, status: u16) -> &StatusRow {
        let row = self.by_status[usize::from(status.min(HTTP_END))];
        &self.file.statuses[usize::from(row)]
    }

    /// All rows of `error.type`.
    pub fn types(&self) -> &[TypeRow] {
        &self.file.types
    }

    /// The row of an `error.type`.
    pub fn error_type(&self, name: &str) -> Option<&TypeRow> {
        self.file.types.iter().find(|row| *row.r#type == *name)
    }

    /// All rows of `error.details.error_code`, the wild cards last.
    pub fn codes(&self) -> &[CodeRow] {
        &self.file.codes
    }

    /// The row of an `error.details.error_code`.
    pub fn code(&self, code: &str) -> Option<&CodeRow> {
        self.file.codes.iter().find(|row| match row.code.strip_prefix('*') {
            Some(end) => code.ends_with(end),
            None => *row.code == *code,
        })
    }

    /// All conditions known by their wording, in the order in which they count.
    pub fn texts(&self) -> &[TextRow] {
        &self.file.texts
    }

    /// All names of errors on other platforms.
    pub fn platform_codes(&self) -> &[PlatformRow] {
        &self.file.platform
    }

    /// The row of an error's name on AWS or Google Cloud. ASCII case is ignored, because the
    /// names of stream events begin with a small letter.
    pub fn platform(&self, name: &str) -> Option<&PlatformRow> {
        self.file.platform.iter().find(|row| row.code.eq_ignore_ascii_case(name))
    }

    /// All failures of the transport.
    pub fn transports(&self) -> &[TransportRow] {
        &self.file.transport
    }

    /// The row of a failure of the transport.
    pub fn transport(&self, kind: TransportKind) -> &TransportRow {
        let row = self.file.transport.iter().find(|row| row.kind == kind);
        row.expect("`check` found a row for every kind")
    }

    /// What to do about a reason, in one or two sentences.
    pub fn advice(&self, reason: &str) -> Option<&str> {
        self.file.reasons.get(reason).map(|text| &**text)
    }
}

/// For each status below [`HTTP_END`], and for all others together, the last row that covers it.
fn index_statuses(rows: &[StatusRow]) -> Result<Vec<u8>, String> {
    (0..=HTTP_END)
        .map(|status| {
            rows.iter()
                .rposition(|row| (row.status..=row.to.unwrap_or(row.status)).contains(&status))
                .and_then(|row| u8::try_from(row).ok())
                .ok_or_else(|| format!("no row covers the status {status}"))
        })
        .collect()
}

/// `needle` is in lower case and not empty.
fn contains_ignoring_case(haystack: &[u8], needle: &[u8]) -> bool {
    let Some(&first) = needle.first() else { return true };
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), haystack)
        .filter_map(|start| haystack.get(start..start + needle.len()))
        .any(|part| part.eq_ignore_ascii_case(needle))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_is_complete() {
        let table = ErrorTable::shipped();
        for status in 0..=u16::MAX {
            table.status(status);
        }
        for row in table.statuses() {
            if let Some(name) = &row.error_type {
                let of_type = table.error_type(name).expect("each type in `statuses` has a row in `types`");
                assert_eq!(of_type.status, row.status, "{name}");
            }
        }
    }

    #[test]
    fn every_row_has_a_source_and_a_date() {
        let table = ErrorTable::shipped();
        let evidence = (table.statuses().iter().map(|row| (&row.source, &row.date)))
            .chain(table.types().iter().map(|row| (&row.source, &row.date)))
            .chain(table.codes().iter().map(|row| (&row.source, &row.date)))
            .chain(table.texts().iter().map(|row| (&row.source, &row.date)))
            .chain(table.platform_codes().iter().map(|row| (&row.source, &row.date)))
            .chain(table.transports().iter().map(|row| (&row.source, &row.date)));
        for (source, date) in evidence {
            assert!(source.starts_with("https://"), "{source}");
            assert!(date.starts_with("20") && date.len() == 10, "{date}");
        }
    }

    #[test]
    fn every_decision_in_the_file_is_read() {
        // A misspelt one would read as none in the rows where it may be absent.
        let file: serde_json::Value = serde_json::from_str(include_str!("../../schemas/errors.json")).unwrap();
        for written in file["codes"].as_array().unwrap() {
            let row = ErrorTable::shipped().code(written["code"].as_str().unwrap()).unwrap();
            let decision = row.answer.as_ref().map(|answer| answer.decision.as_str());
            assert_eq!(decision, written["decision"].as_str(), "{}", row.code);
        }
    }

    #[test]
    fn a_precise_code_comes_before_a_wild_card() {
        let table = ErrorTable::shipped();
        assert_eq!(&*table.code("plugin_name_taken").unwrap().code, "*_name_taken");
        assert_eq!(&*table.code("scan_pending").unwrap().code, "scan_pending");
        assert!(table.code("some_future_code").is_none());
    }

    #[test]
    fn parts_of_a_text_are_found_in_any_case() {
        assert!(contains_ignoring_case(b"Your Credit Balance", b"credit"));
        assert!(!contains_ignoring_case(b"credi", b"credit"));
        assert!(!contains_ignoring_case(b"cred it", b"credit"));
    }

    #[test]
    fn a_broken_table_says_where_it_is_broken() {
        let shipped = include_str!("../../schemas/errors.json");
        for (from, to, complaint) in [
            ("\"to\": 65535", "\"to\": 150", "no row covers the status 151"),
            ("\"reason\": \"overloaded\"", "\"reason\": \"busy\"", "\"busy\" is not explained"),
        ] {
            let error = ErrorTable::parse(&shipped.replace(from, to)).expect_err(complaint);
            assert!(error.contains(complaint), "{error}");
        }
    }
}
