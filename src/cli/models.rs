//! `payloadlint models`: the model table.

use std::io;
use std::process::ExitCode;

use clap::ValueEnum;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::join::join_with;
use crate::json::Document;
use crate::knowledge::{Knowledge, Lookup, Model, Support, Thinking};
use crate::mask::{Page, ShowJson, Shown, put, quoted, shown};

use super::Failure;
use super::output::print;
use super::table::Table;

/// Show what models support, their limits, and when they retire.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  payloadlint models
  payloadlint models claude-opus-5-5
  payloadlint models us.anthropic.claude-haiku-4-5-20251001-v1:0 --format json")]
pub(crate) struct Args {
    /// ID or alias of one model, or its ID on a platform or gateway.
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Output format.
    #[arg(long, short, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// The table with sources and notes.
const TABLE: &str = include_str!("../../schemas/models.json");

/// Runs the command and returns its exit status.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    match &args.id {
        None => print(|out| match args.format {
            Format::Text => table().write(out),
            Format::Json => put!(out, "{}", Shown::from(TABLE).multiline()),
        }),
        Some(id) => {
            let row = row(find(id)?);
            print(|out| match args.format {
                Format::Text => row.write(out),
                Format::Json => out.pretty_json(&row),
            })
        }
    }
}

fn find(id: &str) -> Result<&'static Model, Failure> {
    match Knowledge::shipped().models().find(id) {
        Lookup::Exact(model) | Lookup::Alias(model) | Lookup::PlatformForm { model, .. } => Ok(model),
        Lookup::Unknown { nearest } => {
            let failure = Failure::new(shown!("unknown model {}", quoted(id)));
            Err(match nearest {
                Some(near) => {
                    failure.hint(shown!("did you mean `{near}`? `payloadlint models` lists all models", near))
                }
                None => failure.hint("`payloadlint models` lists all models"),
            })
        }
    }
}

fn table() -> Table {
    let mut table = Table::default();
    table.row(["MODEL", "STATUS", "CONTEXT", "OUTPUT", "THINKING", "PREFILL", "RETIRES"].map(Shown::from));
    for model in Knowledge::shipped().models().iter() {
        let number = |value: Option<u64>| value.map_or("?".into(), |value| shown!("{value}", value));
        table.row([
            Shown::from(&model.id),
            Shown::known(format!("{:?}", model.status).to_lowercase()),
            number(model.context_window),
            number(model.max_output),
            thinking(&model.thinking),
            support(model.prefill.value).into(),
            retires(model),
        ]);
    }
    table
}

/// The values of `thinking.type` that the model supports.
fn thinking(thinking: &Thinking) -> Shown {
    let kinds = [
        ("enabled", &thinking.enabled),
        ("adaptive", &thinking.adaptive),
        ("disabled", &thinking.disabled),
        ("between_tools", &thinking.between_tools),
    ];
    let supported: Vec<_> =
        kinds.into_iter().filter(|(_, fact)| fact.value == Support::Yes).map(|(name, _)| name).collect();
    if supported.is_empty() { "-".into() } else { join_with(" ", supported) }
}

fn support(support: Support) -> &'static str {
    match support {
        Support::Yes => "yes",
        Support::No => "no",
        Support::Unknown => "?",
    }
}

fn retires(model: &Model) -> Shown {
    match (model.retires, model.retires_not_before) {
        (Some(date), _) => shown!("{date}", date),
        (None, Some(date)) => shown!("not before {date}", date),
        (None, None) => "?".into(),
    }
}

/// The row of a model, which is part of this program: its members in the order of the table.
struct Row(Vec<(String, Value)>);

impl ShowJson for Row {}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

fn row(model: &Model) -> Row {
    let table = Document::parse(TABLE.as_bytes());
    let rows = table.root().and_then(|root| root.get("models")).into_iter().flat_map(|rows| rows.items());
    let mut rows = rows.filter(|row| row.get("id").is_some_and(|id| id.is_str(&model.id)));
    let row = rows.next();
    let members = row.into_iter().flat_map(|row| row.members());
    let value = |source| serde_json::from_str(source).unwrap_or_default();
    Row(members.filter_map(|(name, member)| Some((name.as_str()?.into_owned(), value(member.source())))).collect())
}

impl Row {
    /// Writes one line per member. A member that is added to the table needs no change here.
    fn write(&self, out: &mut Page<'_>) -> io::Result<()> {
        let mut table = Table::default();
        for (name, value) in &self.0 {
            table.row([name.replace('_', " "), words(value)].map(Shown::known));
        }
        table.write(out)
    }
}

/// A value as text: lists with commas, `{"value": "yes", "note": "…"}` as `yes (note: …)`.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(members) => {
            let own = members.get("value").or_else(|| members.get("type")).map(words);
            let rest = members.iter().filter(|(name, _)| *name != "value" && *name != "type");
            let rest: Vec<_> =
                rest.map(|(name, value)| format!("{}: {}", name.replace('_', " "), words(value))).collect();
            match (own, rest.is_empty()) {
                (Some(own), true) => own,
                (Some(own), false) => format!("{own} ({})", rest.join("; ")),
                (None, _) => rest.join("; "),
            }
        }
        other => other.to_string(),
    }
}
