//! Finds the name that is most similar to a misspelled one.

/// The candidate that is most similar to `word`, if any is similar.
pub(crate) fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let folded = fold(word);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&folded, &fold(candidate)), candidate))
        // Up to a third of the letters wrong is a misspelling; more is another word.
        .filter(|(distance, candidate)| *distance <= word.chars().count().max(candidate.len()).div_ceil(3).min(6))
        // Ties are broken alphabetically, because some candidates come from a set.
        .min()
        .map(|(_, candidate)| candidate)
}

/// Limits how many findings of a rule suggest a name: each search compares every candidate, and a request with more
/// misspelled names than this has another problem.
pub(crate) struct Searches(usize);

impl Searches {
    /// The usual number of searches.
    pub(crate) fn new() -> Self {
        Searches(20)
    }

    /// The most similar candidate; `None` if there are no searches left.
    pub(crate) fn nearest<'c>(&mut self, word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
        self.0 = self.0.checked_sub(1)?;
        nearest(word, candidates)
    }
}

/// Makes `maxTokens`, `max-tokens` and `MAX_TOKENS` equal.
fn fold(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '_' | '-' | ' ' | '.')).flat_map(char::to_lowercase).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_misspellings_are_found() {
        let names = ["max_tokens", "messages", "model", "temperature"];
        assert_eq!(nearest("maxTokens", names), Some("max_tokens"));
        assert_eq!(nearest("mesages", names), Some("messages"));
        assert_eq!(nearest("frobnicate", names), None);
    }

    #[test]
    fn ties_do_not_depend_on_the_order_of_candidates() {
        assert_eq!(nearest("cat", ["cap", "car"]), Some("cap"));
        assert_eq!(nearest("cat", ["car", "cap"]), Some("cap"));
    }

    #[test]
    fn searches_are_limited() {
        let mut searches = Searches::new();
        assert_eq!((0..100).filter(|_| searches.nearest("mesages", ["messages"]).is_some()).count(), 20);
    }
}
