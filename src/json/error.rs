//! What can be wrong with a JSON text.

use std::ops::Range;

/// One fault of a JSON text, with the bytes that show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub fault: SyntaxFault,
    /// The offending bytes, as offsets into the text. Empty where something is missing.
    pub span: Range<usize>,
    /// For an unclosed or mismatched bracket: the bytes of the opening one.
    pub opening: Option<Range<usize>>,
}

/// The kinds of fault, each with its own remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyntaxFault {
    /// The text has no value at all.
    Empty,
    /// A UTF-8 byte-order mark stands before the value.
    ByteOrderMark,
    /// The bytes look like UTF-16.
    Utf16,
    /// A byte sequence that is not UTF-8.
    InvalidUtf8,
    /// The text is longer than [`super::MAX_BYTES`].
    TooLong,
    /// Nesting beyond [`super::MAX_DEPTH`].
    TooDeep,
    /// A comma before a closing bracket.
    TrailingComma,
    /// No comma between two members or elements.
    MissingComma,
    /// Two commas in a row, or one right after an opening bracket.
    ExtraComma,
    /// A `//`, `/* */` or `#` comment.
    Comment,
    /// A string in single or typographic quotes, or backticks.
    WrongQuotes,
    /// A key without quotes.
    UnquotedKey,
    /// A word that is no JSON literal, where a value should be.
    UnquotedString,
    /// `NaN`, `Infinity`, `None`, `True`, `undefined` and their kin.
    ForeignLiteral,
    /// A number that breaks JSON's grammar: `01`, `+1`, `.5`, `1.`, `0x10`.
    BadNumber,
    /// A raw control character, mostly a line break, inside a string.
    ControlCharacter,
    /// A backslash followed by something that is no escape.
    BadEscape,
    /// The text ends inside a string.
    UnclosedString,
    /// The text ends inside an object or array.
    UnclosedBracket,
    /// A closing bracket of the other kind.
    MismatchedBracket,
    /// A closing bracket, comma or colon that nothing opened.
    UnexpectedCharacter,
    /// A key without its colon.
    MissingColon,
    /// A member or element without its value.
    MissingValue,
    /// Something follows the value.
    TrailingBytes,
}
