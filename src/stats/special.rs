//! Special functions behind the distributions.
//!
//! Densities are formed by Loader's saddle-point expansion ("Fast and accurate computation of binomial
//! probabilities", 2000), which keeps its relative accuracy at bases where differences of log-gammas lose it;
//! the incomplete functions are continued fractions (modified Lentz; Press et al., Numerical Recipes, 6.2, 6.4).

use std::f64::consts::PI;

/// Natural logarithm of the gamma function, for `x > 0`. R's `lgamma`.
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// The error of Stirling's formula: `ln Γ(x)` less `(x - 1/2) ln x - x + ln(2π)/2`, for `x > 0`.
fn stirling_error(x: f64) -> f64 {
    if x < 16.0 {
        return ln_gamma(x + 1.0) - (x + 0.5) * libm::log(x) + x - 0.5 * libm::log(2.0 * PI);
    }
    let s = 1.0 / (x * x);
    (1.0 / 12.0 - s * (1.0 / 360.0 - s * (1.0 / 1260.0 - s * (1.0 / 1680.0 - s / 1188.0)))) / x
}

/// Loader's deviance term `x ln(x/m) + m - x`, accurate also where `x` is close to `m`; both positive.
fn deviance(x: f64, m: f64) -> f64 {
    let difference = x - m;
    if libm::fabs(difference) >= 0.1 * (x + m) {
        return x * libm::log(x / m) + m - x;
    }
    let v = difference / (x + m);
    let mut sum = difference * v;
    let mut term = 2.0 * x * v;
    let mut j = 1.0;
    loop {
        term *= v * v;
        let next = sum + term / (2.0 * j + 1.0);
        if next == sum {
            return sum;
        }
        sum = next;
        j += 1.0;
    }
}

/// `Γ(a+b+1) / (Γ(a+1) Γ(b+1)) · x^a · y^b` with `x + y = 1`: for whole numbers the binomial probability of `a`
/// successes and `b` failures.
pub(super) fn binomial_density(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let power = |exponent: f64, base: f64, rest: f64| {
        let ln = if rest < base { libm::log1p(-rest) } else { libm::log(base) };
        libm::exp(exponent * ln)
    };
    match (a == 0.0, b == 0.0) {
        (true, true) => return 1.0,
        (true, false) => return power(b, y, x),
        (false, true) => return power(a, x, y),
        (false, false) => {}
    }
    if x <= 0.0 || y <= 0.0 {
        return 0.0;
    }
    let n = a + b;
    let exponent = stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance(a, n * x) - deviance(b, n * y);
    libm::exp(exponent) * libm::sqrt(n / (2.0 * PI * a * b))
}

/// `x^a y^b / B(a, b)`: the slope of [`incomplete_beta`] times `x y`.
pub(super) fn beta_kernel(a: f64, b: f64, x: f64, y: f64) -> f64 {
    binomial_density(a, b, x, y) * (a * b / (a + b))
}

/// The regularised incomplete beta function at `x` and its complement, for `a, b > 0`.
///
/// The caller gives `y = 1 - x` apart, so that neither end of the scale loses digits. The smaller of the two results
/// has a relative accuracy of 1e-12 for parameters up to a million, 1e-11 up to ten million. Both are probabilities
/// (R's `pbeta`).
pub fn incomplete_beta(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if y <= 0.0 {
        return (1.0, 0.0);
    }
    let kernel = beta_kernel(a, b, x, y);
    if x < (a + 1.0) / (a + b + 2.0) {
        let lower = kernel * beta_fraction(a, b, x) / a;
        (lower, 1.0 - lower)
    } else {
        let upper = kernel * beta_fraction(b, a, y) / b;
        (1.0 - upper, upper)
    }
}

/// `I_x(a, b)` by the expansion of DiDonato & Morris (1992, ACM Transactions on Mathematical Software 18:360, method
/// BGRAT) for `b = 1/2`, `a >= 15` and `x` not far from one; `ln_x` is the logarithm of `x`.
///
/// There the continued fraction converges slowly and loses digits: this is what Student's t needs at usual bases.
pub(super) fn incomplete_beta_half(a: f64, ln_x: f64) -> f64 {
    const B: f64 = 0.5;
    const TERMS: usize = 30;
    let nu = a + 0.5 * (B - 1.0);
    let z = -nu * ln_x;
    let kernel = libm::sqrt(z / PI) * libm::exp(-z);
    // ln Γ(a + b)/Γ(a) - b ln ν
    let ln_ratio = (a - 0.5) * libm::log1p(B / a) - B + stirling_error(a + B) - stirling_error(a)
        + B * libm::log1p((a + B - nu) / nu);
    let step = 0.25 / (nu * nu);
    let quarter_square = 0.25 * ln_x * ln_x;
    // `j` and the sum are multiplied by the kernel throughout, which may be too small to divide by
    let mut j = libm::erfc(libm::sqrt(z));
    let (mut sum, mut power, mut c_n) = (j, kernel, 1.0);
    let (mut c, mut d) = ([0.0; TERMS], [0.0; TERMS]);
    for n in 1..=TERMS {
        let even = 2.0 * (n - 1) as f64;
        j = ((B + even) * (B + even + 1.0) * j + (z + B + even + 1.0) * power) * step;
        power *= quarter_square;
        c_n /= (even + 2.0) * (even + 3.0);
        c[n - 1] = c_n;
        let products: f64 = (1..n).map(|i| (B * i as f64 - n as f64) * c[i - 1] * d[n - i - 1]).sum();
        d[n - 1] = (B - 1.0) * c_n + products / n as f64;
        let term = d[n - 1] * j;
        sum += term;
        if libm::fabs(term) <= 1e-17 * sum {
            break;
        }
    }
    sum * libm::exp(ln_ratio)
}

/// Steps that a continued fraction needs: it grows as the root of the largest parameter.
fn most_steps(largest: f64) -> u64 {
    1_000 + (20.0 * libm::sqrt(largest)) as u64
}

fn away_from_zero(x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    if libm::fabs(x) < TINY { TINY } else { x }
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..most_steps(a.max(b)) {
        let m = step as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for coefficient in [even, odd] {
            d = 1.0 / away_from_zero(1.0 + coefficient * d);
            c = away_from_zero(1.0 + coefficient / c);
            change = d * c;
            fraction *= change;
        }
        if libm::fabs(change - 1.0) <= f64::EPSILON {
            break;
        }
    }
    fraction
}

/// `x^a e^-x / Γ(a+1)`, for `a > 0` and `x > 0`: times `a` it is the slope of [`lower_incomplete_gamma`] times `x`.
pub(super) fn gamma_kernel(a: f64, x: f64) -> f64 {
    libm::exp(-stirling_error(a) - deviance(a, x)) / libm::sqrt(2.0 * PI * a)
}

/// The regularised upper incomplete gamma function `Q(a, x)`, for `a > 0` and `x >= 0`. A probability (R's `pgamma(x,
/// a, lower.tail = FALSE)`).
pub fn upper_incomplete_gamma(a: f64, x: f64) -> f64 {
    incomplete_gamma(a, x).1
}

/// The regularised lower incomplete gamma function `P(a, x)`, for `a > 0` and `x >= 0`. A probability (R's `pgamma(x,
/// a)`).
pub fn lower_incomplete_gamma(a: f64, x: f64) -> f64 {
    incomplete_gamma(a, x).0
}

/// Both incomplete gamma functions: the smaller of the two keeps its digits.
fn incomplete_gamma(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x.is_infinite() {
        return (1.0, 0.0);
    }
    let kernel = gamma_kernel(a, x);
    if x < a + 1.0 {
        let (mut term, mut sum, mut k) = (1.0, 1.0, a);
        for _ in 0..most_steps(a) {
            k += 1.0;
            term *= x / k;
            sum += term;
            if term <= sum * f64::EPSILON {
                break;
            }
        }
        return (kernel * sum, 1.0 - kernel * sum);
    }
    let mut b = x + 1.0 - a;
    let mut c = f64::MAX;
    let mut d = 1.0 / away_from_zero(b);
    let mut fraction = d;
    for step in 1..most_steps(a) {
        let i = step as f64;
        let coefficient = -i * (i - a);
        b += 2.0;
        d = 1.0 / away_from_zero(b + coefficient * d);
        c = away_from_zero(b + coefficient / c);
        let change = d * c;
        fraction *= change;
        if libm::fabs(change - 1.0) <= f64::EPSILON {
            break;
        }
    }
    let upper = kernel * a * fraction;
    (1.0 - upper, upper)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(ours: f64, expected: f64, relative: f64) {
        assert!((ours - expected).abs() <= relative * expected.abs(), "{ours:e} instead of {expected:e}");
    }

    #[test]
    fn gamma_of_whole_and_half_numbers() {
        close(ln_gamma(11.0), libm::log(3_628_800.0), 1e-15);
        close(ln_gamma(0.5), 0.5 * libm::log(PI), 1e-15);
    }

    #[test]
    fn beta_with_whole_parameters_is_a_binomial_sum() {
        // I_x(2, 3) = P(Bin(4, x) >= 2) = 6 x²y² + 4 x³y + x⁴
        let x: f64 = 0.3;
        let y = 0.7;
        let expected = 6.0 * x * x * y * y + 4.0 * x * x * x * y + x * x * x * x;
        close(incomplete_beta(2.0, 3.0, x, y).0, expected, 1e-14);
        close(incomplete_beta(2.0, 3.0, x, y).1, 1.0 - expected, 1e-14);
    }

    #[test]
    fn beta_is_one_half_in_the_middle_at_every_size() {
        for shape in [0.5, 1.0, 1e2, 1e4, 1e6] {
            close(incomplete_beta(shape, shape, 0.5, 0.5).0, 0.5, 1e-12);
        }
        close(incomplete_beta(1e8, 1e8, 0.5, 0.5).0, 0.5, 1e-10);
    }

    #[test]
    fn beta_keeps_tiny_tails() {
        // I_x(1, b) = 1 - (1-x)^b and I_x(a, 1) = x^a
        close(incomplete_beta(50.0, 1.0, 1e-4, 0.9999).0, 1e-200, 1e-12);
        close(incomplete_beta(1.0, 50.0, 0.9999, 1e-4).1, 1e-200, 1e-12);
    }

    #[test]
    fn ends_of_the_scale() {
        assert_eq!(incomplete_beta(3.0, 4.0, 0.0, 1.0), (0.0, 1.0));
        assert_eq!(incomplete_beta(3.0, 4.0, 1.0, 0.0), (1.0, 0.0));
        assert_eq!(upper_incomplete_gamma(2.0, 0.0), 1.0);
    }

    #[test]
    fn gamma_with_a_whole_parameter_is_a_poisson_sum() {
        // Q(3, x) = e^-x (1 + x + x²/2)
        for x in [0.1, 2.0, 3.9, 4.1, 30.0, 500.0] {
            close(upper_incomplete_gamma(3.0, x), libm::exp(-x) * (1.0 + x + x * x / 2.0), 1e-12);
        }
    }
}
