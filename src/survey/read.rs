//! Reading one source: its files, row by row, into a sink.

use super::asked::Asked;
use super::counts::low_up_to;
use super::derived::Derived;
use super::duplicates::Respondents;
use super::file_data::FileData;
use super::files::FoundFile;
use super::layout::{Headed, layouts};
use super::long_form;
use super::row::{PartedSink, RowSink, SourceData};
use super::rows::{FileTask, Known, Named};
use super::share::{self, Broken, Common, Sharing};
use super::text::folded;
use super::time;
use super::whole::{name_tables, put_together};
use crate::config::{SiteConfig, SourceIx};
use crate::diag::{Checked, has_errors};
use crate::source::SourceReader;
use std::collections::{BTreeMap, BTreeSet};

/// Notes the files of a source, without looking into them. Sources may then be read at the same time: the reader numbers
/// its files in the order in which they are first asked for. Gives the files' names.
pub fn fetch(reader: &SourceReader, config: &SiteConfig, source: SourceIx) -> Vec<String> {
    Asked::new(config, source).fetch_files(reader)
}

/// The files of a source, in the order in which they are read; none where the config names none that is there.
pub fn found_files(reader: &SourceReader, config: &SiteConfig, source: SourceIx) -> Vec<FoundFile> {
    Asked::new(config, source).found(reader).unwrap_or_default()
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
    let mut part = sink.part();
    let read = pass_in_pieces(reader, &asked, sharing, &BTreeMap::new(), &mut |task, number, known| {
        Ok((in_pieces(reader, task, number, sharing, known, &mut part)?, ()))
    });
    if let Some(read) = read {
        let read = whole(config, source, read, &mut part);
        sink.take_in(part);
        return read;
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
    let read = pass_held(reader, &asked, &BTreeMap::new(), &mut |task, number, known| {
        (held(reader, task, number, known, sink), ())
    });
    whole(config, source, read, sink)
}

fn whole(
    config: &SiteConfig,
    source: SourceIx,
    read: Checked<Vec<(FileData, ())>>,
    sink: &mut dyn RowSink,
) -> Checked<SourceData> {
    let Checked { value, diagnostics } = read;
    match value {
        Some(files) => {
            let files = files.into_iter().map(|(file, ())| file).collect();
            put_together(config, source, files, diagnostics, sink).data
        }
        None => Checked { value: None, diagnostics },
    }
}

/// Reads the files of a source that are not `known`, each into a sink of its own, of which `made` takes what it wants.
///
/// What one file says depends on another only by respondents who come again in it. In each file those are known again who
/// stood in a file before it that was read with it.
pub fn read_files<S: PartedSink, T>(
    reader: &SourceReader,
    config: &SiteConfig,
    source: SourceIx,
    known: &BTreeMap<&str, Headed<'_>>,
    new: &dyn Fn() -> S,
    made: &dyn Fn(&FileData, S) -> T,
) -> Checked<Vec<(FileData, T)>> {
    let (asked, sharing) = (Asked::new(config, source), Sharing::usual());
    let read = pass_in_pieces(reader, &asked, sharing, known, &mut |task, number, names| {
        let mut sink = new();
        let data = in_pieces(reader, task, number, sharing, names, &mut sink)?;
        let made = made(&data, sink);
        Ok((data, made))
    });
    read.unwrap_or_else(|| {
        pass_held(reader, &asked, known, &mut |task, number, names| {
            let mut sink = new();
            let data = held(reader, task, number, names, &mut sink);
            let made = made(&data, sink);
            (data, made)
        })
    })
}

/// Reads the rows of a file that is not held.
fn in_pieces<S: PartedSink>(
    reader: &SourceReader,
    task: &FileTask<'_, '_>,
    number: usize,
    sharing: Sharing,
    known: &mut Known,
    sink: &mut S,
) -> Result<FileData, Broken> {
    rows(task, known, |common| match task.file.is_beginning && sharing.threads > 1 {
        true => share::read_together(reader, task, number, sharing, common, sink),
        false => share::read_alone(reader, task, number, sharing.block, common, sink),
    })
}

/// Reads the rows of a file that is held.
fn held(
    reader: &SourceReader,
    task: &FileTask<'_, '_>,
    number: usize,
    known: &mut Known,
    sink: &mut dyn RowSink,
) -> FileData {
    if let Some(long) = &task.file.long {
        return long_form::read(task, number, long, known, sink);
    }
    let block = Sharing::usual().block;
    let read = rows(task, known, |common| share::read_alone(reader, task, number, block, common, sink));
    // What is held cannot turn out to be another.
    read.unwrap_or_else(|Broken| FileData::new(task.asked, task.file))
}

/// Reads the rows of a file in the way of `read`.
fn rows(
    task: &FileTask<'_, '_>,
    known: &mut Known,
    read: impl FnOnce(Common<'_>) -> Result<(), Broken>,
) -> Result<FileData, Broken> {
    let mut data = FileData::new(task.asked, task.file);
    let mut take_in = |outcome| data.take_in(outcome);
    read(Common::new(task.file, known, &mut take_in))?;
    data.end(task.asked, task.file, known);
    Ok(data)
}

/// Reads one file.
type ReadFile<'r, 'c, R> = dyn FnMut(&FileTask<'_, 'c>, usize, &mut Known) -> R + 'r;

/// A pass over files that need not be held; None where one of them turns out to be another than it seemed, of which only
/// the whole tells what is wrong, and where all must be held: rows of long form are put together from anywhere in the file.
fn pass_in_pieces<'c, T>(
    reader: &SourceReader,
    asked: &Asked<'c>,
    sharing: Sharing,
    known: &BTreeMap<&str, Headed<'_>>,
    read: &mut ReadFile<'_, 'c, Result<(FileData, T), Broken>>,
) -> Option<Checked<Vec<(FileData, T)>>> {
    if asked.source.long.is_some() {
        return None;
    }
    pass_over(reader, asked, Some(sharing.beginning), known, read).ok()
}

/// A pass over files that are held.
fn pass_held<'c, T>(
    reader: &SourceReader,
    asked: &Asked<'c>,
    known: &BTreeMap<&str, Headed<'_>>,
    read: &mut ReadFile<'_, 'c, (FileData, T)>,
) -> Checked<Vec<(FileData, T)>> {
    pass_over(reader, asked, None, known, &mut |task, number, names| Ok(read(task, number, names)))
        .unwrap_or_else(|Broken| Checked { value: None, diagnostics: Vec::new() })
}

/// A pass over the files of a source that are not known. What is wrong with the files or their columns is found before any
/// row is read, and leaves nothing to read.
fn pass_over<'c, T>(
    reader: &SourceReader,
    asked: &Asked<'c>,
    beginning: Option<usize>,
    known: &BTreeMap<&str, Headed<'_>>,
    read: &mut ReadFile<'_, 'c, Result<(FileData, T), Broken>>,
) -> Result<Checked<Vec<(FileData, T)>>, Broken> {
    let nothing = |diagnostics| Ok(Checked { value: None, diagnostics });
    if let Some(problem) = time::check(&asked.report.waves, asked.source) {
        return nothing(vec![problem]);
    }
    let mut problems = Vec::new();
    let found = match asked.found(reader) {
        Ok(found) => found,
        Err(problem) => return nothing(vec![problem]),
    };
    let is_known = |file: &FoundFile| known.contains_key(file.path.as_str());
    let opened = asked.open_files(reader, beginning, &found, &is_known, &mut problems);
    let headed = found.iter().zip(&opened).filter_map(|(found, opened)| match opened {
        Some(file) => Some(Headed { name: &file.name, header: &file.header }),
        None => known.get(found.path.as_str()).copied(),
    });
    let layouts = layouts(&headed.collect::<Vec<_>>(), asked.source, &asked.questions(), asked.voice, &mut problems);
    if has_errors(&problems) {
        return nothing(problems);
    }
    let derived: Vec<(usize, Derived)> = (0..)
        .zip(&asked.questions)
        .filter_map(|(ix, (_, question))| Some((ix, Derived::of(question, &asked.questions)?)))
        .collect();
    let yes: Vec<String> = asked.voice.iter().flat_map(|voice| &voice.consent_means).map(|text| folded(text)).collect();
    let (brands, segments) = name_tables(asked.source);
    let mut names = Known { brands, segments, respondents: Respondents::default(), places: BTreeSet::new() };
    let mut files = Vec::new();
    // Without an error every file has a layout.
    for (number, ((found, file), layout)) in found.iter().zip(&opened).zip(&layouts).enumerate() {
        let Some(file) = file else { continue };
        let task = FileTask {
            asked,
            file,
            layout,
            named: named(asked, found),
            derived: &derived,
            yes: &yes,
            low_up_to: asked.questions.iter().map(|(_, question)| low_up_to(question)).collect(),
        };
        files.push(read(&task, number, &mut names)?);
    }
    Ok(Checked { value: Some(files), diagnostics: problems })
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
