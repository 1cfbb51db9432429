//! Adapter for the `reqwest` crate: classifies its errors and makes calls.

use std::error::Error;
use std::fmt;
use std::io;

use ::http::{HeaderMap, Response, StatusCode};
use ::reqwest::RequestBuilder;

use crate::retry::{AsFailure, Failure, StreamWatch, TransportKind};

/// The most bytes read of an error body.
const ERROR_BODY_LIMIT: usize = 64 * 1024;

/// The kind of failure of a `reqwest` error.
pub fn transport_kind(error: &::reqwest::Error) -> TransportKind {
    if error.is_builder() {
        return TransportKind::InvalidUrl;
    }
    if error.is_redirect() {
        return TransportKind::Redirect;
    }
    if error.is_timeout() {
        return if error.is_connect() { TransportKind::ConnectTimeout } else { TransportKind::ReadTimeout };
    }
    let mut causes = std::iter::successors(error.source(), |&cause| cause.source());
    if error.is_connect() {
        return causes.find_map(connect_cause).unwrap_or(TransportKind::ConnectRefused);
    }
    // A body that broke off is reported as a decoding error, so the causes are examined first.
    let unknown = if error.is_decode() { TransportKind::Decode } else { TransportKind::Reset };
    causes.find_map(cause).unwrap_or(unknown)
}

/// Why no connection was made. Resolver and TLS errors have no types here, so their texts are used.
fn connect_cause(cause: &(dyn Error + 'static)) -> Option<TransportKind> {
    if let Some(error) = cause.downcast_ref::<io::Error>() {
        match error.kind() {
            io::ErrorKind::ConnectionRefused => return Some(TransportKind::ConnectRefused),
            io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => {
                return Some(TransportKind::ConnectReset);
            }
            io::ErrorKind::TimedOut => return Some(TransportKind::ConnectTimeout),
            io::ErrorKind::UnexpectedEof => return Some(TransportKind::TlsHandshake),
            _ => {}
        }
    }
    let text = cause.to_string().to_ascii_lowercase();
    let says = |parts: &[&str]| parts.iter().any(|part| text.contains(part));
    if says(&["proxy auth", "proxy-auth"]) {
        Some(TransportKind::ProxyAuth)
    } else if says(&["certificate"]) {
        Some(TransportKind::TlsCertificate)
    } else if says(&["not known", "no such host", "no address associated", "nodename nor servname"]) {
        Some(TransportKind::DnsNotFound)
    } else if says(&["name resolution", "lookup address"]) {
        Some(TransportKind::DnsTemporary)
    } else if says(&["handshake"]) {
        Some(TransportKind::TlsHandshake)
    } else {
        None
    }
}

/// Why an established connection failed.
fn cause(cause: &(dyn Error + 'static)) -> Option<TransportKind> {
    if let Some(error) = cause.downcast_ref::<hyper::Error>() {
        if error.is_incomplete_message() {
            return Some(TransportKind::IncompleteMessage);
        }
        if error.is_timeout() {
            return Some(TransportKind::ReadTimeout);
        }
        if error.is_parse() {
            return Some(TransportKind::Decode);
        }
    }
    if let Some(error) = cause.downcast_ref::<io::Error>() {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => return Some(TransportKind::IncompleteMessage),
            io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
                return Some(TransportKind::Reset);
            }
            io::ErrorKind::TimedOut => return Some(TransportKind::ReadTimeout),
            _ => {}
        }
    }
    // h2 is not a dependency; this text has been the same since 2017.
    cause.to_string().contains("refused stream before processing").then_some(TransportKind::RefusedStream)
}

impl AsFailure for ::reqwest::Error {
    fn as_failure(&self) -> Failure<'_> {
        Failure::transport(transport_kind(self))
    }
}

/// Why a call failed. Neither `Display` nor `Debug` shows a body, a header or a URL.
pub enum CallError {
    /// A response with an error status. At most 64 KiB of its body are kept.
    Status(Box<Response<Vec<u8>>>),
    /// No response, or one that broke off.
    Transport {
        /// The `reqwest` error, without the URL.
        error: ::reqwest::Error,
        /// Part of the response was already forwarded.
        committed: bool,
    },
    /// A stream that had an error event, or ended early.
    Stream {
        /// The state of the stream.
        watch: Box<StreamWatch>,
        /// Part of the response was already forwarded.
        committed: bool,
    },
    /// The body is a stream, which cannot be sent twice; nothing was sent.
    NotReplayable,
}

impl CallError {
    fn transport(error: ::reqwest::Error, committed: bool) -> CallError {
        CallError::Transport { error: error.without_url(), committed }
    }
}

impl AsFailure for CallError {
    fn as_failure(&self) -> Failure<'_> {
        match self {
            CallError::Status(response) => response.as_failure(),
            CallError::Transport { error, committed } => error.as_failure().committed(*committed),
            CallError::Stream { watch, committed } => {
                let failure = watch.failure().unwrap_or(Failure::transport(TransportKind::StreamEof));
                failure.committed(*committed)
            }
            CallError::NotReplayable => Failure::transport(TransportKind::BodyNotReplayable),
        }
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CallError::Status(response) => write!(f, "the API returned status {}", response.status()),
            CallError::Transport { .. } => f.write_str("the connection failed"),
            CallError::Stream { watch, .. } if watch.failed() => f.write_str("the stream brought an error"),
            CallError::Stream { .. } => f.write_str("the stream ended early"),
            CallError::NotReplayable => f.write_str("the body of the request cannot be sent twice"),
        }
    }
}

impl fmt::Debug for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CallError::Status(response) => f.debug_tuple("Status").field(&response.status()).finish(),
            CallError::Transport { error, committed } => {
                let kind = transport_kind(error);
                f.debug_struct("Transport").field("kind", &kind).field("committed", committed).finish()
            }
            CallError::Stream { watch, committed } => {
                f.debug_struct("Stream").field("failed", &watch.failed()).field("committed", committed).finish()
            }
            CallError::NotReplayable => f.write_str("NotReplayable"),
        }
    }
}

impl Error for CallError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            CallError::Transport { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// Sends a copy of `request` once and reads the whole response.
///
/// # Errors
///
/// Anything but a complete response with a 2xx status.
pub async fn fetch(request: &RequestBuilder) -> Result<Response<Vec<u8>>, CallError> {
    let response = send(request).await?;
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.bytes().await.map_err(|error| CallError::transport(error, false))?;
    Ok(to_response(status, headers, body.into()))
}

/// Sends a copy of `request` once and reads the event stream up to its first content. Until then nothing
/// is forwarded, so that after an error the request can be sent again.
///
/// # Errors
///
/// A status other than 2xx, an error event before any content, or a stream that ends before it.
pub async fn open_stream(request: &RequestBuilder) -> Result<EventStream, CallError> {
    let mut response = send(request).await?;
    let mut watch = StreamWatch::new();
    let mut held = Vec::new();
    while !watch.committed() && !watch.failed() {
        match response.chunk().await.map_err(|error| CallError::transport(error, false))? {
            Some(chunk) => {
                watch.push(&chunk);
                held.extend_from_slice(&chunk);
            }
            None => break,
        }
    }
    if watch.failed() || !watch.committed() {
        return Err(CallError::Stream { watch: Box::new(watch), committed: false });
    }
    Ok(EventStream { response, watch, held: Some(held) })
}

/// A streamed response that has content. A call must not be repeated after its errors.
pub struct EventStream {
    response: ::reqwest::Response,
    watch: StreamWatch,
    /// Bytes that were read before the stream was returned.
    held: Option<Vec<u8>>,
}

impl EventStream {
    /// The headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The next bytes of the stream; `None` at its regular end.
    ///
    /// # Errors
    ///
    /// An error event, whose bytes are returned first; a broken connection; or an end without
    /// `message_stop`.
    pub async fn chunk(&mut self) -> Result<Option<Vec<u8>>, CallError> {
        if let Some(held) = self.held.take() {
            return Ok(Some(held));
        }
        if self.watch.failed() {
            return Err(self.broken());
        }
        match self.response.chunk().await.map_err(|error| CallError::transport(error, true))? {
            Some(chunk) => {
                self.watch.push(&chunk);
                Ok(Some(chunk.into()))
            }
            None if self.watch.finished() => Ok(None),
            None => Err(self.broken()),
        }
    }

    fn broken(&self) -> CallError {
        CallError::Stream { watch: Box::new(self.watch.clone()), committed: true }
    }
}

impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").field("watch", &self.watch).finish_non_exhaustive()
    }
}

async fn send(request: &RequestBuilder) -> Result<::reqwest::Response, CallError> {
    let copy = request.try_clone().ok_or(CallError::NotReplayable)?;
    let mut response = copy.send().await.map_err(|error| CallError::transport(error, false))?;
    if response.status().is_success() {
        return Ok(response);
    }
    let mut body = Vec::new();
    // The status is known, so the rest of a body that breaks off is not needed.
    while let Ok(Some(chunk)) = response.chunk().await {
        let room = ERROR_BODY_LIMIT.saturating_sub(body.len());
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() >= room {
            break;
        }
    }
    Err(CallError::Status(Box::new(to_response(response.status(), response.headers().clone(), body))))
}

fn to_response(status: StatusCode, headers: HeaderMap, body: Vec<u8>) -> Response<Vec<u8>> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
