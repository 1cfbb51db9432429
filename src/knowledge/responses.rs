//! Error messages of the API, word for word: the section `messages` of `schemas/errors.json`.

use std::fmt::Display;

use serde::Deserialize;

use super::table::{Row, Table, listed_in, shipped};
use super::text::TableText;
use crate::date::Date;

/// An error response of the API.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponseTemplate {
    /// `E001` and up: responses that users reported. `F01` and up: further messages from recorded traffic.
    /// `J01` and up: messages quoted in public clients. `K01` and up: from later reports. `P01` and up: messages of platforms.
    pub id: TableText,
    /// The topic: `conversation shape`, `tools`, `media` …
    pub group: TableText,
    /// The HTTP status.
    pub status: u16,
    /// The `error.type` of the response.
    pub error_type: TableText,
    /// The exact `error.message`, with placeholders such as `{i}` or `{model}`.
    pub template: TableText,
    /// Other messages for the same cause: older ones, and those of other platforms.
    #[serde(default)]
    pub wordings: Vec<TableText>,
    /// The value of `{url}` in the template when it was last seen.
    #[serde(default)]
    pub url: Option<TableText>,
    /// What causes it.
    pub cause: TableText,
    /// How the cause can be detected before sending.
    pub knowable: Knowable,
    /// What the message is based on.
    pub evidence: Evidence,
    /// Whether the API returns it today. Otherwise the constraint was relaxed or the message replaced.
    pub current: bool,
    /// Who still returns it, if the Claude API does not.
    #[serde(default)]
    pub enforced_by: Option<TableText>,
    /// The first day on which the API is known to return it, if it accepted such requests before.
    #[serde(default)]
    pub since: Option<Date>,
    /// Remarks, above all about newer behavior that differs.
    #[serde(default)]
    pub notes: Option<TableText>,
    /// Where it was found.
    pub source: Vec<TableText>,
    /// The day on which it was last seen, or else collected.
    pub seen: Date,
}

impl ResponseTemplate {
    /// The message with its placeholders filled in, `{url}` from the table. Placeholders without a value and other braces
    /// (`{1,64}`) stay as they are.
    ///
    /// ```
    /// # use payloadlint::internals::knowledge::Knowledge;
    /// let message = Knowledge::shipped().responses().find("E041").expect("in the table");
    /// assert_eq!(message.text(&[("field", &"max_tokens")]), "max_tokens: Field required");
    /// ```
    pub fn text(&self, values: &[(&str, &dyn Display)]) -> String {
        let mut text = String::with_capacity(self.template.len() + 32);
        let mut rest: &str = &self.template;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            match after.split_once('}').and_then(|(name, tail)| Some((self.value(name, values)?, tail))) {
                Some((value, tail)) => {
                    text.push_str(&value);
                    rest = tail;
                }
                None => {
                    text.push('{');
                    rest = after;
                }
            }
        }
        text.push_str(rest);
        text
    }

    fn value(&self, name: &str, values: &[(&str, &dyn Display)]) -> Option<String> {
        let given = values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_string());
        given.or_else(|| self.url.as_deref().filter(|_| name == "url").map(str::to_owned))
    }
}

/// How the cause of an error can be detected before sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Knowable {
    /// From the payload and its headers.
    Static,
    /// From facts about the model or the beta.
    ModelTable,
    /// From the bytes of an image or a PDF.
    Bytes,
    /// From an estimate of the tokens or the size of a grammar.
    Estimate,
    /// Only by the server.
    Server,
}

/// What an error message is based on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// A response of the API.
    Live,
    /// An official page.
    Docs,
    /// A report by somebody.
    SecondHand,
    /// A program that imitates the API; the wording can differ.
    Reimplementation,
    /// Nothing confirms it.
    Unconfirmed,
}

impl Row for ResponseTemplate {
    listed_in!("errors.json", "messages");
    type Index = ();

    fn names(&self) -> impl Iterator<Item = &str> {
        [&*self.id].into_iter()
    }
}

/// The table of error messages.
pub type Responses = Table<ResponseTemplate>;

shipped!(Responses, Table::load());
