use crate::finding::{Safety, Severity, quoted};
use crate::json::Node;
use crate::payload::{Payload, Tool, ToolKind};
use crate::rules::{Check, Diagnostic, Edit, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds entries of `allowed_domains` and `blocked_domains` with a scheme (`https://…`), or with a `*` in the domain. Letters
    /// beyond ASCII are a warning.
    ///
    /// ## Why the API refuses it
    ///
    /// An entry is a domain, with a path if need be (`example.com/blog`), and it covers the subdomains. A `*` may stand in the path
    /// only.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [{"type": "web_search_20260318", "name": "web_search", "allowed_domains": ["https://example.com"]}]
    /// }
    /// ```
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [{"type": "web_search_20260318", "name": "web_search", "blocked_domains": ["*.example.com"]}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {
    ///       "type": "web_search_20260318",
    ///       "name": "web_search",
    ///       "allowed_domains": ["example.com", "docs.example.com/*/api"]
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on the web search tool. The wording of the answer was not seen.
    PL486 "invalid-domain",
    summary: "an entry of a domain list is no domain",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/web-search-tool",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::Tool(check),
}

fn check(tool: &Tool<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    if tool.kind != ToolKind::Typed {
        return;
    }
    for list in ["allowed_domains", "blocked_domains"] {
        for entry in tool.get(list).into_iter().flat_map(|list| list.items()) {
            if let Some(domain) = entry.as_str() {
                sink.diagnostics.extend(diagnostic(tool, entry, &domain));
            }
        }
    }
}

fn diagnostic(tool: &Tool<'_>, entry: Node<'_>, domain: &str) -> Option<Diagnostic> {
    let said = |problem: &str| format!("{}: {} {problem}", tool.described(), quoted(domain));
    if let Some((scheme, rest)) = domain.split_once("://") {
        let diagnostic = RULE
            .at(entry, said("has a scheme"))
            .label("a domain, not a url")
            .help(format!("write {}", quoted(rest)))
            .response_status(400, "invalid_request_error");
        let prefix = 0..scheme.len() + "://".len();
        return Some(diagnostic.fix(Safety::Safe, "remove the scheme", [Edit::replace_part(entry, prefix, "")]));
    }
    let host = domain.split('/').next().unwrap_or_default();
    if host.contains('*') {
        let help = "a domain covers its subdomains: write it without `*.`; a `*` may stand in the path only";
        let diagnostic = RULE.at(entry, said("has a `*` in the domain")).label("no `*` here").help(help);
        return Some(diagnostic.response_status(400, "invalid_request_error"));
    }
    if !domain.is_ascii() {
        let help = "write the domain in ASCII (`xn--…`): letters that look alike name different domains";
        let diagnostic = RULE.at(entry, said("has letters beyond ASCII")).label("not ASCII").help(help);
        return Some(diagnostic.severity(Severity::Warning));
    }
    None
}
