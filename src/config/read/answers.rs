//! Where the answers to a question come from, and of which kind they are.

use super::Ids;
use super::item::{Item, short};
use super::parts;
use super::question::{Codes, list_of_choices, same, scale};
use super::section::Section;
use crate::config::{AnswerFrom, AnswerKind, Better, Column, MOST_CHOICES, Scale, SourceConfig, SourceIx, Written};
use crate::diag::Diagnostic;
use crate::source::Span;

/// The ways in which answers stand in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// One cell a row.
    Column,
    /// Two dates.
    Elapsed,
    /// Numbers of events.
    Totals,
    /// Several choices in one cell.
    List,
    /// A column for each choice.
    OneHot,
    /// A mean of other questions.
    Index,
    /// How many of other questions were left blank.
    Blanks,
    /// Whether the customer came back.
    Repeat,
    /// Rows of each customer.
    PerCustomer,
    /// Those invited, those of them who began, and those of them who came to the end.
    Response,
    /// Rows as they are.
    Rows,
}

use Shape::{Blanks, Column as Cell, Elapsed, Index, List, OneHot, PerCustomer, Repeat, Response, Rows, Totals};

impl Shape {
    /// What messages call answers of this shape.
    fn shown(self) -> &'static str {
        match self {
            Cell => "one answer in one column",
            Elapsed => "a time from one date to another (`type = \"elapsed\"`)",
            Totals => "numbers of events (`type = \"totals\"`)",
            List => "several choices in one cell (`multiple`)",
            OneHot => "a column for each choice (`columns`)",
            Index => "a mean of other questions (`type = \"index\"`)",
            Blanks => "questions that were left blank (kind `missing`)",
            Repeat => "customers who come back (`type = \"repeat\"`)",
            PerCustomer => "rows of each customer (`type = \"per_customer\"`)",
            Response => "a response rate (kind `response_rate`)",
            Rows => "a count of rows",
        }
    }
}

/// Keys that only some shapes have. The first shape of a key is the one that it means where nothing else says it.
const KEYS_OF_SHAPES: [(&str, &[Shape]); 23] = [
    ("questions", &[Index, Blanks]),
    ("weights", &[Index]),
    ("least", &[Index]),
    ("within_days", &[Repeat]),
    ("same", &[Repeat]),
    ("frame", &[PerCustomer]),
    ("customer", &[PerCustomer, Repeat]),
    ("invited", &[Response]),
    ("started", &[Response]),
    ("completed", &[Response]),
    ("from", &[Elapsed]),
    ("to", &[Elapsed]),
    ("out_of", &[Totals]),
    ("independent", &[Totals, Response]),
    ("multiple", &[List]),
    ("columns", &[OneHot]),
    ("column", &[Cell, Totals, List]),
    ("scale", &[Cell]),
    ("choices", &[Cell, List]),
    ("missing", &[Cell, Elapsed, Totals, List, OneHot, Repeat, PerCustomer, Response]),
    ("dont_know", &[Cell, List]),
    ("scale_is_sure", &[Cell]),
    ("cut_short_if", &[Cell]),
];

/// What a kind of metric says of a question that it brings along.
#[derive(Debug, Default)]
pub(super) struct Implied {
    pub(super) kind: Option<AnswerKind>,
    pub(super) shape: Option<Shape>,
}

/// Answers as the site-config describes them.
pub(super) struct Answers {
    pub(super) from: AnswerFrom,
    pub(super) kind: AnswerKind,
    pub(super) scale_span: Option<Span>,
}

/// What has been read before, to which names refer.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) source_ids: &'a Ids,
    pub(super) sources: &'a [Option<SourceConfig>],
    pub(super) question_ids: &'a Ids,
    /// The source where a table does not say it.
    pub(super) source: Option<SourceIx>,
}

/// The answers that `section` describes, of `source`.
pub(super) fn read(
    section: &Section<'_>,
    source: Option<SourceIx>,
    codes: &Codes,
    implied: Implied,
    known: Known<'_>,
) -> Option<Answers> {
    let kind = section.item("type");
    let word = kind.as_ref().and_then(Item::word).map(|word| word.value);
    let shape = shape(section, word, implied.shape);
    let scale_item = section.item("scale");
    let choices = section.item("choices");
    let scale_span = scale_item.as_ref().map(|item| item.span);
    let column = || section.item("column").map_or_else(|| missing(section, "column"), |item| item.column());
    let columns = section.item("columns");
    let (from, to) = (section.item("from"), section.item("to"));
    let out_of = section.item("out_of");
    let independent = section.flag("independent").unwrap_or(false);
    let separator = section.item("multiple");
    let (questions, weights, least) = (section.item("questions"), section.item("weights"), section.integer("least"));
    let (customer, same) = (section.item("customer"), section.item("same"));
    let (days, frame) = (section.integer("within_days"), section.text("frame"));
    if !belongs(section, shape) {
        return None;
    }
    let made = |from, kind| Some(Answers { from, kind, scale_span });
    match shape {
        Cell => {
            let column = column();
            let kind = kind_of_cell(section, [scale_item, choices, kind], word, codes, implied.kind);
            made(AnswerFrom::Column(column?), kind?)
        }
        Elapsed => {
            let from = from.map_or_else(|| missing(section, "from"), |item| item.column());
            let to = to.map_or_else(|| missing(section, "to"), |item| item.column());
            made(AnswerFrom::Elapsed { from: from?, to: to? }, AnswerKind::Duration)
        }
        Totals => {
            let outer = out_of.map(|item| item.column());
            let column = column()?;
            let totals: Vec<Column> = match outer {
                Some(outer) => vec![outer?, column],
                None => vec![column],
            };
            let stages = totals.len();
            made(AnswerFrom::Totals { columns: totals, independent }, AnswerKind::Events(stages))
        }
        List => {
            let separator = separator.and_then(|item| separator_of(&item));
            let column = column();
            let choices = several_choices(choices.map_or_else(|| missing(section, "choices"), Some)?)?;
            made(AnswerFrom::List { column: column?, separator: separator? }, AnswerKind::Multiple(choices))
        }
        OneHot => {
            let (choices, columns) = one_hot(&columns?)?;
            made(AnswerFrom::OneHot(columns), AnswerKind::Multiple(choices))
        }
        Index => {
            let questions = questions.map_or_else(|| missing(section, "questions"), Some)?;
            let index = parts::index(&questions, weights.as_ref(), least, known.question_ids)?;
            made(AnswerFrom::Index(index), AnswerKind::Index)
        }
        Blanks => {
            let questions = questions.map(|item| parts::named(&item, known.question_ids)).unwrap_or_default();
            made(AnswerFrom::Blanks(questions.into_iter().map(|one| one.value).collect()), AnswerKind::Percent)
        }
        Repeat => {
            let customer = customer.map_or_else(|| missing(section, "customer"), |item| item.column());
            let days = days.map_or_else(|| missing(section, "within_days"), Some);
            let date = date_of(section, source, known);
            let same = same.map(|item| item.column());
            let kind = AnswerKind::Choice(REPEATED.map(String::from).to_vec());
            let same = match same {
                Some(same) => Some(same?),
                None => None,
            };
            made(AnswerFrom::Repeat { customer: customer?, date: date?, same, days: days?.value }, kind)
        }
        PerCustomer => {
            let customer = customer.map_or_else(|| missing(section, "customer"), |item| item.column());
            let frame = frame.map(|name| {
                known.question_ids.question(section.sink, &name).map(|value| Written { value, span: name.span })
            });
            let frame = match frame {
                Some(frame) => Some(frame?),
                None => None,
            };
            made(AnswerFrom::PerCustomer { customer: customer?, frame }, AnswerKind::Number)
        }
        Response => {
            let invited = section.item("invited").map_or_else(|| missing(section, "invited"), |item| item.column());
            let started = section.item("started").map(|item| item.column());
            let completed =
                section.item("completed").map_or_else(|| missing(section, "completed"), |item| item.column());
            let columns: Option<Vec<Column>> =
                [Some(invited), started, Some(completed)].into_iter().flatten().collect();
            let columns = columns?;
            let stages = columns.len();
            made(AnswerFrom::Totals { columns, independent }, AnswerKind::Events(stages))
        }
        Rows => made(AnswerFrom::Rows, AnswerKind::Number),
    }
}

/// The shape that the type names, the kind of the metric implies, or a key means.
fn shape(section: &Section<'_>, word: Option<&str>, implied: Option<Shape>) -> Shape {
    let named = match word {
        Some("elapsed") => Some(Elapsed),
        Some("totals") => Some(Totals),
        Some("index") => Some(Index),
        Some("repeat") => Some(Repeat),
        Some("per_customer") => Some(PerCustomer),
        Some(_) => Some(Cell),
        None => implied,
    };
    // With a column of answers, only what such a column can be is meant.
    let with_column = |shape: Shape| !section.has("column") || matches!(shape, Cell | Totals | List);
    let means = |(key, shapes): &&(&str, &[Shape])| section.has(key) && with_column(shapes[0]);
    let by_key = || KEYS_OF_SHAPES.iter().find(means).map(|(_, shapes)| shapes[0]);
    named.or_else(by_key).unwrap_or(Cell)
}

/// Whether every key belongs to the shape; reports those that don't.
fn belongs(section: &Section<'_>, shape: Shape) -> bool {
    let mut right = true;
    for (key, shapes) in KEYS_OF_SHAPES {
        let item = if section.knows(key) { section.item(key) } else { None };
        let Some(item) = item.filter(|_| !shapes.contains(&shape)) else { continue };
        right = false;
        let message = format!("`{key}` does not go with {}", shape.shown());
        item.sink.report(
            Diagnostic::error("config/conflict", message)
                .at(item.span)
                .hint(format!("`{key}` is for {}", shapes.iter().map(|s| s.shown()).collect::<Vec<_>>().join(", or "))),
        );
    }
    right
}

/// The two answers of a contact.
const REPEATED: [&str; 2] = ["repeated", "not repeated"];

/// The column of the source's dates, which tells when a contact was made.
fn date_of(section: &Section<'_>, source: Option<SourceIx>, known: Known<'_>) -> Option<Column> {
    let source = known.sources.get(source?.0)?.as_ref()?;
    if source.columns.date.is_none() {
        let message = format!("the source `{}` has no dates, which tell whether a customer came back", source.id);
        section.sink.report(
            Diagnostic::error("config/missing-key", message)
                .at(section.span)
                .hint("name the column of the contacts' dates: `columns = { date = \"…\" }` of the source"),
        );
    }
    source.columns.date.clone()
}

/// Reports a key without which this shape says nothing.
fn missing<T>(section: &Section<'_>, key: &'static str) -> Option<T> {
    section.missing(key);
    None
}

fn kind_of_cell(
    section: &Section<'_>,
    written: [Option<Item<'_>>; 3],
    word: Option<&str>,
    codes: &Codes,
    implied: Option<AnswerKind>,
) -> Option<AnswerKind> {
    let both: Vec<_> = written.iter().flatten().collect();
    if let [first, second, ..] = both[..] {
        second.sink.report(
            Diagnostic::error(
                "config/conflict",
                format!("a question cannot have both `{}` and `{}`", first.doc.key, second.doc.key),
            )
            .at(second.span)
            .hint("keep `scale` for ratings, `choices` for answers without an order, `type` for numbers and times"),
        );
        return None;
    }
    match written {
        [Some(item), _, _] => scale(&item).map(AnswerKind::Scale),
        [_, Some(item), _] => list_of_choices(&item).map(AnswerKind::Choice),
        [_, _, Some(_)] => match word? {
            "duration" => Some(AnswerKind::Duration),
            "percent" => Some(AnswerKind::Percent),
            _ => Some(AnswerKind::Number),
        },
        _ => {
            let all = codes.codes.iter().map(|(_, code)| code.value);
            match (all.clone().min(), all.max()) {
                (Some(from), Some(to)) if from < to => {
                    Some(AnswerKind::Scale(Scale { from, to, better: Better::High }))
                }
                _ if implied.is_some() => implied,
                // A table that lacks its column or has broken answers has a problem already: one is enough.
                _ if !section.has("column") || codes.broken => None,
                _ => {
                    let message = format!("{} does not say what its answers are", section.shown());
                    section.sink.report(
                        Diagnostic::error("config/missing-key", message).at(section.span).hint(
                            "add `scale = \"1-5\"` for ratings, `choices = [\"yes\", \"no\"]` for answers without an order, or `type = \"number\"`",
                        ),
                    );
                    None
                }
            }
        }
    }
}

fn separator_of(item: &Item<'_>) -> Option<String> {
    let text = item.value.as_str().filter(|text| !text.is_empty());
    if text.is_none() {
        item.refuse(
            "the text between two choices",
            "write what stands between two choices in a cell: `multiple = \";\"`",
        );
    }
    text.map(str::to_owned)
}

fn several_choices(item: Item<'_>) -> Option<Vec<String>> {
    let choices = list_of_choices(&item)?;
    (choices.len() <= MOST_CHOICES || too_many(&item, choices.len())).then_some(choices)
}

fn too_many(item: &Item<'_>, count: usize) -> bool {
    item.invalid(
        format!("{count} choices are more than the {MOST_CHOICES} of which several can be counted"),
        "keep those that the report speaks of",
    );
    false
}

/// `{ "Shop" = "used_shop", "Web" = "used_web" }`: the choices with their columns.
fn one_hot(item: &Item<'_>) -> Option<(Vec<String>, Vec<Column>)> {
    let entries = item.entries("a table from choices to columns");
    if entries.is_empty() {
        if matches!(item.value, toml::de::DeValue::Table(_)) {
            item.invalid(format!("{} is empty", item.called), format!("for example `{}`", item.doc.example));
        }
        return None;
    }
    if entries.len() > MOST_CHOICES && !too_many(item, entries.len()) {
        return None;
    }
    let mut found: Vec<(Written<String>, Column)> = Vec::new();
    let mut whole = true;
    for (choice, column) in entries {
        if let Some((other, _)) = found.iter().find(|(other, _)| same(&other.value, &choice.value)) {
            whole = false;
            item.sink.report(
                Diagnostic::error(
                    "config/duplicate",
                    format!("the choices \"{}\" and \"{}\" are the same", short(&other.value), short(&choice.value)),
                )
                .at(choice.span)
                .hint("keep one; case makes no difference"),
            );
            continue;
        }
        match column.column() {
            Some(column) => found.push((choice, column)),
            None => whole = false,
        }
    }
    whole.then(|| found.into_iter().map(|(choice, column)| (choice.value, column)).unzip())
}
