use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a request with more images than its model takes: 100 for models with a context window of 200,000 tokens,
    /// 600 for all others.
    ///
    /// ## Why the API refuses it
    ///
    /// Every image block of the request counts, those of earlier turns and inside tool results included.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "file", "file_id": "file_1"}}, {"type": "image", "source": {"type": "file", "file_id": "file_2"}}, {"type": "image", "source": {"type": "file", "file_id": "file_3"}}, {"type": "image", "source": {"type": "file", "file_id": "file_4"}}, {"type": "image", "source": {"type": "file", "file_id": "file_5"}}, {"type": "image", "source": {"type": "file", "file_id": "file_6"}}, {"type": "image", "source": {"type": "file", "file_id": "file_7"}}, {"type": "image", "source": {"type": "file", "file_id": "file_8"}}, {"type": "image", "source": {"type": "file", "file_id": "file_9"}}, {"type": "image", "source": {"type": "file", "file_id": "file_10"}}, {"type": "image", "source": {"type": "file", "file_id": "file_11"}}, {"type": "image", "source": {"type": "file", "file_id": "file_12"}}, {"type": "image", "source": {"type": "file", "file_id": "file_13"}}, {"type": "image", "source": {"type": "file", "file_id": "file_14"}}, {"type": "image", "source": {"type": "file", "file_id": "file_15"}}, {"type": "image", "source": {"type": "file", "file_id": "file_16"}}, {"type": "image", "source": {"type": "file", "file_id": "file_17"}}, {"type": "image", "source": {"type": "file", "file_id": "file_18"}}, {"type": "image", "source": {"type": "file", "file_id": "file_19"}}, {"type": "image", "source": {"type": "file", "file_id": "file_20"}}, {"type": "image", "source": {"type": "file", "file_id": "file_21"}}, {"type": "image", "source": {"type": "file", "file_id": "file_22"}}, {"type": "image", "source": {"type": "file", "file_id": "file_23"}}, {"type": "image", "source": {"type": "file", "file_id": "file_24"}}, {"type": "image", "source": {"type": "file", "file_id": "file_25"}}, {"type": "image", "source": {"type": "file", "file_id": "file_26"}}, {"type": "image", "source": {"type": "file", "file_id": "file_27"}}, {"type": "image", "source": {"type": "file", "file_id": "file_28"}}, {"type": "image", "source": {"type": "file", "file_id": "file_29"}}, {"type": "image", "source": {"type": "file", "file_id": "file_30"}}, {"type": "image", "source": {"type": "file", "file_id": "file_31"}}, {"type": "image", "source": {"type": "file", "file_id": "file_32"}}, {"type": "image", "source": {"type": "file", "file_id": "file_33"}}, {"type": "image", "source": {"type": "file", "file_id": "file_34"}}, {"type": "image", "source": {"type": "file", "file_id": "file_35"}}, {"type": "image", "source": {"type": "file", "file_id": "file_36"}}, {"type": "image", "source": {"type": "file", "file_id": "file_37"}}, {"type": "image", "source": {"type": "file", "file_id": "file_38"}}, {"type": "image", "source": {"type": "file", "file_id": "file_39"}}, {"type": "image", "source": {"type": "file", "file_id": "file_40"}}, {"type": "image", "source": {"type": "file", "file_id": "file_41"}}, {"type": "image", "source": {"type": "file", "file_id": "file_42"}}, {"type": "image", "source": {"type": "file", "file_id": "file_43"}}, {"type": "image", "source": {"type": "file", "file_id": "file_44"}}, {"type": "image", "source": {"type": "file", "file_id": "file_45"}}, {"type": "image", "source": {"type": "file", "file_id": "file_46"}}, {"type": "image", "source": {"type": "file", "file_id": "file_47"}}, {"type": "image", "source": {"type": "file", "file_id": "file_48"}}, {"type": "image", "source": {"type": "file", "file_id": "file_49"}}, {"type": "image", "source": {"type": "file", "file_id": "file_50"}}, {"type": "image", "source": {"type": "file", "file_id": "file_51"}}, {"type": "image", "source": {"type": "file", "file_id": "file_52"}}, {"type": "image", "source": {"type": "file", "file_id": "file_53"}}, {"type": "image", "source": {"type": "file", "file_id": "file_54"}}, {"type": "image", "source": {"type": "file", "file_id": "file_55"}}, {"type": "image", "source": {"type": "file", "file_id": "file_56"}}, {"type": "image", "source": {"type": "file", "file_id": "file_57"}}, {"type": "image", "source": {"type": "file", "file_id": "file_58"}}, {"type": "image", "source": {"type": "file", "file_id": "file_59"}}, {"type": "image", "source": {"type": "file", "file_id": "file_60"}}, {"type": "image", "source": {"type": "file", "file_id": "file_61"}}, {"type": "image", "source": {"type": "file", "file_id": "file_62"}}, {"type": "image", "source": {"type": "file", "file_id": "file_63"}}, {"type": "image", "source": {"type": "file", "file_id": "file_64"}}, {"type": "image", "source": {"type": "file", "file_id": "file_65"}}, {"type": "image", "source": {"type": "file", "file_id": "file_66"}}, {"type": "image", "source": {"type": "file", "file_id": "file_67"}}, {"type": "image", "source": {"type": "file", "file_id": "file_68"}}, {"type": "image", "source": {"type": "file", "file_id": "file_69"}}, {"type": "image", "source": {"type": "file", "file_id": "file_70"}}, {"type": "image", "source": {"type": "file", "file_id": "file_71"}}, {"type": "image", "source": {"type": "file", "file_id": "file_72"}}, {"type": "image", "source": {"type": "file", "file_id": "file_73"}}, {"type": "image", "source": {"type": "file", "file_id": "file_74"}}, {"type": "image", "source": {"type": "file", "file_id": "file_75"}}, {"type": "image", "source": {"type": "file", "file_id": "file_76"}}, {"type": "image", "source": {"type": "file", "file_id": "file_77"}}, {"type": "image", "source": {"type": "file", "file_id": "file_78"}}, {"type": "image", "source": {"type": "file", "file_id": "file_79"}}, {"type": "image", "source": {"type": "file", "file_id": "file_80"}}, {"type": "image", "source": {"type": "file", "file_id": "file_81"}}, {"type": "image", "source": {"type": "file", "file_id": "file_82"}}, {"type": "image", "source": {"type": "file", "file_id": "file_83"}}, {"type": "image", "source": {"type": "file", "file_id": "file_84"}}, {"type": "image", "source": {"type": "file", "file_id": "file_85"}}, {"type": "image", "source": {"type": "file", "file_id": "file_86"}}, {"type": "image", "source": {"type": "file", "file_id": "file_87"}}, {"type": "image", "source": {"type": "file", "file_id": "file_88"}}, {"type": "image", "source": {"type": "file", "file_id": "file_89"}}, {"type": "image", "source": {"type": "file", "file_id": "file_90"}}, {"type": "image", "source": {"type": "file", "file_id": "file_91"}}, {"type": "image", "source": {"type": "file", "file_id": "file_92"}}, {"type": "image", "source": {"type": "file", "file_id": "file_93"}}, {"type": "image", "source": {"type": "file", "file_id": "file_94"}}, {"type": "image", "source": {"type": "file", "file_id": "file_95"}}, {"type": "image", "source": {"type": "file", "file_id": "file_96"}}, {"type": "image", "source": {"type": "file", "file_id": "file_97"}}, {"type": "image", "source": {"type": "file", "file_id": "file_98"}}, {"type": "image", "source": {"type": "file", "file_id": "file_99"}}, {"type": "image", "source": {"type": "file", "file_id": "file_100"}}, {"type": "image", "source": {"type": "file", "file_id": "file_101"}}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "file", "file_id": "file_1"}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The vision page of 2026-08-22 names both numbers. The words of the answer were not seen.
    PL614 "too-many-images",
    summary: "more images than the model takes in a request",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/vision",
    since: "0.1.0",
    responses: [],
    stage: Late,
    check: Check::Block(&[BlockKind::Image], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(model) = payload.context.model.facts else { return };
    let Some(limit) = model.images_max else { return };
    // Told once, at the first image too many.
    if payload.medium(block).is_none_or(|medium| medium.ordinal as u64 != limit) {
        return;
    }
    let count = payload.media().images;
    sink.push(
        RULE.at(block.node, format!("the request has {count} images; `{}` takes {limit}", model.id))
            .label(format!("image {} of {count}", limit + 1))
            .help("send fewer: leave out images of earlier turns, or put several into one")
            .response_status(400, "invalid_request_error"),
    );
}
