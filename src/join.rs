//! Lists of words in a sentence.

use crate::shown::{Show, Shown, shown};

/// `a`, `a or b`, `a, b or c`.
pub(crate) fn join_or<W: Show>(words: impl IntoIterator<Item = W>) -> Shown {
    join(words, "or")
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn join_and<W: Show>(words: impl IntoIterator<Item = W>) -> Shown {
    join(words, "and")
}

/// `a, b, c`.
pub(crate) fn join_with<W: Show>(separator: &'static str, words: impl IntoIterator<Item = W>) -> Shown {
    let words = words.into_iter().map(|word| shown!("{word}", word));
    words.reduce(|all, word| shown!("{all}{separator}{word}", all, separator, word)).unwrap_or_default()
}

fn join<W: Show>(words: impl IntoIterator<Item = W>, conjunction: &'static str) -> Shown {
    let words: Vec<W> = words.into_iter().collect();
    match words.split_last() {
        None => Shown::default(),
        Some((last, [])) => shown!("{last}", last),
        Some((last, others)) => {
            let others = join_with(", ", others);
            shown!("{others} {conjunction} {last}", others, conjunction, last)
        }
    }
}
