//! Whatever the files of a project hold, a build never panics, and one that fails says where.

use proptest::prelude::*;
use std::collections::BTreeMap;
use wavemark::diag::terminal::{self, Style};
use wavemark::diag::{Checked, Diagnostic, Severity, in_order, json};
use wavemark::output::BuiltSite;
use wavemark::pipeline::{self, BUILD_INFO, BuildOptions};
use wavemark::source::SourceReader;

const CONFIG: &str = "site-config.toml";

/// The files of a project, by their paths.
type Files = Vec<(String, Vec<u8>)>;

/// A small project that uses every kind of input.
fn project() -> Files {
    [
        (CONFIG, include_str!("hostile_input/site-config.toml")),
        ("responses/2026-Q1.csv", include_str!("hostile_input/responses-2026-Q1.csv")),
        ("responses/2026-Q2.csv", include_str!("hostile_input/responses-2026-Q2.csv")),
        ("calls.csv", include_str!("hostile_input/calls.csv")),
        ("benchmarks.csv", include_str!("hostile_input/benchmarks.csv")),
        ("commentary/2026-q2/overview.md", include_str!("hostile_input/overview.md")),
        ("templates/404.html", include_str!("hostile_input/404.html")),
    ]
    .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
    .to_vec()
}

fn build(reader: &SourceReader) -> Checked<BuiltSite> {
    let built = pipeline::build(reader, &BuildOptions::new(CONFIG));
    let errors: Vec<_> = built.diagnostics.iter().filter(|problem| problem.severity == Severity::Error).collect();
    assert_eq!(built.value.is_none(), !errors.is_empty(), "a site is built unless there is an error");
    if !errors.is_empty() {
        // Of a file that cannot be read there is no place, only its name.
        let unread = ["config/missing-file", "template/unreadable"];
        let placed = |problem: &Diagnostic| problem.span.is_some() || unread.contains(&problem.code);
        assert!(errors.iter().any(|problem| placed(problem)), "no error has a place: {errors:?}");
    }
    for problem in in_order(reader, built.diagnostics.clone()) {
        if let Some(span) = problem.span {
            let length = reader.counted(span.source).len();
            assert!(span.start <= span.end && span.end <= length.max(span.start), "{problem:?} in {length} bytes");
        }
        let shown = terminal::render(reader, &problem, Style::PLAIN);
        assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "control characters in {shown:?}");
        assert!(json::line(reader, &problem).starts_with('{'));
    }
    built
}

/// What may happen to a file on its way: a part is lost, doubled, moved, or replaced.
#[derive(Debug, Clone)]
enum Damage {
    Cut(usize, usize),
    Truncate(usize),
    Flip(usize, u8),
    Insert(usize, String),
    Copy(usize, usize, usize),
}

/// What means something in one of the languages in which files are written.
#[rustfmt::skip]
const TOKENS: [&str; 58] = [
    "\"", "'", "\"\"\"", "\n", "\r\n", "\r", "\0", ",", ";", "\t", "|", "{{", "}}", "{%", "%}", "{#", "[", "]", "[[", "]]", "(", ")",
    "<", ">", "=", "@", "#", "*", "_", "-", "/", "..", "$", "\\", "\\{{", "---\n", "```", "[^1]", "claim:", "&#10;", "nps", "true",
    "{wave}", "-1", "1e999", "99999999999999999999", "0.1.2", "2026-02-30", "NaN", "inf", "\u{feff}", "é", "漢", "x\u{301}", "\u{202e}",
    "\u{f0000}x", "\u{1b}[31m", "٣",
];

fn damage() -> impl Strategy<Value = Damage> {
    let at = 0..4000_usize;
    prop_oneof![
        (at.clone(), 1..60_usize).prop_map(|(at, length)| Damage::Cut(at, length)),
        at.clone().prop_map(Damage::Truncate),
        (at.clone(), any::<u8>()).prop_map(|(at, bits)| Damage::Flip(at, bits)),
        (at.clone(), proptest::sample::select(TOKENS.to_vec()))
            .prop_map(|(at, token)| Damage::Insert(at, token.into())),
        (at.clone(), at.clone(), 1..80_usize).prop_map(|(from, to, length)| Damage::Copy(from, to, length)),
    ]
}

fn damaged(bytes: &mut Vec<u8>, damage: &Damage) {
    let within = |at: usize| at % (bytes.len() + 1);
    match damage {
        Damage::Cut(at, length) => {
            let (start, end) = (within(*at), bytes.len().min(within(*at) + length));
            bytes.drain(start..end);
        }
        Damage::Truncate(at) => bytes.truncate(within(*at)),
        Damage::Flip(at, bits) => {
            let at = within(*at);
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= bits;
            }
        }
        Damage::Insert(at, token) => {
            let at = within(*at);
            bytes.splice(at..at, token.bytes());
        }
        Damage::Copy(from, to, length) => {
            let (from, to) = (within(*from), within(*to));
            let part = bytes[from..bytes.len().min(from + length)].to_vec();
            bytes.splice(to..to, part);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damaged_files_never_break_the_program(all in prop::collection::vec((0..7_usize, damage()), 1..4)) {
        let mut files = project();
        for (at, damage) in &all {
            damaged(&mut files[*at].1, damage);
        }
        build(&SourceReader::memory(files));
    }
}

#[test]
fn the_project_is_whole_before_it_is_damaged() {
    let reader = SourceReader::memory(project());
    let built = build(&reader);
    let problems = terminal::render_all(&reader, &built.diagnostics, Style::PLAIN);
    assert!(built.value.is_some(), "{problems}");
    assert_eq!(problems, "");
}

/// The site's files by their paths, but for the one that knows its inputs by their bytes.
fn site(built: Checked<BuiltSite>) -> BTreeMap<String, String> {
    let problems: Vec<_> = built.diagnostics.iter().map(|problem| (problem.code, &problem.message)).collect();
    let Some(site) = built.value else { panic!("there is no site: {problems:?}") };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let files = site.iter().filter(|(path, _)| path.as_str() != BUILD_INFO);
    files.map(|(path, file)| (path.as_str().to_owned(), text(file.bytes()))).collect()
}

fn changed(change: impl Fn(&str, &str) -> String) -> Files {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("a text");
    project().iter().map(|(name, bytes)| (name.clone(), change(name, &text(bytes)).into_bytes())).collect()
}

#[test]
fn windows_line_ends_and_byte_order_marks_change_nothing() {
    let plain = site(build(&SourceReader::memory(project())));
    // The author's template is written out as it is.
    let windows = changed(|name, text| if name.ends_with(".html") { text.into() } else { text.replace('\n', "\r\n") });
    assert_eq!(site(build(&SourceReader::memory(windows))), plain);
    let marked = changed(|_, text| format!("\u{feff}{text}"));
    assert_eq!(site(build(&SourceReader::memory(marked))), plain);
    let both = changed(|_, text| format!("\u{feff}{}", text.replace('\n', "\r\n")));
    assert!(build(&SourceReader::memory(both)).value.is_some());
}

#[test]
fn a_config_that_says_nothing_is_told_what_it_needs() {
    for text in ["", "\n", "# nothing\n# yet\n", "\u{feff}", "\u{feff}# nothing\r\n", "[site]", "[[metric]]"] {
        let built = build(&SourceReader::memory([(CONFIG, text)]));
        assert!(built.value.is_none(), "{text:?}");
    }
}

#[test]
fn a_cell_may_be_as_long_as_the_file() {
    let long = "word ".repeat(200_000);
    for (at, cell) in
        [(1, format!("\"{long}")), (1, long.clone()), (3, long.replace(' ', ";")), (4, format!("\"{long}"))]
    {
        let mut files = project();
        files[at].1.extend(cell.bytes());
        build(&SourceReader::memory(files));
    }
}

// Elsewhere names of files are text.
#[cfg(target_os = "linux")]
mod on_a_disk {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;
    use tempfile::TempDir;

    fn on_disk() -> TempDir {
        let folder = TempDir::new().expect("a folder");
        for (name, bytes) in project() {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
            std::fs::write(path, bytes).expect("a new file");
        }
        folder
    }

    fn told(folder: &Path) -> (bool, String) {
        let reader = SourceReader::disk(folder);
        let built = build(&reader);
        let told =
            in_order(&reader, built.diagnostics).iter().map(|p| format!("{}: {}\n", p.code, p.message)).collect();
        (built.value.is_some(), told)
    }

    #[test]
    fn a_folder_in_place_of_a_file_is_told() {
        let cases = [
            (CONFIG, Some("the site-config cannot be read: `site-config.toml` is a folder, not a file")),
            ("calls.csv", Some("`calls.csv` is a folder, not a file")),
            ("benchmarks.csv", Some("`benchmarks.csv` is a folder, not a file")),
            // Where files are listed, a folder is none of them.
            ("commentary/2026-q2/overview.md", None),
            ("templates/404.html", None),
        ];
        for (name, expected) in cases {
            let folder = on_disk();
            std::fs::remove_file(folder.path().join(name)).expect("the file");
            std::fs::create_dir(folder.path().join(name)).expect("a new folder");
            let (built, told) = told(folder.path());
            assert_eq!(built, expected.is_none(), "{name}: {told}");
            assert!(expected.is_none_or(|expected| told.contains(expected)), "{name}: {told}");
        }
    }

    #[test]
    fn names_that_are_not_text_are_told() {
        let cases = [
            ("responses", "csv", Some("data/unreadable: the name of `responses/\u{fffd}\u{fffd}.csv`")),
            (
                "commentary/2026-q2",
                "md",
                Some("commentary/unreadable: the name of `commentary/2026-q2/\u{fffd}\u{fffd}.md`"),
            ),
            ("templates", "html", Some("template/unreadable: the name of `templates/\u{fffd}\u{fffd}.html`")),
            // Nothing asks for this one.
            ("commentary/2026-q2", "png", None),
        ];
        for (at, end, expected) in cases {
            let folder = on_disk();
            let name = [b"\xe9\xff.", end.as_bytes()].concat();
            std::fs::write(folder.path().join(at).join(OsStr::from_bytes(&name)), "id\n").expect("a new file");
            let (built, told) = told(folder.path());
            assert_eq!(built, expected.is_none(), "{at}: {told}");
            let told_all = expected.is_none_or(|expected| told.contains(&format!("{expected} is not text in UTF-8")));
            assert!(told_all, "{at}: {told}");
        }
    }

    #[test]
    fn links_to_nothing_are_no_files() {
        let folder = on_disk();
        for at in ["responses", "commentary", "commentary/2026-q2", "templates"] {
            std::os::unix::fs::symlink("me@machine.4711", folder.path().join(at).join("lock.csv")).expect("a link");
        }
        let (built, told) = told(folder.path());
        assert!(built, "{told}");
    }
}
