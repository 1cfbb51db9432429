//! Failures of the transport.

use serde::Deserialize;

/// How a call can fail without a response, or with an incomplete one.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransportKind {
    /// The resolver failed temporarily.
    DnsTemporary,
    /// The host does not exist.
    DnsNotFound,
    /// Nothing listens at the address.
    ConnectRefused,
    /// No connection within the timeout.
    ConnectTimeout,
    /// The connection broke before anything was sent.
    ConnectReset,
    /// The TLS handshake broke off.
    TlsHandshake,
    /// The certificate was rejected.
    TlsCertificate,
    /// HTTP/2 `REFUSED_STREAM`: the server guarantees that it did nothing.
    RefusedStream,
    /// HTTP/2 `GOAWAY` with a last stream before ours: the server guarantees that it did nothing.
    GoAway,
    /// The connection broke after the request or part of it was sent.
    Reset,
    /// The response broke off in its head or body.
    #[serde(alias = "truncated_body")]
    IncompleteMessage,
    /// No response, or no more of it, within the timeout.
    ReadTimeout,
    /// The event stream ended without `message_stop`.
    StreamEof,
    /// Too many redirects, or one that must not be followed.
    Redirect,
    /// The proxy requires authentication.
    ProxyAuth,
    /// The response cannot be decoded: wrong compression or format.
    Decode,
    /// The request could not be built: invalid URL or header value.
    #[serde(alias = "request_builder")]
    InvalidUrl,
    /// The body was a stream and cannot be sent again.
    BodyNotReplayable,
    /// The caller cancelled.
    Cancelled,
}

impl TransportKind {
    /// All kinds.
    pub const ALL: [TransportKind; 19] = [
        TransportKind::DnsTemporary,
        TransportKind::DnsNotFound,
        TransportKind::ConnectRefused,
        TransportKind::ConnectTimeout,
        TransportKind::ConnectReset,
        TransportKind::TlsHandshake,
        TransportKind::TlsCertificate,
        TransportKind::RefusedStream,
        TransportKind::GoAway,
        TransportKind::Reset,
        TransportKind::IncompleteMessage,
        TransportKind::ReadTimeout,
        TransportKind::StreamEof,
        TransportKind::Redirect,
        TransportKind::ProxyAuth,
        TransportKind::Decode,
        TransportKind::InvalidUrl,
        TransportKind::BodyNotReplayable,
        TransportKind::Cancelled,
    ];
}
