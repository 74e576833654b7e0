//! Sources that are read file by file: each file is counted by itself, and the source is put together from the counts of its
//! files. What is kept is kept of each file, so that a new file, or one that changed, costs reading that file.
//!
//! What a file says depends on another in one way: a respondent counts once in a wave and brand, in the file where they stand
//! first. Files that have rows of the same wave and brand, and name respondents, are therefore read with those before them.

use super::counters::{Counters, Counts};
use super::keep::{self, AskedOf, Keepable};
use super::read::Surveyed;
use crate::config::{AnswerFrom, SiteConfig, SourceIx};
use crate::diag::{Checked, Diagnostic};
use crate::fingerprint::Fingerprint;
use crate::metrics::Metric;
use crate::parallel;
use crate::source::{SourceReader, Span};
use crate::survey::{self, FileData, FoundFile, PartedSink, Whole};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Whether the files of a source can be counted one by one. They cannot where weights follow from the rows of all, and where
/// what is counted are customers, whose rows may stand in any file: what is kept of these would grow with the customers.
pub fn is_possible(config: &SiteConfig, source: SourceIx) -> bool {
    let of_customers = |from: &AnswerFrom| matches!(from, AnswerFrom::Repeat { .. } | AnswerFrom::PerCustomer { .. });
    config.sources[source.0].weighting.is_none()
        && !config.questions_of(source).any(|question| of_customers(&config.questions[question.0].from))
}

/// What one file says.
#[derive(Debug, Serialize, Deserialize)]
struct Part {
    data: FileData,
    counts: Counts,
}

/// A part as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptPart {
    /// The files before this one in which its respondents might have stood.
    with: Vec<FileAsRead>,
    part: Part,
}

impl Keepable for KeptPart {
    fn spans_mut(&mut self) -> Vec<&mut Span> {
        self.part.data.spans_mut().collect()
    }
}

/// A file's name, its bytes and their fingerprint.
type FileAsRead = (String, u64, Fingerprint);

/// The files of a source, of which some may be known.
struct Files<'r> {
    reader: &'r SourceReader,
    asked: AskedOf<'r>,
    /// That of which each file has a part.
    counters: Counters<'r>,
    /// In the order in which they are read.
    found: Vec<FoundFile>,
    /// By their place in that order.
    parts: BTreeMap<usize, Part>,
    /// Of those that were kept, what they were read with.
    kept_with: BTreeMap<usize, Vec<FileAsRead>>,
}

/// One source, put together from its files, of which only those are read that are not kept.
pub fn one(reader: &SourceReader, config: &SiteConfig, source: SourceIx, metrics: &[Metric]) -> Checked<Surveyed> {
    let found = survey::found_files(reader, config, source);
    let asked = AskedOf { config, source, metrics };
    let counters = Counters::of(config, source);
    let mut files = Files { reader, asked, counters, found, parts: BTreeMap::new(), kept_with: BTreeMap::new() };
    let names = files.load();
    let read = files.read_missing().and_then(|problems| match files.to_read_again() {
        again if again.is_empty() => Ok(problems),
        again => {
            again.iter().for_each(|file| drop((files.parts.remove(file), files.kept_with.remove(file))));
            files.read_missing()
        }
    });
    match read {
        Ok(problems) => {
            files.save(&names);
            files.put_together(problems)
        }
        Err(diagnostics) => Checked { value: None, diagnostics },
    }
}

/// What each file is kept under: a name, and what tells that it is still right but for the file itself.
type Names = Vec<(String, Fingerprint)>;

impl Files<'_> {
    /// Takes in what was kept.
    fn load(&mut self) -> Names {
        let Some(store) = self.reader.store() else { return Names::new() };
        let settings = &self.asked.config.sources[self.asked.source.0];
        let (source, tables) = (self.asked.name(self.reader), keep::joined(self.reader, settings));
        let name = |file: &FoundFile| {
            let of = Fingerprint::of_value(&file.path).to_string();
            (format!("{source}-{}", &of[..16]), Fingerprint::of_value(&(self.asked, file, &tables)))
        };
        let names: Names = self.found.iter().map(name).collect();
        let kept =
            parallel::map(&names, |(name, key)| keep::load::<KeptPart>(store, self.reader, settings, name, *key));
        for (file, kept) in kept.into_iter().enumerate() {
            if let Some((KeptPart { with, part }, _)) = kept {
                self.parts.insert(file, part);
                self.kept_with.insert(file, with);
            }
        }
        names
    }

    /// Reads the files that have no part yet; gives the problems of all files together, alone where nothing can be read.
    fn read_missing(&mut self) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        let AskedOf { config, source, .. } = self.asked;
        let brand = config.report.brand.as_ref().map(|brand| brand.value.as_str());
        let known = self.parts.values().map(|part| (part.data.name(), part.data.headed())).collect();
        let made = |data: &FileData, counters: Counters<'_>| counters.finish(brand.and_then(|brand| data.brand(brand)));
        let read = survey::read_files(self.reader, config, source, &known, &|| self.counters.part(), &made);
        let Checked { value: Some(read), diagnostics } = read else { return Err(read.diagnostics) };
        let missing: Vec<usize> = (0..self.found.len()).filter(|file| !self.parts.contains_key(file)).collect();
        for (file, (data, counts)) in missing.into_iter().zip(read) {
            self.parts.insert(file, Part { data, counts });
        }
        Ok(diagnostics)
    }

    /// The files before this one in which its respondents might have stood.
    fn before(&self, file: usize) -> Vec<usize> {
        let Some(own) = self.parts.get(&file) else { return Vec::new() };
        let before = self.parts.range(..file).filter(|(_, part)| part.data.may_share_respondents(&own.data));
        before.map(|(file, _)| *file).collect()
    }

    fn as_read(&self, files: &[usize]) -> Vec<FileAsRead> {
        let of = |file: &usize| {
            let name = &self.found[*file].path;
            let (size, print) = self.reader.print(self.reader.stream(name).ok()?.id);
            Some((name.clone(), size, print))
        };
        files.iter().filter_map(of).collect()
    }

    /// The files that were not read with those before them in which their respondents might have stood, with these.
    fn to_read_again(&self) -> BTreeSet<usize> {
        let mut again = BTreeSet::new();
        let is_right = |file: usize, before: &[usize]| match self.kept_with.get(&file) {
            Some(with) => *with == self.as_read(before),
            None => before.iter().all(|before| !self.kept_with.contains_key(before)),
        };
        for file in (0..self.found.len()).rev() {
            let before = self.before(file);
            if again.contains(&file) || !is_right(file, &before) {
                again.insert(file);
                again.extend(before);
            }
        }
        again
    }

    /// Keeps what was read now, and nothing of files that are gone.
    fn save(&mut self, names: &Names) {
        let Some(store) = self.reader.store() else { return };
        let own: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
        store.keep_only(&self.asked.name(self.reader), &own);
        for (file, (name, key)) in names.iter().enumerate().filter(|(file, _)| !self.kept_with.contains_key(file)) {
            let with = self.as_read(&self.before(file));
            let Ok(read) = self.reader.stream(&self.found[file].path) else { continue };
            let Some(part) = self.parts.remove(&file) else { continue };
            let kept = KeptPart { with, part };
            if kept.part.data.is_sound() {
                keep::save(store, self.reader, name, *key, &BTreeSet::from([read.id]), &[], &kept);
            }
            self.parts.insert(file, kept.part);
        }
    }

    /// The source as a whole; `problems` are those met before.
    fn put_together(self, problems: Vec<Diagnostic>) -> Checked<Surveyed> {
        let AskedOf { config, source, metrics } = self.asked;
        let (data, counts): (Vec<FileData>, Vec<Counts>) =
            self.parts.into_values().map(|part| (part.data, part.counts)).unzip();
        let mut late = self.counters.part();
        let Whole { data, renames } = survey::put_together(config, source, data, problems, &mut late);
        let value = data.value.map(|data| {
            let parts = counts.into_iter().zip(&renames).enumerate();
            let mut parts: Vec<Counts> =
                parts.map(|(file, (counts, renames))| counts.of_file(config, file, renames)).collect();
            parts.push(late.finish(None));
            Surveyed::new(config, metrics, data, Counts::together(parts), None)
        });
        Checked { value, diagnostics: data.diagnostics }
    }
}
