//! A typed, lazy and total view of one request: a value of the wrong type reads as absent, and nothing is copied.
//!
//! Rules work with these types, never with bytes.
//!
//! The files are listed from the bottom up: each one imports only from those above it.

// What is needed to read a request.
mod digest;
pub(crate) mod field_path;
mod fields;
mod text;

mod context;

// The parts of the body.
mod block_kind;
mod message;

mod block;
mod thinking;
mod tool;

mod turn;

// What is computed from the parts.
mod cache;
mod citations;
pub mod json_schema;
mod media;
pub mod pairing;

// The whole, and what is computed from it.
mod view;

mod api_version;
mod compaction;
pub(crate) mod credentials;
mod declared_tools;
mod estimate;
pub(crate) mod model;
mod on_platform;
mod prefill;
pub(crate) mod sampling;
mod system_run;
pub(crate) mod thinking_mode;
mod tool_choice;
mod toolset;
mod violations;
pub(crate) mod wire;

pub(crate) mod rejection;

mod code_execution;
mod mcp;

pub use block::Block;
pub use block_kind::BlockKind;
pub use cache::{Breakpoint, Ttl};
pub use citations::{CitationSettings, Citations};
pub use compaction::clears_thinking;
pub use context::{Context, Defaults, ModelName};
pub(crate) use digest::{combined, digest};
pub use estimate::Estimate;
pub use fields::{Fields, non_null};
pub use mcp::{Named, repetitions};
pub(crate) use media::Origin;
pub use message::{Message, Role};
pub(crate) use system_run::{SystemRun, SystemSupport};
pub(crate) use text::{is_blank, is_empty};
pub use thinking::{Thinking, ThinkingType};
pub use tool::{Tool, ToolKind};
pub use tool_choice::ToolChoice;
pub use toolset::Toolset;
pub use turn::Turn;
pub use view::Payload;
pub(crate) use violations::{Violations, is_of_other_platform, is_unavailable, violations};
