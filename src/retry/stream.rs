//! Watches an event stream: whether it has content, an error, and its end.

use std::fmt;

use super::classify::Failure;
use crate::knowledge::TransportKind;

/// Follows the bytes of a streamed response and keeps track of its state.
///
/// ```
/// use payloadlint::retry::{Decision, StreamWatch, classify};
///
/// let mut watch = StreamWatch::new();
/// watch.push(b"event: message_start\ndata: {}\n\nevent: er");
/// watch.push(b"ror\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}\n\n");
/// assert!(!watch.committed()); // no content yet, so the call can be repeated
/// let verdict = classify(&watch.failure().unwrap());
/// assert_eq!((verdict.decision, verdict.reason), (Decision::Retry, "overloaded"));
/// ```
#[derive(Clone, Default)]
pub struct StreamWatch {
    line: Line,
    event: Event,
    data: Vec<u8>,
    /// Whether a line was read.
    started: bool,
    committed: bool,
    finished: bool,
    failed: bool,
}

/// A stream may start with it, and then it is not part of the first line.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Longer lines are truncated; the relevant ones are short.
const LIMIT: usize = 64 * 1024;

/// The kinds of event that matter here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Event {
    /// An event without a name, such as a blank line between events.
    #[default]
    Nameless,
    /// `message_start` and `ping`, which can be held back.
    Prelude,
    Content,
    Stop,
    Error,
}

#[derive(Clone, Default)]
struct Line {
    bytes: Vec<u8>,
    after_return: bool,
}

impl StreamWatch {
    /// Watches a stream from its beginning.
    pub fn new() -> StreamWatch {
        StreamWatch::default()
    }

    /// Adds the next bytes of the stream, split anywhere.
    pub fn push(&mut self, chunk: &[u8]) {
        for &byte in chunk {
            let line_feed_of_pair = byte == b'\n' && self.line.after_return;
            self.line.after_return = byte == b'\r';
            match byte {
                b'\n' if line_feed_of_pair => {}
                b'\n' | b'\r' => {
                    let line = std::mem::take(&mut self.line.bytes);
                    self.end_line(&line);
                    self.line.bytes = line;
                    self.line.bytes.clear();
                }
                _ if self.line.bytes.len() < LIMIT => self.line.bytes.push(byte),
                _ => {}
            }
        }
    }

    /// Whether there was content, or any event other than `message_start` and `ping`. If the chunks were
    /// forwarded, the call must not be repeated.
    pub fn committed(&self) -> bool {
        self.committed
    }

    /// Whether `message_stop` was received: the response is complete.
    pub fn finished(&self) -> bool {
        self.finished
    }

    /// Whether an `event: error` was received; [`failure`](StreamWatch::failure) returns it.
    pub fn failed(&self) -> bool {
        self.failed
    }

    /// The failure if the stream ends here: an error event, or a missing `message_stop`.
    pub fn failure(&self) -> Option<Failure<'_>> {
        let failure = match (self.failed, self.finished) {
            (true, _) => Failure::stream_event(&self.data),
            (false, false) => Failure::transport(TransportKind::StreamEof),
            (false, true) => return None,
        };
        Some(failure.committed(self.committed))
    }

    fn end_line(&mut self, line: &[u8]) {
        let is_first = !std::mem::replace(&mut self.started, true);
        let line = line.strip_prefix(BYTE_ORDER_MARK).filter(|_| is_first).unwrap_or(line);
        if self.failed || self.finished {
            return; // nothing counts after an error or the end
        }
        if line.is_empty() {
            self.end_event();
        } else if let Some(name) = field(line, b"event") {
            self.event = match name {
                b"message_start" | b"ping" => Event::Prelude,
                b"message_stop" => Event::Stop,
                b"error" => Event::Error,
                b"" => Event::Nameless,
                _ => Event::Content,
            };
        } else if let Some(data) = field(line, b"data") {
            let line_break = if self.data.is_empty() { &b""[..] } else { b"\n" };
            for part in [line_break, data] {
                let room = LIMIT - self.data.len();
                self.data.extend_from_slice(&part[..part.len().min(room)]);
            }
        }
    }

    fn end_event(&mut self) {
        match std::mem::take(&mut self.event) {
            Event::Nameless | Event::Prelude => {}
            Event::Content => self.committed = true,
            Event::Stop => (self.committed, self.finished) = (true, true),
            Event::Error => self.failed = true,
        }
        if !self.failed {
            self.data.clear();
        }
    }
}

impl fmt::Debug for StreamWatch {
    /// Does not show the bytes, which are a conversation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamWatch")
            .field("committed", &self.committed)
            .field("finished", &self.finished)
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

/// The value of a field of this name, without the one space after the colon; empty if there is only the name.
fn field<'l>(line: &'l [u8], name: &[u8]) -> Option<&'l [u8]> {
    let rest = line.strip_prefix(name)?;
    if rest.is_empty() {
        return Some(rest);
    }
    let value = rest.strip_prefix(b":")?;
    Some(value.strip_prefix(b" ").unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "event: message_start\ndata: {}\n\nevent: ping\ndata: {}\n\n";
    const CONTENT: &str = "event: content_block_start\ndata: {}\n\n";
    const ERROR: &str = "event: error\ndata: {\"a\":\ndata:1}\n\n";
    const STOP: &str = "event: message_stop\ndata: {}\n\n";

    #[test]
    fn a_stream_is_followed_however_it_is_cut() {
        for (parts, committed, finished, failed) in [
            (&[][..], false, false, false),
            (&[START], false, false, false),
            (&[START, ERROR], false, false, true),
            (&[START, CONTENT], true, false, false),
            (&[START, CONTENT, ERROR], true, false, true),
            (&[START, CONTENT, STOP], true, true, false),
            (&[START, ERROR, CONTENT], false, false, true),
            (&[START, "event: error\ndata: {}\n"], false, false, false), // not yet complete
            (&[START, ": event: error\n\n", "data: x\n\n"], false, false, false),
            (&["\u{feff}", ERROR], false, false, true),
            (&["\u{feff}", START, CONTENT, STOP], true, true, false),
            (&["\u{feff}\u{feff}", ERROR], false, false, false), // only one is not part of the text
            (&[START, CONTENT, STOP, ERROR], true, true, false),
            (&[START, CONTENT, STOP, "event: error\n"], true, true, false),
            (&[START, "event: error\nevent\ndata: x\n\n"], false, false, false), // the name is reset
            (&[START, "event: error\n\n"], false, false, true),
        ] {
            let text = parts.concat();
            for ending in ["\n", "\r\n", "\r"] {
                let text = text.replace('\n', ending);
                for size in [1, 2, 3, 7, 1000] {
                    let mut watch = StreamWatch::new();
                    text.as_bytes().chunks(size).for_each(|chunk| watch.push(chunk));
                    let state = (watch.committed(), watch.finished(), watch.failed());
                    assert_eq!(state, (committed, finished, failed), "{text:?} in pieces of {size}");
                    assert_eq!(watch.failure().is_none(), finished, "{text:?} in pieces of {size}");
                    if text.contains("{\"a\"") && failed {
                        assert_eq!(watch.data, b"{\"a\":\n1}");
                    }
                }
            }
        }
    }

    #[test]
    fn memory_is_limited() {
        let mut watch = StreamWatch::new();
        for _ in 0..100 {
            watch.push(&[b'x'; LIMIT]);
        }
        watch.push(b"\n");
        for _ in 0..3 {
            watch.push(b"data:");
            watch.push(&[b'x'; LIMIT]);
            watch.push(b"\n");
        }
        for _ in 0..3 * LIMIT {
            watch.push(b"data:\n");
        }
        assert!(watch.line.bytes.capacity() <= 2 * LIMIT && watch.data.capacity() <= 2 * LIMIT);
    }
}
