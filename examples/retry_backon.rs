//! backon's loop with our classifier, waits and reasons.
//!
//! ```text
//! cargo run --example retry_backon --features reqwest,backon
//! ```
#![allow(clippy::print_stdout, reason = "an example prints")]

#[path = "support/server.rs"]
mod server;

use backon::Retryable;
use payloadlint::retry::{Policy, backon::Session, reqwest::fetch};
use server::{INVALID, MESSAGE, RATE_LIMITED, Reply, Server};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let policy = Policy::default();
    for last in [Reply::Response(200, "", MESSAGE), Reply::Response(400, "", INVALID)] {
        let server = Server::start(&[Reply::Response(429, "retry-after-ms: 300\r\n", RATE_LIMITED), last]);
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let request = client.post(&server.url).body("{}");
        let session = Session::new(&policy);
        let outcome = (|| fetch(&request))
            .retry(session.backoff())
            .sleep(tokio::time::sleep)
            .notify(|error, wait| println!("{error}: waiting {wait:.1?}"))
            .adjust(session.adjust())
            .await
            .map_err(|error| session.explain(error));
        match outcome {
            Ok(response) => println!("{} after {} calls", response.status(), server.calls()),
            Err(error) => println!("{error}"),
        }
    }
}
