//! Finds where a plain run, text without quotes, backslashes and control characters, ends.

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Whether a byte ends a plain run: `"`, `\` or a control character.
#[inline]
fn stops(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || byte < 0x20
}

/// The offset of the first byte at or after `at` that ends a plain run, or the length of `bytes`.
///
/// Keys and short values end within the first few words, so the start is read eight bytes at a time; the rest in blocks
/// of 64, which the compiler vectorizes.
#[inline]
pub(super) fn plain_run(bytes: &[u8], at: usize) -> usize {
    short_run(bytes, at).unwrap_or_else(|at| long_run(bytes, at))
}

/// A plain run.
pub(super) struct Run {
    /// The offset after it.
    pub(super) end: usize,
    /// Whether it is known to be base64 letters between [`UNSEEN_HEAD`] and [`UNSEEN_TAIL`].
    pub(super) letters: bool,
}

/// How many bytes at the start of a run of base64 letters are not verified.
pub(super) const UNSEEN_HEAD: usize = 32;
/// How many bytes at its end are not verified: they include the padding.
pub(super) const UNSEEN_TAIL: usize = 128;

/// As [`plain_run`], for the start of a string. Recognizes long base64 in the same pass, so that later checks do not
/// have to read megabytes again.
#[inline]
pub(super) fn first_run(bytes: &[u8], at: usize) -> Run {
    match short_run(bytes, at) {
        Ok(end) => Run { end, letters: false },
        Err(at) => long_first_run(bytes, at),
    }
}

fn long_first_run(bytes: &[u8], start: usize) -> Run {
    let all_letters = |block: &[u8]| block.iter().fold(true, |all, &byte| all & is_base64_letter(byte));
    let mut at = start;
    // Prose is recognized by its first few words.
    if bytes.get(at..).and_then(|rest| rest.first_chunk::<16>()).is_some_and(|block| all_letters(block)) {
        while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<64>()) {
            if !all_letters(block) {
                break;
            }
            at += 64;
        }
    }
    let end = long_run(bytes, at);
    Run { end, letters: at > start && end - at < UNSEEN_TAIL }
}

/// Whether a byte is a letter of the base64 alphabet: `A`–`Z`, `a`–`z`, `0`–`9`, `+`, `/`. Few operations: `/` directly
/// precedes `0`.
#[inline]
pub(crate) fn is_base64_letter(byte: u8) -> bool {
    // Shifts the range to the lowest signed values, so that each range takes one comparison.
    let below = |byte: u8, first: u8, count: u8| (byte.wrapping_sub(first) ^ 0x80) as i8 <= ((count - 1) ^ 0x80) as i8;
    below(byte | 0x20, b'a', 26) | below(byte, b'/', 11) | (byte == b'+')
}

/// The end of a run; `Err` with the offset to continue from if it does not end within four words.
#[inline]
fn short_run(bytes: &[u8], mut at: usize) -> Result<usize, usize> {
    for _ in 0..UNSEEN_HEAD / 8 {
        let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) else {
            return Ok(tail(bytes, at));
        };
        let mask = stop_mask(u64::from_le_bytes(*word));
        if mask != 0 {
            return Ok(at + (mask.trailing_zeros() / 8) as usize);
        }
        at += 8;
    }
    Err(at)
}

fn long_run(bytes: &[u8], mut at: usize) -> usize {
    while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<64>()) {
        if block.iter().fold(false, |found, &byte| found | stops(byte)) {
            break;
        }
        at += 64;
    }
    while let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let mask = stop_mask(u64::from_le_bytes(*word));
        if mask != 0 {
            return at + (mask.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    tail(bytes, at)
}

fn tail(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|&byte| stops(byte)).map_or(bytes.len(), |found| at + found)
}

/// Sets the high bit of every byte that ends a run. Only the lowest set bit is reliable: a borrow can set bits above
/// it.
#[inline]
fn stop_mask(word: u64) -> u64 {
    let quote = word ^ (LOW * b'"' as u64);
    let slash = word ^ (LOW * b'\\' as u64);
    ((quote.wrapping_sub(LOW) & !quote) | (slash.wrapping_sub(LOW) & !slash) | (word.wrapping_sub(LOW * 0x20) & !word))
        & HIGH
}

/// The offset of the first byte at or after `at` that is not JSON whitespace.
#[inline]
pub(super) fn blank_run(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\t' | b'\r') = bytes.get(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_at_the_first_stop_at_any_distance() {
        for stop in [b'"', b'\\', 0, 0x1f, b'\n'] {
            for distance in 0..300 {
                let mut text = vec![b'x'; 320];
                text[distance] = stop;
                assert_eq!(plain_run(&text, 0), distance, "stop {stop} at {distance}");
                assert_eq!(first_run(&text, 0).end, distance, "stop {stop} at {distance}");
            }
        }
        assert_eq!(plain_run("é€𝄞".repeat(40).as_bytes(), 0), 9 * 40);
    }

    #[test]
    fn only_base64_letters_are_recognized() {
        let letters: Vec<u8> = (0..=255).filter(|byte| is_base64_letter(*byte)).collect();
        assert_eq!(letters, b"+/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
        for length in 100..600 {
            let mut text = vec![b'x'; length];
            text.push(b'"');
            assert!(first_run(&text, 0).letters, "{length}");
            for odd in UNSEEN_HEAD..=length.saturating_sub(UNSEEN_TAIL) {
                text[odd] = b'-';
                assert!(!first_run(&text, 0).letters, "`-` at {odd} of {length}");
                text[odd] = b'x';
            }
        }
    }
}
