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
                let calls = places(messages, "tool_use");
                let (first, second) =
                    (calls.first()?, *calls.get(1 + index.index(calls.len().saturating_sub(1).max(1)))?);
                let id = |at: (usize, usize)| messages[at.0]["content"][at.1]["id"].clone();
                let (old, new) = (id(second), id(*first));
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
            Change::EmptyText | Change::BlankText => {
                let (message, block) = pick(places(messages, "text"))?;
                let white = if matches!(self, Change::EmptyText) { "" } else { " \n" };
                messages[message]["content"][block]["text"] = white.into();
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
            prop_assert!(report.findings.is_empty(), "{target}: {report}{messages:#?}");
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

/// Pairing calls with results is linear in the number of messages. Only one rule is selected, and it needs the pairing
/// of a history in which no result belongs to its call, so the time measured is that of the pairing.
#[test]
fn long_histories_are_paired_in_linear_time() {
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
        let started = std::time::Instant::now();
        assert!(linter.lint(&Request::new(&body)).findings.is_empty());
        // A debug build on a busy machine takes a second; quadratic time would be minutes.
        assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
    }
}

/// The nearest name is looked up for the first unknown names only; doing so for all of them would take minutes.
#[test]
fn thousands_of_unknown_names_are_reported_in_linear_time() {
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
    let started = std::time::Instant::now();
    let report =
        Linter::builder().select("PL382").select("PL487").build().unwrap().lint(&Request::new(&request.to_string()));
    assert_eq!(report.findings.len(), 8_000);
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}
