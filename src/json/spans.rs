//! Finds out whether any of many spans contains or overlaps another one, without going over all of them.

use std::ops::Range;

/// A set of spans.
#[derive(Debug, Default)]
pub struct Spans {
    /// Where they start, in ascending order.
    starts: Vec<usize>,
    /// The greatest end of the spans up to each one.
    ends: Vec<usize>,
}

impl Spans {
    /// The empty set.
    pub const NONE: &'static Spans = &Spans { starts: Vec::new(), ends: Vec::new() };

    /// The set of these spans, in any order.
    pub fn new(spans: impl IntoIterator<Item = Range<usize>>) -> Self {
        let mut spans: Vec<Range<usize>> = spans.into_iter().collect();
        spans.sort_unstable_by_key(|span| span.start);
        let mut greatest = 0;
        let ends = spans.iter().map(|span| {
            greatest = greatest.max(span.end);
            greatest
        });
        Spans { ends: ends.collect(), starts: spans.into_iter().map(|span| span.start).collect() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Whether any of them starts before an offset.
    pub fn start_before(&self, offset: usize) -> bool {
        self.starts.first().is_some_and(|first| *first < offset)
    }

    /// Whether any of them has a byte of `span`, or is an empty one within it.
    pub fn overlap(&self, span: &Range<usize>) -> bool {
        self.end_of_those(|start| start < span.end).is_some_and(|end| span.start < end)
    }

    /// Whether all of `span` is within one of them.
    pub fn contain(&self, span: &Range<usize>) -> bool {
        self.end_of_those(|start| start <= span.start).is_some_and(|end| span.end <= end)
    }

    /// The greatest end of the spans whose start satisfies a condition, as all do up to some offset.
    fn end_of_those(&self, is_included: impl Fn(usize) -> bool) -> Option<usize> {
        let count = self.starts.partition_point(|start| is_included(*start));
        self.ends.get(count.checked_sub(1)?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_found_as_by_going_over_all() {
        let lists: [&[Range<usize>]; 4] = [&[], &[3..5, 3..5], &[8..9, 1..7, 2..3, 7..7], &[4..4, 0..2, 0..9]];
        for list in lists {
            let spans = Spans::new(list.iter().cloned());
            assert_eq!(spans.is_empty(), list.is_empty());
            for (start, end) in (0..11).flat_map(|start| (start..11).map(move |end| (start, end))) {
                let overlaps = list.iter().any(|span| span.start < end && start < span.end);
                let contains = list.iter().any(|span| span.start <= start && end <= span.end);
                assert_eq!(spans.overlap(&(start..end)), overlaps, "{list:?} {start}..{end}");
                assert_eq!(spans.contain(&(start..end)), contains, "{list:?} {start}..{end}");
                assert_eq!(spans.start_before(end), list.iter().any(|span| span.start < end), "{list:?} {end}");
            }
        }
    }
}
