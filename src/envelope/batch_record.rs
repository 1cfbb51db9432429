//! Records of batch inference on other platforms, one per line: `{"recordId", "modelInput"}` on Amazon Bedrock,
//! `{"custom_id", "request"}` on Google Cloud. In the files with the results, each record has its response, too.
//!
//! Formats: <https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-data.html>,
//! <https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/batch>. Neither names the model.

use super::batch::masked_id;
use super::body;
use super::emitter::{Emitter, Origin};
use super::entry::RequestId;
use super::evidence::Evidence;
use super::head::{Head, RecordedResponse};
use crate::json::Node;
use crate::knowledge::{Knowledge, Target};

/// Reads one record.
pub(super) fn read(origin: &Origin<'_>, record: Node<'_>, emitter: &mut Emitter<'_>) {
    let (Some(body), target, id) = parts(record) else { return };
    if !emitter.forced && !is_for_claude(body, emitter.knowledge) {
        let line = origin.id.as_ref().and_then(|id| id.line);
        return emitter.skip(line, "a batch record for a model that is not known".into());
    }
    // A body that names its model is not for these platforms unless it has their version, which decides anyway.
    let target = Some(target).filter(|_| body.get("model").is_none() || body.get("anthropic_version").is_some());
    let head = Head { target, response: response(record), ..origin.head.clone() };
    let custom_id = masked_id(record, id);
    let id = origin.id.clone().map(|id| RequestId { custom_id, ..id });
    body::read_body(&Origin { id, is_whole: false, head: &head, ..*origin }, body, emitter);
}

/// The body of a record, the target, and the name of its ID.
fn parts(record: Node<'_>) -> (Option<Node<'_>>, Target, &'static str) {
    match record.get("modelInput") {
        Some(body) => (Some(body), Target::BedrockInvoke, "recordId"),
        None => (record.get("request"), Target::Vertex, "custom_id"),
    }
}

/// Models of other vendors have records, too.
fn is_for_claude(body: Node<'_>, knowledge: &Knowledge) -> bool {
    body.get("anthropic_version").is_some()
        || body.str("model").is_some_and(|model| model.to_ascii_lowercase().contains("claude"))
        || body.get("messages").is_some() && Evidence::of(body, knowledge).is_clearly_for_messages()
}

/// The response of a record with a result: only success is known.
fn response(record: Node<'_>) -> Option<RecordedResponse> {
    let output = record.get("modelOutput").or_else(|| record.get("response"))?;
    let is_message = output.str("type").is_some_and(|kind| kind == "message");
    is_message.then_some(RecordedResponse { status: 200, error: None })
}
