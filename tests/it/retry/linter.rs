//! The linter and the retry classifier share one error table. A response that the linter predicts is never retried: the
//! classifier says to fix the request, the credentials or the account.

use payloadlint::internals::knowledge::{ErrorTable, Knowledge};
use payloadlint::retry::{Decision, Failure, classify};

#[test]
fn predicted_responses_are_not_retried() {
    let (table, messages) = (ErrorTable::shipped(), Knowledge::shipped().responses());
    assert!(messages.iter().len() > 150);
    for message in messages.iter() {
        let id = &message.id;
        assert!(table.error_type(&message.error_type).is_some(), "{id}: {}", message.error_type);
        let error = serde_json::json!({"type": &*message.error_type, "message": &*message.template});
        let body = serde_json::json!({"type": "error", "error": error}).to_string();
        let verdict = classify(&Failure::http(message.status, &(), body.as_bytes()));
        let expected = match message.status {
            401 | 403 => Decision::FixCredentials,
            402 => Decision::FixAccount,
            429 | 500.. => continue, // never predicted; kept for `diagnose`
            _ => Decision::FixRequest,
        };
        let of_the_account = verdict.decision == Decision::FixAccount; // an account problem with another status
        assert!(verdict.decision == expected || of_the_account, "{id}: {verdict}");
    }
}
