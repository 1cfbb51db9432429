//! Properties of every request in the fixtures: one fault is one finding at its place, the order of members and whitespace
//! change only positions, a value has the findings of its text, and every position is a place in the source.

use std::ops::Range;
use std::sync::LazyLock;

use payloadlint::internals::finding::{Finding, Location};
use payloadlint::internals::json::{Document, Node};
use payloadlint::{Linter, Report, Severity, validate, validate_value};
use serde_json::{Value, json};

use crate::common::{Fixture, FixtureKind, settings};

/// The largest fixture that is changed. Larger ones are about size.
const LARGEST: usize = 20_000;

/// The fixtures that are bodies of single requests.
static BODIES: LazyLock<Vec<(&Fixture, Value)>> = LazyLock::new(|| {
    let all = Fixture::all().iter().filter(|fixture| fixture.kind != FixtureKind::Envelope);
    all.filter_map(|fixture| Some((fixture, serde_json::from_slice(&fixture.text()).ok()?)))
        .filter(|(_, body): &(_, Value)| body.get("messages").is_some() && body.to_string().len() < LARGEST)
        .collect()
});

static LINTER: LazyLock<Linter> = LazyLock::new(|| settings().build().unwrap());

#[derive(Debug, Clone, Copy)]
enum Change {
    /// Removes the member.
    Drop,
    /// Adds an unknown member.
    Add,
    /// Replaces the value by this JSON.
    Set(&'static str),
}
use Change::{Add, Drop, Set};

/// Where a change is made, and the rule that reports it there. In a pointer, `*` is any name or index, and `:` precedes the
/// `type` of the value.
#[rustfmt::skip]
const CHANGES: &[(&str, Change, &str)] = &[
    ("", Add, "PL210"),
    ("/model", Drop, "PL201"),
    ("/model", Set("7"), "PL220"),
    ("/messages", Drop, "PL201"),
    ("/messages", Set("{}"), "PL220"),
    ("/messages", Set("[]"), "PL301"),
    ("/max_tokens", Drop, "PL202"),
    ("/max_tokens", Set("\"64\""), "PL220"),
    ("/max_tokens", Set("-1"), "PL230"),
    ("/stream", Set("\"yes\""), "PL220"),
    ("/system", Set("7"), "PL220"),
    ("/temperature", Set("\"0\""), "PL220"),
    ("/stop_sequences", Set("\"END\""), "PL220"),
    ("/service_tier", Set("\"no_such_value\""), "PL231"),
    ("/metadata", Add, "PL210"),
    ("/thinking/type", Set("\"no_such_value\""), "PL243"),
    ("/tool_choice", Set("\"auto\""), "PL220"),
    ("/tool_choice/type", Set("\"no_such_value\""), "PL243"),
    ("/messages/*", Add, "PL210"),
    ("/messages/*/role", Drop, "PL201"),
    ("/messages/*/role", Set("\"no_such_value\""), "PL240"),
    ("/messages/*/content", Set("7"), "PL220"),
    ("/messages/*/content/*", Set("7"), "PL220"),
    ("/messages/*/content/*:text", Add, "PL210"),
    ("/messages/*/content/*:image", Add, "PL210"),
    ("/messages/*/content/*:document", Add, "PL210"),
    ("/messages/*/content/*:tool_use", Add, "PL210"),
    ("/messages/*/content/*:tool_result", Add, "PL210"),
    ("/messages/*/content/*/type", Drop, "PL201"),
    ("/messages/*/content/*/type", Set("\"no_such_value\""), "PL241"),
    ("/messages/*/content/*/text", Drop, "PL201"),
    ("/messages/*/content/*/text", Set("7"), "PL220"),
    ("/messages/*/content/*/id", Drop, "PL201"),
    ("/messages/*/content/*/tool_use_id", Drop, "PL201"),
    ("/messages/*/content/*/source", Drop, "PL201"),
    ("/messages/*/content/*/source/type", Set("\"no_such_value\""), "PL243"),
    ("/messages/*/content/*/cache_control/type", Set("\"no_such_value\""), "PL231"),
    ("/messages/*/content/*/cache_control/ttl", Set("\"2h\""), "PL231"),
    ("/system/*/type", Set("\"image\""), "PL231"),
    ("/tools", Set("{}"), "PL220"),
    ("/tools/*:custom", Add, "PL210"),
    ("/tools/*/type", Set("\"no_such_value\""), "PL242"),
    ("/tools/*/input_schema", Set("7"), "PL220"),
    ("/tools/*/cache_control/ttl", Set("\"2h\""), "PL231"),
];

/// Every place in `value` to which a pattern applies.
fn places(value: &Value, pattern: &str) -> Vec<String> {
    let Some(pattern) = pattern.strip_prefix('/') else { return vec![String::new()] };
    let (first, rest) = pattern.find('/').map_or((pattern, ""), |at| pattern.split_at(at));
    let (name, tag) = first.split_once(':').map_or((first, None), |(name, tag)| (name, Some(tag)));
    let members: Vec<(String, &Value)> = match value {
        Value::Object(members) if name != "*" => {
            members.get(name).map(|value| (name.to_owned(), value)).into_iter().collect()
        }
        Value::Array(items) if name == "*" => {
            items.iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect()
        }
        _ => Vec::new(),
    };
    let tagged = members.into_iter().filter(|(_, value)| tag.is_none_or(|tag| value["type"] == tag));
    tagged.flat_map(|(name, value)| places(value, rest).into_iter().map(move |rest| format!("/{name}{rest}"))).collect()
}

/// The body with a change at `pointer`, and the pointer of the finding about it.
fn changed(body: &Value, pointer: &str, change: Change) -> Option<(Value, String)> {
    let mut body = body.clone();
    let at = match change {
        Drop => {
            let (holder, name) = pointer.rsplit_once('/')?;
            body.pointer_mut(holder)?.as_object_mut()?.remove(name)?;
            holder.to_owned()
        }
        Add => {
            body.pointer_mut(pointer)?.as_object_mut()?.insert("no_such_field".to_owned(), json!(1));
            format!("{pointer}/no_such_field")
        }
        Set(value) => {
            *body.pointer_mut(pointer)? = serde_json::from_str(value).unwrap();
            pointer.to_owned()
        }
    };
    Some((body, at))
}

/// Requests in which a change has a second consequence.
const EXCEPTIONS: &[(&str, &str)] = &[
    // Only a compaction block can open a conversation in an assistant message, and a broken block is not one.
    ("PL357-repeated-compaction/two.good.json", "/messages/0/content/0"),
];

fn is_exception(name: &str, pointer: &str) -> bool {
    EXCEPTIONS.iter().any(|(fixture, place)| name.ends_with(fixture) && pointer.starts_with(place))
}

/// How many requests each change is made in.
const REQUESTS: usize = 24;

#[test]
fn one_change_of_an_accepted_request_is_one_finding_at_its_place() {
    let accepted: Vec<_> = BODIES.iter().filter(|(fixture, _)| fixture.kind != FixtureKind::Bad).collect();
    let mut wrong = Vec::new();
    for (pattern, change, code) in CHANGES {
        let having: Vec<_> = accepted.iter().filter(|(_, body)| !places(body, pattern).is_empty()).collect();
        assert!(!having.is_empty(), "no request has {pattern}");
        for (fixture, body) in having.iter().step_by(having.len().div_ceil(REQUESTS)) {
            let Some(pointer) = places(body, pattern).pop() else { continue };
            let Some((changed, at)) = changed(body, &pointer, *change) else { continue };
            if is_exception(&fixture.name, &pointer) {
                continue;
            }
            let report = LINTER.lint_value(&changed);
            let reported = report.findings.iter().filter(|finding| finding.severity > Severity::Info);
            let found: Vec<_> = reported.map(|finding| (finding.code, finding.location.pointer.as_deref())).collect();
            if found != [(*code, Some(at.as_str()))] {
                wrong.push(format!("{}: {change:?} {pointer}: {code} at {at:?}, not {found:?}", fixture.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A finding without its position, in a form that can be compared.
fn without_position(finding: &Finding) -> String {
    let related: Vec<_> = finding.related.iter().map(|related| (&related.location.path, &related.message)).collect();
    format!("{finding} {:?} {:?} {related:?}", finding.location.pointer, finding.help)
}

/// The findings of a report, sorted. Two that differ only in their position are one.
fn without_positions(report: &Report) -> Vec<String> {
    let mut findings: Vec<_> = report.findings.iter().map(without_position).collect();
    findings.sort();
    findings.dedup();
    findings
}

/// `value` as JSON with whitespace between its tokens, and the members of its objects in another order.
fn write(value: &Value, random: &mut impl FnMut(usize) -> usize, text: &mut String) {
    let mut space = |text: &mut String| text.push_str(["", "", " ", "\n", "\r\n\t"][random(5)]);
    space(text);
    match value {
        Value::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                text.push_str(if at > 0 { "," } else { "" });
                write(item, random, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            text.push('{');
            let mut separator = "";
            while !members.is_empty() {
                let (name, member) = members.swap_remove(random(members.len()));
                text.push_str(separator);
                text.push_str(&json!(name).to_string());
                text.push(':');
                write(member, random, text);
                separator = ",";
            }
            text.push('}');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
    text.push_str([" ", "", "\n"][random(3)]);
}

/// Rules about several members of an object, which report the first of them or the one that exceeds a limit.
const IN_ORDER: [&str; 4] = ["[PL205]", "[PL722]", "[PL727]", "[PL728]"];

/// Whether two findings are of the same rule, and it chooses a member by the order in the text.
fn is_ordered(left: &str, right: &str) -> bool {
    IN_ORDER.iter().any(|code| left.contains(code) && right.contains(code))
}

/// Pseudorandom numbers below a limit.
fn random(seed: usize) -> impl FnMut(usize) -> usize {
    let mut state = seed as u64;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    }
}

#[test]
fn order_and_whitespace_change_only_positions() {
    let mut wrong = Vec::new();
    for (seed, (fixture, body)) in BODIES.iter().enumerate() {
        let mut text = String::new();
        write(body, &mut random(seed), &mut text);
        let (plain, other) = (without_positions(&validate(&body.to_string())), without_positions(&validate(&text)));
        let is_same = |(left, right): (&String, &String)| left == right || is_ordered(left, right);
        if plain.len() != other.len() || !plain.iter().zip(&other).all(is_same) {
            wrong.push(format!("{}: {plain:#?}, not {other:#?}", fixture.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_value_has_the_findings_of_its_text() {
    let mut wrong = Vec::new();
    for (fixture, body) in BODIES.iter() {
        let (text, value) = (validate(&body.to_string()), validate_value(body));
        if without_positions(&text) != without_positions(&value) || text.predicted != value.predicted {
            wrong.push(format!("{}: {text}, not {value}", fixture.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn is_text(text: &str, span: &Range<usize>) -> bool {
    text.get(span.clone()).is_some()
}

/// The bytes of the member or item at a pointer, with its key.
fn member_span(root: Node<'_>, pointer: &str) -> Option<Range<usize>> {
    let mut span = root.span();
    let mut node = root;
    for name in pointer.split('/').skip(1) {
        let name = name.replace("~1", "/").replace("~0", "~");
        if node.is_array() {
            node = node.item(name.parse().ok()?)?;
            span = node.span();
        } else {
            let (key, value) = node.member(&name)?;
            span = key.span().start..value.span().end;
            node = value;
        }
    }
    Some(span)
}

/// What is wrong with the positions of a location in `text`; `root` is its JSON, if `text` is a body.
fn position_faults(location: &Location, text: &str, root: Option<Node<'_>>) -> Vec<String> {
    let mut faults = Vec::new();
    if let Some(excerpt) = &location.excerpt
        && !is_text(&excerpt.text, &excerpt.span)
    {
        faults.push(format!("excerpt {:?} of {:?}", excerpt.span, excerpt.text));
    }
    let Some(span) = &location.span else { return faults };
    if !is_text(text, span) {
        faults.push(format!("span {span:?} of {} bytes", text.len()));
        return faults;
    }
    if let Some(position) = location.position {
        let line = text[..span.start].matches('\n').count() + 1;
        if position.line != line {
            faults.push(format!("line {} instead of {line}", position.line));
        }
    }
    if let (Some(root), Some(pointer)) = (root, &location.pointer) {
        match member_span(root, pointer) {
            Some(member) if member.start <= span.start && span.end <= member.end => {}
            member => faults.push(format!("{span:?} is {:?}, and {pointer:?} is {member:?}", &text[span.clone()])),
        }
    }
    faults
}

#[test]
fn every_position_is_a_place_in_the_source() {
    let (mut checked, mut wrong) = (0, Vec::new());
    for fixture in Fixture::all().iter().filter(|fixture| !fixture.report.findings.is_empty()) {
        let Ok(text) = String::from_utf8(fixture.text()) else { continue };
        let document = Document::parse(text.as_bytes());
        // Positions in an exchange are in the text around the body, and a pointer leads to the last of duplicate members.
        let is_body = document.duplicates().is_empty()
            && document.rejection().is_none()
            && serde_json::from_str::<Value>(&text).is_ok_and(|file| file.get("messages").is_some());
        let root = document.root().filter(|_| is_body);
        for finding in &fixture.report.findings {
            checked += 1;
            let locations = finding.related.iter().map(|related| &related.location).chain([&finding.location]);
            let mut faults: Vec<_> = locations.flat_map(|location| position_faults(location, &text, root)).collect();
            let edits =
                finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.offset..edit.offset + edit.length);
            faults.extend(edits.filter(|span| !is_text(&text, span)).map(|span| format!("edit {span:?}")));
            wrong.extend(faults.iter().map(|fault| format!("{}: {finding}: {fault}", fixture.name)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(checked > 500, "only {checked} findings were checked");
}
