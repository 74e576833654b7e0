//! From `site-config.toml` to a checked [`SiteConfig`]: a typed walk over the spanned TOML document, which
//! goes on after every problem so that all of them are reported at once.

mod answers;
mod around;
mod comparability;
mod drivers;
mod event;
mod frame;
mod item;
mod metric;
mod output;
mod parts;
mod question;
mod report;
mod section;
mod site;
mod source;
mod syntax;
mod table;
mod targets;
mod topics;
mod voice;
mod weighting;

#[cfg(test)]
mod tests;

use super::{QuestionIx, SiteConfig, SourceIx, Written};
use crate::diag::{Checked, Diagnostic, has_errors, suggest};
use crate::slug::{as_words, slug};
use crate::source::{Source, SourceReader, Span};
use section::{Section, Sink};
use toml::de::DeTable;

/// Reads and checks the site-config at `path`. The value is absent if there is any error; every problem is
/// reported, except that a file which is no TOML has only its syntax errors.
pub fn load(reader: &SourceReader, path: &str) -> Checked<SiteConfig> {
    let source = match reader.read(path) {
        Ok(source) => source,
        Err(error) => {
            let problem = Diagnostic::error("config/missing-file", format!("the site-config cannot be read: {error}"))
                .hint("run in the folder that holds it, name it with `--config FILE`, or make a project with `wavemark init`");
            return Checked { value: None, diagnostics: vec![problem] };
        }
    };
    let text = match source.text() {
        Ok(text) => text,
        Err(at) => {
            let problem = Diagnostic::error("config/encoding", "the site-config is not UTF-8 text")
                .at(Span::new(source.id, at, at + 1))
                .hint("save it as UTF-8 in your editor");
            return Checked { value: None, diagnostics: vec![problem] };
        }
    };
    let (document, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Checked { value: None, diagnostics: syntax::problems(source.id, text, &errors) };
    }
    let sink = Sink::new(source.id);
    let value = read_document(reader, &sink, document.get_ref(), &source);
    let diagnostics = sink.into_diagnostics();
    let value = value.filter(|_| !has_errors(&diagnostics));
    Checked { value, diagnostics }
}

fn read_document<'d>(
    reader: &SourceReader,
    sink: &'d Sink,
    document: &'d DeTable<'d>,
    source: &Source,
) -> Option<SiteConfig> {
    let root = Section::new(sink, "", document, Span::new(source.id, 0, 0));
    let site = site::read(&root);
    // Every source and question is entered by its id, also a broken one, so that references to it hold.
    let (source_ids, sources) = source::read_all(&root, reader);
    let report = report::read(&root, &sources);
    if let Some(site) = &site {
        output::check(sink, site, report.as_ref(), sources.iter().flatten());
    }
    let (question_ids, mut questions) = question::read_all(&root, &source_ids, &sources);
    let known =
        answers::Known { source_ids: &source_ids, sources: &sources, question_ids: &question_ids, source: None };
    let mut metrics = metric::read_all(&root, known, &mut questions, report.as_ref().map(|r| &r.waves));
    parts::check(sink, &sources, &mut questions);
    let events = event::read_all(&root, &metrics, &sources);
    let scheme = report.as_ref().map(|r| &r.waves);
    let breaks = comparability::breaks(&root, &source_ids, &question_ids, &metrics, scheme);
    let claims = around::claims(&root);
    let actions = around::actions(&root);
    let touchpoints = around::touchpoints(&root, &metrics);
    let loyalty = around::loyalty(&root, &sources);
    let cost = around::cost(&root);
    let terms = around::terms(&root);
    let benchmarks = metric::benchmarks(&root);
    let language = site.as_ref().map_or("en", |site| site.language.as_str());
    let known = voice::Known {
        source_ids: &source_ids,
        sources: &sources,
        questions: &questions,
        metrics: &metrics,
        floor: report.as_ref().map_or(0, |report| report.floor.suppress_below),
    };
    let voice = voice::read(&root, reader, language, &known);
    let voice = match voice {
        Some(read) => {
            if let (Some(voice), false) = (&read.voice, read.topics.is_empty()) {
                topics::add(root.sink, read.topics, voice.source, &voice.comment, &mut questions, &mut metrics);
            }
            Some(read.voice)
        }
        None => None,
    };
    let waves = report.as_ref().map(|report| &report.waves);
    let tables = table::read_all(&root, &sources, &questions, &metrics, waves);
    root.refuse_unknown();
    Some(SiteConfig {
        site: site?,
        report: report?,
        sources: sources.into_iter().collect::<Option<_>>()?,
        questions: questions.into_iter().collect::<Option<_>>()?,
        metrics: metrics.into_iter().collect::<Option<_>>()?,
        tables,
        events,
        breaks,
        claims,
        actions,
        touchpoints,
        loyalty,
        cost,
        terms,
        benchmarks,
        voice: match voice {
            Some(voice) => Some(voice?),
            None => None,
        },
    })
}

/// Ids of one kind of thing, in the order of the file; None where one has no usable id.
struct Ids {
    /// What the things are called: "source", "question".
    what: &'static str,
    ids: Vec<Option<Written<String>>>,
}

impl Ids {
    fn new(what: &'static str) -> Ids {
        Ids { what, ids: Vec::new() }
    }

    /// Enters the id of the next thing, after checking its form and that no other has it.
    fn enter(&mut self, sink: &Sink, id: Option<Written<String>>) -> Option<String> {
        let id = id.filter(|id| is_identifier(sink, self.what, id));
        if let Some(id) = &id
            && let Some(other) = self.ids.iter().flatten().find(|other| slug(&other.value) == slug(&id.value))
        {
            let message = match other.value == id.value {
                true => format!("there are two {}s with the id `{}`", self.what, id.value),
                false => format!("the {} ids `{}` and `{}` lead to the same address", self.what, other.value, id.value),
            };
            sink.report(
                Diagnostic::error("config/duplicate", message)
                    .at(id.span)
                    .hint(format!("give each {} an `id` of its own; case, `_` and `-` make no difference", self.what)),
            );
        }
        self.ids.push(id.clone());
        id.map(|id| id.value)
    }

    fn position(&self, id: &str) -> Option<usize> {
        self.ids.iter().position(|known| known.as_ref().is_some_and(|known| known.value == id))
    }

    /// The position of the thing that `reference` names; reports it if there is none.
    fn find(&self, sink: &Sink, reference: &Written<String>) -> Option<usize> {
        let position = self.position(&reference.value);
        // If a thing has a broken id, the reference may well mean that one.
        if position.is_none() && self.ids.iter().all(Option::is_some) {
            let message = format!("there is no {} `{}`", self.what, reference.value);
            let known = self.ids.iter().flatten().map(|id| id.value.as_str());
            let mut problem = Diagnostic::error("config/unknown-reference", message).at(reference.span);
            problem.hints.extend(
                suggest::hint(&reference.value, known)
                    .or_else(|| Some(format!("write a [[{}]] with `id = \"{}\"`", self.what, reference.value))),
            );
            sink.report(problem);
        }
        position
    }
}

impl Ids {
    fn source(&self, sink: &Sink, reference: &Written<String>) -> Option<SourceIx> {
        self.find(sink, reference).map(SourceIx)
    }

    fn question(&self, sink: &Sink, reference: &Written<String>) -> Option<QuestionIx> {
        self.find(sink, reference).map(QuestionIx)
    }
}

/// Ids stand in addresses and in references such as `nps@region=North`, so they have no spaces or signs.
fn is_identifier(sink: &Sink, what: &str, id: &Written<String>) -> bool {
    let signs = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'));
    let good = id.value.starts_with(char::is_alphabetic) && !id.value.contains(signs);
    if !good {
        let example = slug(&id.value);
        let example =
            if example.starts_with(char::is_alphabetic) { example } else { format!("{}-{example}", initial(what)) };
        sink.report(
            Diagnostic::error("config/value", format!("\"{}\" cannot be the id of a {what}", item::short(&id.value)))
                .at(id.span)
                .hint(format!(
                    "an id begins with a letter and holds letters, digits, `_` and `-`: `{}`",
                    example.trim_end_matches('-')
                )),
        );
    }
    good
}

fn initial(what: &str) -> char {
    what.chars().next().unwrap_or('x')
}
