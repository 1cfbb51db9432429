//! Finding the end of a plain run inside a string.

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Whether a byte ends a plain run: `"`, `\` or a control character.
#[inline]
fn stops(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || byte < 0x20
}

/// The offset of the first byte from `at` on that ends a plain run, or the length of `bytes`.
///
/// Keys and short values end within the first words, so they are read eight bytes at a time; long runs (base64)
/// in blocks of 64, which the compiler turns into vector code.
#[inline]
pub(super) fn plain_run(bytes: &[u8], mut at: usize) -> usize {
    for _ in 0..4 {
        let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) else {
            return tail(bytes, at);
        };
        let mask = stop_mask(u64::from_le_bytes(*word));
        if mask != 0 {
            return at + (mask.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    long_run(bytes, at)
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

/// The high bit of every byte that stops a run. Bits above the first such byte may be wrong (a borrow runs
/// upwards), the lowest one never is.
#[inline]
fn stop_mask(word: u64) -> u64 {
    let quote = word ^ (LOW * b'"' as u64);
    let slash = word ^ (LOW * b'\\' as u64);
    ((quote.wrapping_sub(LOW) & !quote) | (slash.wrapping_sub(LOW) & !slash) | (word.wrapping_sub(LOW * 0x20) & !word))
        & HIGH
}

/// The offset of the first byte from `at` on that is no JSON white space.
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
    fn every_stop_is_found_at_every_distance() {
        for stop in [b'"', b'\\', 0, 0x1f, b'\n'] {
            for distance in 0..300 {
                let mut text = vec![b'x'; 320];
                text[distance] = stop;
                assert_eq!(plain_run(&text, 0), distance, "stop {stop} at {distance}");
            }
        }
        assert_eq!(plain_run("é€𝄞".repeat(40).as_bytes(), 0), 9 * 40);
    }
}
