//! The beta distribution: prior and posterior of shares, exact binomial limits.

use super::special::{incomplete_beta, ln_gamma};

/// Probability that a beta variable with parameters `a, b > 0` is at most `x`.
pub fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        0.0
    } else if x >= 1.0 {
        1.0
    } else {
        incomplete_beta(a, b, x, 1.0 - x).0
    }
}

/// Natural logarithm of the beta function, for `a, b > 0`.
pub fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// Quantile of the beta distribution: the `x` with probability `p` at or below it, to 1e-13 relative of `x` and of
/// `1 - x`. `None` unless `p` is in [0, 1] and both parameters are finite and above zero.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> Option<f64> {
    if !((0.0..=1.0).contains(&p) && a > 0.0 && b > 0.0 && (a + b).is_finite()) {
        return None;
    }
    if p == 0.0 || p == 1.0 {
        return Some(p);
    }
    // on the scale of ln x/(1-x), where the two ends are alike: x and 1-x keep their digits
    let point = |t: f64| if t < 0.0 { (expit(t), expit(-t)) } else { (1.0 - expit(-t), expit(-t)) };
    let too_low = |t: f64| {
        let (x, y) = point(t);
        let (lower, upper) = incomplete_beta(a, b, x, y);
        // the smaller tail is the one that is known
        if p < 0.5 { lower < p } else { upper > 1.0 - p }
    };
    let (mut low, mut high) = (-700.0, 700.0);
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if too_low(middle) {
            low = middle
        } else {
            high = middle
        }
        if high - low < 1e-14 * high.abs().max(1.0) {
            break;
        }
    }
    Some(point(0.5 * (low + high)).0)
}

fn expit(t: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-t))
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
    fn ends_and_impossible_parameters() {
        assert_eq!((beta_quantile(0.0, 2.0, 2.0), beta_quantile(1.0, 2.0, 2.0)), (Some(0.0), Some(1.0)));
        for (p, a, b) in [(-0.1, 1.0, 1.0), (0.5, 0.0, 1.0), (0.5, 1.0, f64::INFINITY), (f64::NAN, 1.0, 1.0)] {
            assert_eq!(beta_quantile(p, a, b), None);
        }
        assert_eq!((beta_cdf(-1.0, 2.0, 2.0), beta_cdf(2.0, 2.0, 2.0)), (0.0, 1.0));
    }
}
