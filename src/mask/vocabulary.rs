//! What an excerpt can show of a text that nobody has marked: the words of the API, of the formats in which requests are
//! stored, and of the programs and languages that send them.

use std::sync::LazyLock;

use foldhash::{HashSet, HashSetExt};
use serde_json::Value;

use crate::knowledge::Knowledge;
use crate::schema::Shape;

/// Words that are in no table of `schemas/`, in lower case: they are not facts about the API, and showing one more or one less
/// changes no result.
const WORDS: [&str; 8] = [
    // HTTP: methods, header names, media types, schemes, parts of URLs.
    "get post put patch delete head options http https http/1.1 http/2 www com org net ai io api v1 v2 v1beta localhost
     accept accept-encoding accept-language accept-ranges access-control-allow-origin authorization cache-control
     cf-cache-status cf-ray connection content-disposition content-encoding content-length content-security-policy
     content-type cookie date etag expires host location origin proxy-authorization referer retry-after server
     set-cookie strict-transport-security transfer-encoding user-agent vary via x-api-key x-api-version x-goog-api-key
     x-amz-date x-amz-security-token x-amz-content-sha256 x-amz-target x-request-id request-id x-should-retry
     x-stainless-arch x-stainless-async x-stainless-lang x-stainless-os x-stainless-package-version
     x-stainless-retry-count x-stainless-runtime x-stainless-runtime-version x-stainless-timeout x-stainless-read-timeout
     anthropic-beta anthropic-version anthropic-dangerous-direct-browser-access anthropic-workspace-id
     anthropic-organization-id anthropic-ratelimit-requests-limit anthropic-ratelimit-requests-remaining
     anthropic-ratelimit-tokens-limit anthropic-ratelimit-tokens-remaining openai-organization api-key ocp-apim-subscription-key
     application json text plain html event-stream octet-stream form-data x-www-form-urlencoded charset utf-8 utf8
     gzip deflate br zstd identity chunked keep-alive close no-cache bearer basic token digest aws4-hmac-sha256
     messages batches count_tokens complete completions chat models model invoke invoke-with-response-stream converse
     rawpredict streamrawpredict predict publishers projects locations global anthropic claude bedrock runtime
     bedrock-runtime openai azure vertex foundry us eu ap ca sa me af east west north south central northeast southeast
     us-east-1 us-east-2 us-west-1 us-west-2 us-east5 eu-west-1 eu-central-1 europe-west1 ap-northeast-1 ap-southeast-1
     example.com example.org example.net",
    // Recordings of HTTP traffic, and logs of requests.
    "interactions interaction request requests request_headers response responses method uri url urls path paths query
     querystring query_params headers header header_size body bodies body_size string base64_string encoding status
     status_code code message reason recorded_with recorded_at version httpversion http_version protocol scheme host port
     log creator browser pages page entries entry startedtime starteddatetime time timings cache cookies cookie name
     value values params comment postdata mimetype content size text compression cookiessize bodysize headerssize
     _fromtype _id _order _recordingname array scope reqheaders rawheaders responseisbinary mappings mapping
     bodypatterns equaltojson equalto matchesjsonpath urlpath urlpattern urlpathpattern stubmappings ignorearrayorder
     ignoreextraelements jsonbody base64body interactions provider consumer providerstates description matchingrules
     metadata pactspecification when then given httprr trace row id custom_id params result results succeeded errored canceled
     expired processing_status recordid modelinput modeloutput input output kwargs args arguments data payload timestamp
     duration latency usage input_tokens output_tokens cache_creation_input_tokens cache_read_input_tokens stop_reason
     end_turn max_tokens stop_sequence refusal pause_turn events event span spans attributes cells cell cell_type source
     outputs markdown execution_count kernelspec language_info nbformat nbformat_minor preloaded type serialized
     parsed_body http_interactions adapter_metadata recorder request_body response_body update_fixture",
    // Programs and their options.
    "curl wget xh httpie aws bedrock-runtime invoke-model invoke_model echo printf cat jq export set env unset sudo time
     bash sh zsh fish python python3 node deno npm npx docker bin usr dev stdin stdout stderr null tmp tee head tail grep
     sed awk xargs if then else elif fi for do done while in case esac function return exit eof eot json end
     -x -h -d -s -ss -sss -f -k -v -i -l -o -n -g -u -b -e -a -fsl -fssl -ssl -sl -sf -si -sv -n -q -w -m -xpost -xget
     --request --header --data --data-raw --data-binary --data-ascii --data-urlencode --json --url --url-query --silent
     --show-error --fail --fail-with-body --fail-early --location --insecure --verbose --include --output --no-buffer
     --compressed --max-time --connect-timeout --retry --retry-delay --retry-all-errors --retry-max-time --http1.1
     --http2 --http3 --user --proxy --proxy-user --oauth2-bearer --cert --key --cacert --cookie --cookie-jar --pass
     --proxy-pass --aws-sigv4 --user-agent --referer --form --get --head --upload-file --write-out --dump-header --trace
     --trace-ascii --resolve --next --parallel --variable --expand-data --expand-url --expand-header --netrc --noproxy
     --ipv4 --ipv6 --config --globoff --remote-name --tlsv1.2 --body --raw --check-status --ignore-stdin --auth
     --auth-type --timeout --follow --print --pretty --session --form --multipart --model-id --region --profile
     --content-type --accept --cli-binary-format raw-in-base64-out --endpoint-url --output --query",
    // Languages.
    "import from as def class self return await async with lambda none true false null nil not and or is in print try
     except raise pass break continue yield global assert del const let var new function require module exports default
     export typeof instanceof undefined this super static public private void int str string bool float double list dict
     tuple bytes any object array interface type struct enum func package main go fn use mod pub impl match mut ref fmt
     println printf puts end do elsif unless module begin rescue ensure php echo namespace using
     payloadlint ignore client clients messages create stream parse count_tokens beta batches completions completion response result
     requests httpx urllib aiohttp axios fetch session post json dumps loads stringify parse content text model models
     system user assistant tools tool headers data body url timeout stream_options api_key api_key_env base_url auth_token
     default_headers extra_headers extra_body extra_query max_retries http_client anthropic anthropicbedrock
     anthropicvertex asyncanthropic asyncanthropicbedrock asyncanthropicvertex anthropicfoundry messagecreateparams
     boto3 botocore sdk os environ getenv get process.env env path open read write join format encode decode utf
     if else elif for while switch case println",
    // JSON Schema.
    "$ref $defs $id $schema $comment definitions type properties items prefixitems required additionalproperties
     patternproperties unevaluatedproperties propertynames enum const anyof oneof allof not if then else default examples
     title description format pattern minimum maximum exclusiveminimum exclusivemaximum multipleof minlength maxlength
     minitems maxitems uniqueitems minproperties maxproperties contains dependentrequired dependentschemas nullable
     readonly writeonly deprecated discriminator contentencoding contentmediatype
     string number integer boolean object array null date-time date time duration email hostname ipv4 ipv6 uri
     uri-reference uuid regex json-pointer",
    // Markup.
    "json jsonc json5 jsonl ndjson yaml yml toml xml html css javascript typescript js ts jsx tsx rb ruby java kotlin
     swift rust csharp console shell shell-session bash sh python py text plaintext http rest md code code-block
     sourcecode source note tip warning fail pass wrong",
    // Words of examples, placeholders, and units.
    "hello hi hey world test example foo bar xxx your key api api_key token here todo redacted filtered placeholder ms s m h kb mb gb px",
    // Names of variables that hold the key or the address, as the SDKs read them.
    "anthropic_api_key anthropic_auth_token anthropic_base_url anthropic_model anthropic_version claude_api_key
     aws_access_key_id aws_secret_access_key aws_session_token aws_region aws_profile aws_bearer_token_bedrock
     google_application_credentials openai_api_key cloud_ml_region anthropic_vertex_project_id api_key",
];

/// The words of `WORDS` and of the tables, in lower case.
static VOCABULARY: LazyLock<HashSet<Box<str>>> = LazyLock::new(|| {
    let mut words = HashSet::new();
    let mut add = |word: &str| {
        words.insert(word.to_ascii_lowercase().into_boxed_str());
    };
    WORDS.iter().flat_map(|list| list.split_whitespace()).for_each(&mut add);
    Shape::FILES.iter().for_each(|shape| add_schema(shape.document(), &mut add));
    let tables = Knowledge::shipped();
    for tool in tables.tools().iter() {
        let lists = [&tool.aliases, &tool.required, &tool.optional, &tool.members];
        lists.into_iter().flatten().for_each(|word| add(word));
        [&tool.r#type, &tool.family].into_iter().chain(&tool.name).for_each(|word| add(word));
    }
    tables.betas().iter().for_each(|beta| add(&beta.value));
    tables.renames().iter().for_each(|row| row.to.iter().chain([&row.from]).for_each(|word| add(word)));
    tables.models().iter().for_each(|model| model.id.split('-').for_each(&mut add));
    for platform in tables.platforms().iter() {
        let lists = [&platform.sources, &platform.versions, &platform.auth_headers, &platform.required_headers];
        lists.into_iter().flatten().chain([&platform.id]).for_each(|word| add(word));
        let parts = platform.urls.iter().flat_map(|url| [&url.host, &url.path]);
        parts.flat_map(|part| part.split(['/', '*', '.', '-'])).for_each(&mut add);
    }
    words
});

/// Adds the names of fields and the values that a schema lists.
fn add_schema(schema: &Value, add: &mut impl FnMut(&str)) {
    match schema {
        Value::Object(members) => {
            for (name, value) in members {
                match (name.as_str(), value) {
                    ("properties", Value::Object(fields)) => fields.keys().for_each(|field| add(field)),
                    ("const", Value::String(value)) => add(value),
                    ("enum", Value::Array(values)) => values.iter().filter_map(Value::as_str).for_each(&mut *add),
                    _ => {}
                }
                add_schema(value, add);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| add_schema(item, add)),
        _ => {}
    }
}

/// Whether a word is a number, a date, a name or value of the API, a model ID, an ID that the API has given, or a word of
/// a format or language that holds requests.
pub(crate) fn is_safe_word(word: &str) -> bool {
    is_number(word) || is_in_vocabulary(word) || is_api_id(word) || is_model(word)
}

fn is_in_vocabulary(word: &str) -> bool {
    /// No word is longer.
    const LONGEST: usize = 64;
    let has_upper = word.bytes().any(|byte| byte.is_ascii_uppercase());
    match word.len() > LONGEST {
        true => false,
        false if has_upper => VOCABULARY.contains(&*word.to_ascii_lowercase()),
        false => VOCABULARY.contains(word),
    }
}

/// A number or a date. A word of more digits can be an account, or a code.
fn is_number(word: &str) -> bool {
    const MAX_DIGITS: usize = 10;
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let is_written_so =
        || word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b':' | b'_'));
    (1..=MAX_DIGITS).contains(&digits) && is_written_so()
}

fn is_model(word: &str) -> bool {
    word.contains("claude") && Knowledge::shipped().models().find(word).model().is_some()
}

/// Whether a word has the format of the API's own IDs: `toolu_01A09q90qw90lq917835lq9`.
pub(super) fn is_api_id(word: &str) -> bool {
    const PREFIXES: [&str; 12] = [
        "toolu",
        "srvtoolu",
        "mcptoolu",
        "msg",
        "msgbatch",
        "req",
        "file",
        "container",
        "skill",
        "wrkspc",
        "cache",
        "thread",
    ];
    word.split_once('_').is_some_and(|(prefix, id)| {
        PREFIXES.contains(&prefix)
            && (1..=40).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// Whether a word, with the punctuation around it, can be a word of a language: letters in the usual case, not many, and
/// with a vowel.
pub(crate) fn is_ordinary_word(word: &str) -> bool {
    const LONGEST: usize = 14;
    let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
    let mut chars = letters.chars();
    let is_regular = chars.all(char::is_alphabetic) && !letters.chars().skip(1).any(char::is_uppercase);
    let has_vowel =
        letters.len() < 4 || !letters.is_ascii() || letters.bytes().any(|byte| b"aeiouyAEIOUY".contains(&byte));
    let punctuation = word.len() - letters.len();
    is_regular && has_vowel && letters.chars().count() <= LONGEST && punctuation <= 4
}

/// Whether a key can be a name that somebody has chosen: words, joined in one of the usual ways.
pub(crate) fn is_ordinary_name(name: &str) -> bool {
    const LONGEST: usize = 40;
    let name = name.trim_start_matches(['$', '@', '_', '-']);
    let name = name.strip_suffix(|c: char| c.is_ascii_digit()).unwrap_or(name);
    let mut humps = 0;
    let mut is_ordinary_part = |part: &str| {
        if part.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return is_ordinary_word(&part.to_ascii_lowercase()) || is_in_vocabulary(part);
        }
        let mut rest = part;
        while !rest.is_empty() {
            let next = rest.char_indices().skip(1).find(|(_, c)| c.is_ascii_uppercase());
            let (hump, after) = rest.split_at(next.map_or(rest.len(), |(at, _)| at));
            if !hump.bytes().all(|byte| byte.is_ascii_alphabetic()) || !is_ordinary_word(hump) {
                return false;
            }
            humps += usize::from(!after.is_empty());
            rest = after;
        }
        true
    };
    (1..=LONGEST).contains(&name.len())
        && name.split(['_', '-', '.', ' ']).all(&mut is_ordinary_part)
        && (humps == 0 || name.len() >= 3 * (humps + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_api_are_safe() {
        for word in [
            "max_tokens",
            "tool_use",
            "claude-opus-5-5",
            "us.anthropic.claude-opus-5-5-v1:0",
            "toolu_01A09q90qw90lq917835lq9",
            "2025-11-28",
            "0.7",
            "anthropic-beta",
            "X-Api-Key",
            "--data-raw",
            "interactions",
        ] {
            assert!(is_safe_word(word), "{word}");
        }
        for word in ["Zq7Xw9Kf3Lm5Np2R", "hunter2", "hunter", "4111111111111111", "toolu", "--hunter"] {
            assert!(!is_safe_word(word), "{word}");
        }
    }

    #[test]
    fn ordinary_words_and_names() {
        for word in ["Tell", "me", "(all)", "you,", "sea.", "I", "né", "don"] {
            assert!(is_ordinary_word(word), "{word}");
        }
        for word in ["hunter2", "qWeRtY", "xkcdxkcd", "abcdefghijklmnopqrst", "a-b-c"] {
            assert!(!is_ordinary_word(word), "{word}");
        }
        for name in ["location", "unit_of_time", "maxTokens", "API_KEY", "x-my-header", "$ref", "line1", "first name"] {
            assert!(is_ordinary_name(name), "{name}");
        }
        for name in ["Zq7Xw9Kf3Lm5Np2R", "ZqXwKfLmNpRt", "a1b2", "", "ZQXWKFLMNPRTSVBGH"] {
            assert!(!is_ordinary_name(name), "{name}");
        }
    }
}
