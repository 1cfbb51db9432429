//! Reads decoded bytes from base64 text, decoding only what is asked for.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Padding has been checked before, and bits after the last byte do not matter.
static ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The decoded bytes of a base64 text, with a read position.
pub(crate) struct Decoded<'t> {
    text: &'t [u8],
    at: usize,
}

/// Enough for the headers of most images.
const BUFFER: usize = 768;

impl<'t> Decoded<'t> {
    /// `text` must be valid base64 (see [`super::base64::check`]); anything else reads as the end of the data.
    pub(crate) fn new(text: &'t str) -> Self {
        let text = text.as_bytes();
        let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
        Decoded { text: &text[..text.len() - padding], at: 0 }
    }

    /// With a buffer, for parsers that read a few bytes at a time.
    pub(crate) fn buffered(text: &'t str) -> BufReader<Self> {
        BufReader::with_capacity(BUFFER, Decoded::new(text))
    }

    /// The number of decoded bytes.
    pub(crate) fn len(&self) -> usize {
        self.text.len() / 4 * 3 + (self.text.len() % 4).saturating_sub(1)
    }

    /// Fills `out` with the bytes from `at` on, and returns how many there were.
    pub(crate) fn read_at(&self, at: usize, out: &mut [u8]) -> usize {
        const CHUNK: usize = 192;
        let mut done = 0;
        let mut chunk = [0; CHUNK];
        while done < out.len() && at + done < self.len() {
            let from = (at + done) / 3;
            let skip = (at + done) % 3;
            let wanted = (out.len() - done + skip).min(CHUNK);
            let to = (4 * (from + wanted.div_ceil(3))).min(self.text.len());
            let Ok(length) = ENGINE.decode_slice(&self.text[4 * from..to], &mut chunk) else { break };
            let part = &chunk[skip.min(length)..length.min(wanted)];
            if part.is_empty() {
                break;
            }
            out[done..done + part.len()].copy_from_slice(part);
            done += part.len();
        }
        done
    }

    /// All bytes.
    pub(crate) fn all(&self) -> Vec<u8> {
        ENGINE.decode(self.text).unwrap_or_default()
    }
}

impl Read for Decoded<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.read_at(self.at, out);
        self.at += length;
        Ok(length)
    }
}

impl Seek for Decoded<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (base, step) = match to {
            SeekFrom::Start(at) => (0, i64::try_from(at).unwrap_or(i64::MAX)),
            SeekFrom::End(step) => (self.len(), step),
            SeekFrom::Current(step) => (self.at, step),
        };
        let at =
            i64::try_from(base).ok().and_then(|base| base.checked_add(step)).and_then(|at| usize::try_from(at).ok());
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_part_is_the_same_as_in_the_whole() {
        let bytes: Vec<u8> = (0..=255).cycle().take(1000).collect();
        for length in [0, 1, 2, 3, 4, 5, 500, 999, 1000] {
            let text = ENGINE.encode(&bytes[..length]);
            let decoded = Decoded::new(&text);
            assert_eq!(decoded.len(), length);
            assert_eq!(decoded.all(), &bytes[..length]);
            for at in [0, 1, 2, 3, 100, 191, 192, 193, 498, 999, 1001] {
                for wanted in [0, 1, 2, 3, 4, 7, 191, 192, 193, 600] {
                    let mut out = vec![0; wanted];
                    let got = decoded.read_at(at, &mut out);
                    let expected = bytes[..length].get(at..).unwrap_or_default();
                    assert_eq!(&out[..got], &expected[..wanted.min(expected.len())], "{length} {at} {wanted}");
                }
            }
        }
    }
}
