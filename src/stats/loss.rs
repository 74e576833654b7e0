//! What is lost with customers who leave, from assumptions and their ranges.
//!
//! Amounts that depend on each other only by growing or shrinking together have their ends where the assumptions have
//! theirs, so a range of results is had from the ends of the ranges alone (interval arithmetic; Moore 1966).

/// An amount of zero or more that may be as low as `low` and as high as `high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The least that it may be.
    pub low: f64,
    /// What is assumed.
    pub value: f64,
    /// The most that it may be.
    pub high: f64,
}

impl Range {
    /// The product with another: it grows with both.
    pub fn times(self, other: Range) -> Range {
        Range { low: self.low * other.low, value: self.value * other.value, high: self.high * other.high }
    }

    /// What a share leaves of a whole: it shrinks as the share grows.
    pub fn rest_of_one(self) -> Range {
        Range { low: 1.0 - self.high, value: 1.0 - self.value, high: 1.0 - self.low }
    }
}

/// The worth today of what a customer will bring, m·r / (1 + i − r), with the first margin m at the end of the first year
/// if the customer stays that year, a share r staying each year and a yearly rate of discount i (Gupta & Lehmann 2003).
/// It grows with m and r and shrinks as i grows. None where it has no bound.
pub fn lifetime_value(margin: Range, stay: Range, discount: Range) -> Option<Range> {
    let worth = |m: f64, r: f64, i: f64| (1.0 + i > r).then(|| m * r / (1.0 + i - r));
    Some(Range {
        low: worth(margin.low, stay.low, discount.high)?,
        value: worth(margin.value, stay.value, discount.value)?,
        high: worth(margin.high, stay.high, discount.low)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(low: f64, value: f64, high: f64) -> Range {
        Range { low, value, high }
    }

    fn close(a: Range, b: Range) {
        for (a, b) in [(a.low, b.low), (a.value, b.value), (a.high, b.high)] {
            assert!((a - b).abs() < 1e-9 * (1.0 + b.abs()), "{a} is not {b}");
        }
    }

    #[test]
    fn ranges_have_their_ends_where_the_assumptions_have_theirs() {
        close(range(200.0, 250.0, 300.0).times(range(0.03, 0.04, 0.06)), range(6.0, 10.0, 18.0));
        close(range(0.8, 0.9, 0.95).rest_of_one(), range(0.05, 0.1, 0.2));
    }

    #[test]
    fn the_worth_of_a_customer() {
        // 90 · 0.8 / (1 + 0.1 − 0.8) = 240
        let one = |value: f64| range(value, value, value);
        close(lifetime_value(one(90.0), one(0.8), one(0.1)).unwrap(), one(240.0));
        // The least: 60 · 0.75 / (1 + 0.25 − 0.75) = 90; the most: 100 · 0.9 / (1 + 0.1 − 0.9) = 450.
        let found = lifetime_value(range(60.0, 90.0, 100.0), range(0.75, 0.8, 0.9), range(0.1, 0.1, 0.25)).unwrap();
        close(found, range(90.0, 240.0, 450.0));
        assert_eq!(lifetime_value(one(1.0), one(1.0), one(0.0)), None);
    }

    #[test]
    fn the_worth_is_the_sum_over_the_years() {
        let (m, r, i) = (120.0, 0.85, 0.07);
        let mut sum = 0.0;
        let mut factor = 1.0;
        for _ in 0..2_000 {
            factor *= r / (1.0 + i);
            sum += m * factor;
        }
        let one = |value: f64| range(value, value, value);
        assert!((lifetime_value(one(m), one(r), one(i)).unwrap().value - sum).abs() < 1e-6);
    }
}
