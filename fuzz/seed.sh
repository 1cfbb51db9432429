#!/bin/sh
# Fills fuzz/corpus/ with the fixtures and fuzz/dictionary with the words of the API. Run it again after a fixture was added:
# what the fuzzer has found stays.
set -eu
cd "$(dirname "$0")"

# Larger files slow the fuzzer down more than they help.
small() {
    (cd ../fixtures && find "$@" -type f -size -17) # blocks of 512 bytes
}

# into TARGET…: copies the files that standard input lists.
into() {
    tar cf seeds.tar -C ../fixtures -T -
    for target in "$@"; do
        tar xf seeds.tar -C "corpus/$target"
    done
    rm seeds.tar
}

# add TARGET FIRST_LINE FILE: the input is the file below a line that says how it is read.
count=0
add() {
    count=$((count + 1))
    { printf '%s\n' "$2" && cat "../fixtures/$3"; } > "corpus/$1/seed-$count"
}

for target in $(sed -n 's/^name = "\(.*\)"/\1/p' Cargo.toml | tail -n +2); do
    mkdir -p "corpus/$target"
done

# Bodies of requests.
small fail pass -name '*.json' | into parser validate mutations fixes
for file in $(small fail pass); do
    add formats "${file##*/}" "$file"
done

# Files of every kind, each read by every reader.
small code | into code
kinds=$(sed -n 's/^ *Kind::[A-Za-z]* => "\([a-z]*\)",$/\1/p' ../src/envelope/kind.rs)
for file in $(small envelopes recognition code recorded); do
    add formats "${file##*/}" "$file"
    for kind in "${file##*/}" $kinds; do
        add readers "$kind" "$file"
    done
done

# Responses, and streams of events.
python3 - <<'END' || echo 'without Python 3, the vectors of the retry classifier are not used'
import json, pathlib

for case in json.load(open("../fixtures/retry/vectors.json"))["cases"]:
    given = case["input"]
    body = given.get("body", "")
    body = body if isinstance(body, str) else json.dumps(body)
    headers = "".join(f"{name}: {value}\n" for name, value in given.get("headers", []))
    text = f"{given.get('status', 400)} {given.get('effect', '')}\n{headers}\n{body}"
    pathlib.Path("corpus/retry", case["id"]).write_text(text)
END
data='data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'
printf '\007event: message_start\ndata: {}\n\nevent: error\n%s\n\n' "$data" > corpus/stream/error
printf '\001event: ping\r\ndata: {}\r\n\r\nevent: content_block_delta\r\ndata: {}\r\n\r\n' > corpus/stream/content
printf '\100event: content_block_start\ndata: {}\n\nevent: message_stop\ndata: {}\n\n: comment\n\nevent: error\n%s\n\n' "$data" > corpus/stream/stop

# Every string of the tables that is a word, and what delimits one in the files that are read.
{
    cat ../schemas/request.schema.json ../schemas/batch.schema.json ../schemas/models.json ../schemas/tools.json |
        grep -oE '"[A-Za-z0-9_.-]{3,40}"' | sort -u | sed 's/.*/"\\"&/; s/"$/\\""/; s/\\""\([^\\]*\)/\\"\1/'
    for word in curl 'https://api.anthropic.com/v1/messages' '<<EOF' '```' messages.create x-api-key anthropic-version \
        anthropic-beta content-type retry-after 'event: ' 'data: ' 'cat <<' '$(' '\\u' 'import anthropic' '{{'; do
        printf '"%s"\n' "$word"
    done
} > dictionary
printf '%s seeds, %s words\n' "$(find corpus -type f | wc -l)" "$(wc -l < dictionary)"
