//! The counts of all sources, laid out as one report: brands, dimensions and waves by name.

use super::kinds::PlannedFigure;
use super::{Dimension, GroupIx, Metric, MetricIx, Populations, Sample, WaveDesign, WaveWeights};
use crate::config::{AnswerFrom, FrameSize, QuestionIx, SiteConfig, SourceConfig, SourceIx};
use crate::cube::{
    DriverSums, DriverTable, Group, Joint, JointTable, Psus, RakedCell, RakedWave, Tally, Units, WaveCube,
};
use crate::survey::{NameId, SourceData, name_key, same_name, stratum_id};
use crate::wave::{TimeKey, Wave};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One source, read and counted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Counted {
    /// Names and quality.
    pub data: SourceData,
    /// The counts by wave.
    pub cube: WaveCube,
    /// The sums of each metric with drivers, by the metric's place in the config.
    pub drivers: BTreeMap<usize, DriverTable>,
    /// How weighting to targets went, where the source has targets.
    pub raked: Option<BTreeMap<Wave, RakedWave>>,
    /// The cells of that weighting.
    pub cells: Vec<RakedCell>,
    /// Rows by what they said to both of two questions that are compared: the one compared with, and the one compared.
    pub joint: BTreeMap<(QuestionIx, QuestionIx), JointTable>,
}

impl Counted {
    /// A source without drivers, targets and questions that are compared.
    pub fn of(data: SourceData, cube: WaveCube) -> Counted {
        Counted { data, cube, drivers: BTreeMap::new(), raked: None, cells: Vec::new(), joint: BTreeMap::new() }
    }
}

/// All sources up to the end of one wave, under the names of the report.
#[derive(Debug)]
pub struct Tables<'a> {
    /// The configuration.
    pub config: &'a SiteConfig,
    /// The metrics.
    pub metrics: &'a [Metric],
    /// Ours first, then by name.
    pub brands: Vec<String>,
    /// Dimensions of all sources; one id is one dimension.
    pub dimensions: Vec<Dimension>,
    /// From the first wave with a base above the floor to the edition's, without holes.
    pub waves: Vec<Wave>,
    sources: Vec<SourceTable<'a>>,
}

/// The answers of some months, and the design that they are a part of.
#[derive(Debug)]
pub struct Months {
    tally: Tally,
    design_rows: u64,
    weighted: bool,
    /// Whether each event that a row stands for is one by itself.
    independent: bool,
    frame: Option<u64>,
    design: Option<Box<MonthsDesign>>,
}

/// The sampling design of some months: everything that was drawn in them.
#[derive(Debug)]
struct MonthsDesign {
    source: SourceIx,
    wave: Wave,
    psus: Psus,
    rows: Units<()>,
    is_clustered: bool,
    is_complex: bool,
}

impl Months {
    /// The same as a sample.
    pub fn sample(&self) -> Sample<'_> {
        let Months { tally, design_rows, weighted, frame, design, .. } = self;
        let design = design.as_ref().map(|design| WaveDesign {
            source: design.source,
            wave: design.wave,
            psus: &design.psus,
            rows: &design.rows,
            populations: None,
            cells: &[],
            is_clustered: design.is_clustered,
            is_complex: design.is_complex,
        });
        let events = tally.bundles.as_deref().filter(|_| !self.independent);
        Sample { tally, design_rows: *design_rows, weighted: *weighted, frame: *frame, events, design }
    }
}

#[derive(Debug)]
struct SourceTable<'a> {
    cube: &'a WaveCube,
    raked: Option<&'a BTreeMap<Wave, RakedWave>>,
    drivers: &'a BTreeMap<usize, DriverTable>,
    questions: Vec<QuestionIx>,
    weighted: bool,
    design: DesignSettings<'a>,
    joint: &'a BTreeMap<(QuestionIx, QuestionIx), JointTable>,
    brand_ids: Vec<Option<NameId>>,
    groups: BTreeMap<GroupIx, Group>,
}

/// What a source's sampling design is, in every wave.
#[derive(Debug)]
struct DesignSettings<'a> {
    populations: Option<Populations>,
    cells: &'a [RakedCell],
    is_clustered: bool,
    is_complex: bool,
}

impl<'a> DesignSettings<'a> {
    fn of(settings: &SourceConfig, counted: &'a Counted) -> DesignSettings<'a> {
        let populations = settings.frame.as_ref().map(|frame| match &frame.size {
            FrameSize::Whole(size) => Populations::Whole(*size),
            FrameSize::Strata(sizes) => {
                let mut folded = String::new();
                let sized = |(stratum, size): &(_, u64)| {
                    let stratum: &crate::config::Written<String> = stratum;
                    (stratum_id(&stratum.value, &mut folded), *size)
                };
                Populations::Strata(sizes.iter().map(sized).collect())
            }
        });
        let residual = settings.weighting.as_ref().is_some_and(|weighting| weighting.residual_errors);
        DesignSettings {
            populations,
            cells: if residual { &counted.cells } else { &[] },
            is_clustered: settings.columns.cluster.is_some(),
            is_complex: settings.has_design(),
        }
    }
}

impl<'a> Tables<'a> {
    /// Lays out `counted` (in the order of the config) for the edition of `wave`.
    pub fn new(config: &'a SiteConfig, metrics: &'a [Metric], counted: &'a [Arc<Counted>], wave: Wave) -> Tables<'a> {
        let brands = brands(config, counted, wave);
        let dimensions = dimensions(config, counted, wave);
        let sources = counted.iter().enumerate().map(|(at, source)| {
            let settings = &config.sources[at];
            let id_of = |brand: &String| source.data.brands.find(brand);
            let mut groups = BTreeMap::new();
            for (segment, names) in settings.segments.iter().zip(&source.data.segments).enumerate() {
                let (settings, names) = names;
                let Some(dimension) = dimensions.iter().position(|d| d.id == settings.id) else { continue };
                let ids = names.by_key();
                for (value, name) in dimensions[dimension].values.iter().enumerate() {
                    if let Some(id) = ids.get(&name_key(name)) {
                        groups.insert(GroupIx { dimension, value }, vec![(segment, *id)]);
                    }
                }
            }
            let questions = (0..config.questions.len()).map(QuestionIx);
            SourceTable {
                cube: &source.cube,
                raked: source.raked.as_ref(),
                drivers: &source.drivers,
                questions: questions.filter(|q| config.questions[q.0].source.0 == at).collect(),
                weighted: settings.is_weighted(),
                design: DesignSettings::of(settings, source),
                joint: &source.joint,
                brand_ids: brands.iter().map(id_of).collect(),
                groups,
            }
        });
        let sources = sources.collect();
        let mut tables = Tables { config, metrics, brands, dimensions, waves: Vec::new(), sources };
        tables.waves = tables.waves_with_base(wave);
        tables
    }

    /// Whom the figures of a metric are about: every brand of its source, or nobody by name.
    pub fn brands_of(&self, metric: &Metric) -> Vec<Option<usize>> {
        let ids = &self.source(metric).brand_ids;
        if !metric.info.branded {
            return vec![None];
        }
        (0..ids.len()).filter(|brand| *brand == 0 || ids[*brand].is_some()).map(Some).collect()
    }

    /// The groups that the source of a metric has.
    pub fn groups_of(&self, metric: &Metric) -> Vec<GroupIx> {
        self.source(metric).groups.keys().copied().collect()
    }

    /// The answers of a group (or everybody) to the question of a metric; absent where nobody was in it.
    pub fn tally(&self, metric: &Metric, brand: Option<usize>, group: Option<GroupIx>, wave: Wave) -> Option<&Tally> {
        self.source(metric).tally(metric.question, brand, group.as_slice(), wave)
    }

    /// The answers to a question of those who are in all of `groups`; absent where nobody was.
    pub fn tally_in(
        &self,
        question: QuestionIx,
        brand: Option<usize>,
        groups: &[GroupIx],
        wave: Wave,
    ) -> Option<&Tally> {
        self.source_of(question).tally(question, brand, groups, wave)
    }

    /// The dimension of one of a source's segments.
    pub fn dimension(&self, source: SourceIx, segment: usize) -> Option<usize> {
        let id = &self.config.sources[source.0].segments.get(segment)?.id;
        self.dimensions.iter().position(|dimension| dimension.id == *id)
    }

    /// The answers behind one of a metric's figures.
    pub fn tally_of(
        &self,
        metric: &Metric,
        figure: &PlannedFigure,
        brand: Option<usize>,
        group: Option<GroupIx>,
        wave: Wave,
    ) -> Option<&Tally> {
        self.source(metric).tally(figure.question.unwrap_or(metric.question), brand, group.as_slice(), wave)
    }

    /// Our answers to one of a metric's drivers.
    pub fn driver_tally(&self, metric: MetricIx, driver: usize, wave: Wave) -> Option<&Tally> {
        let question = self.config.metrics[metric.0].drivers.get(driver)?.value;
        let metric = &self.metrics[metric.0];
        self.source(metric).tally(question, metric.info.branded.then_some(0), &[], wave)
    }

    /// The sums that a metric's drivers are computed from, of our customers.
    pub fn driver_sums(&self, metric: MetricIx, wave: Wave) -> Option<&DriverSums> {
        let source = self.source(&self.metrics[metric.0]);
        let brand = match self.metrics[metric.0].info.branded {
            true => Some((*source.brand_ids.first()?)?),
            false => None,
        };
        source.drivers.get(&metric.0)?.get(&(wave, brand))
    }

    /// Whether the groups of a dimension have nobody in common: a customer who rang may also have written, so that the
    /// customers of the channels are no parts of a whole.
    pub fn divides(&self, question: QuestionIx, dimension: usize) -> bool {
        let AnswerFrom::PerCustomer { frame, .. } = &self.config.questions[question.0].from else { return true };
        let Some(frame) = frame else { return false };
        let frame = &self.config.sources[self.config.questions[frame.value.0].source.0];
        frame.segments.iter().any(|segment| segment.id == self.dimensions[dimension].id)
    }

    /// The answers of everybody outside a group; absent where a group has no rest.
    pub fn rest(&self, metric: &Metric, brand: Option<usize>, group: GroupIx, wave: Wave) -> Option<Cow<'_, Tally>> {
        if !self.divides(metric.question, group.dimension) {
            return None;
        }
        let all = self.tally(metric, brand, None, wave)?;
        match self.tally(metric, brand, Some(group), wave) {
            Some(part) => all.without(part).map(Cow::Owned),
            None => Some(Cow::Borrowed(all)),
        }
    }

    /// What weighting costs, for each weighted source and each wave with rows: newest wave first.
    pub fn weights(&self) -> Vec<WaveWeights> {
        let mut weights = Vec::new();
        for (settings, source) in self.config.sources.iter().zip(&self.sources).filter(|(_, source)| source.weighted) {
            for wave in self.waves.iter().rev() {
                let Some(design) = source.cube.design.get(wave) else { continue };
                let raked = source.raked.map(|raked| raked.get(wave).copied().unwrap_or_default());
                weights.extend(WaveWeights::of(&settings.id, *wave, design, raked));
            }
        }
        weights
    }

    /// Our answers of everybody, or of some groups together, to the question of one of a metric's figures in some months,
    /// with the rows of the design in them. Absent where nobody answered; none for sources that tell no more of a day than
    /// its wave.
    ///
    /// Where rows have a place in a sampling design, months are a part of everything that was drawn in `span`, which holds
    /// them: figures of several months can be compared only within one span. Its population counts as large.
    pub fn months(
        &self,
        metric: &Metric,
        figure: &PlannedFigure,
        groups: &[GroupIx],
        months: &[TimeKey],
        span: &[TimeKey],
    ) -> Option<Months> {
        let question = figure.question.unwrap_or(metric.question);
        let source = self.source_of(question);
        let settings = &self.config.sources[self.config.questions[question.0].source.0];
        settings.columns.date.as_ref()?;
        let place = source.questions.iter().position(|known| *known == question)?;
        let brand = match metric.info.branded {
            true => Some((*source.brand_ids.first()?)?),
            false => None,
        };
        let mut tally: Option<Tally> = None;
        let groups: Vec<Group> = match groups {
            [] => vec![Group::new()],
            groups => groups.iter().filter_map(|group| source.groups.get(group).cloned()).collect(),
        };
        for (month, group) in months.iter().flat_map(|month| groups.iter().map(move |group| (month, group))) {
            if let Some(cell) = source.cube.months.get(&(*month, brand, group.clone())).and_then(|cell| cell.get(place))
            {
                tally.get_or_insert_default().merge(cell);
            }
        }
        tally.iter_mut().for_each(Tally::settle);
        let rows = |month: &TimeKey| source.cube.month_design.get(month).map_or(0, |design| design.count.n);
        let design_rows = months.iter().map(rows).sum();
        let frame = match &source.design.populations {
            Some(Populations::Whole(size)) => Some(*size),
            _ => None,
        };
        let design = self.design_of_months(question, span).map(Box::new);
        let independent = self.config.questions[question.0].has_independent_events();
        Some(Months { tally: tally?, design_rows, weighted: source.weighted, independent, frame, design })
    }

    fn design_of_months(&self, question: QuestionIx, span: &[TimeKey]) -> Option<MonthsDesign> {
        let source = self.source_of(question);
        let mut rows = Units::default();
        for units in span.iter().filter_map(|month| source.cube.month_design.get(month)?.units.as_deref()) {
            rows.merge(units);
        }
        rows.settle();
        let psus = Psus::of(&rows);
        (!psus.strata.is_empty()).then_some(MonthsDesign {
            source: self.config.questions[question.0].source,
            wave: self.config.report.waves.wave_of(*span.last()?),
            psus,
            rows,
            is_clustered: source.design.is_clustered,
            is_complex: source.design.is_complex,
        })
    }

    /// A tally with the design that it is a part of.
    pub fn sample<'t>(&'t self, metric: &Metric, wave: Wave, tally: &'t Tally) -> Sample<'t> {
        self.sample_in(metric.question, wave, tally)
    }

    /// A tally of a question with the design that it is a part of.
    pub fn sample_in<'t>(&'t self, question: QuestionIx, wave: Wave, tally: &'t Tally) -> Sample<'t> {
        let source = self.source_of(question);
        let design = self.design_of(question, wave);
        let frame = match &source.design.populations {
            Some(Populations::Whole(size)) if design.is_none() => Some(*size),
            _ => None,
        };
        let events = tally.bundles.as_deref();
        Sample {
            tally,
            design_rows: source.cube.design_rows(wave),
            weighted: source.weighted,
            frame,
            events: events.filter(|_| !self.config.questions[question.0].has_independent_events()),
            design,
        }
    }

    /// Usable rows of a question's source in a wave.
    pub fn design_rows(&self, question: QuestionIx, wave: Wave) -> u64 {
        self.source_of(question).cube.design_rows(wave)
    }

    /// The design of a question's source in a wave, where its rows have a place in one.
    pub fn design_of(&self, question: QuestionIx, wave: Wave) -> Option<WaveDesign<'_>> {
        let source = self.source_of(question);
        Some(WaveDesign {
            source: self.config.questions[question.0].source,
            wave,
            psus: source.cube.psus.get(&wave)?,
            rows: source.cube.design.get(&wave)?.units.as_deref()?,
            populations: source.design.populations.as_ref(),
            cells: source.design.cells,
            is_clustered: source.design.is_clustered,
            is_complex: source.design.is_complex,
        })
    }

    /// The rows of a wave and brand that answered two questions of one source, by what they said to each; absent unless
    /// the config has the first compared with the other.
    pub fn joint(&self, question: QuestionIx, with: QuestionIx, brand: Option<usize>, wave: Wave) -> Option<&Joint> {
        let source = self.source_of(question);
        let brand = match brand {
            Some(brand) => Some((*source.brand_ids.get(brand)?)?),
            None => None,
        };
        source.joint.get(&(with, question))?.get(&(wave, brand))
    }

    fn source(&self, metric: &Metric) -> &SourceTable<'a> {
        self.source_of(metric.question)
    }

    fn source_of(&self, question: QuestionIx) -> &SourceTable<'a> {
        &self.sources[self.config.questions[question.0].source.0]
    }

    /// A stray row years before the rest must not open a wave, so the first wave is one with a base above the floor.
    fn waves_with_base(&self, last: Wave) -> Vec<Wave> {
        let floor = self.config.report.floor.suppress_below;
        let shown = |metric: &Metric, wave: Wave| {
            let ours = if metric.info.branded { Some(0) } else { None };
            self.tally(metric, ours, None, wave).is_some_and(|tally| tally.valid().n >= floor)
        };
        let all: BTreeSet<Wave> = self.sources.iter().flat_map(|s| s.cube.design.keys().copied()).collect();
        let first = all.into_iter().find(|wave| self.metrics.iter().any(|metric| shown(metric, *wave)));
        (first.unwrap_or(last).0.min(last.0)..=last.0).map(Wave).collect()
    }
}

impl SourceTable<'_> {
    fn tally(&self, question: QuestionIx, brand: Option<usize>, groups: &[GroupIx], wave: Wave) -> Option<&Tally> {
        let question = self.questions.iter().position(|q| *q == question)?;
        let brand = match brand {
            Some(brand) => Some((*self.brand_ids.get(brand)?)?),
            None => None,
        };
        let mut all = Group::new();
        for group in groups {
            all.extend(self.groups.get(group)?);
        }
        all.sort_unstable();
        self.cube.tally(wave, brand, &all, question)
    }
}

/// Brands with rows up to `wave`: ours first, the others by name.
fn brands(config: &SiteConfig, counted: &[Arc<Counted>], wave: Wave) -> Vec<String> {
    let mut found = BTreeSet::new();
    for source in counted {
        let used: BTreeSet<_> = source.cube.cells.keys().filter(|key| key.0 <= wave).filter_map(|key| key.1).collect();
        found.extend(used.into_iter().filter_map(|id| source.data.brands.shown.get(usize::from(id.0)).cloned()));
    }
    let ours = config.report.brand.as_ref().map(|brand| brand.value.as_str());
    let is_ours = |name: &String| ours.is_some_and(|ours| same_name(ours, name));
    // Spelled as the data spell it most often.
    let mut brands: Vec<String> = found.iter().find(|name| is_ours(name)).cloned().into_iter().collect();
    if brands.is_empty() && !found.is_empty() {
        brands.extend(ours.map(str::to_owned));
    }
    brands.extend(found.into_iter().filter(|name| !is_ours(name)));
    brands
}

/// Every dimension with the values that have rows up to `wave`, in the order that the config gives them.
fn dimensions(config: &SiteConfig, counted: &[Arc<Counted>], wave: Wave) -> Vec<Dimension> {
    let mut dimensions: Vec<Dimension> = Vec::new();
    let mut orders: Vec<Vec<String>> = Vec::new();
    let mut keys: Vec<BTreeSet<String>> = Vec::new();
    for (settings, source) in config.sources.iter().zip(counted) {
        let used: BTreeSet<_> =
            source.cube.cells.keys().filter(|key| key.0 <= wave).flat_map(|key| key.2.iter().copied()).collect();
        for (at, segment) in settings.segments.iter().enumerate().filter(|(_, segment)| segment.is_shown) {
            let known = dimensions.iter().position(|d| d.id == segment.id).unwrap_or_else(|| {
                dimensions.push(Dimension { id: segment.id.clone(), title: segment.title.clone(), values: Vec::new() });
                orders.push(Vec::new());
                keys.push(BTreeSet::new());
                dimensions.len() - 1
            });
            orders[known].extend(segment.order.iter().map(|name| name_key(name)));
            for (_, id) in used.iter().filter(|(of, _)| *of == at) {
                let name = source.data.segments[at].shown.get(usize::from(id.0)).cloned().unwrap_or_default();
                if keys[known].insert(name_key(&name)) {
                    dimensions[known].values.push(name);
                }
            }
        }
    }
    for (dimension, order) in dimensions.iter_mut().zip(&orders) {
        let place = |name: &str| order.iter().position(|key| *key == name_key(name)).unwrap_or(order.len());
        // "Not stated" (an empty name) comes last, whatever the order.
        let key = |name: &String| (name.is_empty(), place(name), name.to_lowercase(), name.clone());
        dimension.values.sort_by_cached_key(key);
    }
    dimensions
}
