//! Recognizes the kind of a file by its first bytes.

/// How many bytes are enough to recognize any kind.
pub(crate) const HEAD_BYTES: usize = 1024;

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    Png,
    Jpeg,
    Gif,
    Webp,
    Pdf,
    /// A ZIP archive: the container of docx, xlsx, pptx, odt, epub.
    Zip,
    /// The container of doc, xls, ppt.
    OldOffice,
    Bmp,
    Tiff,
    Heif,
    Avif,
    Icon,
    Svg,
    Html,
    Json,
    Text,
}

impl FileKind {
    /// The kind of the file that starts with `head`; `None` if it is unknown.
    pub(crate) fn of(head: &[u8]) -> Option<Self> {
        let brand = head.get(4..12).filter(|brand| brand.starts_with(b"ftyp")).map(|brand| &brand[4..]);
        Some(match head {
            [0x89, b'P', b'N', b'G', ..] => FileKind::Png,
            [0xFF, 0xD8, 0xFF, ..] => FileKind::Jpeg,
            [b'G', b'I', b'F', b'8', ..] => FileKind::Gif,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => FileKind::Webp,
            [b'P', b'K', 3, 4, ..] => FileKind::Zip,
            [0xD0, 0xCF, 0x11, 0xE0, ..] => FileKind::OldOffice,
            [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => FileKind::Bmp,
            [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => FileKind::Tiff,
            [0, 0, 1, 0, images, ..] if *images > 0 => FileKind::Icon,
            _ if brand.is_some_and(|brand| brand.starts_with(b"avi")) => FileKind::Avif,
            _ if brand
                .is_some_and(|brand| [&b"hei"[..], b"hev", b"mif"].iter().any(|known| brand.starts_with(known))) =>
            {
                FileKind::Heif
            }
            _ if memchr::memmem::find(head, b"%PDF-").is_some() => FileKind::Pdf,
            _ => return text_kind(head),
        })
    }

    /// The media type, if the API accepts files of this kind as images.
    pub(crate) fn image_type(self) -> Option<&'static str> {
        match self {
            FileKind::Png => Some("image/png"),
            FileKind::Jpeg => Some("image/jpeg"),
            FileKind::Gif => Some("image/gif"),
            FileKind::Webp => Some("image/webp"),
            _ => None,
        }
    }

    /// The kind as a phrase: `a PDF`.
    pub(crate) fn described(self) -> &'static str {
        match self {
            FileKind::Png => "a PNG image",
            FileKind::Jpeg => "a JPEG image",
            FileKind::Gif => "a GIF image",
            FileKind::Webp => "a WebP image",
            FileKind::Pdf => "a PDF",
            FileKind::Zip => "a ZIP archive, such as a docx, xlsx or pptx file",
            FileKind::OldOffice => "a legacy Office file (doc, xls, ppt)",
            FileKind::Bmp => "a BMP image",
            FileKind::Tiff => "a TIFF image",
            FileKind::Heif => "a HEIC image",
            FileKind::Avif => "an AVIF image",
            FileKind::Icon => "an ICO image",
            FileKind::Svg => "an SVG image",
            FileKind::Html => "an HTML page",
            FileKind::Json => "JSON",
            FileKind::Text => "plain text",
        }
    }
}

/// The kind of a file that is text from its first byte on.
fn text_kind(head: &[u8]) -> Option<FileKind> {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let lower = text[..text.len().min(512)].to_ascii_lowercase();
    let is_text = lower.len() >= 16 && lower.iter().all(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~'));
    match lower.first() {
        Some(b'<') if memchr::memmem::find(&lower, b"<svg").is_some() => Some(FileKind::Svg),
        Some(b'<') if lower.starts_with(b"<!doctype html") || lower.starts_with(b"<html") => Some(FileKind::Html),
        Some(b'{' | b'[') if is_text => Some(FileKind::Json),
        _ => is_text.then_some(FileKind::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_recognized_by_their_first_bytes() {
        for (head, kind) in [
            (&b"\x89PNG\r\n\x1a\n"[..], Some(FileKind::Png)),
            (b"\xFF\xD8\xFF\xE0", Some(FileKind::Jpeg)),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some(FileKind::Webp)),
            (b"RIFF\0\0\0\0WAVE", None),
            (b"PK\x03\x04", Some(FileKind::Zip)),
            (b"\0\0\0\x18ftypheic", Some(FileKind::Heif)),
            (b"\0\0\0\x18ftypavif", Some(FileKind::Avif)),
            (b"  <?xml version='1.0'?><svg>", Some(FileKind::Svg)),
            (b"<!DOCTYPE html><html>", Some(FileKind::Html)),
            (b"\n\n%PDF-1.7", Some(FileKind::Pdf)),
            (b"version https://git-lfs.github.com/spec/v1", Some(FileKind::Text)),
            (b"{\"error\": \"not found\"}", Some(FileKind::Json)),
            (b"", None),
            (b"\x01\x02\x03\x04", None),
        ] {
            assert_eq!(FileKind::of(head), kind, "{}", String::from_utf8_lossy(head));
        }
    }
}
