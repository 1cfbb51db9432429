//! Your own loop over any HTTP client: classify a response of the `http` crate, wait, call again.
//! Neither a runtime nor a particular client is needed; `ask` represents yours.
//!
//! ```text
//! cargo run --example retry_http --features http
//! ```
#![allow(clippy::print_stdout, reason = "an example prints")]

#[path = "support/server.rs"]
mod server;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Instant, SystemTime};

use http::Response;
use payloadlint::retry::{AsFailure, Attempts, NoBudget, Policy, SplitMix64, Step, classify};
use server::{MESSAGE, OVERLOADED, RATE_LIMITED, Reply, Server};

fn main() {
    let server = Server::start(&[
        Reply::Response(529, "", OVERLOADED),
        Reply::Response(429, "retry-after: 1\r\n", RATE_LIMITED),
        Reply::Response(200, "", MESSAGE),
    ]);
    let policy = Policy::interactive();
    let start = Instant::now();
    let (mut attempts, mut random) = (Attempts::default(), SplitMix64::new(u64::from(std::process::id())));
    let response = loop {
        let response = ask(&server.url);
        let verdict = classify(&response.as_failure().received(SystemTime::now()));
        if response.status().is_success() {
            break response;
        }
        match policy.on_failure(&mut attempts, verdict, start.elapsed(), &mut random, &NoBudget) {
            Step::Wait(wait) => {
                println!("{} → {verdict}: waiting {wait:.1?}", response.status().as_u16());
                std::thread::sleep(wait);
            }
            Step::GiveUp(end) => {
                println!("{end}");
                return;
            }
        }
    };
    println!("{}", String::from_utf8_lossy(response.body()));
}

/// A client of a few lines, good enough for the server of this example.
fn ask(url: &str) -> Response<Vec<u8>> {
    let host = url.trim_start_matches("http://").split('/').next().expect("a url has a host");
    let mut connection = TcpStream::connect(host).expect("the server listens");
    write!(connection, "POST /v1/messages HTTP/1.1\r\nhost: {host}\r\ncontent-length: 2\r\n\r\n{{}}")
        .expect("it reads");
    let mut bytes = Vec::new();
    connection.read_to_end(&mut bytes).expect("the server responds");
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status");
    let mut response = Response::builder().status(status);
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        response = response.header(name, value);
    }
    response.body(body.as_bytes().to_vec()).expect("a valid head")
}
