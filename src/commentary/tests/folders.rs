use super::{QUARTERS, listed, wave};
use crate::commentary::{EditionFolder, read_folder};
use crate::config::Written;
use crate::source::{SourceReader, Span};

fn read(root: &str, files: &[&str]) -> (Vec<EditionFolder>, Vec<String>) {
    let files = files.iter().map(|name| (*name, "x")).chain([("site-config.toml", "commentary = \"c\"")]);
    let reader = SourceReader::memory(files);
    let span = Span::new(reader.read("site-config.toml").unwrap().id, 13, 16);
    let checked = read_folder(&reader, &Written { value: root.to_owned(), span }, &QUARTERS);
    let problems = listed(&reader, &checked.diagnostics);
    (checked.value.unwrap_or_default(), problems)
}

#[test]
fn editions_are_in_the_order_of_their_waves() {
    for root in ["c", "c/", "./c", "d/../c"] {
        let (editions, problems) = read(
            root,
            &["c/2026Q3/nps.md", "c/2026Q3/a/b.png", "c/2026Q3/.DS_Store", "c/2025-q4/Overview.MD", "c/README.md"],
        );
        assert_eq!(problems, Vec::<String>::new());
        let edition = |name: &str, path: &str, texts: &[&str], assets: &[&str]| EditionFolder {
            wave: wave(name),
            path: path.into(),
            texts: texts.iter().map(ToString::to_string).collect(),
            assets: assets.iter().map(ToString::to_string).collect(),
        };
        assert_eq!(
            editions,
            [
                edition("2025-Q4", "c/2025-q4", &["Overview.MD"], &[]),
                edition("2026-Q3", "c/2026Q3", &["nps.md"], &["a/b.png"])
            ]
        );
        assert_eq!(editions[0].file("Overview.MD"), "c/2025-q4/Overview.MD");
    }
}

#[test]
fn what_has_no_place_is_reported() {
    let (editions, problems) = read(
        "d/c",
        &[
            "d/c/notes.md",
            "d/c/drafts/a.md",
            "d/c/drafts/b.md",
            "d/c/2026-q3/deep/x.md",
            "d/c/2026Q3/a.md",
            "d/c/2026-q2/a.md",
        ],
    );
    assert_eq!(editions.len(), 3);
    assert_eq!(
        problems,
        [
            "1:14-17 warning commentary/text-too-deep: `d/c/2026-q3/deep/x.md` is not read: texts stand directly in the folder of \
             their edition | move it to `d/c/2026-q3`",
            "1:14-17 error commentary/not-an-edition: the folder `d/c/drafts` names no wave of this report | name the folder after \
             the wave of its edition, a quarter such as `2026-Q3`",
            "1:14-17 warning commentary/stray-file: `d/c/notes.md` stands in no edition and is not used | move it into the folder \
             of its edition, a quarter such as `2026-Q3`",
            "1:14-17 error commentary/two-folders: `d/c/2026-q3` and `d/c/2026Q3` are both the folder of 2026-Q3 | put all texts \
             of an edition into one folder",
        ]
    );
}

#[test]
fn a_folder_that_is_not_there() {
    let (_, problems) = read("nope", &[]);
    assert_eq!(
        problems,
        [
            "1:14-17 error commentary/no-folder: the commentary folder cannot be listed: there is no `nope` | make the folder, or \
          leave `commentary` out of the site-config"
        ]
    );
}
