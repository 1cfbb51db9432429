//! The `reqwest` crate: its errors in our words, and calls whose errors can be classified.

use std::error::Error;
use std::fmt;
use std::io;

use ::http::{HeaderMap, Response, StatusCode};
use ::reqwest::RequestBuilder;

use crate::retry::{AsFailure, Failure, StreamWatch, TransportKind};

/// An error's body is read so far.
const ERROR_BODY_LIMIT: usize = 64 * 1024;

/// What kind of failure an error of reqwest's is.
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
    // A body that broke off is reported as one that cannot be decoded, so the causes come first.
    let unknown = if error.is_decode() { TransportKind::Decode } else { TransportKind::Reset };
    causes.find_map(cause).unwrap_or(unknown)
}

/// Why no connection was made. Resolver and TLS have no types here, so their texts must do.
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

/// Why a connection that was made failed.
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
    // h2 is no dependency of ours; its text has been the same since 2017.
    cause.to_string().contains("refused stream before processing").then_some(TransportKind::RefusedStream)
}

impl AsFailure for ::reqwest::Error {
    fn as_failure(&self) -> Failure<'_> {
        Failure::transport(transport_kind(self))
    }
}

/// Why a call failed. Neither the text nor the debug form shows a body, a header or a url.
pub enum CallError {
    /// An answer that is no success. Of its body, 64 KiB at most are kept.
    Status(Box<Response<Vec<u8>>>),
    /// No answer, or one that broke off.
    Transport {
        /// What reqwest says, without the url.
        error: ::reqwest::Error,
        /// A part of the answer was handed on before.
        committed: bool,
    },
    /// A stream that had an error event, or ended early.
    Stream {
        /// What was seen of it.
        watch: Box<StreamWatch>,
        /// A part of the answer was handed on before.
        committed: bool,
    },
    /// The body is a stream, which could not be sent again; it was not sent at all.
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
            CallError::Status(answer) => answer.as_failure(),
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
            CallError::Status(answer) => write!(f, "the API answered {}", answer.status()),
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
            CallError::Status(answer) => f.debug_tuple("Status").field(&answer.status()).finish(),
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

/// Sends a copy of `request` once, and reads the whole answer.
///
/// # Errors
///
/// Anything but a complete answer with a status of 2xx.
pub async fn fetch(request: &RequestBuilder) -> Result<Response<Vec<u8>>, CallError> {
    let answer = send(request).await?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = answer.bytes().await.map_err(|error| CallError::transport(error, false))?;
    Ok(response(status, headers, body.into()))
}

/// Sends a copy of `request` once, and reads the event stream up to its first content. Until then
/// nothing is handed on, so that an error can be answered by sending the request again.
///
/// # Errors
///
/// A status other than 2xx, an error event before any content, or a stream that ends before it.
pub async fn open_stream(request: &RequestBuilder) -> Result<EventStream, CallError> {
    let mut answer = send(request).await?;
    let mut watch = StreamWatch::new();
    let mut held = Vec::new();
    while !watch.committed() && !watch.failed() {
        match answer.chunk().await.map_err(|error| CallError::transport(error, false))? {
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
    Ok(EventStream { answer, watch, held: Some(held) })
}

/// A streamed answer of which content has come. Its errors are never to be repeated.
pub struct EventStream {
    answer: ::reqwest::Response,
    watch: StreamWatch,
    /// What was read before it was handed out.
    held: Option<Vec<u8>>,
}

impl EventStream {
    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        self.answer.headers()
    }

    /// The next bytes of the stream, or none at its proper end.
    ///
    /// # Errors
    ///
    /// An error event, which is handed on before as the bytes it came in; a broken connection; or
    /// an end without `message_stop`.
    pub async fn chunk(&mut self) -> Result<Option<Vec<u8>>, CallError> {
        if let Some(held) = self.held.take() {
            return Ok(Some(held));
        }
        if self.watch.failed() {
            return Err(self.broken());
        }
        match self.answer.chunk().await.map_err(|error| CallError::transport(error, true))? {
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
    let mut answer = copy.send().await.map_err(|error| CallError::transport(error, false))?;
    if answer.status().is_success() {
        return Ok(answer);
    }
    let mut body = Vec::new();
    // The status is known; of a body that breaks off, the rest is not needed.
    while let Ok(Some(chunk)) = answer.chunk().await {
        let room = ERROR_BODY_LIMIT.saturating_sub(body.len());
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() >= room {
            break;
        }
    }
    Err(CallError::Status(Box::new(response(answer.status(), answer.headers().clone(), body))))
}

fn response(status: StatusCode, headers: HeaderMap, body: Vec<u8>) -> Response<Vec<u8>> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
