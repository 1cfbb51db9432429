//! Models: `schemas/models.json`, and how an id is looked up whoever spelt it.

mod effort;
mod extra;
mod row;
mod spelling;

use std::sync::OnceLock;

use foldhash::{HashMap, HashMapExt};
use serde::Deserialize;
use serde_json::Value;

pub use effort::Effort;
pub use row::{
    FastMode, FastModeState, LargerOutput, Model, ModelTool, NativeImage, Sampling, Status, Thinking, ThinkingDefault,
};
pub use spelling::IdForm;

use extra::{extra_rows, lay_over, typed_row};
use spelling::{strip_provider, undated, without_latest, without_version, words_in_order};

use super::parse_shipped;
use crate::error::Error;

const TABLE: &str = include_str!("../../../schemas/models.json");

/// The answer to "which model is this?".
#[derive(Debug, Clone, Copy)]
pub enum Lookup<'k> {
    /// An id of the Claude API.
    Exact(&'k Model),
    /// An alias of the Claude API.
    Alias(&'k Model),
    /// A known model, in words that only a platform or a gateway understands.
    PlatformForm {
        /// The model meant.
        model: &'k Model,
        /// How it was spelt.
        form: IdForm,
    },
    /// Not in the table.
    Unknown {
        /// The served id or alias that looks most like it, if one does.
        nearest: Option<&'k str>,
    },
}

impl<'k> Lookup<'k> {
    /// The model, if it is known.
    pub fn model(self) -> Option<&'k Model> {
        match self {
            Lookup::Exact(model) | Lookup::Alias(model) | Lookup::PlatformForm { model, .. } => Some(model),
            Lookup::Unknown { .. } => None,
        }
    }
}

/// The model table.
#[derive(Debug)]
pub struct Models {
    rows: Vec<Model>,
    names: HashMap<Box<str>, Name>,
}

/// What a name in the index stands for.
#[derive(Debug, Clone, Copy)]
struct Name {
    row: usize,
    kind: NameKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NameKind {
    Id,
    Alias,
    Form(IdForm),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File<Row> {
    models: Vec<Row>,
}

impl Models {
    /// The table that comes with this version.
    pub fn shipped() -> &'static Models {
        static TABLE_ONCE: OnceLock<Models> = OnceLock::new();
        TABLE_ONCE.get_or_init(|| Models::index(parse_shipped::<File<Model>>("models.json", TABLE).models))
    }

    /// The shipped table with the rows of these tables added, or merged into the row with the same ID.
    pub(super) fn with_extra<T: AsRef<str>>(tables: &[T]) -> Result<Models, Error> {
        let mut rows = parse_shipped::<File<Value>>("models.json", TABLE).models;
        for table in tables {
            for row in extra_rows(table.as_ref())? {
                lay_over(&mut rows, row)?;
            }
        }
        let rows = rows.into_iter().map(typed_row).collect::<Result<_, _>>()?;
        Ok(Models::index(rows))
    }

    fn index(rows: Vec<Model>) -> Models {
        let mut names: HashMap<Box<str>, Name> = HashMap::new();
        // An id wins over an alias, and both over a platform's spelling: `claude-opus-5` is also
        // the name on Google Cloud.
        let mut note = |row, kind, name: &str| {
            names.entry(name.into()).or_insert(Name { row, kind });
        };
        for (row, model) in rows.iter().enumerate() {
            note(row, NameKind::Id, &model.id);
        }
        for (row, model) in rows.iter().enumerate() {
            model.aliases.iter().for_each(|name| note(row, NameKind::Alias, name));
        }
        for (row, model) in rows.iter().enumerate() {
            model.bedrock.iter().for_each(|name| note(row, NameKind::Form(IdForm::Bedrock), name));
            model.vertex.iter().for_each(|name| note(row, NameKind::Form(IdForm::Vertex), name));
        }
        Models { rows, names }
    }

    /// All models, in the order of the table.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Model> {
        self.rows.iter()
    }

    /// Which model `id` means. A known id or alias costs one hash look-up and no allocation.
    pub fn find(&self, id: &str) -> Lookup<'_> {
        if let Some(name) = self.names.get(id) {
            return self.answer(*name);
        }
        match self.find_form(id) {
            Some((name, form)) => Lookup::PlatformForm { model: &self.rows[name.row], form },
            None => Lookup::Unknown { nearest: self.nearest(id) },
        }
    }

    fn answer(&self, name: Name) -> Lookup<'_> {
        let model = &self.rows[name.row];
        match name.kind {
            NameKind::Id => Lookup::Exact(model),
            NameKind::Alias => Lookup::Alias(model),
            NameKind::Form(form) => Lookup::PlatformForm { model, form },
        }
    }

    /// Undoes what platforms and gateways add to an id, from the outside in, and looks again.
    fn find_form(&self, id: &str) -> Option<(Name, IdForm)> {
        if id.len() > LONGEST_ID {
            return None;
        }
        let id = id.trim().to_ascii_lowercase();
        let (bare, form) = strip_provider(&id);
        let unversioned = without_version(bare);
        let dashed = unversioned.replace(['.', '@'], "-");
        let undated = without_latest(&dashed);
        let name = [bare, &format!("anthropic.{bare}"), unversioned, &dashed, undated, &format!("{undated}-latest")]
            .into_iter()
            .find_map(|name| self.names.get(name))?;
        let form = match name.kind {
            NameKind::Form(form) => form,
            _ if bare.contains('@') => IdForm::Vertex,
            _ if form == IdForm::Spelling && dashed != unversioned => IdForm::Gateway,
            _ => form,
        };
        Some((*name, form))
    }

    /// The served id or alias most like `id`, if it is like it at all.
    fn nearest(&self, id: &str) -> Option<&str> {
        if id.len() > LONGEST_ID {
            return None;
        }
        let id = id.trim().to_ascii_lowercase();
        let (bare, _) = strip_provider(&id);
        let spelt = without_version(bare).replace(['.', '@', ' '], "-");
        let (plain, sorted) = (undated(&spelt), words_in_order(undated(&spelt)));
        let likeness = |name: &str| {
            let (name, alike) = (undated(name), strsim::normalized_damerau_levenshtein);
            alike(plain, name).max(alike(&sorted, &words_in_order(name)))
        };
        // The table begins with the newest, which wins where two names are equally alike.
        let served = self.rows.iter().rev().filter(|model| model.status != Status::Retired);
        served
            .flat_map(|model| std::iter::once(&model.id).chain(&model.aliases))
            .map(|name| (likeness(name), name))
            .filter(|(likeness, _)| *likeness >= LIKE)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, name)| &**name)
    }
}

/// Longer than any id that was ever seen, ARNs included; keeps the search for a name cheap.
const LONGEST_ID: usize = 256;

/// Two names this alike (1 is equal) are worth a "did you mean": a typing error or two in a short id.
const LIKE: f64 = 0.75;
