//! Modules depend in one direction. The imports of every file in `src/` are read from its text, and the graph they make
//! is checked: the order of the top-level modules, no cycle among the files of a folder, no rule that imports a rule.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use crate::common::root;

/// The top-level modules from bottom to top, as in `docs/architecture.md`: each may import those before it.
const ORDER: &[&str] = &[
    "text",
    "shown",
    "join",
    "nearest",
    "error",
    "limits",
    "date",
    "url",
    "placeholder",
    "json",
    "schema",
    "knowledge",
    "mask",
    "media",
    "envelope",
    "finding",
    "payload",
    "rules",
    "lint",
    "retry",
    "report",
    "internals",
    "cli",
];

/// Types that refer to each other, and therefore files that import each other: folder, files, reason.
const RECURSIVE: &[(&str, &[&str], &str)] =
    &[("rules", &["diagnostic", "rule"], "the check of a rule makes diagnostics, and a diagnostic has its rule")];

/// Folders whose files still import each other in a circle, and are to be untangled.
const TANGLED: &[&str] = &[];

/// Folders whose `mod.rs` is a table of contents: docs, `mod`, `use`, and nothing else. Its files are listed from bottom to
/// top: each may import those before it.
const TABLES_OF_CONTENTS: &[&str] = &[
    "envelope",
    "envelope/code",
    "envelope/code/typescript",
    "envelope/recording",
    "envelope/shell",
    "envelope/yaml",
    "json",
    "knowledge",
    "knowledge/errors",
    "knowledge/models",
    "knowledge/platforms",
    "lint",
    "media",
    "payload",
    "payload/pairing",
    "payload/violations",
    "rules/fields",
    "schema",
];

/// The path of a module from the root of the crate.
type ModulePath = Vec<String>;

/// A module and what its file imports.
#[derive(Default)]
struct Module {
    /// The text without comments, the content of strings, and tests.
    tokens: Vec<String>,
    /// Names that `use` binds here, with the path they stand for.
    bindings: BTreeMap<String, ModulePath>,
    /// Every path into this crate that the file mentions.
    paths: BTreeSet<ModulePath>,
}

struct Crate {
    modules: BTreeMap<ModulePath, Module>,
    /// Which module uses a definition of which other.
    edges: BTreeSet<(ModulePath, ModulePath)>,
}

static SOURCES: LazyLock<Crate> = LazyLock::new(Crate::read);

impl Crate {
    fn read() -> Self {
        let mut modules = BTreeMap::new();
        collect(&root().join("src"), &mut Vec::new(), &mut modules);
        let known: BTreeSet<ModulePath> = modules.keys().cloned().collect();
        for (path, module) in &mut modules {
            find_paths(path, module, &known);
        }
        let mut sources = Self { modules, edges: BTreeSet::new() };
        let edges = sources.modules.iter().flat_map(|(from, module)| module.paths.iter().map(move |path| (from, path)));
        let edges = edges.map(|(from, path)| (from.clone(), sources.resolve(path)));
        sources.edges = edges.filter(|(from, to)| from != to).collect();
        sources
    }

    /// The module that defines what a path means: through re-exports, to the file with the definition.
    fn resolve(&self, path: &[String]) -> ModulePath {
        self.resolve_within(path, 0)
    }

    fn resolve_within(&self, path: &[String], depth: usize) -> ModulePath {
        assert!(depth < 20, "re-exports without end: {path:?}");
        let mut module = ModulePath::new();
        for (at, name) in path.iter().enumerate() {
            let child = [&module[..], std::slice::from_ref(name)].concat();
            if self.modules.contains_key(&child) {
                module = child;
            } else if let Some(target) = self.modules[&module].bindings.get(name) {
                return self.resolve_within(&[target, &path[at + 1..]].concat(), depth + 1);
            } else {
                break;
            }
        }
        module
    }

    /// The imports among the files and folders directly in `folder`.
    fn graph(&self, folder: &[String]) -> Graph {
        let mut graph = Graph::new();
        let name = |path: &ModulePath| path.get(folder.len()).cloned().unwrap_or_else(|| "mod".to_owned());
        for (from, to) in &self.edges {
            if from.starts_with(folder) && to.starts_with(folder) && name(from) != name(to) {
                graph.entry(name(from)).or_default().insert(name(to));
            }
        }
        graph
    }

    fn folders(&self) -> BTreeSet<&[String]> {
        self.modules.keys().filter(|path| !path.is_empty()).map(|path| &path[..path.len() - 1]).collect()
    }
}

fn collect(folder: &Path, path: &mut ModulePath, modules: &mut BTreeMap<ModulePath, Module>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let file = entry.path();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        if file.is_dir() {
            path.push(name);
            collect(&file, path, modules);
            path.pop();
            continue;
        }
        let mut module = path.clone();
        match &*name {
            "main" => continue, // only calls the library
            "mod" | "lib" => {}
            _ => module.push(name),
        }
        let tokens = without_tests(tokens(&fs::read_to_string(&file).unwrap()));
        modules.insert(module, Module { tokens, ..Module::default() });
    }
}

/// Identifiers, `::` and single characters. Comments are left out, and of strings their content.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").unwrap() + 2
        } else if first == '"' {
            string(rest)
        } else if matches!(&rest[..word], "r" | "br" | "b") && rest[word..].starts_with(['"', '#']) {
            word + raw_string(&rest[word..], rest[..word].contains('r'))
        } else if first == '\'' {
            character(rest)
        } else if word > 0 {
            tokens.push(rest[..word].to_owned());
            word
        } else if rest.starts_with("::") {
            tokens.push("::".to_owned());
            2
        } else {
            if !first.is_whitespace() {
                tokens.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

/// The length of the string literal at the start of a text.
fn string(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text[1..].find(|c| {
        let ends = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    });
    end.unwrap() + 2
}

/// The length of a string literal whose prefix was read: with `#`, or of one line in which `\` may be plain.
fn raw_string(text: &str, is_raw: bool) -> usize {
    let marks = text.find(|c| c != '#').unwrap();
    if !is_raw {
        return string(text);
    }
    if !text[marks..].starts_with('"') {
        return marks; // a raw identifier
    }
    let end = format!("\"{}", "#".repeat(marks));
    text[marks + 1..].find(&end).unwrap() + marks + 1 + end.len()
}

/// The length of a character literal, or of the quote that begins a lifetime.
fn character(text: &str) -> usize {
    let mut letters = text.char_indices().skip(1);
    match letters.next() {
        Some((_, '\\')) => text[3..].find('\'').unwrap() + 4,
        Some(_) => match letters.next() {
            Some((at, '\'')) => at + 1,
            _ => 1,
        },
        None => 1,
    }
}

/// The tokens without items behind `#[cfg(test)]`.
fn without_tests(tokens: Vec<String>) -> Vec<String> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let attribute = ["#", "[", "cfg", "(", "test", ")", "]"];
        if tokens[at..].iter().take(attribute.len()).eq(attribute) {
            at = end_of_item(&tokens, at + attribute.len());
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// Behind the `;` or the closing brace that ends the item at `start`.
fn end_of_item(tokens: &[String], start: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(start) {
        match &**token {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        let ends_in_semicolon = tokens.get(at + 1).is_some_and(|next| next == ";");
        if depth == 0 && (token == ";" || (token == "}" && !ends_in_semicolon)) {
            return at + 1;
        }
    }
    tokens.len()
}

/// Fills in what a file binds and mentions.
fn find_paths(path: &ModulePath, module: &mut Module, known: &BTreeSet<ModulePath>) {
    let tokens = std::mem::take(&mut module.tokens);
    let is_child = |name: &str| known.contains(&[&path[..], &[name.to_owned()]].concat());
    let mut at = 0;
    while at < tokens.len() {
        let previous = at.checked_sub(1).map_or("", |at| &tokens[at]);
        if tokens[at] == "use" {
            let mut leaves = Vec::new();
            at = use_tree(&tokens, at + 1, Vec::new(), &mut leaves);
            for (name, leaf) in leaves {
                if let Some(full) = absolute(path, &leaf, &is_child) {
                    module.bindings.insert(name, full.clone());
                    module.paths.insert(full);
                }
            }
        } else if tokens.get(at + 1).is_some_and(|next| next == "::") && !matches!(previous, "::" | "in") {
            let mut leaf = vec![tokens[at].clone()];
            while tokens.get(at + 1).is_some_and(|next| next == "::")
                && tokens.get(at + 2).is_some_and(|token| is_word(token))
            {
                leaf.push(tokens[at + 2].clone());
                at += 2;
            }
            module.paths.extend(absolute(path, &leaf, &is_child));
            at += 1;
        } else {
            at += 1;
        }
    }
    module.tokens = tokens;
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// Reads a tree of `use` and collects its leaves: the name each binds, and its path.
fn use_tree(tokens: &[String], mut at: usize, prefix: Vec<String>, leaves: &mut Vec<(String, Vec<String>)>) -> usize {
    let mut path = prefix.clone();
    loop {
        match tokens[at].as_str() {
            "{" => {
                at = use_tree(tokens, at + 1, path.clone(), leaves);
                path.clear();
            }
            "as" => {
                leaves.push((tokens[at + 1].clone(), std::mem::take(&mut path)));
                at += 2;
            }
            end @ ("," | "}" | ";") => {
                if path.len() > prefix.len() {
                    if path.last().is_some_and(|name| name == "self") {
                        path.pop();
                    }
                    leaves.push((path.last().unwrap().clone(), path));
                }
                if end != "," {
                    return at + 1;
                }
                path = prefix.clone();
                at += 1;
            }
            "::" => at += 1,
            name => {
                path.push(name.to_owned());
                at += 1;
            }
        }
    }
}

/// A path from the root of the crate; `None` for one into another crate.
fn absolute(module: &[String], path: &[String], is_child: &dyn Fn(&str) -> bool) -> Option<ModulePath> {
    let ups = path.iter().take_while(|name| *name == "super").count();
    let (base, rest) = match path[0].as_str() {
        "crate" | "payloadlint" => (&module[..0], &path[1..]),
        "self" => (module, &path[1..]),
        "super" => (&module[..module.len() - ups], &path[ups..]),
        name if is_child(name) => (module, path),
        _ => return None,
    };
    Some([base, rest].concat())
}

/// Who imports whom, by name.
pub(crate) type Graph = BTreeMap<String, BTreeSet<String>>;

/// The nodes that can be reached from `start`.
pub(crate) fn reachable(graph: &Graph, start: &str) -> BTreeSet<String> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![start]);
    while let Some(node) = open.pop() {
        open.extend(graph.get(node).into_iter().flatten().filter(|next| seen.insert((*next).clone())).map(|n| &**n));
    }
    seen
}

/// The sets of nodes in which each can be reached from each.
pub(crate) fn cycles(graph: &Graph) -> BTreeSet<BTreeSet<String>> {
    let reached: BTreeMap<_, _> = graph.keys().map(|node| (node, reachable(graph, node))).collect();
    let on_a_cycle = reached.iter().filter(|(node, seen)| seen.contains(**node));
    let cycle_of = |node: &String, seen: &BTreeSet<String>| {
        seen.iter().filter(|other| reached.get(other).is_some_and(|seen| seen.contains(node))).cloned().collect()
    };
    on_a_cycle.map(|(node, seen)| cycle_of(node, seen)).collect()
}

pub(crate) fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn the_architecture_page_lists_the_modules_in_order() {
    let page = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let (_, table) = page.split_once("<!-- begin: modules -->").expect("a mark");
    let (table, _) = table.split_once("<!-- end: modules -->").expect("a mark");
    let listed: Vec<&str> = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    assert_eq!(listed, ORDER);
}

#[test]
fn top_level_modules_import_those_below_them() {
    let modules: BTreeSet<&str> = SOURCES.modules.keys().filter_map(|path| path.first()).map(String::as_str).collect();
    assert_eq!(modules, ORDER.iter().copied().collect(), "`ORDER` must have every top-level module");
    let rank = |name: &str| ORDER.iter().position(|module| *module == name);
    let graph = SOURCES.graph(&[]);
    let edges = graph.iter().flat_map(|(from, targets)| targets.iter().map(move |to| (from, to)));
    let wrong: Vec<_> = edges
        .filter(|(from, to)| *from != "mod" && rank(from) <= rank(to))
        .map(|(from, to)| format!("`{from}` imports `{to}`, which is not below it in `ORDER`"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_cycle_within_a_folder() {
    let mut recursive: Vec<_> =
        RECURSIVE.iter().map(|(folder, files, _)| ((*folder).to_owned(), names(files))).collect();
    let mut wrong = Vec::new();
    for folder in SOURCES.folders() {
        let graph = SOURCES.graph(folder);
        for cycle in cycles(&graph) {
            let path = folder.join("/");
            let allowed = recursive.iter().position(|(folder, files)| *folder == path && *files == cycle);
            if allowed.map(|at| recursive.remove(at)).is_some() || TANGLED.contains(&&*path) {
                continue;
            }
            for from in &cycle {
                let imported: Vec<_> = graph[from].intersection(&cycle).cloned().collect();
                wrong.push(format!("src/{path}: {from} imports {}", imported.join(", ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(recursive, [], "no longer recursive");
}

#[test]
fn no_rule_imports_a_rule() {
    let is_rule = |path: &ModulePath| path.len() == 3 && path[0] == "rules";
    let wrong: Vec<_> = SOURCES
        .edges
        .iter()
        .filter(|(from, to)| is_rule(from) && is_rule(to))
        .map(|(from, to)| format!("{} imports {}", from.join("/"), to.join("/")))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_import_those_listed_above_them() {
    let mut wrong = Vec::new();
    for folder in TABLES_OF_CONTENTS {
        let path: ModulePath = folder.split('/').map(str::to_owned).collect();
        let words = SOURCES.modules[&path].tokens.windows(2);
        let listed: Vec<&str> = words.filter(|pair| pair[0] == "mod").map(|pair| &*pair[1]).collect();
        let rank = |name: &str| listed.iter().position(|file| *file == name);
        for (from, targets) in SOURCES.graph(&path).iter().filter(|(from, _)| *from != "mod") {
            let above = targets.iter().filter(|to| rank(from) <= rank(to));
            wrong
                .extend(above.map(|to| format!("src/{folder}: `{from}` imports `{to}`, which is not listed above it")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn mod_files_are_tables_of_contents() {
    for folder in TABLES_OF_CONTENTS {
        let tokens = &SOURCES.modules[&folder.split('/').map(str::to_owned).collect::<ModulePath>()].tokens;
        let mut at = 0;
        while at < tokens.len() {
            let end = end_of_item(tokens, at);
            let item = &tokens[at..end];
            // `include!` is the list of a family's rules.
            let is_listed = |word: &String| word == "mod" || word == "use" || word == "include";
            let is_listing = item.last().is_some_and(|end| end == ";") && item.iter().any(is_listed);
            assert!(is_listing, "src/{folder}/mod.rs: {}", item.join(" "));
            at = end;
        }
    }
}
