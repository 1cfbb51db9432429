//! Words that look like a generated credential: letters and digits in no order.

use std::ops::Range;

use super::vocabulary::is_api_id;

/// The minimum length of such a word. A shorter one has too few characters to tell.
const MIN_LENGTH: usize = 8;
/// How much of it is shown.
const SHOWN: usize = 4;

/// The words in a text that look generated, each without its first few characters.
pub(super) fn generated(text: &str) -> impl Iterator<Item = Range<usize>> {
    let words = runs(text.as_bytes(), |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'/'));
    words.filter(|word| word.len() >= MIN_LENGTH && !is_api_id(&text[word.clone()])).flat_map(move |word| {
        let bytes = text[word.clone()].as_bytes();
        let is_generated_as_a_whole = is_generated(bytes, 2 * MIN_LENGTH, 5);
        runs(bytes, |byte| byte.is_ascii_alphanumeric()).filter_map(move |part| {
            let is_generated = is_generated_as_a_whole || is_generated(&bytes[part.clone()], MIN_LENGTH, 3);
            let shown = SHOWN.min(part.len() / 4);
            let range = word.start + part.start + shown..word.start + part.end;
            (is_generated && !range.is_empty()).then_some(range)
        })
    })
}

/// The longest runs of bytes that `belongs` accepts.
fn runs(bytes: &[u8], belongs: impl Fn(u8) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(|byte| belongs(*byte))?;
        at = start + bytes[start..].iter().position(|byte| !belongs(*byte)).unwrap_or(bytes.len() - start);
        Some(start..at)
    })
}

/// Whether a word changes so often between digits, lower and upper case that it is not made of words and numbers:
/// `sha256` changes once, `getWeatherForCity` three times in 17 characters.
fn is_generated(word: &[u8], least: usize, changes: usize) -> bool {
    #[derive(PartialEq)]
    enum Class {
        Digit,
        Lower,
        Upper,
        Other,
    }
    let class = |byte: &u8| match byte {
        b'0'..=b'9' => Class::Digit,
        b'a'..=b'z' => Class::Lower,
        b'A'..=b'Z' => Class::Upper,
        _ => Class::Other,
    };
    let is_change = |pair: &[u8]| match (class(&pair[0]), class(&pair[1])) {
        (Class::Other, _) | (_, Class::Other) | (Class::Upper, Class::Lower) => false,
        (first, second) => first != second,
    };
    if word.len() < least {
        return false;
    }
    let count = word.windows(2).filter(|pair| is_change(pair)).count();
    let length = word.iter().filter(|byte| byte.is_ascii_alphanumeric()).count();
    count >= changes && count * 4 >= length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_ids_do_not_look_generated() {
        for text in [
            "claude-opus-4-5-20250929",
            "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "gpt-4o-2024-08-06",
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic",
            "getWeatherForCity",
            "text_editor_20250728",
            "context-1m-2025-08-07",
            "application/vnd.oai.openapi+json",
            "toolu_01A09q90qw90lq917835lq9",
            "2025-11-28T00:40:25Z",
            "^[a-zA-Z0-9_-]{1,64}$",
            "sha256 base64 utf8 x86_64 h264 ISO8601",
        ] {
            assert_eq!(generated(text).count(), 0, "{text}");
        }
    }

    #[test]
    fn generated_words_are_found() {
        for text in [
            "Zq7Xw9Kf3Lm5Np2R",
            "d41d8cd98f00b204e9800998ecf8427e",
            "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY9x2",
            "a Zq7Xw9-f3Lm5N_p2Rz b",
            "ZqXwKfLmNpRtYuIo",
        ] {
            let ranges: Vec<_> = generated(text).collect();
            let mut bytes = text.as_bytes().to_vec();
            ranges.into_iter().for_each(|range| bytes[range].fill(b'*'));
            let shown = String::from_utf8(bytes).unwrap();
            assert!(shown.contains("****"), "{text}: {shown}");
        }
    }
}
