//! The model table, and look-ups by name.

use crate::knowledge::text::TableText;
use crate::shown::shown;
use foldhash::{HashMap, HashMapExt};

use super::row::{Model, Status};
use super::spelling::{IdForm, sorted_words, strip_provider, without_date, without_latest, without_version};
use crate::error::Error;
use crate::knowledge::overlay::{JsonRow, find_row, invalid, name_of, shipped_rows, typed};
use crate::knowledge::table::{Table, shipped};

const KEY: &str = "id";

/// The result of a look-up by name.
#[derive(Debug, Clone, Copy)]
pub enum Lookup<'k> {
    /// The ID of the Claude API.
    Exact(&'k Model),
    /// An alias of the Claude API.
    Alias(&'k Model),
    /// A known model, written in a way that only a platform or a gateway accepts.
    PlatformForm {
        /// The model.
        model: &'k Model,
        /// How it is written.
        form: IdForm,
    },
    /// Not in the table.
    Unknown {
        /// The most similar ID or alias of a model that is served, if any is similar.
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
    table: Table<Model>,
    names: HashMap<Box<str>, Name>,
}

/// What a name stands for.
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

shipped!(Models, Models::new(Table::load()));

impl Models {
    /// The shipped table with these rows added, or merged into the row with the same ID.
    pub(in crate::knowledge) fn with_rows(added: &[JsonRow]) -> Result<Self, Error> {
        let mut rows = shipped_rows::<Model>();
        for row in added {
            name_of::<Model>(row, KEY)?;
            match find_row(&mut rows, row, KEY) {
                Some(known) => known.extend(row.clone()),
                None => rows.push(row.clone()),
            }
        }
        let rows = rows.into_iter().map(|row| typed("model", KEY, row)).collect::<Result<_, _>>()?;
        let table =
            Table::new(rows).map_err(|name| invalid::<Model>(shown!("duplicate `{}`", TableText::derived(name))))?;
        Ok(Models::new(table))
    }

    fn new(table: Table<Model>) -> Models {
        let mut names: HashMap<Box<str>, Name> = HashMap::new();
        // An ID has precedence over an alias, and both over the form of a platform: `claude-opus-5` is also the name on
        // Google Cloud.
        let mut add = |row, kind, name: &str| {
            names.entry(name.into()).or_insert(Name { row, kind });
        };
        for (row, model) in table.iter().enumerate() {
            add(row, NameKind::Id, &model.id);
        }
        for (row, model) in table.iter().enumerate() {
            model.aliases.iter().for_each(|name| add(row, NameKind::Alias, name));
        }
        for (row, model) in table.iter().enumerate() {
            model.bedrock.iter().for_each(|name| add(row, NameKind::Form(IdForm::Bedrock), name));
            model.vertex.iter().for_each(|name| add(row, NameKind::Form(IdForm::Vertex), name));
        }
        Models { table, names }
    }

    /// All models, in the order of the table.
    pub fn iter(&self) -> std::slice::Iter<'_, Model> {
        self.table.iter()
    }

    /// The model with a name. A known ID or alias costs one hash look-up and no allocation.
    pub fn find(&self, name: &str) -> Lookup<'_> {
        if let Some(Name { row, kind }) = self.names.get(name) {
            let model = &self.table.rows()[*row];
            return match kind {
                NameKind::Id => Lookup::Exact(model),
                NameKind::Alias => Lookup::Alias(model),
                NameKind::Form(form) => Lookup::PlatformForm { model, form: *form },
            };
        }
        match self.find_form(name) {
            Some((name, form)) => Lookup::PlatformForm { model: &self.table.rows()[name.row], form },
            None => Lookup::Unknown { nearest: self.nearest(name) },
        }
    }

    /// Removes what platforms and gateways add to an ID, from the outside in, and looks that up.
    fn find_form(&self, id: &str) -> Option<(Name, IdForm)> {
        if id.len() > MAX_ID {
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

    /// The ID or alias of a model that is served that is most similar to `id`, if any is similar.
    fn nearest(&self, id: &str) -> Option<&str> {
        if id.len() > MAX_ID {
            return None;
        }
        let id = id.trim().to_ascii_lowercase();
        let (bare, _) = strip_provider(&id);
        let spelling = without_version(bare).replace(['.', '@', ' '], "-");
        let (plain, sorted) = (without_date(&spelling), sorted_words(without_date(&spelling)));
        let similarity = |name: &str| {
            let (name, compare) = (without_date(name), strsim::normalized_damerau_levenshtein);
            compare(plain, name).max(compare(&sorted, &sorted_words(name)))
        };
        // `max_by` returns the last of equals, and the table starts with the newest model: so the newest is preferred.
        let served = self.iter().rev().filter(|model| model.status != Status::Retired);
        served
            .flat_map(|model| std::iter::once(&model.id).chain(&model.aliases))
            .map(|name| (similarity(name), name))
            .filter(|(similarity, _)| *similarity >= MIN_SIMILARITY)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, name)| &**name)
    }
}

/// Longer than any known ID, ARNs included; limits the cost of a look-up.
const MAX_ID: usize = 256;

/// Names this similar (1 is equal) are worth suggesting: one or two typing errors in a short ID.
const MIN_SIMILARITY: f64 = 0.75;
