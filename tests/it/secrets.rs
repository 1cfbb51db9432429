//! No output shows a credential: every kind of credential, in every position, in every format, with and without
//! `--show-values`. Each placement has a token of its own; neither it nor any eight characters of it may be in the output.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use payloadlint::internals::report::{Page, Render, TextOptions, concise, full, github, json};
use payloadlint::{FileOptions, Linter};

const FORMATS: [(&str, Render); 4] =
    [("full", full::render), ("concise", concise::render), ("json", json::render), ("github", github::render)];
const URL: &str = "https://api.anthropic.com/v1/messages";
/// How much of a token may be shown.
const MAX_SHOWN: usize = 7;

/// What kind of credential is planted.
#[derive(Clone, Copy)]
struct Kind {
    prefix: &'static str,
    suffix: &'static str,
    /// Whether it is recognized wherever it is. The others are known only by their position.
    has_format: bool,
    /// Whether the token looks generated; else it is one of letters, like a password.
    is_generated: bool,
}

impl Kind {
    fn token(&self, seed: u64) -> String {
        if self.is_generated { mixed(seed) } else { letters(seed) }
    }
}

const KINDS: [Kind; 12] = [
    Kind { prefix: "sk-ant-api03-", suffix: "-AA", has_format: true, is_generated: true },
    Kind { prefix: "sk-ant-oat01-", suffix: "", has_format: true, is_generated: false },
    Kind { prefix: "sk-proj-", suffix: "", has_format: true, is_generated: false },
    Kind { prefix: "ghp_", suffix: "", has_format: true, is_generated: false },
    Kind { prefix: "AKIA", suffix: "", has_format: true, is_generated: false },
    Kind { prefix: "ya29.", suffix: "", has_format: true, is_generated: false },
    Kind { prefix: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.", suffix: "", has_format: true, is_generated: false },
    Kind { prefix: "eyAidHlwIjogIkpXVCJ9.eyJzdWIiOiIx.", suffix: "", has_format: true, is_generated: false },
    Kind { prefix: "bearer ", suffix: "", has_format: true, is_generated: true },
    Kind { prefix: "https://me:", suffix: "@host.example/", has_format: true, is_generated: false },
    // A password, and a generated key without a prefix.
    Kind { prefix: "", suffix: "", has_format: false, is_generated: false },
    Kind { prefix: "", suffix: "", has_format: false, is_generated: true },
];

/// The kinds without a format, and one of the others in turn.
fn some_kinds(turn: usize) -> impl Iterator<Item = &'static Kind> {
    let known = KINDS.iter().filter(|kind| kind.has_format);
    known.cycle().skip(turn).take(1).chain(KINDS.iter().filter(|kind| !kind.has_format))
}

/// Sixteen letters and digits in no order, different for each `seed`.
fn mixed(seed: u64) -> String {
    const SETS: [&[u8]; 3] = [b"ABCDEFGHJKLMNPQRSTUVWXYZ", b"abcdefghijkmnopqrstuvwxyz", b"23456789"];
    random(seed).zip(0..16).map(|(number, at)| char::from(SETS[at % 3][number % SETS[at % 3].len()])).collect()
}

/// Sixteen letters that can be spoken.
fn letters(seed: u64) -> String {
    const SETS: [&[u8]; 2] = [b"bdfgklmnprstvz", b"aeiou"];
    random(seed).zip(0..16).map(|(number, at)| char::from(SETS[at % 2][number % SETS[at % 2].len()])).collect()
}

fn random(seed: u64) -> impl Iterator<Item = usize> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 40).unwrap()
    })
}

/// Files with a header: `@N` is its name, `@V` its value, `@U` the URL.
const HEADERS: &[(&str, &str)] = &[
    ("object.json", r#"{"url":"@U","headers":{"@N":"@V"},"body":{"bad":1}}"#),
    ("order.json", r#"{"body":{"bad":1},"headers":{"@N":"@V"},"url":"@U"}"#),
    ("pretty.json", "{\n  \"url\": \"@U\",\n  \"headers\": {\n    \"@N\": \"@V\"\n  },\n  \"body\": {\"bad\": 1}\n}"),
    ("list.json", r#"{"url":"@U","headers":{"@N":["first","@V"]},"body":{"bad":1}}"#),
    ("lines.json", "{\"url\":\"@U\",\"headers\":{\"@N\":[\n\"@V\"\n]},\"body\":{\"bad\":1}}"),
    ("pairs.json", r#"{"url":"@U","headers":[["@N","@V"]],"body":{"bad":1}}"#),
    ("request_headers.json", r#"{"url":"@U","request_headers":{"@N":" @V "},"body":{"bad":1}}"#),
    (
        "exchange.jsonl",
        "{\"url\":\"@U\",\"headers\":{\"@N\":\"@V\"},\"body\":{\"bad\":1}}\n{\"url\":\"@U\",\"headers\":{\"@N\":\"@V\"},\"body\":{\"bad\":1}}\n",
    ),
    ("unquoted.json", r#"{"url":"@U","headers":{"@N":@V},"body":{"bad":1}}"#),
    ("single.json", "{'url':'@U','headers':{'@N':'@V'},'body':{'bad':1}}"),
    ("curly.json", "{“url”:“@U”,“headers”:{“@N”:“@V”},“body”:{“bad”:1}}"),
    ("open.json", r#"{"url":"@U","body":{"bad":1},"headers":{"@N":"@V"#),
    ("break.json", "{\"url\":\"@U\",\"body\":{\"bad\":1},\"headers\":{\"@N\":\"a\n@V\"}}"),
    ("colon.json", r#"{"url":"@U","headers":{"@N" "@V"},"body":{"bad":1,}}"#),
    (
        "har.har",
        r#"{"log":{"version":"1.2","entries":[{"request":{"method":"POST","url":"@U","headers":[{"name":"@N","value":"@V"}],"postData":{"mimeType":"application/json","text":"{\"bad\":1}"}},"response":{"status":0}}]}}"#,
    ),
    (
        "reversed.har",
        r#"{"log":{"version":"1.2","entries":[{"request":{"method":"POST","url":"@U","postData":{"text":"{\"bad\":1}"},"headers":[{"value":"@V","name":"@N"}]},"response":{"status":0}}]}}"#,
    ),
    (
        "pretty.har",
        "{\"log\":{\"version\":\"1.2\",\"entries\":[{\"request\":{\"method\":\"POST\",\"url\":\"@U\",\"headers\":[\n{\n\"name\": \"@N\",\n\"value\": \"@V\"\n}\n],\n\"postData\":{\"text\":\"{\\\"bad\\\":1}\"}}}]}}",
    ),
    (
        "polly.har",
        r#"{"log":{"_recordingName":"a","creator":{"name":"Polly.JS"},"version":"1.2","entries":[{"_id":"a","request":{"bodySize":1,"method":"POST","url":"@U","headers":[{"_fromType":"array","name":"@N","value":"@V"}],"postData":{"mimeType":"application/json","params":[],"text":"{\"bad\":1}"}}}]}}"#,
    ),
    (
        "list.yaml",
        "interactions:\n- request:\n    body: '{\"bad\":1}'\n    headers:\n      @N:\n      - @V\n    method: POST\n    uri: @U\n",
    ),
    (
        "second.yaml",
        "interactions:\n- request:\n    headers:\n      @N:\n        - first\n        - @V\n    body: '{\"bad\":1}'\n    method: POST\n    uri: @U\n",
    ),
    (
        "plain.yaml",
        "interactions:\n- request:\n    headers:\n      @N: @V\n    body: '{\"bad\":1}'\n    method: POST\n    uri: @U\n",
    ),
    (
        "anchor.yaml",
        "interactions:\n- request:\n    headers:\n      @N: &k @V\n    body: '{\"bad\":1}'\n    method: POST\n    uri: @U\n",
    ),
    (
        "tag.yaml",
        "interactions:\n- request:\n    headers:\n      @N: !!str @V\n    body: '{\"bad\":1}'\n    method: POST\n    uri: @U\n",
    ),
    (
        "both.yaml",
        "interactions:\n- request:\n    headers:\n      @N: !!str &k '@V'\n    body: '{\"bad\":1}'\n    method: POST\n    uri: @U\n",
    ),
    (
        "literal.yaml",
        "interactions:\n- request:\n    headers:\n      @N: |\n        @V\n    body: '{\"bad\":1}'\n    method: POST\n    uri: @U\n",
    ),
    (
        "folded.yaml",
        "interactions:\n- request:\n    headers:\n      @N: >-\n        first\n        @V\n    body: '{\"bad\":1}'\n    method: POST\n    uri: @U\n",
    ),
    (
        "two-lines.yaml",
        "interactions:\n- request:\n    headers:\n      @N: abc\n        @V\n    body: '{\"bad\":1}'\n    method: POST\n    uri: @U\n",
    ),
    (
        "double.yaml",
        "interactions:\n- request:\n    headers:\n      \"@N\": \"first\n        @V\"\n    body: '{\"bad\":1}'\n    method: POST\n    uri: @U\n",
    ),
    (
        "complex.yaml",
        "interactions:\n- request:\n    headers:\n      ? @N\n      : @V\n    body: '{\"bad\":1}'\n    method: POST\n    uri: @U\n",
    ),
    (
        "flow.yaml",
        "interactions:\n- request: {method: POST, uri: '@U', body: '{\"bad\":1}', headers: {@N: [\"@V\"]}}\n",
    ),
    (
        "ruby.yml",
        "http_interactions:\n- request:\n    method: post\n    uri: @U\n    body:\n      encoding: UTF-8\n      string: '{\"bad\":1}'\n    headers:\n      @N:\n      - @V\n  response:\n    status:\n      code: 400\nrecorded_with: VCR 6.2.0\n",
    ),
    (
        "go.yaml",
        "version: 2\ninteractions:\n- id: 0\n  request:\n    body: '{\"bad\":1}'\n    headers:\n      @N:\n        - @V\n    url: @U\n    method: POST\n",
    ),
    (
        "php.yml",
        "-\n    request:\n        method: POST\n        url: '@U'\n        headers:\n            @N: '@V'\n        body: '{\"bad\":1}'\n    response:\n        status: {code: '400'}\n",
    ),
    (
        "vcrpy.json",
        r#"{"version":1,"interactions":[{"request":{"method":"POST","uri":"@U","headers":{"@N":["@V"]},"body":"{\"bad\":1}"},"response":{}}]}"#,
    ),
    (
        "betamax.json",
        r#"{"http_interactions":[{"request":{"uri":"@U","method":"POST","headers":{"@N":["@V"]},"body":{"encoding":"utf-8","string":"{\"bad\":1}"}},"response":{}}],"recorded_with":"betamax/0.9.0"}"#,
    ),
    (
        "exvcr.json",
        r#"[{"request":{"body":"{\"bad\":1}","headers":{"@N":"@V"},"method":"post","options":[],"request_body":"","url":"@U"},"response":{"type":"ok"}}]"#,
    ),
    (
        "nock.json",
        r#"[{"scope":"https://api.anthropic.com:443","method":"POST","path":"/v1/messages","reqheaders":{"@N":"@V"},"body":{"bad":1},"rawHeaders":["@N","@V"]}]"#,
    ),
    (
        "wiremock.json",
        r#"{"request":{"method":"POST","url":"@U","headers":{"@N":{"equalTo":"@V"}},"bodyPatterns":[{"equalToJson":"{\"bad\":1}"}]},"response":{"status":400}}"#,
    ),
    (
        "pact.json",
        r#"{"consumer":{"name":"a"},"provider":{"name":"api.anthropic.com"},"interactions":[{"request":{"method":"POST","path":"/v1/messages","headers":{"@N":"@V"},"body":{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"bad":1}}}],"metadata":{"pactSpecification":{"version":"3.0.0"}}}"#,
    ),
    (
        "httpmock.yaml",
        "when:\n  path: /v1/messages\n  method: POST\n  host: api.anthropic.com\n  header:\n  - name: @N\n    value: @V\n  body: '{\"bad\":1}'\nthen:\n  status: 400\n",
    ),
    (
        "httpmock-body.yaml",
        "when:\n  body: '{\"bad\":1}'\n  header:\n  - value: @V\n    name: @N\n  path: /v1/messages\n  method: POST\n  host: api.anthropic.com\nthen:\n  status: 400\n",
    ),
    ("ask.http", "POST @U HTTP/1.1\n@N: @V\n\n{\"bad\":1}\n"),
    ("variable.http", "@api_key = @V\n\nPOST @U\n@N: {{api_key}}\n\n{\"bad\":1}\n"),
    ("single.sh", "curl @U -H '@N: @V' -d '{\"bad\":1}'\n"),
    ("double.sh", "curl @U -H \"@N: @V\" -d '{\"bad\":1}'\n"),
    ("lines.sh", "curl @U \\\n  -H \"@N: @V\" \\\n  -d '{\"bad\":1}'\n"),
    ("bare.sh", "curl -d '{\"bad\":1}' @U -H @N:@V\n"),
    ("ansi.sh", "curl -d '{\"bad\":1}' @U --header=$'@N: @V'\n"),
    ("httpie.sh", "http POST @U @N:'@V' bad:=1\n"),
    ("httpie-raw.sh", "http POST @U '@N:@V' --raw '{\"bad\":1}'\n"),
    ("page.md", "# Page\n\n```sh\ncurl @U -H \"@N: @V\" -d '{\"bad\":1}'\n```\n"),
    ("page.rst", "Page\n====\n\n.. code-block:: bash\n\n    curl @U -H \"@N: @V\" -d '{\"bad\":1}'\n"),
    ("page.adoc", "= Page\n\n[source,sh]\n----\ncurl @U -H \"@N: @V\" -d '{\"bad\":1}'\n----\n"),
    ("http.md", "```http\nPOST /v1/messages HTTP/1.1\nHost: api.anthropic.com\n@N: @V\n\n{\"bad\":1}\n```\n"),
    ("call.py", "import requests\nrequests.post(\"@U\", headers={\"@N\": \"@V\"}, json={\"bad\": 1})\n"),
    ("tuple.py", "import httpx\nhttpx.post(\"@U\", headers=[(\"@N\", \"@V\")], json={\"bad\": 1})\n"),
    (
        "book.ipynb",
        r##"{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","metadata":{},"source":["import requests\n","requests.post(\"@U\", headers={\"@N\": \"@V\"}, json={\"bad\": 1})"],"outputs":[],"execution_count":null}]}"##,
    ),
];

/// The names of headers that carry a credential, as they are written.
const NAMES: &[&str] = &[
    "x-api-key",
    "X-Api-Key",
    "Authorization",
    "authorization",
    "Cookie",
    "api-key",
    "Proxy-Authorization",
    "X-Auth-Token",
    "x-goog-api-key",
    "Ocp-Apim-Subscription-Key",
    "x-portkey-api-key",
    "X-Amz-Security-Token",
];

/// Names with an escape, only where the file unescapes them.
const ESCAPED_NAMES: &[&str] = &[r"x-api\u002dkey", r"\u0078-api-key", r"Authori\u007aation", r"x\u002Dapi\u002Dkey"];

/// Other files with a credential in a position that says so: `@V`.
const POSITIONS: &[(&str, &str)] = &[
    ("u.sh", "curl -u me:@V @U -d '{\"bad\":1}'\n"),
    ("u-attached.sh", "curl -sSume:@V @U -d '{\"bad\":1}'\n"),
    ("user.sh", "curl --user 'me:@V' @U -d '{\"bad\":1}'\n"),
    ("user-equals.sh", "curl --user=me:@V @U -d '{\"bad\":1}'\n"),
    ("proxy-user.sh", "curl --proxy-user me:@V @U -d '{\"bad\":1}'\n"),
    ("U.sh", "curl -U me:@V @U -d '{\"bad\":1}'\n"),
    ("oauth2.sh", "curl --oauth2-bearer @V @U -d '{\"bad\":1}'\n"),
    ("cert.sh", "curl --cert me.pem:@V @U -d '{\"bad\":1}'\n"),
    ("E.sh", "curl -E me.pem:@V @U -d '{\"bad\":1}'\n"),
    ("cookie.sh", "curl --cookie \"a=b; s=@V\" @U -d '{\"bad\":1}'\n"),
    ("b.sh", "curl -b s=@V @U -d '{\"bad\":1}'\n"),
    ("pass.sh", "curl --pass @V @U -d '{\"bad\":1}'\n"),
    ("proxy-pass.sh", "curl --proxy-pass @V @U -d '{\"bad\":1}'\n"),
    ("proxy.sh", "curl -x u:@V@p.example:80 @U -d '{\"bad\":1}'\n"),
    ("proxy-url.sh", "curl --proxy http://u:@V@p.example:80 @U -d '{\"bad\":1}'\n"),
    ("httpie-a.sh", "http -a me:@V POST @U --raw '{\"bad\":1}'\n"),
    ("httpie-auth.sh", "http --auth=me:@V POST @U --raw '{\"bad\":1}'\n"),
    ("lines.sh", "curl @U \\\n  -u \"me:@V\" \\\n  -d '{\"bad\":1}'\n"),
    ("export.sh", "export AWS_SECRET_ACCESS_KEY=@V\ncurl @U -d '{\"bad\":1}'\n"),
    ("assign.sh", "FOO_TOKEN='@V'\ncurl @U -d '{\"bad\":1}'\n"),
    ("prefix.sh", "MY_PASSWORD=@V curl @U -d '{\"bad\":1}'\n"),
    ("fish.sh", "set -x X_SECRET @V\ncurl @U -d '{\"bad\":1}'\n"),
    ("powershell.md", "```sh\n$env:ANTHROPIC_API_KEY = \"@V\"\ncurl @U -d '{\"bad\":1}'\n```\n"),
    ("docker.md", "```sh\nENV API_TOKEN @V\ncurl @U -d '{\"bad\":1}'\n```\n"),
    (
        "aws.sh",
        "export AWS_SESSION_TOKEN=\"@V\"\naws bedrock-runtime invoke-model --model-id us.anthropic.claude-opus-5-5 --body '{\"bad\":1}' out.json\n",
    ),
    (
        "client.py",
        "import anthropic\nanthropic.Anthropic(api_key=\"@V\").messages.create(model=\"claude-opus-5-5\", max_tokens=1, messages=[])\n",
    ),
    (
        "typed.py",
        "import anthropic\napi_key: str = \"@V\"\nanthropic.Anthropic().messages.create(model=\"claude-opus-5-5\", max_tokens=1, messages=[])\n",
    ),
    (
        "getenv.py",
        "import anthropic, os\nkey = os.environ.get(\"ANTHROPIC_API_KEY\", \"@V\")\nanthropic.Anthropic().messages.create(model=\"claude-opus-5-5\", max_tokens=1, messages=[])\n",
    ),
    ("auth.py", "import requests\nrequests.post(\"@U\", auth=(\"me\", \"@V\"), json={\"bad\": 1})\n"),
    ("cookies.py", "import requests\nrequests.post(\"@U\", cookies={\"sid\": \"@V\"}, json={\"bad\": 1})\n"),
    (
        "cookies.har",
        r#"{"log":{"version":"1.2","entries":[{"request":{"method":"POST","url":"@U","cookies":[{"name":"a","value":"@V"}],"headers":[],"postData":{"text":"{\"bad\":1}"}}}]}}"#,
    ),
    (
        "query.har",
        r#"{"log":{"version":"1.2","entries":[{"request":{"method":"POST","url":"@U","queryString":[{"name":"key","value":"@V"}],"headers":[],"postData":{"text":"{\"bad\":1}"}}}]}}"#,
    ),
    (
        "mcp.json",
        r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"mcp_servers":[{"type":"url","name":"a","url":"b","authorization_token":"@V","bad":1}]}"#,
    ),
    (
        "wrong-type.json",
        r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"mcp_servers":[{"type":"url","name":"a","url":"https://a.example","authorization_token":["@V"]}]}"#,
    ),
    ("member.json", r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"api_key":"@V"}"#),
    ("camel.json", r#"{"apiKey":"@V","model":"claude-opus-5-5","max_tokens":1,"messages":[]}"#),
    ("secret.json", r#"{"model":"claude-opus-5-5","max_tokens":1,"client_secret": "@V","messages":[]}"#),
    (
        "private.json",
        r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_use","id":"a","name":"b","input":{"password":"@V"}}]}]}"#,
    ),
    ("nested.json", r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"auth":{"type":"b","value":"@V"}}"#),
    ("in-text.json", r#"{"model":"claude-opus-5-5","max_tokens":1,"bad":1,"system":"password: @V"}"#),
];

/// URLs with a credential.
const URLS: &[&str] = &[
    "https://me:@V@api.anthropic.com/v1/messages",
    "https://@V@api.anthropic.com/v1/messages",
    "http://@V:x@api.anthropic.com/v1/messages",
    "https:/me:@V@api.anthropic.com/v1/messages",
    "//me:@V@api.anthropic.com/v1/messages",
    "me:@V@api.anthropic.com/v1/messages",
    "https%3A%2F%2Fme%3A@V%40api.anthropic.com/v1/messages",
    "https://api.anthropic.com/v1/messages?api_key=@V",
    "https://api.anthropic.com/v1/messages?beta=true&key=@V&a=b",
    "https://api.anthropic.com/v1/messages?access_token=@V#a",
    "https://api.anthropic.com/v1/messages?X-Amz-Signature=@V",
    "https://api.anthropic.com/v1/x?sig=@V",
    "https://gateway.example/v1/messages?subscription-key=@V",
];

/// Files with a URL, `@L`.
const URL_FILES: &[(&str, &str)] = &[
    ("a.json", r#"{"url":"@L","headers":{},"body":{"bad":1}}"#),
    ("b.json", r#"{"headers":{},"body":{"bad":1},"url":"@L"}"#),
    (
        "a.har",
        r#"{"log":{"version":"1.2","entries":[{"request":{"method":"POST","url":"@L","headers":[],"postData":{"text":"{\"bad\":1}"}}}]}}"#,
    ),
    ("a.yaml", "interactions:\n- request:\n    body: '{\"bad\":1}'\n    headers: {}\n    method: POST\n    uri: @L\n"),
    ("a.sh", "curl '@L' -d '{\"bad\":1}'\n"),
    ("b.sh", "curl -d '{\"bad\":1}' @L\n"),
    ("a.http", "POST @L\nx-api-key: x\n\n{\"bad\":1}\n"),
    ("a.md", "See [this](@L).\n\n```sh\ncurl '@L' -d '{\"bad\":1}'\n```\n"),
    ("a.py", "import requests\nrequests.post(\"@L\", json={\"bad\": 1})\n"),
];

/// Places in a body, where a credential is recognized by its format, or else shortened: `@V`.
const BODIES: &[&str] = &[
    r#"{"model":"@V","max_tokens":1,"messages":[]}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":"@V","messages":[]}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[{"role":"@V","content":"Hi"}]}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[{"role":"user","content":"say @V now"}],"bad":1}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"bad":1,"messages":[{"role":"user","content":[{"type":"text","text":"@V"}]}]}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[{"role":"user","content":[{"type":"@V","text":"a"}]}]}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text","text":"a","@V":1}]}]}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"system":"@V"}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"@V":1}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"bad":"@V"}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"bad":{"worse":["@V"]}}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"metadata":{"user_id":["@V"]}}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"stop_sequences":"@V"}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"service_tier":"@V"}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"anthropic_beta":["@V"]}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"tools":[{"name":"@V","input_schema":{"type":"object"}},{"name":"@V","input_schema":{"type":"object"}}]}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"tools":[{"name":"a b","description":"@V","input_schema":{"type":"object"}}]}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"tools":[{"name":"a","input_schema":{"type":"object","properties":{"@V !":{"type":"text"}}}}]}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"tools":[{"name":"a","input_schema":{"type":"object","properties":{"b":{"enum":["@V"],"type":"text","pattern":"(@V"}}}}]}"#,
    r##"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"tools":[{"name":"a","input_schema":{"type":"object","properties":{"b":{"$ref":"#/@V"}}}}]}"##,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"tools":[{"type":"@V","name":"a"}],"tool_choice":{"type":"tool","name":"@V"}}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"@V","name":"a","input":{}}]},{"role":"user","content":"b"}]}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"@V","content":"a"}]}]}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"@V","data":"@V!"}}]}]}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"@V"}}]}]}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[{"role":"user","content":"Hi"}],"cache_control":{"type":"@V"}}"#,
    r#"[{"custom_id":"@V","params":{"bad":1}},{"custom_id":"@V","params":{"bad":1}}]"#,
    r#"{"requests":[{"custom_id":"a @V","params":{"bad":1}}]}"#,
    // Next to text that is not valid JSON.
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"bad":"@V",}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"bad":@V}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],@V:1}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"bad" "@V"}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"bad":'@V'}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"bad":"@V\q"}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"bad":"\ud83d@V"}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"bad":12@V}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"bad":NaN @V}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"bad":"@V"#,
    "{\"model\":\"claude-opus-5-5\",\"max_tokens\":1,\"messages\":[],\"bad\":\"a\n@V\"}",
    "{\"model\":\"claude-opus-5-5\",\"max_tokens\":1,\"messages\":[],\"bad\":\"\t@V\"}",
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"bad":1} @V"#,
    r#"@V {"model":"claude-opus-5-5","max_tokens":1,"messages":[],"bad":1}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"@V":1,"@V":2}"#,
    r#"{"model":"claude-opus-5-5","max_tokens":1,"messages":[],"bad":1} // @V"#,
];

/// Texts around a body, each of which must show as little of it: `@B`, where quotes need no escape.
const AROUND_BODIES: &[(&str, &str)] = &[
    ("body.sh", "curl @U -H 'x-api-key: x' -d '@B'\n"),
    ("body.yaml", "interactions:\n- request:\n    body: '@B'\n    headers: {}\n    method: POST\n    uri: @U\n"),
    ("body.http", "POST @U\nx-api-key: x\n\n@B\n"),
    ("body.md", "Text @V\n\n```json\n@B\n```\n"),
    ("exchange.json", r#"{"url":"@U","headers":{"x-api-key":"x"},"body":@B}"#),
];

/// One file with one credential in it.
struct Placement {
    file: String,
    text: String,
    token: String,
    /// Whether nothing may show it. Else it is a generated word in an ordinary place, such as an ID, which an excerpt does not
    /// show and a message names.
    is_secret: bool,
}

fn placements() -> Vec<Placement> {
    let mut all = Vec::new();
    let mut plant = |file: &str, template: &str, kind: &Kind, in_position: bool| {
        let token = kind.token(all.len() as u64 + 1);
        let value = format!("{}{token}{}", kind.prefix, kind.suffix);
        let text = template.replace("@U", URL).replace("@V", &value);
        let is_secret = in_position || kind.has_format;
        all.push(Placement { file: file.to_owned(), text, token, is_secret });
    };
    for (file, template) in HEADERS {
        let is_unescaped = file.ends_with(".json") || file.ends_with(".har") || file.ends_with(".jsonl");
        let escaped = ESCAPED_NAMES.iter().filter(|_| is_unescaped);
        for (at, name) in NAMES.iter().chain(escaped).enumerate() {
            some_kinds(at).for_each(|kind| plant(file, &template.replace("@N", name), kind, true));
        }
    }
    for (file, template) in POSITIONS {
        KINDS.iter().for_each(|kind| plant(file, template, kind, true));
    }
    for (file, template) in URL_FILES {
        for (at, url) in URLS.iter().enumerate() {
            // In a URL, no other URL, and nothing with a space.
            for kind in some_kinds(at).filter(|kind| !kind.prefix.contains([' ', ':'])) {
                plant(file, &template.replace("@L", url), kind, true);
                if file.ends_with(".json") || file.ends_with(".har") {
                    plant(file, &template.replace("@L", &url.replace('/', "\\/")), kind, true);
                }
            }
        }
    }
    for body in BODIES {
        // A password where no password belongs is an ordinary word.
        let is_known = |kind: &&Kind| kind.has_format || kind.is_generated;
        KINDS.iter().filter(is_known).for_each(|kind| plant("body.json", body, kind, false));
        for (at, (file, around)) in AROUND_BODIES.iter().enumerate() {
            some_kinds(at).filter(is_known).for_each(|kind| plant(file, &around.replace("@B", body), kind, false));
        }
    }
    all
}

/// What an output shows of a token, if it is more than a few characters.
fn leaked<'o>(output: &'o str, token: &str) -> Option<&'o str> {
    let pieces = (0..token.len() - MAX_SHOWN).map(|at| &token[at..at + MAX_SHOWN + 1]);
    let at = pieces.filter_map(|piece| output.find(piece)).next()?;
    let start = output[..at].rfind('\n').map_or(0, |at| at + 1);
    let end = output[at..].find('\n').map_or(output.len(), |length| at + length);
    Some(&output[start..end])
}

/// The lines of source in a report for the terminal.
fn excerpts(report: &str) -> String {
    let is_source = |line: &&str| line.trim_start().starts_with(|c: char| c.is_ascii_digit()) && line.contains('│');
    report.lines().filter(is_source).map(|line| format!("{line}\n")).collect()
}

#[test]
fn no_format_shows_a_credential_anywhere() {
    let linter = Linter::default();
    let (mut leaks, mut silent, mut renderings) = (BTreeMap::new(), 0, 0);
    let placements = placements();
    for placement in &placements {
        let named = FileOptions { named: true };
        let Some(report) = linter.lint_file(&placement.file, placement.text.as_bytes(), named) else { continue };
        silent += usize::from(report.findings.is_empty());
        for show_values in [false, true] {
            let options = TextOptions { show_values, ..TextOptions::default() };
            for (name, format) in FORMATS {
                // Only the terminal shows excerpts.
                if name != "full" && (show_values || !placement.is_secret) {
                    continue;
                }
                let mut out = Vec::new();
                format(&report, &options, &mut Page::new(&mut out)).unwrap();
                renderings += 1;
                let mut out = String::from_utf8(out).unwrap();
                if !placement.is_secret {
                    out = excerpts(&out);
                }
                if let Some(line) = leaked(&out, &placement.token) {
                    let place = format!("{} {}", placement.file, placement.text);
                    let line: String = line.chars().take(400).collect();
                    leaks.entry(place).or_insert_with(|| format!("{name} {show_values}: {line}"));
                }
            }
        }
    }
    println!("{} placements, {renderings} renderings, {silent} without findings", placements.len());
    assert!(leaks.is_empty(), "{leaks:#?}");
    assert!(silent * 20 < placements.len(), "{silent} placements without findings");
}

/// Arguments, standard input, and variables of a run of the command; `@V` is a credential. In the folder are `bad.json`,
/// `unpack-@V.json.gz`, which cannot be unpacked, and `named-@V.json`.
type Run = (&'static [&'static str], &'static str, &'static [(&'static str, &'static str)]);

#[rustfmt::skip]
const RUNS: &[Run] = &[
    (&["check", "bad.json"], "", &[]),
    (&["check", "--statistics", "bad.json"], "", &[]),
    (&["check", "--show-values", "--show-all", "bad.json"], "", &[]),
    (&["check", "--url", "https://me:@V@gateway.example/v1/messages", "bad.json"], "", &[]),
    (&["check", "--url", "https://gateway.example/v1/messages?key=@V", "bad.json"], "", &[]),
    (&["check", "--header", "x-api-key: @V", "bad.json"], "", &[]),
    (&["check", "--header", "x-api-key:@V\n", "bad.json"], "", &[]),
    (&["check", "--header", "@V", "bad.json"], "", &[]),
    (&["check", "--beta", "@V", "bad.json"], "", &[]),
    (&["check", "--model", "@V", "bad.json"], "", &[]),
    (&["check", "--target", "@V", "bad.json"], "", &[]),
    (&["check", "--select", "@V", "bad.json"], "", &[]),
    (&["check", "--@V", "bad.json"], "", &[]),
    (&["check", "--format", "@V", "bad.json"], "", &[]),
    (&["check", "missing-@V.json"], "", &[]),
    (&["explain", "@V"], "", &[]),
    (&["rules", "@V"], "", &[]),
    (&["@V"], "", &[]),
    (&["-"], "{\"model\":\"@V\",\"messages\":[]}", &[]),
    (&["--stdin-filename", "a-@V.json", "-"], "{\"messages\":[]}", &[]),
    (&["key"], "", &[("ANTHROPIC_API_KEY", "@V")]),
    (&["key"], "", &[("ANTHROPIC_AUTH_TOKEN", "Bearer @V")]),
    (&["key"], "", &[("ANTHROPIC_API_KEY", " @V\n"), ("ANTHROPIC_BASE_URL", "https://me:@V@gateway.example")]),
    (&["key"], "", &[("ANTHROPIC_API_KEY", "x"), ("ANTHROPIC_BASE_URL", "https://gateway.example/v1?key=@V")]),
    (&["retry", "--status", "429", "--header", "@V: 1"], "", &[]),
    (&["retry", "--status", "429", "--header", "retry-after: @V"], "", &[]),
    (&["retry", "--status", "@V"], "", &[]),
    (&["check", "."], "", &[]),
    (&["check", "--format", "json", "."], "", &[]),
    (&["check", "--show-files", "."], "", &[]),
    (&["--format", "json", "--stdin-filename", "a-@V.json", "-"], "{\"messages\":[]}", &[]),
    (&["key"], "", &[("ANTHROPIC_API_KEY", "x"), ("ANTHROPIC_BASE_URL", "//u:@V@gateway.example/v1")]),
    (&["key"], "", &[("ANTHROPIC_API_KEY", "x"), ("ANTHROPIC_BASE_URL", "https:/u:@V@gateway.example")]),
    (&["retry", "--cases", "-"], "{\"status\":429,\"effect\":\"@V\"}\n{\"status\":429,\"@V\":1}\n{\"transport\":\"@V\"}\n", &[]),
    (&["retry", "--case", "-"], "{\"status\":429,\"@V\":1}", &[]),
];

#[test]
fn no_command_shows_a_credential() {
    let mut leaks = Vec::new();
    for (seed, (arguments, input, variables)) in RUNS.iter().enumerate() {
        let token = letters(seed as u64 + 1);
        let key = format!("sk-ant-api03-{token}");
        let fill = |text: &str| text.replace("@V", &key);
        let folder = tempfile::tempdir().unwrap();
        let bad = format!("{{\"model\":\"{key}\",\"messages\":[{{\"content\":\"{key}\"}}],\"{key}\":1}}");
        for (name, text) in
            [("bad.json", bad.as_bytes()), ("named-@V.json", b"{\"messages\":[]}"), ("unpack-@V.json.gz", b"\x1f\x8b")]
        {
            fs::write(folder.path().join(fill(name)), text).unwrap();
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_payloadlint"));
        command.args(arguments.iter().map(|argument| fill(argument))).current_dir(folder.path()).env_clear();
        command.envs(variables.iter().map(|(name, value)| (name, fill(value))));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // The command may exit before it has read its input.
        let _ = child.stdin.take().unwrap().write_all(fill(input).as_bytes());
        let output = child.wait_with_output().unwrap();
        let shown = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        if let Some(line) = leaked(&shown, &token) {
            leaks.push(format!("{arguments:?} {variables:?}: {line}"));
        }
    }
    assert!(leaks.is_empty(), "{leaks:#?}");
}
