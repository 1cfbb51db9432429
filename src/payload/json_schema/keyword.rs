//! Which keywords of draft 2020-12 hold further schemas.

/// What a keyword's value holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// One schema: `items`, `not`.
    Schema,
    /// A list of schemas: `anyOf`.
    List,
    /// Schemas by name: `properties`.
    Map,
    /// No schema.
    Nothing,
}

/// What the keyword `name` holds. `definitions` is the old name of `$defs`, still in the meta-schema.
pub fn holds(name: &str) -> Holds {
    match name {
        "additionalProperties"
        | "contains"
        | "contentSchema"
        | "else"
        | "if"
        | "items"
        | "not"
        | "propertyNames"
        | "then"
        | "unevaluatedItems"
        | "unevaluatedProperties" => Holds::Schema,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Holds::List,
        "$defs" | "definitions" | "dependentSchemas" | "patternProperties" | "properties" => Holds::Map,
        _ => Holds::Nothing,
    }
}
