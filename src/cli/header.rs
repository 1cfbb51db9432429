//! The value of `--header`.

use crate::mask::Shown;

/// Splits `name: value`. The error does not quote the text: a value without a name may be a credential.
pub(super) fn parse(text: &str) -> Result<(&str, &str), Shown> {
    match text.split_once(':') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim(), value.trim_start())),
        _ => Err("--header: expected `name: value`".into()),
    }
}
