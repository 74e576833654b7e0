//! What is made again after an edit is what a build from nothing makes: the same bytes, the same problems, the same inputs.

use crate::project::{CONFIG, Project, responses};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use wavemark::diag::terminal::{Style, render_all};
use wavemark::diag::{Diagnostic, in_order};
use wavemark::output::BuiltSite;
use wavemark::pipeline::{BUILD_INFO, BuildOptions, Session, build};
use wavemark::source::{SourceReader, Store};

/// The files of a project, each with the contents that it may have; empty for none.
fn world() -> Vec<(&'static str, Vec<String>)> {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let benchmarks = "\n[[benchmark]]\nfiles = \"benchmarks.csv\"\n";
    let config = format!("{CONFIG}{benchmarks}");
    let renamed = config.replace("how customers see us", "what customers say");
    let floors = config.replace("[report]\n", "[report]\nfloor = { suppress_below = 25, flag_below = 45 }\n");
    vec![
        ("site-config.toml", vec![config.clone(), renamed, floors, config.replace("wave = \"quarter\"", "wafe = 1")]),
        ("responses/2026-q1.csv", vec![responses(2026, 1, 0), responses(2026, 1, 4), String::new(), "id\n1\n".into()]),
        ("responses/2026-q2.csv", vec![responses(2026, 4, 1), responses(2026, 4, 9)]),
        ("responses/more/late.csv", vec![String::new(), responses(2026, 4, 2)]),
        (
            "commentary/2026-q2/overview.md",
            texts(&[
                "We measured {{ nps }}, see [notes](notes.md).\n",
                "---\ntitle: Up to {{ nps }}\nsummary: In short\n---\n\n![Map](map.png)\n",
                "{{ nps@region=Nowhere }} and {{ npz }}\n",
                "",
            ]),
        ),
        ("commentary/2026-q2/notes.md", texts(&["", "# Notes\n\nSee [csat](metrics/csat/).\n", "Of {{ csat }}\n"])),
        ("commentary/2026-q2/map.png", texts(&["", "a picture", "another picture"])),
        ("commentary/2026-q2/.overview.md.swp", texts(&["", "an editor's own"])),
        ("commentary/2026-q1/overview.md", texts(&["", "Then {{ nps }}.\n", "Then {{ npz }}.\n"])),
        (
            "templates/text.html",
            texts(&[
                "",
                "{% extends \"default/text.html\" %}{% block head %}<meta name=\"x\" content=\"y\">{% endblock head %}",
                "{% extends \"default/text.html\" %}{% block head %}{{ nothing.at.all }}{% endblock head %}",
                "{% if %}",
            ]),
        ),
        (
            "benchmarks.csv",
            texts(&[
                "brand,metric,wave,value,base,source\nSector,nps,2026-Q2,20,500,Panel\n",
                "brand,metric,wave,value,base,source\nSector,nps,2026-Q2,21,500,Panel\n",
                "brand,metric\nSector,nps\n",
                "",
            ]),
        ),
    ]
}

/// Everything that somebody could see of a build.
#[derive(Debug, PartialEq)]
struct Outcome {
    problems: String,
    files: Option<BTreeMap<String, Vec<u8>>>,
    inputs: BTreeSet<(String, Vec<u8>)>,
}

fn outcome(reader: &SourceReader, problems: Vec<Diagnostic>, site: Option<BuiltSite>) -> Outcome {
    let bytes = |site: BuiltSite| site.iter().map(|(path, file)| (path.to_string(), file.bytes().to_vec())).collect();
    let inputs = reader.sources().into_iter().map(|source| (source.name, source.bytes.to_vec()));
    Outcome {
        problems: render_all(reader, &in_order(reader, problems), Style::PLAIN),
        files: site.map(bytes),
        inputs: inputs.collect(),
    }
}

fn from_nothing(project: &Project, options: &BuildOptions) -> Outcome {
    let reader = SourceReader::disk(project.root());
    let built = build(&reader, options);
    let mut outcome = outcome(&reader, built.diagnostics, built.value);
    // What is published beside the pages is not served.
    for beside in [".nojekyll", BUILD_INFO] {
        outcome.files.iter_mut().for_each(|files| drop(files.remove(beside).expect("a file beside the pages")));
    }
    outcome
}

fn from_session(session: &mut Session, reader: &SourceReader) -> Outcome {
    let part = reader.part();
    let built = session.run(&part);
    let mut problems = built.diagnostics;
    let site = built.value.and_then(|material| material.render().report_to(&mut problems));
    let site = site.filter(|_| !wavemark::diag::has_errors(&problems));
    outcome(&part, problems, site)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn a_session_makes_what_a_build_from_nothing_makes(
        edits in prop::collection::vec(prop::collection::vec((0..64_usize, 0..64_usize), 1..3), 1..6),
        is_preview in any::<bool>(),
        keeps in any::<bool>(),
    ) {
        let project = Project::new();
        let world = world();
        let set = |file: usize, content: usize| {
            let (name, contents) = &world[file];
            match contents[content].as_str() {
                "" => project.remove(name),
                text => project.write(name, text),
            }
        };
        (0..world.len()).for_each(|file| set(file, 0));
        let options = BuildOptions { preview: is_preview, ..BuildOptions::new("site-config.toml") };
        let store = keeps.then(|| Store::of_project(project.root()));
        let reader = SourceReader::disk(project.root()).with_store(store);
        let mut session = Session::new(options.clone());
        prop_assert_eq!(from_session(&mut session, &reader), from_nothing(&project, &options));
        for edit in edits {
            let mut named = BTreeSet::new();
            for (file, content) in edit {
                let file = file % world.len();
                set(file, content % world[file].1.len());
                named.insert(world[file].0.to_owned());
            }
            reader.refresh(&named, &BTreeSet::new());
            let (made_again, made) = (from_session(&mut session, &reader), from_nothing(&project, &options));
            prop_assert_eq!(&made_again.problems, &made.problems, "after {:?}", named);
            prop_assert_eq!(&made_again.inputs, &made.inputs, "after {:?}", named);
            prop_assert!(made_again.files == made.files, "other files after {:?}", named);
        }
    }
}

#[test]
fn only_what_depends_on_a_change_is_made_again() {
    let project = Project::new();
    let reader = SourceReader::disk(project.root());
    let mut session = Session::new(BuildOptions::preview("site-config.toml"));
    assert!(session.run(&reader.part()).value.is_some() && session.has_news());
    let mut again = |named: &str| {
        let changed = reader.refresh(&BTreeSet::from([named.to_owned()]), &BTreeSet::new());
        let built = session.run(&reader.part());
        assert!(built.value.is_some(), "{named}");
        (changed, session.has_news())
    };
    assert_eq!(again("site-config.toml"), (vec![], false));
    project.write("commentary/2026-q2/.notes.md.swp", "an editor's own");
    assert_eq!(again("x"), (vec!["commentary/2026-q2/.notes.md.swp".to_owned()], false));
    project.write("templates/notes.txt", "no template");
    assert_eq!(again("x"), (vec!["templates/notes.txt".to_owned()], false));
    project.write("commentary/2026-q2/notes.md", "Other notes.\n");
    assert_eq!(again("x"), (vec!["commentary/2026-q2/notes.md".to_owned()], true));
}

#[test]
fn every_file_of_a_site_is_found_by_its_path_alone() {
    let project = Project::new();
    project.write("commentary/2026-q2/map.png", "a picture");
    project.write("commentary/2026-q2/overview.md", "![Map](map.png)\n");
    project.write("commentary/2026-q1/overview.md", "Then.\n");
    let reader = SourceReader::disk(project.root());
    let built = Session::new(BuildOptions::new("site-config.toml")).run(&reader);
    let material = built.value.expect("a report");
    let site = material.render().value.expect("a site");
    assert!(site.len() > 40, "{} files", site.len());
    material.with_site(|pieces| {
        for (path, file) in site.iter() {
            let piece = pieces.piece_of(path.as_str()).unwrap_or_else(|| panic!("no piece has {path}"));
            let made = pieces.make(piece).files;
            let alone = made.iter().find(|(name, _)| name == path.as_str());
            let (_, alone) = alone.unwrap_or_else(|| panic!("{piece:?} is without {path}"));
            assert!(alone == file, "{path} alone is another");
        }
        for nowhere in ["nothing.html", "metrics/none/index.html", "../site-config.toml", "2026-q2/../x"] {
            let files = pieces.piece_of(nowhere).map(|piece| pieces.make(piece).files).unwrap_or_default();
            assert!(files.iter().all(|(name, _)| name != nowhere), "{nowhere}");
        }
    });
}
