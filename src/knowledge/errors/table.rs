//! The error table.

use crate::knowledge::text::TableText;
use std::sync::LazyLock;

use serde::Deserialize;

use super::decision::Decision;
use super::row::{CodeRow, PlatformRow, StatusRow, TextRow, TransportRow, TypeRow};
use super::transport::TransportKind;

/// What to do about errors, by status, type, code, message and failure of the transport. Look-ups do not allocate.
#[derive(Debug)]
pub struct ErrorTable {
    file: File,
    /// For each status below `HTTP_END`, and for all others together at the end: its position in `file.statuses`.
    by_status: Vec<u8>,
}

/// HTTP defines no status from this one on.
const HTTP_END: u16 = 600;

#[derive(Debug, Deserialize)]
struct File {
    statuses: Vec<StatusRow>,
    types: Vec<TypeRow>,
    codes: Vec<CodeRow>,
    texts: Vec<TextRow>,
    platform: Vec<PlatformRow>,
    transport: Vec<TransportRow>,
    reasons: std::collections::BTreeMap<TableText, Box<str>>,
}

static SHIPPED: LazyLock<ErrorTable> = LazyLock::new(|| {
    match ErrorTable::parse(include_str!("../../../schemas/errors.json")) {
        Ok(table) => table,
        // The tests of this crate read the file.
        Err(error) => panic!("schemas/errors.json: {error}"),
    }
});

impl ErrorTable {
    /// The table of this version, parsed at its first use.
    pub fn shipped() -> &'static ErrorTable {
        &SHIPPED
    }

    /// Parses a table and checks that it is complete.
    fn parse(text: &str) -> Result<ErrorTable, String> {
        let mut file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
        // Wildcards last, so that the first match is the most precise one.
        file.codes.sort_by(|a, b| (a.code.starts_with('*'), &a.code).cmp(&(b.code.starts_with('*'), &b.code)));
        let by_status = index_statuses(&file.statuses)?;
        let table = ErrorTable { file, by_status };
        table.check()?;
        Ok(table)
    }

    /// Every reason is explained, every failure has a row, and no message leads to a retry.
    fn check(&self) -> Result<(), String> {
        let file = &self.file;
        let remedies = (file.statuses.iter().flat_map(|row| [Some(&row.remedy), row.without_envelope.as_ref()]))
            .chain(file.codes.iter().map(|row| row.remedy.as_ref()))
            .chain(file.texts.iter().map(|row| Some(&row.remedy)))
            .chain(file.platform.iter().map(|row| Some(&row.remedy)))
            .chain(file.transport.iter().map(|row| Some(&row.remedy)));
        for remedy in remedies.flatten() {
            if !file.reasons.contains_key(&remedy.reason) {
                return Err(format!("the reason {:?} is not explained", remedy.reason));
            }
        }
        for kind in TransportKind::ALL {
            if !file.transport.iter().any(|row| row.kind == kind) {
                return Err(format!("no row for {kind:?}"));
            }
        }
        match file.texts.iter().find(|row| row.remedy.decision == Decision::Retry) {
            Some(row) => Err(format!("the message {:?} leads to a retry", row.contains)),
            None => Ok(()),
        }
    }

    /// All statuses; a later row is more precise.
    pub fn statuses(&self) -> &[StatusRow] {
        &self.file.statuses
    }

    /// The most precise row for a status. Every number has one.
    pub fn status(&self, status: u16) -> &StatusRow {
        let row = self.by_status[usize::from(status.min(HTTP_END))];
        &self.file.statuses[usize::from(row)]
    }

    /// All values of `error.type`.
    pub fn types(&self) -> &[TypeRow] {
        &self.file.types
    }

    /// The row of an `error.type`.
    pub fn error_type(&self, name: &str) -> Option<&TypeRow> {
        self.file.types.iter().find(|row| *row.r#type == *name)
    }

    /// All values of `error.details.error_code`, wildcards last.
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

    /// All errors that are recognized by their message, in order of precedence.
    pub fn texts(&self) -> &[TextRow] {
        &self.file.texts
    }

    /// All names of errors on AWS and Google Cloud.
    pub fn platform_codes(&self) -> &[PlatformRow] {
        &self.file.platform
    }

    /// The row of an error's name on AWS or Google Cloud. ASCII case is ignored, because the names of stream events start
    /// with a lower-case letter.
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

    /// What to do about a reason, as instructions.
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
            assert!(date.to_string().starts_with("20"), "{date}");
        }
    }

    #[test]
    fn every_decision_in_the_file_is_read() {
        // In rows where it is optional, a misspelled decision would be read as absent.
        let file: serde_json::Value = serde_json::from_str(include_str!("../../../schemas/errors.json")).unwrap();
        for written in file["codes"].as_array().unwrap() {
            let row = ErrorTable::shipped().code(written["code"].as_str().unwrap()).unwrap();
            let decision = row.remedy.as_ref().map(|remedy| remedy.decision.as_str());
            assert_eq!(decision, written["decision"].as_str(), "{}", row.code);
        }
    }

    #[test]
    fn a_precise_code_comes_before_a_wildcard() {
        let table = ErrorTable::shipped();
        assert_eq!(&*table.code("plugin_name_taken").unwrap().code, "*_name_taken");
        assert_eq!(&*table.code("scan_pending").unwrap().code, "scan_pending");
        assert!(table.code("some_future_code").is_none());
    }

    #[test]
    fn an_invalid_table_is_rejected_with_a_reason() {
        let shipped = include_str!("../../../schemas/errors.json");
        for (from, to, complaint) in [
            ("\"to\": 65535", "\"to\": 150", "no row covers the status 151"),
            ("\"reason\": \"overloaded\"", "\"reason\": \"busy\"", "\"busy\" is not explained"),
        ] {
            let error = ErrorTable::parse(&shipped.replace(from, to)).expect_err(complaint);
            assert!(error.contains(complaint), "{error}");
        }
    }
}
