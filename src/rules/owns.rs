//! Which violations of the schema a rule reports, declared in the rule's own file.

use crate::schema::{FaultKind, ValueKind, Violation};

/// Violations that a rule reports. Where several rules declare the same violation, the most specific declaration counts;
/// a test ensures that there is always exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owns {
    fault: FaultKind,
    member: Option<&'static str>,
    kind: Option<ValueKind>,
}

impl Owns {
    /// Every violation with this fault.
    pub const fn every(fault: FaultKind) -> Self {
        Owns { fault, member: None, kind: None }
    }

    /// Those of members with this name: the missing or unknown one, else the one that the value is or is an item of.
    pub const fn of_member(fault: FaultKind, name: &'static str) -> Self {
        Owns { fault, member: Some(name), kind: None }
    }

    /// Those of values of this kind.
    pub const fn of_kind(fault: FaultKind, kind: ValueKind) -> Self {
        Owns { fault, member: None, kind: Some(kind) }
    }

    /// Those of members with this name in values of this kind.
    pub const fn of_member_in(fault: FaultKind, name: &'static str, kind: ValueKind) -> Self {
        Owns { fault, member: Some(name), kind: Some(kind) }
    }

    /// The fault.
    pub fn fault(&self) -> FaultKind {
        self.fault
    }

    pub(crate) fn includes(&self, violation: &Violation<'_>) -> bool {
        self.fault == violation.fault.kind()
            && self.member.is_none_or(|name| violation.is_of_member(name))
            && self.kind.is_none_or(|kind| violation.kind() == Some(kind))
    }

    /// How many conditions it has.
    pub(crate) fn specificity(&self) -> usize {
        usize::from(self.member.is_some()) + usize::from(self.kind.is_some())
    }

    /// Whether no violation can be one of both.
    #[cfg(test)]
    pub(crate) fn excludes(&self, other: &Owns) -> bool {
        let differ =
            |left: Option<&str>, right: Option<&str>| left.zip(right).is_some_and(|(left, right)| left != right);
        let kinds = self.kind.zip(other.kind);
        self.fault != other.fault
            || differ(self.member, other.member)
            || kinds.is_some_and(|(left, right)| left != right)
    }
}
