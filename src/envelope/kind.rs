//! The kinds of files that contain requests.

use crate::mask::shown;
use std::fmt;
use std::str::FromStr;

use crate::error::{Error, ErrorKind};
use crate::join::join_or;

/// What kind of file contains the requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The body of one request.
    Body,
    /// A Message Batch, `{"requests": […]}`, or one item of a batch.
    Batch,
    /// An HTTP exchange `{"method"?, "url"?, "headers"|"request_headers"?, "body"}`, or an array of exchanges or
    /// bodies.
    Exchange,
    /// One body, batch item or exchange per line.
    Jsonl,
    /// A cassette in YAML or JSON: vcrpy, betamax, Ruby VCR, go-vcr, PHP-VCR, ExVCR.
    Vcr,
    /// An HTTP archive (HAR 1.2), including recordings of Polly.js.
    Har,
    /// A recording of nock.
    Nock,
    /// One or more WireMock mappings.
    Wiremock,
    /// A Pact contract.
    Pact,
    /// A recording of httpmock.
    Httpmock,
    /// A recording of httprr.
    Httprr,
    /// A shell script, or any text that contains `curl` commands.
    Shell,
    /// A Markdown page whose code fences contain `curl` commands or bodies.
    Markdown,
    /// A reStructuredText page.
    Rst,
    /// An AsciiDoc page.
    Asciidoc,
    /// An `.http` or `.rest` file.
    Http,
    /// Python source code that calls the API.
    Python,
    /// TypeScript or JavaScript source code that calls the API.
    TypeScript,
    /// A Jupyter notebook.
    Notebook,
    /// A file of another program that may contain requests and is not read, such as a Postman collection.
    Other,
}

impl Kind {
    /// Every kind of file that is read.
    pub const ALL: &[Kind] = &[
        Kind::Body,
        Kind::Batch,
        Kind::Exchange,
        Kind::Jsonl,
        Kind::Vcr,
        Kind::Har,
        Kind::Nock,
        Kind::Wiremock,
        Kind::Pact,
        Kind::Httpmock,
        Kind::Httprr,
        Kind::Shell,
        Kind::Markdown,
        Kind::Rst,
        Kind::Asciidoc,
        Kind::Http,
        Kind::Python,
        Kind::TypeScript,
        Kind::Notebook,
    ];

    /// Whether files of this kind are recordings of HTTP traffic.
    pub fn is_recording(self) -> bool {
        matches!(self, Kind::Vcr | Kind::Har | Kind::Nock | Kind::Wiremock | Kind::Pact | Kind::Httpmock | Kind::Httprr)
    }

    /// The name used on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Body => "body",
            Kind::Batch => "batch",
            Kind::Exchange => "exchange",
            Kind::Jsonl => "jsonl",
            Kind::Vcr => "vcr",
            Kind::Har => "har",
            Kind::Nock => "nock",
            Kind::Wiremock => "wiremock",
            Kind::Pact => "pact",
            Kind::Httpmock => "httpmock",
            Kind::Httprr => "httprr",
            Kind::Shell => "shell",
            Kind::Markdown => "markdown",
            Kind::Rst => "rst",
            Kind::Asciidoc => "asciidoc",
            Kind::Http => "http",
            Kind::Python => "python",
            Kind::TypeScript => "typescript",
            Kind::Notebook => "notebook",
            Kind::Other => "other",
        }
    }
}

impl crate::mask::Show for Kind {}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = Error;

    fn from_str(text: &str) -> Result<Kind, Error> {
        Kind::ALL.iter().copied().find(|kind| kind.as_str() == text).ok_or_else(|| {
            let names = join_or(Kind::ALL.iter().map(|kind| kind.as_str()));
            Error::new(ErrorKind::UnknownInputKind, shown!("unknown kind of file; expected {names}", names))
        })
    }
}
