//! tower: a layer that lints a request before it is sent, and sends it again if that can help.
//!
//! ```text
//! cargo run --example retry_tower --features reqwest,tower
//! ```
#![allow(clippy::print_stdout, reason = "an example prints")]

#[path = "support/server.rs"]
mod server;

use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use payloadlint::Linter;
use payloadlint::retry::tower::{LintLayer, RetryPolicy};
use payloadlint::retry::{GiveUp, Policy, RatioBudget};
use server::{MESSAGE, OVERLOADED, Reply, Server};
use tower::{Layer, Service, ServiceExt, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let server = Server::start(&[
        Reply::Response(529, "", OVERLOADED),
        Reply::Reset,
        Reply::Response(200, "", MESSAGE),
        Reply::Response(529, "", OVERLOADED),
    ]);
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let send = service_fn(move |request: Request<Vec<u8>>| send(client.clone(), request));

    let policy = Policy { base: Duration::from_millis(100), ..Policy::default() };
    let policy = RetryPolicy::new(policy).budget(Arc::new(RatioBudget::default()));
    let linter = Linter::default();
    let lint = move |request: &Request<Vec<u8>>| match linter.lint_http(request) {
        report if report.is_ok() => Ok(()),
        report => Err(Box::new(report)),
    };
    let mut service = LintLayer::new(lint, policy).layer(send);

    let hello = r#"{"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}"#;
    for body in [r#"{"model": "claude-opus-5-5", "messages": []}"#, hello, hello] {
        let request = Request::post(&server.url).body(body.as_bytes().to_vec()).expect("a valid request");
        match service.ready().await.expect("always ready").call(request).await {
            Ok(response) => match response.extensions().get::<GiveUp>() {
                Some(give_up) => println!("{body}: {} and {give_up}", response.status().as_u16()),
                None => println!("{body}: {} after {} calls", response.status(), server.calls()),
            },
            Err(error) => println!("{body}: {error}"),
        }
    }
}

/// The layer works on bodies in memory; this is the way there and back.
async fn send(client: reqwest::Client, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, reqwest::Error> {
    let response = client.execute(request.try_into()?).await?;
    let (status, headers) = (response.status(), response.headers().clone());
    let mut response = Response::new(response.bytes().await?.into());
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}
