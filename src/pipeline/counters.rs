//! All that is counted of the rows of a source.

use super::comments;
use crate::config::{QuestionIx, SiteConfig, SourceIx};
use crate::cube::{
    Agreement, AgreementCounter, Cube, Driven, DriverCounter, DriverSums, DriverTable, JointCounter, JointTable,
    RakedWeights, Tabulator,
};
use crate::metrics::{Counted, Metric};
use crate::survey::{NameId, PartedSink, Renames, Row, RowSink, Rows, SourceData};
use crate::voice::{Collected, Collector, Comments};
use crate::wave::Wave;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// All that is counted of one source in one reading.
pub struct Counters<'c> {
    tabulator: Tabulator,
    drivers: DriverCounter<'c>,
    joint: Vec<JointCounter<'c>>,
    agreement: Option<AgreementCounter>,
    comments: Option<Collector<'c>>,
}

impl<'c> Counters<'c> {
    /// For a source, with nothing counted yet.
    pub fn of(config: &'c SiteConfig, source: SourceIx) -> Counters<'c> {
        let place = |question: QuestionIx| config.questions_of(source).position(|ix| ix == question);
        let waves = &config.report.waves;
        let drivers = config.metrics_with_drivers(source).filter_map(|(_, metric)| {
            let attributes = metric.drivers.iter().filter_map(|ix| place(ix.value)).collect();
            Some(Driven { outcome: place(metric.question.value)?, attributes })
        });
        let joint = config.pairs_of(source).into_iter().filter_map(|(one, other)| Some((place(one)?, place(other)?)));
        Counters {
            tabulator: Tabulator::of(
                &config.sources[source.0],
                config.nests_of(source),
                waves,
                config.segments_of_events(source),
            ),
            drivers: DriverCounter::new(waves, drivers.collect()),
            joint: joint.map(|places| JointCounter::new(waves, places)).collect(),
            agreement: AgreementCounter::new(config, source),
            comments: Collector::new(config, source),
        }
    }

    /// What was counted. Of comments only those without a brand and on `brand` are kept, of groups those of `brand` or of
    /// rows without one.
    pub fn finish(self, brand: Option<NameId>) -> Counts {
        Counts {
            cube: self.tabulator.finish().with_groups_of(brand),
            drivers: self.drivers.finish(),
            joint: self.joint.into_iter().map(JointCounter::finish).collect(),
            agreement: self.agreement.map(AgreementCounter::finish).unwrap_or_default(),
            comments: self.comments.map(|comments| comments.finish(brand)),
        }
    }
}

/// All that was counted of some rows of a source: of one file, of several, or of all.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Counts {
    cube: Cube,
    /// By metric with drivers, in the order of the config.
    drivers: Vec<DriverTable>,
    /// By pair of questions, in the order of the config.
    joint: Vec<JointTable>,
    agreement: Agreement,
    /// What customers wrote; None where the config does not ask for it.
    comments: Option<Collected>,
}

impl Counts {
    /// The same as those of one file, which has this number among the files, with other numbers of names.
    pub fn of_file(self, config: &SiteConfig, file: usize, renames: &Renames) -> Counts {
        let agreement = self.agreement.of_file(file, renames);
        if renames.change_nothing() {
            return Counts { agreement, ..self };
        }
        let drivers = self
            .drivers
            .into_iter()
            .map(|table| table.into_iter().map(|((wave, brand), sums)| ((wave, renames.brand(brand)), sums)).collect());
        let joint = self.joint.into_iter().map(|table| {
            table.into_iter().map(|((wave, brand), joint)| ((wave, renames.brand(brand)), joint)).collect()
        });
        Counts {
            cube: self.cube.renamed(renames),
            drivers: drivers.collect(),
            joint: joint.collect(),
            agreement,
            comments: self.comments.map(|comments| comments.renamed(renames, config)),
        }
    }

    /// The counts of all these rows of one source, under the same numbers of names; comments in this order.
    pub fn together(parts: Vec<Counts>) -> Counts {
        let mut all = Counts::default();
        let mut cubes = Vec::new();
        for part in parts {
            cubes.push(part.cube);
            add_each(&mut all.drivers, part.drivers, DriverSums::merge);
            add_each(&mut all.joint, part.joint, |joint, more| {
                more.into_iter().for_each(|(said, count)| joint.entry(said).or_default().merge(&count));
            });
            all.agreement.merge(part.agreement);
            match (&mut all.comments, part.comments) {
                (Some(comments), Some(more)) => comments.take_in(more),
                (comments, more) => *comments = comments.take().or(more),
            }
        }
        all.cube = Cube::together(cubes);
        all
    }

    /// The source as figures are made from it, with what customers wrote about us; `metrics` are the planned ones, whose
    /// titles stand beside comments.
    pub fn into_counted(
        self,
        config: &SiteConfig,
        metrics: &[Metric],
        mut data: SourceData,
        raked: Option<RakedWeights>,
    ) -> (Counted, Option<Comments>) {
        let source = data.source;
        let (raked, cells) = raked.map_or((None, Vec::new()), |raked| (Some(raked.waves), raked.cells));
        let files: Vec<String> = data.quality.files.iter().map(|file| file.name.clone()).collect();
        data.quality.reversed = self.agreement.reversed(config, source, &files, &data.brands.shown);
        let driven = config.metrics_with_drivers(source).map(|(at, _)| at);
        let cube = self.cube.by_wave_and_months_of(&config.report.waves, &config.segments_of_events(source));
        data.quality.by_wave = cube.design.iter().map(|(wave, design)| (*wave, design.count.n)).collect();
        let counted = Counted {
            data,
            cube,
            drivers: driven.zip(self.drivers).collect(),
            raked,
            cells,
            joint: config.pairs_of(source).into_iter().zip(self.joint).collect(),
        };
        let comments = self.comments.and_then(|collected| comments::of_us(config, metrics, &counted, collected));
        (counted, comments)
    }
}

/// A table by wave and brand.
type Table<T> = BTreeMap<(Wave, Option<NameId>), T>;

/// Adds what tables have to what those before have in the same places.
fn add_each<T>(all: &mut Vec<Table<T>>, more: Vec<Table<T>>, add: impl Fn(&mut T, T)) {
    all.resize_with(all.len().max(more.len()), Table::new);
    for (table, more) in all.iter_mut().zip(more) {
        for (place, value) in more {
            match table.entry(place) {
                Entry::Vacant(place) => drop(place.insert(value)),
                Entry::Occupied(mut known) => add(known.get_mut(), value),
            }
        }
    }
}

impl PartedSink for Counters<'_> {
    fn part(&self) -> Self {
        Counters {
            tabulator: self.tabulator.part(),
            drivers: self.drivers.part(),
            joint: self.joint.iter().map(JointCounter::part).collect(),
            agreement: self.agreement.as_ref().map(AgreementCounter::part),
            comments: self.comments.as_ref().map(Collector::part),
        }
    }

    fn take_in(&mut self, part: Self) {
        self.tabulator.take_in(part.tabulator);
        self.drivers.take_in(part.drivers);
        self.joint.iter_mut().zip(part.joint).for_each(|(counter, part)| counter.take_in(part));
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

    fn rows(&mut self, rows: &Rows<'_>) {
        self.tabulator.rows(rows);
        self.drivers.rows(rows);
        self.joint.iter_mut().for_each(|counter| counter.rows(rows));
        self.agreement.iter_mut().for_each(|agreement| agreement.rows(rows));
        self.comments.iter_mut().for_each(|comments| comments.rows(rows));
    }

    fn later(&mut self, row: &Row<'_>) {
        self.tabulator.later(row);
        self.drivers.later(row);
    }
}
