//! Mergeable counts of answers by source, time, brand and group.

mod agreement;
mod bundles;
mod by_value;
mod codes;
mod counts;
mod crossings;
mod customers;
mod design;
mod joint;
mod kept_count;
mod moments;
mod order;
mod others;
mod places;
mod running;
mod sums;
mod table;
mod tabulate;
mod tally;
mod units;
mod weighting;

pub use agreement::{Agreement, AgreementCounter, CERTAIN};
pub use bundles::{Bundle, Bundles};
pub use by_value::ByValue;
pub use design::Design;
pub use joint::{Joint, JointCounter, JointTable};
pub use moments::{Driven, DriverCounter, DriverSums, DriverTable};
pub use tabulate::Tabulator;
pub use tally::{Count, Tally};
pub use units::{Psus, Said, Units};
pub use weighting::{MarginCounter, RakedCell, RakedWave, RakedWeights, Reweighted};

use crate::survey::{NameId, Renames};
use crate::wave::{TimeKey, Wave, WaveScheme};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Values of one or more of a source's segments, by (segment, value) in the order of the segments; empty for everybody.
pub type Group = Vec<(usize, NameId)>;

/// Which rows a cell counts, within one source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CellKey {
    /// The month or span.
    pub time: TimeKey,
    /// The brand; absent where the source has no brands.
    pub brand: Option<NameId>,
    /// The group.
    pub group: Group,
}

/// The answers in one cell to each of the source's questions; empty where they are of no use.
pub type Cell = Vec<Tally>;

/// Everything that one source says, as counts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cube {
    /// The cells that are not empty.
    pub cells: BTreeMap<CellKey, Cell>,
    /// All usable rows of each month or span, whatever they answered: the design of every figure in it.
    pub design: BTreeMap<TimeKey, Design>,
}

impl Cube {
    /// All rows of these cubes of the same source.
    pub fn together(cubes: impl IntoIterator<Item = Cube>) -> Cube {
        let mut cubes = cubes.into_iter();
        let mut all = cubes.next().unwrap_or_default();
        for cube in cubes {
            for (key, cell) in cube.cells {
                merge_cell(&mut all.cells, key, cell);
            }
            for (time, design) in cube.design {
                all.design.entry(time).or_default().merge(&design);
            }
        }
        all.bring_units_in_order();
        all
    }

    /// The same with other numbers of names.
    pub fn renamed(self, renames: &Renames) -> Cube {
        let renamed = |(key, cell): (CellKey, Cell)| {
            let group = key.group.into_iter().map(|(segment, value)| (segment, renames.value(segment, value)));
            (CellKey { brand: renames.brand(key.brand), group: group.collect(), ..key }, cell)
        };
        Cube { cells: self.cells.into_iter().map(renamed).collect(), design: self.design }
    }

    /// The same without what was counted of the groups of other brands than ours, which are compared as wholes: of these only
    /// that there are rows.
    pub fn with_groups_of(mut self, ours: Option<NameId>) -> Cube {
        let others = self.cells.iter_mut().filter(|(key, _)| key.brand.is_some() && key.brand != ours);
        others.filter(|(key, _)| !key.group.is_empty()).for_each(|(_, cell)| *cell = Cell::new());
        self
    }

    /// Named units are in order in a cube that is finished or put together.
    fn bring_units_in_order(&mut self) {
        let units = self.cells.values_mut().flatten().filter_map(|tally| tally.units.as_mut());
        units.for_each(|units| units.settle());
        self.design.values_mut().for_each(Design::settle);
    }

    /// The same counts by wave, the unions of months or spans.
    pub fn by_wave(self, scheme: &WaveScheme) -> WaveCube {
        self.by_wave_and_months_of(scheme, &[])
    }

    /// The same, with the months of each value of these segments kept beside those of everybody.
    pub fn by_wave_and_months_of(self, scheme: &WaveScheme, segments: &[usize]) -> WaveCube {
        let mut waves = WaveCube::default();
        let is_kept = |group: &Group| match group.as_slice() {
            [] => true,
            [(segment, _)] => segments.contains(segment),
            _ => false,
        };
        for (CellKey { time, brand, group }, cell) in self.cells {
            if is_kept(&group) {
                let without_customers = cell.iter().map(Tally::without_customers).collect();
                waves.months.insert((time, brand, group.clone()), without_customers);
            }
            merge_cell(&mut waves.cells, (scheme.wave_of(time), brand, group), cell);
        }
        waves.cells.values_mut().flatten().for_each(Tally::settle);
        for (time, design) in &self.design {
            waves.design.entry(scheme.wave_of(*time)).or_default().merge(design);
        }
        for (wave, design) in &mut waves.design {
            design.settle();
            waves.psus.extend(design.units.as_ref().map(|units| (*wave, Psus::of(units))));
        }
        waves.month_design = self.design;
        waves
    }
}

/// A [`Cube`] whose months are joined to waves.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WaveCube {
    /// Cells by wave, brand and group.
    pub cells: BTreeMap<(Wave, Option<NameId>, Group), Cell>,
    /// All usable rows of each wave.
    pub design: BTreeMap<Wave, Design>,
    /// All primary sampling units of each wave, where rows have a place in a sampling design.
    pub psus: BTreeMap<Wave, Psus>,
    /// The cells of everybody, and of the groups that events name, by month or span and brand. Customers are not counted by
    /// month: who comes in two months is one customer of the wave.
    pub months: BTreeMap<(TimeKey, Option<NameId>, Group), Cell>,
    /// All usable rows of each month or span.
    pub month_design: BTreeMap<TimeKey, Design>,
}

impl WaveCube {
    /// The answers of a group to the source's `question`-th question; absent where nobody was in it.
    pub fn tally(&self, wave: Wave, brand: Option<NameId>, group: &Group, question: usize) -> Option<&Tally> {
        self.cells.get(&(wave, brand, group.clone())).and_then(|cell| cell.get(question))
    }

    /// Rows of the whole design in a wave.
    pub fn design_rows(&self, wave: Wave) -> u64 {
        self.design.get(&wave).map_or(0, |design| design.count.n)
    }
}

fn merge_cell<K: Ord>(cells: &mut BTreeMap<K, Cell>, key: K, cell: Cell) {
    match cells.entry(key) {
        Entry::Vacant(place) => drop(place.insert(cell)),
        Entry::Occupied(mut known) => {
            let known = known.get_mut();
            if known.len() < cell.len() {
                known.resize(cell.len(), Tally::default());
            }
            known.iter_mut().zip(&cell).for_each(|(known, more)| known.merge(more));
        }
    }
}
