//! The evidence for a figure or a claim, without a site.

use super::BuildOptions;
use super::session::{Gathered, Session};
use crate::claims::{self, Claim, Evidence, Ground, Reading, Say, Statement};
use crate::config::SiteConfig;
use crate::diag::{Checked, Diagnostic, has_errors};
use crate::lookup::names::joined;
use crate::lookup::{Lookup, Place, grammar};
use crate::metrics::{self, Counted, FigureKey, Figures, Statistic, Tables};
use crate::source::SourceReader;
use crate::wave::Wave;
use std::ops::Range;
use std::sync::Arc;

/// What a figure or a claim rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The figure or claim in the shortest way of writing it.
    pub address: String,
    /// Its name and wave: `Recommendation in North (Region), 2026 Q3`.
    pub subject: String,
    /// The claim with what it rests on; None where only a figure was asked for.
    pub evidence: Option<Evidence>,
    /// Claims near to it that the data support, to be pasted; where it is not supported itself.
    pub instead: Vec<String>,
    /// The figure with interval and base, or why there is none.
    pub figure: String,
    /// How its interval was made; empty where there is none.
    pub method: String,
    /// What it was compared with, as claims that the data support.
    pub supported: Vec<String>,
    /// The wording of the question.
    pub question: String,
    /// How it is computed.
    pub formula: String,
    /// Where the formula and its interval come from.
    pub citation: String,
    /// The files of its source with the rows that were used.
    pub files: Vec<(String, u64)>,
}

/// Explains `asked`, a figure (`nps@region=north`), an inline value (`nps change previous`) or a claim
/// (`nps/rose/previous`), in the edition of the wave `edition`,
/// or in the newest. Problems of the data are not told again; what is wrong with `asked` is.
pub fn explain(reader: &SourceReader, config: &str, edition: Option<&str>, asked: &str) -> Checked<Explanation> {
    in_edition(reader, config, edition, |opened, sink| {
        let source = reader.add_text("the reference", asked);
        let lookup = Lookup::new(&opened.figures, &opened.config().report, Place { source: source.id });
        let range = bare(asked);
        let read = match claims::read(&lookup, asked, range.clone()) {
            Err(problem) => opened.value(&lookup, asked, range).ok_or(problem),
            read => read,
        };
        match read {
            Ok(reading) => Some(opened.explained(&reading)),
            Err(problem) => {
                sink.push(problem.into());
                None
            }
        }
    })
}

/// Where the figure or claim stands in what was asked for: without `claim:`, or without the braces of an inline value.
fn bare(asked: &str) -> Range<usize> {
    if let Some(address) = claims::address_of(asked) {
        return asked.len() - address.len()..asked.len();
    }
    let inside = asked.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    match inside {
        Some(inside) => {
            let start = asked.len() - asked.trim_start().len() + 2;
            let start = start + inside.len() - inside.trim_start().len();
            start..start + inside.trim().len()
        }
        None => 0..asked.len(),
    }
}

/// The words of an inline value that ask for more of a figure, all of which its explanation shows.
const OF_THE_FIGURE: [&str; 8] = ["interval", "n", "base", "effective", "n_eff", "rank", "range", "target"];
/// Those that ask for a comparison, which is named behind them.
const COMPARED: [&str; 3] = ["change", "gap", "verdict"];

/// The main points that the data of an edition propose, as Markdown for its overview.
pub fn points(reader: &SourceReader, config: &str, edition: Option<&str>) -> Checked<String> {
    in_edition(reader, config, edition, |opened, _| {
        let tables = opened.tables();
        Some(claims::points(&opened.say(&tables)))
    })
}

/// One edition, measured.
struct Opened {
    gathered: Gathered,
    figures: Arc<Figures>,
}

fn in_edition<T>(
    reader: &SourceReader,
    config: &str,
    edition: Option<&str>,
    then: impl FnOnce(&Opened, &mut Vec<Diagnostic>) -> Option<T>,
) -> Checked<T> {
    let mut sink = Vec::new();
    let value = open(reader, config, edition, &mut sink).and_then(|opened| {
        // What is wrong with rows and texts is told by `check`.
        sink.clear();
        then(&opened, &mut sink)
    });
    let value = value.filter(|_| !has_errors(&sink));
    Checked { value, diagnostics: sink }
}

fn open(reader: &SourceReader, file: &str, edition: Option<&str>, sink: &mut Vec<Diagnostic>) -> Option<Opened> {
    let gathered = Session::new(BuildOptions::new(file)).gather(reader).report_to(sink)?;
    let config = &gathered.settings.config;
    let wave = chosen(config, &gathered.survey.counted, &gathered.waves, edition, sink)?;
    let asked = [wave];
    let waves = if gathered.waves.contains(&wave) { gathered.waves.as_slice() } else { &asked };
    let measured = gathered.measure(reader, file, waves).report_to(sink)?;
    let figures = Arc::clone(measured.figures.iter().find(|figures| figures.wave == wave)?);
    Some(Opened { gathered, figures })
}

/// The wave that is asked for, if there are answers of it; else that of the newest edition.
fn chosen(
    config: &SiteConfig,
    counted: &[Arc<Counted>],
    editions: &[Wave],
    asked: Option<&str>,
    sink: &mut Vec<Diagnostic>,
) -> Option<Wave> {
    let Some(asked) = asked else { return editions.first().copied() };
    let scheme = &config.report.waves;
    let has_answers = |wave: &Wave| counted.iter().any(|source| source.cube.design.contains_key(wave));
    let wave = scheme.parse(asked);
    if let Some(wave) = wave.filter(has_answers) {
        return Some(wave);
    }
    let message = match wave {
        Some(_) => format!("there are no responses in the edition `{asked}`"),
        None => format!("`{asked}` is not a wave of this report; expected {}", scheme.expected()),
    };
    let known: Vec<String> = editions.iter().take(6).map(|wave| format!("`{}`", scheme.id(*wave))).collect();
    let problem = Diagnostic::error("claim/unknown-edition", message);
    sink.push(problem.hint(format!("the editions of this report: {}", known.join(", "))));
    None
}

impl Opened {
    /// What an inline value asks for beyond a figure: `nps interval`; `nps change previous`, which is the claim that says
    /// how the two stand to each other.
    fn value(&self, lookup: &Lookup<'_>, asked: &str, range: Range<usize>) -> Option<Reading> {
        let written = grammar::parse(asked, range.clone(), range, lookup.place).ok()?;
        let (key, words) = lookup.figure_key(&written, &[]).ok()?;
        let (first, rest) = words.split_first()?;
        if OF_THE_FIGURE.contains(&&*first.text) {
            let is_known = rest.iter().all(|word| OF_THE_FIGURE.contains(&&*word.text));
            return is_known.then_some(Reading::Figure(key));
        }
        if !COMPARED.contains(&&*first.text) || rest.is_empty() {
            return None;
        }
        let subject = claims::subject(&self.figures, &self.config().report, &key);
        let claim = format!("{subject}/unclear/{}", joined(rest));
        let claim = claims::parse(lookup, &claim, 0..claim.len()).ok()?;
        let tables = self.tables();
        let ground = self.say(&tables).ground;
        let clear = claims::judge(&ground, &claim).truth == claims::Truth::Contradicted;
        let instead = if clear { claims::instead(&ground, &claim).into_iter().next() } else { None };
        Some(Reading::Claim(instead.unwrap_or(claim)))
    }

    fn config(&self) -> &SiteConfig {
        &self.gathered.settings.config
    }

    fn tables(&self) -> Tables<'_> {
        let Gathered { metrics, survey, .. } = &self.gathered;
        Tables::new(self.config(), metrics, &survey.counted, self.figures.wave)
    }

    fn say<'a>(&'a self, tables: &'a Tables<'a>) -> Say<'a> {
        let ground = Ground { figures: &self.figures, report: &self.config().report, answers: tables };
        let settings = &self.gathered.settings;
        Say { ground, numbers: &settings.numbers, words: &settings.words }
    }

    fn explained(&self, reading: &Reading) -> Explanation {
        let tables = self.tables();
        let say = self.say(&tables);
        let (key, claim) = match reading {
            Reading::Figure(key) => (*key, None),
            Reading::Claim(claim) => (claim.key, Some(claim)),
        };
        let judged = claim.map(|claim| (claim, claims::judge(&say.ground, claim)));
        let info = &self.figures.metrics[key.metric.0];
        let paste = |claim: &Claim| say.link(claim);
        let unsupported = judged.as_ref().filter(|(_, judgement)| judgement.truth != claims::Truth::Supported);
        let measured = self.figures.by_key.get(&key).and_then(|figure| figure.estimate.measured());
        let is_driver = matches!(key.statistic, Statistic::Importance(_))
            || claim.is_some_and(|claim| matches!(claim.statement, Statement::Driver(_)));
        Explanation {
            address: match claim {
                Some(claim) => claims::write(&self.figures, &self.config().report, claim),
                None => claims::subject(&self.figures, &self.config().report, &key),
            },
            subject: say.subject(&key),
            evidence: judged.as_ref().map(|(claim, judgement)| say.evidence(claim, judgement)),
            instead: unsupported
                .map(|(claim, _)| claims::instead(&say.ground, claim).iter().map(paste).collect())
                .unwrap_or_default(),
            figure: say.figure(&key).unwrap_or_else(|| say.untold(&claims::untold(&say.ground, &key))),
            method: measured.map(|measured| measured.method.to_owned()).unwrap_or_default(),
            supported: if claim.is_some() {
                Vec::new()
            } else {
                claims::supported(&say.ground, key).iter().map(paste).collect()
            },
            question: self.asked_about(info, &key),
            formula: if is_driver { metrics::drivers::FORMULA.to_owned() } else { formula(info, key) },
            citation: if is_driver { metrics::drivers::CITATION.to_owned() } else { info.citation.to_owned() },
            files: self.files(&key),
        }
    }

    /// The question with the name of the brand that it was asked about.
    fn asked_about(&self, info: &metrics::MetricInfo, key: &FigureKey) -> String {
        let brand = key.brand.and_then(|brand| self.figures.brands.get(brand));
        let own = self.config().report.brand.as_ref().map(|brand| &brand.value);
        brand.or(own).map_or_else(|| info.question.clone(), |brand| info.question.replace("{brand}", brand))
    }

    /// The files that the answers come from.
    fn files(&self, key: &FigureKey) -> Vec<(String, u64)> {
        let id = &self.figures.metrics[key.metric.0].source;
        let at = self.config().sources.iter().position(|source| source.id == *id);
        let source = at.and_then(|at| self.gathered.survey.counted.get(at));
        let files = source.map(|source| source.data.quality.files.as_slice()).unwrap_or_default();
        files.iter().map(|file| (file.name.clone(), file.used)).collect()
    }
}

/// The formula is that of the metric; other figures of it have their own name.
fn formula(info: &metrics::MetricInfo, key: FigureKey) -> String {
    let listed = info.statistics.iter().find(|known| known.statistic == key.statistic);
    match listed {
        Some(listed) if listed.statistic != Statistic::Score && !listed.name.is_empty() => {
            format!("{} ({})", info.formula, listed.name)
        }
        _ => info.formula.clone(),
    }
}
