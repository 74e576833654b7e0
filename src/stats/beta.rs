//! The beta distribution: prior and posterior of shares, exact binomial limits.

use super::distributions::{invert_upper_tail, normal_upper_quantile};
use super::special::{beta_kernel, incomplete_beta, ln_gamma};

/// Probability that a beta variable with parameters `a, b > 0` is at most `x`. R's `pbeta`.
pub fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        0.0
    } else if x >= 1.0 {
        1.0
    } else {
        incomplete_beta(a, b, x, 1.0 - x).0
    }
}

/// Natural logarithm of the beta function, for `a, b > 0`. R's `lbeta`.
pub fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// The parameters of the beta distribution with this mean and variance; `None` if there is none: the mean must lie strictly
/// between 0 and 1, the variance between 0 and `mean (1 - mean)`. Method of moments: `a + b = m(1 - m)/v - 1` (Johnson,
/// Kotz & Balakrishnan 1995, Continuous Univariate Distributions 2, ch. 25).
pub fn beta_of_moments(mean: f64, variance: f64) -> Option<(f64, f64)> {
    let size = mean * (1.0 - mean) / variance - 1.0;
    let possible = mean > 0.0 && mean < 1.0 && variance > 0.0 && size > 0.0;
    possible.then_some((mean * size, (1.0 - mean) * size))
}

/// Quantile of the beta distribution: the `x` with probability `p` at or below it, to 1e-13 relative of `x` and of
/// `1 - x`. `None` unless `p` is in [0, 1] and both parameters are finite and above zero. R's `qbeta`.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> Option<f64> {
    if !((0.0..=1.0).contains(&p) && a > 0.0 && b > 0.0 && (a + b).is_finite()) {
        return None;
    }
    if p == 0.0 || p == 1.0 {
        return Some(p);
    }
    // by the odds x/(1-x), in which the two ends are alike, and by the smaller tail, which is the one that is known
    let parts = |odds: f64| (odds / (1.0 + odds), 1.0 / (1.0 + odds));
    if p < 0.5 {
        let against = invert_upper_tail(p, start(p, b, a), |odds| {
            let (y, x) = parts(odds);
            (incomplete_beta(a, b, x, y).0, beta_kernel(a, b, x, y))
        });
        return Some(parts(against).1);
    }
    let odds = invert_upper_tail(1.0 - p, start(1.0 - p, a, b), |odds| {
        let (x, y) = parts(odds);
        (incomplete_beta(a, b, x, y).1, beta_kernel(a, b, x, y))
    });
    Some(parts(odds).0)
}

/// Odds near those that are exceeded with probability `q` up to one half.
fn start(q: f64, a: f64, b: f64) -> f64 {
    if a.min(b) < 1.0 {
        // the first term of the upper tail's series: y^b / (b B(a, b))
        let ln_y = (libm::log(q * b) + ln_beta(a, b)) / b;
        return if ln_y < -0.7 { libm::exp(libm::fmin(-ln_y, 650.0)) } else { a / b };
    }
    // Abramowitz & Stegun 26.5.22; at parameters of one there is no spread to speak of
    let z = normal_upper_quantile(q);
    let (i, j) = (1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0));
    let (lambda, h) = ((z * z - 3.0) / 6.0, 2.0 / (i + j));
    let w = z * libm::sqrt(libm::fmax(h + lambda, 0.0)) / h - (j - i) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * h));
    a / b * libm::exp((2.0 * w).clamp(-300.0, 300.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_forms() {
        for p in [1e-9, 0.025, 0.5, 0.9, 0.999] {
            for (a, ours, expected) in [
                (1.0, beta_quantile(p, 1.0, 1.0).unwrap(), p),
                (3.0, beta_quantile(p, 3.0, 1.0).unwrap(), libm::cbrt(p)),
                (0.5, beta_quantile(p, 0.5, 0.5).unwrap(), libm::pow(libm::sin(std::f64::consts::FRAC_PI_2 * p), 2.0)),
            ] {
                assert!((ours / expected - 1.0).abs() < 1e-12, "{p} of {a}: {ours}, not {expected}");
            }
            assert!((beta_cdf(beta_quantile(p, 7.5, 2.5).unwrap(), 7.5, 2.5) / p - 1.0).abs() < 1e-12);
        }
        assert!((ln_beta(2.0, 3.0) + libm::log(12.0)).abs() < 1e-14);
    }

    #[test]
    fn quantiles_of_every_shape() {
        for a in [1e-3, 0.3, 1.0, 1.5, 20.0, 4e3, 1e6] {
            for b in [1e-3, 0.3, 1.0, 1.5, 20.0, 4e3, 1e6] {
                for p in [1e-9, 0.01, 0.025, 0.4, 0.6, 0.975] {
                    let x = beta_quantile(p, a, b).unwrap();
                    assert!((0.0..=1.0).contains(&x), "{p} of {a}, {b}: {x}");
                    // where the other end of the scale is near, 1 - x has few digits left
                    if (1e-280..1.0 - 1e-3).contains(&x) {
                        let off = beta_cdf(x, a, b) / p - 1.0;
                        assert!(off.abs() < 1e-9, "{p} of {a}, {b}: {x}, off by {off}");
                    }
                }
            }
        }
    }

    #[test]
    fn parameters_from_moments() {
        // Beta(2, 6): mean 1/4, variance 12/(64 · 9)
        let (a, b) = beta_of_moments(0.25, 12.0 / 576.0).unwrap();
        assert!((a - 2.0).abs() < 1e-12 && (b - 6.0).abs() < 1e-12);
        for (mean, variance) in [(0.0, 0.1), (0.5, 0.0), (0.5, 0.25), (0.5, 0.3), (f64::NAN, 0.1), (1.2, 0.1)] {
            assert_eq!(beta_of_moments(mean, variance), None, "{mean} {variance}");
        }
    }

    #[test]
    fn ends_and_impossible_parameters() {
        assert_eq!((beta_quantile(0.0, 2.0, 2.0), beta_quantile(1.0, 2.0, 2.0)), (Some(0.0), Some(1.0)));
        for (p, a, b) in [(-0.1, 1.0, 1.0), (0.5, 0.0, 1.0), (0.5, 1.0, f64::INFINITY), (f64::NAN, 1.0, 1.0)] {
            assert_eq!(beta_quantile(p, a, b), None);
        }
        assert_eq!((beta_cdf(-1.0, 2.0, 2.0), beta_cdf(2.0, 2.0, 2.0)), (0.0, 1.0));
    }
}
