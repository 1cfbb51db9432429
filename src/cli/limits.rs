//! The limits of what is read and reported, as arguments.

use crate::Limits;
use crate::limits::Size;

/// How much is read and reported. What is beyond a limit is an error about the file, or is counted.
#[derive(clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Limits")]
pub(super) struct Args {
    /// Largest file to read, such as 64MB, and longest line of a file with one value per line [default: 512MB].
    #[arg(long, value_name = "SIZE")]
    max_file_size: Option<Size>,
    /// Largest text of a compressed file [default: 256MB].
    #[arg(long, value_name = "SIZE")]
    max_unpacked_size: Option<Size>,
    /// Most lines of a file that is read as a whole [default: 10000000].
    #[arg(long, value_name = "N")]
    max_lines: Option<usize>,
    /// Most requests to check per file [default: 1000000].
    #[arg(long, value_name = "N")]
    max_requests: Option<usize>,
    /// Most findings to keep per file, and most predicted responses; the rest is counted [default: 10000]. Of each rule and
    /// message, the first three are always kept.
    #[arg(long, value_name = "N")]
    max_findings: Option<usize>,
    /// Most unknown fields of one object to report one by one; the rest is counted [default: 100].
    #[arg(long, value_name = "N")]
    max_unknown_fields: Option<usize>,
}

impl Args {
    /// The limits. To show all findings is to keep all that no argument limits.
    pub(super) fn limits(&self, show_all: bool) -> Limits {
        let all = show_all.then_some(usize::MAX);
        Limits {
            file_size: self.max_file_size.map(|size| size.0),
            unpacked_size: self.max_unpacked_size.map(|size| size.0),
            lines: self.max_lines,
            requests: self.max_requests,
            findings: self.max_findings.or(all),
            unknown_fields: self.max_unknown_fields.or(all),
        }
    }
}
