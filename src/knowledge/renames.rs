//! Names of other APIs and of clients, and what to write instead: `schemas/renames.json`.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::parse_shipped;

/// A foreign name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    /// What it is a name of: `request` for a member of the body, `role` for a value of `role` …
    pub scope: Box<str>,
    /// The foreign name.
    pub from: Box<str>,
    /// The name here, dotted where it lies deeper, `headers.NAME` for a header; `None` where there is none.
    pub to: Option<Box<str>>,
    /// Where it comes from: `OpenAI Chat Completions`, `Gemini`, `guess` …
    pub origin: Box<str>,
    /// What to do, as a sentence.
    pub advice: Box<str>,
}

/// The table of foreign names.
#[derive(Debug)]
pub struct Renames {
    rows: Vec<Rename>,
    by_name: HashMap<Box<str>, HashMap<Box<str>, usize>>,
}

/// The file also says what its scopes and origins are.
#[derive(Deserialize)]
struct File {
    renames: Vec<Rename>,
}

impl Renames {
    /// The table that comes with this version.
    pub fn shipped() -> &'static Renames {
        static TABLE: OnceLock<Renames> = OnceLock::new();
        TABLE.get_or_init(|| {
            let file: File = parse_shipped("renames.json", include_str!("../../schemas/renames.json"));
            let mut by_name: HashMap<Box<str>, HashMap<Box<str>, usize>> = HashMap::new();
            for (i, row) in file.renames.iter().enumerate() {
                by_name.entry(row.scope.clone()).or_default().insert(row.from.clone(), i);
            }
            Renames { rows: file.renames, by_name }
        })
    }

    /// All names, in the order of the table.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Rename> {
        self.rows.iter()
    }

    /// The row of a name in a scope.
    ///
    /// ```
    /// # use payloadlint::knowledge::Knowledge;
    /// let rename = Knowledge::shipped().renames().find("request", "stop").expect("in the table");
    /// assert_eq!(rename.to.as_deref(), Some("stop_sequences"));
    /// ```
    pub fn find(&self, scope: &str, from: &str) -> Option<&Rename> {
        self.by_name.get(scope)?.get(from).map(|i| &self.rows[*i])
    }
}
