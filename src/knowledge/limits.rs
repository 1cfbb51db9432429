//! Numbers that belong neither to a model nor to a platform: `schemas/limits.json`.

use std::sync::OnceLock;

use foldhash::HashMap;
use serde::Deserialize;

use super::{Confidence, Date, parse_shipped};

/// One number.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Its name.
    pub name: Box<str>,
    /// The number.
    pub value: u64,
    /// What it counts: `bytes`, `tokens`, `characters`, `items`, `pixels`, `percent` …
    pub unit: Box<str>,
    /// What it limits, and what happens beyond it.
    pub about: Box<str>,
    /// Where it was seen.
    pub source: Vec<Box<str>>,
    /// The day on which it was last seen true.
    pub seen: Date,
    /// How sure it is.
    pub confidence: Confidence,
}

/// The table of numbers.
#[derive(Debug)]
pub struct Limits {
    rows: Vec<Limit>,
    by_name: HashMap<Box<str>, usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    limits: Vec<Limit>,
}

impl Limits {
    /// The table that comes with this version.
    pub fn shipped() -> &'static Limits {
        static TABLE: OnceLock<Limits> = OnceLock::new();
        TABLE.get_or_init(|| {
            let file: File = parse_shipped("limits.json", include_str!("../../schemas/limits.json"));
            let by_name = file.limits.iter().enumerate().map(|(i, limit)| (limit.name.clone(), i)).collect();
            Limits { rows: file.limits, by_name }
        })
    }

    /// All numbers, in the order of the table.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Limit> {
        self.rows.iter()
    }

    /// The row of a name.
    pub fn find(&self, name: &str) -> Option<&Limit> {
        self.by_name.get(name).map(|i| &self.rows[*i])
    }

    /// The number of a name that the program itself asks for.
    ///
    /// # Panics
    ///
    /// When the table has no such name: an error in this crate, not in anybody's payload, that the
    /// first run of the rule finds.
    pub fn value(&self, name: &str) -> u64 {
        match self.find(name) {
            Some(limit) => limit.value,
            None => panic!("schemas/limits.json has no `{name}`"),
        }
    }
}
