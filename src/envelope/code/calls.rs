//! Which calls send a request, and what they say about it apart from its body.

use crate::mask::{quoted, shown};
use std::collections::HashSet;
use std::sync::OnceLock;

use tree_sitter::Node;

use super::expression::{Expression, Member, Object, Value};
use super::python::Module;
use crate::envelope::head::{Head, Header, Headers};
use crate::envelope::receiver::Reason;
use crate::knowledge::Endpoint;
use crate::schema::Schemas;

/// A call that sends a request.
pub(super) struct Call {
    /// Where it starts in the source.
    pub(super) start: usize,
    pub(super) body: Object,
    pub(super) head: Head<'static>,
}

/// What a call is.
pub(super) enum Found {
    Request(Box<Call>),
    /// Why it is not read: it is not for the Messages API, or its platform is unknown.
    Skipped(Reason),
}

/// The methods of `messages` that send a request.
const METHODS: [&str; 4] = ["create", "stream", "parse", "count_tokens"];
/// Arguments of the SDK that are not fields of the body.
const NOT_SENT: [&str; 4] = ["extra_query", "timeout", "max_retries", "idempotency_key"];
/// Where the SDK sends requests by default.
const URL: &str = "https://api.anthropic.com/v1/messages";
const COUNT_URL: &str = "https://api.anthropic.com/v1/messages/count_tokens";
/// The classes of the SDK that send to the first party by default.
const OWN_CLIENTS: [&str; 4] = ["Anthropic", "AsyncAnthropic", "Client", "AsyncClient"];
/// Clients of other platforms, and arguments that change where a client sends its requests.
const OTHER_RECEIVERS: [&str; 12] = [
    "AnthropicBedrock",
    "AnthropicVertex",
    "AnthropicFoundry",
    "AnthropicAWS",
    "AnthropicAws",
    "base_url",
    "ANTHROPIC_BASE_URL",
    "import instructor",
    "from instructor",
    "import litellm",
    "portkey_ai",
    "MockTransport",
];

/// Whether the SDK has an argument for a field of this name. The version is a header.
fn is_field(name: &str) -> bool {
    if name.starts_with("anthropic_") {
        return false;
    }
    static FIELDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    FIELDS.get_or_init(|| Schemas::default().request().members().map(|(name, _)| name).collect()).contains(name)
}

impl<'t> Module<'t> {
    /// What a call is; `None` if it is not a request at all.
    pub(super) fn request(&self, call: Node<'t>, scope: usize) -> Option<Found> {
        let function = call.child_by_field_name("function").filter(|function| function.kind() == "attribute")?;
        let method = self.text(function.child_by_field_name("attribute")?);
        if call.has_error() {
            return None;
        }
        let receiver = function.child_by_field_name("object")?;
        match method {
            _ if METHODS.contains(&method) => self.sdk_call(call, method, receiver, scope),
            "post" => self.http_call(call, receiver, scope),
            "invoke_model" => self.bedrock_call(call, scope),
            _ => None,
        }
    }

    /// `<client>.messages.create(…)`, also with `with_raw_response` or `with_streaming_response` before the method.
    fn sdk_call(&self, call: Node<'t>, method: &str, receiver: Node<'t>, scope: usize) -> Option<Found> {
        let mut messages = receiver;
        if matches!(self.attribute(messages), Some("with_raw_response" | "with_streaming_response")) {
            messages = messages.child_by_field_name("object")?;
        }
        let client = messages.child_by_field_name("object").filter(|_| self.attribute(messages) == Some("messages"))?;
        let (mut body, positional) = self.arguments(call, scope)?;
        // Other services have messages, too.
        let has = |name: &str| body.get(name).is_some();
        let is_abbreviated = positional.iter().any(|argument| argument.kind() == "ellipsis");
        if positional.iter().any(|argument| argument.kind() != "ellipsis")
            || !(has("messages") || has("model") && (has("max_tokens") || body.is_open))
        {
            return None;
        }
        if !self.is_own_client(client, scope) {
            return Some(Found::Skipped("sent by a client for another platform or host".into()));
        }
        let mut head = Head { headers: Headers::partial(Vec::new()), ..Head::default() };
        let is_count = method == "count_tokens";
        if is_count {
            head.endpoint = Some(Endpoint::CountTokens);
        }
        if self.mentions("Anthropic(") {
            head.url = Some(if is_count { COUNT_URL } else { URL }.into());
        }
        self.read_sdk_arguments(&mut body, &mut head);
        body.is_open |= is_abbreviated;
        // The SDK sends what is derived from the type that is passed.
        if body.take("output_format").is_some() {
            body.is_open = true;
        }
        // The SDK would raise a `TypeError`: the client is that of a wrapper, which sends something else.
        if let Some(member) = body.members.iter().find(|member| !is_field(&member.key)) {
            return Some(Found::Skipped(shown!("{} is not an argument of the SDK", quoted(&member.key))));
        }
        if method == "stream" {
            let span = receiver.end_byte()..call.child_by_field_name("function")?.end_byte();
            let value = Expression { value: Value::Word("true"), span: span.clone() };
            body.set(Member { key: "stream".to_owned(), key_span: span, value });
        }
        Some(Found::Request(Box::new(Call { start: call.start_byte(), body, head })))
    }

    /// Moves the arguments that are not fields of the body to the head.
    fn read_sdk_arguments(&self, body: &mut Object, head: &mut Head<'static>) {
        for name in NOT_SENT {
            body.take(name);
        }
        if let Some(extra) = body.take("extra_body") {
            body.extend(extra.as_object());
        }
        if let Some(headers) = body.take("extra_headers") {
            self.read_headers(&headers, &mut head.headers);
        }
        let Some(betas) = body.take("betas") else { return };
        let name = "anthropic-beta";
        match self.joined(&betas) {
            Some(value) => {
                head.headers.push(Header { name: name.into(), value: value.into(), span: Some(betas.span) });
            }
            None => head.headers.push_unknown(name.into()),
        }
    }

    /// The texts of a list, as a header has them; `None` if not all are known.
    fn joined(&self, list: &Expression) -> Option<String> {
        let Value::List { items, is_open: false } = &list.value else { return None };
        let texts: Option<Vec<String>> = items.iter().map(|item| item.as_str(self.source)).collect();
        texts.filter(|texts| !texts.is_empty()).map(|texts| texts.join(","))
    }

    /// Adds the headers of a dict. Returns whether all of them are known by name.
    fn read_headers(&self, dict: &Expression, headers: &mut Headers<'static>) -> bool {
        let Some(object) = dict.as_object() else { return false };
        for member in &object.members {
            let (name, span) = (member.key.clone().into(), Some(member.value.span.clone()));
            match member.value.as_str(self.source) {
                Some(value) => headers.push(Header { name, value: value.into(), span }),
                None => headers.push_unknown(name),
            }
        }
        !object.is_open
    }

    /// `requests.post(url, json={…}, headers={…})`, and the same with httpx or a session.
    fn http_call(&self, call: Node<'t>, receiver: Node<'t>, scope: usize) -> Option<Found> {
        let (mut arguments, positional) = self.arguments(call, scope)?;
        let url = match positional.as_slice() {
            [] => arguments.take("url")?,
            [url, ..] => self.value(*url, scope),
        };
        let text = url.as_str(self.source)?;
        let json = arguments.take("json");
        let has_json = json.is_some();
        let body = match json {
            Some(json) => json,
            None => self.dumped(call, &["data", "content"], scope)?,
        };
        let mut headers = Headers::complete(Vec::new());
        let is_session = !matches!(self.text(receiver), "requests" | "httpx");
        let given = arguments.take("headers");
        let is_complete = given.is_some_and(|given| self.read_headers(&given, &mut headers));
        let has_type = || headers.iter().any(|header| header.name.eq_ignore_ascii_case("content-type"));
        if has_json && !has_type() {
            headers.push(Header { name: "content-type".into(), value: "application/json".into(), span: None });
        }
        let may_add = is_session || arguments.is_open || arguments.get("auth").is_some();
        headers.set_complete(is_complete && !may_add);
        let head = Head {
            method: Some("POST".into()),
            url: Some(text.into()),
            url_span: Some(url.span),
            headers,
            ..Head::default()
        };
        let Value::Object(body) = body.value else { return None };
        Some(Found::Request(Box::new(Call { start: call.start_byte(), body, head })))
    }

    /// `client.invoke_model(modelId=…, body=json.dumps({…}))`.
    fn bedrock_call(&self, call: Node<'t>, scope: usize) -> Option<Found> {
        let (arguments, _) = self.arguments(call, scope)?;
        let model = arguments.get("modelId")?.as_str(self.source)?;
        let Value::Object(body) = self.dumped(call, &["body"], scope)?.value else { return None };
        let url = format!("https://bedrock-runtime.region.amazonaws.com/model/{}/invoke", model.replace('/', "%2F"));
        let head = Head { url: Some(url.into()), headers: Headers::partial(Vec::new()), ..Head::default() };
        Some(Found::Request(Box::new(Call { start: call.start_byte(), body, head })))
    }

    /// The value that is passed as `json.dumps(value)` in one of these arguments, directly or by a name.
    fn dumped(&self, call: Node<'t>, names: &[&str], scope: usize) -> Option<Expression> {
        let list = call.child_by_field_name("arguments")?;
        let mut cursor = list.walk();
        let argument = list.named_children(&mut cursor).find(|argument| {
            argument.child_by_field_name("name").is_some_and(|name| names.contains(&self.text(name)))
        })?;
        let (mut value, mut scope) = (argument.child_by_field_name("value")?, scope);
        if value.kind() == "identifier" {
            (value, scope, _) = self.scopes.value(scope, self.text(value))?;
        }
        if value.kind() != "call" || self.text(value.child_by_field_name("function")?) != "json.dumps" {
            return None;
        }
        let (_, positional) = self.arguments(value, scope)?;
        Some(self.value(*positional.first()?, scope))
    }

    fn mentions(&self, word: &str) -> bool {
        memchr::memmem::find(self.source.as_bytes(), word.as_bytes()).is_some()
    }

    /// The last part of `a.b.c`.
    fn attribute(&self, node: Node<'t>) -> Option<&'t str> {
        (node.kind() == "attribute").then(|| node.child_by_field_name("attribute").map(|name| self.text(name)))?
    }

    /// Whether a client sends to the first party, as far as the file says.
    fn is_own_client(&self, client: Node<'t>, scope: usize) -> bool {
        let mut client = client;
        while let Some("beta" | "prompt_caching") = self.attribute(client) {
            client = client.child_by_field_name("object").unwrap_or(client);
        }
        let is_other = |value: &Option<Node<'t>>| value.is_some_and(|value| self.makes_other_client(value));
        if client.kind() == "identifier" && self.scopes.values(scope, self.text(client)).iter().any(is_other) {
            return false;
        }
        if !OTHER_RECEIVERS.iter().any(|word| self.mentions(word)) {
            return true;
        }
        let is_own = |value: &Option<Node<'t>>| value.is_some_and(|value| self.makes_own_client(value));
        match client.kind() {
            "identifier" => {
                let values = self.scopes.values(scope, self.text(client));
                !values.is_empty() && values.iter().all(is_own)
            }
            _ => self.makes_own_client(client),
        }
    }

    /// Whether an expression is `Anthropic(…)` without another host.
    fn makes_own_client(&self, value: Node<'t>) -> bool {
        OWN_CLIENTS.contains(&self.constructor_name(value)) && !self.text(value).contains("base_url")
    }

    /// Whether an expression makes an object of another class.
    fn makes_other_client(&self, value: Node<'t>) -> bool {
        let name = self.constructor_name(value);
        name.starts_with(char::is_uppercase) && !OWN_CLIENTS.contains(&name)
    }

    /// The name of the function or class that an expression calls; empty for any other expression.
    fn constructor_name(&self, value: Node<'t>) -> &'t str {
        let function = value.child_by_field_name("function").filter(|_| value.kind() == "call");
        function.and_then(|function| self.text(function).rsplit('.').next()).unwrap_or_default()
    }
}
