//! The threads that lint files.

use std::num::NonZero;
use std::sync::OnceLock;
use std::thread::available_parallelism;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::Failure;
use super::guard::STACK_BYTES;
use crate::mask::{Shown, shown};

/// How many threads are started at most, whatever `RAYON_NUM_THREADS` says.
const MAX_THREADS: usize = 256;

/// The threads, which are started by the first call.
pub(super) fn pool() -> Result<&'static ThreadPool, Failure> {
    static POOL: OnceLock<Result<ThreadPool, Shown>> = OnceLock::new();
    let start = || {
        let threads = number();
        let pool = ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK_BYTES).build();
        pool.map_err(|error| shown!("cannot start {threads} threads: {}", Shown::masked(error.to_string()), threads))
    };
    let hint = "set RAYON_NUM_THREADS to a smaller number";
    POOL.get_or_init(start).as_ref().map_err(|message| Failure::new(message.clone()).hint(hint))
}

/// `RAYON_NUM_THREADS`, or the number of cores where that is not set, not a number, or 0.
fn number() -> usize {
    let wanted = std::env::var("RAYON_NUM_THREADS").ok().and_then(|number| number.trim().parse().ok());
    let number: Option<NonZero<usize>> = wanted.or_else(|| available_parallelism().ok());
    number.map_or(1, NonZero::get).min(MAX_THREADS)
}
