//! Properties of an image: its kind, its size, whether it is complete.

use std::fmt;

use super::kind::{FileKind, HEAD_BYTES};
use super::reader::Decoded;

/// What is known of an image without decoding its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Image {
    /// The kind of file; `None` if it is unknown.
    pub(crate) kind: Option<FileKind>,
    /// Width and height, if the header has them.
    pub(crate) size: Option<PixelSize>,
    /// Whether the file is complete.
    pub(crate) state: State,
}

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PixelSize {
    width: u64,
    height: u64,
}

impl PixelSize {
    /// The larger of width and height.
    pub(crate) fn longest_edge(self) -> u64 {
        self.width.max(self.height)
    }

    /// The number of square tiles that cover the image.
    pub(crate) fn tiles(self, edge: u64) -> u64 {
        self.width.div_ceil(edge) * self.height.div_ceil(edge)
    }
}

impl crate::mask::Show for PixelSize {}

impl fmt::Display for PixelSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} × {} pixels", self.width, self.height)
    }
}

/// Whether an image file is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// As far as its structure shows.
    Complete,
    /// It is not an image of a kind that the API accepts.
    NotAnImage,
    /// The header is truncated or inconsistent, so that it has no valid width and height.
    NoDimensions,
    /// The file ends before the pixels do.
    Truncated,
    /// The end marker is missing, which decoders may tolerate.
    MaybeTruncated,
}

impl Image {
    /// Reads an image in base64: its header, and the lengths of its parts.
    pub(crate) fn read(text: &str) -> Self {
        let decoded = Decoded::new(text);
        let mut head = [0; 64];
        let length = decoded.read_at(0, &mut head);
        let kind = FileKind::of(&head[..length]).filter(|kind| kind.image_type().is_some()).or_else(|| {
            let mut head = [0; HEAD_BYTES];
            let length = decoded.read_at(0, &mut head);
            FileKind::of(&head[..length])
        });
        let mut image = Image { kind, size: None, state: State::NotAnImage };
        if let Some(kind) = kind.filter(|kind| kind.image_type().is_some()) {
            image.size = size(text);
            image.state = match image.size {
                Some(_) => state(kind, &decoded),
                None => state_without_size(kind, &decoded),
            };
        }
        image
    }
}

/// Width and height, unless one of them is 0.
fn size(text: &str) -> Option<PixelSize> {
    let size = imagesize::reader_size(Decoded::buffered(text)).ok()?;
    let size = PixelSize { width: u64::try_from(size.width).ok()?, height: u64::try_from(size.height).ok()? };
    (size.width > 0 && size.height > 0).then_some(size)
}

fn state(kind: FileKind, decoded: &Decoded<'_>) -> State {
    let is_truncated = match kind {
        FileKind::Png => is_truncated_png(decoded),
        FileKind::Gif => is_truncated_gif(decoded),
        FileKind::Webp => is_truncated_webp(decoded),
        FileKind::Jpeg if lacks_end_marker(decoded) => return State::MaybeTruncated,
        _ => false,
    };
    if is_truncated { State::Truncated } else { State::Complete }
}

/// The header parser stops at bytes between the segments of a JPEG, which decoders skip. Only a file without the start
/// of any frame certainly has no size.
fn state_without_size(kind: FileKind, decoded: &Decoded<'_>) -> State {
    let begins_frame = |pair: &[u8]| matches!(pair, [0xFF, 0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF]);
    let is_readable = kind == FileKind::Jpeg && decoded.all().windows(2).any(begins_frame);
    if is_readable { State::Complete } else { State::NoDimensions }
}

/// Whether the file ends inside the pixels. Skips from chunk to chunk by their lengths.
fn is_truncated_png(decoded: &Decoded<'_>) -> bool {
    const SIGNATURE: usize = 8;
    const FRAME: usize = 12;
    let mut at = SIGNATURE;
    let mut pixels = false;
    loop {
        let mut header = [0; 8];
        if decoded.read_at(at, &mut header) < header.len() {
            return !pixels;
        }
        let [a, b, c, d, name @ ..] = header;
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        if name == *b"IEND" {
            return !pixels;
        }
        let is_pixels = name == *b"IDAT";
        if at.saturating_add(8).saturating_add(length) > decoded.len() {
            // Decoders do not need the chunks after the pixels.
            return is_pixels || !pixels;
        }
        pixels |= is_pixels;
        at += FRAME + length;
    }
}

/// Whether the file ends before its first frame does. Skips from block to block by their lengths; later frames are not
/// checked.
fn is_truncated_gif(decoded: &Decoded<'_>) -> bool {
    const HEADER: usize = 13;
    const FRAME: usize = 10;
    let byte = |at: usize| {
        let mut byte = [0];
        (decoded.read_at(at, &mut byte) == 1).then_some(byte[0])
    };
    let colors = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let Some(flags) = byte(10) else { return true };
    let mut at = HEADER + colors(flags);
    loop {
        let is_frame = match byte(at) {
            Some(b'!') => false,
            Some(b',') => true,
            Some(_) => return false, // How decoders handle other bytes is not known.
            None => return true,
        };
        at += match byte(at + 9).filter(|_| is_frame) {
            Some(flags) => FRAME + colors(flags) + 1,
            None => 2,
        };
        loop {
            match byte(at) {
                Some(0) => break,
                Some(length) => at += 1 + usize::from(length),
                None => return true,
            }
        }
        at += 1;
        if is_frame {
            return false;
        }
    }
}

/// Whether the file is shorter than its header says. Some encoders omit the last byte of padding.
fn is_truncated_webp(decoded: &Decoded<'_>) -> bool {
    const SLACK: usize = 2;
    let mut length = [0; 4];
    decoded.read_at(4, &mut length);
    (u32::from_le_bytes(length) as usize).saturating_add(8) > decoded.len() + SLACK
}

/// Whether a JPEG has no end marker after its last scan. The marker is usually in the last few bytes.
fn lacks_end_marker(decoded: &Decoded<'_>) -> bool {
    const TAIL: usize = 1024;
    const END: [u8; 2] = [0xFF, 0xD9];
    const SCAN: [u8; 2] = [0xFF, 0xDA];
    let mut tail = [0; TAIL];
    let length = decoded.read_at(decoded.len().saturating_sub(TAIL), &mut tail);
    let has = |bytes: &[u8]| memchr::memmem::find(bytes, &END).is_some();
    if has(&tail[..length]) {
        return false;
    }
    let bytes = decoded.all();
    let scan = memchr::memmem::rfind(&bytes, &SCAN).unwrap_or(0);
    !has(&bytes[scan..])
}
