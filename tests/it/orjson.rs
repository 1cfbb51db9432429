//! The predicted message for invalid JSON is that of orjson, the API's parser. `tools/orjson_messages.py` records what it says
//! about damaged bodies; a few hundred of them are in `fixtures/orjson/`, and `.ci/run` records thousands more.

use std::fs;
use std::path::{Path, PathBuf};

use payloadlint::internals::json::{Document, Reason, SyntaxFault};
use payloadlint::internals::knowledge::Knowledge;
use payloadlint::{Linter, Request, Target};
use serde::Deserialize;

use crate::common::root;

#[derive(Deserialize)]
struct Vector {
    /// Texts, each with the number of its repetitions.
    #[serde(default)]
    body: Vec<(String, usize)>,
    /// A body that is not UTF-8.
    hex: Option<String>,
    /// What orjson says; `None` if it accepts the body.
    message: Option<String>,
}

impl Vector {
    fn bytes(&self) -> Vec<u8> {
        let digits = self.hex.as_deref().unwrap_or_default();
        let bytes = (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap());
        let text: String = self.body.iter().map(|(text, times)| text.repeat(*times)).collect();
        bytes.chain(text.into_bytes()).collect()
    }
}

/// The vectors in a file; its first line says which version of orjson wrote it.
fn vectors(path: &Path) -> Vec<Vector> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The committed file, and the one that `PAYLOADLINT_ORJSON` names.
fn files() -> Vec<PathBuf> {
    let recorded = std::env::var_os("PAYLOADLINT_ORJSON").map(PathBuf::from);
    let recorded = recorded.map(|path| root().join(path));
    [root().join("fixtures/orjson/3.11.9.jsonl")].into_iter().chain(recorded).collect()
}

/// The parser's message as we predict it.
fn predicted(document: &Document<'_>) -> Option<String> {
    let rejection = document.rejection()?;
    let message = &Knowledge::shipped().json_errors().find(rejection.reason.name()).unwrap().message;
    let [line, column, character] = rejection.position;
    Some(format!("{message}: line {line} column {column} (char {character})"))
}

#[test]
fn the_message_is_that_of_orjson() {
    for file in files() {
        let mut wrong = Vec::new();
        let vectors = vectors(&file);
        for vector in &vectors {
            let bytes = vector.bytes();
            let predicted = predicted(&Document::parse(&bytes));
            if predicted != vector.message {
                let start = String::from_utf8_lossy(&bytes[..bytes.len().min(400)]).into_owned();
                wrong.push(format!("{start:?}\n  orjson: {:?}\n  we:     {predicted:?}", vector.message));
            }
        }
        assert!(
            wrong.is_empty(),
            "{} of {} in {}:\n{}",
            wrong.len(),
            vectors.len(),
            file.display(),
            wrong[..wrong.len().min(20)].join("\n")
        );
        assert!(vectors.iter().filter(|vector| vector.message.is_some()).count() >= 300, "too few vectors");
    }
}

/// The linter reports every body that orjson refuses and no other, one of its findings has the message, and the prediction
/// is that message.
#[test]
fn one_finding_has_the_message() {
    let linter = Linter::builder().target(Target::Anthropic).build().unwrap();
    let mut wrong = Vec::new();
    for vector in files().iter().flat_map(|file| vectors(file)) {
        let bytes = vector.bytes();
        let report = linter.lint(&Request::new(&bytes));
        let expected = vector.message.as_ref().map(|message| format!("The request body is not valid JSON: {message}"));
        let is_about_json = |message: &&str| message.starts_with("The request body is not valid JSON: ");
        let responses = report.findings.iter().filter_map(|finding| finding.response.as_ref());
        let messages: Vec<_> =
            responses.filter_map(|response| response.message.as_deref()).filter(is_about_json).collect();
        let prediction = report.predicted.first().and_then(|prediction| prediction.response.message.as_deref());
        // Whether the API sees a byte-order mark is not known: that is a warning, and predicts nothing.
        let is_certain = !bytes.starts_with(&[0xEF, 0xBB, 0xBF]);
        let is_right = messages == expected.iter().collect::<Vec<_>>()
            && (!is_certain || prediction.filter(is_about_json) == expected.as_deref());
        if !is_right {
            let start = String::from_utf8_lossy(&bytes[..bytes.len().min(400)]).into_owned();
            wrong.push(format!("{start:?}\n  orjson: {expected:?}\n  we:     {messages:?}, predicted {prediction:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

/// Our parser finds an error exactly where orjson does.
#[test]
fn what_orjson_refuses_has_an_error() {
    for vector in files().iter().flat_map(|file| vectors(file)) {
        let bytes = vector.bytes();
        let document = Document::parse(&bytes);
        let errors = document.errors().iter().filter(|error| error.fault != SyntaxFault::TooDeep).count();
        let has_error = errors + document.lone_surrogates().len() > 0;
        assert_eq!(has_error, vector.message.is_some(), "{}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn every_reason_has_a_message() {
    let table = Knowledge::shipped().json_errors();
    assert_eq!(table.iter().map(|row| &*row.name).collect::<Vec<_>>(), Reason::ALL.map(Reason::name));
}
