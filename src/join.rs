//! Lists of words in a sentence.

/// `a`, `a or b`, `a, b or c`.
pub(crate) fn join_or<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> String {
    join(words, "or")
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn join_and<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> String {
    join(words, "and")
}

fn join<W: AsRef<str>>(words: impl IntoIterator<Item = W>, conjunction: &str) -> String {
    let words: Vec<W> = words.into_iter().collect();
    let (last, others) = match words.split_last() {
        None => return String::new(),
        Some((last, [])) => return last.as_ref().to_owned(),
        Some((last, others)) => (last, others),
    };
    let others: Vec<&str> = others.iter().map(AsRef::as_ref).collect();
    format!("{} {conjunction} {}", others.join(", "), last.as_ref())
}
