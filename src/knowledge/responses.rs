//! The answers the API gives, in its own words: the section `messages` of `schemas/errors.json`.

use std::collections::HashMap;
use std::fmt::Display;
use std::sync::OnceLock;

use serde::Deserialize;

use super::{Date, parse_shipped};

/// One answer of the API.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponseTemplate {
    /// `E001` and on: answers that users reported. `F01` and on: further wordings from recorded traffic.
    pub id: Box<str>,
    /// What it is about: `conversation shape`, `tools`, `media` …
    pub group: Box<str>,
    /// The HTTP status.
    pub status: u16,
    /// `error.type` of the answer.
    pub error_type: Box<str>,
    /// The exact text, with placeholders such as `{i}` or `{model}`.
    pub template: Box<str>,
    /// Other texts known for the same cause: older ones, and those of other platforms.
    #[serde(default)]
    pub wordings: Vec<Box<str>>,
    /// What `{url}` in the template stood for when it was last seen.
    #[serde(default)]
    pub url: Option<Box<str>>,
    /// What brings it about.
    pub cause: Box<str>,
    /// How the cause can be known before sending.
    pub knowable: Knowable,
    /// What the text rests on.
    pub evidence: Evidence,
    /// The API of today gives it. Otherwise the rule was relaxed or the text replaced.
    pub current: bool,
    /// Who still gives it, where that is not the Claude API of today.
    #[serde(default)]
    pub enforced_by: Option<Box<str>>,
    /// The first day on which the API is known to have given it, where it accepted the same request before.
    #[serde(default)]
    pub since: Option<Date>,
    /// What else is to be said, above all where newer behaviour differs.
    #[serde(default)]
    pub notes: Option<Box<str>>,
    /// Where it was seen.
    pub source: Vec<Box<str>>,
    /// The day on which it was last seen true, or else collected.
    pub seen: Date,
}

impl ResponseTemplate {
    /// The text with its placeholders filled in, `{url}` from the table. A placeholder that is not
    /// given stays as it is, and braces that are no placeholder (`{1,64}`) are left alone.
    ///
    /// ```
    /// # use payloadlint::knowledge::Knowledge;
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

/// How the cause of an answer can be known before sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Knowable {
    /// From the payload and its headers.
    Static,
    /// With facts about the model or the beta.
    ModelTable,
    /// From the bytes of an image or a PDF.
    Bytes,
    /// With an estimate of tokens or of a grammar's size.
    Estimate,
    /// Only the server can know it.
    Server,
}

/// What the text of an answer rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// An answer of the API itself.
    Live,
    /// An official page.
    Docs,
    /// Somebody's account of an answer.
    SecondHand,
    /// A program that imitates the API; the wording may differ.
    Reimplementation,
    /// Nobody has confirmed the text.
    Unconfirmed,
}

/// The table of answers.
#[derive(Debug)]
pub struct Responses {
    rows: Vec<ResponseTemplate>,
    by_id: HashMap<Box<str>, usize>,
}

/// The file has other sections, which belong to the retry classifier.
#[derive(Deserialize)]
struct File {
    messages: Vec<ResponseTemplate>,
}

impl Responses {
    /// The table that comes with this version.
    pub fn shipped() -> &'static Responses {
        static TABLE: OnceLock<Responses> = OnceLock::new();
        TABLE.get_or_init(|| {
            let file: File = parse_shipped("errors.json", include_str!("../../schemas/errors.json"));
            let by_id = file.messages.iter().enumerate().map(|(i, row)| (row.id.clone(), i)).collect();
            Responses { rows: file.messages, by_id }
        })
    }

    /// All answers, in the order of the table.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &ResponseTemplate> {
        self.rows.iter()
    }

    /// The row of an id.
    pub fn find(&self, id: &str) -> Option<&ResponseTemplate> {
        self.by_id.get(id).map(|i| &self.rows[*i])
    }
}
