//! Python: which calls send a request, and with which client.

use tree_sitter::Node;

use super::call::Found;
use super::expression::{Object, Value};
use super::python::Module;
use super::sdk::{BaseUrl, Client, SdkCall};
use crate::knowledge::{Endpoint, Knowledge, Sdk, SdkClient, SdkMethod};

/// Methods of a client that return a similar one.
const COPIES: [&str; 3] = ["with_options", "copy", "with_middleware"];

impl<'t> Module<'t> {
    /// What a call is; `None` if it is not a request at all.
    pub(super) fn request(&self, call: Node<'t>, scope: usize, knowledge: &Knowledge) -> Option<Found> {
        let function = call.child_by_field_name("function")?;
        let name = match function.kind() {
            "attribute" => function.child_by_field_name("attribute")?,
            _ => function,
        };
        if call.has_error() {
            return None;
        }
        let sdk = knowledge.sdks().of("python");
        if let Some((method, client)) = self.sdk_method(function, sdk) {
            return self.sdk_call(call, name, (sdk, method, client), scope, knowledge);
        }
        self.http_call(call, self.text(name), scope)
    }

    /// The method of the SDK that a function is, and the object that it is called on.
    fn sdk_method(&self, function: Node<'t>, sdk: &'static Sdk) -> Option<(&'static SdkMethod, Node<'t>)> {
        let (mut names, mut objects) = (Vec::new(), Vec::new());
        let mut node = function;
        while let Some(name) = self.attribute(node) {
            node = node.child_by_field_name("object")?;
            if !sdk.views.iter().any(|view| **view == *name) {
                names.push(name);
                objects.push(node);
            }
        }
        names.reverse();
        let method = sdk.method(&names)?;
        let own = method.path.split('.').count();
        // Between the client and `messages` are only the namespaces of the SDK.
        let rest = names[..names.len() - own].iter().rev();
        let namespaces = rest.take_while(|name| sdk.namespaces.iter().any(|namespace| **namespace == ***name)).count();
        Some((method, *objects.get(own + namespaces - 1)?))
    }

    /// `<client>.messages.create(…)`, and the like.
    fn sdk_call(
        &self,
        call: Node<'t>,
        name: Node<'t>,
        (sdk, method, client): (&'static Sdk, &'static SdkMethod, Node<'t>),
        scope: usize,
        knowledge: &Knowledge,
    ) -> Option<Found> {
        let (mut arguments, positional) = self.arguments(call, scope)?;
        let is_abbreviated = positional.iter().any(|argument| argument.kind() == "ellipsis");
        if positional.iter().any(|argument| argument.kind() != "ellipsis") || !may_be_body(&arguments, method) {
            return None;
        }
        let Some(client) = self.client(client, scope, sdk) else {
            return Some(Found::Skipped("sent by a client for another platform or host".into()));
        };
        arguments.is_open |= is_abbreviated;
        let call = SdkCall {
            sdk,
            method,
            client,
            source: self.source,
            start: call.start_byte(),
            name: name.byte_range(),
            arguments,
            options: Object::default(),
        };
        Some(call.request(knowledge).map_or_else(Found::Skipped, |call| Found::Request(Box::new(call))))
    }

    /// What is known about a client; `None` if it is not one of the SDK, or may not be.
    fn client(&self, node: Node<'t>, scope: usize, sdk: &'static Sdk) -> Option<Client> {
        let values = self.client_values(node, scope);
        let class_of = |(value, _): &(Node<'t>, usize)| sdk.client(self.constructor_name(*value));
        let classes: Vec<Option<&SdkClient>> = values.iter().flatten().map(class_of).collect();
        let is_other = |(value, _): &(Node<'t>, usize)| self.constructor_name(*value).starts_with(char::is_uppercase);
        if values.iter().flatten().any(|value| is_other(value) && class_of(value).is_none()) {
            return None;
        }
        match classes.as_slice() {
            [Some(class)] if values.len() == 1 => {
                let (value, scope) = values.first().copied().flatten()?;
                return Some(self.made_client(value, scope, class, sdk));
            }
            [Some(first), rest @ ..] if classes.len() == values.len() => {
                let is_same = rest.iter().all(|class| class.is_some_and(|class| std::ptr::eq(class, *first)));
                return Some(Client {
                    class: is_same.then_some(*first),
                    base_url: BaseUrl::Unknown,
                    ..Client::default()
                });
            }
            _ => {}
        }
        self.clients.get_or_init(|| self.client_elsewhere(sdk)).clone()
    }

    /// What is known about a client that is made in another function or file; `None` if it may have been wrapped there.
    fn client_elsewhere(&self, sdk: &'static Sdk) -> Option<Client> {
        if sdk.other_receivers.iter().any(|word| self.mentions(word)) {
            return None;
        }
        let is_made = |class: &&SdkClient| class.names.iter().any(|name| self.mentions(&format!("{name}(")));
        let mut made = sdk.clients.iter().filter(is_made);
        let class = made.next().filter(|_| made.next().is_none() && !self.mentions(&sdk.client_arguments.base_url));
        Some(Client { class, ..Client::default() })
    }

    /// The values that a client may have, with their scopes; `None` for one that is not known. Empty if the name is not
    /// bound in this file.
    fn client_values(&self, node: Node<'t>, scope: usize) -> Vec<Option<(Node<'t>, usize)>> {
        match node.kind() {
            "identifier" => self.scopes.values(scope, self.text(node)),
            "attribute" => self.scopes.attribute_values(self.text(node)),
            _ => vec![Some((node, scope))],
        }
    }

    /// A client that a constructor makes.
    fn made_client(&self, value: Node<'t>, scope: usize, class: &'static SdkClient, sdk: &'static Sdk) -> Client {
        let mut client = Client { class: Some(class), is_certain: true, ..Client::default() };
        let (constructor, is_copied) = self.constructor(value);
        let Some((arguments, positional)) = self.arguments(constructor, scope).filter(|_| !is_copied) else {
            return Client { base_url: BaseUrl::Unknown, ..client };
        };
        let names = &sdk.client_arguments;
        let is_closed = !arguments.is_open && positional.is_empty();
        client.base_url = match arguments.get(&names.base_url) {
            Some(url) => match (&url.value, url.as_str(self.source)) {
                (_, Some(text)) => BaseUrl::Known(text, url.span.clone()),
                (Value::Word("null"), _) => BaseUrl::Default,
                _ => BaseUrl::Unknown,
            },
            None if is_closed => BaseUrl::Default,
            None => BaseUrl::Unknown,
        };
        client.headers = arguments.get(&names.headers).cloned();
        client.has_default_timeout = is_closed && names.unlimited.iter().all(|name| arguments.get(name).is_none());
        client
    }

    pub(super) fn mentions(&self, word: &str) -> bool {
        memchr::memmem::find(self.source.as_bytes(), word.as_bytes()).is_some()
    }

    /// The last part of `a.b.c`.
    pub(super) fn attribute(&self, node: Node<'t>) -> Option<&'t str> {
        (node.kind() == "attribute").then(|| node.child_by_field_name("attribute").map(|name| self.text(name)))?
    }

    /// The call that makes an object, without `with_options(…)` after it, and whether there was any.
    fn constructor(&self, value: Node<'t>) -> (Node<'t>, bool) {
        let (mut value, mut is_copied) = (value, false);
        while let Some(function) = value.child_by_field_name("function").filter(|_| value.kind() == "call")
            && self.attribute(function).is_some_and(|name| COPIES.contains(&name))
            && let Some(object) = function.child_by_field_name("object")
        {
            (value, is_copied) = (object, true);
        }
        (value, is_copied)
    }

    /// The name of the function or class that an expression calls; empty for any other expression.
    pub(super) fn constructor_name(&self, value: Node<'t>) -> &'t str {
        let (value, _) = self.constructor(value);
        let function = value.child_by_field_name("function").filter(|_| value.kind() == "call");
        function.and_then(|function| self.text(function).rsplit('.').next()).unwrap_or_default()
    }
}

/// Whether the arguments may be those of a request. Other services have messages, too.
fn may_be_body(arguments: &Object, method: &SdkMethod) -> bool {
    let has = |name: &str| arguments.get(name).is_some();
    match method.endpoint {
        Endpoint::Batches => has("requests"),
        _ => has("messages") || has("model") && (has("max_tokens") || arguments.is_open),
    }
}
