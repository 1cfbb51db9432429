//! reqwest and tokio: twenty tasks share one budget, and a person may cancel.
//!
//! ```text
//! cargo run --example retry_tokio --features reqwest,tokio
//! ```
#![allow(clippy::print_stdout, reason = "an example prints")]

#[path = "support/server.rs"]
mod server;

use std::sync::Arc;
use std::time::Duration;

use payloadlint::retry::{Policy, RatioBudget, Runner, Stopped, reqwest::fetch, run};
use server::{MESSAGE, OVERLOADED, RATE_LIMITED, Reply, Server};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");

    // Ten of the twenty calls fail at first; the budget pays for all of their retries.
    let mut script = vec![Reply::Response(429, "retry-after-ms: 200\r\n", RATE_LIMITED); 10];
    script.push(Reply::Response(200, "", MESSAGE));
    let server = Server::start(&script);
    let budget = Arc::new(RatioBudget::default());
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let (request, budget) = (client.post(&server.url).body("{}"), Arc::clone(&budget));
            tokio::spawn(async move { run(&Policy::default(), &budget, || fetch(&request)).await })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        match task.await.expect("no task panics") {
            Ok(_) => done += 1,
            Err(error) => println!("{error}"),
        }
    }
    println!("{done} of 20 done with {} calls; {} thousandths of a token left", server.calls(), budget.balance());

    // A server that is always overloaded, and a person who waits two seconds.
    let busy = Server::start(&[Reply::Response(529, "", OVERLOADED)]);
    let request = client.post(&busy.url).body("{}");
    let time_limit = tokio::time::sleep(Duration::from_secs(2));
    match Runner::new(&Policy::patient()).run_until(time_limit, || fetch(&request)).await {
        Ok(_) => println!("done"),
        Err(Stopped::GaveUp(error)) => println!("{error}"),
        Err(Stopped::Cancelled { last_error }) => {
            println!("cancelled after {} calls; last error: {last_error:?}", busy.calls());
        }
    }
}
