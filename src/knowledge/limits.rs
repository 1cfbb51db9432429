//! Numbers that depend neither on the model nor on the platform: `schemas/limits.json`.

use foldhash::HashMap;
use serde::Deserialize;

use super::confidence::Confidence;
use super::table::{Row, Table, listed_in, shipped};
use super::text::TableText;
use crate::date::Date;
use crate::json::hash;

/// A number.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Its name.
    pub name: TableText,
    /// The number.
    pub value: u64,
    /// What it counts: `bytes`, `tokens`, `characters`, `items`, `pixels`, `percent` …
    pub unit: TableText,
    /// What it limits, and what happens beyond it.
    pub about: TableText,
    /// Where it was found.
    pub source: Vec<TableText>,
    /// The day on which it was last seen to be true.
    pub seen: Date,
    /// How well founded it is.
    pub confidence: Confidence,
}

impl Row for Limit {
    listed_in!("limits.json", "limits");
    /// The numbers by the hash of their names: rules ask for several of them on every request.
    type Index = HashMap<u32, u64>;

    fn index(rows: &[Self]) -> Self::Index {
        rows.iter().map(|limit| (hash(limit.name.as_bytes()), limit.value)).collect()
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        [&*self.name].into_iter()
    }
}

/// The table of numbers.
pub type Limits = Table<Limit>;

shipped!(Limits, Table::load());

impl Limits {
    /// The number with a name that the program itself asks for.
    ///
    /// # Panics
    ///
    /// If the table has no such name: an error in this crate, never in a payload, that the first run of the rule finds.
    #[inline]
    pub fn value(&self, name: &str) -> u64 {
        match self.index.get(&hash(name.as_bytes())) {
            Some(value) => *value,
            None => panic!("schemas/limits.json has no `{name}`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_is_found_by_its_name() {
        let limits = Limits::shipped();
        for limit in limits {
            assert_eq!(limits.value(&limit.name), limit.value, "another name has the hash of {}", limit.name);
        }
    }
}
