//! What the config asks of one source, and the files that it names.

use super::files::{self, FoundFile};
use super::open::{OpenFile, open, open_stream, unreadable};
use super::text::quoted;
use super::{join, long};
use crate::config::{Question, QuestionIx, Report, SiteConfig, SourceConfig, SourceIx, VoiceConfig};
use crate::diag::Diagnostic;
use crate::source::SourceReader;

/// What the config asks of one source.
pub struct Asked<'c> {
    /// The waves.
    pub report: &'c Report,
    /// The source.
    pub source: &'c SourceConfig,
    /// Its questions.
    pub questions: Vec<(QuestionIx, &'c Question)>,
    /// Whether key drivers are computed from it, for which rows belong to groups of respondents.
    pub has_drivers: bool,
    /// Which of its comments are wanted.
    pub voice: Option<&'c VoiceConfig>,
}

impl<'c> Asked<'c> {
    /// What `config` asks of `source`.
    pub fn new(config: &'c SiteConfig, source: SourceIx) -> Asked<'c> {
        let questions = config.questions.iter().enumerate().filter(|(_, question)| question.source == source);
        Asked {
            report: &config.report,
            source: &config.sources[source.0],
            questions: questions.map(|(ix, question)| (QuestionIx(ix), question)).collect(),
            has_drivers: config.metrics_with_drivers(source).next().is_some(),
            voice: config.voice.as_ref().filter(|voice| voice.source == source),
        }
    }

    /// Its questions without their places.
    pub fn questions(&self) -> Vec<&'c Question> {
        self.questions.iter().map(|(_, question)| *question).collect()
    }

    /// The files that the config names, in the order in which they are read.
    pub fn found(&self, reader: &SourceReader) -> Result<Vec<FoundFile>, Diagnostic> {
        let mut placeholders = vec!["wave", "brand"];
        placeholders.extend(self.source.segments.iter().map(|segment| segment.id.as_str()));
        let is_wave = |text: &str| self.report.waves.parse(text).is_some();
        let mut all: Vec<FoundFile> = Vec::new();
        for pattern in &self.source.files {
            for file in files::find(reader, pattern, &placeholders, &is_wave)? {
                if !all.iter().any(|known| known.path == file.path) {
                    all.push(file);
                }
            }
        }
        Ok(all)
    }

    /// Has the reader take the source's files in, and gives their names. What is wrong with them is told when they are
    /// opened.
    pub fn fetch_files(&self, reader: &SourceReader) -> Vec<String> {
        let found = self.found(reader).unwrap_or_default().into_iter().map(|file| file.path);
        let names: Vec<String> = found.chain(join::files(reader, self.source)).collect();
        for name in &names {
            // The reader remembers what could not be read.
            let _ = reader.stream(name);
        }
        names
    }

    /// Opens files of the source, but for those that are known; None for these, and for what cannot be opened.
    ///
    /// A file of more than `beginning` bytes is opened by these, and checked when its rows are read; without it each is opened
    /// as a whole.
    pub fn open_files(
        &self,
        reader: &SourceReader,
        beginning: Option<usize>,
        found: &[FoundFile],
        is_known: &dyn Fn(&FoundFile) -> bool,
        problems: &mut Vec<Diagnostic>,
    ) -> Vec<Option<OpenFile>> {
        let place = self.source.files_span();
        let mut opened = Vec::new();
        for file in found {
            if is_known(file) {
                opened.push(None);
                continue;
            }
            let format = &self.source.format;
            let result = match beginning {
                None => reader.read(&file.path).map(|source| open(reader, &source, format)),
                Some(most) => reader.stream(&file.path).map(|stream| open_stream(reader, &stream, format, most)),
            };
            let result = result.unwrap_or_else(|error| {
                Err(unreadable(&error)
                    .at(place)
                    .hint("rename the file, look at its permissions, or take it out of the folder"))
            });
            opened.push(result.map_err(|problem| problems.push(problem)).ok());
        }
        let tables = join::tables(reader, self.source, problems);
        for file in opened.iter_mut().flatten() {
            join::attach(file, self.source, &tables, problems);
            long::attach(file, self.source, problems);
        }
        for (file, opened) in found.iter().zip(&opened) {
            if let Some(name) = file.values.get("wave")
                && opened.is_some()
                && self.report.waves.parse(name).is_none()
            {
                let expected = &self.report.waves.expected();
                let message = format!("{} in the name of `{}` is not {expected}", quoted(name), file.path);
                let hint = "rename the file, or narrow the pattern so that it leaves the file out";
                problems.push(Diagnostic::error("data/wave-name", message).at(place).hint(hint));
            }
        }
        opened
    }
}
