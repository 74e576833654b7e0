//! Data quality: what was read from each source, what was used, and what was left out and why.

use super::context::Context;
use super::show::Show;
use super::table::{Entry, Table, TableBuilder};
use crate::number::Unit;
use crate::source::Span;
use crate::survey::{Dropped, QuestionQuality, Reason, Reversed, SourceData};
use serde::Serialize;

/// One source.
#[derive(Serialize)]
pub struct SourceView {
    /// Its id on the page.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many rows were read and used, in a sentence.
    pub summary: String,
    files: Option<Table>,
    dropped: Option<Table>,
    questions: Option<Table>,
    unusable: Option<Table>,
    respelled: Option<Table>,
    zero_weight: String,
    /// Ratings whose scale seems to have been turned round somewhere, a sentence each.
    reversed: Vec<String>,
}

/// How many places of one reason are shown.
const MOST_PLACES: usize = 3;
/// How many letters of a cell are shown: enough to see what is wrong, too few for a comment.
const MOST_LETTERS: usize = 30;

/// Every source of the report.
pub fn sources(context: &Context<'_>) -> Vec<SourceView> {
    context.report.data.iter().map(|data| source(context, data)).collect()
}

fn source(context: &Context<'_>, data: &SourceData) -> SourceView {
    let show = context.show;
    let config = &context.report.config.sources[data.source.0];
    let quality = &data.quality;
    let id = format!("source-{}", crate::slug::slug(&config.id));
    let (rows, used) = quality.files.iter().fold((0, 0), |(rows, used), file| (rows + file.rows, used + file.used));
    let dates = data
        .dates
        .map(|(from, to)| show.fill("quality.dates", &[("from", &from.to_string()), ("to", &to.to_string())]));
    let later = later(context, data);
    // Rows of a file in long form are not what is counted by wave.
    let are_rows = quality.by_wave.values().sum::<u64>() == used;
    let used = if are_rows { used.saturating_sub(later) } else { used };
    let counts = [("rows", &*show.numbers.count(rows)), ("used", &show.numbers.count(used))];
    let summary = format!("{} {}", show.fill("quality.summary", &counts), dates.unwrap_or_default());
    let zero = show.fill("quality.zero_weight", &[("rows", &show.numbers.count(quality.zero_weight))]);
    SourceView {
        title: config.title.clone(),
        summary: summary.trim_end().to_owned(),
        files: files(show, &id, data),
        dropped: dropped(context, &id, &quality.dropped, later),
        questions: questions(context, &id, &quality.questions),
        unusable: unusable(context, &id, &quality.questions),
        respelled: respelled(show, &id, &quality.respelled),
        reversed: quality.reversed.iter().map(|one| reversed(context, one)).collect(),
        zero_weight: if quality.zero_weight > 0 { zero } else { String::new() },
        id,
    }
}

/// "Effort seems to be turned round in …"
fn reversed(context: &Context<'_>, found: &Reversed) -> String {
    let show = context.show;
    let number = |r: f64| show.numbers.plain(Unit::Score, 2, r);
    let values = [
        ("question", context.report.config.questions[found.question.0].id.as_str()),
        ("place", &*found.place),
        ("r", &number(found.r)),
        ("n", &show.numbers.count(found.n)),
        ("elsewhere", &number(found.elsewhere)),
        ("n_elsewhere", &show.numbers.count(found.n_elsewhere)),
    ];
    show.fill(if found.is_brand { "quality.reversed.brand" } else { "quality.reversed.file" }, &values)
}

fn files(show: Show<'_>, id: &str, data: &SourceData) -> Option<Table> {
    let mut table = TableBuilder::new(show, &format!("{id}-files"), show.word("quality.files"))
        .words("column.file")
        .numbers("column.rows")
        .numbers("column.used")
        .numbers("column.left_out")
        .words("column.read_as");
    for file in &data.quality.files {
        table.row(
            false,
            vec![
                Entry::text(file.name.clone()),
                Entry::number(show.numbers.count(file.rows)),
                Entry::number(show.numbers.count(file.used)),
                Entry::number(show.numbers.count(file.rows.saturating_sub(file.used))),
                Entry::text(file.read_as.clone()),
            ],
        );
    }
    table.finish()
}

/// Rows of waves after that of the edition.
fn later(context: &Context<'_>, data: &SourceData) -> u64 {
    data.quality.by_wave.iter().filter(|(wave, _)| **wave > context.edition.wave).map(|(_, rows)| rows).sum()
}

fn dropped(context: &Context<'_>, id: &str, dropped: &[Dropped], later: u64) -> Option<Table> {
    let show = context.show;
    let mut table = TableBuilder::new(show, &format!("{id}-left-out"), show.word("quality.dropped"))
        .words("column.reason")
        .numbers("column.rows")
        .words("column.first_rows");
    for one in dropped.iter().filter(|one| one.rows > 0) {
        let places = one.first.iter().take(MOST_PLACES).map(|(span, cell)| {
            let place = place(context, *span);
            if shows_cell(one.reason) && !cell.trim().is_empty() {
                format!("{place} “{}”", cut(cell))
            } else {
                place
            }
        });
        let places: Vec<String> = places.collect();
        table.row(
            false,
            vec![
                Entry::text(show.word(reason(one.reason))),
                Entry::number(show.numbers.count(one.rows)),
                Entry::text(places.join("; ")),
            ],
        );
    }
    if later > 0 {
        let what = [Entry::text(show.word("reason.later")), Entry::number(show.numbers.count(later)), Entry::text("")];
        table.row(false, what.to_vec());
    }
    table.finish()
}

fn questions(context: &Context<'_>, id: &str, questions: &[QuestionQuality]) -> Option<Table> {
    let show = context.show;
    let mut table = TableBuilder::new(show, &format!("{id}-answers"), show.word("quality.questions"))
        .words("column.question")
        .numbers("column.valid")
        .numbers("column.blank")
        .numbers("column.dont_know")
        .numbers("column.unusable")
        .numbers("column.not_asked");
    for one in questions {
        let counts = [one.valid, one.blank, one.dont_know, one.unusable_rows(), one.not_asked];
        let question = &context.report.config.questions[one.question.0];
        let mut entries = vec![Entry::text(question.id.clone())];
        entries.extend(counts.map(|count| Entry::number(show.numbers.count(count))));
        table.row(false, entries);
    }
    table.finish()
}

/// Cells that are no answer.
fn unusable(context: &Context<'_>, id: &str, questions: &[QuestionQuality]) -> Option<Table> {
    let show = context.show;
    let mut table = TableBuilder::new(show, &format!("{id}-unusable"), show.word("quality.unusable"))
        .words("column.question")
        .words("column.cell")
        .numbers("column.rows")
        .words("column.first_rows");
    for one in questions {
        let question = &context.report.config.questions[one.question.0];
        for cell in &one.unusable {
            table.row(
                false,
                vec![
                    Entry::text(question.id.clone()),
                    Entry::text(format!("“{}”", cut(&cell.text))),
                    Entry::number(show.numbers.count(cell.rows)),
                    Entry::text(place(context, cell.first)),
                ],
            );
        }
    }
    table.finish()
}

fn respelled(show: Show<'_>, id: &str, respelled: &[(String, String, u64)]) -> Option<Table> {
    let mut table = TableBuilder::new(show, &format!("{id}-respelled"), show.word("quality.respelled"))
        .words("column.as_written")
        .words("column.counted_as")
        .numbers("column.rows");
    for (written, counted, rows) in respelled {
        let entries = [format!("“{}”", cut(written)), format!("“{}”", cut(counted))].map(Entry::text);
        let mut entries = entries.to_vec();
        entries.push(Entry::number(show.numbers.count(*rows)));
        table.row(false, entries);
    }
    table.finish()
}

/// `responses/2026-q1.csv, line 508, column 12`.
fn place(context: &Context<'_>, span: Span) -> String {
    let at = context.report.reader.position(span);
    format!("{}:{}:{}", at.file, at.line, at.column)
}

/// A respondent's id and a broken row say more about a person than about the data.
fn shows_cell(reason: Reason) -> bool {
    !matches!(reason, Reason::Duplicate | Reason::AnsweredTwice | Reason::Ragged | Reason::Empty)
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Empty => "reason.empty",
        Reason::Ragged => "reason.ragged",
        Reason::NoDate => "reason.no_date",
        Reason::BadDate => "reason.bad_date",
        Reason::OutsideWaves => "reason.outside_waves",
        Reason::BadWave => "reason.bad_wave",
        Reason::Duplicate => "reason.duplicate",
        Reason::BadWeight => "reason.bad_weight",
        Reason::NoBrand => "reason.no_brand",
        Reason::NoRespondent => "reason.no_respondent",
        Reason::NoQuestion => "reason.no_question",
        Reason::AnsweredTwice => "reason.answered_twice",
    }
}

/// The beginning of a cell on one line.
fn cut(cell: &str) -> String {
    let line: String = cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim();
    match line.char_indices().nth(MOST_LETTERS) {
        Some((at, _)) => format!("{}…", line[..at].trim_end()),
        None => line.to_owned(),
    }
}
