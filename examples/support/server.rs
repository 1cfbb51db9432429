//! A server on this machine that misbehaves on cue: each connection gets the next response of its
//! script, and the last one for ever.
#![allow(dead_code, reason = "no example and no test needs all of it")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// What to do with a call.
#[derive(Clone, Copy)]
pub(crate) enum Reply {
    /// A complete response: status, further header lines, body.
    Response(u16, &'static str, &'static str),
    /// Nothing for so long, then 200.
    Slow(Duration),
    /// Hang up in the middle of the request.
    Reset,
    /// 200 with half of the body.
    Truncated,
    /// 200 with these parts of an event stream, one after the other.
    Stream(&'static [&'static str]),
    /// The same, and then the connection is cut in the middle of an event.
    CutStream(&'static [&'static str]),
}

pub(crate) const RATE_LIMITED: &str = r#"{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}"#;
pub(crate) const OVERLOADED: &str = r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#;
pub(crate) const FAILED: &str = r#"{"type":"error","error":{"type":"api_error","message":"Internal server error"}}"#;
pub(crate) const INVALID: &str = r#"{"type":"error","error":{"type":"invalid_request_error","message":"messages: at least one message is required"}}"#;
pub(crate) const MESSAGE: &str = r#"{"type":"message","content":[{"type":"text","text":"Hello"}]}"#;
pub(crate) const START: &str = "event: message_start\ndata: {}\n\n";
pub(crate) const CONTENT: &str = "event: content_block_delta\ndata: {\"delta\":{\"text\":\"Hello\"}}\n\n";
pub(crate) const STOP: &str = "event: message_stop\ndata: {}\n\n";
pub(crate) const ERROR: &str =
    "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";

/// A running server; it ends with the process.
pub(crate) struct Server {
    pub(crate) url: String,
    calls: Arc<AtomicUsize>,
}

impl Server {
    pub(crate) fn start(script: &[Reply]) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}/v1/messages", listener.local_addr().expect("a bound socket has an address"));
        let calls = Arc::new(AtomicUsize::new(0));
        let (script, counter) = (script.to_vec(), Arc::clone(&calls));
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let number = counter.fetch_add(1, Ordering::SeqCst);
                let reply = script[number.min(script.len() - 1)];
                // The client may hang up first; that is its right.
                std::thread::spawn(move || _ = serve(connection, reply));
            }
        });
        Server { url, calls }
    }

    /// Calls that came in so far.
    pub(crate) fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

fn serve(mut connection: TcpStream, reply: Reply) -> std::io::Result<()> {
    if let Reply::Reset = reply {
        // Closing a socket with unread bytes resets the connection.
        connection.read_exact(&mut [0; 1])?;
        return Ok(());
    }
    read_request(&mut connection)?;
    match reply {
        Reply::Reset => Ok(()),
        Reply::Response(status, headers, body) => respond(&mut connection, status, headers, body),
        Reply::Slow(pause) => {
            std::thread::sleep(pause);
            respond(&mut connection, 200, "", MESSAGE)
        }
        Reply::Truncated => {
            let (half, length) = (&MESSAGE[..MESSAGE.len() / 2], MESSAGE.len());
            write!(connection, "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{half}")
        }
        Reply::Stream(parts) => {
            stream(&mut connection, parts)?;
            connection.write_all(b"0\r\n\r\n")
        }
        Reply::CutStream(parts) => {
            stream(&mut connection, parts)?;
            connection.write_all(b"ff\r\nevent: con")
        }
    }
}

fn stream(connection: &mut TcpStream, parts: &[&str]) -> std::io::Result<()> {
    connection.write_all(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n",
    )?;
    for part in parts {
        write!(connection, "{:x}\r\n{part}\r\n", part.len())?;
        std::thread::sleep(Duration::from_millis(30)); // so that the parts arrive apart
    }
    Ok(())
}

fn respond(connection: &mut TcpStream, status: u16, headers: &str, body: &str) -> std::io::Result<()> {
    let length = body.len();
    write!(connection, "HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}")
}

/// Reads head and body, so that closing does not reset the connection.
fn read_request(connection: &mut TcpStream) -> std::io::Result<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        connection.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    let length = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
    connection.read_exact(&mut vec![0; length])
}
