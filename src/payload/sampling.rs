//! The sampling parameters of a request.

use crate::json::Node;

use super::Payload;

/// The sampling parameters that a request sets. A value of the wrong type reads as absent.
pub(crate) struct Sampling<'a> {
    /// A number.
    pub(crate) temperature: Option<Node<'a>>,
    /// A number.
    pub(crate) top_p: Option<Node<'a>>,
    /// An integer.
    pub(crate) top_k: Option<Node<'a>>,
}

impl<'a> Payload<'a> {
    /// The sampling parameters that the request sets.
    pub(crate) fn sampling(&self) -> Sampling<'a> {
        let is_number = |node: &Node<'a>| node.number().is_some();
        Sampling {
            temperature: self.fields.temperature.filter(is_number),
            top_p: self.fields.top_p.filter(is_number),
            top_k: self.fields.top_k.filter(|node| node.as_i64().is_some()),
        }
    }
}

/// Whether a number is that many hundredths.
pub(crate) fn is_percent(number: Node<'_>, percent: u64) -> bool {
    number.as_f64().is_some_and(|value| (value * 100.0 - percent as f64).abs() < 1e-9)
}

/// Whether a number is in the range of `temperature` and `top_p`, from 0 to 1.
pub(crate) fn is_in_range(number: Node<'_>) -> bool {
    number.as_f64().is_some_and(|value| (0.0..=1.0).contains(&value))
}
