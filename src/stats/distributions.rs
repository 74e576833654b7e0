//! Normal, Student t, chi-square, binomial and hypergeometric probabilities.
//!
//! Own code, because the usual crates take their exponentials from the platform (not the same bits everywhere) and
//! lose digits of the incomplete beta function at large bases. Tested to 1e-12, tails included.

use super::special::{
    beta_kernel, binomial_density, gamma_kernel, incomplete_beta, incomplete_beta_half, ln_gamma,
    lower_incomplete_gamma, upper_incomplete_gamma,
};
use std::f64::consts::{PI, SQRT_2};

/// Probability that a standard normal variable is at most `x`. R's `pnorm`.
pub fn normal_cdf(x: f64) -> f64 {
    normal_sf(-x)
}

/// Probability that a standard normal variable is above `x`. R's `pnorm(lower.tail = FALSE)`.
pub fn normal_sf(x: f64) -> f64 {
    0.5 * libm::erfc(x / SQRT_2)
}

/// The `x` that a standard normal variable exceeds with probability `q`; infinite at 0 and 1. R's `qnorm(lower.tail =
/// FALSE)`.
pub fn normal_upper_quantile(q: f64) -> f64 {
    if q > 0.5 {
        return -normal_upper_quantile(1.0 - q);
    }
    if q <= 0.0 {
        return f64::INFINITY;
    }
    let start = if q > 0.3 {
        libm::sqrt(2.0 * PI) * (0.5 - q)
    } else {
        // Abramowitz & Stegun 26.2.23, three digits; Newton's steps do the rest
        let t = libm::sqrt(-2.0 * libm::log(q));
        t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
    };
    invert_upper_tail(q, start, |x| {
        let density = libm::exp(-0.5 * x * x) / libm::sqrt(2.0 * PI);
        (normal_sf(x), x * density)
    })
}

/// Quantile of the standard normal distribution: the `x` with probability `p` at or below it. R's `qnorm`.
pub fn normal_quantile(p: f64) -> f64 {
    -normal_upper_quantile(p)
}

/// Nothing nearer to zero is looked for.
const LEAST: f64 = 1e-300;

/// Solves `sf(x) = q` for `x > 0` by Newton's method on the logarithms of both, in which the tails of the normal,
/// of Student's t, gamma and beta (by its odds) are concave: it converges from either side. `tail` gives `sf(x)` and `x` times the density.
pub(super) fn invert_upper_tail(q: f64, start: f64, tail: impl Fn(f64) -> (f64, f64)) -> f64 {
    let mut x = start;
    if x <= 0.0 {
        return 0.0;
    }
    for _ in 0..1000 {
        let (sf, slope) = tail(x);
        if sf <= 0.0 || slope <= 0.0 {
            // beyond what a double can hold: come back
            x *= 0.5;
            continue;
        }
        let step = libm::log(sf / q) * sf / slope;
        x = (x * libm::exp(step.clamp(-2.0, 2.0))).clamp(LEAST, 1.0 / LEAST);
        if libm::fabs(step) < 1e-9 {
            break;
        }
    }
    x
}

/// Probability that Student's t with `df` degrees of freedom is at most `t`. R's `pt`.
pub fn student_t_cdf(t: f64, df: f64) -> f64 {
    student_t_sf(-t, df)
}

/// Probability that Student's t with `df > 0` degrees of freedom (whole or not) is above `t`. R's `pt(lower.tail =
/// FALSE)`.
pub fn student_t_sf(t: f64, df: f64) -> f64 {
    if df >= 30.0 && t * t <= 0.4 * df {
        let above_size = 0.5 * incomplete_beta_half(0.5 * df, -libm::log1p(t * t / df));
        return if t >= 0.0 { above_size } else { 1.0 - above_size };
    }
    let (x, y) = t_to_beta(t, df);
    let (two_tails, middle) = incomplete_beta(0.5 * df, 0.5, x, y);
    if t >= 0.0 { 0.5 * two_tails } else { 0.5 + 0.5 * middle }
}

/// `df/(df+t²)` and its complement.
fn t_to_beta(t: f64, df: f64) -> (f64, f64) {
    let square = t * t;
    if square.is_infinite() {
        return (0.0, 1.0);
    }
    (df / (df + square), square / (df + square))
}

/// The `t` that Student's t with `df > 0` degrees of freedom exceeds with probability `q`; infinite at 0 and 1. R's
/// `qt(lower.tail = FALSE)`.
pub fn student_t_upper_quantile(q: f64, df: f64) -> f64 {
    if q > 0.5 {
        return -student_t_upper_quantile(1.0 - q, df);
    }
    student_t_upper_quantile_from(q, df, normal_upper_quantile(q))
}

/// [`student_t_upper_quantile`] for `q <= 1/2`, where the normal quantile `z` of the same `q` is known.
pub(super) fn student_t_upper_quantile_from(q: f64, df: f64, z: f64) -> f64 {
    if q <= 0.0 {
        return f64::INFINITY;
    }
    // Abramowitz & Stegun 26.7.5, which needs degrees of freedom to speak of
    let start = if df < 3.0 || z > 4.0 {
        z
    } else {
        let s = z * z;
        let g1 = (s + 1.0) / 4.0;
        let g2 = ((5.0 * s + 16.0) * s + 3.0) / 96.0;
        let g3 = (((3.0 * s + 19.0) * s + 17.0) * s - 15.0) / 384.0;
        let g4 = ((((79.0 * s + 776.0) * s + 1482.0) * s - 1920.0) * s - 945.0) / 92160.0;
        z * (1.0 + (g1 + (g2 + (g3 + g4 / df) / df) / df) / df)
    };
    invert_upper_tail(q, start, |t| {
        let (x, y) = t_to_beta(t, df);
        (student_t_sf(t, df), beta_kernel(0.5 * df, 0.5, x, y))
    })
}

/// Quantile of Student's t with `df > 0` degrees of freedom. R's `qt`.
pub fn student_t_quantile(p: f64, df: f64) -> f64 {
    -student_t_upper_quantile(p, df)
}

/// Probability that chi-square with `df > 0` degrees of freedom is above `x`. R's `pchisq(lower.tail = FALSE)`.
pub fn chi_square_sf(x: f64, df: f64) -> f64 {
    upper_incomplete_gamma(0.5 * df, 0.5 * x)
}

/// Probability that chi-square with `df > 0` degrees of freedom is at most `x`. R's `pchisq`.
pub fn chi_square_cdf(x: f64, df: f64) -> f64 {
    lower_incomplete_gamma(0.5 * df, 0.5 * x)
}

/// The `x` at which [`chi_square_sf`] with `df > 0` degrees of freedom is `q`; infinite at 0, zero at 1.
pub fn chi_square_upper_quantile(q: f64, df: f64) -> f64 {
    if q <= 0.0 || q.is_nan() {
        return f64::INFINITY;
    }
    if q >= 1.0 {
        return 0.0;
    }
    let a = 0.5 * df;
    // Wilson & Hilferty (1931); far down, the first term of the series of the lower tail
    let (z, ninth) = (normal_upper_quantile(q), 1.0 / (9.0 * a));
    let cube = 1.0 - ninth + z * libm::sqrt(ninth);
    let start = if cube > 0.3 { a * cube * cube * cube } else { libm::exp((libm::log1p(-q) + ln_gamma(a + 1.0)) / a) };
    let slope = |x: f64| gamma_kernel(a, x) * a;
    let x = if q <= 0.5 {
        invert_upper_tail(q, start, |x| (upper_incomplete_gamma(a, x), slope(x)))
    } else {
        // the lower tail is the smaller one; it is mirrored on a logarithmic scale
        1.0 / invert_upper_tail(1.0 - q, 1.0 / start, |y| (lower_incomplete_gamma(a, 1.0 / y), slope(1.0 / y)))
    };
    2.0 * x
}

/// Probability of exactly `k` successes in `n` trials of probability `p`. R's `dbinom`.
pub fn binomial_pmf(k: u64, n: u64, p: f64) -> f64 {
    if k > n {
        return 0.0;
    }
    binomial_density(k as f64, (n - k) as f64, p, 1.0 - p)
}

/// Probability of at most `k` successes in `n` trials of probability `p`. R's `pbinom`.
pub fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    binomial_tails(k, n, p).0
}

/// Probability of more than `k` successes in `n` trials of probability `p`. R's `pbinom(lower.tail = FALSE)`.
pub fn binomial_sf(k: u64, n: u64, p: f64) -> f64 {
    binomial_tails(k, n, p).1
}

fn binomial_tails(k: u64, n: u64, p: f64) -> (f64, f64) {
    if k >= n {
        return (1.0, 0.0);
    }
    incomplete_beta((n - k) as f64, k as f64 + 1.0, 1.0 - p, p)
}

/// The smallest number of successes whose [`binomial_cdf`] reaches `probability`.
///
/// A rounding error of the cumulative probability does not move the result (the same 64 units in the last place as
/// R's `qbinom`).
pub fn binomial_quantile(probability: f64, n: u64, p: f64) -> u64 {
    let wanted = probability * (1.0 - 64.0 * f64::EPSILON);
    let reaches = |k: u64| binomial_cdf(k, n, p) >= wanted;
    // bracket around the Cornish-Fisher approximation, which is seldom more than one away, then halve
    let z = -normal_upper_quantile(probability).clamp(-40.0, 40.0);
    let spread = libm::sqrt(n as f64 * p * (1.0 - p));
    let guess = n as f64 * p + spread * z + (z * z - 1.0) * (1.0 - 2.0 * p) / 6.0;
    let guess = guess.clamp(0.0, n as f64) as u64;
    let mut width = 1;
    let (mut below, mut at) = (guess, guess);
    while below > 0 && reaches(below) {
        below = below.saturating_sub(width);
        width *= 2;
    }
    if below == 0 && reaches(0) {
        return 0;
    }
    while at < n && !reaches(at) {
        at = at.saturating_add(width).min(n);
        width *= 2;
    }
    while at - below > 1 {
        let middle = below + (at - below) / 2;
        if reaches(middle) { at = middle } else { below = middle }
    }
    at
}

/// Fisher's exact test, two-sided: the probability, with all margins fixed, of every table that is no more likely
/// than the one seen, which has `k1` of `n1` and `k2` of `n2`.
///
/// As in R's `fisher.test`, tables within 1e-7 of the likelihood of the one seen count as equally likely. `None` if
/// a count is larger than its base.
pub fn fisher_two_sided(k1: u64, n1: u64, k2: u64, n2: u64) -> Option<f64> {
    if k1 > n1 || k2 > n2 {
        return None;
    }
    let successes = k1 + k2;
    let first = successes.saturating_sub(n2);
    let last = successes.min(n1);
    // odds of one more success in the first group
    let ratio = |k: u64| (n1 - k) as f64 * (successes - k) as f64 / ((k + 1) as f64 * (n2 + k + 1 - successes) as f64);
    // likelihoods relative to the table seen, walked away from it on both sides
    let side = |range: &mut dyn Iterator<Item = f64>| {
        let (mut likelihood, mut all, mut no_more_likely) = (1.0, 0.0, 0.0);
        for factor in range {
            likelihood *= factor;
            if likelihood <= 0.0 {
                break;
            }
            all += likelihood;
            if likelihood <= 1.0 + 1e-7 {
                no_more_likely += likelihood;
            }
        }
        (all, no_more_likely)
    };
    let up = side(&mut (k1..last).map(ratio));
    let down = side(&mut (first..k1).rev().map(|k| 1.0 / ratio(k)));
    Some(((1.0 + up.1 + down.1) / (1.0 + up.0 + down.0)).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(ours: f64, expected: f64) {
        assert!((ours - expected).abs() <= 1e-12 * expected.abs(), "{ours:e} instead of {expected:e}");
    }

    #[test]
    fn normal_tails_match_published_tables() {
        close(normal_sf(1.0), 0.158_655_253_931_457_05);
        close(normal_sf(5.0), 2.866_515_718_791_939e-7);
        close(normal_sf(10.0), 7.619_853_024_160_527e-24);
        close(normal_cdf(-10.0), 7.619_853_024_160_527e-24);
        assert_eq!(normal_sf(0.0), 0.5);
    }

    #[test]
    fn normal_quantiles_match_published_tables() {
        close(normal_upper_quantile(0.025), 1.959_963_984_540_054_2);
        close(normal_quantile(0.995), 2.575_829_303_548_900_4);
        close(normal_upper_quantile(1e-10), 6.361_340_902_404_056);
        assert_eq!(normal_quantile(0.5), 0.0);
        assert_eq!(normal_upper_quantile(0.0), f64::INFINITY);
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
    }

    #[test]
    fn student_t_with_one_two_and_four_degrees_has_a_closed_form() {
        for t in [1e-3, 0.4, 1.0, 12.7, 1e3, 1e6] {
            close(student_t_sf(t, 1.0), libm::atan(1.0 / t) / PI);
            // (1 - t/sqrt(2+t²))/2 without its cancellation
            let root = libm::sqrt(2.0 + t * t);
            close(student_t_sf(t, 2.0), 1.0 / (root * (root + t)));
        }
        close(student_t_cdf(-1.0, 1.0), 0.25);
        close(student_t_quantile(0.75, 1.0), 1.0);
        // df = 4: F(t) = 1/2 + 3/8 s (1 - s²/12 · ...) at t = 2, by the algebraic form x = 4/(4+t²)
        let s: f64 = 2.0 / libm::sqrt(8.0);
        close(student_t_cdf(2.0, 4.0), 0.5 + 0.25 * s * (3.0 - s * s));
    }

    #[test]
    fn student_t_quantiles_match_published_tables() {
        close(student_t_upper_quantile(0.025, 1.0), 12.706_204_736_174_7);
        close(student_t_upper_quantile(0.025, 9.0), 2.262_157_162_798_205);
        close(student_t_upper_quantile(0.025, 30.0), 2.042_272_456_301_238);
        // tends to the normal as t = z + (z³ + z)/(4 df)
        let z = normal_upper_quantile(0.025);
        close(student_t_upper_quantile(0.025, 1e9), z + (z * z * z + z) / 4e9);
    }

    #[test]
    fn student_t_is_the_same_by_expansion_and_by_continued_fraction() {
        for df in [30.0, 30.5, 64.0, 199.0, 1000.0] {
            for t in [1e-3, 0.5, 1.96, 3.0, 3.4, 5.0, 11.0, 19.0] {
                let (x, y) = t_to_beta(t, df);
                close(student_t_sf(t, df), 0.5 * incomplete_beta(0.5 * df, 0.5, x, y).0);
            }
        }
    }

    #[test]
    fn chi_square_tails() {
        close(chi_square_sf(2.0 * libm::log(20.0), 2.0), 0.05);
        let z = normal_upper_quantile(0.025);
        close(chi_square_sf(z * z, 1.0), 0.05);
        close(chi_square_sf(1400.0, 2.0), libm::exp(-700.0));
        assert_eq!(chi_square_sf(0.0, 3.0), 1.0);
    }

    #[test]
    fn chi_square_quantiles_from_far_below_to_far_above() {
        for df in [0.1, 1.0, 2.0, 3.0, 7.0, 40.0, 2e3, 2e6] {
            for q in [1e-12, 0.001, 0.025, 0.3, 0.5, 0.7, 0.975, 0.999] {
                let x = chi_square_upper_quantile(q, df);
                let (upper, lower) = (chi_square_sf(x, df), chi_square_cdf(x, df));
                let off = if q < 0.6 { upper / q - 1.0 } else { lower / (1.0 - q) - 1.0 };
                assert!(off.abs() < 1e-10, "{q} of {df}: {x}, off by {off}");
            }
        }
        close(chi_square_upper_quantile(0.05, 2.0), 2.0 * libm::log(20.0));
        let z = normal_upper_quantile(0.025);
        close(chi_square_upper_quantile(0.05, 1.0), z * z);
        assert_eq!((chi_square_upper_quantile(0.0, 3.0), chi_square_upper_quantile(1.0, 3.0)), (f64::INFINITY, 0.0));
    }

    #[test]
    fn student_t_quantiles_from_one_degree_to_many() {
        for df in [0.3, 1.0, 2.0, 2.9, 3.0, 4.5, 8.0, 31.0, 250.0, 1e4, 1e7] {
            for q in [1e-20, 1e-6, 0.005, 0.025, 0.1, 0.4] {
                let t = student_t_upper_quantile(q, df);
                let off = student_t_sf(t, df) / q - 1.0;
                assert!(off.abs() < 1e-11, "{q} of {df}: {t}, off by {off}");
            }
        }
    }

    #[test]
    fn binomial_probabilities_by_hand() {
        close(binomial_pmf(3, 10, 0.5), 120.0 / 1024.0);
        close(binomial_cdf(2, 10, 0.5), 56.0 / 1024.0);
        close(binomial_sf(7, 10, 0.5), 56.0 / 1024.0);
        close(binomial_cdf(0, 10, 0.1), 0.348_678_440_1);
        assert_eq!((binomial_cdf(10, 10, 0.3), binomial_sf(10, 10, 0.3)), (1.0, 0.0));
        assert_eq!((binomial_cdf(3, 10, 0.0), binomial_cdf(3, 10, 1.0)), (1.0, 0.0));
        assert_eq!((binomial_pmf(0, 10, 0.0), binomial_pmf(10, 10, 1.0), binomial_pmf(11, 10, 0.5)), (1.0, 1.0, 0.0));
    }

    #[test]
    fn binomial_quantile_at_ties_and_ends() {
        // P(Bin(3, 1/2) <= 0) is exactly 1/8
        assert_eq!(binomial_quantile(0.125, 3, 0.5), 0);
        assert_eq!(binomial_quantile(0.5, 3, 0.5), 1);
        assert_eq!(binomial_quantile(0.0, 5, 0.5), 0);
        assert_eq!(binomial_quantile(1.0, 5, 0.5), 5);
        assert_eq!(binomial_quantile(0.5, 0, 0.5), 0);
        assert_eq!(binomial_quantile(0.025, 1_000_000_000, 0.5), 499_969_010);
    }

    #[test]
    fn fisher_on_the_tea_tasting_lady() {
        // 3 of 4 against 1 of 4: (1 + 16 + 16 + 1)/70
        close(fisher_two_sided(3, 4, 1, 4).unwrap(), 34.0 / 70.0);
        assert_eq!(fisher_two_sided(0, 5, 0, 7), Some(1.0));
        assert_eq!(fisher_two_sided(0, 0, 0, 0), Some(1.0));
        assert_eq!(fisher_two_sided(6, 5, 0, 7), None);
        close(fisher_two_sided(10, 10, 0, 10).unwrap(), 2.0 / 184_756.0);
    }

    proptest! {
        #[test]
        fn quantiles_invert_tails(q in 1e-12..0.5f64, df in 1.0..1e5f64) {
            let t = student_t_upper_quantile(q, df);
            prop_assert!((student_t_sf(t, df) / q - 1.0).abs() < 1e-11);
            let z = normal_upper_quantile(q);
            prop_assert!((normal_sf(z) / q - 1.0).abs() < 1e-12);
        }

        #[test]
        fn binomial_quantile_is_the_first_to_reach(n in 0u64..3000, p in 0.001..0.999f64, probability in 0.001..0.999f64) {
            let k = binomial_quantile(probability, n, p);
            prop_assert!(binomial_cdf(k, n, p) >= probability * (1.0 - 1e-12));
            prop_assert!(k == 0 || binomial_cdf(k - 1, n, p) < probability);
        }

        #[test]
        fn binomial_tails_add_the_probabilities(n in 1u64..60, k in 0u64..60, p in 0.0..1.0f64) {
            let below: f64 = (0..=k).map(|j| binomial_pmf(j, n, p)).sum();
            prop_assert!((binomial_cdf(k, n, p) - below).abs() < 1e-12);
        }

        #[test]
        fn fisher_adds_the_tables_that_are_no_more_likely(k1 in 0u64..12, r1 in 0u64..12, k2 in 0u64..12, r2 in 0u64..12) {
            let (n1, n2, k) = (k1 + r1, k2 + r2, k1 + k2);
            let table = |j: u64| binomial_pmf(j, n1, 0.5) * binomial_pmf(k - j, n2, 0.5);
            let tables: Vec<f64> = (k.saturating_sub(n2)..=k.min(n1)).map(table).collect();
            let seen = table(k1);
            let expected = tables.iter().filter(|&&t| t <= seen * (1.0 + 1e-7)).sum::<f64>() / tables.iter().sum::<f64>();
            prop_assert!((fisher_two_sided(k1, n1, k2, n2).unwrap() - expected).abs() < 1e-10);
        }
    }
}
