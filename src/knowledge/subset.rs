//! The subset of JSON Schema that the API compiles into a grammar, for strict tools and structured outputs:
//! `schemas/schema-subset.json`.

use std::slice;

use serde::Deserialize;

use super::confidence::Confidence;
use super::table::{Row, Table, listed_in, shipped};
use super::text::TableText;
use crate::date::Date;

/// A keyword of JSON Schema.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubsetKeyword {
    /// Its name.
    pub keyword: TableText,
    /// The types that it constrains; none if it applies to all.
    #[serde(default)]
    pub of: Vec<TableText>,
    /// What the API does with it.
    pub verdict: Verdict,
    /// What to use instead.
    #[serde(default)]
    pub instead: Option<TableText>,
    /// Remarks.
    #[serde(default)]
    pub notes: Option<TableText>,
    /// Where it was found.
    pub source: Vec<TableText>,
    /// The day on which it was last seen to be true.
    pub seen: Date,
    /// How well founded it is.
    pub confidence: Confidence,
}

/// What the API does with a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is accepted, except for some values that rules check.
    Accepted,
    /// The request is rejected.
    Refused,
    /// Sources disagree, or it is merely not listed.
    Doubtful,
}

/// A value of `format`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubsetFormat {
    /// The value.
    pub format: TableText,
    /// Where it was found.
    pub source: Vec<TableText>,
    /// The day on which it was last seen to be true.
    pub seen: Date,
    /// How well founded it is.
    pub confidence: Confidence,
}

impl Row for SubsetKeyword {
    listed_in!("schema-subset.json", "keywords");
    type Index = ();

    fn names(&self) -> impl Iterator<Item = &str> {
        [&*self.keyword].into_iter()
    }
}

impl Row for SubsetFormat {
    listed_in!("schema-subset.json", "formats");
    type Index = ();

    fn names(&self) -> impl Iterator<Item = &str> {
        [&*self.format].into_iter()
    }
}

/// The keywords and formats.
#[derive(Debug)]
pub struct Subset {
    keywords: Table<SubsetKeyword>,
    formats: Table<SubsetFormat>,
}

shipped!(Subset, Subset { keywords: Table::load(), formats: Table::load() });

impl Subset {
    /// The row of a keyword; a keyword without a row is not known to be accepted.
    pub fn keyword(&self, name: &str) -> Option<&SubsetKeyword> {
        self.keywords.find(name)
    }

    /// All keywords, in the order of the table.
    pub fn keywords(&self) -> slice::Iter<'_, SubsetKeyword> {
        self.keywords.iter()
    }

    /// The values of `format` that are accepted.
    pub fn formats(&self) -> slice::Iter<'_, SubsetFormat> {
        self.formats.iter()
    }
}
