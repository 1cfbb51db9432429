//! Where a bug stops: one file cannot take the reports of the others with it.

use std::io;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::process::ExitCode;
use std::thread;

use super::Failure;
use crate::mask::{Page, Shown, put, shown};

/// The stack of every thread that reads or lints a file. All recursion over input has a limit that fits into a quarter of it.
pub(super) const STACK_BYTES: usize = 8 << 20;

/// Does the work for one file. A panic is a failure of that file only.
pub(super) fn guarded<T>(name: &str, work: impl FnOnce() -> T) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|_| Failure::new(shown!("{}: could not be linted because of an internal error", Shown::masked(name))))
}

/// Runs the command on a thread whose stack does not depend on the environment. A panic means status 2.
pub(super) fn on_sized_stack(run: fn() -> ExitCode) -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        let _ = print_panic(panic, &mut Page::new(&mut io::stderr()));
    }));
    match thread::Builder::new().stack_size(STACK_BYTES).spawn(run) {
        Ok(thread) => thread.join().unwrap_or(ExitCode::from(2)),
        Err(_) => catch_unwind(run).unwrap_or(ExitCode::from(2)),
    }
}

/// Prints where a panic happened. Its message is not printed: it can quote the input.
fn print_panic(panic: &PanicHookInfo<'_>, out: &mut Page<'_>) -> io::Result<()> {
    let place = panic.location().map(|place| shown!(" at {}", Shown::masked(place.to_string()))).unwrap_or_default();
    let issues = concat!(env!("CARGO_PKG_REPOSITORY"), "/issues");
    put!(out, "payloadlint: internal error{place}; this is a bug, please report it at {issues}\n", place, issues)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_failure_of_one_file() {
        let lint = |name: &str| match name {
            "b.json" => panic!("payload text"),
            name => name.len(),
        };
        let results: Vec<Result<usize, Failure>> =
            ["a.json", "b.json", "c.json"].iter().map(|name| guarded(name, || lint(name))).collect();
        assert_eq!((results[0].as_ref().unwrap(), results[2].as_ref().unwrap()), (&6, &6));
        let failure = results[1].as_ref().unwrap_err().to_string();
        assert_eq!(failure, "b.json: could not be linted because of an internal error");
    }
}
