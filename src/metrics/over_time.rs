//! What figures did from wave to wave, beyond their comparisons.

use super::control::Control;
use super::curve::Curve;
use super::movement::Movement;
use super::season::SeasonChange;
use crate::wave::Wave;
use serde::{Deserialize, Serialize};

/// What figures did from wave to wave.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct OverTime {
    /// Changes of headline figures, split into mix and change within groups.
    pub movements: Vec<Movement>,
    /// Months that stand out.
    pub controls: Vec<Control>,
    /// What changed beyond the season when something happened or was begun.
    pub seasons: Vec<SeasonChange>,
    /// How many are over within how long.
    pub curves: Vec<Curve>,
}

impl OverTime {
    /// The same of these waves.
    pub fn up_to(&self, waves: &[Wave]) -> OverTime {
        OverTime {
            movements: self.movements.iter().filter(|one| waves.contains(&one.wave)).cloned().collect(),
            controls: self.controls.iter().filter(|one| waves.contains(&one.wave)).cloned().collect(),
            seasons: self.seasons.iter().filter(|one| waves.contains(&one.known)).cloned().collect(),
            curves: self.curves.iter().filter(|one| waves.contains(&one.wave)).cloned().collect(),
        }
    }
}
