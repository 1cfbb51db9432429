//! What the library reports when it cannot do what the caller asked for: the kind, and a reason that names the item.

use payloadlint::{Date, Error, ErrorKind, FileOptions, InputKind, Linter, Severity, Target};

#[test]
fn each_kind_has_a_reason_that_names_the_item() {
    let gzip = [&[0x1f, 0x8b, 8, 0][..], b"not compressed"].concat();
    let unreadable = || {
        let report = Linter::default().lint_file("recording.json.gz", &gzip, FileOptions { named: true });
        report.and_then(|report| report.read_error)
    };
    let cases: [(ErrorKind, Option<Error>, &str); 9] = [
        (
            ErrorKind::InvalidSetting,
            "fatal".parse::<Severity>().err(),
            "unknown severity; expected error, warning or info",
        ),
        (ErrorKind::UnknownRule, Linter::builder().select("PL3O1").build().err(), "unknown rule `PL3O1`"),
        (
            ErrorKind::UnknownRule,
            Linter::builder().severity("empty-mesages", Severity::Error).build().err(),
            "unknown rule `empty-mesages`; did you mean `empty-messages`?",
        ),
        (ErrorKind::UnknownTarget, "antropic".parse::<Target>().err(), "unknown target; expected "),
        (ErrorKind::UnknownInputKind, "cassete".parse::<InputKind>().err(), "unknown kind of file; expected "),
        (ErrorKind::InvalidTable, Linter::builder().models("[{}]").build().err(), "invalid model table: "),
        (ErrorKind::InvalidTable, Linter::builder().gateways("[").build().err(), "invalid platform table: "),
        (ErrorKind::InvalidDate, "2026-02-30".parse::<Date>().err(), "invalid date; expected YYYY-MM-DD"),
        (ErrorKind::UnreadableInput, unreadable(), "recording.json.gz: "),
    ];
    for (kind, error, reason) in cases {
        let error = error.unwrap_or_else(|| panic!("{kind:?}: no error"));
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().starts_with(reason), "{error}");
    }
}
