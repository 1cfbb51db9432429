use crate::finding::quoted;
use crate::json::Node;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, ResponsePath, rule};
use crate::schema::Violation;

use super::char_class::{Class, ClassFault, named};
use super::phrasing;

rule! {
    /// ## What it does
    ///
    /// Finds a key of `input_schema.properties` with other characters than letters, digits, `_`, `.` and `-`, or with more than
    /// 64 of them.
    ///
    /// ## Why the API refuses it
    ///
    /// Parameter names are part of what the model writes when it calls the tool.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {"the city": {"type": "string"}}}}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {"the_city": {"type": "string"}}}}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answers in public threads, 2026-07 to 2026-09 (row E079 of the catalogue):
    /// `tools.{i}.custom.input_schema.properties: Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$'`. The dot was added
    /// since 2025. Whether names of nested objects are judged alike is not settled: they are not looked at.
    PL234 "invalid-property-key",
    summary: "a parameter name of a tool that the API does not take",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-30",
    source: "live answer",
    since: "0.1.0",
    responses: ["E079"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>, key: Node<'_>, pattern: &str, context: &Context<'_>) -> Diagnostic {
    let name = key.as_str().unwrap_or_default();
    let diagnostic = match Class::of(pattern).and_then(|class| class.fault(&name)) {
        Some(ClassFault::Character(_, character)) => RULE
            .at(key, format!("the parameter {} has {} in its name", quoted(&name), named(character)))
            .label("not allowed in a name"),
        Some(_) => RULE.at(key, "a parameter has an empty name").label("empty"),
        None => RULE
            .at(key, format!("the parameter {} has {} characters", quoted(&name), name.chars().count()))
            .label("too long"),
    };
    let clean = Class::of(pattern).map(|class| class.cleaned(&name)).unwrap_or_default();
    let diagnostic = diagnostic.help(format!(
        "name it with at most 64 letters, digits, `_`, `.` or `-`, such as {}, and change it in `required` and in \
         your code alike",
        quoted(&clean)
    ));
    // The answer names the object and not the key.
    phrasing::answered(diagnostic, violation, context, [], format!("Property keys should match pattern '{pattern}'"))
        .response_path(ResponsePath::Of(violation.at.into()))
}
