//! What losing customers comes to. The rates are assumptions about the time to come: print them beside every result.

/// The share lost in a year if the same share is lost each month: `1 - (1 - c)^12`. `None` unless it is in [0, 1].
pub fn annual_from_monthly(monthly: f64) -> Option<f64> {
    // by way of logarithms: a small share keeps its digits
    (0.0..=1.0).contains(&monthly).then(|| -libm::expm1(12.0 * libm::log1p(-monthly)))
}

/// The share lost each month if the same share is lost in every one of twelve. `None` unless it is in [0, 1].
pub fn monthly_from_annual(annual: f64) -> Option<f64> {
    (0.0..=1.0).contains(&annual).then(|| -libm::expm1(libm::log1p(-annual) / 12.0))
}

/// How many periods a customer stays on average if the same share is lost in each: `1/c`. `None` unless it is above 0
/// and at most 1.
pub fn lifetime(churn: f64) -> Option<f64> {
    (churn > 0.0 && churn <= 1.0).then(|| 1.0 / churn)
}

/// Customer lifetime value `m r / (1 + i - r)`: a margin at the end of each year from the first on, retention and
/// discount rates constant (Gupta & Lehmann 2003, Journal of Interactive Marketing 17:9). `None` unless the retention is
/// in [0, 1], the discount rate not negative, and one of them short of keeping everything for ever.
pub fn lifetime_value(margin: f64, retention: f64, discount: f64) -> Option<f64> {
    let possible = (0.0..=1.0).contains(&retention) && discount >= 0.0 && margin.is_finite() && discount.is_finite();
    let value = margin * retention / (1.0 + discount - retention);
    (possible && 1.0 + discount > retention).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        assert!((annual_from_monthly(0.02).unwrap() - (1.0 - 0.98f64.powi(12))).abs() < 1e-15);
        assert!((monthly_from_annual(annual_from_monthly(0.02).unwrap()).unwrap() - 0.02).abs() < 1e-15);
        assert_eq!((annual_from_monthly(0.0), annual_from_monthly(1.0)), (Some(0.0), Some(1.0)));
        assert_eq!((monthly_from_annual(1.0), lifetime(0.25)), (Some(1.0), Some(4.0)));
        // 100 a year, 80 % stay, 10 %: 80 / 0.3
        assert!((lifetime_value(100.0, 0.8, 0.1).unwrap() - 80.0 / 0.3).abs() < 1e-10);
        assert_eq!(lifetime_value(100.0, 0.0, 0.1), Some(0.0));
    }

    #[test]
    fn impossible_rates() {
        for rate in [-0.1, 1.1, f64::NAN] {
            assert_eq!((annual_from_monthly(rate), monthly_from_annual(rate), lifetime(rate)), (None, None, None));
            assert_eq!(lifetime_value(1.0, rate, 0.1), None);
        }
        assert_eq!((lifetime(0.0), lifetime_value(1.0, 1.0, 0.0), lifetime_value(1.0, 0.5, -0.1)), (None, None, None));
        assert!(lifetime_value(1.0, 1.0, 0.1).is_some());
    }
}
