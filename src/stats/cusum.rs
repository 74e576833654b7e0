//! Whether the mean of a series stayed the same: the CUSUM test of its residuals.

/// How far the running sum of deviations strays, and how likely chance takes it so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cusum {
    /// The largest size of the running sum, in units of `s √n`.
    pub statistic: f64,
    /// Its probability without a shift (Kolmogorov's distribution).
    pub p_value: f64,
}

/// The CUSUM test of residuals from the mean (Ploberger & Krämer 1992, Econometrica 60:271; R's
/// `efp(type = "OLS-CUSUM")`): it asks whether there is a shift, not where. `None` with fewer than
/// [`super::trend::LEAST_FOR_SHIFTS`] values, one that is no number, or all the same.
pub fn cusum(values: &[f64]) -> Option<Cusum> {
    let n = values.len();
    if n < super::trend::LEAST_FOR_SHIFTS || !values.iter().all(|value| value.is_finite()) {
        return None;
    }
    let mean = values[0] + values.iter().map(|value| value - values[0]).sum::<f64>() / n as f64;
    let residuals = || values.iter().map(|value| value - mean);
    let scale = libm::sqrt(residuals().map(|e| e * e).sum::<f64>() / (n - 1) as f64 * n as f64);
    let strays = residuals().scan(0.0, |sum, e| {
        *sum += e;
        Some(libm::fabs(*sum))
    });
    let statistic = strays.fold(0.0, f64::max) / scale;
    statistic.is_finite().then(|| Cusum { statistic, p_value: kolmogorov_sf(statistic) })
}

/// Probability that the largest size of a Brownian bridge is above `x >= 0`: `2 Σ (-1)^(k+1) exp(-2 k² x²)`.
fn kolmogorov_sf(x: f64) -> f64 {
    if x < 0.3 {
        // there the series alternates for long, and the probability is one to nine digits
        return 1.0;
    }
    let (mut sum, mut sign) = (0.0, 1.0);
    for k in 1..=40 {
        let term = libm::exp(-2.0 * f64::from(k * k) * x * x);
        sum += sign * term;
        sign = -sign;
        if term < 1e-17 * sum {
            break;
        }
    }
    (2.0 * sum).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_by_hand() {
        let step: Vec<f64> = (0..16).map(|i| if i < 8 { 1.0 } else { 3.0 }).collect();
        // deviations of one: the sum reaches eight, s = sqrt(16/15)
        let found = cusum(&step).unwrap();
        assert!((found.statistic - 8.0 / (16.0 / 15.0f64.sqrt())).abs() < 1e-14, "{found:?}");
        assert!(found.p_value < 0.01);
        let turned: Vec<f64> = step.iter().rev().map(|value| 7.0 - 2.0 * value).collect();
        assert!((cusum(&turned).unwrap().statistic - found.statistic).abs() < 1e-14);
        let alternating: Vec<f64> = (0..16).map(|i| f64::from(i % 2)).collect();
        assert!(cusum(&alternating).unwrap().p_value > 0.99);
    }

    #[test]
    fn kolmogorovs_tables() {
        for (x, p) in [(1.358_1, 0.05), (1.627_6, 0.01), (1.223_85, 0.10), (0.5, 0.963_945_243_664_875_1)] {
            assert!((kolmogorov_sf(x) - p).abs() < 2e-5, "{x}: {}", kolmogorov_sf(x));
        }
        assert_eq!((kolmogorov_sf(0.0), kolmogorov_sf(40.0)), (1.0, 0.0));
    }

    #[test]
    fn nothing_is_said_of_few_or_equal_values() {
        assert_eq!(cusum(&[1.0; 20]), None);
        assert_eq!(cusum(&[1.0, 2.0, 3.0]), None);
        assert_eq!(cusum(&[f64::NAN; 20]), None);
    }
}
