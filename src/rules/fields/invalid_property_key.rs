use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, phrasing, rule};
use crate::schema::{CharClass, ClassFault, FaultKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds a key of `input_schema.properties` that has characters other than letters, digits, `_`, `.` and `-`, or
    /// more than 64 characters.
    ///
    /// ## Why the API refuses it
    ///
    /// The model writes parameter names when it calls the tool.
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
    /// Live responses in public threads, 2026-07 to 2026-09 (E079): `tools.{i}.custom.input_schema.properties: Property
    /// keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$'`. The dot has been allowed since 2025. Whether the API checks
    /// names of nested objects in the same way is not known: they are not checked.
    PL234 "invalid-property-key",
    summary: "a parameter name of a tool is invalid",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-30",
    source: "live response",
    since: "0.1.0",
    responses: ["E079"],
    stage: Fields,
    check: Check::Schema(&[Owns::every(FaultKind::KeyPattern)], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let key = violation.part();
    let name = key.as_str().unwrap_or_default();
    let shown = quoted(&name);
    let class = CharClass::parse(violation.pattern());
    let diagnostic = match class.as_ref().and_then(|class| class.fault(&name)) {
        Some(ClassFault::Character(_, character)) => RULE
            .at(key, shown!("parameter name {shown} contains {}", phrasing::character(character), shown))
            .label("not allowed in a parameter name"),
        Some(_) => RULE.at(key, "parameter name is empty").label("empty"),
        None => RULE
            .at(
                key,
                shown!("parameter name {shown} is {} characters long; the limit is 64", name.chars().count(), shown),
            )
            .label("too long"),
    };
    let clean = class.map(|class| class.cleaned(&name)).unwrap_or_default();
    diagnostic
        .help(shown!(
            "use at most 64 letters, digits, `_`, `.` or `-`{}, and rename it in `required` and in your code, too",
            phrasing::example(&name, &clean)
        ))
        .respond(violation, context)
}
