//! Weights from their cells.

use super::decimal::fixed_cell;
use super::row::Weight;
use super::text::trimmed_cell;

/// The weight that a cell holds: a decimal number from 0 to [`Weight::MAX`], exact to nine places.
pub fn weight(cell: &[u8], comma: bool) -> Option<Weight> {
    let units = fixed_cell(trimmed_cell(cell), 9, comma).ok()?;
    (0..=Weight::MAX.0).contains(&units).then_some(Weight(units))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_exact_and_bounded() {
        assert_eq!(weight(b" 0.553675", false), Some(Weight(553_675_000)));
        assert_eq!(weight(b"0", false), Some(Weight(0)));
        assert_eq!(weight(b"1,25", true), Some(Weight(1_250_000_000)));
        assert_eq!(weight(b"1e-5", false), Some(Weight(10_000)));
        assert_eq!(weight(b"1000000", false), Some(Weight::MAX));
        for refused in ["1000000.1", "-0.5", "", "n/a", "1,25", "inf", "NaN"] {
            assert_eq!(weight(refused.as_bytes(), false), None, "{refused}");
        }
    }
}
