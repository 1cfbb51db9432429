//! The failures of the transport.

use serde::Deserialize;

/// How a call can fail without an answer, or with half of one.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransportKind {
    /// The resolver could not answer just now.
    DnsTemporary,
    /// There is no such host.
    DnsNotFound,
    /// Nobody listens at the address.
    ConnectRefused,
    /// No connection within the time allowed.
    ConnectTimeout,
    /// The connection broke before anything was sent over it.
    ConnectReset,
    /// The TLS handshake was cut off.
    TlsHandshake,
    /// The certificate was refused.
    TlsCertificate,
    /// HTTP/2 `REFUSED_STREAM`: the server promises that it did nothing.
    RefusedStream,
    /// HTTP/2 `GOAWAY` with a last stream below ours: the server promises that it did nothing.
    GoAway,
    /// The connection broke after the request, or part of it, was sent.
    Reset,
    /// The answer broke off in its head or body.
    #[serde(alias = "truncated_body")]
    IncompleteMessage,
    /// No answer, or no more of it, within the time allowed.
    ReadTimeout,
    /// An event stream ended without `message_stop`.
    StreamEof,
    /// Too many redirects, or one that must not be followed.
    Redirect,
    /// The proxy wants a login.
    ProxyAuth,
    /// The answer cannot be decoded: wrong compression, not the promised format.
    Decode,
    /// The request could not even be built: bad url, bad header value.
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
