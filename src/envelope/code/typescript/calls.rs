//! Which calls send a request: calls of the SDK.

use tree_sitter::Node;

use super::module::{Module, named, unwrapped};
use crate::envelope::code::call::Found;
use crate::envelope::code::expression::{Object, Value};
use crate::envelope::code::sdk::SdkCall;
use crate::knowledge::{Endpoint, Knowledge, Sdk, SdkMethod};

/// The names between a client and the function that is called, and the objects that have them.
pub(super) type Names<'t> = Vec<(&'t str, Node<'t>)>;

impl<'t> Module<'t> {
    /// What a call is; `None` if it is not a request at all.
    pub(in crate::envelope::code) fn request(
        &self,
        call: Node<'t>,
        scope: usize,
        knowledge: &Knowledge,
    ) -> Option<Found> {
        let arguments = named(call.child_by_field_name("arguments")?);
        let Some(function) = call.child_by_field_name("function").map(unwrapped) else {
            return self.command(call, &arguments, scope);
        };
        let sdk = knowledge.sdks().of("typescript");
        let names = self.names(function);
        match sdk_method(&names, sdk) {
            Some((method, client)) => {
                self.sdk_call(call, function, (sdk, method, client), &arguments, scope, knowledge)
            }
            None => self.http_call(call, function, &names, &arguments, scope),
        }
    }

    /// The names in `client.a.b`, from the first to the last.
    fn names(&self, function: Node<'t>) -> Names<'t> {
        let (mut names, mut node) = (Vec::new(), function);
        while let (Some(name), Some(object)) = (self.property(node), node.child_by_field_name("object")) {
            node = unwrapped(object);
            names.push((name, node));
        }
        names.reverse();
        names
    }

    /// `<client>.messages.create({…}, {headers: …})`, and the like.
    fn sdk_call(
        &self,
        call: Node<'t>,
        function: Node<'t>,
        (sdk, method, client): (&'static Sdk, &'static SdkMethod, Node<'t>),
        arguments: &[Node<'t>],
        scope: usize,
        knowledge: &Knowledge,
    ) -> Option<Found> {
        let Value::Object(body) = self.value(*arguments.first()?, scope).value else { return None };
        if !may_be_body(&body, method) {
            return None;
        }
        let Some(client) = self.client(client, scope, sdk) else {
            return Some(Found::Skipped("sent by a client for another platform or host".into()));
        };
        let options = match arguments.get(1).map(|options| self.value(*options, scope).value) {
            None => Object::default(),
            Some(Value::Object(options)) => options,
            Some(_) => Object { is_open: true, ..Object::default() },
        };
        let call = SdkCall {
            sdk,
            method,
            client,
            source: self.source,
            start: call.start_byte(),
            name: function.child_by_field_name("property")?.byte_range(),
            arguments: body,
            options,
        };
        Some(call.request(knowledge).map_or_else(Found::Skipped, |call| Found::Request(Box::new(call))))
    }
}

/// The method of the SDK with these names, and the object that it is called on.
fn sdk_method<'t>(names: &Names<'t>, sdk: &'static Sdk) -> Option<(&'static SdkMethod, Node<'t>)> {
    let texts: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    let method = sdk.method(&texts)?;
    let own = method.path.split('.').count();
    // Between the client and `messages` are only the namespaces of the SDK.
    let before = texts[..texts.len() - own].iter().rev();
    let namespaces = before.take_while(|name| sdk.namespaces.iter().any(|namespace| **namespace == ***name)).count();
    Some((method, names.get(names.len() - own - namespaces)?.1))
}

/// Whether an object may be that of a request. Other services have messages, too.
fn may_be_body(object: &Object, method: &SdkMethod) -> bool {
    let has = |name: &str| object.get(name).is_some();
    match method.endpoint {
        Endpoint::Batches => has("requests"),
        _ => has("messages") || has("model") && (has("max_tokens") || object.is_open),
    }
}
