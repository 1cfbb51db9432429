//! Requests in TypeScript and JavaScript: which calls are read, what is underlined, and that nothing depends on what is
//! not known.

use std::collections::BTreeSet;

use payloadlint::internals::envelope::{Kind, Options, read_file};
use proptest::prelude::*;
use serde_json::Value;

use crate::code::{bodies, faults, found, text};
use crate::common::lint;

#[test]
fn valid_requests_have_no_findings() {
    let text = text("valid.ts");
    let report = lint("valid.ts", text.as_bytes());
    assert!(report.findings.is_empty(), "{report}");
    let contents = read_file("valid.ts", text.as_bytes(), Options::default(), &mut |_| {}).unwrap();
    assert_eq!((contents.kind, contents.tally.requests, contents.tally.skipped), (Kind::TypeScript, 26, 5));
}

#[test]
fn faults_are_underlined_to_the_byte() {
    for name in ["faults.ts", "faults.vue", "forms.ts"] {
        let text = text(name);
        let marked = text.lines().enumerate().filter_map(|(index, line)| {
            let (code, shown) = line.split_once("//! ")?.1.split_once(' ')?;
            Some((index + 1, code.to_owned(), shown.to_owned()))
        });
        assert_eq!(found(name, &text), marked.collect(), "{name}");
    }
}

#[test]
fn fences_are_read() {
    let text = text("page.ts.md");
    let expected = [(7, "PL220", "'8'"), (16, "PL202", "{"), (23, "PL503", "'claude-3-opus-20240229'")];
    let expected = expected.iter().map(|(line, code, shown)| (*line, (*code).to_owned(), (*shown).to_owned()));
    assert_eq!(found("page.md", &text), expected.collect());
}

/// The findings of a program, by code.
fn codes(name: &str, text: &str) -> Vec<String> {
    let codes = faults(name, text, false).into_iter().map(|(code, _)| code);
    codes.collect()
}

/// What a file says about the client decides where a request is sent, and whether it is read.
#[test]
fn clients_are_resolved() {
    let arguments = "messages.create({ model: 'claude-opus-5-5', max_tokens: '8', messages: [] });";
    for (program, expected) in [
        ("import A from '@anthropic-ai/sdk'; const a = new A(); a.", 1),
        ("import { Anthropic as A } from 'npm:@anthropic-ai/sdk@1'; new A({ apiKey }).", 1),
        ("const A = require('@anthropic-ai/sdk').default; new A().beta.", 1),
        (
            "const { Anthropic } = require('@anthropic-ai/sdk'); let a = null; a = new Anthropic(); a.withOptions({}).",
            1,
        ),
        ("class X { private a = new Anthropic(); f() { this.a.messages.create(); this.a!.", 1),
        ("function f(anthropic: any) { anthropic.", 1),
        ("new Anthropic({ baseURL: 'https://api.anthropic.com' }).", 1),
        ("import { Anthropic } from '@posthog/ai'; new Anthropic({ posthog }).", 0),
        ("import Anthropic from './anthropic'; const a = new Anthropic(); a.", 0),
        ("const twilio = new Twilio('claude'); twilio.", 0),
    ] {
        let text = format!("{program}{arguments}");
        assert_eq!(codes("a.ts", &text).contains(&"PL220".to_owned()), expected == 1, "{text}");
    }
}

/// What is not known in an expression does not make the rest unknown, and nothing else is reported.
#[test]
fn values_are_resolved() {
    let call = |before: &str, body: &str| {
        format!("import Anthropic from '@anthropic-ai/sdk';\n{before}\nnew Anthropic().messages.create({body});")
    };
    let rest = "max_tokens: 8, messages: [{ role: 'user', content: 'Hi' }]";
    for (before, body, expected) in [
        // Names.
        ("const m = 'claude-3-opus-20240229';", format!("{{ model: m, {rest} }}"), "PL503"),
        ("let m = 'claude-3-opus-20240229'; m = other;", format!("{{ model: m, {rest} }}"), ""),
        ("let m; if (x) { m = 'claude-3-opus-20240229'; }", format!("{{ model: m, {rest} }}"), ""),
        ("const { m } = { m: 'claude-3-opus-20240229' };", format!("{{ model: m, {rest} }}"), ""),
        ("function f(m = 'claude-3-opus-20240229') {}", format!("{{ model: m, {rest} }}"), ""),
        ("var M = { old: 'claude-3-opus-20240229' }", format!("{{ model: M.old, {rest} }}"), "PL503"),
        ("var M = { old: 'claude-3-opus-20240229' }; M.old = x();", format!("{{ model: M.old, {rest} }}"), ""),
        ("const M = Object.freeze({ old: 'claude-3-opus-20240229' })", format!("{{ model: M['old'], {rest} }}"), ""),
        // Objects that are changed.
        (
            "const p = { max_tokens: '8' }; p.max_tokens = 8; p.model = 'claude-opus-5-5'; p['messages'] = m;",
            "p".to_owned(),
            "",
        ),
        ("const p = { max_tokens: 8, messages: m }; p.max_tokens = '8';", "p".to_owned(), "PL201,PL220"),
        ("const p = { max_tokens: '8', messages: m }; change(p);", "p".to_owned(), ""),
        (
            "const m = []; m.push({ role: 'usr', content: 'Hi' });",
            "{ model, max_tokens: 8, messages: m }".to_owned(),
            "PL240",
        ),
        (
            "const m = []; if (x) { m.push({ role: 'usr', content: 'Hi' }); }",
            "{ model, max_tokens: 8, messages: m }".to_owned(),
            "",
        ),
        ("const m = []; m.push(...more);", "{ model, max_tokens: 8, messages: m }".to_owned(), ""),
        // Spreads.
        ("", "{ model, messages, ...rest }".to_owned(), ""),
        ("const rest = { model, messages };", "{ ...rest }".to_owned(), "PL202"),
        ("const rest = { max_tokens: 8 };", "{ model, messages, ...rest, max_tokens: '8' }".to_owned(), "PL220"),
        ("", "{ model, max_tokens: 8, messages, ...(x && { temperature: 'a' }) }".to_owned(), ""),
        ("", "{ model, max_tokens: '8', messages, ...(x ? { temperature: 1 } : undefined) }".to_owned(), "PL220"),
        ("", "{ model, max_tokens: '8', messages, ...(x ? { max_tokens: 1 } : {}) }".to_owned(), ""),
        ("", "{ model, max_tokens: '8', messages, [name]: 1 }".to_owned(), ""),
        // Members that are not sent.
        ("", "{ model, max_tokens: undefined, messages }".to_owned(), "PL202"),
        ("", "{ model, max_tokens: 8, messages, run: () => 1, async parse() {} }".to_owned(), ""),
        ("", "{ model, max_tokens: 8, messages, get temperature() { return 1; } }".to_owned(), ""),
        // Operators and calls.
        ("", "{ model, max_tokens: 1024 * -4, messages }".to_owned(), "PL230"),
        ("", "{ model, max_tokens: x ? '8' : 8, messages }".to_owned(), ""),
        ("", "{ model, max_tokens: x ?? '8', messages }".to_owned(), ""),
        ("", "{ model, max_tokens: Number('8'), messages }".to_owned(), ""),
        ("", "{ model: 'claude-3-' + 'opus-20240229', max_tokens: 8, messages }".to_owned(), "PL503"),
        ("", "{ model: 'claude-3-' + name, max_tokens: 8, messages }".to_owned(), ""),
        ("", "{ model: `claude-${name}`, max_tokens: 8, messages }".to_owned(), ""),
        ("", "{ model, max_tokens: ('8' as any)!, messages }".to_owned(), "PL220"),
        ("", "{ model, max_tokens: 8n, messages }".to_owned(), ""),
        // What is left out of an example.
        ("", "{ model, max_tokens: '8', messages: [...] }".to_owned(), "PL220"),
        ("", "{ model, messages, ... }".to_owned(), ""),
        ("", "{ ..., model, messages }".to_owned(), ""),
        ("", "{ model, /* ... */ max_tokens: '8', messages: [{ role: 'user', content: ... }] }".to_owned(), "PL220"),
        // An argument that the SDK does not have is sent.
        ("", "{ model, max_tokens: 8, messages, topp: 1 }".to_owned(), "PL210"),
    ] {
        let text = call(before, &body);
        assert_eq!(codes("a.ts", &text).join(","), expected, "{text}");
    }
}

/// The headers of an HTTP request are checked only if all of them are known.
#[test]
fn headers_are_resolved() {
    let key = "'x-api-key': process.env.KEY";
    for (headers, expected) in [
        (format!("{{ {key} }}"), "PL813,PL815"),
        (format!("{{ {key}, ...more }}"), ""),
        ("{ 'content-type': 'application/json' }".to_owned(), ""),
        ("headers".to_owned(), ""),
        (format!("{{ {key}, 'anthropic-version': '2023-06-01', 'content-type': 'application/json' }}"), ""),
        (
            "{ 'x-api-key': 'my-key', 'anthropic-version': '2023-06-01', 'content-type': 'application/json' }"
                .to_owned(),
            "",
        ),
    ] {
        let body = "JSON.stringify({ model: 'claude-opus-5-5', max_tokens: 8, messages })";
        let text = format!("fetch('https://api.anthropic.com/v1/messages', {{ headers: {headers}, body: {body} }})");
        assert_eq!(codes("a.js", &text).join(","), expected, "{text}");
    }
}

/// What the SDK does between a call and its request.
#[test]
fn the_table_of_the_sdk_applies() {
    for (call, expected) in [
        ("messages.create({ model: 'claude-opus-5-5', max_tokens: 64000, messages })", "PL840"),
        ("messages.create({ model: 'claude-opus-5-5', max_tokens: 64000, messages }, { timeout: 1 })", "PL512"),
        ("messages.stream({ model: 'claude-opus-5-5', max_tokens: 64000, messages })", ""),
        ("messages.create({ model: 'claude-opus-5-5', max_tokens: 64000, messages, stream: true })", ""),
        ("beta.messages.toolRunner({ model: 'claude-opus-5-5', max_tokens: 8, messages, max_iterations: 2 })", ""),
        ("messages.countTokens({ model: 'claude-opus-5-5', max_tokens: 8, messages })", "PL212"),
        ("messages.batches.create({ requests: [{ params: { model, messages } }] })", "PL201,PL202"),
    ] {
        let text = format!("import Anthropic from '@anthropic-ai/sdk';\nnew Anthropic().{call};");
        assert_eq!(codes("a.ts", &text).join(","), expected, "{text}");
    }
}

/// Other services have methods of these names, too.
#[test]
fn calls_of_other_services_are_not_read() {
    for call in [
        "sms.messages.create({ body: 'claude', from: '+1', to: '+2' })",
        "openai.chat.completions.create({ model: 'claude-opus-5-5', messages: [] })",
        "openai.beta.threads.messages.create('thread', { role: 'user', content: 'claude' })",
        "generateText({ model: anthropic('claude-opus-5-5'), messages: [] })",
        "fetch('/api/chat', { method: 'POST', body: JSON.stringify({ messages: [] }) })",
        "fetch('https://api.openai.com/v1/chat/completions', { body: JSON.stringify({ model: 'claude', messages: [] }) })",
        "axios.post('https://example.com/claude', { messages: [] })",
    ] {
        assert_eq!(codes("a.ts", &format!("import x from 'anthropic'; {call};")), [""; 0], "{call}");
    }
}

#[test]
fn elements_and_type_assertions_are_read() {
    let call = "client.messages.create({ model: 'claude-opus-5-5', max_tokens: '8', messages })";
    for (name, text) in [
        ("a.tsx", format!("const A = () => <button onClick={{() => {call}}}>claude</button>;")),
        ("a.js", format!("const A = () => <button onClick={{() => {call}}}>claude</button>;")),
        ("a.ts", format!("const a = <any>(await {call});")),
        ("a.mts", format!("const f = <T>(a: T): a is any => {call};")),
        ("a.cjs", format!("const f = async () => {{ for await (const x of {call}) {{}} }}")),
        (
            "a.vue",
            format!(
                "<template>{{{{ it's }}}}</template>\n<script setup lang=\"ts\">\nconst a = <any>{call}\n</script>"
            ),
        ),
        ("a.svelte", format!("<script>\n{call}\n</script>\n{{#if claude}}<p/>{{/if}}")),
    ] {
        assert_eq!(codes(name, &text), ["PL220"], "{name}: {text}");
    }
}

/// Programs that are nested too deeply are skipped.
#[test]
fn hostile_programs_are_skipped() {
    for (open, close, times) in [
        ("(", ")", 100_000),
        ("[", "]", 100_000),
        ("{a:", "}", 5_000),
        ("`${", "}`", 5_000),
        ("f(", ")", 5_000),
        ("(a=>", ")", 5_000),
        ("!", "", 5_000),
        ("<a>", "</a>", 5_000),
    ] {
        let deep = format!("anthropic.messages.create({}1{})", open.repeat(times), close.repeat(times));
        let contents = read_file("a.js", deep.as_bytes(), Options::default(), &mut |_| {}).unwrap();
        let reasons: Vec<_> = contents.skips.iter().map(|skip| &*skip.reason).collect();
        assert_eq!(reasons, ["its expressions are nested too deeply"], "{open}");
    }
}

/// Writes a JSON value as TypeScript. The value with the number `hole` is a name.
fn typescript(value: &Value, count: &mut usize, hole: usize) -> String {
    *count += 1;
    if *count - 1 == hole {
        return "unknown".to_owned();
    }
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| typescript(item, count, hole)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| {
                let is_name = key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') && !key.is_empty();
                let key = if is_name { key.clone() } else { serde_json::to_string(key).unwrap() };
                format!("{key}: {}", typescript(value, count, hole))
            };
            format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// A call with a body as its argument, and how many values it has.
fn call(body: &serde_json::Map<String, Value>, hole: usize) -> (String, usize) {
    let mut count = 0;
    let member = |(key, value): (&String, &Value)| format!("    {key}: {},\n", typescript(value, &mut count, hole));
    let members: String = body.iter().map(member).collect();
    let call = format!("import \"@anthropic-ai/sdk\";\n\nclient.messages.create({{\n{members}}});\n");
    (call, count)
}

/// Rules whose faults a call cannot have: an object has the last of several members with a name, the SDK replaces
/// `output_format`, and there is one kind of number.
const DIFFERENT: [&str; 2] = ["PL118", "PL731"];

/// A call whose values are all literals has the findings of its body.
#[test]
fn a_literal_call_has_the_findings_of_its_body() {
    let (mut compared, mut different) = (0, Vec::new());
    for (name, text, body) in bodies() {
        let (source, _) = call(&body, usize::MAX);
        let contents = read_file("a.ts", source.as_bytes(), Options::default(), &mut |_| {});
        if contents.is_none_or(|contents| contents.tally.requests == 0) {
            continue;
        }
        compared += 1;
        let codes = |name, text: &str| codes(name, text).into_iter().collect::<BTreeSet<_>>();
        let (expected, found) = (codes("a.json", &text), codes("a.ts", &source));
        if expected != found && !DIFFERENT.iter().any(|rule| name.contains(rule)) {
            different.push(format!("{name}: {found:?} instead of {expected:?}"));
        }
    }
    assert!(compared > 100, "{compared}");
    assert!(different.is_empty(), "{} of {compared}:\n{}", different.len(), different.join("\n"));
}

/// Where a value is not known, findings may disappear, but none may appear.
#[test]
fn an_unknown_value_adds_no_finding() {
    let mut wrong = Vec::new();
    // What makes a body one for another API may be unknown: then it is checked as what it is sent as.
    for (index, (name, _, body)) in bodies().into_iter().filter(|(name, ..)| !name.contains("PL205")).enumerate() {
        let (source, count) = call(&body, usize::MAX);
        let known = faults("a.ts", &source, true);
        // What holes do is the same in Python, where every value is replaced.
        for hole in (index % 3..count.min(40)).step_by(3) {
            let (source, _) = call(&body, hole);
            let is_new = |(code, _): &&(String, String)| !known.iter().any(|(known, _)| known == code);
            let found = faults("a.ts", &source, false);
            let appeared: Vec<_> = found.iter().filter(is_new).collect();
            if !appeared.is_empty() {
                wrong.push(format!("{name}: {appeared:?}\n{source}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Damaged programs are read without a crash.
    #[test]
    fn damaged_programs_are_read(at in 0usize..8_000, length in 0usize..40, insert in "[(\\[{}\"'`$\\\\\n*=,./<>]{0,4}") {
        for name in ["valid.ts", "faults.ts", "faults.vue"] {
            let text = text(name);
            let bytes = text.as_bytes();
            let start = at % bytes.len();
            let end = (start + length).min(bytes.len());
            let damaged = [&bytes[..start], insert.as_bytes(), &bytes[end..]].concat();
            let _ = lint(name, &damaged);
        }
    }
}
