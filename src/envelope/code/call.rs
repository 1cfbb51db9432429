//! A call that sends a request.

use super::expression::Object;
use crate::envelope::head::Head;
use crate::envelope::receiver::Reason;

/// A call that sends a request.
pub(super) struct Call {
    /// Where it starts in the source.
    pub(super) start: usize,
    /// Whether the body is a batch.
    pub(super) is_batch: bool,
    pub(super) body: Object,
    pub(super) head: Head<'static>,
    pub(super) stated: Stated,
}

/// What says that a request is for the Messages API, apart from its body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stated {
    /// Only the name of the method.
    Name,
    /// The client that the program makes.
    Client,
    /// The URL that the program contains.
    Url,
}

/// What a call is.
pub(super) enum Found {
    Request(Box<Call>),
    /// Why it is not read: it is not for the Messages API, or its platform is unknown.
    Skipped(Reason),
}
