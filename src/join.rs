//! Several words in a row, as people write them.

/// `a`, `a or b`, `a, b or c`.
pub(crate) fn alternatives<W: AsRef<str>>(words: impl Iterator<Item = W>) -> String {
    series(words, "or")
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn all<W: AsRef<str>>(words: impl Iterator<Item = W>) -> String {
    series(words, "and")
}

fn series<W: AsRef<str>>(words: impl Iterator<Item = W>, last_by: &str) -> String {
    let words: Vec<W> = words.collect();
    let (last, others) = match words.split_last() {
        None => return String::new(),
        Some((last, [])) => return last.as_ref().to_owned(),
        Some((last, others)) => (last, others),
    };
    let others: Vec<&str> = others.iter().map(AsRef::as_ref).collect();
    format!("{} {last_by} {}", others.join(", "), last.as_ref())
}
