//! What the fuzz targets check, on some of the fixtures and their mutations: so that the checks compile and hold for their seeds
//! where cargo-fuzz is not installed.

use std::fs;

use crate::common::Fixture;

#[allow(unreachable_pub, reason = "the library of another package")]
#[path = "../../fuzz/src/lib.rs"]
mod targets;

use targets::{fixes, formats, mutate, parser, readers, report, retry};

/// How often a fixture is mutated. With `PAYLOADLINT_MUTATIONS=N`, every small fixture is, else one in eight.
fn mutations() -> Option<u32> {
    std::env::var("PAYLOADLINT_MUTATIONS").ok().and_then(|count| count.parse().ok())
}

/// The name of the file, and its content.
fn seeds() -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    let is_small = |fixture: &&Fixture| fs::metadata(&fixture.path).is_ok_and(|file| file.len() < 8 * 1024);
    let name = |fixture: &'static Fixture| fixture.name.rsplit('/').next().unwrap_or_default();
    let all = Fixture::all().iter().filter(is_small).step_by(if mutations().is_some() { 1 } else { 8 });
    all.map(move |fixture| (name(fixture), fs::read(&fixture.path).unwrap()))
}

fn below(first_line: &str, text: &[u8]) -> Vec<u8> {
    [first_line.as_bytes(), b"\n", text].concat()
}

#[test]
fn bodies_and_their_mutations() {
    for (number, (_, seed)) in seeds().filter(|(name, _)| name.ends_with(".json")).enumerate() {
        parser::check(&seed);
        report::validate(&seed);
        fixes::check(&seed);
        let mut text = seed;
        for round in 0..mutations().unwrap_or(1) {
            text = mutate::mutate(&text, round * 100_003 + u32::try_from(number).unwrap()).unwrap_or(text);
            parser::check(&text);
            report::validate(&text);
            fixes::check(&text);
        }
    }
}

#[test]
fn files_of_every_kind() {
    for (name, seed) in seeds() {
        formats::check(&below(name, &seed));
        if !name.ends_with(".json") {
            payloadlint::InputKind::ALL.iter().for_each(|kind| readers::check_any(&below(kind.as_str(), &seed)));
            readers::check_code(&seed);
        }
    }
}

#[test]
fn responses_and_streams() {
    for (first_line, rest) in [
        ("429", "retry-after: 5\n\n{}"),
        ("529 creates", "\n{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}"),
        ("429 1700000000", "retry-after: Tue, 24 Nov 2026 00:00:00 GMT\n\n"),
        ("500 committed", "x-should-retry: true\nretry-after-ms: 1e99\n\n"),
        ("600 18446744073709551615", "retry-after: 99999999999999999999\n\n{"),
    ] {
        retry::check_response(&below(first_line, rest.as_bytes()));
    }
    retry::check_stream(b"\x03event: message_start\ndata: {}\n\nevent: error\ndata: {\"type\":\"error\"}\n\n");
    retry::check_stream(b"\x01event: content_block_delta\r\ndata: {}\r\n\r\nevent: message_stop\r\n\r\n");
}
