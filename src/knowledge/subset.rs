//! What of JSON Schema the API compiles into a grammar, for strict tools and structured output:
//! `schemas/schema-subset.json`.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::{Confidence, Date, parse_shipped};

/// One keyword.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubsetKeyword {
    /// Its name.
    pub keyword: Box<str>,
    /// The types that it constrains; none for one that stands for itself.
    #[serde(default)]
    pub of: Vec<Box<str>>,
    /// What the API does with it.
    pub verdict: Verdict,
    /// What to write instead.
    #[serde(default)]
    pub instead: Option<Box<str>>,
    /// What else is to be said.
    #[serde(default)]
    pub notes: Option<Box<str>>,
    /// Where it was seen.
    pub source: Vec<Box<str>>,
    /// The day on which it was last seen true.
    pub seen: Date,
    /// How sure it is.
    pub confidence: Confidence,
}

/// What the API does with a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is taken, some values apart that a rule knows.
    Accepted,
    /// The request is refused.
    Refused,
    /// Sources disagree, or it is only not listed.
    Doubtful,
}

/// One value of `format`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubsetFormat {
    /// The value.
    pub format: Box<str>,
    /// Where it was seen.
    pub source: Vec<Box<str>>,
    /// The day on which it was last seen true.
    pub seen: Date,
    /// How sure it is.
    pub confidence: Confidence,
}

/// The table.
#[derive(Debug)]
pub struct Subset {
    keywords: Vec<SubsetKeyword>,
    formats: Vec<SubsetFormat>,
    by_name: HashMap<Box<str>, usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    keywords: Vec<SubsetKeyword>,
    formats: Vec<SubsetFormat>,
}

impl Subset {
    /// The table that comes with this version.
    pub fn shipped() -> &'static Subset {
        static TABLE: OnceLock<Subset> = OnceLock::new();
        TABLE.get_or_init(|| {
            let file: File = parse_shipped("schema-subset.json", include_str!("../../schemas/schema-subset.json"));
            let by_name = file.keywords.iter().enumerate().map(|(i, row)| (row.keyword.clone(), i)).collect();
            Subset { keywords: file.keywords, formats: file.formats, by_name }
        })
    }

    /// The row of a keyword; a keyword without a row is not known to be taken.
    pub fn keyword(&self, name: &str) -> Option<&SubsetKeyword> {
        self.by_name.get(name).map(|i| &self.keywords[*i])
    }

    /// All keywords, in the order of the table.
    pub fn keywords(&self) -> impl ExactSizeIterator<Item = &SubsetKeyword> {
        self.keywords.iter()
    }

    /// The values of `format` that are taken.
    pub fn formats(&self) -> impl ExactSizeIterator<Item = &SubsetFormat> {
        self.formats.iter()
    }
}
