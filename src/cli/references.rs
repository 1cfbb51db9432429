//! Bodies in files of their own, which a command names: `curl -d @body.json`.

use std::path::{Component, Path, PathBuf};

use payloadlint::envelope::{self, BodyFile, Kind};
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
    let files = contents.into_iter().flat_map(|contents| contents.unread).filter_map(|unread| unread.file);
    files.filter_map(|file| Some((resolve(path, &file.name)?, file))).collect()
}

/// The file that a command in `file` names: beside it, or else where the command is run.
pub(super) fn resolve(file: &Path, name: &str) -> Option<PathBuf> {
    let beside = file.parent().unwrap_or(Path::new("")).join(name);
    let found = [beside, PathBuf::from(name)].into_iter().find(|path| path.is_file())?;
    Some(found.components().filter(|part| *part != Component::CurDir).collect())
}
