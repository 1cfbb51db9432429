//! Bodies in files that a command names: `curl -d @body.json`.

use std::path::{Component, Path, PathBuf};

use crate::envelope::{self, BodyFile};
use crate::{FileOptions, Linter};
use rayon::prelude::*;

use super::guard::guarded;
use super::input::{self, Input};
use super::{Failure, threads};

/// A larger file with commands is not searched for the names of bodies.
const MAX_BYTES: u64 = 16 << 20;

/// The existing files that commands in these inputs name as bodies, in order. The files with commands are read again when they
/// are linted: the requests of a body must be known before that, wherever its own file is in the order.
pub(super) fn find(inputs: &[Input], linter: &Linter) -> Result<Vec<(PathBuf, BodyFile)>, Failure> {
    // A bug in here is reported when the file is linted.
    let named_in = |input: &Input| guarded(&input.name, || named_in(input, linter)).unwrap_or_default();
    Ok(match inputs {
        [input] => named_in(input),
        _ => threads::pool()?.install(|| inputs.par_iter().flat_map_iter(named_in).collect()),
    })
}

fn named_in(input: &Input, linter: &Linter) -> Vec<(PathBuf, BodyFile)> {
    let is_wanted = envelope::may_name_files(&input.name) && input.size <= MAX_BYTES;
    let Some(path) = input.path_to_reread().filter(|_| is_wanted) else { return Vec::new() };
    let options = linter.read_options(FileOptions { named: input.named });
    // A file that cannot be read is reported when it is linted.
    let Ok(bytes) = input::read_whole(input, options.limits) else { return Vec::new() };
    let Ok(text) = envelope::unpack(&bytes, options.limits) else { return Vec::new() };
    let contents = envelope::read_file(&input.name, &text, options, &mut |_| {});
    let files = contents.into_iter().flat_map(|contents| contents.missing_bodies).filter_map(|body| body.file);
    files.filter_map(|file| Some((resolve(path, &file.name)?, file))).collect()
}

/// The file that a command in `file` names: in the directory of `file`, or else in the working directory. A file
/// outside both directories and a hidden file are not opened: somebody else's script must not cause other files to
/// appear in a log.
pub(super) fn resolve(file: &Path, name: &str) -> Option<PathBuf> {
    let directories = [file.parent().unwrap_or(Path::new("")), Path::new("")];
    let found = directories.iter().map(|directory| directory.join(name)).find(|path| path.is_file())?;
    let real = found.canonicalize().ok()?;
    let contains = |directory: &&Path| {
        let directory = Path::new(".").join(directory).canonicalize().ok();
        let inside = directory.and_then(|directory| Some(real.strip_prefix(directory).ok()?.to_owned()));
        inside.is_some_and(|inside| !inside.iter().any(|part| part.to_string_lossy().starts_with('.')))
    };
    directories.iter().any(contains).then(|| found.components().filter(|part| *part != Component::CurDir).collect())
}
