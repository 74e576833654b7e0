//! Reading one source: its files, row by row, into a sink.

use super::asked::Asked;
use super::counts::AnswerCounts;
use super::derived::Derived;
use super::duplicates::Respondents;
use super::files::FoundFile;
use super::join::{self, MissingKeys};
use super::later::Later;
use super::layout::layouts;
use super::long::{Long, Response};
use super::losses::Losses;
use super::moment::end_of;
use super::names::NameTable;
use super::open::OpenFile;
use super::quality::{FileQuality, Reason, SourceQuality};
use super::row::{PartedSink, RowSink, SourceData};
use super::rows::{FileTask, Known, Lost, Named, Outcome, RowReader, fits, long_cell, together};
use super::share::{self, Broken, Common, Sharing};
use super::table::Record;
use super::text::{cell_text, counted, fold_into, folded, trimmed};
use super::time;
use super::time::Clock;
use super::unit::UnitReader;
use crate::config::{AnswerFrom, SiteConfig, SourceIx};
use crate::diag::{Checked, Diagnostic, has_errors};
use crate::source::{SourceReader, Span};
use crate::wave::Wave;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Notes the files of a source, without looking into them. Sources may then be read at the same time: the reader numbers
/// its files in the order in which they are first asked for. Gives the files' names.
pub fn fetch(reader: &SourceReader, config: &SiteConfig, source: SourceIx) -> Vec<String> {
    Asked::new(config, source).fetch_files(reader)
}

/// Reads a source and hands each usable row to `sink`; the rows of a large file come to several parts of it, in any order.
///
/// A wave that is named, in a column or by `{wave}` in the file's name, decides before a date. A respondent counts once
/// in a wave and brand: ids that begin anew each wave, a panel, and people who rate several brands are no duplicates.
/// Rows that cannot be used are counted by reason and reported once for each; the value is absent after an error.
pub fn read<S: PartedSink>(
    reader: &SourceReader,
    config: &SiteConfig,
    source: SourceIx,
    sink: &mut S,
) -> Checked<SourceData> {
    read_shared(reader, config, source, Sharing::usual(), sink)
}

/// The same with the work cut up in this way.
pub fn read_shared<S: PartedSink>(
    reader: &SourceReader,
    config: &SiteConfig,
    source: SourceIx,
    sharing: Sharing,
    sink: &mut S,
) -> Checked<SourceData> {
    let asked = Asked::new(config, source);
    // Rows of long form are put together from anywhere in the file, which is held for it.
    if asked.source.long.is_none() {
        let mut part = sink.part();
        let passed = pass_over(reader, &asked, Some(sharing.beginning), &mut |pass, task, number| {
            pass.rows(task, |common| match task.file.is_beginning && sharing.threads > 1 {
                true => share::read_together(reader, task, number, sharing, common, &mut part),
                false => share::read_alone(reader, task, number, sharing.block, common, &mut part),
            })
        });
        // Of what is wrong far behind in a file, only the whole of it tells what.
        if let Ok(passed) = passed {
            let read = passed.finish(source, &mut part);
            sink.take_in(part);
            return read;
        }
    }
    read_alone(reader, config, source, sink)
}

/// The same on this thread alone, with the rows in the order of the files' names and of their rows. Files are held as a
/// whole meanwhile.
pub fn read_alone(
    reader: &SourceReader,
    config: &SiteConfig,
    source: SourceIx,
    sink: &mut dyn RowSink,
) -> Checked<SourceData> {
    let asked = Asked::new(config, source);
    let block = Sharing::usual().block;
    let passed = pass_over(reader, &asked, None, &mut |pass, task, number| match &task.file.long {
        Some(long) => {
            pass.long_form(task, number, long, sink);
            Ok(())
        }
        None => pass.rows(task, |common| share::read_alone(reader, task, number, block, common, sink)),
    });
    match passed {
        Ok(passed) => passed.finish(source, sink),
        // What is held cannot turn out to be another.
        Err(Broken) => Checked { value: None, diagnostics: Vec::new() },
    }
}

/// A pass over all files of a source, with the problems met before it.
struct Passed<'a, 'c> {
    /// None after an error.
    pass: Option<Pass<'a, 'c>>,
    problems: Vec<Diagnostic>,
}

impl Passed<'_, '_> {
    fn finish(self, source: SourceIx, sink: &mut dyn RowSink) -> Checked<SourceData> {
        let mut problems = self.problems;
        let data = self.pass.map(|pass| {
            let (data, more) = pass.finish(source, sink);
            problems.extend(more);
            data
        });
        Checked { value: data.filter(|_| !has_errors(&problems)), diagnostics: problems }
    }
}

/// Reads the rows of one file.
type ReadFile<'r, 'a, 'c> = dyn FnMut(&mut Pass<'a, 'c>, &FileTask<'_, 'c>, usize) -> Result<(), Broken> + 'r;

fn pass_over<'a, 'c>(
    reader: &SourceReader,
    asked: &'a Asked<'c>,
    beginning: Option<usize>,
    read: &mut ReadFile<'_, 'a, 'c>,
) -> Result<Passed<'a, 'c>, Broken> {
    if let Some(problem) = time::check(&asked.report.waves, asked.source) {
        return Ok(Passed { pass: None, problems: vec![problem] });
    }
    let mut problems = Vec::new();
    let (found, opened) = asked.open_files(reader, beginning, &mut problems);
    let layouts = layouts(&opened, asked.source, &asked.questions(), asked.voice, &mut problems);
    if has_errors(&problems) {
        return Ok(Passed { pass: None, problems });
    }
    let derived: Vec<(usize, Derived)> = (0..)
        .zip(&asked.questions)
        .filter_map(|(ix, (_, question))| Some((ix, Derived::of(question, &asked.questions)?)))
        .collect();
    let yes: Vec<String> = asked.voice.iter().flat_map(|voice| &voice.consent_means).map(|text| folded(text)).collect();
    let mut pass = Pass::new(asked);
    for (number, ((found, file), layout)) in found.iter().zip(&opened).zip(&layouts).enumerate() {
        let task = FileTask {
            asked,
            file,
            layout,
            named: named(asked, found),
            derived: &derived,
            yes: &yes,
            low_up_to: pass.counts.iter().map(AnswerCounts::low_up_to).collect(),
        };
        pass.counts.iter_mut().for_each(|counts| counts.begin(file));
        read(&mut pass, &task, number)?;
    }
    Ok(Passed { pass: Some(pass), problems })
}

fn named<'f>(asked: &Asked<'_>, found: &'f FoundFile) -> Named<'f> {
    let value = |name: &str| found.values.get(name).map(String::as_str);
    let waves = &asked.report.waves;
    Named {
        wave: value("wave").and_then(|text| waves.parse(text)).map(|wave| waves.first_key(wave)),
        brand: value("brand"),
        segments: asked.source.segments.iter().map(|segment| value(&segment.id)).collect(),
    }
}

/// The state of reading one source.
struct Pass<'a, 'c> {
    asked: &'a Asked<'c>,
    known: Known,
    counts: Vec<AnswerCounts<'c>>,
    losses: Losses,
    later: Later,
    missing_keys: MissingKeys,
    units: UnitReader,
    dates: Option<(Date, Date)>,
    zero_weight: u64,
    files: Vec<FileQuality>,
    problems: Vec<Diagnostic>,
}

/// The responses of a file of long form, in the order in which they begin.
#[derive(Default)]
struct Together {
    /// By respondent, wave and brand.
    places: BTreeMap<(String, Wave, String), usize>,
    responses: Vec<Response>,
    /// Used again for each row.
    folded: String,
}

/// What is found in one file, beside what is found in all.
struct OneFile {
    quality: FileQuality,
    losses: Losses,
    /// A cell that is closed too late, or never.
    unclosed: Option<Span>,
}

impl OneFile {
    fn new(file: &OpenFile) -> OneFile {
        let quality = FileQuality { name: file.name.clone(), rows: 0, used: 0, read_as: file.read_as.clone() };
        OneFile { quality, losses: Losses::default(), unclosed: None }
    }
}

impl<'a, 'c> Pass<'a, 'c> {
    fn new(asked: &'a Asked<'c>) -> Pass<'a, 'c> {
        let comma = asked.source.format.decimal_comma;
        Pass {
            asked,
            known: Known {
                brands: NameTable::new(&[], &[]),
                segments: asked.source.segments.iter().map(|s| NameTable::new(&s.missing, &s.labels)).collect(),
                respondents: Respondents::default(),
            },
            counts: asked.questions.iter().map(|(ix, question)| AnswerCounts::new(question, *ix, comma)).collect(),
            losses: Losses::default(),
            later: Later::default(),
            missing_keys: MissingKeys::default(),
            units: UnitReader::default(),
            dates: None,
            zero_weight: 0,
            files: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Reads the rows of a file in the way of `read`.
    fn rows(
        &mut self,
        task: &FileTask<'_, 'c>,
        read: impl FnOnce(Common<'_>) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        let mut one = OneFile::new(task.file);
        let mut known = std::mem::take(&mut self.known);
        let mut take_in = |outcome: Outcome| self.take_in(&mut one, outcome);
        let result = read(Common::new(task.file, &mut known, &mut take_in));
        self.known = known;
        self.end(task.file, one);
        result
    }

    /// Takes in what was found in the next piece of a file.
    fn take_in(&mut self, one: &mut OneFile, outcome: Outcome) {
        one.quality.rows += outcome.rows;
        one.quality.used += outcome.used;
        one.losses.merge(outcome.losses);
        one.unclosed = one.unclosed.or(outcome.long_cell).or(outcome.open_end);
        self.counts.iter_mut().zip(outcome.counts).for_each(|(counts, piece)| counts.take_in(piece));
        self.later.take_in(outcome.later);
        self.missing_keys.take_in(outcome.missing_keys);
        self.units.take_in(outcome.units);
        self.dates = together(self.dates, outcome.dates);
        self.zero_weight += outcome.zero_weight;
    }

    fn end(&mut self, file: &OpenFile, mut one: OneFile) {
        if let Some(span) = one.unclosed {
            let message = "the quotation mark that begins this cell is closed too late or never: what follows was read as one cell";
            self.problems.push(
                Diagnostic::warning("data/open-quote", message)
                    .at(span)
                    .hint("a quotation mark inside a text is written twice (\"\")"),
            );
        }
        let Asked { source, report, .. } = self.asked;
        self.problems.extend(one.losses.wrong_file(file, one.quality.rows, source, &report.waves));
        self.losses.merge(one.losses);
        self.files.push(one.quality);
    }

    /// Reads a file of long form, which is put together before anything else looks at its answers.
    fn long_form(&mut self, task: &FileTask<'_, 'c>, number: usize, long: &Long, sink: &mut dyn RowSink) {
        let file = task.file;
        let mut one = OneFile::new(file);
        let mut clock = Clock::new(self.asked.report, self.asked.source, task.layout, task.named.wave);
        let mut rows = file.rows();
        let mut record = Record::default();
        let mut last = Record::default();
        let mut together = Together::default();
        while rows.next_into(&mut record) {
            one.quality.rows += 1;
            one.unclosed = one.unclosed.or_else(|| long_cell(file, &record));
            join::fill(file, &mut record, &mut self.missing_keys);
            if let Err(Lost(reason, column)) = self.put_together(&mut together, long, &mut clock, task, &record) {
                one.losses.add(reason, file, &record, column);
            }
            last = record.kept();
        }
        let (records, made_of): (Vec<Record<'_>>, Vec<u64>) = together
            .responses
            .into_iter()
            .map(|response| {
                let rows = response.rows;
                (response.whole(long, file.own_width), rows)
            })
            .unzip();
        let mut rows = RowReader::new(task);
        rows.look_at_all(records.iter().zip(made_of));
        rows.recognise(&mut self.known);
        sink.piece(number, 0);
        let outcome = rows.answers_of_all(&records, sink);
        rows.count_names(&mut self.known);
        self.take_in(&mut one, outcome);
        if one.unclosed.is_none() && last.len() > 0 && file.ends_in_quotes(&last) {
            one.unclosed = Some(file.span_in_row(&last, last.len() - 1));
        }
        self.end(file, one);
    }

    /// Takes a row of long form into the response that it belongs to.
    fn put_together(
        &self,
        together: &mut Together,
        long: &Long,
        clock: &mut Clock<'_>,
        task: &FileTask<'_, '_>,
        record: &Record<'_>,
    ) -> Result<(), Lost> {
        fits(task.file, record)?;
        let text = |at: Option<usize>| at.map_or("", |at| trimmed(cell_text(record.cell(at))));
        let respondent = text(task.layout.respondent);
        if respondent.is_empty() {
            return Err(Lost(Reason::NoRespondent, task.layout.respondent.unwrap_or_default()));
        }
        let question = long.question(record).ok_or(Lost(Reason::NoQuestion, long.question_column()))?;
        let when = clock.when(record).map_err(|no| Lost(no.reason, no.column))?;
        fold_into(&mut together.folded, text(task.layout.brand));
        let key = (respondent.to_string(), self.asked.report.waves.wave_of(when.key), together.folded.clone());
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
        let brands = names(self.known.brands, "brand");
        let ids = asked.source.segments.iter().map(|segment| segment.id.as_str());
        let segments = self.known.segments.into_iter().zip(ids).map(|(table, id)| names(table, id)).collect();
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
