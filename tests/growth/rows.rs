//! The rows: what there may be very much of.

use std::hint::black_box;

use payloadlint::internals::envelope;
use payloadlint::internals::report::{Page, TextOptions, concise, json};
use payloadlint::retry::StreamWatch;
use payloadlint::{FileOptions, Linter, Report};

/// What is measured.
pub(crate) type Work = Box<dyn FnOnce()>;

/// An input of any size.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) size: usize,
    /// Makes the input.
    pub(crate) prepare: fn(usize) -> Work,
}

const fn row(name: &'static str, size: usize, prepare: fn(usize) -> Work) -> Row {
    Row { name, size, prepare }
}

pub(crate) const ROWS: &[Row] = &[
    // Scripts and pages.
    row("script: commands on one line", 2000, |n| file("a.sh", format!("#!/bin/sh\n{}", "curl ;".repeat(n)))),
    row("script: commands in pipes on one line", 2000, |n| file("a.sh", "curl |".repeat(n))),
    row("script: commands after spaces", 2000, |n| file("a.sh", " ".repeat(n) + &"curl x;".repeat(n))),
    row("script: commands with a body", 20, |n| file("a.sh", (CURL.to_owned() + " -d '{}'\n").repeat(n))),
    row("script: variables in a body", 40, |n| file("a.sh", heredoc(&members(n, "$A")))),
    row("script: variables without line breaks", 500, |n| {
        file("a.sh", format!("{CURL} -d @- <<E\n{{\"k\":\"{}\"}}\nE\n", "$A\n".repeat(n)))
    }),
    row("script: unclosed substitutions", 2000, |n| file("a.sh", format!("{CURL} -d {}", "$(".repeat(n)))),
    row("script: data options", 200, |n| file("a.sh", format!("{CURL}{}", " -d '{\"a\": 1}'".repeat(n)))),
    row("script: headers", 40, |n| {
        file("a.sh", format!("{CURL}{} -d '{BODY}'", format!(" -H 'x-api-key: {}'", "k".repeat(400)).repeat(n)))
    }),
    row("script: httpie with variables", 200, |n| file("a.sh", format!("http POST {URL} a={}", "$A".repeat(n)))),
    row("page: commands on one line", 2000, |n| file("a.md", format!("```sh\n{}\n```\n", "curl ;".repeat(n)))),
    row("page: fences", 40, |n| file("a.md", format!("{URL}\n```json\n{BODY}\n```\n").repeat(n))),
    row("page: placeholders", 70, |n| file("a.md", format!("```sh\n{}\n```\n", heredoc(&members(n, "<key>"))))),
    row("page: invalid escapes in a body", 380, |n| {
        file("a.md", format!("```sh\n{CURL} -d '{{\"model\":\"{}\"}}'\n```\n", "\\q".repeat(n)))
    }),
    row("page: AsciiDoc", 40, |n| file("a.adoc", format!("[source,json]\n----\n{BODY} // <1>\n----\n").repeat(n))),
    row("page: reStructuredText", 40, |n| file("a.rst", format!(".. code:: json\n\n    {BODY}\n\na::\n\n").repeat(n))),
    // Recordings and other files.
    row("lines", 40, |n| file("a.jsonl", (BODY.to_owned() + "\n").repeat(n))),
    row("lines: broken", 40, |n| file("a.jsonl", (BODY.replace(":8", ":NaN") + "\n").repeat(n))),
    row("lines: one long one", 4000, |n| file("a.jsonl", body("m", &"x".repeat(n)))),
    row("httprr", 40, |n| {
        let request = format!("POST /v1/messages HTTP/1.1\r\nHost: api.anthropic.com\r\n\r\n{BODY}");
        let response = "HTTP/1.1 200 OK\r\n\r\n{}";
        let exchange = format!("{} {}\n{request}{response}", request.len(), response.len());
        file("a.httprr", format!("httprr trace v1\n{}", exchange.repeat(n)))
    }),
    row("httprr: what looks like a status line", 2000, |n| {
        file("a.httprr", format!("httprr trace v1\n1 1\nPOST /v1/messages HTTP/1.1\n\n{}", "HTTP/1 ".repeat(n)))
    }),
    row("http: requests", 20, |n| file("a.http", format!("###\nPOST {URL}\n\n{BODY}\n").repeat(n))),
    row("http: headers", 40, |n| {
        file("a.http", format!("POST {URL}\n{}\n{BODY}\n", format!("x-api-key: {}\n", "k".repeat(400)).repeat(n)))
    }),
    row("http: variables", 40, |n| file("a.http", format!("POST {URL}\n\n{}\n", with(&members(n, "{{a}}"))))),
    row("cassette", 20, |n| {
        let interaction = format!("- request:\n    method: POST\n    uri: {URL}\n    body: '{BODY}'\n");
        file("a.yaml", format!("interactions:\n{}", interaction.repeat(n)))
    }),
    row("cassette: headers", 200, |n| {
        let headers: String = (0..n).map(|i| format!("      h{i:05}: [v]\n")).collect();
        let request =
            format!("- request:\n    method: POST\n    uri: {URL}\n    body: '{BODY}'\n    headers:\n{headers}");
        file("a.yaml", format!("interactions:\n{request}"))
    }),
    row("notebook: cells", 20, |n| {
        let shell = serde_json::json!({"cell_type": "code", "source": ["%%bash\n", format!("{CURL} -d '{BODY}'\n")]});
        let python = serde_json::json!({"cell_type": "code", "source": [PYTHON, "x = 1\n"]});
        let cells = format!("{shell},{python},").repeat(n);
        file("a.ipynb", format!("{{\"cells\": [{}{shell}]}}", cells))
    }),
    row("python: calls", 20, |n| file("a.py", format!("import anthropic\n{}", PYTHON.repeat(n)))),
    row("python: clients with the same name", 20, |n| {
        let calls = "a = anthropic.Anthropic()\na.messages.create(model=\"m\", max_tokens=8, messages=[])\n".repeat(n);
        file("a.py", format!("import anthropic, litellm\n{calls}"))
    }),
    row("python: members of a dictionary", 200, |n| {
        let members: String = (0..n).map(|i| format!("\"k{i:05}\": 1, ")).collect();
        file("a.py", format!("import anthropic\n{}", PYTHON.replace("metadata={}", &format!("metadata={{{members}}}"))))
    }),
    row("python: unknown values", 50, |n| {
        let messages = format!("[x, {}]", "{\"role\": \"tool\", \"content\": []}, ".repeat(n));
        file("a.py", format!("import anthropic\n{}", PYTHON.replace("messages=[]", &format!("messages={messages}"))))
    }),
    // JSON that is not valid.
    row("list: requests with a syntax error", 40, |n| {
        file("a.json", list(n, "{\"model\":NaN,\"max_tokens\":1,\"messages\":[]}"))
    }),
    row("list: requests with a lone surrogate", 30, |n| {
        file("a.json", list(n, "{\"model\":\"\\ud83d\",\"max_tokens\":1,\"messages\":[]}"))
    }),
    row("list: requests with a duplicate key", 30, |n| {
        file("a.json", list(n, "{\"model\":\"a\",\"model\":\"b\",\"max_tokens\":1,\"messages\":[]}"))
    }),
    row("batch: requests with a syntax error", 40, |n| {
        let item = "{\"custom_id\":\"a\",\"params\":{\"model\":NaN,\"max_tokens\":1,\"messages\":[]}}";
        file("a.json", format!("{{\"requests\":{}}}", list(n, item)))
    }),
    row("wiremock: requests with a duplicate key", 40, |n| {
        let mapping = format!(
            "{{\"request\":{{\"method\":\"POST\",\"url\":\"/v1/messages\",\"bodyPatterns\":[{{\"equalToJson\":{}}}]}}}}",
            BODY.replace("\"max", "\"max_tokens\":1,\"max")
        );
        file("a.json", format!("{{\"mappings\":{}}}", list(n, &mapping)))
    }),
    row("body: control characters in unknown fields", 90, |n| request(with(&members(n, "a\tb")))),
    row("body: control characters and invalid escapes", 500, |n| request(body("m", &"\t\\q".repeat(n)))),
    row("body: lone surrogates", 140, |n| request(body("m", &"\\ud83d ".repeat(n)))),
    row("body: strings in single quotes", 500, |n| request(with(&format!(",'a':[{}0]", "'x',".repeat(n))))),
    row("body: comments", 500, |n| request(with(&format!(",\"a\":[{}0]", "0,/**/".repeat(n))))),
    row("body: quotes that are not escaped", 500, |n| request(with(&format!(",\"a\":[{}0]", "\"a\"b\",".repeat(n))))),
    row("body: missing commas", 500, |n| request(with(&format!(",\"a\":[{}]", "0 ".repeat(n))))),
    row("body: open brackets", 2000, |n| request("[".repeat(n))),
    // JSON with very much of something.
    row("body: a key that is repeated", 140, |n| request(with(&",\"k\":1".repeat(n)))),
    row("body: keys that are repeated", 70, |n| request(with(&members(n, "a").repeat(2)))),
    row("body: keys with the same hash", 70, |n| request(with(&",\"P2\":1,\"p22\":2".repeat(n)))),
    row("body: unknown fields", 120, |n| request(with(&members(n, "a")))),
    row("body: items that are not objects", 120, |n| {
        request(format!("{{\"model\":\"claude-opus-5-5\",\"max_tokens\":1,\"messages\":[{}0]}}", "0,".repeat(n)))
    }),
    row("body: messages", 100, |n| request(messages(n, "[{\"type\":\"text\",\"text\":\"Hi\"}]"))),
    row("body: orphan results", 100, |n| {
        request(messages(n, "[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\",\"content\":\"a\"}]"))
    }),
    row("body: different orphan results", 70, |n| {
        let results: String =
            (0..n).map(|i| format!("{{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_{i:05}\"}},")).collect();
        request(messages(1, &format!("[{results}{{\"type\":\"text\",\"text\":\"a\"}}]")))
    }),
    row("body: calls without results", 40, |n| {
        let calls: String = (0..n)
            .map(|i| format!("{{\"type\":\"tool_use\",\"id\":\"toolu_{i:05}\",\"name\":\"a\",\"input\":{{}}}},"))
            .collect();
        request(messages(2, &format!("[{calls}{{\"type\":\"text\",\"text\":\"a\"}}]")))
    }),
    row("body: calls with results elsewhere", 20, |n| {
        let calls: String = (0..n)
            .map(|i| format!("{{\"type\":\"tool_use\",\"id\":\"t{i:05}\",\"name\":\"a\",\"input\":{{}}}},"))
            .collect();
        let results: String = (0..n)
            .map(|i| format!("{{\"type\":\"tool_result\",\"tool_use_id\":\"lost{i:05}\",\"content\":\"a\"}},"))
            .collect();
        request(messages(4, &format!("[{calls}{}]", results.trim_end_matches(','))))
    }),
    row("body: references to unknown tools", 70, |n| {
        let declared: String =
            (0..n).map(|i| format!("{{\"name\":\"tool_{i:05}\",\"input_schema\":{{\"type\":\"object\"}}}},")).collect();
        let references: String =
            (0..n).map(|i| format!("{{\"type\":\"tool_reference\",\"tool_name\":\"fool_{i:05}\"}},")).collect();
        let result = format!(
            "[{{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":[{}]}}]",
            references.trim_end_matches(',')
        );
        request(tools(&declared).replace("\"Hi\"", &result))
    }),
    row("body: calls of server tools", 40, |n| {
        let calls: String = (0..n)
            .map(|i| {
                format!(
                    "{{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_{i:05}\",\"name\":\"web_search\",\"input\":{{}}}},"
                )
            })
            .collect();
        request(messages(2, &format!("[{calls}{{\"type\":\"text\",\"text\":\"a\"}}]")))
    }),
    row("body: tools with the same name", 70, |n| {
        request(tools(&"{\"name\":\"a\",\"input_schema\":{\"type\":\"object\"}},".repeat(n)))
    }),
    row("body: tools with broken schemas", 20, |n| {
        request(tools(
            &"{\"name\":\"a\",\"input_schema\":{\"type\":\"objekt\",\"properties\":{\"a\":{\"type\":\"x\"}}}},"
                .repeat(n),
        ))
    }),
    row("body: properties of a schema", 70, |n| {
        let properties: String =
            (0..n).map(|i| format!(",\"k{i:05}\":{{\"type\":\"x\",\"$ref\":\"#/$defs/k{i:05}\"}}")).collect();
        request(tools(&format!(
            "{{\"name\":\"a\",\"strict\":true,\"input_schema\":{{\"type\":\"object\",\"properties\":{{\"k\":{{}}{properties}}}}}}},"
        )))
    }),
    row("body: configurations of a toolset", 70, |n| {
        let configs: String = (0..n).map(|i| format!(",\"k{i:05}\":{{\"enabled\":1}}")).collect();
        request(tools(&format!(
            "{{\"type\":\"mcp_toolset\",\"mcp_server_name\":\"a\",\"configs\":{{\"k\":{{}}{configs}}}}},"
        )))
    }),
    row("body: MCP servers", 90, |n| {
        let servers = list(n, "{\"type\":\"url\",\"url\":\"https://a\",\"name\":\"a\"}");
        request(with(&format!(",\"mcp_servers\":{servers}")))
    }),
    row("body: cache breakpoints", 100, |n| {
        request(messages(n, "[{\"type\":\"text\",\"text\":\"Hi\",\"cache_control\":{\"type\":\"ephemeral\"}}]"))
    }),
    row("body: images", 40, |n| {
        let source = "{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"iVBORw0KGgo=\"}";
        request(messages(n, &format!("[{{\"type\":\"image\",\"source\":{source}}}]")))
    }),
    row("body: a long word", 50_000, |n| request(body(&"x".repeat(n), "Hi"))),
    row("body: a long URL", 20_000, |n| {
        let source = format!("{{\"type\":\"url\",\"url\":\"http://{}\"}}", "a:b@".repeat(n));
        request(messages(1, &format!("[{{\"type\":\"image\",\"source\":{source}}}]")))
    }),
    row("body: surrogates in a long word", 140, |n| {
        request(body("m", &format!("\\ud83d{}", "x".repeat(100)).repeat(n)))
    }),
    // What surrounds a body.
    row("exchange: unknown betas", 20, |n| {
        let betas: String = (0..n).map(|i| format!("beta-{i:05}-2025-01-01,")).collect();
        file("a.json", exchange(&format!("\"anthropic-beta\":\"{betas}\"")))
    }),
    row("exchange: unknown betas and fields that need one", 20, |n| {
        let betas: String = (0..n).map(|i| format!("beta-{i:05}-2025-01-01,")).collect();
        let messages = messages(n, "[{\"type\":\"container_upload\",\"file_id\":\"a\"}]");
        file("a.json", exchange(&format!("\"anthropic-beta\":\"{betas}\"")).replace(BODY, &messages))
    }),
    row("exchange: headers", 200, |n| {
        let headers: String = (0..n).map(|i| format!(",\"h{i:05}\":\"v\"")).collect();
        file("a.json", exchange(&format!("\"x-api-key\":\"k\"{headers}")))
    }),
    row("exchanges: the same thinking with other text", 20, |n| {
        let exchanges: Vec<String> = (0..n).map(|i| exchange("").replace(BODY, &thinking(i))).collect();
        file("a.json", format!("[{}]", exchanges.join(",")))
    }),
    row("batch: the same thinking with other text", 20, |n| {
        let items: Vec<String> =
            (0..n).map(|i| format!("{{\"custom_id\":\"a{i:05}\",\"params\":{}}}", thinking(i))).collect();
        file("a.json", format!("{{\"requests\":[{}]}}", items.join(",")))
    }),
    row("value: the same thinking with other text", 30, |n| {
        let items: Vec<String> =
            (0..n).map(|i| format!("{{\"custom_id\":\"a{i:05}\",\"params\":{}}}", thinking(i))).collect();
        let value: serde_json::Value =
            serde_json::from_str(&format!("{{\"requests\":[{}]}}", items.join(","))).unwrap();
        Box::new(move || drop(black_box(Linter::default().lint_value(&value))))
    }),
    row("batch: the same ID", 40, |n| {
        file("a.json", format!("{{\"requests\":{}}}", list(n, &format!("{{\"custom_id\":\"a\",\"params\":{BODY}}}"))))
    }),
    row("body file: findings", 40, |n| body_file(&script(3), with(&members(n, "a")))),
    row("body file: the same requests", 100, |n| body_file(&script(1).repeat(n), with(""))),
    row("body file: different requests, and findings", 20, |n| body_file(&script(n), with(&members(n, "a")))),
    row("stream: lines of data", 5000, |n| stream("data: {}\n", n)),
    row("stream: one line", 50_000, |n| stream("x", n)),
    row("settings: rules", 50, |n| {
        Box::new(move || {
            let linter = (0..n).fold(Linter::builder(), |linter, _| linter.select("PL1").ignore("PL2"));
            drop(black_box(linter.build()));
        })
    }),
];

const URL: &str = "https://api.anthropic.com/v1/messages";
const CURL: &str = "curl https://api.anthropic.com/v1/messages -H 'x-api-key: k'";
const BODY: &str =
    "{\"model\":\"claude-opus-5-5\",\"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
const PYTHON: &str =
    "anthropic.Anthropic().messages.create(model=\"claude-opus-5-5\", max_tokens=8, messages=[], metadata={})\n";

/// Lints a file, and writes the report.
fn file(name: &'static str, text: String) -> Work {
    Box::new(move || {
        let report = Linter::default().lint_file(name, text.as_bytes(), FileOptions { named: true });
        write(&report.unwrap());
    })
}

/// Lints a body, and writes the report.
fn request(body: String) -> Work {
    Box::new(move || write(&payloadlint::validate(&body)))
}

fn write(report: &Report) {
    let mut out = Vec::new();
    for render in [concise::render, json::render] {
        render(report, &TextOptions::default(), &mut Page::new(&mut out)).unwrap();
    }
    black_box(out);
}

/// Lints a body with the requests of the script that sends it.
fn body_file(script: &str, body: String) -> Work {
    let contents = envelope::read_file("a.sh", script.as_bytes(), envelope::Options::default(), &mut |_| {});
    let files: Vec<_> = contents.unwrap().missing_bodies.into_iter().filter_map(|body| body.file).collect();
    assert!(!files.is_empty());
    Box::new(move || write(&Linter::default().lint_body_file("body.json", body.as_bytes(), &files)))
}

/// Different commands that send the same file.
fn script(commands: usize) -> String {
    (0..commands).map(|i| format!("curl {URL} -H 'x-api-key: k{i:05}' -d @body.json\n")).collect()
}

fn stream(text: &'static str, times: usize) -> Work {
    Box::new(move || {
        let mut watch = StreamWatch::new();
        (0..times).for_each(|_| watch.push(text.as_bytes()));
        black_box(watch);
    })
}

/// Members with this text, to be added to a body.
fn members(count: usize, text: &str) -> String {
    (0..count).map(|i| format!(",\"k{i:05}\":\"{text}\"")).collect()
}

/// A body with more members.
fn with(members: &str) -> String {
    format!("{}{members}}}", &BODY[..BODY.len() - 1])
}

fn body(model: &str, text: &str) -> String {
    BODY.replace("claude-opus-5-5", model).replace("Hi", text)
}

fn list(count: usize, item: &str) -> String {
    format!("[{}]", vec![item; count].join(","))
}

/// A body with so many messages of this content, from the user and the assistant in turn.
fn messages(count: usize, content: &str) -> String {
    let message = |i| format!("{{\"role\":\"{}\",\"content\":{content}}}", ["user", "assistant"][i % 2]);
    let messages: Vec<String> = (0..count).map(message).collect();
    format!("{{\"model\":\"claude-opus-5-5\",\"max_tokens\":8,\"messages\":[{}]}}", messages.join(","))
}

/// A body with these tools, after each of which there is a comma.
fn tools(tools: &str) -> String {
    with(&format!(",\"tools\":[{}]", tools.trim_end_matches(',')))
}

/// A request whose thinking has the same signature whatever its text is.
fn thinking(number: usize) -> String {
    let thinking = format!("{{\"type\":\"thinking\",\"thinking\":\"{number}\",\"signature\":\"EqQBCgIYAh\"}}");
    messages(3, &format!("[{thinking},{{\"type\":\"text\",\"text\":\"a\"}}]"))
}

/// An exchange with these headers.
fn exchange(headers: &str) -> String {
    format!("{{\"url\":\"{URL}\",\"method\":\"POST\",\"headers\":{{{headers}}},\"body\":{BODY}}}")
}

/// A command with this body in a here-document.
fn heredoc(more: &str) -> String {
    format!("{CURL} -d @- <<E\n{}\nE\n", with(more))
}
