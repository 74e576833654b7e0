//! Where the answers to a question come from, and of which kind they are.

use super::item::{Item, short};
use super::question::{Codes, list_of_choices, same, scale};
use super::section::Section;
use crate::config::{AnswerFrom, AnswerKind, Better, Column, MOST_CHOICES, Scale, Written};
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
}

use Shape::{Column as Cell, Elapsed, List, OneHot, Totals};

impl Shape {
    /// What messages call answers of this shape.
    fn shown(self) -> &'static str {
        match self {
            Cell => "one answer in one column",
            Elapsed => "a time from one date to another (`type = \"elapsed\"`)",
            Totals => "numbers of events (`type = \"totals\"`)",
            List => "several choices in one cell (`multiple`)",
            OneHot => "a column for each choice (`columns`)",
        }
    }
}

/// Keys that only some shapes have. The first shape of a key is the one that it means where nothing else says it.
const KEYS_OF_SHAPES: [(&str, &[Shape]); 8] = [
    ("from", &[Elapsed]),
    ("to", &[Elapsed]),
    ("out_of", &[Totals]),
    ("multiple", &[List]),
    ("columns", &[OneHot]),
    ("column", &[Cell, Totals, List]),
    ("scale", &[Cell]),
    ("choices", &[Cell, List]),
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

/// The answers that `section` describes.
pub(super) fn read(section: &Section<'_>, codes: &Codes, implied: Implied) -> Option<Answers> {
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
    let separator = section.item("multiple");
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
            made(AnswerFrom::Totals(totals), AnswerKind::Events(stages))
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
    }
}

/// The shape that the type names, the kind of the metric implies, or a key means.
fn shape(section: &Section<'_>, word: Option<&str>, implied: Option<Shape>) -> Shape {
    let named = match word {
        Some("elapsed") => Some(Elapsed),
        Some("totals") => Some(Totals),
        Some(_) => Some(Cell),
        None => implied,
    };
    let by_key = || KEYS_OF_SHAPES.iter().find(|(key, _)| section.has(key)).map(|(_, shapes)| shapes[0]);
    named.or_else(by_key).unwrap_or(Cell)
}

/// Whether every key belongs to the shape; reports those that don't.
fn belongs(section: &Section<'_>, shape: Shape) -> bool {
    let mut right = true;
    for (key, shapes) in KEYS_OF_SHAPES {
        let Some(item) = section.item(key).filter(|_| !shapes.contains(&shape)) else { continue };
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
