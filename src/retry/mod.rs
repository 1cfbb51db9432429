//! What to do after a failed call: retry, wait first, fix something, or give up.
//!
//! Three parts, none of which reads a clock, draws a random number or needs a runtime:
//!
//! * [`classify`] turns a failure (status, headers and body; an error inside a stream; a broken
//!   connection) into a [`Verdict`].
//! * A [`Policy`] turns a verdict into the next [`Step`]: wait, or give up with a reason.
//! * A [`Budget`], shared by all tasks, keeps retries from making an outage worse.
//!
//! A loop around any client looks like this:
//!
//! ```
//! use std::time::{Duration, Instant};
//! use payloadlint::retry::{Attempts, Budget, Failure, Policy, RatioBudget, SplitMix64, Step, classify};
//!
//! # let mut statuses = [(529, None), (429, Some("0.01")), (200, None)].into_iter();
//! # let mut send = || statuses.next().unwrap();
//! let policy = Policy { base: Duration::from_millis(5), ..Policy::default() };
//! let budget = RatioBudget::default(); // one for each API key and model family
//! let mut random = SplitMix64::new(42); // any source of random numbers
//!
//! let (start, mut attempts) = (Instant::now(), Attempts::default());
//! budget.on_call();
//! loop {
//!     let (status, retry_after) = send();
//!     if status == 200 {
//!         break;
//!     }
//!     let headers: Vec<(&str, &str)> = retry_after.map(|value| ("retry-after", value)).into_iter().collect();
//!     let verdict = classify(&Failure::http(status, &headers, b"the body"));
//!     match policy.on_failure(&mut attempts, verdict, start.elapsed(), &mut random, &budget) {
//!         Step::Wait(wait) => std::thread::sleep(wait),
//!         Step::GiveUp(end) => panic!("{end}"), // why, and the remedy
//!     }
//! }
//! assert_eq!(attempts.failures(), 2);
//! ```
//!
//! With the features `reqwest` and `tokio` it is one call, for any number of concurrent tasks. The error has
//! the reason, the number of attempts, and the last response:
//!
//! ```
//! # #[cfg(all(feature = "reqwest", feature = "tokio"))] {
//! # use std::io::{Read, Write};
//! # let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
//! # let url = format!("http://{}/v1/messages", listener.local_addr().unwrap());
//! # std::thread::spawn(move || {
//! #     for (status, connection) in [529, 200].into_iter().zip(listener.incoming()) {
//! #         let mut connection = connection.unwrap();
//! #         let _ = connection.read(&mut [0; 4096]);
//! #         let _ = write!(connection, "HTTP/1.1 {status} X\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{{}}");
//! #     }
//! # });
//! # let (client, key) = (reqwest::Client::builder().no_proxy().build().unwrap(), "a key");
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! use payloadlint::retry::{self, Policy, RatioBudget};
//!
//! let budget = RatioBudget::default(); // share it, for example as `Arc<RatioBudget>`
//! let request = client
//!     .post(url) // https://api.anthropic.com/v1/messages
//!     .header("x-api-key", key)
//!     .header("anthropic-version", "2023-06-01")
//!     .header("content-type", "application/json")
//!     .body(r#"{"model": "claude-opus-5-5", "max_tokens": 100, "messages": [{"role": "user", "content": "Hi"}]}"#);
//!
//! match retry::run(&Policy::default(), &budget, || retry::reqwest::fetch(&request)).await {
//!     Ok(response) => println!("{}", String::from_utf8_lossy(response.body())),
//!     Err(error) => eprintln!("{error} The last call: {:?}", error.last_error),
//! }
//! # });
//! # }
//! ```
//!
//! For streamed responses use `retry::reqwest::open_stream`, or a [`StreamWatch`] with other clients.
#![doc = include_str!("../../docs/retry.md")]

mod adapters;
mod body;
mod budget;
mod classify;
mod date;
mod headers;
mod hint;
mod policy;
mod stream;

#[cfg(feature = "backon")]
pub use adapters::backon;
#[cfg(feature = "reqwest")]
pub use adapters::reqwest;
#[cfg(feature = "tower")]
pub use adapters::tower;
#[cfg(feature = "tokio")]
pub use adapters::{Runner, Stopped, run};

pub use crate::knowledge::{Decision, TransportKind};
pub use budget::{Budget, NoBudget, RatioBudget};
pub use classify::{
    AsFailure, Classify, Effect, Failure, OnConflict, Overrule, Rules, Signal, Source, TrustShouldRetry, Verdict,
    classify,
};
pub use headers::HeaderView;
pub use hint::{Hint, HintSource};
pub use policy::{Attempts, Draw, GiveUp, Jitter, LongHint, Policy, RetryError, SplitMix64, Step, Why};
pub use stream::StreamWatch;
