//! The text of a value.

use serde_json::Value;

use crate::limits::Limits;

/// Objects and arrays that are deeper than this are written as `null`. The parser reports them before it gets that far.
const MAX_DEPTH: usize = 4 * Limits::DEPTH;

/// A value as compact JSON. Unlike that of `serde_json`, the recursion is limited.
pub(super) fn text(value: &Value) -> String {
    let mut text = String::new();
    if is_deep(value) {
        write(value, MAX_DEPTH, &mut text)
    } else {
        text = value.to_string()
    }
    text
}

/// Whether a value is nested more deeply than is checked.
fn is_deep(value: &Value) -> bool {
    let mut stack = vec![(value, 0)];
    while let Some((value, depth)) = stack.pop() {
        match value {
            Value::Array(_) | Value::Object(_) if depth > Limits::DEPTH => return true,
            Value::Array(items) => stack.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Object(members) => stack.extend(members.values().map(|member| (member, depth + 1))),
            _ => {}
        }
    }
    false
}

fn write(value: &Value, depth: usize, text: &mut String) {
    match value {
        Value::Array(_) | Value::Object(_) if depth == 0 => text.push_str("null"),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                write(item, depth - 1, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (index, (name, member)) in members.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write(member, depth - 1, text);
            }
            text.push('}');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deep_value_is_cut() {
        let mut value = serde_json::json!({"a\n": [1, "b", null]});
        assert_eq!(text(&value), value.to_string());
        for _ in 0..600 {
            value = Value::Array(vec![value]);
        }
        assert_eq!(text(&value), value.to_string());
        for _ in 0..3_000 {
            value = Value::Array(vec![value]);
        }
        assert_eq!(text(&value), format!("{}null{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH)));
    }
}
