//! Rates of loss over months, years and lifetimes. They assume that the rate stays: print that beside every result.

/// The share lost in a year if the same share is lost each month: `1 - (1 - c)^12`. `None` unless it is in [0, 1].
/// Shares as fractions; compounding of a constant hazard (Gupta & Lehmann 2003, Journal of Interactive Marketing 17:9).
pub fn annual_from_monthly(monthly: f64) -> Option<f64> {
    // by way of logarithms: a small share keeps its digits
    (0.0..=1.0).contains(&monthly).then(|| -libm::expm1(12.0 * libm::log1p(-monthly)))
}

/// The share lost each month if the same share is lost in every one of twelve. `None` unless it is in [0, 1]. Shares as
/// fractions; the inverse of [`annual_from_monthly`].
pub fn monthly_from_annual(annual: f64) -> Option<f64> {
    (0.0..=1.0).contains(&annual).then(|| -libm::expm1(libm::log1p(-annual) / 12.0))
}

/// How many periods a customer stays on average if the same share is lost in each: `1/c`. `None` unless it is above 0
/// and at most 1. In periods; the mean of a geometric lifetime (Gupta & Lehmann 2003).
pub fn lifetime(churn: f64) -> Option<f64> {
    (churn > 0.0 && churn <= 1.0).then(|| 1.0 / churn)
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
    }

    #[test]
    fn impossible_rates() {
        for rate in [-0.1, 1.1, f64::NAN] {
            assert_eq!((annual_from_monthly(rate), monthly_from_annual(rate), lifetime(rate)), (None, None, None));
        }
        assert_eq!(lifetime(0.0), None);
    }
}
