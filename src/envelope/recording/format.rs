//! Chooses the reader for a format of recordings.

use super::{har, httpmock, nock, pact, vcr, wiremock};
use crate::envelope::emitter::Emitter;
use crate::envelope::kind::Kind;
use crate::envelope::value::Value;

use super::recorded::Recorded;

/// The kind of recording that a value is; `None` if it is not a recording.
pub(in crate::envelope) fn recognize(root: Value<'_>) -> Option<Kind> {
    match () {
        () if har::matches(root) => Some(Kind::Har),
        () if pact::matches(root) => Some(Kind::Pact),
        () if wiremock::matches(root) => Some(Kind::Wiremock),
        () if httpmock::matches(root) => Some(Kind::Httpmock),
        () if nock::matches(root) => Some(Kind::Nock),
        () if vcr::matches(root) => Some(Kind::Vcr),
        () => None,
    }
}

/// Reads a recording of this kind. Other kinds of files contain nothing to read.
pub(in crate::envelope) fn read(kind: Kind, root: Value<'_>, emitter: &mut Emitter<'_>) {
    let mut on_request = |start: usize, recorded: Recorded<'_>| {
        let id = emitter.request_id(Some(start));
        recorded.emit(Some(id), emitter);
    };
    match kind {
        Kind::Har => har::read(root, &mut on_request),
        Kind::Pact => pact::read(root, &mut on_request),
        Kind::Wiremock => wiremock::read(root, &mut on_request),
        Kind::Httpmock => httpmock::read(root, &mut on_request),
        Kind::Nock => nock::read(root, &mut on_request),
        Kind::Vcr => vcr::read(root, &mut on_request),
        _ => {}
    }
}
