//! Reading one source: its files, row by row, into a sink.

use super::asked::Asked;
use super::counts::AnswerCounts;
use super::derived::Derived;
use super::duplicates::Respondents;
use super::files::FoundFile;
use super::join::{self, MissingKeys};
use super::later::{About, Later};
use super::layout::{CommentColumns, Layout, layouts};
use super::long::{Long, Response};
use super::losses::Losses;
use super::moment::end_of;
use super::names::{NameTable, SpellingIx};
use super::open::OpenFile;
use super::quality::{FileQuality, Reason, SourceQuality};
use super::question_reader::{QuestionReader, Said};
use super::replicate::replicate;
use super::row::{Answer, NameId, Row, RowSink, SourceData, Weight, Written};
use super::table::Record;
use super::text::{cell_text, counted, fold_into, folded, trimmed};
use super::time;
use super::time::{Clock, When};
use super::unit::UnitReader;
use super::weight::weight;
use crate::config::{AnswerFrom, SiteConfig, SourceIx};
use crate::diag::{Checked, Diagnostic, has_errors};
use crate::source::{SourceReader, Span};
use crate::wave::{TimeKey, Wave};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A cell of more bytes than this was probably opened by a stray quotation mark.
const LONGEST_CELL: usize = 64 * 1024;

/// Has the reader take in the files of a source, without looking into them. Sources may then be read at the same time:
/// the reader numbers its files in the order in which they are first asked for. Gives the files' names.
pub fn fetch(reader: &SourceReader, config: &SiteConfig, source: SourceIx) -> Vec<String> {
    Asked::new(config, source).fetch_files(reader)
}

/// Reads a source and hands each usable row to `sink`, in the order of the files' names and of their rows.
///
/// A wave that is named, in a column or by `{wave}` in the file's name, decides before a date. A respondent counts once
/// in a wave and brand: ids that begin anew each wave, a panel, and people who rate several brands are no duplicates.
/// Rows that cannot be used are counted by reason and reported once for each; the value is absent after an error.
pub fn read(
    reader: &SourceReader,
    config: &SiteConfig,
    source: SourceIx,
    sink: &mut dyn RowSink,
) -> Checked<SourceData> {
    let asked = Asked::new(config, source);
    if let Some(problem) = time::check(&asked.report.waves, asked.source) {
        return Checked { value: None, diagnostics: vec![problem] };
    }
    let mut problems = Vec::new();
    let (found, opened) = asked.open_files(reader, &mut problems);
    let layouts = layouts(&opened, asked.source, &asked.questions(), asked.voice, &mut problems);
    if has_errors(&problems) {
        return Checked { value: None, diagnostics: problems };
    }
    let mut pass = Pass::new(&asked);
    for (at, ((found, file), layout)) in found.iter().zip(&opened).zip(&layouts).enumerate() {
        sink.file(at);
        pass.file(found, file, layout, sink);
    }
    let (data, more) = pass.finish(source, sink);
    problems.extend(more);
    let value = (!has_errors(&problems)).then_some(data);
    Checked { value, diagnostics: problems }
}

/// The state of reading one source.
struct Pass<'a, 'c> {
    asked: &'a Asked<'c>,
    readers: Vec<QuestionReader<'c>>,
    derived: Vec<(usize, Derived)>,
    counts: Vec<AnswerCounts<'c>>,
    brands: NameTable,
    segments: Vec<NameTable>,
    respondents: Respondents,
    losses: Losses,
    later: Later,
    missing_keys: MissingKeys,
    units: UnitReader,
    dates: Option<(Date, Date)>,
    zero_weight: u64,
    files: Vec<FileQuality>,
    problems: Vec<Diagnostic>,
    /// Used again for each row.
    answers: Vec<Answer>,
    segment_ids: Vec<NameId>,
    folded: String,
    /// What stands for yes in the column of consent, folded.
    yes: Vec<String>,
}

/// The responses of a file of long form, in the order in which they begin.
#[derive(Default)]
struct Together {
    /// By respondent, wave and brand.
    places: BTreeMap<(String, Wave, String), usize>,
    responses: Vec<Response>,
}

/// What a usable row has beside its answers.
struct Head {
    when: When,
    brand: Option<SpellingIx>,
    weight: Weight,
}

/// Why a row cannot be used, and the cell that is to blame.
struct Lost(Reason, usize);

/// Values that a file's name gives to all its rows.
struct Named<'f> {
    wave: Option<TimeKey>,
    brand: Option<&'f str>,
    segments: Vec<Option<&'f str>>,
}

impl<'a, 'c> Pass<'a, 'c> {
    fn new(asked: &'a Asked<'c>) -> Pass<'a, 'c> {
        let comma = asked.source.format.decimal_comma;
        let segments = asked.source.segments.iter().map(|s| NameTable::new(&s.missing, &s.labels)).collect();
        Pass {
            asked,
            readers: asked
                .questions
                .iter()
                .map(|(_, q)| QuestionReader::new(q, asked.source, &asked.report.waves))
                .collect(),
            derived: (0..)
                .zip(&asked.questions)
                .filter_map(|(ix, (_, question))| Some((ix, Derived::of(question, &asked.questions)?)))
                .collect(),
            counts: asked.questions.iter().map(|(ix, question)| AnswerCounts::new(question, *ix, comma)).collect(),
            brands: NameTable::new(&[], &[]),
            segments,
            respondents: Respondents::default(),
            losses: Losses::default(),
            later: Later::default(),
            missing_keys: MissingKeys::default(),
            units: UnitReader::default(),
            dates: None,
            zero_weight: 0,
            files: Vec::new(),
            problems: Vec::new(),
            answers: Vec::new(),
            segment_ids: Vec::new(),
            folded: String::new(),
            yes: asked.voice.iter().flat_map(|voice| &voice.consent_means).map(|text| folded(text)).collect(),
        }
    }

    fn file(&mut self, found: &FoundFile, file: &OpenFile, layout: &Layout, sink: &mut dyn RowSink) {
        let asked = self.asked;
        let value = |name: &str| found.values.get(name).map(String::as_str);
        let named = Named {
            wave: value("wave")
                .and_then(|text| asked.report.waves.parse(text))
                .map(|wave| asked.report.waves.first_key(wave)),
            brand: value("brand"),
            segments: asked.source.segments.iter().map(|segment| value(&segment.id)).collect(),
        };
        self.counts.iter_mut().for_each(|counts| counts.begin(file));
        let mut clock = Clock::new(asked.report, asked.source, layout, named.wave);
        let mut losses = Losses::default();
        let mut quality = FileQuality { name: file.name.clone(), rows: 0, used: 0, read_as: file.read_as.clone() };
        let mut rows = file.rows();
        let mut record = Record::default();
        let (mut unclosed, mut last) = (None, (0, 0));
        let mut together = Together::default();
        while rows.next_into(&mut record) {
            quality.rows += 1;
            last = (record.start(), record.len());
            unclosed = unclosed.or_else(|| long_cell(file, &record));
            join::fill(file, &mut record, &mut self.missing_keys);
            if let Some(long) = &file.long {
                if let Err(Lost(reason, column)) =
                    self.put_together(&mut together, long, &mut clock, file, layout, &record)
                {
                    losses.add(reason, file, &record, column);
                }
                continue;
            }
            match self.head(&mut clock, file, layout, &named, &record) {
                Ok(head) => {
                    quality.used += 1;
                    self.row(file, layout, &named, &record, &head, sink);
                }
                Err(Lost(reason, column)) => losses.add(reason, file, &record, column),
            }
        }
        for response in together.responses {
            let Some(long) = &file.long else { break };
            let rows = response.rows;
            let record = response.whole(long, file.own_width);
            match self.head(&mut clock, file, layout, &named, &record) {
                Ok(head) => {
                    quality.used += rows;
                    self.row(file, layout, &named, &record, &head, sink);
                }
                Err(Lost(reason, column)) => (0..rows).for_each(|_| losses.add(reason, file, &record, column)),
            }
        }
        let (start, cells) = last;
        if cells > 0 && unclosed.is_none() && file.ends_in_quotes(start) {
            unclosed = Some(file.cell_span(start, cells - 1));
        }
        if let Some(span) = unclosed {
            let message = "the quotation mark that begins this cell is closed too late or never: what follows was read as one cell";
            self.problems.push(
                Diagnostic::warning("data/open-quote", message)
                    .at(span)
                    .hint("a quotation mark inside a text is written twice (\"\")"),
            );
        }
        self.problems.extend(losses.wrong_file(file, quality.rows, asked.source, &asked.report.waves));
        self.losses.merge(losses);
        self.files.push(quality);
    }

    /// What decides whether a row is used.
    fn head(
        &mut self,
        clock: &mut Clock<'_>,
        file: &OpenFile,
        layout: &Layout,
        named: &Named<'_>,
        record: &Record,
    ) -> Result<Head, Lost> {
        fits(file, record)?;
        let is_blank = |cell: &[u8]| trimmed(cell_text(cell)).is_empty();
        let when = clock.when(record).map_err(|no| Lost(no.reason, no.column))?;
        let comma = self.asked.source.format.decimal_comma;
        let weight = match layout.weight {
            Some(at) => weight(trimmed(cell_text(record.cell(at))), comma).ok_or(Lost(Reason::BadWeight, at))?,
            None => Weight::ONE,
        };
        let brand = match (named.brand, layout.brand) {
            (Some(brand), _) => self.brands.find(brand),
            (None, Some(at)) if is_blank(record.cell(at)) => return Err(Lost(Reason::NoBrand, at)),
            (None, Some(at)) => self.brands.find(cell_text(record.cell(at))),
            (None, None) => None,
        };
        if let Some(at) = layout.respondent {
            let id = trimmed(cell_text(record.cell(at)));
            let wave = self.asked.report.waves.wave_of(when.key);
            let brand = brand.map_or(0, |spelling| self.brands.name(spelling).0);
            if !id.is_empty() && !self.respondents.note(id.as_bytes(), (wave.0, brand)) {
                return Err(Lost(Reason::Duplicate, at));
            }
        }
        Ok(Head { when, brand, weight })
    }

    /// Takes a row of long form into the response that it belongs to.
    fn put_together(
        &mut self,
        together: &mut Together,
        long: &Long,
        clock: &mut Clock<'_>,
        file: &OpenFile,
        layout: &Layout,
        record: &Record,
    ) -> Result<(), Lost> {
        fits(file, record)?;
        let text = |at: Option<usize>| at.map_or("", |at| trimmed(cell_text(record.cell(at))));
        let respondent = text(layout.respondent);
        if respondent.is_empty() {
            return Err(Lost(Reason::NoRespondent, layout.respondent.unwrap_or_default()));
        }
        let question = long.question(record).ok_or(Lost(Reason::NoQuestion, long.question_column()))?;
        let when = clock.when(record).map_err(|no| Lost(no.reason, no.column))?;
        fold_into(&mut self.folded, text(layout.brand));
        let key = (respondent.to_string(), self.asked.report.waves.wave_of(when.key), self.folded.clone());
        let next = together.responses.len();
        let at = *together.places.entry(key).or_insert(next);
        if at == next {
            together.responses.push(Response::new(record));
        }
        match together.responses[at].take(long, question, record) {
            true => Ok(()),
            false => Err(Lost(Reason::AnsweredTwice, long.question_column())),
        }
    }

    fn row(
        &mut self,
        file: &OpenFile,
        layout: &Layout,
        named: &Named<'_>,
        record: &Record,
        head: &Head,
        sink: &mut dyn RowSink,
    ) {
        self.segment_ids.clear();
        let columns = layout.segments.iter().zip(&named.segments);
        let columns = columns.zip(self.asked.source.segments.iter().map(|segment| &segment.default));
        for (table, ((at, name), default)) in self.segments.iter_mut().zip(columns) {
            let text = match (name, at) {
                (Some(name), _) => name,
                (None, Some(at)) => cell_text(record.cell(*at)),
                (None, None) => default.as_deref().unwrap_or_default(),
            };
            // More values than ids are an error when reading ends.
            let id = table.find(text).map_or(NameId(0), |spelling| table.count(spelling));
            self.segment_ids.push(id);
        }
        let brand = head.brand.map(|spelling| self.brands.count(spelling));
        let id = layout.respondent.map(|at| cell_text(record.cell(at)));
        let wave = self.asked.report.waves.wave_of(head.when.key);
        let row = Row {
            time: head.when.key,
            brand,
            segments: &self.segment_ids,
            weight: head.weight,
            replicate: if self.asked.has_drivers { replicate(id, record) } else { 0 },
            unit: self.units.read(self.asked.source, layout, file, record, wave),
            answers: &[],
            comment: None,
        };
        self.answers.clear();
        for (ix, place) in layout.questions.iter().enumerate() {
            let counts = &mut self.counts[ix];
            let answer = match place {
                Some(place) if fulfils(&place.asked_if, record, &mut self.folded) => {
                    match self.readers[ix].read(record, &place.cells, head.when.key) {
                        Said::Answer(answer, at) => {
                            let answer = match answer {
                                Answer::Value(time)
                                    if !place.cut_short_if.is_empty()
                                        && fulfils(&place.cut_short_if, record, &mut self.folded) =>
                                {
                                    Answer::Censored(time)
                                }
                                answer => answer,
                            };
                            if !place.derived {
                                counts.add(answer, file, record, at);
                            }
                            answer
                        }
                        Said::Open(began, until) => {
                            counts.waits();
                            self.later.open(&row, ix, began, until);
                            Answer::NotAsked
                        }
                        Said::Contact { customer, same, at, until } => {
                            counts.waits();
                            self.later.contact(&row, ix, About { customer, same }, at, until);
                            Answer::NotAsked
                        }
                    }
                }
                _ => {
                    counts.not_asked();
                    Answer::NotAsked
                }
            };
            self.answers.push(answer);
        }
        for (ix, derived) in &self.derived {
            let answer = derived.answer(&self.answers);
            self.counts[*ix].add(answer, file, record, 0);
            self.answers[*ix] = answer;
        }
        self.zero_weight += u64::from(head.weight.0 == 0);
        if let Some(date) = head.when.date {
            let (first, last) = self.dates.unwrap_or((date, date));
            self.dates = Some((first.min(date), last.max(date)));
        }
        let comment = layout.comments.as_ref();
        let comment = comment.and_then(|columns| written(columns, layout, record, &self.yes, &mut self.folded));
        sink.row(&Row { answers: &self.answers, comment, ..row });
    }

    fn finish(self, source: SourceIx, sink: &mut dyn RowSink) -> (SourceData, Vec<Diagnostic>) {
        let asked = self.asked;
        let last = asked.report.data_until.or(self.dates.map(|(_, last)| last));
        let days = asked.questions.iter().map(|(_, question)| match question.from {
            AnswerFrom::Repeat { days, .. } => Some(days),
            _ => None,
        });
        let not_asked = self.later.tell(&days.collect::<Vec<_>>(), last.map(end_of), sink);
        let mut problems = self.problems;
        problems.extend(self.losses.warnings(asked.source, asked.report));
        problems.extend(self.missing_keys.warnings(asked.source));
        problems.extend(self.units.warnings(asked.source));
        let used: u64 = self.files.iter().map(|file| file.used).sum();
        if used == 0 && !has_errors(&problems) {
            let rows: u64 = self.files.iter().map(|file| file.rows).sum();
            let (message, hint) = match rows {
                0 => (format!("`{}` has a header and no rows", asked.source.id), "export the responses again"),
                rows => (
                    format!("none of the {} of `{}` can be used", counted(rows, "row", "rows"), asked.source.id),
                    "the warnings beside this one say why",
                ),
            };
            problems.push(Diagnostic::error("data/no-rows", message).at(asked.source.files_span()).hint(hint));
        } else {
            for file in self.files.iter().filter(|file| file.rows == 0) {
                let message = format!("`{}` has a header and no rows", file.name);
                let problem = Diagnostic::warning("data/no-rows", message).at(asked.source.files_span());
                problems.push(problem.hint("export it again, or take it out of the folder"));
            }
        }
        let counts = self.counts.into_iter().zip(not_asked);
        let questions = counts.map(|(counts, not_asked)| counts.finish(not_asked, &mut problems)).collect();
        let mut respelled = Vec::new();
        let mut names = |table: NameTable, title: &str| {
            if table.is_full() {
                let message = format!(
                    "`{title}` of `{}` has more than 65,536 values: it is not a column to cut figures by",
                    asked.source.id
                );
                let hint = "name another column, or give its values groups before the export";
                problems.push(Diagnostic::error("data/too-many-values", message).at(asked.source.span).hint(hint));
            }
            let (shown, other) = table.finish();
            respelled.extend(other);
            shown
        };
        let brands = names(self.brands, "brand");
        let ids = asked.source.segments.iter().map(|segment| segment.id.as_str());
        let segments = self.segments.into_iter().zip(ids).map(|(table, id)| names(table, id)).collect();
        let quality = SourceQuality {
            files: self.files,
            dropped: self.losses.into_dropped(),
            questions,
            respelled,
            zero_weight: self.zero_weight,
            reversed: Vec::new(),
        };
        (SourceData { source, brands, segments, dates: self.dates, quality }, problems)
    }
}

/// Whether a row has something in it, and as many cells as the header.
fn fits(file: &OpenFile, record: &Record) -> Result<(), Lost> {
    let is_blank = |cell: &[u8]| trimmed(cell_text(cell)).is_empty();
    if record.cells().all(is_blank) {
        return Err(Lost(Reason::Empty, 0));
    }
    let (width, least) = (file.own_width, file.least_width);
    if record.len() != width && !(record.len() >= least && record.cells().skip(width).all(is_blank)) {
        return Err(Lost(Reason::Ragged, record.len().min(width).saturating_sub(1)));
    }
    Ok(())
}

/// Whether the row fulfils every condition: columns with, folded, the values of which each must have one.
fn fulfils(conditions: &[(usize, Vec<String>)], record: &Record, folded: &mut String) -> bool {
    conditions.iter().all(|(at, values)| {
        fold_into(folded, cell_text(record.cell(*at)));
        values.iter().any(|value| value == folded)
    })
}

/// The row's comment, unless it is blank.
fn written<'r>(
    columns: &CommentColumns,
    layout: &Layout,
    record: &'r Record,
    yes: &[String],
    folded: &mut String,
) -> Option<Written<'r>> {
    let cell = |at: Option<usize>| at.map_or("", |at| trimmed(cell_text(record.cell(at))));
    let text = Some(cell(Some(columns.text))).filter(|text| !text.is_empty())?;
    let consent = columns.consent.is_none_or(|at| {
        fold_into(folded, cell_text(record.cell(at)));
        yes.contains(folded)
    });
    Some(Written { text, consent, respondent: cell(layout.respondent), language: cell(columns.language) })
}

/// Where a cell that is too long to be one begins.
fn long_cell(file: &OpenFile, record: &Record) -> Option<Span> {
    if record.size() <= LONGEST_CELL {
        return None;
    }
    let cell = record.cells().position(|cell| cell.len() > LONGEST_CELL)?;
    Some(file.cell_span(record.start(), cell))
}
