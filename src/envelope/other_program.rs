//! Files of other programs that may contain requests and are not read.

use crate::json::Node;

/// What a JSON file is, if it is one of them: a noun phrase with its article.
pub(super) fn name(root: Node<'_>) -> Option<&'static str> {
    let has = |name: &str| root.get(name).is_some();
    match () {
        () if is_postman_collection(root) => Some("a Postman collection"),
        () if has("_postman_variable_scope") => Some("a Postman environment"),
        () if has("__export_format") && has("resources") => Some("an Insomnia export"),
        () if (has("openapi") || has("swagger")) && has("paths") => Some("an OpenAPI description"),
        () => None,
    }
}

/// Format: <https://schema.postman.com/>. Version 1 has no `info`, and a list of `requests` with the ID of the collection.
fn is_postman_collection(root: Node<'_>) -> bool {
    let of_info = |info: Node<'_>| {
        let schema = info.str("schema");
        info.get("_postman_id").is_some()
            || schema.is_some_and(|schema| schema.contains("postman.com") && schema.contains("/collection"))
    };
    let of_request = |request: Node<'_>| request.get("collectionId").is_some();
    root.get("info").is_some_and(of_info) && root.get("item").is_some()
        || root.get("requests").is_some_and(|requests| requests.items().next().is_some_and(of_request))
}
