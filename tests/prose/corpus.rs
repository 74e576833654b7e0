//! How well typed figures and words are judged, measured on sentences written for it.
//!
//! `cargo test --test prose corpus -- --nocapture` prints the figures and every sentence that is judged wrongly.

use crate::project::{CONFIG, reader};
use std::collections::BTreeMap;
use wavemark::pipeline::{BuildOptions, build};

const FLOOR_PRECISION: f64 = 0.95;
const FLOOR_RECALL: f64 = 0.9;

fn sentences() -> Vec<(String, String)> {
    let text = include_str!("corpus.toml");
    let corpus: BTreeMap<String, Vec<String>> = toml::from_str(text).expect("the corpus is TOML");
    let all = corpus.into_iter().flat_map(|(class, sentences)| {
        sentences.into_iter().map(|sentence| (class.clone(), sentence)).collect::<Vec<_>>()
    });
    all.collect()
}

#[test]
fn precision_and_recall_stay_above_their_floors() {
    let sentences = sentences();
    assert!(sentences.len() >= 200, "{} sentences", sentences.len());
    assert!(["false", "true", "irrelevant"].iter().all(|class| sentences.iter().any(|(of, _)| of == class)));
    // One paragraph each, so that the line says which.
    let text: String = sentences.iter().map(|(_, sentence)| format!("{sentence}\n\n")).collect();
    let reader = reader(&[("2026-q2/overview.md", &text)]);
    let checked = build(&reader, &BuildOptions::new("site-config.toml"));
    let mut told: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for problem in &checked.diagnostics {
        assert!(problem.code.starts_with("commentary/typed-"), "{problem:?}");
        let line = reader.position(problem.span.expect("a place")).line;
        told.entry((line - 1) / 2).or_default().push(problem.message.clone());
    }
    let [mut right, mut missed, mut false_alarms] = [0, 0, 0];
    for (at, (class, sentence)) in sentences.iter().enumerate() {
        match (class == "false", told.get(&at)) {
            (true, Some(_)) => right += 1,
            (true, None) => {
                missed += 1;
                println!("missed: {sentence}");
            }
            (false, Some(messages)) => {
                false_alarms += 1;
                println!("false alarm ({class}): {sentence}\n    {}", messages.join("\n    "));
            }
            (false, None) => {}
        }
    }
    let precision = f64::from(right) / f64::from(right + false_alarms);
    let recall = f64::from(right) / f64::from(right + missed);
    println!(
        "{} sentences: {right} told rightly, {false_alarms} false alarms, {missed} missed; precision {precision:.3}, \
         recall {recall:.3}",
        sentences.len()
    );
    assert!(precision >= FLOOR_PRECISION, "precision {precision}");
    assert!(recall >= FLOOR_RECALL, "recall {recall}");
}

#[test]
fn a_problem_names_the_figure_and_what_to_write() {
    let text = "# NPS at 44\n\nIn the **north**, NPS is _41_.\n\n| Region | NPS |\n|---|--:|\n| North | 38 |\n| South | 44 |\n\n\
                - Ικανοποίηση 満足: NPS is 45.[^a]\n\n[^a]: Καλό: NPS 46.\n";
    let reader = reader(&[("2026-q2/overview.md", text)]);
    let checked = build(&reader, &BuildOptions::new("site-config.toml"));
    let north = "for `nps@region=North` in 2026-Q2 (n 100)";
    let all = "for `nps` in 2026-Q2 (n 200)";
    let code = "warning commentary/typed-figure:";
    assert_eq!(
        crate::project::listed(&reader, &checked.diagnostics),
        [
            format!("1:10-12 {code} says 44, the data say 39.5 {all}"),
            format!("3:27-29 {code} says 41, the data say 38.0 {north}"),
            format!("8:11-13 {code} says 44, the data say 41.0 for `nps@region=South` in 2026-Q2 (n 100)"),
            format!("10:26-28 {code} says 45, the data say 39.5 {all}"),
            format!("12:17-19 {code} says 46, the data say 39.5 {all}"),
        ]
    );
    let hints = &checked.diagnostics[1].hints;
    assert_eq!(
        hints,
        &[
            "write `{{ nps@region=North }}`, which follows the data",
            "if the sentence is right, write `<!-- ok -->` behind it"
        ]
    );
}

#[test]
fn a_sentence_can_be_quieted_and_the_check_turned_up_or_off() {
    let text = "NPS is 41. <!-- ok: as published --> NPS is 42.\n\nNPS is 43.\n<!-- ok -->\n";
    let found = |config: &str| {
        let reader = crate::project::reader_with(config, &[("2026-q2/overview.md", text)]);
        let checked = build(&reader, &BuildOptions::new("site-config.toml"));
        crate::project::listed(&reader, &checked.diagnostics)
    };
    let told = |severity: &str| {
        vec![format!(
            "1:45-47 {severity} commentary/typed-figure: says 42, the data say 39.5 for `nps` in 2026-Q2 (n 200)"
        )]
    };
    assert_eq!(found(CONFIG), told("warning"));
    let with = |value: &str| CONFIG.replace("[report]", &format!("[report]\ntyped_figures = \"{value}\""));
    assert_eq!(found(&with("error")), told("error"));
    assert_eq!(found(&with("off")), Vec::<String>::new());
}

#[test]
fn figures_are_read_in_the_language_of_the_site() {
    let config = CONFIG.replace("en-GB", "de").replace("title = \"Satisfaction\"", "title = \"Zufriedenheit\"");
    let text =
        "Die Zufriedenheit liegt bei 71 %. NPS liegt bei 39,5 und im South bei 44,2.\n\nNPS liegt in 3 Filialen vor.\n";
    let reader = crate::project::reader_with(&config, &[("2026-q2/overview.md", text)]);
    let checked = build(&reader, &BuildOptions::new("site-config.toml"));
    let typed = checked.diagnostics.iter().filter(|problem| problem.code == "commentary/typed-figure");
    let found: Vec<String> = typed.map(|problem| problem.message.clone()).collect();
    assert_eq!(
        found,
        [
            "says 71 %, the data say 75\u{a0}% for `csat` in 2026-Q2 (n 200)",
            "says 44,2, the data say 41,0 for `nps@region=South` in 2026-Q2 (n 100)",
        ]
    );
}
