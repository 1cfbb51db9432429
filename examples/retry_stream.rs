//! A streamed response: an error before the first content leads to a retry, one after it is reported.
//!
//! ```text
//! cargo run --example retry_stream --features reqwest,tokio
//! ```
#![allow(clippy::print_stdout, reason = "an example prints")]

#[path = "support/server.rs"]
mod server;

use payloadlint::retry::{AsFailure, NoBudget, Policy, classify, reqwest::open_stream, run};
use server::{CONTENT, ERROR, Reply, START, STOP, Server};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    for script in [
        [Reply::Stream(&[START, ERROR]), Reply::Stream(&[START, CONTENT, CONTENT, STOP])],
        [Reply::Stream(&[START, ERROR]), Reply::Stream(&[START, CONTENT, ERROR])],
    ] {
        let server = Server::start(&script);
        let request = client.post(&server.url).body("{}");
        let mut stream = match run(&Policy::default(), &NoBudget, || open_stream(&request)).await {
            Ok(stream) => stream,
            Err(error) => return println!("{error}"),
        };
        loop {
            match stream.chunk().await {
                Ok(Some(chunk)) => println!("{} bytes of events", chunk.len()),
                Ok(None) => break println!("complete, after {} calls", server.calls()),
                Err(error) => {
                    let verdict = classify(&error.as_failure());
                    break println!("{error}: {verdict}. {}", verdict.advice());
                }
            }
        }
    }
}
