//! Conformance of the JSON parser with RFC 8259, rule by rule of its grammar. The names are those that test suites of JSON use:
//! `y` must be accepted, `n` must be rejected, `i` is up to the implementation.

use payloadlint::internals::json::{Document, SyntaxFault};

/// Texts that the grammar generates, each with the section that it belongs to.
#[rustfmt::skip]
const ACCEPTED: &[(&str, &[u8])] = &[
    // 2: any value is a text, and white space is allowed around the six structural characters.
    ("y_text_null", b"null"), ("y_text_true", b"true"), ("y_text_false", b"false"), ("y_text_number", b"42"),
    ("y_text_negative", b"-1"), ("y_text_string", b"\"x\""), ("y_text_empty_string", b"\"\""), ("y_text_array", b"[]"),
    ("y_text_object", b"{}"),
    ("y_space_around_text", b" \t\r\n1 \t\r\n"), ("y_space_in_array", b"[ \n\t\r1 , 2 ]"), ("y_space_in_empty_array", b"[ ]"),
    ("y_space_in_object", b"{ \"a\" : 1 , \"b\"\n:\n2 }"), ("y_space_in_empty_object", b"{\r\n}"), ("y_line_feed_at_end", b"[1]\n"),
    // 3: the three literal names.
    ("y_literals", b"[true,false,null]"), ("y_literals_nested", b"[[null],{\"a\":true}]"),
    // 4: objects. Names should be unique, and need not be.
    ("y_object_one", b"{\"a\":1}"), ("y_object_two", b"{\"a\":1,\"b\":2}"), ("y_object_empty_name", b"{\"\":0}"),
    ("y_object_equal_names", b"{\"a\":1,\"a\":2}"), ("y_object_equal_names_and_values", b"{\"a\":1,\"a\":1}"),
    ("y_object_escaped_name", b"{\"\\u0061\":1}"), ("y_object_name_with_nul", b"{\"a\\u0000b\":1}"),
    ("y_object_nested", b"{\"a\":{\"b\":{\"c\":[]}}}"), ("y_object_long_name", b"{\"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\":0}"),
    // 5: arrays, of values of any type.
    ("y_array_one", b"[1]"), ("y_array_mixed", b"[null,1,\"1\",{},[],false]"), ("y_array_of_empty", b"[[],[[]],{}]"),
    ("y_array_empty_string", b"[\"\"]"), ("y_array_many", b"[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]"),
    // 6: numbers.
    ("y_number_zero", b"0"), ("y_number_minus_zero", b"-0"), ("y_number_digits", b"1234567890"), ("y_number_fraction", b"0.5"),
    ("y_number_fraction_zeros", b"1.000"), ("y_number_minus_fraction", b"-0.0"), ("y_number_exponent", b"1e5"),
    ("y_number_capital_exponent", b"1E5"), ("y_number_plus_exponent", b"1e+5"), ("y_number_minus_exponent", b"1E-5"),
    ("y_number_zero_exponent", b"0e0"), ("y_number_exponent_leading_zero", b"1e005"), ("y_number_all_parts", b"-12.34e-56"),
    ("y_number_20_digits", b"12345678901234567890"), ("y_number_long_fraction", b"0.1234567890123456789012345678901234567890"),
    ("y_number_minus_9223372036854775808", b"-9223372036854775808"), ("y_number_close_to_zero", b"1e-300"),
    // 7: strings. Everything may be in one except quotes, backslashes and control characters below U+0020.
    ("y_string_all_escapes", br#""\"\\\/\b\f\n\r\t""#), ("y_string_unicode_escape", br#""\u0041""#),
    ("y_string_escape_case", br#""\u00e9\u00E9""#), ("y_string_escaped_nul", br#""\u0000""#), ("y_string_escaped_control", br#""\u001f""#),
    ("y_string_surrogate_pair", br#""\ud83d\ude00""#), ("y_string_first_pair", br#""\ud800\udc00""#), ("y_string_last_pair", br#""\udbff\udfff""#),
    ("y_string_two_pairs", br#""\ud83d\ude00\uD834\uDD1E""#), ("y_string_before_surrogates", br#""\ud7ff""#), ("y_string_after_surrogates", br#""\ue000""#),
    ("y_string_noncharacter", br#""\uffff\ufdd0""#), ("y_string_escaped_backslash_u", br#""\\u0041""#), ("y_string_backslash_at_end", br#""\\""#),
    ("y_string_escaped_slash", br#""a\/b""#), ("y_string_slash", b"\"a/b\""), ("y_string_apostrophe", b"\"it's\""), ("y_string_delete", b"\"\x7f\""),
    ("y_string_comment", b"\"/* a */ // b # c\""), ("y_string_brackets", b"\"[{]},:\""), ("y_string_space", b"\" \""),
    ("y_string_u2028", "\"\u{2028}\u{2029}\"".as_bytes()), ("y_string_bom_inside", "\"\u{feff}\"".as_bytes()), ("y_string_c1", "\"\u{80}\u{9f}\"".as_bytes()),
    // 8: UTF-8.
    ("y_utf8_two_bytes", "\"é\"".as_bytes()), ("y_utf8_three_bytes", "\"€\"".as_bytes()), ("y_utf8_four_bytes", "\"😀\"".as_bytes()),
    ("y_utf8_last", "\"\u{10ffff}\"".as_bytes()), ("y_utf8_name", "{\"é\":1}".as_bytes()), ("y_utf8_noncharacter", "\"\u{ffff}\u{fdd0}\"".as_bytes()),
];

/// Texts that it does not generate.
#[rustfmt::skip]
const REJECTED: &[(&str, &[u8])] = &[
    // 2
    ("n_text_empty", b""), ("n_text_space", b" "), ("n_text_two_values", b"1 2"), ("n_text_two_arrays", b"[][]"), ("n_text_close", b"]"),
    ("n_text_comma", b","), ("n_text_colon", b":"), ("n_text_quote", b"\""), ("n_text_open_array", b"["), ("n_text_open_object", b"{"),
    ("n_text_after", b"{}x"), ("n_text_comment", b"{}//"), ("n_text_block_comment", b"/**/{}"), ("n_text_hash_comment", b"# a\n{}"),
    ("n_text_semicolon", b"1;"), ("n_text_nul", b"\0"), ("n_text_nul_after", b"[]\0"), ("n_text_word", b"abc"), ("n_text_tag", b"<null>"),
    ("n_space_form_feed", b"[\x0c1]"), ("n_space_vertical_tab", b"[\x0b1]"), ("n_space_no_break", "[\u{a0}1]".as_bytes()),
    ("n_space_u2028", "[\u{2028}1]".as_bytes()), ("n_space_u2060", "[\u{2060}]".as_bytes()), ("n_space_escaped", br"[\u0020 1]"), ("n_space_backslash_n", br"[\n]"),
    // 3
    ("n_literal_short", b"[nul]"), ("n_literal_long", b"[nulll]"), ("n_literal_capital", b"[True]"), ("n_literal_capitals", b"[NULL]"),
    ("n_literal_cut", b"tru"), ("n_literal_other", b"[undefined]"), ("n_literal_none", b"[None]"), ("n_literal_two", b"[true false]"), ("n_literal_full_width", "[ｎｕｌｌ]".as_bytes()),
    // 4
    ("n_object_trailing_comma", b"{\"a\":1,}"), ("n_object_leading_comma", b"{,\"a\":1}"), ("n_object_two_commas", b"{\"a\":1,,\"b\":2}"),
    ("n_object_comma_only", b"{,}"), ("n_object_no_colon", b"{\"a\" 1}"), ("n_object_two_colons", b"{\"a\"::1}"), ("n_object_no_value", b"{\"a\":}"),
    ("n_object_name_only", b"{\"a\"}"), ("n_object_no_name", b"{:1}"), ("n_object_no_comma", b"{\"a\":1 \"b\":2}"), ("n_object_bare_name", b"{a:1}"),
    ("n_object_number_name", b"{1:1}"), ("n_object_null_name", b"{null:1}"), ("n_object_apostrophes", b"{'a':1}"), ("n_object_open", b"{\"a\":1"),
    ("n_object_open_after_comma", b"{\"a\":1,"), ("n_object_open_after_colon", b"{\"a\":"), ("n_object_closed_as_array", b"{\"a\":1]"), ("n_object_equals", b"{\"a\"=1}"),
    ("n_object_comma_for_colon", b"{\"a\",1}"), ("n_object_semicolon", b"{\"a\":1;\"b\":2}"), ("n_object_closed_twice", b"{}}"), ("n_object_array_name", b"{[]:1}"), ("n_object_open_name", b"{\"a"),
    // 5
    ("n_array_trailing_comma", b"[1,]"), ("n_array_leading_comma", b"[,1]"), ("n_array_two_commas", b"[1,,2]"), ("n_array_comma_only", b"[,]"),
    ("n_array_no_comma", b"[1 2]"), ("n_array_no_comma_strings", b"[\"a\" \"b\"]"), ("n_array_colon", b"[\"a\":1]"), ("n_array_open", b"[1"),
    ("n_array_open_after_comma", b"[1,"), ("n_array_open_inner", b"[[1]"), ("n_array_closed_as_object", b"[1}"), ("n_array_closed_twice", b"[1]]"),
    ("n_array_parentheses", b"(1)"), ("n_array_star", b"[*]"), ("n_array_ellipsis", b"[1,...]"), ("n_array_no_comma_nested", b"[3[4]]"), ("n_array_open_lines", b"[1,\n1\n,1"),
    // 6
    ("n_number_plus", b"+1"), ("n_number_leading_zero", b"01"), ("n_number_minus_leading_zero", b"-01"), ("n_number_two_zeros", b"00"), ("n_number_point_first", b".5"),
    ("n_number_minus_point", b"-.5"), ("n_number_point_last", b"1."), ("n_number_point_exponent", b"1.e5"), ("n_number_exponent_only", b"e5"), ("n_number_no_exponent", b"1e"),
    ("n_number_no_exponent_plus", b"1e+"), ("n_number_no_exponent_minus", b"1E-"), ("n_number_exponent_fraction", b"1e2.5"), ("n_number_two_exponents", b"1e2e3"),
    ("n_number_two_points", b"1.2.3"), ("n_number_minus", b"-"), ("n_number_two_minus", b"--1"), ("n_number_plus_minus", b"+-1"), ("n_number_minus_space", b"- 1"), ("n_number_hexadecimal", b"0x1F"),
    ("n_number_octal", b"0o17"), ("n_number_underscore", b"1_000"), ("n_number_comma", b"1,000"), ("n_number_suffix", b"1f"), ("n_number_nan", b"NaN"), ("n_number_minus_nan", b"-NaN"),
    ("n_number_infinity", b"Infinity"), ("n_number_minus_infinity", b"-Infinity"), ("n_number_inf", b"[inf]"), ("n_number_expression", b"[1+2]"), ("n_number_full_width", "[１]".as_bytes()),
    ("n_number_space_inside", b"[1 000]"), ("n_number_zero_exponent_cut", b"[0e]"), ("n_number_zero_capital_cut", b"[0E+]"), ("n_number_bytes_inside", b"[1\xa0]"), ("n_number_letter_minus", b"[-a]"),
    // 7
    ("n_string_open", b"\"a"), ("n_string_apostrophes", b"'a'"), ("n_string_backquotes", b"`a`"), ("n_string_typographic", "“a”".as_bytes()), ("n_string_bare", b"[a]"),
    ("n_string_line_feed", b"\"a\nb\""), ("n_string_tab", b"\"a\tb\""), ("n_string_nul", b"\"a\0b\""), ("n_string_unit_separator", b"\"\x1f\""), ("n_string_return", b"\"\r\""),
    ("n_string_escape_x", br#""\x41""#), ("n_string_escape_apostrophe", br#""\'""#), ("n_string_escape_a", br#""\a""#), ("n_string_escape_v", br#""\v""#), ("n_string_escape_zero", br#""\0""#),
    ("n_string_escape_capital_u", br#""\U0041""#), ("n_string_escape_brace", br#""\u{41}""#), ("n_string_escape_short", br#""\u041""#), ("n_string_escape_no_hex", br#""\u004g""#),
    ("n_string_escape_cut", br#""\u00"#), ("n_string_escape_at_end", br#""\"#), ("n_string_escaped_quote_at_end", br#""a\""#), ("n_string_three_backslashes", br#""\\\""#),
    ("n_string_escape_line_feed", b"\"a\\\nb\""), ("n_string_escape_space", br#""\ ""#), ("n_string_escape_non_ascii", "\"\\é\"".as_bytes()), ("n_string_escape_minus", br#""\u-041""#), ("n_string_escape_plus", br#""\u+041""#),
    ("n_string_second_escape_short", br#""\ud83d\u""#), ("n_string_second_escape_cut", br#""\ud83d\ude0"#), ("n_string_joined", b"\"a\" + \"b\""), ("n_string_prefixed", b"u\"a\""), ("n_string_escape_tab", b"\"\\\t\""),
];

/// What the standard leaves to the parser, with what ours does. `None`: accepted; a lone surrogate is a fault of its own.
#[rustfmt::skip]
const CHOICES: &[(&str, &[u8], Option<SyntaxFault>)] = &[
    // A number that no double represents is rejected, as the API's parser does, unless it is close to zero.
    ("i_number_huge", b"1e400", Some(SyntaxFault::BadNumber)), ("i_number_huge_negative", b"-1e400", Some(SyntaxFault::BadNumber)),
    ("i_number_tiny", b"1e-400", None),
    ("i_number_huge_integer", b"123456789012345678901234567890123456789012345678901234567890", None),
    ("i_text_bom", b"\xef\xbb\xbf{}", Some(SyntaxFault::ByteOrderMark)),
    ("i_text_utf16_le", b"\xff\xfe[\0]\0", Some(SyntaxFault::Utf16)), ("i_text_utf16_be", b"\xfe\xff\0[\0]", Some(SyntaxFault::Utf16)),
    ("i_text_utf16_without_bom", b"[\0]\0", Some(SyntaxFault::Utf16)),
    ("i_utf8_invalid", b"\"\xff\"", Some(SyntaxFault::InvalidUtf8)), ("i_utf8_continuation", b"\"\x81\"", Some(SyntaxFault::InvalidUtf8)),
    ("i_utf8_cut", b"\"\xe0\xff\"", Some(SyntaxFault::InvalidUtf8)), ("i_utf8_overlong_two", b"\"\xc0\xaf\"", Some(SyntaxFault::InvalidUtf8)),
    ("i_utf8_overlong_six", b"\"\xfc\x83\xbf\xbf\xbf\xbf\"", Some(SyntaxFault::InvalidUtf8)), ("i_utf8_surrogate", b"\"\xed\xa0\x80\"", Some(SyntaxFault::InvalidUtf8)),
    ("i_utf8_too_large", b"\"\xf4\xbf\xbf\xbf\"", Some(SyntaxFault::InvalidUtf8)), ("i_utf8_latin_1", b"\"\xe9\"", Some(SyntaxFault::InvalidUtf8)),
    ("i_utf8_outside_string", b"[\xe5]", Some(SyntaxFault::InvalidUtf8)),
];

/// Escapes of half a character, which the standard allows and parsers treat in every possible way.
#[rustfmt::skip]
const LONE_SURROGATES: &[(&str, &[u8], usize)] = &[
    ("i_surrogate_high", br#""\ud800""#, 1), ("i_surrogate_low", br#""\udc00""#, 1), ("i_surrogate_swapped", br#""\udc00\ud800""#, 2),
    ("i_surrogate_high_then_letter", br#""\ud800abc""#, 1), ("i_surrogate_high_then_escape", br#""\ud800\n""#, 1), ("i_surrogate_two_high", br#""\ud800\ud800""#, 2),
    ("i_surrogate_high_then_character", br#""\ud888\u1234""#, 1), ("i_surrogate_high_then_pair", br#""\ud800\ud83d\ude00""#, 1), ("i_surrogate_capitals", br#""\uDFAA""#, 1),
    ("i_surrogate_in_name", br#"{"\udfaa":0}"#, 1),
];

/// The faults, and whether there is a tree.
fn faults(text: &[u8]) -> Vec<SyntaxFault> {
    let document = Document::parse(text);
    let is_rejected = document.rejection().is_some();
    let has_faults = !document.errors().is_empty() || !document.lone_surrogates().is_empty();
    assert_eq!(is_rejected, has_faults, "{}", String::from_utf8_lossy(text));
    document.errors().iter().map(|error| error.fault).collect()
}

#[test]
fn every_text_of_the_grammar_is_accepted() {
    for (name, text) in ACCEPTED {
        assert_eq!(faults(text), [], "{name}");
        let document = Document::parse(text);
        assert!(document.root().is_some() && document.lone_surrogates().is_empty(), "{name}");
        assert!(serde_json::from_slice::<serde_json::Value>(text).is_ok(), "{name}");
    }
}

#[test]
fn every_other_text_is_rejected() {
    for (name, text) in REJECTED {
        assert!(serde_json::from_slice::<serde_json::Value>(text).is_err(), "{name}");
        assert!(!faults(text).is_empty(), "{name}");
    }
}

#[test]
fn what_the_standard_leaves_open() {
    for (name, text, fault) in CHOICES {
        assert_eq!(faults(text).first(), fault.as_ref(), "{name}");
    }
    for (name, text, count) in LONE_SURROGATES {
        assert_eq!(faults(text), [], "{name}");
        assert_eq!(Document::parse(text).lone_surrogates().len(), *count, "{name}");
    }
}

/// Each accepted text stays accepted, and each rejected text rejected, as an item and as the value of a member.
#[test]
fn the_same_inside_a_container() {
    for (name, text) in ACCEPTED {
        for (before, after) in [("[", "]"), ("[0,", "]"), ("{\"a\":", "}"), ("{\"a\":[", "],\"b\":0}")] {
            let text = [before.as_bytes(), text, after.as_bytes()].concat();
            assert_eq!(faults(&text), [], "{name} in {before}{after}");
        }
    }
}

#[test]
fn names_are_unique() {
    let names = ACCEPTED.iter().chain(REJECTED).map(|(name, _)| name);
    let names = names.chain(CHOICES.iter().map(|(name, ..)| name)).chain(LONE_SURROGATES.iter().map(|(name, ..)| name));
    let mut seen = std::collections::BTreeSet::new();
    let repeated: Vec<_> = names.filter(|name| !seen.insert(**name)).collect();
    assert!(repeated.is_empty() && seen.len() > 200, "{} cases, {repeated:?} twice", seen.len());
}
