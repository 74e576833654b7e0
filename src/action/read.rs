//! Reading lists of actions.

use super::{Action, State};
use crate::config::{ActionsConfig, SiteConfig};
use crate::diag::{Checked, Diagnostic, suggest};
use crate::list::{Cells, List, Manner};
use crate::metrics::MetricIx;
use crate::source::SourceReader;
use crate::survey::find_files;

/// The columns of a list of actions. The first three are required.
pub const COLUMNS: [(&str, &str); 7] = [
    ("id", "its name; no two actions have the same"),
    ("what", "what is done"),
    ("state", "planned, under way, done or dropped"),
    ("owner", "who does it"),
    ("started", "when it began or is to begin, year-month-day"),
    ("due", "when it is to be done, year-month-day"),
    ("metric", "the id of the metric that it should move"),
];

const REQUIRED: usize = 3;

const MANNER: Manner = Manner {
    many: "actions",
    one: "an action",
    empty: "action/empty",
    unknown_column: "action/unknown-column",
    missing_column: "action/missing-column",
    empty_cell: "action/empty-cell",
    bad_date: "action/bad-date",
};

/// Every action of every configured file, in their order, with every problem.
pub fn read(reader: &SourceReader, config: &SiteConfig) -> Checked<Vec<Action>> {
    let mut diagnostics = Vec::new();
    let mut all = Vec::new();
    if let Some(actions) = &config.actions {
        match find_files(reader, &actions.files, &[], &|_| false) {
            Ok(files) => {
                for file in files {
                    read_file(reader, config, actions, &file.path, &mut all, &mut diagnostics);
                }
            }
            Err(problem) => diagnostics.push(problem),
        }
    }
    Checked { value: Some(all), diagnostics }
}

fn read_file(
    reader: &SourceReader,
    config: &SiteConfig,
    actions: &ActionsConfig,
    name: &str,
    all: &mut Vec<Action>,
    sink: &mut Vec<Diagnostic>,
) {
    let source = match reader.read(name) {
        Ok(source) => source,
        Err(error) => {
            let problem = Diagnostic::error("action/unreadable", error.to_string()).at(actions.files.span);
            sink.push(problem.hint("rename the file, look at its permissions, or take it out of the folder"));
            return;
        }
    };
    if let Err(at) = source.text() {
        let span = source.span().part(at, at + 1);
        let hint = "save the file as UTF-8 (in a spreadsheet: \"CSV UTF-8\")";
        sink.push(Diagnostic::error("action/not-utf8", "the file is not UTF-8").at(span).hint(hint));
        return;
    }
    let known = COLUMNS.map(|(column, _)| column);
    let Some(list) = List::read(&source, &MANNER, &known, &known[..REQUIRED], sink) else { return };
    for row in list.rows() {
        if let Some(action) = one(config, &row, all, sink) {
            all.push(action);
        }
    }
}

fn one(config: &SiteConfig, row: &Cells<'_>, before: &[Action], sink: &mut Vec<Diagnostic>) -> Option<Action> {
    let problems = sink.len();
    let id = row.required("id", sink);
    if let Some(id) = id.as_ref().filter(|id| before.iter().any(|other| other.id == **id)) {
        let problem = Diagnostic::error("action/twice", format!("there are two actions `{id}`"));
        sink.push(problem.at(row.span("id")).hint("give each action an id of its own"));
    }
    let what = row.required("what", sink);
    let state = row.required("state", sink).and_then(|text| state(row, &text, sink));
    let started = row.date("started", sink);
    let due = row.date("due", sink);
    if let Some((started, due)) = started.zip(due).filter(|(started, due)| due < started) {
        let message = format!("the action is due on {due}, before it started on {started}");
        let problem = Diagnostic::error("action/due-before-start", message).at(row.span("due"));
        sink.push(problem.hint("correct one of the two dates"));
    }
    let metric = row.text("metric").and_then(|id| metric(config, row, &id, sink));
    if sink.len() > problems {
        return None;
    }
    let (id, what, state) = (id?, what?, state?);
    Some(Action { id, what, owner: row.text("owner"), started, due, state, metric, span: row.span("id") })
}

/// The state in a cell, in whatever case and with whatever between its words.
fn state(row: &Cells<'_>, text: &str, sink: &mut Vec<Diagnostic>) -> Option<State> {
    let tidy = text.to_lowercase().replace(['-', '_'], " ");
    let found = State::ALL.into_iter().find(|state| state.word() == tidy);
    if found.is_none() {
        let words = State::ALL.map(State::word);
        let message = format!("`{text}` is not a state of an action");
        let problem = Diagnostic::error("action/unknown-state", message).at(row.span("state"));
        let hint = suggest::nearest(&tidy, words).map(|near| format!("did you mean `{near}`?"));
        let all = || format!("write one of {}", words.map(|word| format!("`{word}`")).join(", "));
        sink.push(problem.hint(hint.unwrap_or_else(all)));
    }
    found
}

fn metric(config: &SiteConfig, row: &Cells<'_>, id: &str, sink: &mut Vec<Diagnostic>) -> Option<MetricIx> {
    let known = || config.metrics.iter().map(|metric| metric.id.value.as_str());
    let found = known().position(|known| known == id).map(MetricIx);
    if found.is_none() {
        let message = format!("there is no metric `{id}` in the site-config");
        let problem = Diagnostic::error("action/unknown-metric", message).at(row.span("metric"));
        let hint = suggest::hint(id, known()).unwrap_or_else(|| "leave the cell empty if nothing measures it".into());
        sink.push(problem.hint(hint));
    }
    found
}
