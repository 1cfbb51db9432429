//! `payloadlint key`: what it reports about an environment, and that it never prints a value.

use std::process::Command;

/// Variables, exit status, and substrings of the output.
type Case = (&'static [(&'static str, &'static str)], i32, &'static [&'static str]);

const SECRET: &str = "c2VjcmV0LXNlY3JldA";

fn run(variables: &[(&str, &str)], arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_payloadlint"));
    command.arg("key").args(arguments).env_clear();
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let shown = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(!shown.contains(SECRET), "a secret was shown: {variables:?}");
    (output.status.code().unwrap(), shown)
}

#[test]
fn the_environment_is_checked_but_never_printed() {
    #[rustfmt::skip]
    let table: &[Case] = &[
        (&[("ANTHROPIC_API_KEY", "sk-ant-api03-c2VjcmV0LXNlY3JldA")], 0, &["Claude API key, 31 characters, starts with `sk-ant-api03-`"]),
        (&[], 1, &["ANTHROPIC_API_KEY    not set", "PL801", "neither ANTHROPIC_API_KEY nor ANTHROPIC_AUTH_TOKEN is set"]),
        (&[("ANTHROPIC_API_KEY", "")], 1, &["set but empty", "PL802"]),
        (&[("ANTHROPIC_API_KEY", "sk-ant-api03-c2VjcmV0LXNlY3JldA\n")], 1, &["PL803", "has a trailing newline"]),
        (&[("ANTHROPIC_AUTH_TOKEN", "Bearer sk-ant-oat01-c2VjcmV0LXNlY3JldA")], 1, &["PL803", "may contain `Bearer ` twice"]),
        (&[("ANTHROPIC_API_KEY", "'sk-ant-api03-c2VjcmV0LXNlY3JldA'")], 1, &["PL804"]),
        (&[("ANTHROPIC_API_KEY", "${ANTHROPIC_KEY}")], 1, &["error[PL805]", "an unexpanded variable"]),
        (&[("ANTHROPIC_API_KEY", "${ANTHROPIC_KEY}"), ("ANTHROPIC_BASE_URL", "http://localhost:4000")], 0, &["warning[PL805]"]),
        (&[("ANTHROPIC_API_KEY", "your-api-key-here")], 1, &["error[PL805]", "a placeholder"]),
        (&[("ANTHROPIC_API_KEY", "none"), ("ANTHROPIC_BASE_URL", "http://localhost:4000")], 0, &["no problems found"]),
        (&[("ANTHROPIC_API_KEY", "sk-ant-api03-...")], 0, &["warning[PL805]", "a placeholder"]),
        (&[("ANTHROPIC_AUTH_TOKEN", "[REDACTED]")], 1, &["error[PL805]"]),
        (&[("ANTHROPIC_API_KEY", "***")], 0, &["warning[PL805]"]),
        (&[("ANTHROPIC_API_KEY", "dummy"), ("ANTHROPIC_BASE_URL", "http://localhost:4000")], 0, &["no problems found"]),
        (&[("ANTHROPIC_API_KEY", "sk-proj-c2VjcmV0LXNlY3JldA")], 1, &["OpenAI project key", "PL806"]),
        (&[("ANTHROPIC_API_KEY", "sk-ant-admin01-c2VjcmV0LXNlY3JldA")], 0, &["warning[PL806]", "Admin API key"]),
        (&[("ANTHROPIC_API_KEY", "c2VjcmV0LXNlY3JldA")], 0, &["unrecognized format, 18 characters", "warning[PL807]"]),
        (&[("ANTHROPIC_API_KEY", "sk-ant-oat01-c2VjcmV0LXNlY3JldA")], 1, &["PL808", "authorization: Bearer"]),
        (&[("ANTHROPIC_API_KEY", "sk_cdx_c2VjcmV0LXNlY3JldA")], 1, &["PL810", "api.claudexia.tech"]),
        (&[("ANTHROPIC_API_KEY", "sk_cdx_c2VjcmV0LXNlY3JldA"), ("ANTHROPIC_BASE_URL", "https://api.claudexia.tech")], 0, &["no problems found"]),
        (&[("ANTHROPIC_API_KEY", "sk-ant-api03-c2VjcmV0LXNlY3JldA"), ("ANTHROPIC_BASE_URL", "https://api.claudexia.tech")], 1, &["PL810"]),
        (&[("ANTHROPIC_API_KEY", "sk-ant-api03-c2VjcmV0LXNlY3JldA"), ("ANTHROPIC_BASE_URL", "http://localhost:4000")], 0, &["no problems found"]),
        (&[("ANTHROPIC_API_KEY", "sk-ant-api03-c2VjcmV0LXNlY3JldA"), ("ANTHROPIC_BASE_URL", "https://api.anthropic.com/v1")], 1, &["PL819"]),
        (&[("ANTHROPIC_API_KEY", "sk-ant-api03-c2VjcmV0LXNlY3JldA"), ("ANTHROPIC_BASE_URL", "https://me:c2VjcmV0LXNlY3JldA@proxy.example/a@b?key=c2VjcmV0LXNlY3JldA")], 0, &["`https://proxy.example/a@b?***`"]),
        (&[("ANTHROPIC_API_KEY", "sk-ant-api03-c2VjcmV0LXNlY3JldA"), ("ANTHROPIC_BASE_URL", "me:c2VjcmV0LXNlY3JldA@proxy.example")], 0, &["`proxy.example`", "PL821"]),
        (&[("ANTHROPIC_API_KEY", "sk-ant-api03-c2VjcmV0LXNlY3JldA"), ("ANTHROPIC_BASE_URL", "\"https://api.anthropic.com\"")], 1, &["PL821"]),
        (&[("ANTHROPIC_API_KEY", "sk-ant-api03-c2VjcmV0LXNlY3JldA"), ("ANTHROPIC_BASE_URL", "//u:c2VjcmV0LXNlY3JldA@proxy.example/v1")], 0, &["`//proxy.example/v1`"]),
        (&[("ANTHROPIC_API_KEY", "sk-ant-api03-c2VjcmV0LXNlY3JldA"), ("ANTHROPIC_BASE_URL", "https:/u:c2VjcmV0LXNlY3JldA@proxy.example")], 0, &["`https:/proxy.example`"]),
        (&[("ANTHROPIC_API_KEY", "sk-ant-api03-c2VjcmV0LXNlY3JldA"), ("ANTHROPIC_BASE_URL", "//c2VjcmV0LXNlY3JldA@proxy.example")], 0, &["`//proxy.example`"]),
        (&[("ANTHROPIC_API_KEY", "sk-ant-api03-c2VjcmV0LXNlY3JldA"), ("ANTHROPIC_AUTH_TOKEN", "sk-ant-oat01-c2VjcmV0LXNlY3JldA")], 0, &["warning[PL811]"]),
    ];
    for (variables, status, words) in table {
        let (exit, shown) = run(variables, &[]);
        assert_eq!(exit, *status, "{variables:?}: {shown}");
        for word in *words {
            assert!(shown.contains(word), "{variables:?}: no {word:?} in {shown}");
        }
    }
}

#[test]
fn a_dotenv_file_overrides_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(".env");
    let path_text = path.to_str().unwrap();
    std::fs::write(&path, "# keys\nexport ANTHROPIC_API_KEY='sk-ant-api03-c2VjcmV0LXNlY3JldA'\n").unwrap();
    let (exit, shown) = run(&[("ANTHROPIC_API_KEY", "")], &["--env-file", path_text]);
    assert_eq!(exit, 0, "{shown}");

    // A line that cannot be parsed may contain a key, so it is not quoted.
    std::fs::write(&path, "ANTHROPIC_API_KEY sk-ant-api03-c2VjcmV0LXNlY3JldA\n").unwrap();
    let (exit, shown) = run(&[], &["--env-file", path_text]);
    assert_eq!((exit, shown.contains(".env: a line is not NAME=value")), (2, true), "{shown}");

    let (exit, shown) = run(&[], &["--env-file", "nowhere.env"]);
    assert_eq!((exit, shown.contains("nowhere.env")), (2, true), "{shown}");
}
