//! Names from other APIs and from client libraries, and what to use instead: `schemas/renames.json`.

use foldhash::{HashMap, HashMapExt};
use serde::Deserialize;

use super::table::{Row, Table, listed_in, shipped};
use super::text::TableText;

/// A name that the Messages API does not have.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    /// What it names: `request` for a member of the body, `role` for a value of `role` …
    pub scope: TableText,
    /// The name.
    pub from: TableText,
    /// The name in the Messages API, dotted if it is nested, `headers.NAME` for a header; `None` if there is none.
    pub to: Option<TableText>,
    /// Where the name comes from: `OpenAI Chat Completions`, `Gemini`, `guess` …
    pub origin: TableText,
    /// What to do, as an instruction.
    pub advice: TableText,
}

impl Row for Rename {
    listed_in!("renames.json", "renames");
    /// The position of each name, by scope.
    type Index = HashMap<TableText, HashMap<TableText, usize>>;

    /// None: a name can occur in several scopes. See [`Renames::in_scope`].
    fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }

    fn index(rows: &[Self]) -> Self::Index {
        let mut by_scope: Self::Index = HashMap::new();
        for (at, row) in rows.iter().enumerate() {
            by_scope.entry(row.scope.clone()).or_default().insert(row.from.clone(), at);
        }
        by_scope
    }
}

/// The table of names that the Messages API does not have.
pub type Renames = Table<Rename>;

shipped!(Renames, Table::load());

impl Renames {
    /// The row of a name in a scope.
    ///
    /// ```
    /// # use payloadlint::internals::knowledge::Knowledge;
    /// let rename = Knowledge::shipped().renames().in_scope("request", "stop").expect("in the table");
    /// assert_eq!(rename.to.as_deref(), Some("stop_sequences"));
    /// ```
    pub fn in_scope(&self, scope: &str, from: &str) -> Option<&Rename> {
        self.index.get(scope)?.get(from).map(|at| &self.rows()[*at])
    }
}
