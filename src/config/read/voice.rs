//! `[voice]`: which comments may be shown, and the list of names that are masked.

use super::section::{Section, Sink};
use super::{Ids, topics};
use crate::config::{AnswerKind, MetricConfig, Question, SourceConfig, SourceIx, VoiceConfig, Written};
use crate::diag::{Diagnostic, suggest};
use crate::source::{Source, SourceReader, Span};

/// Fewer respondents than these are too few to hide who wrote a comment, unless the config says so.
const SMALLEST_GROUP: u64 = 50;
/// What is longer is no name.
const LONGEST_NAME: usize = 100;
/// How many comments of each class are drawn.
const DRAWN: usize = 2;

/// What the rest of the config has; None for what is broken.
pub(super) struct Known<'a> {
    pub source_ids: &'a Ids,
    pub sources: &'a [Option<SourceConfig>],
    pub questions: &'a [Option<Question>],
    pub metrics: &'a [Option<MetricConfig>],
    /// Fewer answers than these are not shown anywhere in the report.
    pub floor: u64,
}

/// `[voice]` and the topics that it names.
pub(super) struct Read {
    /// None where it is broken.
    pub voice: Option<VoiceConfig>,
    /// Without a file of topics none.
    pub topics: Vec<topics::Found>,
}

/// The section; None where there is none.
pub(super) fn read(root: &Section<'_>, reader: &SourceReader, language: &str, known: &Known<'_>) -> Option<Read> {
    if !root.has("voice") {
        root.item("voice");
        return None;
    }
    let Some(section) = root.table("voice") else { return Some(Read { voice: None, topics: Vec::new() }) };
    let source = source(&section, known);
    let comment = section.column("comment");
    let consent = section.column("consent");
    let yes = section.texts("consent_means");
    if let (None, Some(first), false) = (&consent, yes.first(), section.has("consent")) {
        let problem = Diagnostic::error("config/conflict", "`consent_means` has no `consent` to speak of");
        section.sink.report(problem.at(first.span).hint("add `consent = \"…\"` with the header of the column"));
    }
    let agreed = section.flag("everybody_agreed").unwrap_or(false);
    if !agreed && !section.has("consent") {
        let problem =
            Diagnostic::error("config/no-consent", "[voice] does not say who agreed that a comment is published");
        section.sink.report(
            problem
                .at(section.span)
                .hint("`consent = \"…\"` names the column that says so, `consent_means = [\"yes\"]` what stands in it for yes")
                .hint("if everybody who wrote agreed to be quoted, write `everybody_agreed = true`: the site says so in your name"),
        );
    } else if let (true, Some(consent)) = (agreed, &consent) {
        let problem =
            Diagnostic::error("config/conflict", "`everybody_agreed` stands beside `consent`, which says who did");
        section.sink.report(problem.at(consent.span).hint("keep the one that is true"));
    }
    let language_column = section.column("language");
    let scores = scores(&section, source, known);
    let group = section.text("group");
    let group = group.map(|name| group_of(section.sink, &name, source, known));
    let smallest_group = section.integer("smallest_group").map_or(SMALLEST_GROUP, |n| n.value.unsigned_abs());
    let smallest_group = smallest_group.max(known.floor);
    let names = section.text("names").map(|path| names(section.sink, reader, &path));
    let topics = section.text("topics").map(|path| topics_of(section.sink, reader, &path));
    let stop_words = values(section.texts("stop_words"));
    let mut languages = values(section.texts("languages"));
    if languages.is_empty() {
        languages.push(language.to_owned());
    }
    let drawn = section.integer("drawn").map_or(Some(DRAWN), |n| usize::try_from(n.value).ok());
    let word_waves = section.integer("word_waves").map_or(Some(1), |n| usize::try_from(n.value).ok());
    section.refuse_unknown();
    let voice = || {
        Some(VoiceConfig {
            source: source?,
            comment: comment?,
            consent,
            consent_means: if yes.is_empty() { vec!["yes".to_owned()] } else { values(yes) },
            language: language_column,
            scores: scores?,
            group: match group {
                Some(group) => Some(group?),
                None => None,
            },
            smallest_group,
            has_names: names.is_some(),
            names: match names {
                Some(names) => names?,
                None => Vec::new(),
            },
            stop_words,
            languages,
            drawn: drawn?,
            word_waves: word_waves?,
            span: section.span,
        })
    };
    let voice = voice().filter(|_| !matches!(topics, Some(None)));
    Some(Read { voice, topics: topics.flatten().unwrap_or_default() })
}

fn values(texts: Vec<Written<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

fn source(section: &Section<'_>, known: &Known<'_>) -> Option<SourceIx> {
    if section.has("source") {
        let name = section.text("source")?;
        return known.source_ids.source(section.sink, &name);
    }
    section.item("source");
    if known.sources.len() == 1 {
        return Some(SourceIx(0));
    }
    let ids: Vec<_> = known.source_ids.ids.iter().flatten().map(|id| format!("`{}`", id.value)).collect();
    let message = "[voice] does not say whose comments may be shown";
    let hint = format!("add `source = \"…\"`, one of {}", ids.join(", "));
    section.sink.report(Diagnostic::error("config/missing-key", message).at(section.span).hint(hint));
    None
}

/// Metrics of the source on a scale; the first of them where none is named.
fn scores(section: &Section<'_>, source: Option<SourceIx>, known: &Known<'_>) -> Option<Vec<usize>> {
    let named = section.texts("scores");
    let source = source?;
    let question = |metric: &MetricConfig| known.questions.get(metric.question.value.0)?.as_ref();
    let of_source = |metric: &MetricConfig| question(metric).is_some_and(|question| question.source == source);
    let is_scale =
        |metric: &MetricConfig| question(metric).is_some_and(|question| matches!(question.kind, AnswerKind::Scale(_)));
    let broken = known.metrics.iter().any(Option::is_none) || known.questions.iter().any(Option::is_none);
    if named.is_empty() {
        let fits = |metric: &Option<MetricConfig>| metric.as_ref().is_some_and(|m| of_source(m) && is_scale(m));
        let first = known.metrics.iter().position(fits);
        if first.is_none() && !broken {
            let message = "no metric of this source is on a scale, so comments have no score to stand beside";
            let hint = "add a [[metric]] of a rating question of the source, such as `kind = \"nps\"`";
            section.sink.report(Diagnostic::error("config/value", message).at(section.span).hint(hint));
        }
        return Some(vec![first?]);
    }
    let mut scores = Vec::new();
    for name in named {
        let at = known.metrics.iter().position(|metric| metric.as_ref().is_some_and(|m| m.id.value == name.value));
        let Some((at, metric)) = at.and_then(|at| Some((at, known.metrics[at].as_ref()?))) else {
            if !broken {
                let message = format!("there is no metric `{}`", name.value);
                let problem = Diagnostic::error("config/unknown-reference", message).at(name.span);
                let ids = known.metrics.iter().flatten().filter(|m| of_source(m) && is_scale(m));
                let hint = suggest::hint(&name.value, ids.map(|metric| metric.id.value.as_str()));
                section.sink.report(hint.into_iter().fold(problem, Diagnostic::hint));
            }
            continue;
        };
        if question(metric).is_none() || of_source(metric) && is_scale(metric) {
            scores.push(at);
            continue;
        }
        let message = match of_source(metric) {
            false => format!("`{}` is no metric of the source of the comments", name.value),
            true => format!("`{}` is not on a scale, so its answers are no score of a comment", name.value),
        };
        let hint = "name metrics of rating questions that were answered together with the comment";
        section.sink.report(Diagnostic::error("config/value", message).at(name.span).hint(hint));
    }
    (!scores.is_empty()).then_some(scores)
}

fn group_of(sink: &Sink, name: &Written<String>, source: Option<SourceIx>, known: &Known<'_>) -> Option<usize> {
    let source = known.sources.get(source?.0)?.as_ref()?;
    let found = source.segments.iter().position(|segment| segment.id == name.value && segment.is_shown);
    if found.is_none() {
        let message = format!("the source `{}` has no segment `{}`", source.id, name.value);
        let problem = Diagnostic::error("config/unknown-reference", message).at(name.span);
        let known = source.segments.iter().filter(|segment| segment.is_shown).map(|segment| segment.id.as_str());
        let hint = suggest::hint(&name.value, known);
        sink.report(hint.into_iter().fold(problem, Diagnostic::hint));
    }
    found
}

/// The names of a list, one a line; empty lines and those that begin with `#` are none.
fn names(sink: &Sink, reader: &SourceReader, path: &Written<String>) -> Option<Vec<String>> {
    let source = file(sink, reader, path, "names")?;
    let text = source.text().unwrap_or_default();
    let lines = text.lines().map(|line| line.trim_start_matches('\u{feff}').trim().to_owned());
    let names: Vec<String> = lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let letters = |name: &&String| name.chars().filter(|c| c.is_alphanumeric()).count();
    let problem = |name: &String, message: String| {
        let at = text.find(name.as_str()).unwrap_or(0);
        let problem = Diagnostic::error("config/value", message).at(source.span().part(at, at + name.len()));
        sink.report(problem.hint("write a name of 2 to 100 letters on each line; lines that begin with `#` are notes"));
    };
    let short = names.iter().find(|name| letters(name) < 2);
    let long = names.iter().find(|name| name.chars().count() > LONGEST_NAME);
    if let Some(name) = short {
        problem(name, format!("the name `{name}` would mask every such sign"));
    }
    if let Some(name) = long {
        problem(name, format!("a line of {} characters is no name", name.chars().count()));
    }
    if short.is_some() || long.is_some() {
        return None;
    }
    if names.is_empty() {
        let message = format!("there is no name in `{}`", path.value);
        let problem = Diagnostic::warning("config/value", message).at(path.span);
        sink.report(problem.hint("write one name a line, or remove `names`"));
    }
    Some(names)
}

fn topics_of(sink: &Sink, reader: &SourceReader, path: &Written<String>) -> Option<Vec<topics::Found>> {
    let source = file(sink, reader, path, "topics")?;
    topics::read(sink, &source, source.text().unwrap_or_default())
}

/// A file of UTF-8 text that the section names.
pub(super) fn file(sink: &Sink, reader: &SourceReader, path: &Written<String>, what: &str) -> Option<Source> {
    let source = match reader.read(&path.value) {
        Ok(source) => source,
        Err(error) => {
            let problem =
                Diagnostic::error("config/missing-file", format!("the file of {what} cannot be read: {error}"));
            sink.report(problem.at(path.span).hint("paths are relative to the site-config"));
            return None;
        }
    };
    match source.text() {
        Ok(_) => Some(source),
        Err(at) => {
            let message = format!("the file of {what} is not UTF-8 text");
            let problem = Diagnostic::error("config/encoding", message).at(Span::new(source.id, at, at + 1));
            sink.report(problem.hint("save it as UTF-8"));
            None
        }
    }
}
