//! What there is to be done about the outcome of a call.

use std::fmt;

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
