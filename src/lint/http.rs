//! Requests of the `http` crate.

use std::borrow::Cow;

use crate::envelope::Header;

use super::{Linter, Report, Request};

impl Linter {
    /// Checks a request of the `http` crate whose body is in memory. Its headers are taken to be partial: a client
    /// adds some of its own, credentials among them, when it sends.
    ///
    /// ```
    /// let request = http::Request::post("https://api.anthropic.com/v1/messages")
    ///     .header("anthropic-version", "2023-06-01")
    ///     .body(br#"{"model": "claude-opus-5-5", "max_tokens": 64, "messages": []}"#.to_vec())?;
    /// assert!(!payloadlint::Linter::default().lint_http(&request).is_ok());
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn lint_http<B: AsRef<[u8]>>(&self, request: &http::Request<B>) -> Report {
        let headers = request.headers().iter().map(|(name, value)| Header {
            name: Cow::Borrowed(name.as_str()),
            value: String::from_utf8_lossy(value.as_bytes()),
            span: None,
        });
        let headers = crate::envelope::Headers::partial(headers.collect());
        let url = request.uri().to_string();
        self.lint(&Request::new(request.body()).url(url).with_headers(headers))
    }
}
