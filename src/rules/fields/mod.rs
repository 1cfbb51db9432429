//! `PL2xx`: fields and their types, as the JSON Schema has them.

use std::collections::HashSet;

use crate::json::Node;
use crate::knowledge::{Confidence, ModelLocation};
use crate::payload::Context;
use crate::schema::{self, Fault, Shape, Violation};

use super::{Diagnostic, Sink};
use misnamed::Misnamed;

mod answer_as_request;
mod beta_field_without_header;
mod blank_stop_sequence;
mod block_not_in_system_message;
mod body_not_object;
mod cache_control_on_thinking;
mod char_class;
mod invalid_property_key;
mod invalid_tool_name;
mod misnamed;
mod misplaced_field;
mod missing_field;
mod missing_max_tokens;
mod not_allowed_value;
mod pattern_mismatch;
mod phrasing;
mod tag;
mod text_too_long;
mod text_too_short;
mod too_few_items;
mod too_many_items;
mod unknown_block_type;
mod unknown_field;
mod unknown_role;
mod unknown_tool_type;
mod unknown_type;
mod unsupported_media_type;
mod untyped_null;
mod untyped_tool;
mod value_out_of_range;
mod wrong_type;

// `RULES`: every rule of this folder, collected by build.rs.
include!(concat!(env!("OUT_DIR"), "/fields.rs"));

/// Checks a body against its schema, and against what is known around it. Whether anything else can be said of it.
pub(crate) fn check(body: Node<'_>, shape: Shape, context: &Context<'_>, sink: &mut Sink) -> bool {
    let violations = schema::check(body, shape);
    if !violations.is_empty() {
        if let Some(diagnostic) = answer_as_request::diagnostic(body) {
            sink.push(diagnostic);
            return false;
        }
        tell(violations, body, context, sink);
    }
    if shape == Shape::Request {
        missing_field::check(body, context, sink);
    }
    if matches!(shape, Shape::Request | Shape::CountTokens) {
        misplaced_field::check(body, context, sink);
        beta_field_without_header::check(body, shape, context, sink);
    }
    body.is_object()
}

/// Tells each fault once, however many places of the schema it violates.
fn tell<'a>(mut violations: Vec<Violation<'a>>, body: Node<'a>, context: &Context<'_>, sink: &mut Sink) {
    violations.retain(|violation| !is_model_elsewhere(violation, context));
    let absent = absent_on_platform(body, context);
    violations.retain(|violation| !absent.iter().any(|field| field.contains(violation.at.id())));
    tell_ids_once(&mut violations);
    let misnamed = Misnamed::find(&violations, context);
    let untyped = untyped_tool::find(&violations, context);
    for violation in violations.iter().filter(|violation| !misnamed.tells(violation)) {
        let diagnostic = match (&violation.fault, untyped.get(&violation.at.id())) {
            (Fault::Missing(lack), Some(tool)) => Some(untyped_tool::diagnostic(violation, lack, tool, context)),
            (Fault::Unknown(key), Some(tool)) if key.as_str().is_some_and(|key| tool.accepts_member(&key)) => None,
            _ => diagnostic(violation, &misnamed, context),
        };
        if let Some(diagnostic) = diagnostic {
            sink.push(diagnostic);
        }
    }
}

/// The fields that the platform does not have: that is told of each, whatever it holds.
fn absent_on_platform<'a>(body: Node<'a>, context: &Context<'_>) -> Vec<Node<'a>> {
    let given = context.platform.unavailable.iter().filter(|gap| gap.confidence >= Confidence::Documented);
    given.filter_map(|gap| body.get(&gap.what)).filter(|value| !value.is_null()).collect()
}

/// A call's id that has not the form of one is repeated by its result, which is then no fault of its own.
fn tell_ids_once(violations: &mut Vec<Violation<'_>>) {
    let is_id = |violation: &Violation<'_>, name: &str| {
        matches!(violation.fault, Fault::Pattern(_)) && phrasing::name(violation).is_some_and(|key| key == name)
    };
    let calls = violations.iter().filter(|violation| is_id(violation, "id"));
    let told: HashSet<_> = calls.filter_map(|violation| violation.at.as_str()).collect();
    violations.retain(|violation| {
        let repeats = || violation.at.as_str().is_some_and(|id| told.contains(&id));
        !(is_id(violation, "tool_use_id") && repeats())
    });
}

/// The finding of the rule that a violation belongs to.
fn diagnostic(violation: &Violation<'_>, misnamed: &Misnamed<'_, '_>, context: &Context<'_>) -> Option<Diagnostic> {
    let name = phrasing::name(violation);
    let name = name.as_deref().unwrap_or_default();
    let row = violation.answer;
    Some(match &violation.fault {
        Fault::Missing(missing) if missing == "max_tokens" => missing_max_tokens::diagnostic(violation),
        Fault::Missing(missing) => missing_field::diagnostic(violation, missing, context),
        Fault::Unknown(key) if row == Some("E065") && key.is_str("cache_control") => {
            cache_control_on_thinking::diagnostic(violation, *key, context)
        }
        Fault::Unknown(key) => {
            let missing = misnamed.missing(*key);
            let otherwise = missing.iter().filter_map(|lack| diagnostic(lack, misnamed, context)).collect();
            unknown_field::diagnostic(violation, *key, missing, context).otherwise(otherwise)
        }
        Fault::Misplaced => misplaced_field::diagnostic(violation, context),
        Fault::Type(_) if violation.holder.is_none() => body_not_object::diagnostic(violation),
        Fault::Type(wanted) => wrong_type::diagnostic(violation, wanted, context),
        Fault::UnreadableTag => wrong_type::diagnostic(violation, &["string"], context),
        Fault::UntypedNull => untyped_null::diagnostic(violation),
        Fault::TooSmall(limit) => value_out_of_range::diagnostic(violation, limit, true, context),
        Fault::TooLarge(limit) => value_out_of_range::diagnostic(violation, limit, false, context),
        Fault::NotAllowed(allowed) if row == Some("E004") => unknown_role::diagnostic(violation, allowed, context),
        Fault::NotAllowed(allowed) if name == "media_type" => {
            unsupported_media_type::diagnostic(violation, allowed, context)
        }
        Fault::NotAllowed(allowed) => not_allowed_value::diagnostic(violation, allowed, context),
        Fault::UnknownTag(tag) => match row {
            Some("E012") if is_block(*tag) => block_not_in_system_message::diagnostic(violation, *tag),
            Some("E012" | "E035" | "E036") => unknown_block_type::diagnostic(violation, *tag, context),
            Some("E074") => unknown_tool_type::diagnostic(violation, *tag, context),
            _ => unknown_type::diagnostic(violation, *tag, context),
        },
        Fault::Pattern(_) if row == Some("E052") => blank_stop_sequence::diagnostic(violation, context),
        Fault::Pattern(_) | Fault::TooLong(_) | Fault::TooShort(_) if matches!(row, Some("E070" | "E071" | "E072")) => {
            invalid_tool_name::diagnostic(violation, context)
        }
        Fault::Pattern(pattern) => pattern_mismatch::diagnostic(violation, pattern, context),
        Fault::KeyPattern(key, pattern) => invalid_property_key::diagnostic(violation, *key, pattern, context),
        Fault::TooLong(most) => text_too_long::diagnostic(violation, *most, context),
        Fault::TooShort(least) => text_too_short::diagnostic(violation, *least, context),
        Fault::TooMany(most) => too_many_items::diagnostic(violation, *most),
        Fault::TooFew(least) | Fault::TooFewMembers(least) => too_few_items::diagnostic(violation, *least, context),
        Fault::Other(_) => return None,
    })
}

/// Whether a body lacks its model because the url names it.
fn is_model_elsewhere(violation: &Violation<'_>, context: &Context<'_>) -> bool {
    let lacks_model = matches!(&violation.fault, Fault::Missing(name) if name == "model");
    lacks_model
        && violation.holder.is_none()
        && (context.model_in_url().is_some() || context.platform.model_in == ModelLocation::Path)
}

/// Whether a tag is that of some content block.
fn is_block(tag: Node<'_>) -> bool {
    let blocks = Shape::Request.document().pointer("/$defs/ContentBlock");
    blocks.is_some_and(|blocks| schema::branches(blocks).any(|(known, _)| tag.is_str(known)))
}
