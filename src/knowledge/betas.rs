//! Values of the `anthropic-beta` header: `schemas/betas.json`.

use foldhash::{HashMap, HashMapExt};
use serde::Deserialize;

use super::confidence::Confidence;
use super::table::{Row, Table, listed_in, shipped};
use super::text::TableText;
use crate::date::Date;

/// A value of the `anthropic-beta` header.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beta {
    /// The value.
    pub value: TableText,
    /// Its state.
    pub state: BetaState,
    /// The day on which it stopped having an effect, if known.
    #[serde(default)]
    pub ended: Option<Date>,
    /// What is rejected without it (or without another beta that unlocks the same), as paths:
    ///
    /// * `context_management`, `output_config.task_budget`: a member of the body;
    /// * `thinking.display=updates`: a member with this value;
    /// * `tools[].advisor_20260301`, `messages[].content[].mcp_tool_use`: an item of this `type`;
    /// * `messages[].clear_at`, `tools[].mcp_toolset.tools`: a member of such an item.
    #[serde(default)]
    pub unlocks: Vec<TableText>,
    /// The members of the body, as paths (`output_config.task_budget`), without which it is known to have no effect: one of
    /// them is enough.
    #[serde(default)]
    pub no_effect_without: Vec<TableText>,
    /// Remarks.
    #[serde(default)]
    pub notes: Option<TableText>,
    /// Where the facts were found.
    pub source: Vec<TableText>,
    /// The day on which they were last seen to be true.
    pub seen: Date,
    /// How well founded they are.
    pub confidence: Confidence,
}

/// The state of a beta.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BetaState {
    /// In use.
    Current,
    /// What it unlocked is generally available; the value is accepted and has no effect.
    Ga,
    /// Accepted, but removed from the official SDKs: it should be deleted.
    Deprecated,
    /// It has no effect any more, or belongs to models that are retired.
    Ended,
    /// For endpoints other than Messages.
    NotMessages,
    /// Seen in successful requests, but not in the official list.
    Observed,
}

impl Row for Beta {
    listed_in!("betas.json", "betas");
    /// The positions of the betas that unlock a path.
    type Index = HashMap<TableText, Vec<usize>>;

    fn names(&self) -> impl Iterator<Item = &str> {
        [&*self.value].into_iter()
    }

    fn index(rows: &[Self]) -> Self::Index {
        let mut by_path: Self::Index = HashMap::new();
        for (at, beta) in rows.iter().enumerate() {
            for path in &beta.unlocks {
                by_path.entry(path.clone()).or_default().push(at);
            }
        }
        by_path
    }
}

/// The table of betas. The API accepts values that are not in it: an unknown value is not an error.
pub type Betas = Table<Beta>;

shipped!(Betas, Table::load());

impl Betas {
    /// The betas that unlock `path`, any of which is enough; none if it needs no beta.
    pub fn unlocking(&self, path: &str) -> impl ExactSizeIterator<Item = &Beta> + Clone {
        let positions = self.index.get(path).map_or(&[] as &[usize], Vec::as_slice);
        positions.iter().map(|at| &self.rows()[*at])
    }

    /// The value that is most similar to `value`, if any is similar.
    pub fn nearest(&self, value: &str) -> Option<&str> {
        if value.len() > MAX_VALUE {
            return None;
        }
        self.iter()
            .map(|beta| (strsim::normalized_damerau_levenshtein(value, &beta.value), &*beta.value))
            .filter(|(similarity, _)| *similarity >= MIN_SIMILARITY)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, value)| value)
    }
}

/// Longer than any known value; limits the cost of a search.
const MAX_VALUE: usize = 128;

/// All values have digits of a date in common, so a similarity below this (1 is equal) means nothing.
const MIN_SIMILARITY: f64 = 0.75;
