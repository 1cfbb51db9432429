//! Modules that are not part of the public API, for the tests and benchmarks of this crate. Anything here can change in
//! any release.

macro_rules! export {
    ($($module:ident),*) => {
        $(
            #[expect(missing_docs, reason = "the module itself is documented")]
            pub mod $module {
                pub use crate::$module::*;
            }
        )*
    };
}

export!(envelope, finding, json, knowledge, payload, report, rules, schema);
