//! What an image says of itself: its kind, its size, whether it is all there.

use super::kind::{FileKind, HEAD};
use super::reader::Decoded;

/// What is known of an image without decoding its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Image {
    /// What the bytes are; `None` where nothing is known of them.
    pub(crate) kind: Option<FileKind>,
    /// Width and height in pixels, where the header tells them.
    pub(crate) size: Option<(u64, u64)>,
    /// What its structure says.
    pub(crate) state: State,
}

/// Whether the parts of an image fit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing speaks against it.
    Whole,
    /// It is no image of a kind the API takes.
    NoImage,
    /// The header ends early or contradicts itself: width and height cannot be read.
    NoHeader,
    /// The pixels end before they should.
    Cut,
    /// The end is missing; decoders may make do.
    PerhapsCut,
}

impl Image {
    /// Reads the image that a base64 text holds: its header, and the lengths of its parts.
    pub(crate) fn read(text: &str) -> Self {
        let decoded = Decoded::new(text);
        let mut head = [0; 64];
        let length = decoded.read_at(0, &mut head);
        let kind = FileKind::of(&head[..length]).filter(|kind| kind.image_type().is_some()).or_else(|| {
            let mut head = [0; HEAD];
            let length = decoded.read_at(0, &mut head);
            FileKind::of(&head[..length])
        });
        let mut image = Image { kind, size: None, state: State::NoImage };
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

/// Width and height; an image of none is none.
fn size(text: &str) -> Option<(u64, u64)> {
    let size = imagesize::reader_size(Decoded::buffered(text)).ok()?;
    let size = (u64::try_from(size.width).ok()?, u64::try_from(size.height).ok()?);
    (size.0 > 0 && size.1 > 0).then_some(size)
}

fn state(kind: FileKind, decoded: &Decoded<'_>) -> State {
    let is_cut = match kind {
        FileKind::Png => is_cut_png(decoded),
        FileKind::Gif => is_cut_gif(decoded),
        FileKind::Webp => is_cut_webp(decoded),
        FileKind::Jpeg if lacks_end(decoded) => return State::PerhapsCut,
        _ => false,
    };
    if is_cut { State::Cut } else { State::Whole }
}

/// The reader of JPEG headers gives up on bytes between segments, which decoders skip: only a file in which no frame
/// begins anywhere has no size for sure.
fn state_without_size(kind: FileKind, decoded: &Decoded<'_>) -> State {
    let begins_frame = |pair: &[u8]| matches!(pair, [0xFF, 0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF]);
    let is_readable = kind == FileKind::Jpeg && decoded.all().windows(2).any(begins_frame);
    if is_readable { State::Whole } else { State::NoHeader }
}

/// Walks the chunks by their lengths: whether the bytes end inside the pixels.
fn is_cut_png(decoded: &Decoded<'_>) -> bool {
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
            // Decoders do without what stands behind the pixels.
            return is_pixels || !pixels;
        }
        pixels |= is_pixels;
        at += FRAME + length;
    }
}

/// Walks the blocks by their lengths: whether the bytes end before the first frame does. The others are not looked at.
fn is_cut_gif(decoded: &Decoded<'_>) -> bool {
    const HEADER: usize = 13;
    const FRAME: usize = 10;
    let byte = |at: usize| {
        let mut byte = [0];
        (decoded.read_at(at, &mut byte) == 1).then_some(byte[0])
    };
    let colours = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let Some(flags) = byte(10) else { return true };
    let mut at = HEADER + colours(flags);
    loop {
        let is_frame = match byte(at) {
            Some(b'!') => false,
            Some(b',') => true,
            Some(_) => return false, // What decoders make of other bytes is not known.
            None => return true,
        };
        at += match byte(at + 9).filter(|_| is_frame) {
            Some(flags) => FRAME + colours(flags) + 1,
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

/// Whether the bytes end before the length in the header; some writers leave out the last byte of padding.
fn is_cut_webp(decoded: &Decoded<'_>) -> bool {
    const SLACK: usize = 2;
    let mut length = [0; 4];
    decoded.read_at(4, &mut length);
    (u32::from_le_bytes(length) as usize).saturating_add(8) > decoded.len() + SLACK
}

/// Whether no end marker follows the last scan of a JPEG. Mostly it stands in the last bytes.
fn lacks_end(decoded: &Decoded<'_>) -> bool {
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
