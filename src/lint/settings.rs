//! The settings of a linter.

use std::fmt;

use crate::envelope::{Head, Header, Kind};
use crate::finding::Severity;
use crate::knowledge::{Date, Endpoint, TargetName};
use crate::limits::Limits;

/// The settings of a linter, all of them optional. The command line, a configuration and
/// [`LinterBuilder`](super::LinterBuilder) produce the same value, so that they can be merged.
///
/// ```
/// use payloadlint::{Linter, Settings, Target};
///
/// let mut team = Settings::default();
/// team.target = Some(Target::Anthropic.into());
/// team.ignore.push("PL103".into());
/// let mut own = Settings::default();
/// own.target = Some("vertex".into());
///
/// let settings = team.merge(own);
/// assert_eq!(settings.target, Some(Target::Vertex.into()));
/// assert_eq!(settings.ignore, ["PL103"]);
/// let linter = Linter::builder().settings(settings).build()?;
/// # Ok::<(), payloadlint::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// The platform that the requests are sent to, if there is no URL.
    pub target: Option<TargetName>,
    /// The endpoint, if there is no URL.
    pub endpoint: Option<Endpoint>,
    /// The URL of requests that have none; it sets target and endpoint.
    pub url: Option<String>,
    /// Names and values of headers that every request is sent with. Other headers stay unknown.
    pub headers: Vec<(String, String)>,
    /// The `anthropic-version` of requests whose headers are unknown.
    pub api_version: Option<String>,
    /// Betas that every request is sent with.
    pub betas: Vec<String>,
    /// The model of requests that name none.
    pub model: Option<String>,
    /// Tables of models to add or change: JSON rows as in `schemas/models.json`, of which only `id` is required.
    pub models: Vec<String>,
    /// Tables of gateways to add: JSON rows as in `schemas/platforms.json`, of which only `target` is required.
    pub gateways: Vec<String>,
    /// The date to check requests against.
    pub date: Option<Date>,
    /// The date for requests without a recorded date, if `date` is not set.
    pub fallback_date: Option<Date>,
    /// Codes, code prefixes (`PL3`) or names of the only rules to run; empty for all rules.
    pub select: Vec<String>,
    /// Codes, code prefixes or names of rules not to run, even if they are selected.
    pub ignore: Vec<String>,
    /// Severities by code, code prefix or name; the last one that matches a rule applies.
    pub severities: Vec<(String, Severity)>,
    /// The kind of every file, instead of detecting it.
    pub input: Option<Kind>,
    /// How much is read and reported.
    pub limits: Limits,
}

impl Settings {
    /// These settings with `other` on top: its values replace those of these settings, and its lists are appended to
    /// them. Two exceptions: a non-empty `select` replaces the list, and a header replaces headers with the same name.
    pub fn merge(self, other: Settings) -> Settings {
        let is_replaced = |name: &str| other.headers.iter().any(|(new, _)| new.eq_ignore_ascii_case(name));
        let headers = self.headers.into_iter().filter(|(name, _)| !is_replaced(name)).collect();
        Settings {
            target: other.target.or(self.target),
            endpoint: other.endpoint.or(self.endpoint),
            url: other.url.or(self.url),
            headers: append(headers, other.headers),
            api_version: other.api_version.or(self.api_version),
            betas: append(self.betas, other.betas),
            model: other.model.or(self.model),
            models: append(self.models, other.models),
            gateways: append(self.gateways, other.gateways),
            date: other.date.or(self.date),
            fallback_date: other.fallback_date.or(self.fallback_date),
            select: if other.select.is_empty() { self.select } else { other.select },
            ignore: append(self.ignore, other.ignore),
            severities: append(self.severities, other.severities),
            input: other.input.or(self.input),
            limits: self.limits.merge(other.limits),
        }
    }

    /// The URL and the headers.
    pub(super) fn head(&self) -> Head<'static> {
        let mut head = Head { url: self.url.clone().map(Into::into), ..Head::default() };
        for (name, value) in self.headers.clone() {
            head.headers.push(Header { name: name.into(), value: value.into(), span: None });
        }
        head
    }
}

fn append<T>(mut list: Vec<T>, other: Vec<T>) -> Vec<T> {
    list.extend(other);
    list
}

impl fmt::Debug for Settings {
    /// Header values and the parts of the URL that can contain credentials are not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("target", &self.target)
            .field("endpoint", &self.endpoint)
            .field("head", &self.head())
            .field("api_version", &self.api_version)
            .field("betas", &self.betas)
            .field("model", &self.model)
            .field("models", &self.models)
            .field("gateways", &self.gateways)
            .field("date", &self.date)
            .field("fallback_date", &self.fallback_date)
            .field("select", &self.select)
            .field("ignore", &self.ignore)
            .field("severities", &self.severities)
            .field("input", &self.input)
            .field("limits", &self.limits)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Target;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn later_settings_win_and_lists_grow() {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let base = Settings {
            target: Some(Target::Anthropic.into()),
            url: Some("https://a".into()),
            headers: vec![header("X-Api-Key", "old"), header("anthropic-version", "1")],
            betas: words(&["a"]),
            select: words(&["PL1"]),
            ignore: words(&["PL101"]),
            severities: vec![("PL1".into(), Severity::Info)],
            ..Settings::default()
        };
        let over = Settings {
            target: Some(Target::Vertex.into()),
            headers: vec![header("x-api-key", "new")],
            betas: words(&["b"]),
            select: words(&["PL3"]),
            ignore: words(&["PL102"]),
            severities: vec![("PL101".into(), Severity::Error)],
            ..Settings::default()
        };
        let merged = base.clone().merge(over);
        let expected = Settings {
            target: Some(Target::Vertex.into()),
            url: Some("https://a".into()),
            headers: vec![header("anthropic-version", "1"), header("x-api-key", "new")],
            betas: words(&["a", "b"]),
            select: words(&["PL3"]),
            ignore: words(&["PL101", "PL102"]),
            severities: vec![("PL1".into(), Severity::Info), ("PL101".into(), Severity::Error)],
            ..Settings::default()
        };
        assert_eq!(merged, expected);
        assert_eq!(base.clone().merge(Settings::default()), base);
        assert_eq!(Settings::default().merge(base.clone()), base);
    }
}
