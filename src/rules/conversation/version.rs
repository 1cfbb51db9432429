//! The API version `2026-10-21`, which takes things back.

use crate::knowledge::{Date, Target};
use crate::payload::Payload;

/// Whether the request is sent under API version `2026-10-21` or a later one. An unknown version reads as the
/// oldest in use.
pub(super) fn is_2026_10_21(payload: &Payload<'_>) -> bool {
    let (sent, since) = (payload.context.version_or_default().parse::<Date>(), "2026-10-21".parse::<Date>());
    matches!((sent, since), (Ok(sent), Ok(since)) if sent >= since)
}

/// On Amazon Bedrock the version is there for newer models alone, and clients write it into every body.
pub(super) fn is_doubtful(payload: &Payload<'_>) -> bool {
    matches!(payload.context.target.built_in(), Target::Bedrock | Target::BedrockInvoke)
}
