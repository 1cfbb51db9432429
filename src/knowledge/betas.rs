//! Values of the `anthropic-beta` header: `schemas/betas.json`.

use std::sync::OnceLock;

use foldhash::{HashMap, HashMapExt};
use serde::Deserialize;

use super::{Confidence, Date, parse_shipped};

/// One value of the `anthropic-beta` header.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beta {
    /// The value.
    pub value: Box<str>,
    /// Where it is in its life.
    pub state: BetaState,
    /// The day on which it lost its effect, where that is known.
    #[serde(default)]
    pub ended: Option<Date>,
    /// What is refused without it (or without another beta that unlocks the same), as paths:
    ///
    /// * `context_management`, `output_config.task_budget`: a member of the body;
    /// * `thinking.display=updates`: a member with this value;
    /// * `tools[].advisor_20260301`, `messages[].content[].mcp_tool_use`: an item of this `type`;
    /// * `messages[].clear_at`, `tools[].mcp_toolset.tools`: a member of such an item.
    #[serde(default)]
    pub unlocks: Vec<Box<str>>,
    /// What else is to be said.
    #[serde(default)]
    pub notes: Option<Box<str>>,
    /// Where the row was seen.
    pub source: Vec<Box<str>>,
    /// The day on which it was last seen true.
    pub seen: Date,
    /// How sure it is.
    pub confidence: Confidence,
}

/// Where a beta is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BetaState {
    /// In use.
    Current,
    /// What it unlocked is open to all now; the value is accepted and does nothing.
    Ga,
    /// Accepted, and to be deleted: the official SDKs drop it.
    Deprecated,
    /// It has lost its effect, or belongs to models that are retired.
    Ended,
    /// For endpoints other than Messages.
    NotMessages,
    /// Seen in traffic that was answered, and not in the official list.
    Observed,
}

/// The table of betas. The API takes values that are not in it, so an unknown one is no error.
#[derive(Debug)]
pub struct Betas {
    rows: Vec<Beta>,
    by_value: HashMap<Box<str>, usize>,
    by_path: HashMap<Box<str>, Vec<usize>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    betas: Vec<Beta>,
}

impl Betas {
    /// The table that comes with this version.
    pub fn shipped() -> &'static Betas {
        static TABLE: OnceLock<Betas> = OnceLock::new();
        TABLE.get_or_init(|| {
            let file: File = parse_shipped("betas.json", include_str!("../../schemas/betas.json"));
            Betas::index(file.betas)
        })
    }

    fn index(rows: Vec<Beta>) -> Betas {
        let by_value = rows.iter().enumerate().map(|(i, beta)| (beta.value.clone(), i)).collect();
        let mut by_path: HashMap<Box<str>, Vec<usize>> = HashMap::new();
        for (i, beta) in rows.iter().enumerate() {
            for path in &beta.unlocks {
                by_path.entry(path.clone()).or_default().push(i);
            }
        }
        Betas { rows, by_value, by_path }
    }

    /// All betas, in the order of the table.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Beta> {
        self.rows.iter()
    }

    /// The row of a value.
    pub fn find(&self, value: &str) -> Option<&Beta> {
        self.by_value.get(value).map(|i| &self.rows[*i])
    }

    /// The betas of which any one unlocks `path`; none when it needs no beta.
    pub fn unlocking(&self, path: &str) -> impl ExactSizeIterator<Item = &Beta> + Clone {
        let rows = self.by_path.get(path).map_or(&[] as &[usize], Vec::as_slice);
        rows.iter().map(|i| &self.rows[*i])
    }

    /// The known value most like `value`, if one is like it.
    pub fn nearest(&self, value: &str) -> Option<&str> {
        if value.len() > LONGEST_VALUE {
            return None;
        }
        self.rows
            .iter()
            .map(|beta| (strsim::normalized_damerau_levenshtein(value, &beta.value), &*beta.value))
            .filter(|(likeness, _)| *likeness >= LIKE)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, value)| value)
    }
}

/// Longer than any value that was ever seen; keeps the search cheap.
const LONGEST_VALUE: usize = 128;

/// Values share their dates' digits, so a likeness below this (1 is equal) means nothing.
const LIKE: f64 = 0.75;
