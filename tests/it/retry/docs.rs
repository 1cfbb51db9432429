//! The tables in `docs/retry.md` are generated from `schemas/errors.json` and from the simulation.
//!
//! To refresh: `UPDATE_DOCS=1 cargo test --all-features retry::docs`

use super::model::{Arm, average, outage};
use payloadlint::internals::knowledge::{Decision, ErrorTable};
use payloadlint::retry::Jitter;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/retry.md");

#[test]
fn the_page_is_up_to_date() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let mut fresh = page.clone();
    for (name, table) in
        [("statuses", statuses()), ("disguises", disguises()), ("outage", outages()), ("cost", costs())]
    {
        let (begin, end) = (format!("<!-- begin: {name} -->\n"), format!("<!-- end: {name} -->"));
        let start = fresh.find(&begin).expect("a mark") + begin.len();
        let stop = fresh.find(&end).expect("a mark");
        fresh.replace_range(start..stop, &table);
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(PAGE, fresh).unwrap();
    } else {
        assert!(page == fresh, "docs/retry.md is stale: UPDATE_DOCS=1 cargo test --all-features retry::docs");
    }
}

fn statuses() -> String {
    let mut rows: Vec<_> = ErrorTable::shipped().statuses().iter().collect();
    // A range comes after the single statuses in it.
    rows.sort_by_key(|row| (row.to.unwrap_or(row.status), row.to.is_some()));
    let mut table =
        "| status | `error.type` | decision | reason | may have executed |\n|---|---|---|---|---|\n".to_owned();
    for row in rows {
        let status = match row.to {
            Some(u16::MAX) => "anything else".to_owned(),
            Some(to) => format!("other {}–{to}", row.status),
            None => row.status.to_string(),
        };
        let error_type = row.error_type.as_ref().map_or(String::new(), |name| format!("`{name}`"));
        let maybe = if row.remedy.may_have_run { "maybe" } else { "" };
        table += &format!("| {status} | {error_type} | {} | {} | {maybe} |\n", row.remedy.decision, row.remedy.reason);
        if let Some(bare) = &row.without_envelope {
            table += &format!("| {status} without an API error body | | {} | {} | |\n", bare.decision, bare.reason);
        }
    }
    table
}

fn disguises() -> String {
    let table = ErrorTable::shipped();
    let mut out = "| status | code or wording | decision | reason |\n|---|---|---|---|\n".to_owned();
    for row in table.codes() {
        let Some(remedy) = &row.remedy else { continue };
        let as_the_status = table.status(row.status).remedy.decision == remedy.decision;
        if !as_the_status && remedy.decision != Decision::Retry {
            out += &format!("| {} | `{}` | {} | {} |\n", row.status, row.code, remedy.decision, remedy.reason);
        }
    }
    for row in table.texts() {
        let statuses: Vec<String> = row.statuses.iter().map(u16::to_string).collect();
        let wording = row.contains.join(" … ");
        out +=
            &format!("| {} | “{wording}” | {} | {} |\n", statuses.join(", "), row.remedy.decision, row.remedy.reason);
    }
    out
}

fn outages() -> String {
    let mut table = "| jitter | budget | completed of 4800 | calls per job | seconds until the load is normal again |\n|---|---|---|---|---|\n".to_owned();
    for arm in [Arm::Policy(Jitter::None), Arm::Policy(Jitter::Full)] {
        for (budget, with) in [(None, "no"), (Some(30), "yes")] {
            let run = average(&outage(0.5, budget), arm, 10);
            table += &format!(
                "| {} | {with} | {:.0} | {:.2} | {:.0} |\n",
                arm.name(),
                run.done,
                run.calls_per_job,
                run.recovery
            );
        }
    }
    table
}

fn costs() -> String {
    let mut table =
        "| cost of rejecting a call | completed of 4800, no budget | with a budget |\n|---|---|---|\n".to_owned();
    for cost in [0.0, 0.1, 0.25, 0.5] {
        let [without, with] =
            [None, Some(30)].map(|budget| average(&outage(cost, budget), Arm::Policy(Jitter::Full), 10).done);
        table += &format!("| {cost} | {without:.0} | {with:.0} |\n");
    }
    table
}
