//! Properties of the `PL3xx` rules: a conversation that the API accepts has no finding, whatever its mix of turns,
//! parallel calls, server tools and pauses, and a change that breaks it is reported by exactly one rule.

use payloadlint::{Linter, Report, Request, Severity, Target};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

/// A part of a conversation that starts after an assistant turn (or at the beginning) and ends with one.
#[derive(Debug, Clone)]
enum Step {
    /// A user message and a reply.
    Plain { blocks: bool },
    /// System messages before the reply.
    Instructed { run: usize },
    /// Parallel tool calls with results in any order, in one message or one message each, with or without text after
    /// them.
    Calls { count: usize, rotated: usize, split: bool, text_after: bool },
    /// Server tools that run within the turn.
    Server { count: usize },
    /// A server tool that waits for the results of client tools.
    Mixed { count: usize, split: bool },
    /// A turn that was paused and continued in a second message.
    Paused,
}

/// How the conversation ends.
#[derive(Debug, Clone)]
enum End {
    Question,
    /// With tool results as the last message.
    Results,
    /// With a paused turn.
    Paused,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        any::<bool>().prop_map(|blocks| Step::Plain { blocks }),
        (1..3_usize).prop_map(|run| Step::Instructed { run }),
        (1..5_usize, 0..5_usize, any::<bool>(), any::<bool>())
            .prop_map(|(count, rotated, split, text_after)| Step::Calls { count, rotated, split, text_after }),
        (1..4_usize).prop_map(|count| Step::Server { count }),
        (1..4_usize, any::<bool>()).prop_map(|(count, split)| Step::Mixed { count, split }),
        Just(Step::Paused),
    ]
}

fn end() -> impl Strategy<Value = End> {
    prop_oneof![Just(End::Question), Just(End::Results), Just(End::Paused)]
}

/// Writes messages with unique ids.
#[derive(Default)]
struct Writer {
    messages: Vec<Value>,
    ids: usize,
}

impl Writer {
    fn id(&mut self, prefix: &str) -> String {
        self.ids += 1;
        format!("{prefix}_{}", self.ids)
    }
    fn say(&mut self, role: &str, content: impl Into<Value>) {
        self.messages.push(json!({"role": role, "content": content.into()}));
    }
    fn ask(&mut self) {
        self.say("user", "What now?");
    }
    fn server_pair(&mut self) -> (Value, Value) {
        let id = self.id("srvtoolu");
        let call = json!({"type": "server_tool_use", "id": id, "name": "web_search", "input": {"query": "x"}});
        (call, json!({"type": "web_search_tool_result", "tool_use_id": id, "content": []}))
    }
    /// Calls and their results.
    fn client_calls(&mut self, count: usize) -> (Vec<Value>, Vec<Value>) {
        let pairs = (0..count).map(|_| {
            let id = self.id("toolu");
            let call = json!({"type": "tool_use", "id": id, "name": "get_weather", "input": {}});
            (call, json!({"type": "tool_result", "tool_use_id": id, "content": "Sunny"}))
        });
        pairs.unzip()
    }
    fn results(&mut self, results: Vec<Value>, split: bool) {
        if split {
            results.into_iter().for_each(|result| self.say("user", vec![result]));
        } else {
            self.say("user", results);
        }
    }

    fn step(&mut self, step: &Step) {
        let text = json!({"type": "text", "text": "So."});
        self.ask();
        match *step {
            Step::Plain { blocks: true } => self.say("assistant", vec![text]),
            Step::Plain { blocks: false } => self.say("assistant", "So."),
            Step::Instructed { run } => {
                (0..run).for_each(|_| self.say("system", "Be brief."));
                self.say("assistant", "So.");
            }
            Step::Calls { count, rotated, split, text_after } => {
                let (mut calls, mut results) = self.client_calls(count);
                calls.insert(0, text.clone());
                self.say("assistant", calls);
                results.rotate_left(rotated % count);
                self.results(results, split);
                if text_after && !split {
                    self.last_content().push(json!({"type": "text", "text": "There."}));
                }
                self.say("assistant", vec![text]);
            }
            Step::Server { count } => {
                let mut blocks = Vec::new();
                for _ in 0..count {
                    let (call, result) = self.server_pair();
                    blocks.extend([call, result]);
                }
                blocks.push(text);
                self.say("assistant", blocks);
            }
            Step::Mixed { count, split } => {
                let (server, server_result) = self.server_pair();
                let (mut calls, results) = self.client_calls(count);
                calls.insert(0, server);
                self.say("assistant", calls);
                self.results(results, split);
                self.say("assistant", vec![server_result, text]);
            }
            Step::Paused => {
                let (call, result) = self.server_pair();
                self.say("assistant", vec![text.clone(), call]);
                self.say("assistant", vec![result, text]);
            }
        }
    }

    fn end(&mut self, end: &End) {
        self.ask();
        match end {
            End::Question => {}
            End::Results => {
                let (calls, results) = self.client_calls(2);
                self.say("assistant", calls);
                self.say("user", results);
            }
            End::Paused => {
                let (call, _) = self.server_pair();
                self.say("assistant", vec![call]);
            }
        }
    }

    fn last_content(&mut self) -> &mut Vec<Value> {
        self.messages.last_mut().unwrap()["content"].as_array_mut().unwrap()
    }
}

fn conversation() -> impl Strategy<Value = Vec<Value>> {
    (proptest::collection::vec(step(), 0..8), end()).prop_map(|(steps, end)| {
        let mut writer = Writer::default();
        steps.iter().for_each(|step| writer.step(step));
        writer.end(&end);
        writer.messages
    })
}

fn body(messages: &[Value]) -> String {
    json!({
        "model": "claude-opus-5-5", "max_tokens": 1024, "messages": messages,
        "tools": [
            {"type": "web_search_20260318", "name": "web_search"},
            {"name": "get_weather", "input_schema": {"type": "object", "properties": {}}},
        ],
    })
    .to_string()
}

fn lint(body: &str, target: Target) -> Report {
    Linter::builder().select("PL3").target(target).build().unwrap().lint(&Request::new(body))
}

/// The codes of the errors, without duplicates.
fn codes(messages: &[Value]) -> Vec<&'static str> {
    let report = lint(&body(messages), Target::Anthropic);
    let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let mut codes: Vec<_> = errors.map(|finding| finding.code).collect();
    codes.sort();
    codes.dedup();
    codes
}

/// The positions of all blocks of a type: message, block.
fn places(messages: &[Value], kind: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (i, message) in messages.iter().enumerate() {
        for (j, block) in message["content"].as_array().into_iter().flatten().enumerate() {
            if block["type"] == kind {
                found.push((i, j));
            }
        }
    }
    found
}

fn blocks(messages: &mut [Value], message: usize) -> &mut Vec<Value> {
    messages[message]["content"].as_array_mut().unwrap()
}

/// Removes a block; `None` if that would leave its message empty, which is another fault.
fn take(messages: &mut [Value], (message, block): (usize, usize)) -> Option<Value> {
    let blocks = blocks(messages, message);
    (blocks.len() > 1).then(|| blocks.remove(block))
}

/// A change that breaks a conversation.
#[derive(Debug, Clone, Copy)]
enum Change {
    DropResult,
    RepeatResult,
    DelayResult,
    TextBeforeResults,
    DropCall,
    RepeatId,
    ResultToAssistant,
    CallToUser,
    SystemBeforeResults,
    DropServerResult,
    DropServerCall,
    EmptyText,
    BlankText,
    EmptyTurn,
}

const CHANGES: [(Change, &str); 14] = [
    (Change::DropResult, "PL360"),
    (Change::RepeatResult, "PL364"),
    (Change::DelayResult, "PL361"),
    (Change::TextBeforeResults, "PL362"),
    (Change::DropCall, "PL363"),
    (Change::RepeatId, "PL365"),
    (Change::ResultToAssistant, "PL351"),
    (Change::CallToUser, "PL350"),
    (Change::SystemBeforeResults, "PL311"),
    (Change::DropServerResult, "PL370"),
    (Change::DropServerCall, "PL371"),
    (Change::EmptyText, "PL322"),
    (Change::BlankText, "PL324"),
    (Change::EmptyTurn, "PL320"),
];

impl Change {
    /// Makes the change somewhere; `None` if the conversation has no place for it.
    fn make(self, messages: &mut Vec<Value>, index: &Index) -> Option<()> {
        let pick = |found: Vec<(usize, usize)>| (!found.is_empty()).then(|| *index.get(&found));
        let result = || pick(places(messages, "tool_result"));
        let text = json!({"type": "text", "text": "Wait."});
        match self {
            Change::DropResult => {
                let at = result()?;
                take(messages, at)?;
            }
            Change::RepeatResult => {
                let (message, block) = result()?;
                let copy = messages[message]["content"][block].clone();
                blocks(messages, message).insert(block + 1, copy);
            }
            Change::DelayResult => {
                let at = result()?;
                let later = (at.0 + 2..messages.len()).find(|i| messages[*i]["content"] == "What now?")?;
                let block = take(messages, at)?;
                messages[later]["content"] = json!([block, text]);
            }
            Change::TextBeforeResults => {
                let (message, _) = result()?;
                blocks(messages, message).insert(0, text);
            }
            Change::DropCall => {
                let at = pick(places(messages, "tool_use"))?;
                // Without a client tool call, a server tool would have nothing to wait for.
                places(&messages[at.0..=at.0], "tool_use").get(1)?;
                take(messages, at)?;
            }
            Change::RepeatId => {
                // In a later turn, an ID may be used again.
                let calls = places(messages, "tool_use");
                let second: Vec<_> =
                    calls.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[1]).collect();
                let second = pick(second)?;
                let first = *calls.iter().find(|call| call.0 == second.0)?;
                let id = |at: (usize, usize)| messages[at.0]["content"][at.1]["id"].clone();
                let (old, new) = (id(second), id(first));
                let renamed = serde_json::to_string(messages).unwrap().replace(&old.to_string(), &new.to_string());
                *messages = serde_json::from_str(&renamed).unwrap();
            }
            Change::ResultToAssistant => {
                let at = result()?;
                let id = messages[at.0]["content"][at.1]["tool_use_id"].clone();
                let calls = places(messages, "tool_use");
                let (message, _) = *calls.iter().find(|at| messages[at.0]["content"][at.1]["id"] == id)?;
                let block = take(messages, at)?;
                blocks(messages, message).push(block);
            }
            Change::CallToUser => {
                let at = pick(places(messages, "tool_use"))?;
                places(&messages[at.0..=at.0], "tool_use").get(1)?;
                let call = take(messages, at)?;
                messages[at.0 - 1]["content"] = json!([text, call]);
            }
            Change::SystemBeforeResults => {
                let (message, _) = pick(places(messages, "tool_use"))?;
                messages.insert(message + 1, json!({"role": "system", "content": "Be brief."}));
            }
            Change::DropServerResult => {
                let at = pick(places(messages, "web_search_tool_result"))?;
                take(messages, at)?;
            }
            Change::DropServerCall => {
                let at = pick(places(messages, "server_tool_use"))?;
                // The last call of a paused turn has no result that could become an orphan.
                messages.get(at.0 + 1)?;
                take(messages, at)?;
            }
            Change::EmptyText => {
                let (message, block) = pick(places(messages, "text"))?;
                messages[message]["content"][block]["text"] = "".into();
            }
            Change::BlankText => {
                // Next to other content, blank text is accepted, or may be.
                let is_alone =
                    |at: &(usize, usize)| messages[at.0]["content"].as_array().is_some_and(|all| all.len() == 1);
                let (message, block) = pick(places(messages, "text").into_iter().filter(is_alone).collect())?;
                messages[message]["content"][block]["text"] = " \n".into();
            }
            Change::EmptyTurn => {
                let asked: Vec<_> = (0..messages.len()).filter(|i| messages[*i]["content"] == "What now?").collect();
                let at = *index.get(&asked);
                messages[at]["content"] = json!([]);
            }
        }
        Some(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn accepted_conversations_have_no_findings(messages in conversation()) {
        for target in [Target::Anthropic, Target::Messages] {
            let report = lint(&body(&messages), target);
            // A receiver that does not merge messages may not accept the results of parallel calls one by one.
            let is_split = |code: &str| target == Target::Messages && code == "PL302";
            let mut findings = report.findings.iter().filter(|finding| !is_split(finding.code));
            prop_assert!(findings.next().is_none(), "{target}: {report}{messages:#?}");
        }
    }

    #[test]
    fn one_change_is_reported_by_one_rule(
        messages in conversation(),
        index in any::<Index>(),
        (change, code) in proptest::sample::select(&CHANGES[..]),
    ) {
        let mut changed = messages;
        prop_assume!(change.make(&mut changed, &index).is_some());
        prop_assert_eq!(codes(&changed), vec![code], "{:?} of {:#?}", change, changed);
    }

    #[test]
    fn accepted_conversations_have_no_findings_on_bedrock(messages in conversation()) {
        // InvokeModel has the model in the URL and the version in the body.
        let url = "https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-opus-5-5/invoke";
        let mut value: Value = serde_json::from_str(&body(&messages)).unwrap();
        value.as_object_mut().unwrap().remove("model");
        value["anthropic_version"] = "bedrock-2023-05-31".into();
        let exchange = json!({"url": url, "body": value.to_string()}).to_string();
        let linter = Linter::builder().select("PL3").build().unwrap();
        let report = linter.lint_file("x.json", exchange.as_bytes(), payloadlint::FileOptions { named: true }).unwrap();
        prop_assert!(report.findings.is_empty(), "{report}");
    }
}

/// Only one rule is selected, and it needs the pairing of a history in which no result belongs to its call.
#[test]
fn long_histories_are_paired() {
    let block = |kind: &str, id: String| match kind {
        "text" => json!({"type": kind, "text": id}),
        "tool_result" | "web_search_tool_result" => json!({"type": kind, "tool_use_id": id, "content": []}),
        _ => json!({"type": kind, "id": id, "name": "web_search", "input": {}}),
    };
    let many = |kind: &str, prefix: &str| -> Vec<Value> {
        (0..30_000).map(|i| block(kind, format!("{prefix}_{i}"))).collect()
    };
    let calls = [many("server_tool_use", "srvtoolu"), many("tool_use", "t")].concat();
    let results = [many("tool_result", "t"), many("tool_result", "lost")].concat();
    let wide = [
        json!({"role": "user", "content": "Hello"}),
        json!({"role": "assistant", "content": calls}),
        json!({"role": "user", "content": results}),
        json!({"role": "assistant", "content": many("web_search_tool_result", "srvtoolu")}),
        json!({"role": "assistant", "content": many("tool_use", "u")}),
        json!({"role": "user", "content": many("text", "v")}),
        json!({"role": "user", "content": many("tool_result", "u")}),
    ];
    let mut writer = Writer::default();
    (0..10_000).for_each(|_| writer.step(&Step::Mixed { count: 2, split: true }));
    writer.ask();
    let deep = serde_json::to_string(&writer.messages).unwrap().replace("\"tool_use_id\":\"", "\"tool_use_id\":\"lost");
    let deep: Vec<Value> = serde_json::from_str(&deep).unwrap();

    let linter = Linter::builder().select("PL365").target(Target::Anthropic).build().unwrap();
    for messages in [&wide[..], &deep] {
        let body = body(messages);
        assert!(linter.lint(&Request::new(&body)).findings.is_empty());
    }
}

/// The nearest name is looked up for the first unknown names only.
#[test]
fn thousands_of_unknown_names_are_reported() {
    let many = |of: &dyn Fn(usize) -> Value| -> Vec<Value> { (0..4_000).map(of).collect() };
    let mut tools = many(&|i| json!({"name": format!("tool_{i}"), "input_schema": {"type": "object"}}));
    let sources = many(&|i| json!({"type": "tool_reference", "name": format!("fool_{i}")}));
    let fetch = json!({"type": "web_fetch_20250910", "name": "web_fetch", "url_sources": {"client_tool_results": {"type": "only", "tools": sources}}});
    tools.push(fetch);
    let references = many(&|i| json!({"type": "tool_reference", "tool_name": format!("fool_{i}")}));
    let request = json!({"model": "claude-opus-5-5", "max_tokens": 1024, "tools": tools, "messages": [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "tool_1", "input": {}}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": references}]},
    ]});
    let report =
        Linter::builder().select("PL382").select("PL487").build().unwrap().lint(&Request::new(&request.to_string()));
    assert_eq!(report.findings.len(), 8_000);
}

fn user(content: Value) -> Value {
    json!({"role": "user", "content": content})
}

fn assistant(content: Value) -> Value {
    json!({"role": "assistant", "content": content})
}

fn tool_use(id: &str) -> Value {
    json!({"type": "tool_use", "id": id, "name": "get_weather", "input": {}})
}

fn tool_result(id: &str) -> Value {
    json!({"type": "tool_result", "tool_use_id": id, "content": "Sunny"})
}

fn server_tool_use(id: &str) -> Value {
    json!({"type": "server_tool_use", "id": id, "name": "web_search", "input": {"query": "x"}})
}

fn server_result(id: &str) -> Value {
    json!({"type": "web_search_tool_result", "tool_use_id": id, "content": []})
}

fn text(text: &str) -> Value {
    json!({"type": "text", "text": text})
}

fn thinking(text: &str) -> Value {
    json!({"type": "thinking", "thinking": text, "signature": "EqQBCgIYAhIM"})
}

/// A call of a toolset member and its result.
fn toolset_messages(toolset: Value, result: &Value) -> Value {
    let mut call = tool_use("t");
    call["toolset_name"] = toolset;
    let mut answer = tool_result("t");
    result.as_object().unwrap().iter().for_each(|(name, value)| answer[name] = value.clone());
    json!([user("Hello".into()), assistant(json!([call])), user(json!([answer]))])
}

/// Pairs of rules with a request that has a fault of both, of which the second explains the first: yielding rule,
/// explaining rule, top-level fields, messages.
fn explained_faults() -> Vec<(&'static str, &'static str, Value, Value)> {
    let hello = || user("Hello".into());
    let next = || user("What now?".into());
    let none = || json!({});
    let haiku = || json!({"model": "claude-haiku-4-5"});
    let opus = || json!({"model": "claude-opus-4-6"});
    let thinks = |model: &str| json!({"model": model, "max_tokens": 4096, "thinking": {"type": "enabled", "budget_tokens": 1024}});
    let format = json!({"output_config": {"format": {"type": "json_schema", "schema": {"type": "object", "properties": {}, "additionalProperties": false}}}});
    let system = |content: Value| json!({"role": "system", "content": content});
    let image = || json!({"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}});
    let state = || json!({"type": "browser_state", "tabs": [{"tab_id": "1", "title": "A", "url": "https://example.com", "active": true}]});
    let reference = |name: &str| json!({"type": "tool_reference", "tool_name": name});
    let result_of_references = |name: &str| {
        let mut result = tool_result("t");
        result["content"] = json!([reference(name)]);
        json!([hello(), assistant(json!([tool_use("t")])), user(json!([result]))])
    };
    vec![
        ("PL363", "PL233", none(), json!([hello(), assistant("So.".into()), user(json!([tool_result("a:b")]))])),
        ("PL360", "PL233", none(), json!([hello(), assistant(json!([tool_use("a:b")])), next()])),
        (
            "PL360",
            "PL233",
            none(),
            json!([hello(), assistant(json!([tool_use("a:b")])), user(json!([tool_result("a_b")]))]),
        ),
        ("PL360", "PL320", none(), json!([hello(), assistant(json!([tool_use("t")])), user(json!([]))])),
        ("PL361", "PL320", none(), {
            let late = user(json!([tool_result("t")]));
            json!([hello(), assistant(json!([tool_use("t")])), user(json!([])), assistant("So.".into()), late])
        }),
        ("PL360", "PL351", none(), json!([hello(), assistant(json!([tool_use("t"), tool_result("t")])), next()])),
        (
            "PL360",
            "PL363",
            none(),
            json!([hello(), assistant(json!([tool_use("t")])), user(json!([tool_result("u")]))]),
        ),
        ("PL363", "PL350", none(), {
            let called = user(json!([text("So."), tool_use("t")]));
            json!([called, assistant("So.".into()), user(json!([tool_result("t")]))])
        }),
        ("PL363", "PL210", none(), {
            let call = json!({"id": "t", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}});
            let called = json!({"role": "assistant", "content": "So.", "tool_calls": [call]});
            json!([hello(), called, user(json!([tool_result("t")]))])
        }),
        ("PL364", "PL365", none(), {
            let (calls, results) = ([tool_use("t"), tool_use("t")], [tool_result("t"), tool_result("t")]);
            json!([hello(), assistant(json!(calls)), user(json!(results))])
        }),
        ("PL370", "PL233", none(), json!([hello(), assistant(json!([server_tool_use("a"), text("So.")])), next()])),
        ("PL371", "PL233", none(), {
            let turn = json!([server_tool_use("a"), server_result("srvtoolu_a"), text("So.")]);
            json!([hello(), assistant(turn), next()])
        }),
        ("PL370", "PL371", none(), {
            let turn = json!([server_tool_use("srvtoolu_a"), server_result("srvtoolu_b"), text("So.")]);
            json!([hello(), assistant(turn), next()])
        }),
        ("PL370", "PL353", none(), {
            json!([
                hello(),
                assistant(json!([server_tool_use("srvtoolu_a")])),
                user(json!([server_result("srvtoolu_a")]))
            ])
        }),
        ("PL370", "PL353", none(), {
            let called = assistant(json!([server_tool_use("srvtoolu_a"), tool_use("t")]));
            json!([hello(), called, user(json!([tool_result("t"), server_result("srvtoolu_a")]))])
        }),
        ("PL370", "PL366", none(), {
            json!([
                hello(),
                assistant(json!([server_tool_use("srvtoolu_a")])),
                user(json!([tool_result("srvtoolu_a")]))
            ])
        }),
        ("PL372", "PL360", none(), {
            json!([hello(), assistant(json!([server_tool_use("srvtoolu_a"), tool_use("t")])), next()])
        }),
        ("PL372", "PL361", none(), {
            let called = assistant(json!([server_tool_use("srvtoolu_a"), tool_use("t")]));
            json!([hello(), called, next(), assistant("So.".into()), user(json!([tool_result("t")]))])
        }),
        ("PL372", "PL362", none(), {
            let called = assistant(json!([server_tool_use("srvtoolu_a"), tool_use("t")]));
            json!([hello(), called, user(json!([text("So."), tool_result("t")]))])
        }),
        ("PL330", "PL360", none(), json!([hello(), assistant(json!([tool_use("t")]))])),
        ("PL330", "PL351", none(), json!([hello(), assistant(json!([tool_use("t"), tool_result("t")]))])),
        ("PL330", "PL340", none(), json!([hello(), assistant(json!([text("So."), thinking("So.")]))])),
        ("PL340", "PL360", none(), json!([hello(), assistant(json!([tool_use("t"), thinking("So.")]))])),
        ("PL331", "PL330", opus(), json!([hello(), assistant("So. ".into())])),
        ("PL331", "PL324", haiku(), json!([hello(), assistant(" ".into())])),
        ("PL332", "PL330", thinks("claude-opus-4-6"), json!([hello(), assistant("So".into())])),
        (
            "PL332",
            "PL340",
            thinks("claude-haiku-4-5"),
            json!([hello(), assistant(json!([text("So"), thinking("So.")]))]),
        ),
        ("PL333", "PL330", format, json!([hello(), assistant("{".into())])),
        ("PL342", "PL340", haiku(), json!([hello(), assistant(json!([text("So."), thinking("So.")]))])),
        ("PL342", "PL330", opus(), json!([hello(), assistant(json!([thinking("So."), text("So.")]))])),
        ("PL341", "PL343", thinks("claude-haiku-4-5"), {
            json!([
                hello(),
                assistant(json!([text("So."), thinking("So."), tool_use("t")])),
                user(json!([tool_result("t")]))
            ])
        }),
        ("PL310", "PL312", haiku(), json!([system("So.".into()), hello()])),
        ("PL311", "PL312", haiku(), json!([hello(), system("So.".into()), next()])),
        ("PL313", "PL201", none(), json!([hello(), {"role": "system"}])),
        ("PL314", "PL244", none(), {
            json!([hello(), {"role": "system", "clear_at": "next_user_message", "content": [image()]}])
        }),
        ("PL353", "PL244", none(), json!([hello(), system(json!([image()]))])),
        ("PL322", "PL323", none(), {
            json!([user(json!([text("So."), {"type": "text", "text": "", "cache_control": {"type": "ephemeral"}}]))])
        }),
        ("PL345", "PL344", haiku(), json!([user(json!([thinking(""), text("So.")]))])),
        ("PL346", "PL344", none(), {
            json!([user(json!([{"type": "thinking", "thinking": "So.", "signature": ""}, text("So.")]))])
        }),
        ("PL373", "PL210", json!({"tools": null, "functions": []}), {
            json!([hello(), assistant(json!([server_tool_use("srvtoolu_a")]))])
        }),
        ("PL382", "PL210", json!({"tools": null, "functions": []}), result_of_references("other")),
        ("PL382", "PL233", none(), result_of_references("")),
        ("PL374", "PL237", none(), toolset_messages("browser".into(), &json!({"toolset_name": ""}))),
        ("PL375", "PL376", none(), {
            toolset_messages("computer".into(), &json!({"toolset_name": "computer", "content": [state()]}))
        }),
        ("PL381", "PL376", none(), {
            let failed = json!({"toolset_name": "browser", "is_error": true, "content": [state()]});
            toolset_messages("browser".into(), &failed)
        }),
        ("PL376", "PL351", none(), {
            let mut result = tool_result("t");
            result["content"] = json!([state()]);
            json!([hello(), assistant(json!([tool_use("t"), result])), next()])
        }),
    ]
}

/// A fault that another rule explains is reported unless that rule reports it.
#[test]
fn an_explained_fault_is_reported_if_the_explaining_rule_is_off() {
    let mut wrong = Vec::new();
    for (yielding, explaining, fields, messages) in explained_faults() {
        let mut request: Value = serde_json::from_str(&body(&[])).unwrap();
        for (name, value) in fields.as_object().unwrap() {
            request[name] = value.clone();
        }
        let request = request.as_object_mut().unwrap();
        request.retain(|_, value| !value.is_null());
        request.insert("messages".to_owned(), messages);
        let request = Value::from(request.clone()).to_string();
        let codes = |select: &[&str]| -> Vec<&'static str> {
            let builder = select.iter().fold(Linter::builder(), |builder, code| builder.select(*code));
            let report = builder.target(Target::Anthropic).build().unwrap().lint(&Request::new(&request));
            report.findings.iter().map(|finding| finding.code).collect()
        };
        let (both, alone) = (codes(&[yielding, explaining]), codes(&[yielding]));
        if both.contains(&yielding) || !both.contains(&explaining) || !alone.contains(&yielding) {
            wrong.push(format!("{yielding} yields to {explaining}: both {both:?}, alone {alone:?}\n{request}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
