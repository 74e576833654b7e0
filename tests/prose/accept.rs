//! Paragraphs are recorded with the figures that they were written against, and told of when these have moved.

use crate::project::{CONFIG, file, listed, reader_with, responses};
use std::path::Path;
use tempfile::TempDir;
use wavemark::pipeline::{BuildOptions, build, standing};
use wavemark::source::SourceReader;

const TEXT: &str = "---\ntitle: NPS at {{ nps }}\n---\n\n# Ικανοποίηση {{ csat }}\n\nNPS stands at {{ nps }} (满意 {{ nps n }}).\n\n\
                    Fjord's NPS is 48.3.\n\n- North: {{ nps@region=North }}\n- waits: {{ wait }}\n\nNothing here.\n";

/// The record as it is made of the text.
fn record() -> String {
    let reader = reader_with(CONFIG, &[("2026-q2/overview.md", TEXT)]);
    let checked = standing(&reader, &BuildOptions::new("site-config.toml"));
    assert_eq!(listed(&reader, &checked.diagnostics), Vec::<String>::new());
    let standing = checked.value.expect("a report without errors");
    let texts = &standing[0].texts;
    assert_eq!((standing[0].folder.as_str(), texts[0].0.as_str()), ("commentary/2026-q2", "overview.md"));
    wavemark::commentary::Accepted { paragraphs: texts[0].1.clone() }.write()
}

#[test]
fn a_record_names_each_paragraph_with_its_values() {
    let record = record();
    let lines: Vec<&str> = record.lines().filter(|line| !line.starts_with("text = ")).collect();
    assert_eq!(
        lines.join("\n"),
        "# The figures that each paragraph was written against. `wavemark accept` writes this file; keep it with the texts.\n\
         \n[[paragraph]]\nfile = \"overview.md\"\nbegins = \"NPS at {{ nps }}\"\n[paragraph.values]\n\"nps\" = \"39.5\"\n\
         \n[[paragraph]]\nfile = \"overview.md\"\nbegins = \"Ικανοποίηση {{ csat }}\"\n[paragraph.values]\n\"csat\" = \"75%\"\n\
         \n[[paragraph]]\nfile = \"overview.md\"\nunder = \"Ικανοποίηση 75%\"\nbegins = \"NPS stands at {{ nps }} (满意 {{ nps n }}).\"\n\
         [paragraph.values]\n\"nps\" = \"39.5\"\n\"nps n\" = \"200\"\n\
         \n[[paragraph]]\nfile = \"overview.md\"\nunder = \"Ικανοποίηση 75%\"\nbegins = \"Fjord's NPS is 48.3.\"\n\
         [paragraph.values]\n\"nps@brand=Fjord\" = \"48.3\"\n\
         \n[[paragraph]]\nfile = \"overview.md\"\nunder = \"Ικανοποίηση 75%\"\nbegins = \"North: {{ nps@region=North }}\"\n\
         [paragraph.values]\n\"nps@region=North\" = \"38.0\"\n\
         \n[[paragraph]]\nfile = \"overview.md\"\nunder = \"Ικανοποίηση 75%\"\nbegins = \"waits: {{ wait }}\"\n\
         [paragraph.values]\n\"wait\" = \"65\u{a0}s\""
    );
    assert_eq!(record, self::record());
}

/// The report a while later: ten more answers from the north, all of promoters.
fn later(record: &str, text: &str) -> SourceReader {
    let mut csv = responses();
    for at in 0..10 {
        csv.push_str(&format!("new-{at},2026-06-{:02},Northwind,North,10,5,65\n", at + 10));
    }
    let files = [
        ("site-config.toml", CONFIG),
        ("responses.csv", &csv),
        ("commentary/2026-q2/overview.md", text),
        ("commentary/2026-q2/accepted.toml", record),
    ];
    SourceReader::memory(files)
}

#[test]
fn paragraphs_whose_figures_moved_are_told_of_and_marked_in_a_preview() {
    let reader = later(&record(), TEXT);
    let checked = build(&reader, &BuildOptions::new("site-config.toml"));
    let told = listed(&reader, &checked.diagnostics);
    assert_eq!(
        told,
        [
            "2:8-24 warning commentary/stale: written when `nps` was 39.5, now 42.4",
            "7:1-42 warning commentary/stale: written when `nps` was 39.5, now 42.4; when `nps n` was 200, now 210",
            "11:3-32 warning commentary/stale: written when `nps@region=North` was 38.0, now 43.6",
        ]
    );
    let page = |options: BuildOptions| {
        let site = build(&reader, &options).value.expect("a report without errors");
        String::from_utf8(file(&site, "index.html").expect("an overview")).expect("text")
    };
    assert!(!page(BuildOptions::new("site-config.toml")).contains("class=\"stale\""));
    let preview = page(BuildOptions::preview("site-config.toml"));
    assert_eq!(preview.matches("class=\"stale\"").count(), 2);
    assert!(preview.contains("<p class=\"stale\">NPS stands at") && preview.contains("<li class=\"stale\">North"));
}

#[test]
fn claims_are_recorded_with_what_the_data_said_of_them() {
    let text = "[Satisfaction rose](claim:csat/rose/previous).\n";
    let reader = reader_with(CONFIG, &[("2026-q2/overview.md", text)]);
    let standing = standing(&reader, &BuildOptions::new("site-config.toml")).value.expect("a report without errors");
    let mut paragraphs = standing[0].texts[0].1.clone();
    let key = "claim:csat/rose/previous".to_owned();
    assert_eq!(paragraphs[0].values, std::collections::BTreeMap::from([(key.clone(), "supported".to_owned())]));
    paragraphs[0].values.insert(key, "unproven".to_owned());
    let record = wavemark::commentary::Accepted { paragraphs }.write();
    let reader = later(&record, text);
    let told = listed(&reader, &build(&reader, &BuildOptions::new("site-config.toml")).diagnostics);
    let moved = "written when `claim:csat/rose/previous` was unproven, now supported";
    assert_eq!(told, [format!("1:2-47 warning commentary/stale: {moved}")]);
}

#[test]
fn a_changed_paragraph_is_a_new_one() {
    let changed =
        TEXT.replace("stands at", "is").replace("- North:", "- the north:").replace("title: NPS", "title: It is");
    let reader = later(&record(), &changed);
    assert_eq!(build(&reader, &BuildOptions::new("site-config.toml")).diagnostics, []);
    let broken = later("[[paragraph]]\nfil = \"overview.md\"\n", TEXT);
    let told = listed(&broken, &build(&broken, &BuildOptions::new("site-config.toml")).diagnostics);
    assert_eq!(told.len(), 1);
    assert!(
        told[0].starts_with("2:1-4 error commentary/bad-record: this record cannot be read: unknown field `fil`"),
        "{told:?}"
    );
}

#[test]
fn a_paragraph_is_known_in_another_file_and_a_headline_too() {
    let text = "NPS stands at {{ nps }}.\n\n```chart\nkind = \"trend\"\nmetric = \"nps\"\nheadline = \"[Satisfaction rose](claim:csat/rose) and NPS stands at 39.5 and {{ csat }}\"\n```\n";
    let reader = reader_with(CONFIG, &[("2026-q2/story.md", text)]);
    let standing = standing(&reader, &BuildOptions::new("site-config.toml")).value.expect("a report without errors");
    let paragraphs = standing[0].texts[0].1.clone();
    let keys: Vec<&String> = paragraphs[1].values.keys().collect();
    assert_eq!(keys, ["claim:csat/rose", "csat", "nps"]);
    let record = wavemark::commentary::Accepted { paragraphs }.write();
    // The file has another name now, and the figures have moved.
    let reader = later(&record, text);
    let told = listed(&reader, &build(&reader, &BuildOptions::new("site-config.toml")).diagnostics);
    let moved = "warning commentary/stale: written when `nps` was 39.5, now 42.4";
    assert!(told.contains(&format!("1:1-25 {moved}")), "{told:?}");
    assert!(told.contains(&format!("6:12-88 {moved}")), "{told:?}");
}

#[test]
fn the_command_writes_the_record_and_says_so() {
    let folder = TempDir::new().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder above")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write("site-config.toml", CONFIG);
    write("responses.csv", &responses());
    write("commentary/2026-q2/overview.md", TEXT);
    write("commentary/2026-q2/nps.md", "Up to {{ nps }}.\n");
    let accept = |files: &[&str]| {
        let output = assert_cmd::Command::cargo_bin("wavemark")
            .expect("the program")
            .current_dir(folder.path())
            .arg("accept")
            .args(files)
            .output()
            .expect("a run");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let path = Path::new("commentary").join("2026-q2").join("accepted.toml");
    let (code, said, _) = accept(&["commentary/2026-q2/nps.md"]);
    assert_eq!((code, said), (Some(0), format!("Recorded 1 paragraph of 1 text in {} (1 changed).\n", path.display())));
    let (code, said, _) = accept(&[]);
    assert_eq!(
        (code, said),
        (Some(0), format!("Recorded 7 paragraphs of 2 texts in {} (6 changed).\n", path.display()))
    );
    let (code, said, _) = accept(&[]);
    let same = format!("Nothing has changed since {}: 7 paragraphs of 2 texts.\n", path.display());
    assert_eq!((code, said), (Some(0), same));
    let (code, _, complained) = accept(&["commentary/2026-q2/overwiew.md"]);
    assert_eq!(code, Some(1));
    // A text that goes takes its paragraphs with it, also the last one.
    std::fs::remove_file(folder.path().join("commentary/2026-q2/nps.md")).expect("it was there");
    let (code, said, _) = accept(&[]);
    let without = format!("Recorded 6 paragraphs of 1 text in {} (1 changed).\n", path.display());
    assert_eq!((code, said), (Some(0), without));
    std::fs::remove_file(folder.path().join("commentary/2026-q2/overview.md")).expect("it was there");
    let (code, said, _) = accept(&[]);
    let none = format!("Recorded 0 paragraphs of 0 texts in {} (6 changed).\n", path.display());
    assert_eq!((code, said), (Some(0), none));
    let left = std::fs::read_to_string(folder.path().join(&path)).expect("the record");
    assert!(!left.contains("[[paragraph]]"), "{left}");
    assert!(complained.contains("is not a text of an edition") && complained.contains("overview.md"), "{complained}");
}
