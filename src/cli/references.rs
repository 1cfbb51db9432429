//! Bodies in files of their own, which a command names: `curl -d @body.json`.

use std::path::{Component, Path, PathBuf};

use crate::envelope::{self, BodyFile, Kind};
use rayon::prelude::*;

use super::input::Input;

/// A file with commands that is larger than this is not looked through for names.
const LARGEST: u64 = 16 << 20;

/// The files that commands in these inputs name as bodies and that are there, in order. The files with commands are read
/// once more when they are linted: by then it has to be known with what a body is sent, wherever its own file comes.
pub(super) fn find(inputs: &[Input], kind: Option<Kind>) -> Vec<(PathBuf, BodyFile)> {
    inputs.par_iter().flat_map_iter(|input| named_in(input, kind)).collect()
}

fn named_in(input: &Input, kind: Option<Kind>) -> Vec<(PathBuf, BodyFile)> {
    let is_wanted = envelope::may_name_files(&input.name) && input.size <= LARGEST;
    let Some(path) = input.path.as_deref().filter(|_| is_wanted) else { return Vec::new() };
    // What cannot be read is told when it is linted.
    let Ok(bytes) = std::fs::read(path) else { return Vec::new() };
    let Ok(text) = envelope::unpack(&bytes) else { return Vec::new() };
    let options = envelope::Options { named: input.named, kind };
    let contents = envelope::read_file(&input.name, &text, options, &mut |_| {});
    let files =
        contents.into_iter().flat_map(|contents| contents.body_missing).filter_map(|body_missing| body_missing.file);
    files.filter_map(|file| Some((resolve(path, &file.name)?, file))).collect()
}

/// The file that a command in `file` names: beside it, or else where the command is run. One that lies outside of both
/// folders or is hidden is not opened: a script from somebody else must not have other files shown in a log.
pub(super) fn resolve(file: &Path, name: &str) -> Option<PathBuf> {
    let folders = [file.parent().unwrap_or(Path::new("")), Path::new("")];
    let found = folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file())?;
    let real = found.canonicalize().ok()?;
    let is_open = |folder: &&Path| {
        let folder = Path::new(".").join(folder).canonicalize().ok();
        let below = folder.and_then(|folder| Some(real.strip_prefix(folder).ok()?.to_owned()));
        below.is_some_and(|below| !below.iter().any(|part| part.to_string_lossy().starts_with('.')))
    };
    folders.iter().any(is_open).then(|| found.components().filter(|part| *part != Component::CurDir).collect())
}
