#!/usr/bin/env python3
"""Records what orjson, the API's JSON parser, says about bodies that are not valid JSON.

    python3 -m venv target/orjson && target/orjson/bin/pip install orjson==3.11.9
    target/orjson/bin/python tools/orjson_messages.py --count 20000 --seed 1 target/orjson.jsonl
    PAYLOADLINT_ORJSON=target/orjson.jsonl cargo test --all-features --test it -- orjson

Takes a few requests, damages them at random places, and writes one line per body: the body as a list of
[text, repetitions], or as hexadecimal digits if it is not UTF-8, and orjson's message, or null if it accepts the body. The
same seed gives the same bodies. fixtures/orjson/3.11.9.jsonl is written with --count 300 --seed 11."""

import argparse
import json
import random

import orjson

REQUESTS = [
    {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "How far is it to Lund?"}]},
    {
        "model": "claude-sonnet-5",
        "max_tokens": 1024,
        "temperature": 0.25,
        "stream": True,
        "system": [{"type": "text", "text": "Sé breve. €𝄞", "cache_control": {"type": "ephemeral"}}],
        "stop_sequences": ["END", "\n\n", "a\\b"],
        "metadata": {"user_id": None},
        "tools": [{"name": "f", "input_schema": {"type": "object", "properties": {"x": {"type": "number"}}}}],
        "messages": [
            {"role": "user", "content": 'He said "hi" \t and left 😀'},
            {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "f", "input": {"x": -1.5e3}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": []}]},
        ],
    },
    {"a": [[], {}, [0, -0.0, 1e-7, 18446744073709551616], {"b": {"c": [True, False, None]}}], "d": ""},
]

# What is inserted, and what replaces a character.
TOKENS = """, : { } [ ] " ' ` \\ / - + . 0 1 e E t f n x é € 😀 ; = # // /* */ true false null tru fals nul True None NaN nan
Infinity -Infinity undefined 01 -01 00 1. 1.e 1.5. .5 +1 -  -a 1e 1e+ 1e5 0e 0x10 1_000 1e308 1e309 -1e400 0.0e999
1e99999999999999999999 0e99999999999999999999 \\n \\u \\u0 \\u00 \\u004 \\u0041 \\u00e9 \\x \\' \\" \\\\ \\ud83d \\ude00
\\ud83d\\ude00 \\ud83d\\ud83d \\ud83d\\u0041 \\ud83d\\u00 \\ud83d\\n \\ude00\\ud83d \\uD8 ,} ,] , ] }} ]] {} [] "" "a" "a": {"a":1,} [1,] [,]
[1 2] {"a" 1} {"a":} {a:1} {'a':1}""".split() + ["\n", "\r\n", "\t", " ", "\0", "\x1f", "\x7f", "\u2028", "\ufeff", "  ", "\v", "\xa0"]

EDGES = [
    "", " ", "\n\t ", "\0", "{", "[", "}", "]", '"', "\\", "/", "//", "x", "t", "tr", "tru", "true", "truex", "f", "fals", "n", "nul", "nulL", "-", "--", "-x",
    "0", "01", "-01", "00", "1.", "1.x", "1.5e", "1.5e+", "1.5e+x", "1e309", "-1e309", "1e308", "2e308", "0e309", "1 2", "1,", "[]]", "{}{}", "{} \n x",
    "[1,]", "[1 ,\n ]", "[,]", "[1,,2]", '{"a":1,}', '{"a":1 , }', "{,}", '{"a"}', '{"a":}', '{"a" 1}', '{"a":1 "b":2}', '{"a":1,,}', "[1 2]", '{1:2}', "{a:1}",
    "[NaN]", "[Infinity]", "[-Infinity]", "[tru]", "[truE]", "[nulls]", "[falsey]", "[t", "[tr", "[fals", "[n", "[nul", "[trux", '{"a":fal',
    '"a', '"a\\', '"a\\u', '"a\\u1', '"a\\u12', '"a\\u123', '"a\\u123"', '"a\\u123g"', '"\\u12g', '"\\ug', '"\\x"', '"\\x', '"\\é"', '"\\é', '"\\€', '"\\😀',
    '"\\ud83d', '"\\ud83d"', '"\\ud83dx', '"\\ud83d\\', '"\\ud83d\\"', '"\\ud83d\\n', '"\\ud83d\\n"', '"\\ud83d\\u', '"\\ud83d\\u0', '"\\ud83d\\u00', '"\\ud83d\\u004',
    '"\\ud83d\\u0041', '"\\ud83d\\u0041"', '"\\ud83d\\ug', '"\\ud83d\\ud83d"', '"\\ude00', '"\\ude00"', '"\\ude00\\ud83d"', '"\\udbff\\udfff"', '"\\uDBFF\\uDC00"',
    '"é\n"', '"é\\\n"', '"a\tb"', '"a\x1fb"', '"a\x7fb"', '"\0"', "[\"a\0\"]", "\ufeff", "\ufeff{}", " \ufeff{}", "{}\ufeff", "[1]\0", "[1\0]", "\r[\r1\r,\r]", "é", "[é]",
    '["é€😀",\n "ü" x]', '{"a":"b"c"}', '{"a":"b" "c"}', '{"a":"b",c"}', '["a\nb","c]', "[0", "[-", "[1.", "[1e", "[1e5", "[1.5", "[01", '{"a":01', "{ \n\"a\":1,\n}", "[  1,  ]",
    "0." + "0" * 400 + "1", "1" * 308, "1" * 309, "9" * 309, "-" + "1" * 400, "[" + "1" * 310 + ".5]", "123456789012345678901234567890",
]
NOT_UTF8 = [b"\xff", b"{\"a\":\"\xff\"}", b"\xff\xfe{\0}\0", b"\xfe\xff\0{\0}", b"{\0\"\0a\0", b"\0{\0\"", b"[\"\xc3\"]", b"[\"\xed\xa0\x80\"]", b"[1,]\xff", b"\xe2\x82", b"[\"\xf0\x9f\x98", b"[\0]\0"]


def deep(rng):
    """Text of brackets, as [text, repetitions]."""
    depth = rng.choice([100, 400, 511, 512, 513, 600, 640, 700, 1000, 1022, 1023, 1024, 1025, 1026, 1100, 3000])
    opening, closing = rng.choice([("[", "]"), ('{"a":', "}"), ("[ ", "]"), ("[\n\n", "]"), ("[[", "]]"), ('[{"a":', "}]")])
    middle = rng.choice(["", "1", '"x"', "1,", "x", ",", "[]", "1e999", '"\\ud83d"', "1,1,1,1"])
    parts = [["{\"messages\":" if rng.random() < 0.5 else " ", 1], [opening, depth], [middle, 1], [closing, depth]]
    if parts[0][0] != " ":
        parts.append(["}", 1])
    return parts[: rng.choice([2, 3, 4, 5, 5])]


def damaged(rng):
    """A request with one to three faults."""
    request = rng.choice(REQUESTS)
    separators, indent = rng.choice([((",", ":"), None), ((", ", ": "), None), ((",", ": "), 1), ((",", ": "), 2)])
    text = json.dumps(request, ensure_ascii=rng.random() < 0.3, separators=separators, indent=indent)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        at = rng.randrange(len(text) + 1)
        end = min(len(text), at + rng.choice([1, 1, 1, 2, 5, 20]))
        kind = rng.randrange(7)
        if kind == 0:
            text = text[:at]
        elif kind == 1:
            text = text[:at] + text[end:]
        elif kind == 2:
            text = text[:at] + text[at:end] + text[at:]
        elif kind == 3:
            text = text[:at] + rng.choice(TOKENS) + text[at:]
        elif kind == 4:
            text = text[:at] + rng.choice(TOKENS) + text[end:]
        elif kind == 5:
            # At a boundary between tokens, where the parser expects something else than in a string.
            places = [index for index, character in enumerate(text) if character in ',:[]{}"']
            if places:
                at = rng.choice(places) + rng.randrange(2)
                text = text[:at] + rng.choice(TOKENS) + text[at:]
        else:
            text = text + rng.choice(TOKENS)
    return text


def bodies(count, seed):
    rng = random.Random(seed)
    yield from ([[text, 1]] for text in EDGES)
    yield from NOT_UTF8
    for _ in range(count):
        yield deep(rng) if rng.random() < 0.08 else [[damaged(rng), 1]]


def message(body):
    """orjson's message about a body; None if it accepts it."""
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError as error:
        return str(error)
    return None


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--count", type=int, default=20000, help="the number of damaged bodies")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("file", help="the file to write")
    arguments = arguments.parse_args()
    rejected = 0
    with open(arguments.file, "w", encoding="utf-8") as file:
        print(json.dumps({"parser": "orjson", "version": orjson.__version__}), file=file)
        for body in bodies(arguments.count, arguments.seed):
            if isinstance(body, bytes):
                line, text = {"hex": body.hex()}, body
            else:
                line, text = {"body": body}, "".join(part * times for part, times in body).encode()
            line["message"] = message(text)
            rejected += line["message"] is not None
            print(json.dumps(line, ensure_ascii=True), file=file)
    print(f"{arguments.file}: orjson {orjson.__version__} refuses {rejected} bodies")


if __name__ == "__main__":
    main()
