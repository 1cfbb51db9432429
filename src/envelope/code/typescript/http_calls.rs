//! Calls of HTTP clients and commands of the client of Amazon Bedrock.

use tree_sitter::Node;

use super::calls::Names;
use super::module::{Module, named, unwrapped};
use crate::envelope::code::call::{Call, Found, Stated};
use crate::envelope::code::expression::{Expression, Object, Value};
use crate::envelope::code::sdk::read_headers;
use crate::envelope::head::{CREDENTIAL_HEADERS, Head, Header, HeaderValue, Headers};

/// Functions and objects that send exactly the headers that they are given. Others may have headers of their own.
const CLIENTS: [&str; 8] = ["fetch", "axios", "got", "ky", "ofetch", "$fetch", "undici", "superagent"];
/// Functions that are called with a URL and options, or with options alone.
const FUNCTIONS: [&str; 6] = ["fetch", "axios", "got", "ky", "ofetch", "$fetch"];
/// Methods that send a request.
const METHODS: [&str; 3] = ["post", "request", "fetch"];
/// The commands of the client of Amazon Bedrock, with the ends of their URLs.
const COMMANDS: [(&str, &str); 2] =
    [("InvokeModelCommand", "invoke"), ("InvokeModelWithResponseStreamCommand", "invoke-with-response-stream")];
/// The options that contain a body.
const BODIES: [&str; 3] = ["json", "data", "body"];
/// The options that contain a base URL.
const BASE_URLS: [&str; 3] = ["baseURL", "prefixUrl", "baseUrl"];
/// The names of the functions, methods and classes that send a body.
pub(in crate::envelope::code) fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.into_iter().chain(METHODS).chain(COMMANDS.map(|(name, _)| name))
}

/// How many functions may encode a body.
const MAX_ENCODERS: usize = 4;

impl<'t> Module<'t> {
    /// `fetch(url, {body: JSON.stringify({…})})`, `axios.post(url, {…})`, `got.post(url, {json: {…}})` and the like.
    pub(super) fn http_call(
        &self,
        call: Node<'t>,
        function: Node<'t>,
        names: &Names<'t>,
        arguments: &[Node<'t>],
        scope: usize,
    ) -> Option<Found> {
        let method = names.last().map(|(name, _)| *name);
        let is_sent = match method {
            Some(method) => METHODS.contains(&method),
            None => FUNCTIONS.contains(&self.text(function)),
        };
        if !is_sent {
            return None;
        }
        let (mut url, mut options, at) = self.url_and_options(arguments, scope)?;
        let mut text = url.as_str(self.source)?;
        if !text.contains("://") {
            let base = self.base_url(names.first()?.1, scope)?;
            text = format!("{}/{}", base.as_str(self.source)?.trim_end_matches('/'), text.trim_start_matches('/'));
            url.span = base.span;
        }
        let (body, is_json) = match self.body(arguments.get(at).copied(), &mut options, scope) {
            Some(found) => found,
            // `axios.post(url, {…}, options)`
            None if method == Some("post") && at == 1 => {
                let body = Expression { value: Value::Object(options), span: arguments.get(at)?.byte_range() };
                options = self.options(arguments.get(at + 1).copied(), scope);
                (body, true)
            }
            None => return None,
        };
        let Value::Object(body) = body.value else { return None };
        // Most programs send requests to other hosts, too.
        if body.get("messages").is_none() && !text.contains("anthropic") {
            return None;
        }
        let is_client = CLIENTS.contains(&names.first().map_or(self.text(function), |(_, client)| self.text(*client)));
        let may_add = !is_client || self.mentions(".defaults");
        let head = Head {
            method: Some("POST".into()),
            url: Some(text.into()),
            url_span: Some(url.span),
            headers: self.http_headers(&mut options, is_json, may_add),
            ..Head::default()
        };
        Some(found(call, body, head, Stated::Url))
    }

    /// The base URL of an object that a function such as `axios.create` returns.
    fn base_url(&self, object: Node<'t>, scope: usize) -> Option<Expression> {
        let values = self.client_values(object, scope);
        let [(value, scope)] = values.as_slice() else { return None };
        let arguments =
            value.child_by_field_name("arguments").filter(|_| value.kind() == "call_expression").map(named)?;
        let mut options = self.options(arguments.first().copied(), *scope);
        let base = BASE_URLS.iter().find_map(|name| options.take(name))?;
        base.as_str(self.source).filter(|text| text.contains("://"))?;
        Some(base)
    }

    /// The URL of a call, its options, and the number of the argument that has them.
    fn url_and_options(&self, arguments: &[Node<'t>], scope: usize) -> Option<(Expression, Object, usize)> {
        let first = self.value(*arguments.first()?, scope);
        match first.value {
            Value::Object(mut options) => Some((options.take("url")?, options, 0)),
            _ => Some((first, self.options(arguments.get(1).copied(), scope), 1)),
        }
    }

    /// The members of an object that is passed as options.
    fn options(&self, argument: Option<Node<'t>>, scope: usize) -> Object {
        match argument.map(|argument| self.value(argument, scope).value) {
            None => Object::default(),
            Some(Value::Object(object)) => object,
            Some(_) => Object { is_open: true, ..Object::default() },
        }
    }

    /// The body in the options of a call, and whether the client converts it to JSON.
    fn body(&self, argument: Option<Node<'t>>, options: &mut Object, scope: usize) -> Option<(Expression, bool)> {
        let text = argument.and_then(|argument| self.stringified_member(argument, scope));
        let mut object = None;
        for name in BODIES {
            object = options.take(name).filter(|value| value.as_object().is_some()).or(object);
        }
        text.map(|text| (text, false)).or_else(|| object.map(|object| (object, true)))
    }

    fn http_headers(&self, options: &mut Object, is_json: bool, may_add: bool) -> Headers<'static> {
        let mut headers = Headers::complete(Vec::new());
        let given = options.take("headers");
        let is_complete = given.is_none_or(|given| read_headers(&given, self.source, &mut headers));
        let has_type = headers.iter().any(|header| header.name.eq_ignore_ascii_case("content-type"));
        if is_json && !has_type {
            headers.push(Header { name: "content-type".into(), value: "application/json".into(), span: None });
        }
        // On claude.ai, the credentials of an artifact are added to what it fetches.
        let has = |name: &str| !matches!(headers.get(name), HeaderValue::Absent);
        let has_credential = CREDENTIAL_HEADERS.iter().any(|name| has(name));
        headers.set_complete(is_complete && has_credential && !options.is_open && !may_add);
        headers
    }

    /// The value in `{body: JSON.stringify(value)}`.
    fn stringified_member(&self, object: Node<'t>, scope: usize) -> Option<Expression> {
        let (object, scope) = self.resolved(object, scope);
        if object.kind() != "object" {
            return None;
        }
        let member = |entry: Node<'t>| match entry.kind() {
            "pair" => (entry.child_by_field_name("key"), entry.child_by_field_name("value")),
            _ => (Some(entry), Some(entry)),
        };
        let is_body = |key: Node<'t>| BODIES.contains(&self.text(key).trim_matches(['"', '\'']));
        let (_, value) = named(object).into_iter().map(member).find(|(key, _)| key.is_some_and(is_body))?;
        self.stringified(value?, scope)
    }

    /// The expression that a name is bound to once, and its scope; any other expression is itself.
    fn resolved(&self, node: Node<'t>, scope: usize) -> (Node<'t>, usize) {
        let node = unwrapped(node);
        let bound = match node.kind() {
            "identifier" | "shorthand_property_identifier" => self.scopes.value(scope, self.text(node)),
            _ => None,
        };
        bound.map_or((node, scope), |bound| (unwrapped(bound.value), bound.scope))
    }

    /// The value in `JSON.stringify(value)`, also if functions encode the text.
    fn stringified(&self, node: Node<'t>, scope: usize) -> Option<Expression> {
        let (mut node, mut scope) = (node, scope);
        for _ in 0..MAX_ENCODERS {
            (node, scope) = self.resolved(node, scope);
            let function =
                self.text(node.child_by_field_name("function").filter(|_| node.kind() == "call_expression")?);
            let argument = named(node.child_by_field_name("arguments")?).first().copied()?;
            match function {
                "JSON.stringify" => return Some(self.value(argument, scope)),
                _ if function == "Buffer.from" || function.ends_with(".encode") => node = argument,
                _ => return None,
            }
        }
        None
    }

    /// `new InvokeModelCommand({modelId, body: JSON.stringify({…})})`
    pub(super) fn command(&self, call: Node<'t>, arguments: &[Node<'t>], scope: usize) -> Option<Found> {
        let class = self.text(call.child_by_field_name("constructor")?);
        let (_, end) = COMMANDS.iter().find(|(name, _)| *name == class)?;
        let argument = *arguments.first()?;
        let Value::Object(options) = self.value(argument, scope).value else { return None };
        let id = options.get("modelId")?;
        let model = id.as_str(self.source)?.replace('/', "%2F");
        let Value::Object(body) = self.stringified_member(argument, scope)?.value else { return None };
        let head = Head {
            url: Some(format!("https://bedrock-runtime.region.amazonaws.com/model/{model}/{end}").into()),
            url_span: Some(id.span.clone()),
            headers: Headers::partial(Vec::new()),
            ..Head::default()
        };
        Some(found(call, body, head, Stated::Client))
    }
}

fn found(call: Node<'_>, body: Object, head: Head<'static>, stated: Stated) -> Found {
    let is_batch = body.get("requests").is_some();
    Found::Request(Box::new(Call { start: call.start_byte(), is_batch, body, head, stated }))
}
