//! From the call of an SDK's method to the request that it sends. Nothing here depends on the language.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::OnceLock;

use super::call::{Call, Stated};
use super::expression::{Expression, Member, Object, Value};
use crate::envelope::head::{CREDENTIAL_HEADERS, Head, Header, Headers};
use crate::envelope::receiver::Reason;
use crate::knowledge::{Carrier, Endpoint, Knowledge, Sdk, SdkClient, SdkMethod};
use crate::mask::{quoted, shown};
use crate::schema::Schemas;

/// What is at most so long is not a credential: programs have words such as `my-api-key` in place of one.
const MAX_DUMMY_KEY: usize = 20;

/// What is known about the client whose method is called.
#[derive(Clone, Default)]
pub(super) struct Client {
    /// Its class, which says where it sends requests.
    pub(super) class: Option<&'static SdkClient>,
    pub(super) base_url: BaseUrl,
    /// Headers that it sends with every request.
    pub(super) headers: Option<Expression>,
    /// Whether the program makes it where it is used, so that the call is certainly one of the SDK.
    pub(super) is_certain: bool,
    /// Whether it has the default timeout, with which the SDK refuses to send long requests without `stream`.
    pub(super) has_default_timeout: bool,
}

/// The base URL that a client is given.
#[derive(Clone, Default)]
pub(super) enum BaseUrl {
    #[default]
    Default,
    Known(String, Range<usize>),
    Unknown,
}

/// A call of a method of an SDK.
pub(super) struct SdkCall<'c> {
    pub(super) sdk: &'static Sdk,
    pub(super) method: &'static SdkMethod,
    pub(super) client: Client,
    pub(super) source: &'c str,
    /// Where the call starts.
    pub(super) start: usize,
    /// The bytes of the name of the method.
    pub(super) name: Range<usize>,
    /// The fields of the body, and other arguments of the same object.
    pub(super) arguments: Object,
    /// Arguments that are in an object of their own.
    pub(super) options: Object,
}

/// Whether the API has a field of this name.
fn is_field(name: &str) -> bool {
    static FIELDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let fields = || {
        let schemas = Schemas::default();
        let members = schemas.request().members().map(|(name, _)| name).filter(|name| !name.starts_with("anthropic_"));
        members.chain(["requests"]).collect()
    };
    FIELDS.get_or_init(fields).contains(name)
}

impl SdkCall<'_> {
    /// The request; else why it is not read.
    pub(super) fn request(mut self, knowledge: &Knowledge) -> Result<Call, Reason> {
        let endpoint = self.method.endpoint;
        let mut head = Head { headers: Headers::partial(Vec::new()), ..Head::default() };
        if endpoint != Endpoint::Messages {
            head.endpoint = Some(endpoint);
        }
        let is_limited = self.is_limited();
        self.read_headers_and_options(&mut head);
        self.check_fields()?;
        self.add_fields();
        head.non_streaming_limit = is_limited.then(|| self.limit()).flatten();
        let stated = self.read_client(&mut head, knowledge)?;
        Ok(Call { start: self.start, is_batch: endpoint == Endpoint::Batches, body: self.arguments, head, stated })
    }

    fn take(&mut self, name: &str) -> Option<Expression> {
        self.arguments.take(name).or_else(|| self.options.take(name))
    }

    /// Whether the SDK refuses to send a long request without `stream`, as far as this call says.
    fn is_limited(&self) -> bool {
        let objects = [&self.arguments, &self.options];
        let is_closed = objects.iter().all(|object| !object.is_open);
        let has = |name: &str| objects.iter().any(|object| object.get(name).is_some());
        let has_timeout = self.sdk.arguments.unlimited.iter().any(|name| has(name));
        let is_streamed =
            self.arguments.get("stream").is_some_and(|stream| !matches!(stream.value, Value::Word("false" | "null")));
        self.method.limited && self.client.has_default_timeout && is_closed && !has_timeout && !is_streamed
    }

    /// The largest `max_tokens` that the SDK sends without `stream`.
    fn limit(&self) -> Option<u64> {
        let model = self.arguments.get("model").and_then(|model| model.as_str(self.source));
        Some(self.sdk.non_streaming.limit(model.as_deref()))
    }

    /// Moves the arguments that are not fields of the body to the head.
    fn read_headers_and_options(&mut self, head: &mut Head<'static>) {
        let (arguments, method) = (&self.sdk.arguments, self.method);
        for name in arguments.not_sent.iter().chain(&method.not_sent) {
            self.take(name);
        }
        let own = self.take(&arguments.headers);
        for headers in [own, self.client.headers.take()].into_iter().flatten() {
            read_headers(&headers, self.source, &mut head.headers);
        }
        let in_body = self.client.class.is_some_and(|class| class.betas_in == Carrier::Body);
        for (argument, header) in &arguments.as_headers {
            let Some(value) = self.take(argument) else { continue };
            if in_body && **header == *"anthropic-beta" {
                self.set("anthropic_beta", value);
                continue;
            }
            // The betas that the method adds are not written in the program.
            let has_added = **header == *"anthropic-beta" && !method.betas.is_empty();
            match self.texts(&value).filter(|_| !has_added) {
                Some(texts) => texts.into_iter().for_each(|(text, span)| {
                    head.headers.push(Header { name: (&**header).into(), value: text.into(), span: Some(span) });
                }),
                None => head.headers.push_unknown((&**header).into()),
            }
        }
    }

    /// The values of a header: a string, or a list of strings. `None` if they are not known.
    fn texts(&self, value: &Expression) -> Option<Vec<(String, Range<usize>)>> {
        let items = match &value.value {
            Value::List { items, is_open: false } => items.as_slice(),
            _ => std::slice::from_ref(value),
        };
        let text = |item: &Expression| Some((item.as_str(self.source)?, item.span.clone()));
        items.iter().map(text).collect::<Option<Vec<_>>>().filter(|texts| !texts.is_empty())
    }

    /// An argument that the SDK does not have: the client may be that of a wrapper, which sends something else.
    fn check_fields(&self) -> Result<(), Reason> {
        let arguments = &self.sdk.arguments;
        let is_known = |name: &str| {
            is_field(name)
                || name == "anthropic_beta"
                || name == &*arguments.fields
                || arguments.computed.contains_key(name)
        };
        let is_strict = arguments.only_fields || !self.client.is_certain;
        match self.arguments.members.iter().find(|member| is_strict && !is_known(&member.key)) {
            Some(member) => Err(shown!("{} is not an argument of the SDK", quoted(&member.key))),
            None => Ok(()),
        }
    }

    /// Adds what the SDK adds to the body.
    fn add_fields(&mut self) {
        let (arguments, method) = (&self.sdk.arguments, self.method);
        for (argument, field) in &arguments.computed {
            if self.take(argument).is_some() {
                self.set_unknown(field);
            }
        }
        for field in &method.computed {
            let given = self.take(field);
            if !given.is_some_and(|given| matches!(given.value, Value::Word("false"))) {
                self.set_unknown(field);
            }
        }
        if method.streams {
            self.set("stream", Expression { value: Value::Word("true"), span: self.name.clone() });
        }
        if let Some(fields) = self.take(&arguments.fields) {
            self.arguments.extend(fields.as_object());
        }
    }

    fn set_unknown(&mut self, field: &str) {
        self.set(field, Expression::hole(self.name.clone()));
    }

    fn set(&mut self, field: &str, value: Expression) {
        self.arguments.set(Member { key: field.to_owned(), key_span: value.span.clone(), value });
    }

    /// Sets where the request is sent, and what the class of the client changes.
    fn read_client(&mut self, head: &mut Head<'static>, knowledge: &Knowledge) -> Result<Stated, Reason> {
        let Some(class) = self.client.class else { return Ok(Stated::Name) };
        let (endpoint, platforms) = (self.method.endpoint, knowledge.platforms());
        let Some(default) = class.url(endpoint, None, "model") else {
            return Err(shown!("`{}` cannot send it", class.names[0]));
        };
        for field in &class.adds {
            self.set_unknown(field);
        }
        for field in &class.drops {
            self.arguments.take(field);
        }
        let has_model = class.has_model_in_url(endpoint);
        let model = if has_model { self.arguments.take("model") } else { None };
        let name = model.as_ref().and_then(|model| model.as_str(self.source));
        let base = match &self.client.base_url {
            BaseUrl::Known(base, span) => {
                head.url_span = Some(span.clone());
                Some(&**base)
            }
            BaseUrl::Default => None,
            BaseUrl::Unknown => {
                // The client of a platform is that of a gateway to it, too; that of the Claude API is used for any host.
                let is_own = std::ptr::eq(class, &raw const self.sdk.clients[0]);
                head.target = if is_own { None } else { platforms.target_of(&default) };
                return Ok(Stated::Name);
            }
        };
        if has_model && name.is_none() {
            head.target = platforms.target_of(&default);
            return Ok(Stated::Name);
        }
        head.url = class.url(endpoint, base, name.as_deref().unwrap_or_default()).map(Into::into);
        if has_model {
            head.url_span = model.map(|model| model.span);
        }
        let is_known_host = head.url.as_deref().is_some_and(|url| platforms.target_of(url).is_some());
        if !is_known_host && !std::ptr::eq(class, &raw const self.sdk.clients[0]) {
            head.target = platforms.target_of(&default);
        }
        Ok(if is_known_host && self.client.is_certain { Stated::Client } else { Stated::Name })
    }
}

/// Adds the headers of an object. Returns whether all of them are known by name.
pub(super) fn read_headers(object: &Expression, source: &str, headers: &mut Headers<'static>) -> bool {
    let Some(object) = object.as_object() else { return false };
    for member in &object.members {
        let (name, span) = (member.key.clone().into(), Some(member.value.span.clone()));
        let is_credential = CREDENTIAL_HEADERS.iter().any(|name| name.eq_ignore_ascii_case(&member.key));
        match member.value.as_str(source).filter(|value| !is_credential || value.len() > MAX_DUMMY_KEY) {
            Some(value) => headers.push(Header { name, value: value.into(), span }),
            None => headers.push_unknown(name),
        }
    }
    !object.is_open
}
