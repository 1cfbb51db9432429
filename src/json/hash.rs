//! A hash of keys.

/// A fast hash for short keys. Collisions happen: compare the texts of keys with equal hashes. It reads eight bytes at
/// a time; the last two reads may overlap.
#[inline]
pub(crate) const fn hash(bytes: &[u8]) -> u32 {
    const FACTOR: u64 = 0x517c_c1b7_2722_0a95;
    const fn mix(state: u64, word: u64) -> u64 {
        (state.rotate_left(5) ^ word).wrapping_mul(FACTOR)
    }
    let mut state = bytes.len() as u64;
    let mut rest = bytes;
    while let Some((word, more)) = rest.split_first_chunk() {
        state = mix(state, u64::from_le_bytes(*word));
        rest = more;
    }
    let last = if let Some(word) = bytes.last_chunk() {
        u64::from_le_bytes(*word)
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        u32::from_le_bytes(*first) as u64 | (u32::from_le_bytes(*last) as u64) << 32
    } else if let [first, .., last] | [first @ last] = bytes {
        *first as u64 | (bytes[bytes.len() / 2] as u64) << 8 | (*last as u64) << 16
    } else {
        0
    };
    (mix(state, last) >> 32) as u32
}
