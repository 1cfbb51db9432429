//! The top-level fields of a body, found in one pass.

use crate::json::{Node, hash};

macro_rules! fields {
    ($($name:ident)*) => {
        /// The value of each known top-level field. The last one counts if a key is repeated, as in most parsers.
        #[derive(Debug, Default, Clone, Copy)]
        #[allow(missing_docs, reason = "each field is the API's field with that name")]
        pub struct Fields<'a> {
            $(pub $name: Option<Node<'a>>,)*
        }

        impl<'a> Fields<'a> {
            /// Sets the fields that `body` has; none if it is not an object.
            #[allow(non_upper_case_globals, reason = "each constant has the name of its field")]
            pub(crate) fn read(&mut self, body: Node<'a>) {
                $(const $name: u32 = hash(stringify!($name).as_bytes());)*
                for (key, value) in body.members() {
                    let (name, field) = match key.key_hash() {
                        $($name => (stringify!($name), &mut self.$name),)*
                        _ => continue,
                    };
                    if key.is_str(name) {
                        *field = Some(value);
                    }
                }
            }

            /// The fields with each one changed.
            pub(crate) fn map(self, change: impl Fn(Option<Node<'a>>) -> Option<Node<'a>>) -> Self {
                Fields { $($name: change(self.$name),)* }
            }
        }
    };
}

impl Fields<'_> {
    /// Whether the body has only the fields of a simple request: model, messages, system, sampling, and the like.
    pub(super) fn are_plain(&self) -> bool {
        let special = [
            self.thinking,
            self.tool_choice,
            self.tools,
            self.cache_control,
            self.container,
            self.output_config,
            self.output_format,
            self.inference_geo,
            self.diagnostics,
            self.context_management,
            self.compaction,
            self.mcp_servers,
            self.speed,
            self.fallbacks,
            self.fallback_credit_token,
            self.user_profile_id,
            self.thread,
            self.billing_policy,
            self.anthropic_version,
            self.anthropic_beta,
        ];
        special.iter().all(Option::is_none)
    }
}

fields! {
    model max_tokens messages system temperature top_p top_k stop_sequences stream metadata service_tier thinking
    tool_choice tools cache_control container output_config output_format inference_geo diagnostics
    context_management compaction mcp_servers speed fallbacks fallback_credit_token user_profile_id thread
    billing_policy anthropic_version anthropic_beta
}

/// The value of a field; `None` if it is `null`.
pub fn non_null(field: Option<Node<'_>>) -> Option<Node<'_>> {
    field.filter(|value| !value.is_null())
}
