//! Which client sends a request, as far as the file says.

use tree_sitter::Node;

use super::module::{Module, named, unwrapped};
use crate::envelope::code::expression::Value;
use crate::envelope::code::sdk::{BaseUrl, Client};
use crate::knowledge::{Sdk, SdkClient};

/// Where the packages of the SDK are.
const SCOPE: &str = "@anthropic-ai/";
/// The method of a client that returns a similar one.
const COPY: &str = "withOptions";

impl<'t> Module<'t> {
    /// What is known about a client; `None` if it is not one of the SDK, or may not be.
    pub(super) fn client(&self, node: Node<'t>, scope: usize, sdk: &'static Sdk) -> Option<Client> {
        let (node, is_copied) = self.original(node);
        let values = self.client_values(node, scope);
        let made: Vec<_> = values.iter().filter(|(value, _)| value.kind() == "new_expression").collect();
        let classes: Vec<_> = made.iter().map(|(value, _)| self.class(*value, sdk)).collect::<Option<_>>()?;
        // A client that is made later is `null` before.
        let is_only_made =
            values.iter().all(|(value, _)| matches!(value.kind(), "new_expression" | "null" | "undefined"));
        match (classes.as_slice(), made.as_slice()) {
            ([class], [(value, scope)]) if is_only_made && !is_copied => {
                return Some(self.made_client(*value, *scope, class, sdk));
            }
            ([first, rest @ ..], _) if is_only_made => {
                let is_same = rest.iter().all(|class| std::ptr::eq(*class, *first));
                return Some(Client {
                    class: is_same.then_some(*first),
                    base_url: BaseUrl::Unknown,
                    ..Client::default()
                });
            }
            _ => {}
        }
        // Elsewhere in the program is what may have changed or wrapped the client.
        if sdk.other_receivers.iter().any(|word| self.mentions(word)) {
            return None;
        }
        let is_made = |class: &&SdkClient| class.names.iter().any(|name| self.mentions(&format!("{name}(")));
        let mut made = sdk.clients.iter().filter(is_made);
        let class = made.next().filter(|_| made.next().is_none() && !self.mentions(&sdk.client_arguments.base_url));
        Some(Client { class, ..Client::default() })
    }

    /// The client in `client.withOptions(…)`, and whether it is a copy.
    fn original(&self, node: Node<'t>) -> (Node<'t>, bool) {
        let (mut node, mut is_copied) = (unwrapped(node), false);
        while let Some(function) = node.child_by_field_name("function")
            && self.property(function) == Some(COPY)
            && let Some(object) = function.child_by_field_name("object")
        {
            (node, is_copied) = (unwrapped(object), true);
        }
        (node, is_copied)
    }

    /// The last name in `a.b.c`.
    pub(super) fn property(&self, node: Node<'t>) -> Option<&'t str> {
        let property = node.child_by_field_name("property").filter(|_| node.kind() == "member_expression");
        property.map(|property| self.text(property))
    }

    /// The expressions whose value a client may be, with their scopes.
    pub(super) fn client_values(&self, node: Node<'t>, scope: usize) -> Vec<(Node<'t>, usize)> {
        let values = match node.kind() {
            "identifier" => self.scopes.values(scope, self.text(node)).into_iter().flatten().collect(),
            "member_expression" => {
                self.property(node).and_then(|name| self.properties.get(name)).cloned().unwrap_or_default()
            }
            _ => vec![(node, scope)],
        };
        values.into_iter().map(|(value, scope)| (self.original(value).0, scope)).collect()
    }

    /// The class of the SDK that a `new` expression makes an object of.
    fn class(&self, node: Node<'t>, sdk: &'static Sdk) -> Option<&'static SdkClient> {
        let text = self.text(node.child_by_field_name("constructor")?);
        let (root, name) = (text.split('.').next()?, text.rsplit('.').next()?);
        let own = sdk.clients.first()?;
        let known = sdk.client(name);
        let Some(module) = self.imports.get(root) else { return known };
        // `npm:@anthropic-ai/sdk@1`, `https://esm.sh/@anthropic-ai/sdk`
        let package = &module[module.find(SCOPE)? + 1..];
        match package.split('@').next() == sdk.package.strip_prefix('@') {
            // Its default export may have any name.
            true => known.or(Some(own)),
            false => known.filter(|client| !std::ptr::eq(*client, own)),
        }
    }

    /// A client that a constructor makes.
    fn made_client(&self, value: Node<'t>, scope: usize, class: &'static SdkClient, sdk: &'static Sdk) -> Client {
        let mut client = Client { class: Some(class), is_certain: true, ..Client::default() };
        let arguments = value.child_by_field_name("arguments").map(named).unwrap_or_default();
        let object = arguments.first().map(|first| self.value(*first, scope).value);
        let options = match object {
            None => {
                client.has_default_timeout = true;
                return client;
            }
            Some(Value::Object(options)) => options,
            Some(_) => return Client { base_url: BaseUrl::Unknown, ..client },
        };
        let names = &sdk.client_arguments;
        client.base_url = match options.get(&names.base_url) {
            Some(url) => match (&url.value, url.as_str(self.source)) {
                (_, Some(text)) => BaseUrl::Known(text, url.span.clone()),
                (Value::Word("null"), _) => BaseUrl::Default,
                _ => BaseUrl::Unknown,
            },
            None if options.is_open => BaseUrl::Unknown,
            None => BaseUrl::Default,
        };
        client.headers = options.get(&names.headers).cloned();
        client.has_default_timeout = !options.is_open && names.unlimited.iter().all(|name| options.get(name).is_none());
        client
    }

    /// Whether the file contains a word.
    pub(super) fn mentions(&self, word: &str) -> bool {
        memchr::memmem::find(self.source.as_bytes(), word.as_bytes()).is_some()
    }
}
