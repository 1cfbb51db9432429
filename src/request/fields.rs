//! The top-level fields of a body, found in one pass.

use crate::json::Node;

macro_rules! fields {
    ($($name:ident)*) => {
        /// The value of each known top-level field. Of a repeated field the last counts, as parsers read it.
        #[derive(Debug, Default, Clone, Copy)]
        #[allow(missing_docs, reason = "each field is the API's field of that name")]
        pub struct Fields<'a> {
            $(pub $name: Option<Node<'a>>,)*
        }

        impl<'a> Fields<'a> {
            /// Reads the members of `body`; nothing when it is no object.
            pub fn read(body: Node<'a>) -> Self {
                let mut fields = Fields::default();
                for (key, value) in body.members() {
                    match key.as_str().as_deref() {
                        $(Some(stringify!($name)) => fields.$name = Some(value),)*
                        _ => {}
                    }
                }
                fields
            }
        }
    };
}

fields! {
    model max_tokens messages system temperature top_p top_k stop_sequences stream metadata service_tier thinking
    tool_choice tools cache_control container output_config output_format inference_geo diagnostics
    context_management compaction mcp_servers speed fallbacks fallback_credit_token user_profile_id thread
    billing_policy anthropic_version anthropic_beta
}
