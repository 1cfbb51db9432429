#!/usr/bin/env python3
"""Compares what payloadlint reports with what the request types of the official SDK reject.

    tests/oracle/run                     installs the newest SDK, builds payloadlint, and compares
    tests/oracle/run --seed 7            makes each mutation in another body
    tests/oracle/run --show 'GLOB'       prints the bodies of the differences at these paths

The bodies are the fixtures, bodies that are generated from the types, and mutations of both: a member is dropped, a value gets
another type, an unknown field or value is added, an array is emptied. Each mutation is made once at every place that the types know.

A difference is a fault that the types find and payloadlint does not report at least as a warning, or an error of one of TYPE_RULES
that is not a fault to the types. differences.json explains the known ones: the verdict of payloadlint, the kind of fault or the code
of the rule, and the path (and where it matters the body), with `*` as in a shell. The facts of the API (docs/facts.md) take
precedence over the types. Exit status 1 if a difference is not explained, or an explanation is not needed any more."""

import argparse
import copy
import fnmatch
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import anthropic
import sdk_types

HERE = pathlib.Path(__file__).parent
FIXTURES = HERE.parent.parent / "fixtures"
URL = "https://api.anthropic.com/v1/"

# A body of this size is about size, which types do not know.
LARGEST = 60_000

# Requests per file that payloadlint reads.
LINES = 200
# The rules about what types can express. What depends on other members, on the model, or on the order of turns is not.
TYPE_RULES = ("PL201", "PL202", "PL203", "PL210", "PL212", "PL220", "PL221", "PL231", "PL232", "PL240", "PL241", "PL242", "PL243")
# Of these, the rules about missing and unknown members.
MISSING = ("PL201", "PL202")
MEMBERS = (*MISSING, "PL210")
BETWEEN_REQUESTS = ("PL901", "PL951", "PL952")

OTHER_VALUES = [None, True, 7, "no_such_value", [], {}]


def bodies_of_fixtures():
    """The bodies in fixtures/pass and fixtures/fail, as (name, endpoint, body)."""
    for path in sorted([*FIXTURES.glob("pass/**/*.json"), *FIXTURES.glob("fail/**/*.json")]):
        try:
            content = json.loads(path.read_bytes())
        except (ValueError, RecursionError):
            continue
        if path.stat().st_size > LARGEST or not isinstance(content, dict):
            continue
        url, body = content.get("url", ""), content.get("body", content)
        if isinstance(body, str) or url and not url.startswith(URL):
            continue
        endpoint = url.removeprefix(URL).partition("?")[0] or ("messages/batches" if "requests" in body else "messages")
        if endpoint in sdk_types.ENDPOINTS:
            yield str(path.relative_to(FIXTURES)), endpoint, body


def bodies_of_types():
    """Bodies that the types accept. One in which no value is at a new place is left out."""
    seen = set()
    for endpoint in sdk_types.ENDPOINTS:
        for body in sdk_types.samples(endpoint):
            places = {(place(endpoint, body, at), leaf(value)) for at, value in nodes(body)}
            if not places <= seen:
                seen |= places
                yield "types", endpoint, body


def leaf(value):
    return json.dumps(value) if not value or not isinstance(value, (dict, list)) else type(value).__name__


def place(endpoint, body, at):
    """What distinguishes a place from others: the objects around it, and at the top of the body the endpoint."""
    return (endpoint if len(at) < 2 else "", *path_of(body, at).split(".")[-3:])


def nodes(value, at=()):
    """Every value in a body, with its location."""
    yield at, value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    for name, member in members:
        yield from nodes(member, (*at, str(name)))


def path_of(body, at):
    """A location without indexes, and with the tags of the objects: messages.*(user).content.*(text).citations"""
    words, value = [], body
    for name in at:
        if isinstance(value, list):
            value = value[int(name)] if int(name) < len(value) else None
            name = "*"
        else:
            value = value.get(name) if isinstance(value, dict) else None
        tag = next((value[tag] for tag in ("role", "type") if isinstance(value.get(tag), str)), None) if isinstance(value, dict) else None
        words.append(f"{name}({tag})" if tag else name)
    return ".".join(words)


def mutations(body, at, value):
    """The body with each change at one location."""
    if at:
        if not at[-1].isdigit():
            yield changed(body, at, None, drop=True)
        for other in OTHER_VALUES:
            if other != value and (type(other) is not type(value) or isinstance(value, (str, list))):
                yield changed(body, at, other)
    if isinstance(value, dict):
        yield changed(body, (*at, "no_such_field"), 1)


def changed(body, at, value, drop=False):
    body = copy.deepcopy(body)
    holder = body
    for name in at[:-1]:
        holder = holder[int(name) if isinstance(holder, list) else name]
    name = int(at[-1]) if isinstance(holder, list) else at[-1]
    if drop:
        del holder[name]
    else:
        holder[name] = value
    return body


def all_mutations(bodies, seed):
    """Every change at every place that the types know, each in the smallest body that has it, or with a seed in any body."""
    places = {place(endpoint, body, at) for name, endpoint, body in bodies if name == "types" for at, _ in nodes(body)}
    bodies = sorted((body for body in bodies if ".bad." not in body[0]), key=lambda body: len(json.dumps(body[2])))
    if seed is not None:
        random.Random(seed).shuffle(bodies)
    seen = set()
    for name, endpoint, body in bodies:
        for at, value in nodes(body):
            where = place(endpoint, body, at)
            if where in places and (where, type(value)) not in seen:
                seen.add((where, type(value)))
                for mutation in mutations(body, at, value):
                    yield f"{name}, changed at {endpoint}", endpoint, mutation


def reports(payloadlint, bodies):
    """The findings in each body, as (location, code, severity)."""
    findings = [[] for _ in bodies]
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, len(bodies), LINES):
            with open(pathlib.Path(folder, f"{start}.jsonl"), "w", encoding="utf-8") as file:
                for _, endpoint, body in bodies[start : start + LINES]:
                    print(json.dumps({"method": "POST", "url": URL + endpoint, "body": body}), file=file)
        # The rules that compare the requests of a file are about other requests than these.
        command = [payloadlint, "check", "--format", "json", "--as-of", "2026-11-24", "--fail-on", "never", "--quiet"]
        command += [f"--ignore={code}" for code in BETWEEN_REQUESTS] + [folder]
        report = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    if report.get("omitted"):
        raise RuntimeError("payloadlint left out findings")
    for finding in report["findings"]:
        if finding["pointer"] is None:
            continue  # not about the body
        index = int(pathlib.Path(finding["file"]).stem) + finding["entry"]["line"] - 1
        findings[index].append((location(finding), finding["code"], finding["severity"]))
    return findings


def location(finding):
    """Where a finding is. A missing member is reported at its object, and only the path ends with its name."""
    at = tuple(part.replace("~1", "/").replace("~0", "~") for part in finding["pointer"].split("/")[1:])
    name = finding["path"].rpartition(".")[2]
    return (*at, name) if finding["code"] in MISSING and at[-1:] != (name,) else at


def differences(body, faults, findings):
    """The differences in one body, as (verdict of payloadlint, what, path)."""
    for fault in faults:
        if not any(severity != "info" and is_same(fault, at, code) for at, code, severity in findings):
            yield "accepts", fault[1], path_of(body, fault[0])
    for at, code, severity in findings:
        if severity == "error" and code in TYPE_RULES and not any(is_same(fault, at, code) for fault in faults):
            yield "rejects", code, path_of(body, at)


def is_same(fault, at, code):
    """Whether a finding can be about a fault: it is inside it, or at the object that it is in. Which members of an object are
    missing and which are unknown depends on what the object is compared with."""
    place, kind = fault
    members = kind in ("missing", "unknown") and code in MEMBERS and at[:-1] == place[:-1]
    return at[: len(place)] == place or at == place[:-1] or members


def explains(row, name, difference):
    verdict, what, path = difference
    return (
        row["payloadlint"] == verdict
        and fnmatch.fnmatchcase(what, row["what"])
        and fnmatch.fnmatchcase(path, row["path"])
        and fnmatch.fnmatchcase(name, row.get("body", "*"))
    )


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--payloadlint", required=True, help="the binary")
    arguments.add_argument("--seed", type=int, help="make each mutation in a body that is chosen by this seed")
    arguments.add_argument("--show", metavar="GLOB", help="print the bodies of differences at these paths")
    arguments = arguments.parse_args()

    known = json.loads((HERE / "differences.json").read_text(encoding="utf-8"))
    bodies = [*bodies_of_fixtures(), *bodies_of_types()]
    mutated = list(all_mutations(bodies, arguments.seed))
    bodies += mutated

    unexplained, used, rejected = {}, set(), 0
    for (name, endpoint, body), findings in zip(bodies, reports(arguments.payloadlint, bodies)):
        faults = sdk_types.faults(endpoint, body)
        rejected += bool(faults)
        for difference in differences(body, faults, findings):
            if arguments.show and fnmatch.fnmatchcase(difference[2], arguments.show):
                print(*difference, name, json.dumps(body), faults, findings)
            rows = [index for index, row in enumerate(known) if explains(row, name, difference)]
            used.update(rows)
            if not rows:
                unexplained.setdefault((endpoint, *difference), []).append(name)
    for (endpoint, verdict, what, path), names in sorted(unexplained.items()):
        print(f"not explained: {endpoint}: payloadlint {verdict} {what} {path} ({len(names)} bodies; {names[0]})")
    unused = [row for index, row in enumerate(known) if index not in used and arguments.seed is None]
    for row in unused:
        print(f"explains nothing: {json.dumps(row)}")
    print(f"anthropic {anthropic.__version__}: {len(bodies)} bodies, of which {len(mutated)} are mutations; the types reject {rejected}")
    print(f"{len(unexplained)} differences are not explained, {len(unused)} explanations are not needed")
    return 1 if unexplained or unused else 0


if __name__ == "__main__":
    sys.exit(main())
