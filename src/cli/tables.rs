//! Tables of models and gateways that the user adds to those of this version.

use crate::mask::Shown;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::Failure;
use crate::Limits;
use crate::knowledge::Knowledge;

#[derive(clap::Args)]
#[group(skip)]
pub(crate) struct Args {
    /// Models to add or change: a JSON file like schemas/models.json, where only `id` is required.
    #[arg(long, value_name = "FILE")]
    models: Option<PathBuf>,
    /// Gateways to add: a JSON file like schemas/platforms.json, where only `target` is required.
    #[arg(long, value_name = "FILE")]
    gateways: Option<PathBuf>,
}

/// The texts of the tables.
pub(crate) struct Tables {
    pub(crate) models: Option<String>,
    pub(crate) gateways: Option<String>,
}

impl Args {
    /// Reads the files. They are parsed here so that an error names the file.
    pub(crate) fn read(&self) -> Result<Tables, Failure> {
        let mut knowledge = Knowledge::default();
        let models = self.models.as_deref().map(read).transpose()?;
        if let Some((name, json)) = &models {
            knowledge = knowledge.with_models(json).map_err(|error| error.about(Shown::masked(name)))?;
        }
        let gateways = self.gateways.as_deref().map(read).transpose()?;
        if let Some((name, json)) = &gateways {
            knowledge.with_gateways(json).map_err(|error| error.about(Shown::masked(name)))?;
        }
        let text = |file: Option<(String, String)>| file.map(|(_, json)| json);
        Ok(Tables { models: text(models), gateways: text(gateways) })
    }
}

/// The name and the text of a file.
fn read(path: &Path) -> Result<(String, String), Failure> {
    let name = path.display().to_string();
    let limit = Limits::default().max_file_size() as u64;
    let mut json = String::new();
    let read = File::open(path).and_then(|file| file.take(limit).read_to_string(&mut json));
    read.map_err(|error| Failure::io(&name, &error))?;
    Ok((name, json))
}
