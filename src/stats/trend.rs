//! Changes over many waves: rolling averages, before and after an event, trends, seasons, shifts.
//!
//! Values are in the unit of the estimates, positions counted in waves. Sources: Kendall (1975), Killick, Fearnhead &
//! Eckley (2012), R's `decompose` and `prop.trend.test`.

use super::comparison::{Difference, TestResult};
use super::distributions::{chi_square_sf, normal_sf};
use super::interval::{Confidence, Interval};

/// An independent estimate: value and standard error.
pub type Estimate = (f64, f64);

/// The mean of the last `k` estimates at each position from the k-th on, equal weights, with its standard error. In the
/// unit of the estimates; independent ones, whose variances add up.
pub fn rolling_means(estimates: &[Estimate], k: usize) -> Vec<Estimate> {
    if k == 0 {
        return Vec::new();
    }
    let mean = |window: &[Estimate]| {
        let value = window.iter().map(|(value, _)| value).sum::<f64>() / k as f64;
        let variance: f64 = window.iter().map(|(_, se)| se * se).sum();
        (value, libm::sqrt(variance) / k as f64)
    };
    estimates.windows(k).map(mean).collect()
}

/// The change of a rolling mean of `k` since the wave before. The two share all but one wave each, so that the change is
/// `(x_t - x_{t-k})/k`, and that is what is tested: never one rolling mean against an overlapping one. `None` with fewer
/// than `k + 1` estimates. In the unit of the estimates.
pub fn rolling_change(estimates: &[Estimate], k: usize, confidence: Confidence) -> Option<Difference> {
    let newest = estimates.last()?;
    let dropped = estimates.get(estimates.len().checked_sub(k.checked_add(1)?)?).filter(|_| k > 0)?;
    let whole = Difference::of_estimates(*newest, *dropped, confidence)?;
    let share = 1.0 / k as f64;
    let interval = Interval { lower: whole.interval.lower * share, upper: whole.interval.upper * share };
    Some(Difference { value: whole.value * share, se: whole.se * share, interval, test: whole.test })
}

/// What changed at an event beyond the season: the change from before to after, less the change between the same
/// periods a year earlier. Four independent estimates; it shows that something changed then, not that the event did it.
/// In the unit of the estimates (difference in differences: Card & Krueger 1994).
pub fn before_after(
    before: Estimate,
    after: Estimate,
    before_last_year: Estimate,
    after_last_year: Estimate,
    confidence: Confidence,
) -> Option<Difference> {
    let now = Difference::of_estimates(after, before, confidence)?;
    let season = Difference::of_estimates(after_last_year, before_last_year, confidence)?;
    Difference::of_estimates((now.value, now.se), (season.value, season.se), confidence)
}

/// A trend of shares over equally spaced waves: Cochran-Armitage (R's `prop.trend.test`), z signed as the trend. Groups
/// are (successes, base). `None` where nothing varies or there are fewer than two waves with a base.
pub fn cochran_armitage(waves: &[(u64, u64)]) -> Option<TestResult> {
    let n: f64 = waves.iter().map(|(_, n)| *n as f64).sum();
    let p = waves.iter().map(|(k, _)| *k as f64).sum::<f64>() / n;
    let mean = waves.iter().enumerate().map(|(i, (_, n))| i as f64 * *n as f64).sum::<f64>() / n;
    let (mut slope, mut spread) = (0.0, 0.0);
    for (i, (k, n)) in waves.iter().enumerate() {
        let from = i as f64 - mean;
        slope += from * *k as f64;
        spread += from * from * *n as f64;
    }
    TestResult::z(slope, libm::sqrt(p * (1.0 - p) * spread))
}

/// The squared statistic of a z test, chi-square with one degree of freedom, and its probability. (Pearson 1900.)
pub fn as_chi_square(test: TestResult) -> Option<(f64, f64)> {
    let squared = test.statistic? * test.statistic?;
    Some((squared, chi_square_sf(squared, 1.0)))
}

/// A monotone trend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MannKendall {
    /// Pairs of waves that rise less pairs that fall, over all pairs (Kendall's tau-a).
    pub tau: f64,
    /// Two-sided probability without a trend: exact up to [`MOST_EXACT`] waves without ties, else normal with continuity
    /// correction and the variance of ties.
    pub p_value: f64,
}

/// The most waves for which Mann & Kendall's test is exact.
pub const MOST_EXACT: usize = 50;

/// Mann & Kendall's test of a monotone trend (Kendall 1975, Rank Correlation Methods); `None` with fewer than three
/// values, one that is no number, or all the same.
pub fn mann_kendall(values: &[f64]) -> Option<MannKendall> {
    let n = values.len();
    if n < 3 || values.iter().any(|value| value.is_nan()) {
        return None;
    }
    let (mut s, mut ties) = (0i64, false);
    for (i, later) in values.iter().enumerate() {
        for earlier in &values[..i] {
            s += i64::from(later > earlier) - i64::from(later < earlier);
            ties |= later == earlier;
        }
    }
    let pairs = n * (n - 1) / 2;
    let p_value = if ties {
        tied_p(values, s)?
    } else if n <= MOST_EXACT {
        exact_p(n, s)
    } else {
        normal_p(n, 0.0, s)
    };
    Some(MannKendall { tau: s as f64 / pairs as f64, p_value })
}

/// Twice the smaller tail over all orders: inversions of permutations.
fn exact_p(n: usize, s: i64) -> f64 {
    // probability of each number of rising pairs, a wave at a time
    let mut chance = vec![1.0];
    for wave in 2..=n {
        let mut next = vec![0.0; chance.len() + wave - 1];
        for (rises, p) in chance.iter().enumerate() {
            next[rises..rises + wave].iter_mut().for_each(|q| *q += p / wave as f64);
        }
        chance = next;
    }
    let most = chance.len() as i64 - 1;
    // as many falling pairs, by symmetry, as the smaller side has rising
    let fewer = ((most - s.abs()) / 2) as usize;
    let tail: f64 = chance[..=fewer].iter().sum();
    (2.0 * tail).min(1.0)
}

fn tied_p(values: &[f64], s: i64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let groups = sorted.chunk_by(|a, b| a == b).map(|group| group.len() as f64);
    let of_ties: f64 = groups.map(|t| t * (t - 1.0) * (2.0 * t + 5.0)).sum();
    let p = normal_p(values.len(), of_ties, s);
    p.is_finite().then_some(p)
}

fn normal_p(n: usize, of_ties: f64, s: i64) -> f64 {
    let n = n as f64;
    let variance = (n * (n - 1.0) * (2.0 * n + 5.0) - of_ties) / 18.0;
    let corrected = (s.abs() - 1).max(0) as f64;
    if variance > 0.0 { (2.0 * normal_sf(corrected / libm::sqrt(variance))).min(1.0) } else { f64::NAN }
}

/// The fewest values in which shifts are sought.
pub const LEAST_FOR_SHIFTS: usize = 12;

/// What a shift must be worth to be believed: added to the cost for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Criterion {
    /// `2 ln n`: Schwarz's criterion for a mean and a place.
    Schwarz,
    /// 4: Akaike's, which finds too many in long series.
    Akaike,
    /// `3 ln n`, and the logarithm of the length of each segment (Zhang & Siegmund 2007, Biometrics 63:22).
    Modified,
}

/// Where the mean of a series shifts: the positions of the last value before each shift, counted from 1. The segments
/// minimise squared distances in units of the noise, plus `2 ln n` for each shift (BIC: a mean and a place), exactly
/// (Killick, Fearnhead & Eckley 2012 find the same faster). `None` with fewer than [`LEAST_FOR_SHIFTS`] values or no noise.
pub fn shifts(values: &[f64], noise_sd: f64) -> Option<Vec<usize>> {
    shifts_by(Criterion::Schwarz, values, noise_sd)
}

/// [`shifts`] by another criterion, for those who must match another program's. Positions as there.
pub fn shifts_by(criterion: Criterion, values: &[f64], noise_sd: f64) -> Option<Vec<usize>> {
    let n = values.len();
    if n < LEAST_FOR_SHIFTS
        || !values.iter().all(|value| value.is_finite())
        || !(noise_sd > 0.0 && noise_sd.is_finite())
    {
        return None;
    }
    let (penalty, of_length) = match criterion {
        Criterion::Schwarz => (2.0 * libm::log(n as f64), 0.0),
        Criterion::Akaike => (4.0, 0.0),
        Criterion::Modified => (3.0 * libm::log(n as f64), 1.0),
    };
    let (mut sums, mut squares) = (vec![0.0], vec![0.0]);
    for (i, value) in values.iter().enumerate() {
        let x = (value - values[0]) / noise_sd;
        sums.push(sums[i] + x);
        squares.push(squares[i] + x * x);
    }
    let cost = |from: usize, to: usize| {
        let (sum, length) = (sums[to] - sums[from], (to - from) as f64);
        squares[to] - squares[from] - sum * sum / length + of_length * libm::log(length)
    };
    // the best way to divide the first `to` values, and where its last segment starts
    let mut best = vec![(-penalty, 0)];
    for to in 1..=n {
        let ways = (0..to).map(|from| (best[from].0 + cost(from, to) + penalty, from));
        let least = ways.min_by(|a, b| a.0.total_cmp(&b.0))?;
        best.push(least);
    }
    let mut found = Vec::new();
    let mut to = best[n].1;
    while to > 0 {
        found.push(to);
        to = best[to].1;
    }
    found.reverse();
    Some(found)
}

/// The noise of a series by the median change from value to value, `median |dx| / (0.6745 sqrt 2)`, which shifts do not
/// widen; `None` with fewer than two values or if it is zero. In the unit of the values (median absolute deviation of
/// differences: Rousseeuw & Croux 1993, JASA 88:1273).
pub fn noise(values: &[f64]) -> Option<f64> {
    let mut changes: Vec<f64> = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    changes.sort_by(f64::total_cmp);
    let middle = changes.len();
    let median = 0.5 * (changes.get(middle.checked_sub(1)? / 2)? + changes.get(middle / 2)?);
    let noise = median / (0.6745 * std::f64::consts::SQRT_2);
    (noise > 0.0 && noise.is_finite()).then_some(noise)
}

/// Factors of the seasons of a series above zero, one for each of `period` seasons from that of the first value on:
/// ratios to a centred moving average of a year, averaged by season, their mean one (R's `decompose(type =
/// "multiplicative")`). `None` with fewer than two full years.
pub fn seasonal_factors(values: &[f64], period: usize) -> Option<Vec<f64>> {
    if period < 2 || values.len() < 2 * period || !values.iter().all(|value| *value > 0.0 && value.is_finite()) {
        return None;
    }
    let half = period / 2;
    let mut ratios = vec![(0.0, 0u32); period];
    for t in half..values.len() - half {
        let mut sum: f64 = values[t - half..=t + half].iter().sum();
        if period.is_multiple_of(2) {
            // half a season at each end makes a year around the middle of this one
            sum -= 0.5 * (values[t - half] + values[t + half]);
        }
        let ratio = &mut ratios[t % period];
        *ratio = (ratio.0 + values[t] * period as f64 / sum, ratio.1 + 1);
    }
    let means: Vec<f64> = ratios.iter().map(|(sum, count)| sum / f64::from(*count)).collect();
    let mean = means.iter().sum::<f64>() / period as f64;
    mean.is_finite().then(|| means.iter().map(|factor| factor / mean).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const C95: Confidence = Confidence::NINETY_FIVE;

    #[test]
    fn a_rolling_mean_changes_by_what_came_and_what_went() {
        let waves = [(1.0, 0.3), (5.0, 0.4), (2.0, 0.5), (7.0, 0.6)];
        let means = rolling_means(&waves, 3);
        assert_eq!((means.len(), means[1].0), (2, 14.0 / 3.0));
        assert!((means[0].1 - 0.5f64.sqrt() / 3.0).abs() < 1e-15);
        let change = rolling_change(&waves, 3, C95).unwrap();
        assert!((change.value - (means[1].0 - means[0].0)).abs() < 1e-15);
        let tested = Difference::of_estimates(waves[3], waves[0], C95).unwrap();
        assert_eq!(change.test, tested.test);
        assert!((3.0 * change.se - tested.se).abs() < 1e-15);
        assert_eq!((rolling_change(&waves, 4, C95), rolling_change(&waves, 0, C95)), (None, None));
        assert!(rolling_means(&waves, 0).is_empty() && rolling_means(&[], 2).is_empty());
    }

    #[test]
    fn the_season_is_taken_off() {
        let effect = before_after((10.0, 1.0), (15.0, 1.0), (9.0, 1.0), (12.0, 1.0), C95).unwrap();
        assert!((effect.value, effect.se) == (2.0, 2.0) && effect.interval.contains(0.0));
        assert_eq!(before_after((10.0, f64::NAN), (15.0, 1.0), (9.0, 1.0), (12.0, 1.0), C95), None);
    }

    #[test]
    fn trends_of_shares() {
        let rising = cochran_armitage(&[(10, 50), (20, 50), (30, 50)]).unwrap();
        assert!(rising.statistic.unwrap() > 4.0 && as_chi_square(rising).unwrap().1 < 1e-4);
        assert!((as_chi_square(rising).unwrap().1 - rising.p_value).abs() < 1e-15);
        for waves in [&[][..], &[(1, 2)], &[(0, 5), (0, 7)], &[(0, 0), (0, 0)], &[(0, 0), (2, 4)]] {
            assert_eq!(cochran_armitage(waves), None);
        }
    }

    #[test]
    fn mann_and_kendall_by_enumeration() {
        // of 24 orders of four one rises throughout, one falls
        let rising = mann_kendall(&[1.0, 2.0, 3.0, 4.0]).unwrap();
        assert!(rising.tau == 1.0 && (rising.p_value - 2.0 / 24.0).abs() < 1e-15);
        let nearly = mann_kendall(&[1.0, 3.0, 2.0, 4.0]).unwrap();
        assert!((nearly.p_value - 2.0 * 4.0 / 24.0).abs() < 1e-15);
        assert_eq!(mann_kendall(&[2.0, 4.0, 1.0, 3.0]).unwrap().p_value, 1.0);
        assert_eq!((mann_kendall(&[1.0, 2.0]), mann_kendall(&[1.0, 1.0, 1.0])), (None, None));
        assert_eq!(mann_kendall(&[1.0, f64::NAN, 2.0]), None);
        // many values without ties: near the exact probabilities
        let values: Vec<f64> = (0..50).map(|i| f64::from(i * 37 % 50)).collect();
        let s = (mann_kendall(&values).unwrap().tau * 1225.0).round() as i64;
        assert!((exact_p(50, s) - normal_p(50, 0.0, s)).abs() < 0.005);
        let tied = mann_kendall(&[1.0, 1.0, 2.0, 3.0, 3.0, 4.0, 5.0, 5.0]).unwrap();
        assert!(tied.tau > 0.8 && tied.p_value < 0.01);
    }

    #[test]
    fn shifts_are_found_where_they_are() {
        let mut values: Vec<f64> = (0..30).map(|i| f64::from(i * 7 % 5)).collect();
        values[12..].iter_mut().for_each(|value| *value += 20.0);
        let noise = noise(&values).unwrap();
        assert_eq!(shifts(&values, noise), Some(vec![12]));
        assert_eq!(shifts(&values[..12], noise), Some(vec![]));
        assert_eq!(shifts(&values[..11], noise), None);
        assert_eq!((shifts(&values, 0.0), shifts(&values, f64::NAN)), (None, None));
        assert_eq!((super::noise(&[1.0]), super::noise(&[]), super::noise(&[2.0; 9])), (None, None, None));
    }

    #[test]
    fn seasons_of_a_steady_series() {
        let quarters: Vec<f64> = (0..12).map(|i| 100.0 * [1.2, 0.9, 0.8, 1.1][i % 4]).collect();
        let factors = seasonal_factors(&quarters, 4).unwrap();
        assert!(factors.iter().zip([1.2, 0.9, 0.8, 1.1]).all(|(ours, theirs)| (ours - theirs).abs() < 1e-12));
        let thirds: Vec<f64> = (0..9).map(|i| [1.5, 0.5, 1.0][i % 3]).collect();
        assert!((seasonal_factors(&thirds, 3).unwrap()[0] - 1.5).abs() < 1e-12);
        assert_eq!((seasonal_factors(&quarters[..7], 4), seasonal_factors(&quarters, 1)), (None, None));
        assert_eq!(seasonal_factors(&[0.0; 12], 4), None);
    }
}
