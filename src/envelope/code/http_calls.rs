//! Python: calls of HTTP clients and of the client of Amazon Bedrock.

use tree_sitter::Node;

use super::call::{Call, Found, Stated};
use super::expression::{Expression, Object, Value};
use super::python::{Module, named};
use super::sdk::read_headers;
use crate::envelope::head::{Head, Header, Headers};

/// Methods whose first argument is the HTTP method.
const WITH_METHOD: [&str; 3] = ["request", "stream", "build_request"];
/// Modules whose functions send exactly the headers that they are given. Objects may have others.
const MODULES: [&str; 2] = ["requests", "httpx"];
/// Methods of the client of Amazon Bedrock, with the ends of their URLs.
const INVOKE: [(&str, &str); 2] =
    [("invoke_model", "invoke"), ("invoke_model_with_response_stream", "invoke-with-response-stream")];

/// The names of the functions and classes that send a body.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    ["post", "Request"].into_iter().chain(WITH_METHOD).chain(INVOKE.map(|(name, _)| name))
}

impl<'t> Module<'t> {
    /// A call of a function with this name, if it sends a body that is read.
    pub(super) fn http_call(&self, call: Node<'t>, name: &str, scope: usize) -> Option<Found> {
        if let Some((_, end)) = INVOKE.iter().find(|(method, _)| *method == name) {
            return self.bedrock_call(call, end, scope);
        }
        match name {
            "post" | "Request" => self.post(call, 0, scope),
            _ if WITH_METHOD.contains(&name) => self.post(call, 1, scope),
            _ => None,
        }
    }

    /// `requests.post(url, json={…}, headers={…})`, and the same with other clients. The URL is the positional argument
    /// with the number `at`, after the HTTP method.
    fn post(&self, call: Node<'t>, at: usize, scope: usize) -> Option<Found> {
        let (mut arguments, positional) = self.arguments(call, scope)?;
        let argument = |at: usize| positional.get(at).map(|node| self.value(*node, scope));
        let is_post =
            |method: Expression| method.as_str(self.source).is_some_and(|method| method.eq_ignore_ascii_case("post"));
        if at == 1 && !argument(0).or_else(|| arguments.take("method")).is_some_and(is_post) {
            return None;
        }
        let mut url = argument(at).or_else(|| arguments.take("url"))?;
        let mut text = url.as_str(self.source)?;
        if text.starts_with('/')
            && let Some(base) = self.base_url(call, scope)
        {
            text = base.as_str(self.source)?.trim_end_matches('/').to_owned() + &text;
            url.span = base.span;
        }
        let json = arguments.take("json");
        let has_json = json.is_some();
        let body = match json {
            Some(json) => json,
            None => self.dumped(call, &["data", "content", "body"], scope)?,
        };
        let Value::Object(body) = body.value else { return None };
        let head = Head {
            method: Some("POST".into()),
            url: Some(text.into()),
            url_span: Some(url.span),
            headers: self.http_headers(call, &mut arguments, has_json),
            ..Head::default()
        };
        Some(found(call, body, head))
    }

    /// The base URL of the object whose method is called.
    fn base_url(&self, call: Node<'t>, scope: usize) -> Option<Expression> {
        let object = call.child_by_field_name("function")?.child_by_field_name("object")?;
        let values = match object.kind() {
            "identifier" => self.scopes.values(scope, self.text(object)),
            "attribute" => self.scopes.attribute_values(self.text(object)),
            _ => vec![Some((object, scope))],
        };
        let [Some((value, scope))] = values.as_slice() else { return None };
        let (mut arguments, positional) = self.arguments(*value, *scope).filter(|_| value.kind() == "call")?;
        let base = arguments.take("base_url").or_else(|| Some(self.value(*positional.first()?, *scope)))?;
        base.as_str(self.source).filter(|text| text.contains("://"))?;
        Some(base)
    }

    fn http_headers(&self, call: Node<'t>, arguments: &mut Object, has_json: bool) -> Headers<'static> {
        let mut headers = Headers::complete(Vec::new());
        let given = arguments.take("headers");
        let is_complete = given.is_some_and(|given| read_headers(&given, self.source, &mut headers));
        let has_type =
            |headers: &Headers<'_>| headers.iter().any(|header| header.name.eq_ignore_ascii_case("content-type"));
        if has_json && !has_type(&headers) {
            headers.push(Header { name: "content-type".into(), value: "application/json".into(), span: None });
        }
        let object = call.child_by_field_name("function").and_then(|function| function.child_by_field_name("object"));
        let is_session = object.is_none_or(|object| !MODULES.contains(&self.text(object)));
        let may_add = is_session || arguments.is_open || arguments.get("auth").is_some();
        headers.set_complete(is_complete && !may_add);
        headers
    }

    /// `client.invoke_model(modelId=…, body=json.dumps({…}))`.
    fn bedrock_call(&self, call: Node<'t>, end: &str, scope: usize) -> Option<Found> {
        let (arguments, _) = self.arguments(call, scope)?;
        let id = arguments.get("modelId")?;
        let model = id.as_str(self.source)?.replace('/', "%2F");
        let Value::Object(body) = self.dumped(call, &["body"], scope)?.value else { return None };
        let url = format!("https://bedrock-runtime.region.amazonaws.com/model/{model}/{end}");
        let head = Head {
            url: Some(url.into()),
            url_span: Some(id.span.clone()),
            headers: Headers::partial(Vec::new()),
            ..Head::default()
        };
        let call = Call { start: call.start_byte(), is_batch: false, body, head, stated: Stated::Client };
        Some(Found::Request(Box::new(call)))
    }

    /// The value that is passed as `json.dumps(value)` in one of these arguments, directly or by a name.
    fn dumped(&self, call: Node<'t>, names: &[&str], scope: usize) -> Option<Expression> {
        let list = call.child_by_field_name("arguments")?;
        let is_body = |argument: &Node<'t>| {
            argument.child_by_field_name("name").is_some_and(|name| names.contains(&self.text(name)))
        };
        let argument = named(list).into_iter().find(is_body)?;
        let (mut value, mut scope) = (argument.child_by_field_name("value")?, scope);
        // Each step leads to a part of the program before it, or to another name; a name that refers to itself ends them.
        for _ in 0..4 {
            (value, scope) = match value.kind() {
                "identifier" => {
                    let bound = self.scopes.value(scope, self.text(value))?;
                    (bound.value, bound.scope)
                }
                "call" => {
                    let function = value.child_by_field_name("function")?;
                    match self.text(function) {
                        "json.dumps" | "dumps" | "orjson.dumps" => {
                            let (_, positional) = self.arguments(value, scope)?;
                            return Some(self.value(*positional.first()?, scope));
                        }
                        "bytes" => (*self.arguments(value, scope)?.1.first()?, scope),
                        _ if self.attribute(function) == Some("encode") => {
                            (function.child_by_field_name("object")?, scope)
                        }
                        _ => return None,
                    }
                }
                _ => return None,
            };
        }
        None
    }
}

fn found(call: Node<'_>, body: Object, head: Head<'static>) -> Found {
    Found::Request(Box::new(Call { start: call.start_byte(), is_batch: false, body, head, stated: Stated::Url }))
}
