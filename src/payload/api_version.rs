//! The API version `2026-10-21`, which removed some features.

use crate::knowledge::{Date, Target};

use super::view::Payload;

impl Payload<'_> {
    /// Whether the request uses API version `2026-10-21` or a later one. An unknown version counts as the oldest that
    /// is in use.
    pub(crate) fn uses_version_2026_10_21(&self) -> bool {
        let (sent, since) = (self.context.version_or_default().parse::<Date>(), "2026-10-21".parse::<Date>());
        matches!((sent, since), (Ok(sent), Ok(since)) if sent >= since)
    }

    /// Whether the platform may ignore the version. Amazon Bedrock has it only for newer models, and clients write it
    /// into every body.
    pub(crate) fn may_ignore_version(&self) -> bool {
        matches!(self.context.target, Target::Bedrock | Target::BedrockInvoke)
    }
}
