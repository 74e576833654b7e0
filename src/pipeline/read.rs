//! Reading every source and counting its rows.

use super::comments;
use super::designs;
use super::editions::our_brand;
use super::event_groups;
use crate::config::{QuestionIx, SiteConfig, SourceIx};
use crate::cube::{
    AgreementCounter, Driven, DriverCounter, JointCounter, MarginCounter, RakedWeights, Reweighted, Tabulator,
};
use crate::diag::{Checked, Diagnostic, suggest};
use crate::metrics::{self, Counted, Metric};
use crate::source::{SourceReader, Span};
use crate::survey::{self, PartedSink, Reversed, Row, RowSink, SourceData};
use crate::voice::{Collector, Comments};
use crate::wave::WaveScheme;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What one source says.
#[derive(Debug, Serialize, Deserialize)]
pub struct Surveyed {
    /// Its rows, counted.
    counted: Arc<Counted>,
    /// What customers wrote in it about us; None where the config does not ask for it.
    comments: Option<Arc<Comments>>,
}

impl Surveyed {
    /// Every place in a file that it points at.
    pub fn spans_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        Arc::make_mut(&mut self.counted).data.quality.spans_mut()
    }
}

/// What all sources say.
#[derive(Debug)]
pub struct Survey {
    /// Each source, counted.
    pub counted: Vec<Arc<Counted>>,
    /// What was read from each source.
    pub data: Vec<SourceData>,
    /// What customers wrote about us.
    pub comments: Option<Arc<Comments>>,
}

/// The sources together; None if they do not fit the report.
pub fn together<'s>(config: &SiteConfig, sources: impl Iterator<Item = &'s Surveyed>) -> Checked<Survey> {
    let (mut counted, mut comments) = (Vec::<Arc<Counted>>::new(), None);
    for source in sources {
        counted.push(Arc::clone(&source.counted));
        comments = comments.or_else(|| source.comments.clone());
    }
    let mut diagnostics = metrics::add_customers_without_rows(config, &mut counted);
    for (source, counted) in config.sources.iter().zip(&counted) {
        diagnostics.extend(designs::problems(config, source, counted));
    }
    let reversed = counted.iter().flat_map(|source| &source.data.quality.reversed);
    diagnostics.extend(reversed.map(|reversed| turned_round(config, reversed)));
    diagnostics.extend(event_groups::problems(config, &counted));
    if let Some(problem) = unknown_brand(config, &counted) {
        diagnostics.push(problem);
        return Checked { value: None, diagnostics };
    }
    let data = counted.iter().map(|source| source.data.clone()).collect();
    Checked { value: Some(Survey { counted, data, comments }), diagnostics }
}

/// One source, read and counted; `metrics` are the planned ones, whose titles stand beside comments.
pub fn one(reader: &SourceReader, config: &SiteConfig, source: SourceIx, metrics: &[Metric]) -> Checked<Surveyed> {
    let Checked { value, diagnostics } = count(reader, config, source);
    let surveyed = value.map(|(counted, collected)| Surveyed {
        comments: collected.and_then(|collected| comments::of_us(config, metrics, &counted, collected)).map(Arc::new),
        counted: Arc::new(counted),
    });
    Checked { value: surveyed, diagnostics }
}

/// Read once, or twice where the rows are weighted to targets.
fn count<'c>(
    reader: &SourceReader,
    config: &'c SiteConfig,
    source: SourceIx,
) -> Checked<(Counted, Option<Collector<'c>>)> {
    let (settings, waves) = (&config.sources[source.0], &config.report.waves);
    let mut counters = Counters::of(config, source);
    let Some(weighting) = &settings.weighting else {
        let read = survey::read(reader, config, source, &mut counters);
        return Checked {
            value: read.value.map(|data| counters.finish(data, waves, None)),
            diagnostics: read.diagnostics,
        };
    };
    let mut margins = MarginCounter::new(weighting, waves);
    let Checked { value, mut diagnostics } = survey::read(reader, config, source, &mut margins);
    let Some(data) = value else { return Checked { value: None, diagnostics } };
    let weights = margins.rake(settings, &data, config.report.floor.suppress_below).report_to(&mut diagnostics);
    let value = weights.map(|weights| {
        // The same rows again: their problems have been reported.
        let mut reweighted = Reweighted::new(weighting, waves, &weights, counters);
        survey::read(reader, config, source, &mut reweighted);
        reweighted.into_inner().finish(data, waves, Some(weights))
    });
    Checked { value, diagnostics }
}

/// A rating that goes against the others in one place and with them elsewhere.
fn turned_round(config: &SiteConfig, found: &Reversed) -> Diagnostic {
    let question = &config.questions[found.question.0];
    let place = if found.is_brand { format!("for `{}`", found.place) } else { format!("in `{}`", found.place) };
    let number = |r: f64| format!("{r:.2}").replace('-', "\u{2212}");
    let message = format!(
        "the scale of `{}` seems to be turned round {place}: its answers go against the other ratings (r = {}, n = {}), and with them elsewhere (r = {}, n = {})",
        question.id,
        number(found.r),
        found.n,
        number(found.elsewhere),
        found.n_elsewhere
    );
    let hint = "look at the questionnaire of that export; if the codes run the other way there, turn them before they are read, since its figures are wrong as they stand";
    Diagnostic::warning("data/reversed-scale", message).at(question.scale_span.unwrap_or(question.span)).hint(hint)
}

/// All that is counted of one source in one reading.
struct Counters<'c> {
    /// Segments by whose values months are counted as well.
    in_months: Vec<usize>,
    tabulator: Tabulator,
    /// The metrics whose drivers are counted.
    driven: Vec<usize>,
    drivers: DriverCounter<'c>,
    joint: Vec<((QuestionIx, QuestionIx), JointCounter<'c>)>,
    agreement: Option<AgreementCounter>,
    comments: Option<Collector<'c>>,
}

impl<'c> Counters<'c> {
    fn of(config: &'c SiteConfig, source: SourceIx) -> Counters<'c> {
        let place = |question: QuestionIx| config.questions_of(source).position(|ix| ix == question);
        let drivers = config.metrics_with_drivers(source).map(|(at, metric)| {
            let attributes = metric.drivers.iter().filter_map(|ix| place(ix.value)).collect();
            Some((at, Driven { outcome: place(metric.question.value)?, attributes }))
        });
        let (driven, drivers) = drivers.flatten().unzip();
        let joint = config.pairs_of(source).into_iter().filter_map(|pair| {
            let places = (place(pair.0)?, place(pair.1)?);
            Some((pair, JointCounter::new(&config.report.waves, places)))
        });
        let in_months = config.segments_of_events(source);
        Counters {
            joint: joint.collect(),
            tabulator: Tabulator::of(
                &config.sources[source.0],
                config.nests_of(source),
                &config.report.waves,
                in_months.clone(),
            ),
            in_months,
            driven,
            drivers: DriverCounter::new(&config.report.waves, drivers),
            agreement: AgreementCounter::new(config, source),
            comments: Collector::new(config, source),
        }
    }

    fn finish(
        self,
        mut data: SourceData,
        waves: &WaveScheme,
        raked: Option<RakedWeights>,
    ) -> (Counted, Option<Collector<'c>>) {
        let (raked, cells) = raked.map_or((None, Vec::new()), |raked| (Some(raked.waves), raked.cells));
        let files: Vec<String> = data.quality.files.iter().map(|file| file.name.clone()).collect();
        let agreement = self.agreement.map(|agreement| agreement.finish(&files, &data.brands.shown));
        data.quality.reversed = agreement.unwrap_or_default();
        let counted = Counted {
            data,
            cube: self.tabulator.finish().by_wave_and_months_of(waves, &self.in_months),
            drivers: self.driven.into_iter().zip(self.drivers.finish()).collect(),
            raked,
            cells,
            joint: self.joint.into_iter().map(|(pair, counter)| (pair, counter.finish())).collect(),
        };
        (counted, self.comments)
    }
}

impl PartedSink for Counters<'_> {
    fn part(&self) -> Self {
        Counters {
            in_months: self.in_months.clone(),
            tabulator: self.tabulator.part(),
            driven: self.driven.clone(),
            drivers: self.drivers.part(),
            joint: self.joint.iter().map(|(pair, counter)| (*pair, counter.part())).collect(),
            agreement: self.agreement.as_ref().map(AgreementCounter::part),
            comments: self.comments.as_ref().map(Collector::part),
        }
    }

    fn take_in(&mut self, part: Self) {
        self.tabulator.take_in(part.tabulator);
        self.drivers.take_in(part.drivers);
        let joint = self.joint.iter_mut().zip(part.joint);
        joint.for_each(|((_, counter), (_, part))| counter.take_in(part));
        if let (Some(agreement), Some(part)) = (&mut self.agreement, part.agreement) {
            agreement.take_in(part);
        }
        if let (Some(comments), Some(part)) = (&mut self.comments, part.comments) {
            comments.take_in(part);
        }
    }
}

impl RowSink for Counters<'_> {
    fn piece(&mut self, file: usize, piece: usize) {
        self.agreement.iter_mut().for_each(|agreement| agreement.piece(file, piece));
        self.comments.iter_mut().for_each(|comments| comments.piece(file, piece));
    }

    fn row(&mut self, row: &Row<'_>) {
        self.tabulator.row(row);
        self.drivers.row(row);
        self.joint.iter_mut().for_each(|(_, counter)| counter.row(row));
        self.agreement.iter_mut().for_each(|agreement| agreement.row(row));
        self.comments.iter_mut().for_each(|comments| comments.row(row));
    }

    fn later(&mut self, row: &Row<'_>) {
        self.tabulator.later(row);
        self.drivers.later(row);
    }
}

/// Our brand must be one that the data name: without it every figure of ours would be missing.
fn unknown_brand(config: &SiteConfig, counted: &[Arc<Counted>]) -> Option<Diagnostic> {
    let brand = config.report.brand.as_ref()?;
    let branded: Vec<_> = counted.iter().filter(|source| !source.data.brands.shown.is_empty()).collect();
    if branded.is_empty() || branded.iter().any(|source| our_brand(config, source).is_some()) {
        return None;
    }
    let mut names: Vec<_> =
        branded.iter().flat_map(|source| source.data.brands.shown.iter().map(String::as_str)).collect();
    names.sort_unstable();
    names.dedup();
    let message = format!("no response is about the brand `{}`", brand.value);
    let problem = Diagnostic::error("report/unknown-brand", message).at(brand.span);
    let hint = suggest::hint(&brand.value, names.iter().copied());
    Some(hint.into_iter().fold(problem, Diagnostic::hint))
}
