//! Which keywords of JSON Schema draft 2020-12 contain further schemas.

/// The schemas that the value of a keyword contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subschemas {
    /// The value is a schema: `items`, `not`.
    One,
    /// The value is a list of schemas: `anyOf`.
    List,
    /// The value maps names to schemas: `properties`.
    Map,
    /// The value contains no schema.
    None,
}

/// The schemas that the value of the keyword `name` contains. Includes `definitions`, the old name of `$defs`, which is
/// still in the meta-schema.
pub fn subschemas(name: &str) -> Subschemas {
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
        | "unevaluatedProperties" => Subschemas::One,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Subschemas::List,
        "$defs" | "definitions" | "dependentSchemas" | "patternProperties" | "properties" => Subschemas::Map,
        _ => Subschemas::None,
    }
}
