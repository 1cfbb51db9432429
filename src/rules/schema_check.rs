//! Runs the rules that report violations of the schema.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::json::{Node, NodeId};
use crate::payload::{self, Context, Violations};
use crate::schema::{Fault, FaultKind, Shape, Violation};

use super::diagnostic::{Diagnostic, Sink};
use super::owns::Owns;
use super::registry;
use super::rule::{Check, Rule};

/// Checks a body against its schema. Returns whether the body is a request, so that the other rules apply.
pub(crate) fn check_schema(body: Node<'_>, shape: Shape, context: &Context<'_>, sink: &mut Sink) -> bool {
    let Some(violations) = payload::violations(body, shape, context) else { return body.is_object() };
    let mut unknown: HashMap<NodeId, usize> = HashMap::new();
    for violation in &violations.found {
        if let Some(owner) = owner(violation) {
            let mut diagnostic = (owner.diagnostic)(violation, context);
            diagnostic.more = violation.more;
            if violation.fault.kind() == FaultKind::Unknown {
                let fields = unknown.entry(violation.value.id()).or_default();
                *fields += 1;
                diagnostic.is_only_counted = *fields > context.limits.max_unknown_fields();
            }
            sink.push(yield_to_outer(diagnostic, violation, &violations));
        }
    }
    body.is_object() && violations.response.is_none() && violations.other_api.is_none()
}

/// Yields to the diagnostics that make every violation inside a value redundant: that the body is a response or for another
/// API, or that the member is unavailable on the platform or belongs in the body for another endpoint.
fn yield_to_outer(mut diagnostic: Diagnostic, violation: &Violation<'_>, violations: &Violations<'_>) -> Diagnostic {
    if matches!(violation.fault, Fault::Response(_) | Fault::OtherApi { .. }) {
        return diagnostic;
    }
    if let Some(other_api) = violations.other_api {
        diagnostic = diagnostic.yields_to("other-api-body", other_api);
    }
    if let Some(response) = violations.response {
        diagnostic = diagnostic.yields_to("answer-as-request", response);
    }
    if matches!(violation.fault, Fault::Misplaced(_)) {
        return diagnostic;
    }
    let value = violation.value.id();
    for field in violations.unavailable.iter().filter(|field| field.contains(value)) {
        diagnostic = diagnostic.yields_to("unavailable-on-platform", *field);
    }
    for (key, _) in violations.misplaced.iter().filter(|(_, member)| member.contains(value)) {
        diagnostic = diagnostic.yields_to("misplaced-field", *key);
    }
    diagnostic
}

/// A rule that reports violations of the schema.
#[derive(Clone, Copy)]
struct Owner {
    owns: &'static Owns,
    diagnostic: fn(&Violation<'_>, &Context<'_>) -> Diagnostic,
    #[cfg_attr(not(test), expect(dead_code, reason = "names the rule where a test fails"))]
    rule: &'static Rule,
}

/// The rule that reports a violation.
fn owner(violation: &Violation<'_>) -> Option<Owner> {
    let owners = owners().get(&violation.fault.kind())?;
    owners.iter().copied().find(|owner| owner.owns.includes(violation))
}

/// The rules by the fault that they report, the most specific declaration first.
fn owners() -> &'static HashMap<FaultKind, Vec<Owner>> {
    static OWNERS: OnceLock<HashMap<FaultKind, Vec<Owner>>> = OnceLock::new();
    OWNERS.get_or_init(|| {
        let mut owners: HashMap<FaultKind, Vec<Owner>> = HashMap::new();
        for rule in registry::all() {
            let Check::Schema(owned, diagnostic) = rule.check else { continue };
            for owns in owned {
                owners.entry(owns.fault()).or_default().push(Owner { owns, diagnostic, rule });
            }
        }
        for owners in owners.values_mut() {
            owners.sort_by_key(|owner| std::cmp::Reverse(owner.owns.specificity()));
        }
        owners
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_violation_has_one_owner() {
        for owners in owners().values() {
            let (last, others) = owners.split_last().unwrap();
            assert_eq!(last.owns.specificity(), 0, "nobody reports all of {:?}", last.owns.fault());
            for (at, left) in others.iter().enumerate() {
                for right in &owners[at + 1..] {
                    let is_ordered = left.owns.specificity() > right.owns.specificity();
                    let (one, other) = (left.rule.name, right.rule.name);
                    assert!(
                        is_ordered || left.owns.excludes(right.owns),
                        "{one} and {other} report the same violation"
                    );
                }
            }
        }
    }
}
