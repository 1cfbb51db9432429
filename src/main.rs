//! The `payloadlint` command.

fn main() {}
