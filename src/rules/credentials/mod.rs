//! `PL8xx`: headers, credentials, the URL.
//!
//! No message contains more of a credential than its length and the name of its kind.

mod credential_for_other_host;
mod credential_in_wrong_header;
mod deprecated_beta;
mod doubled_version_path;
mod empty_credential;
mod leaked_credential;
mod malformed_url;
mod missing_browser_access;
mod missing_content_type;
mod missing_credentials;
mod missing_version;
mod missing_workspace_id;
mod oauth_without_beta;
mod quoted_credential;
mod two_credentials;
mod unexpanded_credential;
mod unknown_beta;
mod unknown_credential;
mod unknown_version;
mod whitespace_in_credential;
mod wrong_credential_kind;
mod wrong_endpoint;

// `RULES`: every rule of this folder, collected by build.rs.
include!(concat!(env!("OUT_DIR"), "/credentials.rs"));
