//! What can be wrong with a JSON text.

use std::ops::Range;

/// One error in a JSON text and the bytes that show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The kind of error.
    pub fault: SyntaxFault,
    /// The offending bytes, as offsets into the text. Empty where something is missing.
    pub span: Range<usize>,
    /// The opening bracket of an unclosed or mismatched one; the opening quote of an unclosed string; the quote that ends a
    /// string too early.
    pub opening: Option<Range<usize>>,
    /// The places that a fix has to edit, where they are not the span itself: every control character of the string; a comment;
    /// the empty ranges where a quote or colon is missing; the quotes to escape. Empty if they are not known.
    pub edits: Vec<Range<usize>>,
}

impl SyntaxError {
    pub(super) fn new(fault: SyntaxFault, span: Range<usize>) -> Self {
        SyntaxError { fault, span, opening: None, edits: Vec::new() }
    }

    /// Something is missing at an offset.
    pub(super) fn with_insertion(mut self, at: usize) -> Self {
        self.edits.push(at..at);
        self
    }

    /// The offending bytes of `source`, the text that was parsed. Empty if it is not UTF-8.
    pub fn text<'s>(&self, source: &'s str) -> &'s str {
        source.get(self.span.clone()).unwrap_or_default()
    }

    /// The opening bracket or quote.
    pub fn opening_text<'s>(&self, source: &'s str) -> Option<&'s str> {
        source.get(self.opening.clone()?)
    }
}

/// A `\uD800`–`\uDFFF` escape that is not part of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoneSurrogate {
    /// The six bytes of the escape.
    pub span: Range<usize>,
    /// Whether it is a high surrogate (`\uD800`–`\uDBFF`), the first half of a pair.
    pub is_high: bool,
    /// Whether another `\u` escape follows directly.
    pub before_escape: bool,
}

/// The kinds of syntax error, each with its own remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyntaxFault {
    /// The text contains no value.
    Empty,
    /// The text starts with a UTF-8 byte-order mark.
    ByteOrderMark,
    /// The bytes look like UTF-16.
    Utf16,
    /// A byte sequence that is not valid UTF-8.
    InvalidUtf8,
    /// The text is longer than [`MAX_BYTES`](super::MAX_BYTES).
    TooLong,
    /// Nesting deeper than [`MAX_DEPTH`](super::MAX_DEPTH), which is accepted by the API's parser but not read by this one.
    TooDeep,
    /// Nesting deeper than [`MAX_ACCEPTED_DEPTH`](super::MAX_ACCEPTED_DEPTH), which the API's parser refuses.
    RefusedDepth,
    /// A comma before a closing bracket.
    TrailingComma,
    /// No comma between two members or items.
    MissingComma,
    /// Two commas in a row, or a comma right after an opening bracket.
    ExtraComma,
    /// A `//`, `/* */` or `#` comment.
    Comment,
    /// A string in single quotes, typographic quotes or backticks.
    WrongQuotes,
    /// `True`, `False` or `None` in a text with strings in other quotes: the text of a Python object, not JSON.
    PythonLiteral,
    /// A quote inside a string that ends it: the span is what follows, the opening is the quote.
    UnescapedQuote,
    /// A key without quotes.
    UnquotedKey,
    /// A word that is not a JSON literal, where a value is expected.
    UnquotedString,
    /// `NaN`, `Infinity`, `None`, `True`, `undefined` and similar words of other languages.
    ForeignLiteral,
    /// A number that JSON's grammar does not allow: `01`, `+1`, `.5`, `1.`, `0x10`.
    BadNumber,
    /// An unescaped control character, usually a line break, in a string.
    ControlCharacter,
    /// A backslash that does not start a valid escape sequence.
    BadEscape,
    /// A backslash that escapes the closing quote of a string.
    EscapedEnd,
    /// The text ends inside a string; or, with an edit, the string contains what should follow it.
    UnclosedString,
    /// The text ends inside an object or array.
    UnclosedBracket,
    /// A closing bracket of the wrong kind.
    MismatchedBracket,
    /// A closing bracket, comma, colon or other character where it is not allowed.
    UnexpectedCharacter,
    /// A key that no colon follows.
    MissingColon,
    /// A member or item without a value.
    MissingValue,
    /// Data after the value.
    TrailingBytes,
}
