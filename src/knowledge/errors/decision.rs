//! What to do about the outcome of a call.

use std::fmt;

use serde::Deserialize;

/// What to do about the outcome of a call.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The call succeeded.
    NotAnError,
    /// The same request can succeed later.
    Retry,
    /// The request must be changed.
    FixRequest,
    /// The key or token must be replaced, or needs more permissions.
    FixCredentials,
    /// Billing, limits, plan or another setting of the account must be changed.
    FixAccount,
    /// Something between the caller and the API must be fixed: proxy, TLS, DNS, network.
    FixEnvironment,
    /// It can succeed later, but must not be repeated.
    GaveUp,
    /// The caller cancelled it.
    Cancelled,
}

impl Decision {
    /// The name in `schemas/errors.json` and in output.
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

impl crate::shown::Show for Decision {}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
