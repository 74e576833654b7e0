//! Which column of each file holds what the config asks for.

use super::header::{Found, Header};
use super::text::folded;
use crate::config::{AnswerFrom, Column, ColumnName, Question, SourceConfig, VoiceConfig};
use crate::diag::{Diagnostic, suggest};

/// The columns of one file, counted from 0.
#[derive(Debug, Default)]
pub struct Layout {
    /// Who answered.
    pub respondent: Option<usize>,
    /// When.
    pub date: Option<usize>,
    /// The wave by name.
    pub wave: Option<usize>,
    /// The brand.
    pub brand: Option<usize>,
    /// The weight.
    pub weight: Option<usize>,
    /// The stratum that the row was drawn in.
    pub stratum: Option<usize>,
    /// The cluster that it was drawn with.
    pub cluster: Option<usize>,
    /// The segments, in the order of the config; none where the file's name gives the value.
    pub segments: Vec<Option<usize>>,
    /// The source's questions; none where this file does not have their columns.
    pub questions: Vec<Option<QuestionPlace>>,
    /// Where comments stand; none where this file has none or the config asks for none.
    pub comments: Option<CommentColumns>,
}

/// Where comments stand, and what belongs to them.
#[derive(Debug)]
pub struct CommentColumns {
    /// Their text.
    pub text: usize,
    /// Whether they may be published; absent where every writer has agreed.
    pub consent: Option<usize>,
    /// Their language.
    pub language: Option<usize>,
}

/// Where the answers to a question stand.
#[derive(Debug)]
pub struct QuestionPlace {
    /// The columns, in the order of `AnswerFrom::columns`.
    pub cells: Vec<usize>,
    /// The answer is made of others, when these are known.
    pub derived: bool,
    /// Columns and, folded, the values that they must have for the question to have been asked.
    pub asked_if: Vec<(usize, Vec<String>)>,
    /// The same for the length of time to have been cut short; empty: none was.
    pub cut_short_if: Vec<(usize, Vec<String>)>,
}

/// What a file's columns are known by.
#[derive(Debug, Clone, Copy)]
pub struct Headed<'f> {
    /// The file's path.
    pub name: &'f str,
    /// Its header rows.
    pub header: &'f Header,
}

/// The layout of each file, with every column that is missing or stands twice as a problem.
pub fn layouts(
    files: &[Headed<'_>],
    source: &SourceConfig,
    questions: &[&Question],
    voice: Option<&VoiceConfig>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Layout> {
    let mut finder = Finder { files, problems };
    let mut layouts: Vec<Layout> = files.iter().map(|_| Layout::default()).collect();
    let roles = &source.columns;
    let mut role = |column: &Option<Column>, what: &str, set: fn(&mut Layout, usize)| {
        for (layout, at) in layouts.iter_mut().zip(finder.needed(column.as_ref(), what)) {
            if let Some(at) = at {
                set(layout, at);
            }
        }
    };
    role(&roles.respondent, "the respondent", |layout, at| layout.respondent = Some(at));
    role(&roles.date, "the date", |layout, at| layout.date = Some(at));
    role(&roles.wave, "the wave", |layout, at| layout.wave = Some(at));
    role(&roles.brand, "the brand", |layout, at| layout.brand = Some(at));
    role(&roles.weight, "the weight", |layout, at| layout.weight = Some(at));
    role(&roles.stratum, "the stratum", |layout, at| layout.stratum = Some(at));
    role(&roles.cluster, "the cluster", |layout, at| layout.cluster = Some(at));
    for segment in &source.segments {
        let found = match (&segment.default, &segment.column) {
            (Some(_), Some(column)) => finder.where_it_is(column),
            _ => finder.needed(segment.column.as_ref(), &format!("the segment `{}`", segment.id)),
        };
        for (layout, at) in layouts.iter_mut().zip(found) {
            layout.segments.push(at);
        }
    }
    for question in questions {
        let found = finder.question(question);
        for (layout, column) in layouts.iter_mut().zip(found) {
            layout.questions.push(column);
        }
    }
    if let Some(voice) = voice {
        for (layout, columns) in layouts.iter_mut().zip(finder.comments(voice)) {
            layout.comments = columns;
        }
    }
    layouts
}

struct Finder<'a> {
    files: &'a [Headed<'a>],
    problems: &'a mut Vec<Diagnostic>,
}

impl Finder<'_> {
    /// A column that every file must have.
    fn needed(&mut self, column: Option<&Column>, what: &str) -> Vec<Option<usize>> {
        let Some(column) = column else { return vec![None; self.files.len()] };
        let (found, missing) = self.find(column);
        if !missing.is_empty() {
            let problem = self.missing(column, what, &missing);
            self.problems.push(problem);
        }
        found
    }

    /// A column that files may lack, but not all of them.
    fn where_it_is(&mut self, column: &Column) -> Vec<Option<usize>> {
        let (found, missing) = self.find(column);
        if missing.len() == self.files.len() && !missing.is_empty() {
            let problem = self.missing(column, "a segment", &missing);
            self.problems.push(problem);
        }
        found
    }

    fn question(&mut self, question: &Question) -> Vec<Option<QuestionPlace>> {
        let what = format!("the question `{}`", question.id);
        let wanted = question.from.columns();
        let found: Vec<_> = wanted.iter().map(|column| self.find(column)).collect();
        // A file that has none of the columns did not ask; one that has some of them lacks the others.
        let lacks = |file: usize| found.iter().all(|(_, missing)| missing.contains(&file));
        let not_asked: Vec<usize> = (0..self.files.len()).filter(|&file| !wanted.is_empty() && lacks(file)).collect();
        let nowhere = not_asked.len() == self.files.len() && !not_asked.is_empty();
        for (column, (_, missing)) in wanted.iter().zip(&found) {
            let missing: Vec<usize> =
                missing.iter().copied().filter(|file| nowhere || !not_asked.contains(file)).collect();
            if !missing.is_empty() {
                let problem = self.missing(column, &what, &missing);
                self.problems.push(problem);
            }
        }
        if let Some(column) = wanted.first().filter(|_| !not_asked.is_empty() && !nowhere) {
            let files = self.names(&not_asked);
            self.problems.push(
                Diagnostic::note("data/not-asked", format!("`{}` was not asked in {files}", question.id))
                    .at(column.span)
                    .hint(
                        "if it was, under another header, list that header here too: `column = [\"one\", \"other\"]`",
                    ),
            );
        }
        let place = |file: usize| {
            let cells = found.iter().map(|(places, _)| places[file]).collect::<Option<Vec<_>>>()?;
            let derived = matches!(question.from, AnswerFrom::Index(_) | AnswerFrom::Blanks(_));
            Some(QuestionPlace { cells, derived, asked_if: Vec::new(), cut_short_if: Vec::new() })
        };
        let mut columns: Vec<Option<QuestionPlace>> = (0..self.files.len()).map(place).collect();
        let is_there: Vec<bool> = columns.iter().map(Option::is_some).collect();
        let asked = self.conditions(&question.asked_if, &format!("`asked_if` of {what}"), &is_there);
        let cut_short = self.conditions(&question.cut_short_if, &format!("`cut_short_if` of {what}"), &is_there);
        for ((place, asked), cut_short) in columns.iter_mut().zip(asked).zip(cut_short) {
            if let Some(place) = place {
                (place.asked_if, place.cut_short_if) = (asked, cut_short);
            }
        }
        columns
    }

    /// The columns of conditions and their folded values, for each file; one that a file with the question lacks is a
    /// problem.
    fn conditions(
        &mut self,
        conditions: &[(Column, Vec<String>)],
        what: &str,
        is_there: &[bool],
    ) -> Vec<Vec<(usize, Vec<String>)>> {
        let mut by_file = vec![Vec::new(); is_there.len()];
        for (condition, values) in conditions {
            let (places, missing) = self.find(condition);
            let missing: Vec<usize> = missing.into_iter().filter(|&file| is_there[file]).collect();
            if !missing.is_empty() {
                let problem = self.missing(condition, what, &missing);
                self.problems.push(problem);
            }
            let values: Vec<String> = values.iter().map(|value| folded(value)).collect();
            for (conditions, place) in by_file.iter_mut().zip(places) {
                conditions.extend(place.map(|place| (place, values.clone())));
            }
        }
        by_file
    }

    /// A file may be without comments, but none may have them without saying whether they may be published.
    fn comments(&mut self, voice: &VoiceConfig) -> Vec<Option<CommentColumns>> {
        let (texts, missing) = self.find(&voice.comment);
        if missing.len() == self.files.len() && !missing.is_empty() {
            let problem = self.missing(&voice.comment, "the comments", &missing);
            self.problems.push(problem);
        }
        let mut beside = |column: &Option<Column>, what: &str| {
            let Some(column) = column else { return vec![None; texts.len()] };
            let (places, missing) = self.find(column);
            let missing: Vec<usize> = missing.into_iter().filter(|&file| texts[file].is_some()).collect();
            if !missing.is_empty() {
                let problem = self.missing(column, what, &missing);
                self.problems.push(problem);
            }
            places
        };
        let consents = beside(&voice.consent, "the consent to comments");
        let languages = beside(&voice.language, "the language of comments");
        let beside = consents.into_iter().zip(languages);
        let columns = texts.iter().zip(beside);
        columns.map(|(text, (consent, language))| text.map(|text| CommentColumns { text, consent, language })).collect()
    }

    /// Where each file has the column, and the files that have not.
    fn find(&mut self, column: &Column) -> (Vec<Option<usize>>, Vec<usize>) {
        let (mut places, mut missing) = (Vec::new(), Vec::new());
        for (ix, file) in self.files.iter().enumerate() {
            places.push(match file.header.find(&column.value) {
                Found::At(at) => Some(at),
                Found::InOtherCase(at, text) => {
                    let message = format!("{} is written `{text}` in the data", written(&column.value));
                    let note = Diagnostic::note("data/header-case", message).at(column.span);
                    if !self.problems.contains(&note) {
                        self.problems.push(note);
                    }
                    Some(at)
                }
                Found::Several(text, positions) => {
                    self.problems.push(stands_twice(file, column, &text, &positions));
                    None
                }
                Found::Missing => {
                    missing.push(ix);
                    None
                }
            });
        }
        (places, missing)
    }

    fn missing(&self, column: &Column, what: &str, files: &[usize]) -> Diagnostic {
        let wanted = written(&column.value);
        let message = format!("there is no column {wanted} for {what} in {}", self.names(files));
        let problem = Diagnostic::error("data/no-column", message).at(column.span);
        let header = self.files[files[0]].header;
        let names = header.names();
        let texts: Vec<&str> = column.value.iter().filter_map(ColumnName::text).collect();
        if names.is_empty() || texts.is_empty() {
            return problem.hint(format!("the columns of the file are `#1` to `#{}`", header.width()));
        }
        let near = texts.iter().find_map(|text| suggest::nearest(text, names.iter().copied()));
        let hint = match near {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None => suggest::hint(texts[0], names.iter().copied()),
        };
        hint.into_iter()
            .fold(problem, Diagnostic::hint)
            .hint("`wavemark list columns` shows every column with its values")
    }

    fn names(&self, files: &[usize]) -> String {
        let names: Vec<String> = files.iter().take(4).map(|&ix| format!("`{}`", self.files[ix].name)).collect();
        let more = files.len() - names.len();
        match (names.as_slice(), more) {
            ([one], 0) => one.clone(),
            ([init @ .., last], 0) => format!("{} and {last}", init.join(", ")),
            (_, more) => format!("{} and {more} more files", names.join(", ")),
        }
    }
}

impl ColumnName {
    /// The header text, if it is named by one.
    fn text(&self) -> Option<&str> {
        match self {
            ColumnName::Header(text) => Some(text),
            ColumnName::Position(_) => None,
        }
    }
}

/// The names of a column as a message lists them.
fn written(names: &[ColumnName]) -> String {
    let name = |name: &ColumnName| match name {
        ColumnName::Header(text) => format!("`{text}`"),
        ColumnName::Position(position) => format!("`#{position}`"),
    };
    names.iter().map(name).collect::<Vec<_>>().join(" or ")
}

fn stands_twice(file: &Headed<'_>, column: &Column, text: &str, positions: &[usize]) -> Diagnostic {
    let places: Vec<String> = positions.iter().take(6).map(|position| format!("`#{position}`")).collect();
    let more = if positions.len() > 6 { ", …" } else { "" };
    let message = format!(
        "`{text}` is the header of {} columns of `{}`: {}{more}",
        positions.len(),
        file.name,
        places.join(", ")
    );
    Diagnostic::error("data/duplicate-header", message)
        .at(column.span)
        .hint(format!("name the column by its position instead, such as `\"#{}\"`", positions[0]))
}
