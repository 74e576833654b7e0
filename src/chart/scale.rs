//! Axes: plotters' `Ranged` with round ticks in the unit that is printed.

use super::canvas::nearest;
use crate::number::Unit;
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged};
use std::ops::Range;

/// An axis with its ticks.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    low: f64,
    high: f64,
    /// Distance between two ticks.
    step: f64,
    ticks: Vec<f64>,
}

/// Steps between ticks of lengths of time: seconds, then minutes, then hours.
const SECONDS: [f64; 18] = [
    1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0, 7200.0, 14400.0, 21600.0,
    43200.0, 86400.0,
];

/// Steps of an hour and more.
const HOURS: [f64; 13] = [1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 48.0, 72.0, 120.0, 168.0, 240.0, 336.0, 720.0];

impl Axis {
    /// An axis of values that holds all of `values`, from tick to tick, with at most `most` steps. Without values it
    /// runs from 0 to 1 and has no ticks.
    ///
    /// Small differences stay small: an axis never spans less than [`least_span`].
    pub fn of_values(unit: Unit, values: impl IntoIterator<Item = f64>, most: usize) -> Axis {
        let (low, high) = values
            .into_iter()
            .filter(|v| v.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        if low > high {
            return Axis { low: 0.0, high: 1.0, step: 1.0, ticks: Vec::new() };
        }
        let missing = (least_span(unit, low, high) - (high - low)).max(0.0);
        let (floor, ceiling) = natural_limits(unit);
        let mut low = (low - missing / 2.0).max(floor);
        let mut high = (high + missing / 2.0).min(ceiling);
        // Zero belongs to the picture when it is near.
        if low > 0.0 && low < (high - low) * 0.6 {
            low = 0.0;
        }
        if high < 0.0 && -high < (high - low) * 0.6 {
            high = 0.0;
        }
        let step = round_step(unit, (high - low) / most.max(1) as f64);
        // A hair of tolerance, so that 0.6 is three steps of 0.2 and not a little less than three.
        let first = (low / step + 1e-9).floor();
        let last = (high / step - 1e-9).ceil().max(first + 1.0);
        let ticks: Vec<f64> = (0..=(last - first) as usize).map(|i| (first + i as f64) * step).collect();
        Axis { low: first * step, high: last * step, step, ticks }
    }

    /// The same up to a value within it, wherever that lies between two ticks.
    pub fn ending_at(mut self, value: f64) -> Axis {
        if value > self.low && value < self.high {
            self.high = value;
            self.ticks.retain(|tick| *tick <= value * (1.0 + 1e-9));
        }
        self
    }

    /// The same with room below and above, in parts of what it spans, in which no value lies.
    pub fn with_room(mut self, below: f64, above: f64) -> Axis {
        let span = self.high - self.low;
        self.low -= span * below;
        self.high += span * above;
        self
    }

    /// An axis of `count` positions 0, 1, … with `before` and `after` of a position's width at the ends.
    pub fn of_positions(count: usize, before: f64, after: f64) -> Axis {
        let ticks: Vec<f64> = (0..count).map(|i| i as f64).collect();
        let last = count.saturating_sub(1) as f64;
        let (low, high) = (-before, last + after);
        let high = if high - low < 1e-9 { low + 1.0 } else { high };
        Axis { low, high, step: 1.0, ticks }
    }

    /// A plain axis from 0 to 1 with a tick at every quarter.
    pub fn of_shares() -> Axis {
        Axis { low: 0.0, high: 1.0, step: 0.25, ticks: vec![0.0, 0.25, 0.5, 0.75, 1.0] }
    }

    /// An axis from `low` to `high` without ticks.
    pub fn between(low: f64, high: f64) -> Axis {
        let high = if high > low { high } else { low + 1.0 };
        Axis { low, high, step: high - low, ticks: Vec::new() }
    }

    /// The ticks, lowest first.
    pub fn ticks(&self) -> &[f64] {
        &self.ticks
    }

    /// The distance between two ticks.
    pub fn step(&self) -> f64 {
        self.step
    }

    /// Where a value stands between two pixels, those of the ends of the axis.
    pub fn pixel(&self, value: f64, from: f64, to: f64) -> f64 {
        from + (value - self.low) / (self.high - self.low) * (to - from)
    }

    /// Its ends.
    pub fn ends(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// `value`, or the nearer end of the axis.
    pub fn clamp(&self, value: f64) -> f64 {
        value.clamp(self.low, self.high)
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        let part = (value - self.low) / (self.high - self.low);
        limit.0 + nearest(part * f64::from(limit.1 - limit.0))
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        self.ticks.iter().copied().take(hint.max_num_points()).collect()
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

/// The least that an axis spans, as a kept value: 10 points, 10 percentage points, half a scale point, a tenth of
/// a number, three tenths of a number for each customer, which may be small.
pub fn least_span(unit: Unit, low: f64, high: f64) -> f64 {
    let size = low.abs().max(high.abs());
    match unit {
        Unit::Points | Unit::Share => 0.1,
        Unit::Score => 0.5,
        Unit::Seconds | Unit::Count => (size * 0.1).max(4.0),
        Unit::Hours => (size * 0.1).max(0.5),
        Unit::PerCustomer => (size * 0.3).max(0.01),
    }
}

/// What a value of this unit cannot be below or above.
fn natural_limits(unit: Unit) -> (f64, f64) {
    match unit {
        Unit::Points => (-1.0, 1.0),
        Unit::Share => (0.0, 1.0),
        Unit::Score => (f64::NEG_INFINITY, f64::INFINITY),
        Unit::Seconds | Unit::Hours | Unit::Count | Unit::PerCustomer => (0.0, f64::INFINITY),
    }
}

/// The smallest round step that is not below `least`.
fn round_step(unit: Unit, least: f64) -> f64 {
    if unit == Unit::Seconds
        && let Some(step) = SECONDS.into_iter().find(|&step| step >= least * (1.0 - 1e-9))
    {
        return step;
    }
    if unit == Unit::Hours
        && least > 0.5
        && let Some(step) = HOURS.into_iter().find(|&step| step >= least * (1.0 - 1e-9))
    {
        return step;
    }
    let mut power = 1.0;
    while power > least {
        power /= 10.0;
    }
    while power * 10.0 <= least {
        power *= 10.0;
    }
    let whole = matches!(unit, Unit::Count | Unit::Seconds);
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|&step| step >= least * (1.0 - 1e-9) && !(whole && step < 1.0))
        .unwrap_or(if whole { 1.0 } else { 10.0 * power })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(axis: &Axis, unit: Unit) -> Vec<i64> {
        axis.ticks().iter().map(|t| (t * unit.print_factor()).round() as i64).collect()
    }

    #[test]
    fn ticks_are_round_and_hold_all_values() {
        let axis = Axis::of_values(Unit::Points, [0.142, 0.515, 0.384], 5);
        assert_eq!(printed(&axis, Unit::Points), [0, 20, 40, 60]);
        let axis = Axis::of_values(Unit::Points, [-0.62, -0.41], 5);
        assert_eq!(printed(&axis, Unit::Points), [-65, -60, -55, -50, -45, -40]);
        let axis = Axis::of_values(Unit::Seconds, [200.0, 1500.0], 5);
        assert_eq!(printed(&axis, Unit::Seconds), [0, 300, 600, 900, 1200, 1500]);
    }

    #[test]
    fn a_constant_series_is_not_blown_up() {
        let axis = Axis::of_values(Unit::Share, [0.81, 0.81], 5);
        assert_eq!(printed(&axis, Unit::Share), [76, 78, 80, 82, 84, 86]);
        let axis = Axis::of_values(Unit::Share, [1.0], 5);
        assert_eq!(printed(&axis, Unit::Share).last(), Some(&100));
        let axis = Axis::of_values(Unit::Count, [0.0], 5);
        assert_eq!(printed(&axis, Unit::Count), [0, 1, 2]);
    }

    #[test]
    fn without_values_there_are_no_ticks() {
        let axis = Axis::of_values(Unit::Score, [f64::NAN], 5);
        assert!(axis.ticks().is_empty());
        assert_eq!(axis.map(&0.5, (0, 100)), 50);
    }

    #[test]
    fn every_value_maps_into_its_axis() {
        for unit in [Unit::Points, Unit::Share, Unit::Score, Unit::Seconds, Unit::Count, Unit::PerCustomer] {
            for (low, high) in [(0.0, 0.0), (0.2, 0.3), (0.999, 1.0), (-0.4, 0.7), (0.0001, 0.0002)] {
                let axis = Axis::of_values(unit, [low, high], 5);
                assert!((0..=1000).contains(&axis.map(&high, (0, 1000))), "{unit:?} {low} {high}");
                assert!(axis.ticks().len() >= 2 && axis.ticks().len() <= 8, "{unit:?} {:?}", axis.ticks());
            }
        }
    }
}
