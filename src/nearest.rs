//! The nearest of some names to a mistyped one.

/// The candidate most like `word`, if any is like it at all.
pub(crate) fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let folded = fold(word);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&folded, &fold(candidate)), candidate))
        // A third of the letters wrong is a typing error; more is another word.
        .filter(|(distance, candidate)| *distance <= word.chars().count().max(candidate.len()).div_ceil(3).min(6))
        // Of equals the first in the alphabet: some candidates come from a set.
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many more findings of one rule get a nearest name: each search looks at every candidate, and whoever has
/// misspelt more names than these has another fault.
pub(crate) struct Searches(usize);

impl Searches {
    /// As many as are worth it.
    pub(crate) fn new() -> Self {
        Searches(20)
    }

    /// The nearest candidate, while there are searches left.
    pub(crate) fn nearest<'c>(&mut self, word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
        self.0 = self.0.checked_sub(1)?;
        nearest(word, candidates)
    }
}

/// `maxTokens`, `max-tokens` and `MAX_TOKENS` are one name.
fn fold(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '_' | '-' | ' ' | '.')).flat_map(char::to_lowercase).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_typing_errors_only() {
        let names = ["max_tokens", "messages", "model", "temperature"];
        assert_eq!(nearest("maxTokens", names), Some("max_tokens"));
        assert_eq!(nearest("mesages", names), Some("messages"));
        assert_eq!(nearest("frobnicate", names), None);
    }

    #[test]
    fn of_equals_the_order_of_the_candidates_decides_nothing() {
        assert_eq!(nearest("cat", ["cap", "car"]), Some("cap"));
        assert_eq!(nearest("cat", ["car", "cap"]), Some("cap"));
    }

    #[test]
    fn only_the_first_words_are_searched_for() {
        let mut searches = Searches::new();
        assert_eq!((0..100).filter(|_| searches.nearest("mesages", ["messages"]).is_some()).count(), 20);
    }
}
