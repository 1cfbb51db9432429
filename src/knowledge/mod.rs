//! Facts about the API: typed access to the dated tables in `schemas/`.
//!
//! The tables are part of the program. Nothing here checks a request; rules look facts up and decide. Every row says where
//! its facts were found and when, and what is not known is [`Support::Unknown`], never a guess. Models and gateways can be
//! added at run time: see [`Knowledge`].
//!
//! The files are listed from the bottom up: each one imports only from those above it.

// What the rows of several tables are made of.
mod confidence;
mod table;
mod target;
mod text;

mod fact;
mod overlay;

// The tables.
mod betas;
mod errors;
mod json_errors;
mod limits;
mod other_apis;
mod platforms;
mod renames;
mod responses;
mod sdks;
mod subset;
mod tools;

mod credentials;
mod models;

// All of them together.
mod tables;

pub use crate::date::Date;
pub use betas::{Beta, BetaState, Betas};
pub use confidence::Confidence;
pub use credentials::{Credential, Credentials};
pub use errors::{
    CodeRow, Decision, ErrorTable, PlatformRow, Remedy, StatusRow, TextRow, TransportKind, TransportRow, TypeRow,
};
pub use fact::{Fact, Support};
pub use json_errors::{JsonError, JsonErrors};
pub use limits::{Limit, Limits};
pub use models::{
    Effort, FastMode, FastModeState, IdForm, LargerOutput, Lookup, Model, ModelTool, Models, NativeImage, Sampling,
    Status, Thinking, ThinkingDefault,
};
pub use other_apis::{Mark, MarkScope, Marks, OtherApi, OtherApis, Vendor, Vendors};
pub use platforms::{
    ByteLimit, Carrier, FactStatus, GatewayKey, IdScope, ModelLocation, ModelNames, Platform, PlatformFact,
    PlatformFacts, Platforms, Retirement, RetirementDates, Subject, UrlPattern,
};
pub use renames::{Rename, Renames};
pub use responses::{Evidence, Knowable, ResponseTemplate, Responses};
pub use sdks::{CallArguments, ClientArguments, NonStreaming, Sdk, SdkClient, SdkMethod, Sdks};
pub use subset::{Subset, SubsetFormat, SubsetKeyword, Verdict};
pub use table::{Row, Table};
pub use tables::Knowledge;
pub use target::{Endpoint, Gateway, Target, TargetName};
pub use text::TableText;
pub use tools::{PlatformNote, Tool, ToolKind, ToolState, Tools};
