use crate::finding::{Safety, Severity, quoted};
use crate::json::Node;
use crate::mask::{Shown, shown};
use crate::payload::{Payload, Tool, ToolKind};
use crate::rules::{Check, Diagnostic, Edit, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds entries of `allowed_domains` and `blocked_domains` with a scheme (`https://…`), or with a `*` in the
    /// domain. Characters outside ASCII are a warning.
    ///
    /// ## Why the API refuses it
    ///
    /// An entry is a domain, optionally with a path (`example.com/blog`), and it covers all subdomains. A `*` is only
    /// allowed in the path.
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
    /// The page on the web search tool. The text of the response was not seen.
    PL486 "invalid-domain",
    summary: "an entry of a domain list is not a valid domain",
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
    let message = |problem: &'static str| shown!("{}: {} {problem}", tool.described(), quoted(domain), problem);
    if let Some((scheme, rest)) = domain.split_once("://") {
        let diagnostic = RULE
            .at(entry, message("has a scheme"))
            .label("expected a domain, not a URL")
            .help(match Shown::unless_secret(domain) {
                Some(_) => shown!("use {}", quoted(rest)),
                None => "use the domain alone".into(),
            })
            .response_status(400, "invalid_request_error");
        let prefix = 0..scheme.len() + "://".len();
        return Some(diagnostic.fix(Safety::Safe, "remove the scheme", [Edit::replace_part(entry, prefix, "")]));
    }
    let host = domain.split('/').next().unwrap_or_default();
    if host.contains('*') {
        let help = "remove the `*.`: a domain covers its subdomains, and `*` is only allowed in the path";
        let diagnostic = RULE.at(entry, message("has a `*` in the domain")).label("`*` is not allowed here").help(help);
        return Some(diagnostic.response_status(400, "invalid_request_error"));
    }
    if !domain.is_ascii() {
        let help = "use the ASCII form of the domain (`xn--…`): letters that look alike can name different domains";
        let diagnostic = RULE.at(entry, message("has characters outside ASCII")).label("not ASCII").help(help);
        return Some(diagnostic.severity(Severity::Warning));
    }
    None
}
