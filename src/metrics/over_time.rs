//! What figures did from wave to wave, beyond their comparisons.

use super::movement::Movement;
use crate::wave::Wave;

/// What figures did from wave to wave.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OverTime {
    /// Changes of headline figures, split into mix and change within groups.
    pub movements: Vec<Movement>,
}

impl OverTime {
    /// The same of these waves.
    pub fn up_to(&self, waves: &[Wave]) -> OverTime {
        OverTime { movements: self.movements.iter().filter(|one| waves.contains(&one.wave)).cloned().collect() }
    }
}
