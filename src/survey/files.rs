//! The files of a source: a path, or a glob in which `{wave}`, `{brand}` or `{<segment>}` take a value from the name.

use crate::config::Written;
use crate::diag::{Diagnostic, suggest};
use crate::source::{ReadErrorKind, SourceReader, tidy_name};
use globset::{GlobBuilder, GlobMatcher};
use std::collections::{BTreeMap, BTreeSet};

/// One file that the pattern names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FoundFile {
    /// Its path, relative to the project's folder.
    pub path: String,
    /// What its name says, by placeholder.
    pub values: BTreeMap<String, String>,
}

/// A pattern cut at its placeholders: one text more than there are names.
#[derive(Debug, Default, PartialEq, Eq)]
struct Pattern {
    texts: Vec<String>,
    names: Vec<String>,
}

/// The files that `pattern` names, in the order of their names.
///
/// `placeholders` are the names that may stand in braces. Where a file's name can be cut in several ways, the
/// first is taken in which `is_wave` accepts the text of `{wave}`, with earlier placeholders as short as possible.
pub fn find(
    reader: &SourceReader,
    pattern: &Written<String>,
    placeholders: &[&str],
    is_wave: &dyn Fn(&str) -> bool,
) -> Result<Vec<FoundFile>, Diagnostic> {
    let text = pattern.value.strip_prefix("./").unwrap_or(&pattern.value);
    let parts: Vec<&str> = text.split('/').collect();
    let fixed = parts.iter().take_while(|part| !part.contains(['*', '?', '[', '{'])).count();
    if fixed == parts.len() {
        return match reader.stream(text) {
            Ok(source) => Ok(vec![FoundFile { path: source.name, values: BTreeMap::new() }]),
            Err(error) => {
                let problem = Diagnostic::error("data/no-file", error.to_string()).at(pattern.span);
                if error.kind == ReadErrorKind::IsFolder {
                    let all = format!("{}/*.csv", text.trim_end_matches('/'));
                    return Err(problem.hint(format!("to read every CSV file in it, write `files = \"{all}\"`")));
                }
                Err(near_names(reader, problem, &parts[..parts.len() - 1], parts[parts.len() - 1]))
            }
        };
    }
    let folder = tidy_name(&parts[..fixed].join("/"));
    let below = parts[fixed..].join("/");
    let cut = cut(&below, placeholders);
    let matchers = matchers(&cut).map_err(|problem| problem.at(pattern.span))?;
    let depth = if below.contains("**") { usize::MAX } else { parts.len() - fixed };
    let listed = reader.walk_levels(&folder, depth).map_err(|error| {
        let message = format!("no file matches `{}`: {error}", pattern.value);
        let problem = Diagnostic::error("data/no-file", message).at(pattern.span);
        near_folders(reader, problem, &parts[..fixed])
    })?;
    let mut found = Vec::new();
    for path in listed {
        let inside = path.strip_prefix(&folder).unwrap_or(&path).trim_start_matches('/');
        let name = inside.rsplit('/').next().unwrap_or(inside);
        // What editors, office programs and file systems leave beside a file.
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        if let Some(values) = capture(&cut, &matchers, inside, is_wave) {
            found.push(FoundFile { path, values });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    if found.is_empty() {
        let problem =
            Diagnostic::error("data/no-file", format!("no file matches `{}`", pattern.value)).at(pattern.span);
        return Err(near_names(reader, problem, &parts[..fixed], &below));
    }
    Ok(found)
}

/// The problem with a hint that names what lies in the folder.
fn near_names(reader: &SourceReader, problem: Diagnostic, folder: &[&str], wanted: &str) -> Diagnostic {
    let folder = tidy_name(&folder.join("/"));
    let shown = if folder.is_empty() { "the folder of the site-config".to_string() } else { format!("`{folder}`") };
    let Ok(listed) = reader.walk_levels(&folder, wanted.split('/').count()) else {
        return near_folders(reader, problem, &folder.split('/').collect::<Vec<_>>());
    };
    let inside: Vec<&str> =
        listed.iter().map(|p| p.strip_prefix(&folder).unwrap_or(p).trim_start_matches('/')).collect();
    if let Some(name) = suggest::nearest(wanted, inside.iter().copied()) {
        return problem.hint(format!("did you mean `{name}` in {shown}?"));
    }
    // Files that look like data first.
    let (mut names, others): (Vec<&str>, Vec<&str>) = inside
        .iter()
        .partition(|n| [".csv", ".tsv", ".txt", ".gz", ".zst"].iter().any(|end| n.to_lowercase().ends_with(end)));
    names.extend(others);
    match names.len() {
        0 => problem.hint(format!("there is no file in {shown}")),
        count => {
            let first: Vec<String> = names.iter().take(8).map(|name| format!("`{name}`")).collect();
            let more = if count > 8 { format!(" and {} more", count - 8) } else { String::new() };
            let are = if count == 1 { "is" } else { "are" };
            let problem = problem.hint(format!("in {shown} there {are} {}{more}", first.join(", ")));
            match names.iter().find(|name| is_workbook(name)) {
                Some(name) => problem.hint(format!("`{name}` is a workbook: save its sheet as CSV (UTF-8)")),
                None => problem,
            }
        }
    }
}

fn is_workbook(name: &str) -> bool {
    [".xlsx", ".xls", ".ods", ".numbers"].iter().any(|end| name.to_lowercase().ends_with(end))
}

/// How deep folders are looked at for one that a path may have meant.
const FOLDER_LEVELS: usize = 4;

/// The problem with a hint that names the folders that there are, where a path names one that there is not.
fn near_folders(reader: &SourceReader, problem: Diagnostic, path: &[&str]) -> Diagnostic {
    // Of the folders on the path, the deepest that has files below it.
    for end in (0..path.len()).rev() {
        let parent = tidy_name(&path[..end].join("/"));
        let Ok(listed) = reader.walk_levels(&parent, FOLDER_LEVELS) else { continue };
        let below = |name: &String| name.strip_prefix(&parent).unwrap_or(name).trim_start_matches('/').to_string();
        let inside = listed.iter().map(below).filter_map(|name| Some(name.split_once('/')?.0.to_string()));
        let folders: BTreeSet<String> = inside.filter(|name| !name.starts_with('.')).collect();
        let shown = if parent.is_empty() { "the folder of the site-config".into() } else { format!("`{parent}`") };
        if let Some(name) = suggest::nearest(path[end], folders.iter().map(String::as_str)) {
            return problem.hint(format!("did you mean `{name}` in {shown}?"));
        }
        let names: Vec<String> = folders.iter().take(8).map(|name| format!("`{name}`")).collect();
        return problem.hint(match names.as_slice() {
            [] => format!("there are no folders with files in {shown}"),
            names => format!("the folders in {shown} are {}", names.join(", ")),
        });
    }
    problem
}

fn cut(text: &str, placeholders: &[&str]) -> Pattern {
    let mut pattern = Pattern { texts: vec![String::new()], names: Vec::new() };
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((inside, behind)) = after.split_once('}') else { break };
        let last = pattern.texts.len() - 1;
        pattern.texts[last].push_str(before);
        if placeholders.contains(&inside) {
            pattern.names.push(inside.to_string());
            pattern.texts.push(String::new());
        } else {
            // Alternatives of the pattern itself: {csv,tsv}.
            pattern.texts[last].push_str(&format!("{{{inside}}}"));
        }
        rest = behind;
    }
    let last = pattern.texts.len() - 1;
    pattern.texts[last].push_str(rest);
    pattern
}

fn matchers(pattern: &Pattern) -> Result<Vec<GlobMatcher>, Diagnostic> {
    let matcher = |text: &String| match GlobBuilder::new(text).literal_separator(true).empty_alternates(true).build() {
        Ok(glob) => Ok(glob.compile_matcher()),
        Err(error) => Err(Diagnostic::error("data/glob", format!("`{text}` is not a file pattern: {}", error.kind()))
            .hint("`*` stands for any part of a name, `**` for any folders, `?` for one character")),
    };
    pattern.texts.iter().map(matcher).collect()
}

/// The values of the placeholders in a path that the pattern matches.
fn capture(
    pattern: &Pattern,
    matchers: &[GlobMatcher],
    path: &str,
    is_wave: &dyn Fn(&str) -> bool,
) -> Option<BTreeMap<String, String>> {
    let mut first = None;
    let mut good = None;
    let mut values = Vec::new();
    splits(matchers, path, &mut values, &mut |values: &[&str]| {
        let mut named = BTreeMap::new();
        for (name, value) in pattern.names.iter().zip(values) {
            // A placeholder that stands twice has one value.
            if *named.entry(name.clone()).or_insert_with(|| value.to_string()) != *value {
                return false;
            }
        }
        if named.get("wave").is_none_or(|wave| is_wave(wave)) {
            good = Some(named);
            return true;
        }
        first.get_or_insert(named);
        false
    });
    good.or(first)
}

/// Hands every way to cut the path at the placeholders to `take` until it returns true.
fn splits<'p>(
    matchers: &[GlobMatcher],
    path: &'p str,
    values: &mut Vec<&'p str>,
    take: &mut dyn FnMut(&[&str]) -> bool,
) -> bool {
    let [matcher, rest @ ..] = matchers else { return false };
    if rest.is_empty() {
        return matcher.is_match(path) && take(values);
    }
    let ends = |text: &'p str| text.char_indices().map(|(at, _)| at).chain([text.len()]);
    for value_start in ends(path).filter(|&at| matcher.is_match(&path[..at])) {
        let behind = &path[value_start..];
        for length in ends(behind).skip(1) {
            let value = &behind[..length];
            if value.contains('/') {
                break;
            }
            values.push(value);
            let done = splits(rest, &behind[length..], values, take);
            values.pop();
            if done {
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::testing::{anywhere, printed, reader};

    fn looked_up(files: &[&str], pattern: &str) -> Result<Vec<(String, String)>, String> {
        let files: Vec<(&str, &str)> = files.iter().map(|name| (*name, "x")).collect();
        let reader = reader(&files);
        let pattern = Written { value: pattern.to_string(), span: anywhere() };
        let is_wave = |text: &str| text.starts_with("20");
        let found = find(&reader, &pattern, &["wave", "brand", "region"], &is_wave);
        let joined = |values: &BTreeMap<String, String>| {
            values.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
        };
        match found {
            Ok(found) => Ok(found.iter().map(|file| (file.path.clone(), joined(&file.values))).collect()),
            Err(problem) => Err(printed(&reader, &[problem])),
        }
    }

    fn pairs(list: &[(&str, &str)]) -> Result<Vec<(String, String)>, String> {
        Ok(list.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect())
    }

    #[test]
    fn patterns_find_files_in_the_order_of_their_names() {
        let files = ["d/b.csv", "d/a.csv", "d/e/c.csv", "d/.hidden.csv", "d/~$a.csv", "d/a.txt", "x.csv"];
        assert_eq!(looked_up(&files, "./d/*.csv"), pairs(&[("d/a.csv", ""), ("d/b.csv", "")]));
        assert_eq!(looked_up(&files, "d/**/*.csv"), pairs(&[("d/a.csv", ""), ("d/b.csv", ""), ("d/e/c.csv", "")]));
        assert_eq!(looked_up(&files, "d/{a,b}.csv"), pairs(&[("d/a.csv", ""), ("d/b.csv", "")]));
        assert_eq!(looked_up(&files, "*.csv"), pairs(&[("x.csv", "")]));
        assert_eq!(looked_up(&files, "d/e/c.csv"), pairs(&[("d/e/c.csv", "")]));
    }

    #[test]
    fn names_of_files_give_values() {
        let files = ["r/fjord-2025-Q1.csv", "r/north-east-2025-Q2.csv"];
        assert_eq!(
            looked_up(&files, "r/{brand}-{wave}.csv"),
            pairs(&[
                ("r/fjord-2025-Q1.csv", "brand=fjord wave=2025-Q1"),
                ("r/north-east-2025-Q2.csv", "brand=north-east wave=2025-Q2")
            ])
        );
        assert_eq!(
            looked_up(&["r/2025/x 2025.csv"], "r/{wave}/* {wave}.csv"),
            pairs(&[("r/2025/x 2025.csv", "wave=2025")])
        );
        assert_eq!(looked_up(&["r/old.csv"], "r/{wave}.csv"), pairs(&[("r/old.csv", "wave=old")]));
        assert_eq!(looked_up(&["r/South/a.csv"], "r/{region}/*.csv"), pairs(&[("r/South/a.csv", "region=South")]));
    }

    #[test]
    fn a_pattern_that_finds_nothing_shows_what_there_is() {
        assert_eq!(
            looked_up(&["d/answers.csv", "d/readme.md"], "d/*.tsv").unwrap_err(),
            "error[data/no-file] site-config.toml:1:1: no file matches `d/*.tsv`\n\
             \x20 hint: in `d` there are `answers.csv`, `readme.md`\n"
        );
        assert_eq!(
            looked_up(&["d/answers.csv"], "d/answer.csv").unwrap_err(),
            "error[data/no-file] site-config.toml:1:1: there is no `d/answer.csv`\n\
             \x20 hint: did you mean `answers.csv` in `d`?\n"
        );
        assert_eq!(
            looked_up(&["d/answers.csv"], "data/*.csv").unwrap_err(),
            "error[data/no-file] site-config.toml:1:1: no file matches `data/*.csv`: there is no `data`\n\
             \x20 hint: the folders in the folder of the site-config are `d`\n"
        );
        assert!(looked_up(&["d/a.csv"], "d/[.csv").unwrap_err().starts_with("error[data/glob]"));
    }
}
