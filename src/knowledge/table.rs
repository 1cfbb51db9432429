//! A table of `schemas/`: its rows, in order, and found by name.

use std::fmt;
use std::marker::PhantomData;
use std::slice;

use foldhash::{HashMap, HashMapExt};
use serde::de::{DeserializeOwned, Deserializer as _, Error as _, IgnoredAny, MapAccess, Visitor};

/// The type of a table's rows.
pub trait Row: DeserializeOwned + fmt::Debug + 'static {
    /// The file in `schemas/`.
    const FILE: &'static str;
    /// The text of that file.
    const TEXT: &'static str;
    /// The member of the file that lists the rows.
    const SECTION: &'static str;

    /// What rows are found by, apart from their names; `()` for most tables.
    type Index: Default + fmt::Debug;

    /// The names that find this row. No two rows of a table share one.
    fn names(&self) -> impl Iterator<Item = &str>;

    /// Builds the index of a table with these rows.
    fn index(_rows: &[Self]) -> Self::Index {
        Self::Index::default()
    }
}

/// Says in which file of `schemas/` the rows of a table are listed, and under which member.
macro_rules! listed_in {
    ($file:literal, $section:literal) => {
        const FILE: &'static str = $file;
        const TEXT: &'static str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/", $file));
        const SECTION: &'static str = $section;
    };
}
pub(super) use listed_in;

/// Gives a type a function `shipped` that makes its table at its first use; every [`Knowledge`](super::Knowledge) shares it.
macro_rules! shipped {
    ($table:ty, $load:expr) => {
        impl $table {
            /// The table of this version.
            pub(in crate::knowledge) fn shipped() -> &'static Self {
                static TABLE: std::sync::OnceLock<$table> = std::sync::OnceLock::new();
                TABLE.get_or_init(|| $load)
            }
        }
    };
}
pub(super) use shipped;

/// A table: rows in the order of the file, found by name.
#[derive(Debug)]
pub struct Table<R: Row> {
    rows: Vec<R>,
    by_name: HashMap<Box<str>, usize>,
    pub(super) index: R::Index,
}

impl<R: Row> Table<R> {
    /// Makes a table of these rows.
    ///
    /// # Errors
    ///
    /// A name that two rows share.
    pub(super) fn new(rows: Vec<R>) -> Result<Self, Box<str>> {
        let mut by_name = HashMap::with_capacity(rows.len());
        for (at, row) in rows.iter().enumerate() {
            for name in row.names() {
                if by_name.insert(name.into(), at).is_some() {
                    return Err(name.into());
                }
            }
        }
        let index = R::index(&rows);
        Ok(Table { rows, by_name, index })
    }

    /// Reads the table of this version.
    ///
    /// # Panics
    ///
    /// If the file in `schemas/` is broken; the tests of this crate read every file.
    pub(super) fn load() -> Self {
        let rows = match Section::<R>::read(R::TEXT) {
            Ok(rows) => rows,
            Err(error) => panic!("schemas/{}: {error}", R::FILE),
        };
        match Table::new(rows) {
            Ok(table) => table,
            Err(name) => panic!("schemas/{}: duplicate `{name}` in `{}`", R::FILE, R::SECTION),
        }
    }

    /// The rows, in the order of the file.
    pub fn iter(&self) -> slice::Iter<'_, R> {
        self.rows.iter()
    }

    /// The row with this name.
    pub fn find(&self, name: &str) -> Option<&R> {
        self.by_name.get(name).map(|at| &self.rows[*at])
    }

    /// The rows, in the order of the file.
    pub(super) fn rows(&self) -> &[R] {
        &self.rows
    }
}

impl<'t, R: Row> IntoIterator for &'t Table<R> {
    type Item = &'t R;
    type IntoIter = slice::Iter<'t, R>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Reads the rows in one member of a file and skips the others.
struct Section<R>(PhantomData<R>);

impl<R: Row> Section<R> {
    fn read(text: &str) -> serde_json::Result<Vec<R>> {
        serde_json::Deserializer::from_str(text).deserialize_map(Section(PhantomData))
    }
}

impl<'de, R: Row> Visitor<'de> for Section<R> {
    type Value = Vec<R>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with a list in `{}`", R::SECTION)
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut rows = None;
        while let Some(member) = map.next_key::<&str>()? {
            if member == R::SECTION {
                rows = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        rows.ok_or_else(|| M::Error::missing_field(R::SECTION))
    }
}
