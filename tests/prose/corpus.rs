//! How well typed figures and words are judged, measured on sentences written for it.
//!
//! `cargo test --test prose corpus -- --nocapture` prints the figures and every sentence that is judged wrongly.

use crate::project::{CONFIG, reader, reader_with};
use std::collections::BTreeMap;
use wavemark::pipeline::{BuildOptions, build};
use wavemark::source::SourceReader;

/// Sentences by what should be said of them: `false` ones are told of, `true` and `irrelevant` ones are not.
fn sentences(corpus: &str) -> Vec<(String, String)> {
    let corpus: BTreeMap<String, Vec<String>> = toml::from_str(corpus).expect("the corpus is TOML");
    let all = corpus.into_iter().flat_map(|(class, sentences)| {
        sentences.into_iter().map(|sentence| (class.clone(), sentence)).collect::<Vec<_>>()
    });
    all.collect()
}

/// How the sentences of a corpus are judged.
struct Measured {
    sentences: usize,
    right: u32,
    false_alarms: u32,
    missed: u32,
}

impl Measured {
    /// Share of what was told of that deserved it.
    fn precision(&self) -> f64 {
        f64::from(self.right) / f64::from(self.right + self.false_alarms)
    }

    /// Share of what deserved it that was told of.
    fn recall(&self) -> f64 {
        f64::from(self.right) / f64::from(self.right + self.missed)
    }
}

/// Builds a report with each sentence as a paragraph of its own, and prints those that are judged wrongly.
fn measure(corpus: &str, text: &str, reader: impl Fn(&[(&str, &str)]) -> SourceReader) -> Measured {
    measure_of("commentary/typed-", corpus, text, reader)
}

/// The same of problems whose code begins like this; of links to claims there may be others.
fn measure_of(code: &str, corpus: &str, text: &str, reader: impl Fn(&[(&str, &str)]) -> SourceReader) -> Measured {
    let sentences = sentences(corpus);
    assert!(["false", "true", "irrelevant"].iter().all(|class| sentences.iter().any(|(of, _)| of == class)));
    let body: String = sentences.iter().map(|(_, sentence)| format!("{sentence}\n\n")).collect();
    let reader = reader(&[(text, &body)]);
    let checked = build(&reader, &BuildOptions::new("site-config.toml"));
    let mut told: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for problem in &checked.diagnostics {
        if code == "claim/words" && problem.code != code {
            continue;
        }
        assert!(problem.code.starts_with(code), "{problem:?}");
        // A paragraph is one line, and an empty one follows.
        let line = reader.position(problem.span.expect("a place")).line;
        told.entry((line - 1) / 2).or_default().push(problem.message.clone());
    }
    let mut measured = Measured { sentences: sentences.len(), right: 0, false_alarms: 0, missed: 0 };
    for (at, (class, sentence)) in sentences.iter().enumerate() {
        match (class == "false", told.get(&at)) {
            (true, Some(_)) => measured.right += 1,
            (true, None) => {
                measured.missed += 1;
                println!("missed: {sentence}");
            }
            (false, Some(messages)) => {
                measured.false_alarms += 1;
                println!("false alarm ({class}): {sentence}\n    {}", messages.join("\n    "));
            }
            (false, None) => {}
        }
    }
    println!(
        "{} sentences: {} told rightly, {} false alarms, {} missed; precision {:.3}, recall {:.3}",
        measured.sentences,
        measured.right,
        measured.false_alarms,
        measured.missed,
        measured.precision(),
        measured.recall()
    );
    measured
}

#[test]
fn precision_and_recall_stay_above_their_floors() {
    let measured = measure(include_str!("corpus.toml"), "2026-q2/overview.md", crate::project::reader);
    assert!(measured.sentences >= 200, "{} sentences", measured.sentences);
    assert!(measured.precision() >= 0.97, "precision {}", measured.precision());
    assert!(measured.recall() >= 0.9, "recall {}", measured.recall());
}

#[test]
fn sentences_that_were_held_out_are_judged_nearly_as_well() {
    let measured = measure(include_str!("held_out.toml"), "2025-q4/overview.md", crate::telecom::reader);
    assert!(measured.sentences >= 120, "{} sentences", measured.sentences);
    assert!(measured.precision() >= 0.97, "precision {}", measured.precision());
    assert!(measured.recall() >= 0.85, "recall {}", measured.recall());
}

#[test]
fn words_of_claims_are_set_against_what_is_claimed() {
    let measured = measure_of("claim/words", include_str!("claims.toml"), "2026-q2/overview.md", |texts| {
        // `steady` and `level` are judged by a margin.
        reader_with(&CONFIG.replace("drivers = [\"satisfaction\"]", "margin = 2"), texts)
    });
    assert!(measured.sentences >= 100, "{} sentences", measured.sentences);
    assert!(measured.precision() >= 0.97, "precision {}", measured.precision());
    assert!(measured.recall() >= 0.9, "recall {}", measured.recall());
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
fn what_a_claim_is_judged_with_is_no_value_that_somebody_mistook() {
    let text = "[Recommendation is above 20](claim:nps/above/20).\n\n\
                [Recommendation is above 20](claim:nps/above/20): it stands at 41.\n\n\
                [Up there recommendation is below 60](claim:nps@region=north/below/60): 38.\n\n\
                Up there recommendation is 38.\n\n\
                [Recommendation is below 60](claim:nps/below/70).\n\n\
                Promoters (9 or 10) and detractors (0 to 6) make recommendation; waits are counted within 40 s.\n\n\
                ```chart\nkind = \"trend\"\nmetric = \"nps\"\nheadline = \"[NPS is above 20](claim:nps/above/20)\"\n```\n";
    let reader = reader(&[("2026-q2/overview.md", text)]);
    let checked = build(&reader, &BuildOptions::new("site-config.toml"));
    let told = |place: &str, said: &str| {
        format!("{place} warning commentary/typed-figure: says {said}, the data say 39.5 for `nps` in 2026-Q2 (n 200)")
    };
    assert_eq!(
        crate::project::listed(&reader, &checked.diagnostics),
        [told("3:64-66", "41"), told("7:28-30", "38"), told("9:26-28", "60")]
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
