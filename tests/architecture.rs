//! The shape of the source: who may use whom, who touches the disk, which crate lives where.
//!
//! The order of the modules is that of `src/lib.rs`: groups, set apart by empty lines, and a module may use those of
//! the groups above its own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A module that uses one beside or below it, and why that is right.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

/// Modules that must not know each other though their order would allow it, and why.
const STRANGERS: &[(&str, &str, &str)] = &[
    ("chart", "survey", "a chart takes estimates, never responses"),
    ("chart", "cube", "a chart takes estimates, never tallies"),
    ("templates", "cube", "a template sees a page's view and nothing else"),
    ("pages", "cube", "a page shows figures, so that none lacks its base"),
    ("cli", "stats", "the command line computes nothing"),
];

/// Files that may touch the disk.
const DOORS: &[&str] = &[
    "source/files.rs",
    "source/store.rs",
    "output/publish.rs",
    "output/publish/",
    "output/create.rs",
    "output/record.rs",
];

/// Outside crates that shape our code, and where alone they are used.
const HOMES: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["diag/terminal.rs"]),
    ("anstream", &["cli/console.rs"]),
    ("axum", &["serve/server.rs"]),
    ("chardetng", &["survey/encoding.rs"]),
    ("clap", &["cli/args.rs", "cli/mod.rs"]),
    ("csv", &["survey/table.rs", "list/delimited.rs", "pages/data_files.rs", "verify/rows.rs"]),
    ("csv_core", &["survey/split.rs", "list/cell.rs"]),
    ("encoding_rs", &["config/", "survey/", "cli/args.rs"]),
    ("fixed_decimal", &["number.rs"]),
    ("futures_util", &["serve/server.rs"]),
    ("flate2", &["survey/packed.rs"]),
    ("foldhash", &["survey/duplicates.rs"]),
    ("globset", &["config/read/source.rs", "survey/files.rs"]),
    ("granit_parser", &["commentary/front_matter.rs"]),
    ("ammonia", &["commentary/raw.rs"]),
    ("html5gum", &["markup.rs"]),
    ("icu_decimal", &["number.rs"]),
    ("icu_normalizer", &["language/fold.rs"]),
    ("icu_segmenter", &["language/words.rs"]),
    ("indexmap", &["message.rs"]),
    ("libm", &["stats/"]),
    ("md5", &["survey/replicate.rs"]),
    ("memchr", &["pages/marks.rs", "survey/"]),
    ("notify", &["serve/watcher.rs"]),
    ("plotters", &["chart/"]),
    ("plotters_backend", &["chart/"]),
    ("postcard", &["pipeline/keep.rs", "pipeline/keep/"]),
    ("pulldown_cmark", &["commentary/", "list/markdown.rs"]),
    ("regex", &["voice/mask.rs"]),
    ("rustix", &["output/publish", "serve/disk.rs"]),
    ("ruzstd", &["survey/packed.rs"]),
    ("sha2", &["fingerprint.rs", "voice/draw.rs"]),
    ("stop_words", &["language/stop.rs"]),
    ("tera", &["templates.rs", "templates/"]),
    ("tokio", &["serve/"]),
    ("toml", &["commentary/accepted.rs", "commentary/body.rs", "config/", "message.rs"]),
    ("walkdir", &["source/files.rs", "output/publish/"]),
    ("wide", &["survey/blocks.rs"]),
];

/// The longest file that a reader can still hold in mind.
const MOST_LINES: usize = 600;

#[test]
fn modules_use_only_those_above_them() {
    let groups = groups(&read(&root().join("src/lib.rs")));
    let level: BTreeMap<&str, usize> =
        groups.iter().enumerate().flat_map(|(i, names)| names.iter().map(move |name| (name.as_str(), i))).collect();
    let (mut wrong, mut excused) = (Vec::new(), BTreeSet::new());
    for file in sources() {
        let Some(own) = level.get(file.module()) else { continue };
        for used in uses(&file.code, file.depth(), &level.keys().copied().collect()) {
            let allowed = used == file.module() || level[used.as_str()] < *own;
            let excuse = EXCEPTIONS.iter().find(|(user, name, _)| *user == file.module() && *name == used);
            let stranger = STRANGERS.iter().find(|(user, name, _)| *user == file.module() && *name == used);
            match (allowed, excuse, stranger) {
                (_, _, Some((_, _, reason))) => wrong.push(format!("{} uses `{used}`: {reason}", file.path)),
                (false, None, _) => wrong.push(format!("{} uses `{used}`, which is not above it", file.path)),
                (false, Some(excuse), _) => drop(excused.insert(excuse)),
                (true, ..) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let unused: Vec<_> = EXCEPTIONS.iter().filter(|excuse| !excused.contains(excuse)).collect();
    assert!(unused.is_empty(), "exceptions that nothing needs: {unused:#?}");
}

#[test]
fn only_the_doors_touch_the_disk() {
    let touches = |file: &File| {
        ["std::fs", "File::", "OpenOptions", "use std::{fs", "read_dir("].iter().any(|word| has_word(&file.code, word))
    };
    let doors = |file: &File| DOORS.iter().any(|door| file.path.starts_with(door));
    let (doors, others): (Vec<_>, Vec<_>) = sources().into_iter().filter(touches).partition(doors);
    assert!(others.is_empty(), "these touch the disk: {:?}", others.iter().map(|file| &file.path).collect::<Vec<_>>());
    let useless = |door: &&&str| !doors.iter().any(|file| file.path.starts_with(**door));
    assert_eq!(
        DOORS.iter().filter(useless).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "doors that nothing goes through"
    );
}

#[test]
fn outside_crates_stay_at_home() {
    let sources = sources();
    let mut wrong = Vec::new();
    for (name, homes) in HOMES {
        let users: Vec<_> = sources.iter().filter(|file| has_word(&file.code, &format!("{name}::"))).collect();
        for file in users.iter().filter(|file| !homes.iter().any(|home| file.path.starts_with(home))) {
            wrong.push(format!("{} uses the crate {name}, which belongs into {homes:?}", file.path));
        }
        for home in homes.iter().filter(|home| !users.iter().any(|file| file.path.starts_with(**home))) {
            wrong.push(format!("{home} is said to be a home of the crate {name}, and does not use it"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_depends_on_the_order_of_a_hash_map() {
    let named = |file: &File| has_word(&file.code, "HashMap") || has_word(&file.code, "HashSet");
    let wrong: Vec<_> = sources().into_iter().filter(named).map(|file| file.path).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn no_file_is_too_long_to_read() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "examples", "benches"] {
        for path in rust_files(&root().join(folder)) {
            let lines = read(&path).lines().count();
            if lines > MOST_LINES {
                wrong.push(format!("{}: {lines} lines", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn uses_are_found_however_they_are_written() {
    let known = BTreeSet::from(["diag", "source", "wave", "stats", "number"]);
    let code = without_comments(
        "use crate::diag::Diagnostic; // crate::stats is not used
         use crate::{source::{Span, number_of}, wave};
         fn f() -> super::super::stats::Interval { crate :: number::round(1.0) }
         use super::source_of; use super::wave_like;",
    );
    let found: Vec<_> = uses(&code, 2, &known).into_iter().collect();
    assert_eq!(found, ["diag", "number", "source", "stats", "wave"]);
    assert_eq!(uses("use super::wave::Wave;", 1, &known), BTreeSet::from(["wave".to_string()]));
    assert_eq!(uses("use super::wave::Wave;", 2, &known), BTreeSet::new());
    assert_eq!(groups("//! a\n\npub mod b;\npub mod c;\n\npub mod d;\n"), [vec!["b", "c"], vec!["d"]]);
}

/// One file below `src`, with its comments taken out.
struct File {
    /// Relative to `src`, with `/`.
    path: String,
    code: String,
}

impl File {
    /// The module at the top that it belongs to.
    fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// How many modules its own path has.
    fn depth(&self) -> usize {
        self.path.split('/').filter(|part| *part != "mod.rs").count()
    }
}

fn sources() -> Vec<File> {
    let folder = root().join("src");
    let file = |path: PathBuf| File {
        path: path.strip_prefix(&folder).expect("below src").to_string_lossy().replace('\\', "/"),
        code: without_comments(&read(&path)),
    };
    let found: Vec<_> = rust_files(&folder).into_iter().map(file).collect();
    assert!(found.len() > 40, "only {} files below src", found.len());
    found
}

/// The modules of `lib.rs` by group.
fn groups(lib: &str) -> Vec<Vec<String>> {
    let blocks = lib.split("\n\n").map(|block| {
        let names = block.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
        names.map(str::to_string).collect::<Vec<_>>()
    });
    blocks.filter(|names| !names.is_empty()).collect()
}

/// Which of the modules `known`, all at the top, the code of a module `depth` below the crate uses.
fn uses(code: &str, depth: usize, known: &BTreeSet<&str>) -> BTreeSet<String> {
    let tokens = tokens(code);
    let mut found = BTreeSet::new();
    for at in 0..tokens.len() {
        if at > 0 && tokens[at - 1] == "::" {
            continue;
        }
        let supers = tokens[at..].iter().step_by(2).take_while(|token| **token == "super").count();
        let from = match tokens[at] {
            "crate" => at + 1,
            "super" if supers >= depth => at + 2 * supers - 1,
            _ => continue,
        };
        if tokens.get(from) != Some(&"::") {
            continue;
        }
        let names = match tokens.get(from + 1) {
            Some(&"{") => first_names(&tokens[from + 2..]),
            name => name.into_iter().copied().collect(),
        };
        found.extend(names.into_iter().filter(|name| known.contains(name)).map(str::to_string));
    }
    found
}

/// The names that a list in braces begins each of its members with.
fn first_names<'a>(tokens: &[&'a str]) -> Vec<&'a str> {
    let (mut depth, mut first, mut names) = (0, true, Vec::new());
    for token in tokens {
        match *token {
            "{" => depth += 1,
            "}" if depth == 0 => break,
            "}" => depth -= 1,
            "," if depth == 0 => first = true,
            name if first && depth == 0 => {
                names.push(name);
                first = false;
            }
            _ => {}
        }
    }
    names
}

/// Words, `::`, and every other sign by itself.
fn tokens(code: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = if is_word(first) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        tokens.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    tokens
}

/// Whether `word` stands in the code and is not the end of a longer name.
fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

fn without_comments(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.expect("an entry of a folder").path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_template_of_the_folder_is_built_in() {
    let listed = read(&root().join("src/templates/embedded.rs"));
    let files = std::fs::read_dir(root().join("templates")).expect("a folder").map(|entry| entry.expect("an entry"));
    let names = files.filter(|file| file.path().is_file()).map(|file| file.file_name().to_string_lossy().into_owned());
    let missing: Vec<String> = names.filter(|name| !listed.contains(&format!("\"{name}\""))).collect();
    assert!(missing.is_empty(), "add to src/templates/embedded.rs: {missing:?}");
}

/// Whether documentation says where something comes from: a year of publication, R, another item, or that it is a
/// convention.
fn is_cited(text: &str) -> bool {
    let year = |word: &str| {
        let digits: String = word.chars().filter(char::is_ascii_digit).collect();
        digits.len() == 4 && ["18", "19", "20"].iter().any(|century| digits.starts_with(century))
    };
    text.split_whitespace().any(year) || ["R's", "R survey", "[`", "convention"].iter().any(|word| text.contains(word))
}

#[test]
fn every_function_of_the_statistics_names_its_source() {
    let mut without = Vec::new();
    let folder = root().join("src/stats");
    let files = rust_files(&folder);
    assert!(files.len() > 40, "only {} files of statistics", files.len());
    for path in files.iter().filter(|path| !path.ends_with("stats/mod.rs")) {
        let (name, text) = (path.display(), read(path));
        let lines: Vec<&str> = text.split("#[cfg(test)]").next().unwrap_or_default().lines().map(str::trim).collect();
        let head: String = lines.iter().filter_map(|line| line.strip_prefix("//!")).collect::<Vec<_>>().join(" ");
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("pub fn ")) {
            let above = lines[..at].iter().rev().take_while(|line| line.starts_with("///") || line.starts_with("#["));
            let words: Vec<&str> = above.filter_map(|line| line.strip_prefix("///")).collect();
            if words.is_empty() || !(is_cited(&words.join(" ")) || is_cited(&head)) {
                without.push(format!("{name}: {line}"));
            }
        }
    }
    assert!(without.is_empty(), "without a source:\n{}", without.join("\n"));
}
