//! The tables in `schemas/` are complete and consistent, and their rows can be looked up under every name.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

use payloadlint::internals::knowledge::{
    Confidence, Date, Effort, Endpoint, FactStatus, FastModeState, IdForm, Knowledge, Lookup, Model, Sampling, Status,
    Subject, Support, TableText, Target, ToolState,
};

#[test]
fn a_model_is_found_under_the_names_of_other_platforms() {
    use IdForm::{Bedrock, Gateway, Spelling, Vertex};
    let cases = [
        ("us.anthropic.claude-opus-4-6-v1", "claude-opus-4-6", Bedrock),
        ("global.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5-20250929", Bedrock),
        (
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0",
            "claude-haiku-4-5-20251001",
            Bedrock,
        ),
        ("bedrock/us-east-1/anthropic.claude-v2:1", "claude-2.1", Bedrock),
        ("claude-haiku-4-5@20251001", "claude-haiku-4-5-20251001", Vertex),
        ("claude-opus-5-5@latest", "claude-opus-5-5", Vertex),
        ("vertex_ai/claude-3-5-sonnet-v2@20241022", "claude-3-5-sonnet-20241022", Vertex),
        ("claude-3-5-sonnet-v2@20241022", "claude-3-5-sonnet-20241022", Vertex),
        ("claude-sonnet-4.5", "claude-sonnet-4-5-20250929", Gateway),
        ("anthropic/claude-opus-5.5", "claude-opus-5-5", Gateway),
        ("openrouter/anthropic/claude-sonnet-4.5:thinking", "claude-sonnet-4-5-20250929", Gateway),
        ("anthropic:claude-opus-5", "claude-opus-5", Gateway),
        ("claude-3.7-sonnet", "claude-3-7-sonnet-20250219", Gateway),
        ("Claude-Opus-5", "claude-opus-5", Spelling),
        (" claude-opus-5", "claude-opus-5", Spelling),
        ("claude-opus-4-8-latest", "claude-opus-4-8", Spelling),
        ("claude-opus-5[1m]", "claude-opus-5", Spelling),
    ];
    let models = Knowledge::shipped().models();
    for (id, expected, expected_form) in cases {
        match models.find(id) {
            Lookup::PlatformForm { model, form } => {
                assert_eq!((&*model.id, form), (expected, expected_form), "{id}")
            }
            other => panic!("{id}: {other:?}"),
        }
    }
}

#[test]
fn a_url_determines_target_and_endpoint() {
    let cases = [
        ("https://api.anthropic.com/v1/messages?beta=true", Some(Target::Anthropic), Some(Endpoint::Messages)),
        (
            "https://API.anthropic.com:443/v1/messages/count_tokens",
            Some(Target::Anthropic),
            Some(Endpoint::CountTokens),
        ),
        ("https://api.anthropic.com/v1/messages/batches/", Some(Target::Anthropic), Some(Endpoint::Batches)),
        ("https://api.anthropic.com/v1/complete", Some(Target::Anthropic), None),
        (
            "https://claude.googleapis.com/v1alpha/projects/p/locations/global/workspaces/w/invoke/v1/messages",
            Some(Target::Anthropic),
            Some(Endpoint::Messages),
        ),
        (
            "https://bedrock-mantle.us-east-1.api.aws/anthropic/v1/messages",
            Some(Target::Bedrock),
            Some(Endpoint::Messages),
        ),
        (
            "https://bedrock-runtime.eu-west-1.amazonaws.com/anthropic/v1/messages",
            Some(Target::Bedrock),
            Some(Endpoint::Messages),
        ),
        (
            "https://bedrock-runtime.us-west-2.amazonaws.com/model/anthropic.claude-v2%3A1/invoke",
            Some(Target::BedrockInvoke),
            Some(Endpoint::Messages),
        ),
        (
            "https://bedrock-runtime.us-west-2.amazonaws.com/model/x/invoke-with-response-stream",
            Some(Target::BedrockInvoke),
            Some(Endpoint::Messages),
        ),
        ("https://bedrock-runtime.us-west-2.amazonaws.com/model/x/converse", Some(Target::BedrockInvoke), None),
        (
            "https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/us-east5/publishers/anthropic/models/claude-opus-5:streamRawPredict",
            Some(Target::Vertex),
            Some(Endpoint::Messages),
        ),
        (
            "https://aiplatform.eu.rep.googleapis.com/v1/projects/p/locations/eu/publishers/anthropic/models/count-tokens:rawPredict",
            Some(Target::Vertex),
            Some(Endpoint::CountTokens),
        ),
        (
            "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/publishers/google/models/gemini:rawPredict",
            None,
            None,
        ),
        ("https://me.services.ai.azure.com/anthropic/v1/messages", Some(Target::Foundry), Some(Endpoint::Messages)),
        ("https://aws-external-anthropic.us-west-2.api.aws/v1/messages", Some(Target::Aws), Some(Endpoint::Messages)),
        ("https://api.claudexia.tech/v1/messages", Some(Target::Claudexia), Some(Endpoint::Messages)),
        ("https://gateway.example/anthropic/v1/messages", None, Some(Endpoint::Messages)),
        ("https://api.anthropic.com.example/v1/messages", None, Some(Endpoint::Messages)),
        ("/v1/messages", None, Some(Endpoint::Messages)),
        ("", None, None),
    ];
    let platforms = Knowledge::shipped().platforms();
    for (url, target, endpoint) in cases {
        assert_eq!((platforms.target_of(url), platforms.endpoint_of(url)), (target, endpoint), "{url}");
    }
}

#[test]
fn a_url_can_contain_the_model() {
    let cases = [
        (
            "https://bedrock-runtime.us-west-2.amazonaws.com/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/invoke",
            Some("us.anthropic.claude-haiku-4-5-20251001-v1:0"),
        ),
        (
            "https://x-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/anthropic/models/claude-haiku-4-5@20251001:rawPredict",
            Some("claude-haiku-4-5@20251001"),
        ),
        (
            "https://x-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/anthropic/models/count-tokens:rawPredict",
            None,
        ),
        ("https://api.anthropic.com/v1/messages", None),
    ];
    let platforms = Knowledge::shipped().platforms();
    for (url, model) in cases {
        assert_eq!(platforms.model_in(url).as_deref(), model, "{url}");
    }
}

/// Asserts that a row has a source and a plausible date.
fn sourced(row: &str, source: &[TableText], seen: Date) {
    let known = |text: &str| text.starts_with("https://") || !text.contains("://");
    assert!(!source.is_empty(), "{row}: no source");
    assert!(source.iter().all(|text| !text.trim().is_empty() && known(text)), "{row}: {source:?}");
    let (first, last) = (date("2024-01-01"), date("2027-12-31"));
    assert!((first..=last).contains(&seen), "{row}: seen {seen}");
}

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

/// Asserts that no name occurs twice in a table.
fn unique<'a>(table: &str, names: impl Iterator<Item = &'a str>) {
    let mut seen = HashSet::new();
    for name in names {
        assert!(seen.insert(name), "{table}: duplicate name `{name}`");
    }
}

#[test]
fn every_row_has_a_source_and_a_date() {
    let k = Knowledge::shipped();
    for row in k.models().iter() {
        sourced(&row.id, &row.source, row.seen.expect("a date"));
    }
    k.platforms().iter().for_each(|row| sourced(&row.name, &row.source, row.seen));
    k.tools().iter().for_each(|row| sourced(&row.r#type, &row.source, row.seen));
    k.betas().iter().for_each(|row| sourced(&row.value, &row.source, row.seen));
    k.limits().iter().for_each(|row| sourced(&row.name, &row.source, row.seen));
    k.credentials().iter().for_each(|row| sourced(&row.prefix, &row.source, row.seen));
    k.responses().iter().for_each(|row| sourced(&row.id, &row.source, row.seen));
    for fact in k.platforms().facts() {
        let seen = fact.seen.unwrap_or_else(|| panic!("{fact:?}: no date"));
        sourced(&format!("{:?}", fact.subjects), &fact.source, seen);
    }
    k.platforms().retirements().iter().for_each(|row| sourced(&row.model, &row.source, row.seen));
    k.subset().keywords().for_each(|row| sourced(&row.keyword, &row.source, row.seen));
    k.subset().formats().for_each(|row| sourced(&row.format, &row.source, row.seen));
}

#[test]
fn names_are_unique() {
    let k = Knowledge::shipped();
    unique(
        "models",
        k.models().iter().flat_map(|row| std::iter::once(&row.id).chain(&row.aliases)).map(|name| &**name),
    );
    unique("bedrock", k.models().iter().flat_map(|row| &row.bedrock).map(|name| &**name));
    unique("vertex", k.models().iter().flat_map(|row| &row.vertex).map(|name| &**name));
    unique("platforms", k.platforms().iter().map(|row| row.target.as_str()));
    unique(
        "tools",
        k.tools().iter().flat_map(|row| std::iter::once(&row.r#type).chain(&row.aliases)).map(|name| &**name),
    );
    unique("betas", k.betas().iter().map(|row| &*row.value));
    let renames: Vec<_> = k.renames().iter().map(|row| format!("{}: {}", row.scope, row.from)).collect();
    unique("renames", renames.iter().map(|name| &**name));
    unique("limits", k.limits().iter().map(|row| &*row.name));
    unique("credentials", k.credentials().iter().map(|row| &*row.prefix));
    unique("messages", k.responses().iter().map(|row| &*row.id));
    unique("schema subset", k.subset().keywords().map(|row| &*row.keyword));
}

#[test]
fn a_model_is_found_under_each_of_its_names() {
    let models = Knowledge::shipped().models();
    for model in models.iter() {
        assert!(matches!(models.find(&model.id), Lookup::Exact(found) if found.id == model.id), "{}", model.id);
        for alias in &model.aliases {
            assert!(matches!(models.find(alias), Lookup::Alias(found) if found.id == model.id), "{alias}");
        }
        let regional = model.bedrock.iter().map(|id| format!("global.{id}"));
        let bedrock = model.bedrock.iter().map(|id| id.to_string()).chain(regional);
        for id in bedrock {
            let found = models.find(&id);
            assert!(
                matches!(found, Lookup::PlatformForm { model: found, form: IdForm::Bedrock } if found.id == model.id),
                "{id}: {found:?}"
            );
        }
        for id in &model.vertex {
            assert_eq!(models.find(id).model().map(|found| &found.id), Some(&model.id), "{id}");
        }
    }
}

#[test]
fn unknown_models_and_their_nearest_name() {
    let cases = [
        ("claude-sonet-5-5", Some("claude-sonnet-5-5")),
        ("claude-opus-5-6", Some("claude-opus-5-5")),
        ("anthropic/claude-hiaku-4-5", Some("claude-haiku-4-5")),
        ("claude-opus-5-5-20260922", Some("claude-opus-5-5")),
        ("anthropic/claude-4.8-opus", Some("claude-opus-4-8")),
        ("gpt-4o", None),
        ("claude", None),
        ("", None),
        ("/", None),
        ("anthropic.", None),
    ];
    let models = Knowledge::shipped().models();
    for (id, wanted) in cases {
        match models.find(id) {
            Lookup::Unknown { nearest } => assert_eq!(nearest, wanted, "{id}"),
            other => panic!("{id}: {other:?}"),
        }
    }
    let huge = "claude-".repeat(100_000);
    assert!(matches!(models.find(&huge), Lookup::Unknown { nearest: None }));
}

#[test]
fn a_model_is_added_and_changed_at_run_time() {
    let extra = r#"[
        {"id": "claude-sonnet-7", "aliases": ["our-model"], "max_output": 9, "prefill": "no", "efforts": ["low", "max"]},
        {"id": "claude-opus-5", "max_output": 10, "retires": "2027-08-01"},
        {"id": "bare"}
    ]"#;
    let k = Knowledge::default().with_models(extra).expect("a table");
    let found = |id: &str| k.models().find(id).model().cloned().expect("known");

    let added = found("our-model");
    assert_eq!((&*added.id, added.max_output, added.prefill.value), ("claude-sonnet-7", Some(9), Support::No));
    assert_eq!(added.efforts, Some(vec![Effort::Low, Effort::Max]));
    assert_eq!(&*found("openrouter/anthropic/claude-sonnet-7").id, "claude-sonnet-7");

    let changed = found("claude-opus-5");
    assert_eq!((changed.max_output, changed.context_window), (Some(10), Some(1_000_000)));
    assert_eq!(changed.retires, Some(date("2027-08-01")));

    let bare = found("bare");
    let unknown = [&bare.prefill, &bare.forced_tool_choice, &bare.thinking.adaptive, &bare.task_budget];
    assert!(unknown.iter().all(|fact| fact.value == Support::Unknown));
    assert_eq!((bare.sampling, bare.status, bare.efforts), (Sampling::Unknown, Status::Unknown, None));
    assert_eq!(bare.fast_mode.value, FastModeState::Unknown);

    let shipped = Knowledge::shipped().models();
    assert_eq!(shipped.find("claude-opus-5").model().and_then(|model| model.max_output), Some(128_000));
    assert!(shipped.find("our-model").model().is_none());
}

#[test]
fn an_invalid_model_table_is_rejected_with_a_reason() {
    let cases = [
        ("[", "EOF while parsing"),
        ("3", "invalid type"),
        (r#"{"model": []}"#, "unknown field `model`"),
        ("[1]", "a row is not an object"),
        (r#"[{"id": ""}]"#, "a row has no `id`"),
        (r#"[{"name": "x"}]"#, "a row has no `id`"),
        (r#"[{"id": "x", "max_outptu": 1}]"#, "model `x`: unknown field `max_outptu`"),
        (r#"[{"id": "x", "retires": "2026-02-30"}]"#, "model `x`: invalid date; expected YYYY-MM-DD"),
        (r#"[{"id": "claude-opus-5", "prefill": "maybe"}]"#, "model `claude-opus-5`: "),
    ];
    for (text, reason) in cases {
        let error = Knowledge::default().with_models(text).expect_err(text).to_string();
        assert!(error.contains(reason), "{text}: {error}");
    }
}

#[test]
fn every_target_has_a_row_and_a_name() {
    let k = Knowledge::shipped();
    assert_eq!(k.platforms().iter().len(), Target::ALL.len());
    for target in Target::ALL.iter().copied() {
        assert_eq!(k.platforms().get(target).target, target);
        assert_eq!(&*k.platforms().get(target).id, target.as_str());
        assert_eq!(target.to_string().parse(), Ok(target));
    }
    let error = "openai".parse::<Target>().expect_err("no target");
    assert!(error.to_string().ends_with("bedrock, bedrock-invoke, vertex, foundry, aws or claudexia"), "{error}");
}

#[test]
fn warning_limits_are_below_error_limits() {
    for platform in Knowledge::shipped().platforms().iter() {
        let limits = [Some(platform.request_bytes), platform.batch_bytes, Some(platform.image_base64)];
        for limit in limits.into_iter().flatten() {
            assert!(limit.error.is_none_or(|error| error >= limit.warn), "{}: {limit:?}", platform.target);
        }
        assert_eq!(
            platform.batch_bytes.is_some(),
            platform.endpoints.contains(&Endpoint::Batches),
            "{}",
            platform.target
        );
    }
}

#[test]
fn references_between_tables_resolve() {
    let k = Knowledge::shipped();
    let is_model = |id: &str| matches!(k.models().find(id), Lookup::Exact(_));
    for model in k.models().iter() {
        let advisors = model.advisors.iter().flatten().chain(&model.advisors_unknown);
        advisors.for_each(|id| assert!(is_model(id), "{}: advisor {id}", model.id));
        let betas = model.larger_output.iter().map(|larger| &larger.beta).chain(&model.fast_mode.beta);
        betas.for_each(|beta| assert!(k.betas().find(beta).is_some(), "{}: beta {beta}", model.id));
        for (family, tools) in &model.tools {
            for entry in tools {
                let tool = k.tools().find(&entry.r#type).unwrap_or_else(|| panic!("{}: {}", model.id, entry.r#type));
                assert_eq!(tool.family, *family, "{}: {}", model.id, entry.r#type);
            }
        }
        let (levels, top) = (model.efforts.as_deref().unwrap_or_default(), model.effort_when_thinking_off_max);
        let named = model.default_effort.iter().chain(&top);
        named.for_each(|level| assert!(levels.contains(level), "{}: effort {level}", model.id));
    }
    for tool in k.tools().iter() {
        for beta in &tool.betas {
            let row = k.betas().find(beta).unwrap_or_else(|| panic!("{}: beta {beta}", tool.r#type));
            let path = format!("tools[].{}", tool.r#type);
            assert!(row.unlocks.iter().any(|unlocked| **unlocked == *path), "{beta} does not unlock {path}");
        }
        tool.not_models.iter().for_each(|id| assert!(is_model(id), "{}: model {id}", tool.r#type));
        tool.off_by_default.iter().for_each(|name| assert!(tool.members.contains(name), "{}: {name}", tool.r#type));
        assert_eq!(
            tool.name.is_some() || &*tool.family == "custom",
            tool.required.iter().any(|member| &**member == "name")
        );
    }
    for beta in k.betas().iter() {
        let typed =
            beta.unlocks.iter().filter_map(|path| path.strip_prefix("tools[].")).filter(|path| !path.contains('.'));
        typed.for_each(|name| assert!(k.tools().find(name).is_some(), "{}: tool {name}", beta.value));
    }
    for kind in k.credentials().iter() {
        kind.beta.iter().for_each(|beta| assert!(k.betas().find(beta).is_some(), "{}: beta {beta}", kind.prefix));
    }
}

#[test]
fn facts_about_platforms_are_consistent() {
    let k = Knowledge::shipped();
    let is_model = |id: &str| matches!(k.models().find(id), Lookup::Exact(_));
    let mut seen = HashSet::new();
    for fact in k.platforms().facts() {
        assert!(!fact.on.is_empty() && !fact.subjects.is_empty(), "{fact:?}");
        fact.models.iter().for_each(|id| assert!(is_model(id), "model {id} in {fact:?}"));
        fact.response.iter().for_each(|row| assert!(k.responses().find(row).is_some(), "response {row} in {fact:?}"));
        for subject in &fact.subjects {
            match subject {
                Subject::Tool(tool) => assert!(k.tools().find(tool).is_some(), "tool {tool} in {fact:?}"),
                Subject::Version(version) => {
                    let has = |target: &Target| k.platforms().get(*target).versions.contains(version);
                    assert!(fact.on.iter().all(has), "version {version} in {fact:?}");
                }
                Subject::Field(_) | Subject::Beta(_) | Subject::ModelId(_) => {}
            }
            let models: Vec<&str> = fact.models.iter().map(|model| &**model).collect();
            let models = if models.is_empty() { vec!["all"] } else { models };
            for (target, model) in fact.on.iter().flat_map(|target| models.iter().map(move |model| (target, *model))) {
                let key = format!("{target} {model} {:?} {subject:?}", fact.endpoint);
                // A field can have a row for some of its values, and one that is in doubt for the others.
                assert!(seen.insert(key.clone()), "two rows for {key}");
            }
        }
    }
    for row in k.platforms().retirements() {
        let is_name = |target: &Target| k.platforms().get(*target).models.contains_key(&row.model);
        assert!(!row.on.is_empty() && (is_model(&row.model) || row.on.iter().all(is_name)), "{row:?}");
    }
}

#[test]
fn a_fact_for_a_model_takes_precedence() {
    let facts = |target| &Knowledge::shipped().platforms().get(target).facts;
    let invoke = facts(Target::BedrockInvoke);
    let version = |model| invoke.version("2026-10-21", model).map(|fact| (fact.status, fact.confidence));
    assert_eq!(version(Some("claude-sonnet-4-6")), Some((FactStatus::Refused, Confidence::Observed)));
    assert_eq!(version(Some("claude-opus-4-6")), Some((FactStatus::Refused, Confidence::Inferred)));
    assert_eq!(version(Some("claude-haiku-4-5-20251001")), Some((FactStatus::Accepted, Confidence::Observed)));
    assert_eq!(version(Some("claude-opus-4-8")), None);
    assert_eq!(version(None), None);

    let beta = |name: &str, model| invoke.beta(name, model).map(|fact| fact.status);
    assert_eq!(beta("dangerous-tool-use-2026-09-03", Some("claude-opus-4-6")), Some(FactStatus::Refused));
    assert_eq!(beta("dangerous-tool-use-2026-09-03", Some("claude-opus-4-8")), Some(FactStatus::Unknown));
    assert_eq!(beta("compact-2026-01-12", None), Some(FactStatus::Accepted));
    assert_eq!(beta("never-heard-of-2026-01-01", None), Some(FactStatus::Refused));
    assert_eq!(facts(Target::Vertex).beta("never-heard-of-2026-01-01", None).map(|fact| fact.status), None);
    assert!(facts(Target::Messages).is_empty());

    let cached = |model| invoke.field("cache_control", model).is_some();
    assert!(cached(Some("claude-haiku-4-5-20251001")) && !cached(Some("claude-opus-4-8")) && !cached(None));
}

#[test]
fn betas_unlock_paths() {
    let betas = Knowledge::shipped().betas();
    let values = |path| betas.unlocking(path).map(|beta| &*beta.value).collect::<Vec<_>>();
    assert_eq!(values("messages[].clear_at"), ["mid-conversation-system-clear-at-2026-08-21"]);
    assert_eq!(values("fallbacks=default"), ["server-side-fallback-2026-07-01"]);
    assert_eq!(values("tools[].mcp_toolset"), ["mcp-client-2025-11-20", "mcp-client-2026-09-15"]);
    assert!(values("tools").is_empty());
    assert_eq!(betas.nearest("task-budget-2026-03-13"), Some("task-budgets-2026-03-13"));
    assert_eq!(betas.nearest("x"), None);
}

#[test]
fn uncertain_facts_and_exceptions_are_parsed() {
    let k = Knowledge::shipped();
    let model = |id: &str| k.models().find(id).model().expect("known");

    let sonnet = &model("claude-sonnet-5").system_in_messages;
    assert!(sonnet.value == Support::Yes && sonnet.ignored && sonnet.note.is_some());
    assert!(!model("claude-opus-5-5").system_in_messages.ignored);
    assert!(model("claude-mythos-preview").forced_tool_choice.doubtful);
    assert!(!model("claude-opus-5-5").forced_tool_choice.doubtful);

    let effort = &model("claude-opus-5").per_message_effort;
    assert_eq!((effort.on(Target::Anthropic), effort.on(Target::Bedrock)), (Support::Yes, Support::No));

    let fast = &model("claude-opus-4-8").fast_mode;
    assert_eq!((fast.beta.as_deref(), fast.ends), (Some("fast-mode-2026-02-01"), Some(date("2026-11-30"))));

    let tool = |name: &str| k.tools().find(name).expect("known");
    let cases = [
        ("computer_20251124", "claude-opus-5", Target::Anthropic, Support::Yes),
        ("computer_20251124", "claude-opus-5-5", Target::Anthropic, Support::No),
        ("computer_20251124", "claude-opus-5-5", Target::Bedrock, Support::Yes),
        ("computer_20250124", "claude-haiku-5-5", Target::Anthropic, Support::No),
        ("computer_toolset_20260801", "claude-opus-4-7", Target::Anthropic, Support::No),
        ("browser_toolset_20260801", "claude-opus-4-8", Target::Anthropic, Support::Yes),
        ("computer_20251124", "claude-mythos-preview", Target::Anthropic, Support::Unknown),
        ("web_search_20250305", "claude-opus-5", Target::Anthropic, Support::Unknown),
        ("tool_search_tool_regex", "claude-3-haiku-20240307", Target::Anthropic, Support::No),
    ];
    for (name, id, target, wanted) in cases {
        assert_eq!(k.tool_on_model(tool(name), model(id), target), wanted, "{name} on {id} at {target}");
    }

    let cases = [
        ("claude-haiku-4-5-20251001", "claude-sonnet-4-6", Support::Yes),
        ("claude-opus-5", "claude-sonnet-5-5", Support::No),
        ("claude-opus-5", "claude-fable-5-2", Support::Unknown),
        ("claude-fable-5-2", "claude-fable-5-1", Support::No),
        ("claude-sonnet-4-5-20250929", "claude-opus-5", Support::Unknown),
    ];
    for (executor, advisor, wanted) in cases {
        assert_eq!(model(executor).advised_by(advisor), wanted, "{advisor} advises {executor}");
    }
}

#[test]
fn retirement_depends_on_date_and_platform() {
    let cases = [
        ("claude-sonnet-4-5-20250929", "2026-11-29", Target::Anthropic, Support::No),
        ("claude-sonnet-4-5-20250929", "2026-11-30", Target::Anthropic, Support::Yes),
        ("claude-sonnet-4-5-20250929", "2026-11-30", Target::Vertex, Support::Unknown),
        ("claude-opus-4-1-20250805", "2026-11-24", Target::Messages, Support::Yes),
        ("claude-opus-4-1-20250805", "2026-11-24", Target::BedrockInvoke, Support::No),
        ("claude-haiku-4-5-20251001", "2026-11-24", Target::Anthropic, Support::No),
        ("claude-sonnet-4-20250514", "2026-10-13", Target::Bedrock, Support::No),
        ("claude-sonnet-4-20250514", "2026-10-14", Target::BedrockInvoke, Support::Yes),
        ("claude-sonnet-4-5-20250929", "2026-12-24", Target::BedrockInvoke, Support::No),
        ("claude-3-5-haiku-20241022", "2026-07-05", Target::Vertex, Support::Yes),
        ("claude-mythos-preview", "2026-11-24", Target::Anthropic, Support::No),
    ];
    for (id, day, target, wanted) in cases {
        let model = Knowledge::shipped().models().find(id).model().expect("known");
        assert_eq!(
            model.is_retired(date(day), Knowledge::shipped().platforms().get(target)),
            wanted,
            "{id} on {day} at {target}"
        );
    }
}

#[test]
fn a_credential_is_recognized_by_its_prefix() {
    let cases = [
        ("sk-ant-api03-x", Some("anthropic-api-key")),
        ("  Bearer sk-ant-oat01-x\n", Some("anthropic-oauth-token")),
        ("sk-ant-admin01-x", Some("anthropic-admin-key")),
        ("sk-ant-new99-x", Some("anthropic-key")),
        ("sk_cdx_x", Some("claudexia-key")),
        ("sk-proj-x", Some("openai-key")),
        ("AWS4-HMAC-SHA256 Credential=x", Some("aws-signature")),
        ("$ANTHROPIC_API_KEY", None),
        ("", None),
    ];
    let kinds = Knowledge::shipped().credentials();
    for (value, wanted) in cases {
        assert_eq!(kinds.classify(value).map(|kind| &*kind.kind), wanted, "{value}");
    }
    let belongs = |value, host| kinds.classify(value).expect("known").belongs_to(host);
    assert!(belongs("sk_cdx_x", "api.claudexia.tech") && !belongs("sk_cdx_x", "api.anthropic.com"));
    assert!(
        belongs("ABSKx", "bedrock-runtime.us-east-1.amazonaws.com") && !belongs("sk-ant-api03-x", "api.claudexia.tech")
    );
}

#[test]
fn the_error_table_is_complete() {
    let messages = Knowledge::shipped().responses();
    for n in 1..=156 {
        assert!(messages.find(&format!("E{n:03}")).is_some(), "E{n:03}");
    }
    for row in messages.iter() {
        assert!(matches!(row.status, 400 | 401 | 403 | 404 | 413), "{}", row.id);
        assert!(!row.template.is_empty() && !row.cause.is_empty(), "{}", row.id);
        assert!(!row.wordings.contains(&row.template), "{}", row.id);
        assert_eq!(row.url.is_some(), row.template.contains("{url}"), "{}", row.id);
        assert!(row.enforced_by.is_none() || !row.current || &*row.id == "E121", "{}", row.id);
    }
    let pattern = messages.find("E151").expect("in the table").text(&[("i", &7)]);
    assert_eq!(pattern, "requests.7.custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'");
    let partly = messages.find("E111").expect("in the table").text(&[("n", &9), ("model", &"{max}")]);
    assert_eq!(partly, "max_tokens: 9 > {max}, which is the maximum allowed number of output tokens for {max}");
}

#[test]
fn only_calendar_dates_are_valid() {
    for text in ["2026-11-24", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"] {
        assert_eq!(date(text).to_string(), text);
    }
    for text in [
        "",
        "2026-1-24",
        "2026-13-01",
        "2026-00-01",
        "2026-02-29",
        "1900-02-29",
        "2026-11-31",
        "2026/11/24",
        "2026-11-24Z",
        "+026-11-24",
        "２０２６",
    ] {
        assert!(text.parse::<Date>().is_err(), "{text}");
    }
    let cases = [
        ("2026-11-24", "2026-11-24", 0),
        ("2026-11-24", "2026-11-30", 6),
        ("2026-03-01", "2026-02-28", -1),
        ("2024-02-28", "2024-03-01", 2),
        ("2023-12-31", "2024-12-31", 366),
        ("1970-01-01", "2026-11-24", 20_781),
    ];
    for (from, to, days) in cases {
        assert_eq!(date(from).days_until(date(to)), days, "{from} to {to}");
    }
    assert!(date("2026-09-30") < date("2026-10-01"));
}

#[test]
fn a_response_text_contains_the_current_docs_link() {
    let text = Knowledge::shipped().responses().find("E087").expect("in the table").text(&[]);
    // Recorded on 2026-02-03.
    let recorded = "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size";
    assert_eq!(text, recorded);
}

/// The table of capabilities that the rows were made from: in the folder `PAYLOADLINT_FACTS`, or else in a folder next to the
/// root of the checkout.
fn capabilities() -> Option<Vec<Vec<(String, String)>>> {
    let text = facts_folders()
        .iter()
        .find_map(|folder| std::fs::read_to_string(folder.join("model-capabilities.csv")).ok())?;
    let mut lines = text.lines().map(cells);
    let head = lines.next()?;
    Some(lines.map(|row| head.iter().cloned().zip(row).collect()).collect())
}

fn facts_folders() -> Vec<PathBuf> {
    if let Some(folder) = std::env::var_os("PAYLOADLINT_FACTS") {
        return vec![folder.into()];
    }
    let below = |folder: PathBuf| std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    below(concat!(env!("CARGO_MANIFEST_DIR"), "/..").into()).flat_map(below).collect()
}

fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().expect("at least one").push(c),
        }
    }
    cells
}

#[test]
fn models_agree_with_the_capability_table() {
    let Some(rows) = capabilities() else {
        println!("skipped: no model-capabilities.csv (set PAYLOADLINT_FACTS to its folder)");
        return;
    };
    let models = Knowledge::shipped().models();
    assert_eq!(rows.len(), models.iter().len());
    for row in rows {
        let cell = |name: &str| &*row.iter().find(|(head, _)| head == name).unwrap_or_else(|| panic!("no {name}")).1;
        let Lookup::Exact(model) = models.find(cell("id")) else { panic!("{} is missing", cell("id")) };
        agrees(model, cell);
    }
}

/// What was learned on 2026-11-27, after the table of capabilities was made.
fn is_newer(id: &str, column: &str) -> bool {
    matches!(
        (id, column),
        ("claude-opus-4-5-20251101", "status" | "retires_on")
            | ("claude-sonnet-5", "system_in_messages")
            | ("claude-mythos-preview", "thinking_enabled")
    )
}

/// Compares every column. The first word of a cell is its value.
fn agrees<'a>(model: &Model, cell: impl Fn(&str) -> &'a str) {
    let word = |name: &str| cell(name).split([' ', ',', '(']).next().unwrap_or_default();
    let number = |name: &str| cell(name).parse::<u64>().ok();
    let id = &model.id;
    let uncertain_ceiling = matches!(&**id, "claude-fable-5-2" | "claude-mythos-5-2");

    for alias in cell("aliases").split_whitespace() {
        assert!(model.aliases.iter().any(|known| **known == *alias), "{id}: alias {alias}");
    }
    assert_eq!(model.family.as_deref(), Some(cell("family")), "{id}");
    if is_newer(id, "status") {
        assert_eq!((model.status, model.deprecated_on), (Status::Deprecated, Some(date("2026-11-23"))), "{id}");
    } else {
        assert_eq!(format!("{:?}", model.status).to_lowercase(), word("status"), "{id}");
    }
    assert_eq!(model.access.is_some(), cell("status").contains("verified"), "{id}");
    assert_eq!(model.released, cell("released").parse().ok(), "{id}");
    let floor = cell("retires_on").strip_prefix("not before ").map(|text| text.split(' ').next().unwrap_or_default());
    if is_newer(id, "retires_on") {
        assert_eq!((model.retires, model.retires_not_before), (Some(date("2027-01-22")), None), "{id}");
    } else {
        assert_eq!(model.retires_not_before, floor.and_then(|text| text.parse().ok()), "{id}");
        assert_eq!(model.retires, cell("retires_on").parse().ok(), "{id}");
    }
    assert_eq!(model.context_window, number("context_window"), "{id}");
    assert_eq!(model.max_output, number("max_output"), "{id}");
    let larger = model.larger_output.as_ref().filter(|larger| larger.batches_only);
    let ceiling = larger.map_or(model.max_output, |larger| larger.max);
    match number("batch_max_output") {
        Some(_) if uncertain_ceiling => assert_eq!(ceiling, None, "{id}: inferred, so not known"),
        Some(max) => assert_eq!(ceiling, Some(max), "{id}"),
        None => assert_eq!(larger, None, "{id}"),
    }

    let support = |word: &str| match word {
        "yes" | "deprecated" | "beta" => Support::Yes,
        "no" | "unclear" => Support::No,
        _ => Support::Unknown,
    };
    let facts = [
        ("thinking_enabled", &model.thinking.enabled),
        ("thinking_adaptive", &model.thinking.adaptive),
        ("thinking_disabled", &model.thinking.disabled),
        ("thinking_between_tools", &model.thinking.between_tools),
        ("forced_tool_choice", &model.forced_tool_choice),
        ("prefill", &model.prefill),
        ("system_in_messages", &model.system_in_messages),
        ("per_message_effort", &model.per_message_effort),
        ("inference_geo", &model.inference_geo),
        ("structured_outputs", &model.structured_outputs),
        ("task_budget", &model.task_budget),
    ];
    for (column, fact) in facts.into_iter().filter(|(column, _)| !is_newer(id, column)) {
        assert_eq!(fact.value, support(word(column)), "{id}: {column}");
        assert_eq!(fact.deprecated, word(column) == "deprecated", "{id}: {column}");
        assert!(fact.doubtful || word(column) != "unclear", "{id}: {column}");
    }
    if is_newer(id, "thinking_enabled") {
        assert!(model.thinking.enabled.value == Support::Yes && model.thinking.enabled.deprecated, "{id}");
    }
    let default = model.thinking.default.map(|default| format!("{default:?}").to_lowercase());
    assert_eq!(default.unwrap_or_default(), cell("default_thinking"), "{id}");
    let levels = model.efforts.iter().flatten().map(Effort::to_string).collect::<Vec<_>>().join(" ");
    assert_eq!(levels, cell("efforts"), "{id}");
    let level = |effort: Option<Effort>| effort.map_or("", Effort::as_str);
    assert_eq!(level(model.default_effort), cell("default_effort"), "{id}");
    assert_eq!(level(model.effort_when_thinking_off_max), cell("effort_when_thinking_off_max"), "{id}");
    let sampling = match model.sampling {
        Sampling::Free => "free",
        Sampling::OneOf => "one_of",
        Sampling::Frozen => "frozen",
        Sampling::Unknown => "",
    };
    assert_eq!(sampling, cell("sampling"), "{id}");

    let types = |text: &str| {
        text.split([' ', '(', ')', ':']).filter(|word| word.contains('_')).map(str::to_owned).collect::<BTreeSet<_>>()
    };
    for (column, family) in
        [("computer_tools", "computer"), ("text_editor_tools", "text_editor"), ("bash_tools", "bash")]
    {
        let listed =
            model.tools.get(family).into_iter().flatten().map(|tool| tool.r#type.to_string()).collect::<BTreeSet<_>>();
        let mut wanted = types(cell(column));
        if cell(column).contains("Bedrock: dated tool") {
            wanted.insert("computer_20251124".to_owned());
        }
        assert_eq!(listed, wanted, "{id}: {column}");
    }
    let browser = model.tools.get("browser").map_or("", |tools| if tools.is_empty() { "no" } else { "yes" });
    assert_eq!(browser, cell("browser_toolset"), "{id}");
    assert_eq!(model.images_max, number("images_max"), "{id}");
    assert_eq!(model.pdf_pages_max, number("pdf_pages_max"), "{id}");

    let fast = match word("fast_mode") {
        "yes" | "beta" => FastModeState::Yes,
        "ignored" => FastModeState::Ignored,
        _ => FastModeState::No,
    };
    assert_eq!(model.fast_mode.value, fast, "{id}");
    assert_eq!(model.fast_mode.beta.is_some(), word("fast_mode") == "beta", "{id}");
    let known = |text: &'a str| Some(text).filter(|text| !text.is_empty() && *text != "unknown");
    if let Some(bedrock) = known(word("bedrock_id")) {
        assert_eq!(model.bedrock.first().map(|id| &**id), Some(bedrock), "{id}");
    }
    if let Some(vertex) = known(cell("vertex_id")) {
        assert_eq!(model.vertex.first().map(|id| &**id), Some(vertex), "{id}");
    }
    assert_eq!(
        model.confidence,
        if model.status == Status::Retired { Confidence::Inferred } else { Confidence::Documented },
        "{id}"
    );
}

#[test]
fn the_newest_tool_of_a_family_is_current() {
    let tools = Knowledge::shipped().tools();
    for family in tools.iter().map(|tool| &*tool.family).collect::<BTreeSet<_>>() {
        let newest = tools.family(family).last().expect("at least one");
        assert_eq!(newest.state, ToolState::Current, "{family}: {}", newest.r#type);
    }
}
