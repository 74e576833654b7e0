//! Importance-performance analysis (Martilla & James 1977, Journal of Marketing 41:77).

use crate::stats::interval::Interval;
use serde::{Deserialize, Serialize};

/// An attribute in the plane of performance and importance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// How it is rated, in any unit.
    pub performance: f64,
    /// How much it matters, in any unit.
    pub importance: f64,
    /// Interval of the performance, if there is one.
    pub performance_interval: Option<Interval>,
    /// Interval of the importance, if there is one.
    pub importance_interval: Option<Interval>,
}

/// Where the plane is cut: values on a line count as above it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CutLines {
    /// Performance from which it is high.
    pub performance: f64,
    /// Importance from which it is high.
    pub importance: f64,
}

/// A quarter of the plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quadrant {
    /// Important and good.
    KeepUp,
    /// Important and poor.
    ConcentrateHere,
    /// Unimportant and good.
    PossibleOverkill,
    /// Unimportant and poor.
    LowPriority,
}

/// Where an attribute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// The quadrant of its point.
    pub quadrant: Quadrant,
    /// An interval of it crosses a line, or is not known: it may as well belong to another quadrant.
    pub borderline: bool,
}

impl CutLines {
    /// Lines at the means of the points (the analyst may state others); `None` without points.
    pub fn at_means(points: &[Point]) -> Option<Self> {
        let n = points.len() as f64;
        let mean = |of: fn(&Point) -> f64| points.iter().map(of).sum::<f64>() / n;
        (!points.is_empty())
            .then(|| Self { performance: mean(|point| point.performance), importance: mean(|point| point.importance) })
    }

    /// The place of a point.
    pub fn place(&self, point: &Point) -> Placement {
        let quadrant = match (point.importance >= self.importance, point.performance >= self.performance) {
            (true, true) => Quadrant::KeepUp,
            (true, false) => Quadrant::ConcentrateHere,
            (false, true) => Quadrant::PossibleOverkill,
            (false, false) => Quadrant::LowPriority,
        };
        let crosses = |interval: Option<Interval>, line| interval.is_none_or(|interval| interval.contains(line));
        let borderline = crosses(point.performance_interval, self.performance)
            || crosses(point.importance_interval, self.importance);
        Placement { quadrant, borderline }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(performance: f64, importance: f64, width: Option<f64>) -> Point {
        let around = |centre| width.map(|width| Interval::around(centre, width));
        Point {
            performance,
            importance,
            performance_interval: around(performance),
            importance_interval: around(importance),
        }
    }

    #[test]
    fn quadrants_and_what_is_borderline() {
        let points = [(1.0, 4.0), (3.0, 4.0), (1.0, 2.0), (3.0, 2.0)].map(|(x, y)| point(x, y, Some(0.5)));
        let lines = CutLines::at_means(&points).unwrap();
        assert_eq!((lines.performance, lines.importance), (2.0, 3.0));
        let expected = [Quadrant::ConcentrateHere, Quadrant::KeepUp, Quadrant::LowPriority, Quadrant::PossibleOverkill];
        for (point, quadrant) in points.iter().zip(expected) {
            assert_eq!(lines.place(point), Placement { quadrant, borderline: false });
        }
        assert!(lines.place(&point(3.0, 4.0, Some(1.1))).borderline);
        assert!(lines.place(&point(3.0, 4.0, None)).borderline);
        assert_eq!(lines.place(&point(2.0, 3.0, Some(0.1))).quadrant, Quadrant::KeepUp);
        assert_eq!(CutLines::at_means(&[]), None);
    }
}
