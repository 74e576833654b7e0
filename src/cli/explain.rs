//! `wavemark explain`: what a figure or a claim rests on.

use super::Exit;
use super::console::Console;
use super::project::Project;
use crate::pipeline::{Explanation, explain as explained};
use serde_json::{Value, json};

pub(super) fn explain(console: &mut Console, project: &Project, asked: &str, edition: Option<&str>) -> Exit {
    let reader = project.reader();
    let checked = explained(&reader, project.config(), edition, asked);
    let reported = console.report_beside(&reader, checked.diagnostics);
    let Some(explanation) = checked.value else { return Exit::Problems };
    let text = if console.is_json() { pretty(&json(&explanation)) } else { text(&explanation) };
    console.print(&text);
    reported.exit
}

/// The main points that the data propose, to be pasted into the overview.
pub(super) fn points(console: &mut Console, project: &Project, edition: Option<&str>) -> Exit {
    let reader = project.reader();
    let checked = crate::pipeline::points(&reader, project.config(), edition);
    let reported = console.report_beside(&reader, checked.diagnostics);
    let Some(points) = checked.value else { return Exit::Problems };
    match console.is_json() {
        true => console.print(&pretty(&json!({ "markdown": points }))),
        false => console.print(&points),
    }
    reported.exit
}

fn pretty(value: &Value) -> String {
    // A value of strings, numbers and lists always serialises.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

fn json(explanation: &Explanation) -> Value {
    let Explanation {
        address,
        subject,
        evidence,
        instead,
        figure,
        method,
        supported,
        question,
        formula,
        citation,
        files,
    } = explanation;
    let claim = evidence.as_ref().map(|evidence| {
        json!({
            "statement": evidence.statement,
            "truth": evidence.truth.word(),
            "evidence": evidence.facts,
        })
    });
    let files: Vec<Value> = files.iter().map(|(name, rows)| json!({ "file": name, "rows": rows })).collect();
    json!({
        "address": address, "subject": subject, "claim": claim, "instead": instead, "figure": figure, "method": method,
        "supported": supported, "question": question, "formula": formula, "source": citation, "files": files,
    })
}

/// The most files that are named; a source may have one for every day.
const MOST_FILES: usize = 12;

fn text(explanation: &Explanation) -> String {
    let mut lines: Vec<(&str, Vec<String>)> = Vec::new();
    let mut head = explanation.address.clone() + "\n";
    match &explanation.evidence {
        Some(evidence) => {
            head += &format!("{}: {}\n", evidence.statement, evidence.verdict);
            lines.push(("evidence", evidence.facts.clone()));
            lines.push(("instead", explanation.instead.clone()));
        }
        None => {
            head += &format!("{}\n", explanation.subject);
            lines.push(("figure", vec![explanation.figure.clone()]));
            lines.push(("can be said", explanation.supported.clone()));
        }
    }
    lines.push(("question", vec![explanation.question.clone()]));
    lines.push(("formula", vec![explanation.formula.clone()]));
    lines.push(("source", vec![explanation.citation.clone()]));
    lines.push(("interval", vec![explanation.method.clone()]));
    let files = explanation.files.iter().take(MOST_FILES).map(|(name, rows)| format!("{name} ({rows} rows used)"));
    let more = explanation.files.len().saturating_sub(MOST_FILES);
    let more = (more > 0).then(|| format!("and {more} more"));
    lines.push(("data", files.chain(more).collect()));
    let lines = lines.into_iter().map(|(label, texts)| {
        let texts: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
        (label, texts)
    });
    let widest = "can be said".len() + 1;
    for (label, texts) in lines.filter(|(_, texts)| !texts.is_empty()) {
        for (at, text) in texts.iter().enumerate() {
            let label = if at == 0 { format!("{label}:") } else { String::new() };
            head += &format!("  {label:<widest$} {text}\n");
        }
    }
    head
}
