//! Linearised values of a statistic by PSU: from them come its variance in a design, and its covariance with other
//! statistics that share PSUs with it.
//!
//! The linearised value of a mean `m` for a row of the domain is `w (x - m) / Σ w`, for every other row zero; that of a
//! PSU is the sum over its rows (Binder 1983, International Statistical Review 51:279).

use super::design::{DesignError, Stratum};
use std::collections::BTreeMap;

/// A statistic's linearised values over a whole design.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Linearised {
    strata: BTreeMap<u64, Values>,
}

/// The values in one stratum.
#[derive(Debug, Clone, PartialEq, Default)]
struct Values {
    psus: u64,
    population: Option<u64>,
    /// Of rows that are PSUs by themselves: Σ z, Σ z², and how many of them have a weight in the domain.
    rows: (f64, f64, u64),
    /// Of named PSUs, in ascending order; all others have zero.
    named: Vec<PsuValue>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct PsuValue {
    psu: u64,
    z: f64,
    answers: bool,
}

/// The PSUs that two statistics have in common.
#[derive(Debug, Clone, Copy)]
pub enum Overlap<'a> {
    /// Both are statistics of one design. Rows that are PSUs by themselves have these products, by stratum.
    OneDesign(&'a BTreeMap<u64, RowsInBoth>),
    /// They are statistics of two designs with these names of PSUs, by stratum, each in ascending order.
    TwoDesigns(&'a BTreeMap<u64, &'a [u64]>, &'a BTreeMap<u64, &'a [u64]>),
}

/// Rows that are PSUs by themselves and are in two domains.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RowsInBoth {
    /// Σ of the products of their linearised values.
    pub products: f64,
    /// Rows with a weight in both domains.
    pub answering: u64,
}

impl Linearised {
    /// All values zero, in a design with these strata: number, PSUs, and PSUs of the population if that is finite.
    pub fn in_design(strata: impl IntoIterator<Item = (u64, u64, Option<u64>)>) -> Self {
        let values = |psus, population| Values { psus, population, ..Values::default() };
        Self { strata: strata.into_iter().map(|(id, psus, population)| (id, values(psus, population))).collect() }
    }

    /// Rows that are PSUs by themselves, with sums of weights and squared weights, and this linearised value for each
    /// unit of weight; `answering` of them have a weight in the domain.
    pub fn add_rows(&mut self, stratum: u64, value: f64, sum_w: f64, sum_w2: f64, answering: u64) {
        if let Some(values) = self.strata.get_mut(&stratum) {
            values.rows.0 += sum_w * value;
            values.rows.1 += sum_w2 * value * value;
            values.rows.2 += answering;
        }
    }

    /// Rows that are PSUs by themselves, with the sums of their linearised values and of the squares of these; `answering`
    /// of them are in the domain.
    pub fn add_sums(&mut self, stratum: u64, (sum, squares): (f64, f64), answering: u64) {
        if let Some(values) = self.strata.get_mut(&stratum) {
            values.rows.0 += sum;
            values.rows.1 += squares;
            values.rows.2 += answering;
        }
    }

    /// Adds to the value of a named PSU. They must come in ascending order within a stratum; one may come several times.
    pub fn add_to_psu(&mut self, stratum: u64, psu: u64, z: f64, answers: bool) {
        let Some(values) = self.strata.get_mut(&stratum) else { return };
        match values.named.last_mut().filter(|last| last.psu == psu) {
            Some(last) => {
                last.z += z;
                last.answers |= answers;
            }
            None => values.named.push(PsuValue { psu, z, answers }),
        }
    }

    /// Standard error, with PSUs of the domain less its strata as degrees of freedom (R survey's `degf` of a subset);
    /// `None` if that is not above zero.
    pub fn error(&self) -> Option<DesignError> {
        DesignError::of_domain(&self.totals(), degrees(self.strata.values().map(Values::answering)))
    }

    /// The values of a sum of statistics of one design, each times a factor: from them comes the error of a difference of
    /// differences. The statistics are of other rows, and may share PSUs.
    pub fn combined(parts: &[(f64, &Linearised)]) -> Linearised {
        let mut all = Linearised::default();
        for (factor, part) in parts {
            for (id, values) in &part.strata {
                let sum = all.strata.entry(*id).or_insert_with(|| Values {
                    psus: values.psus,
                    population: values.population,
                    ..Values::default()
                });
                let (z, squares, answering) = values.rows;
                sum.rows = (sum.rows.0 + factor * z, sum.rows.1 + factor * factor * squares, sum.rows.2 + answering);
                sum.named.extend(values.named.iter().map(|psu| PsuValue { z: factor * psu.z, ..*psu }));
            }
        }
        for values in all.strata.values_mut() {
            values.named.sort_by_key(|psu| psu.psu);
            values.named.dedup_by(|next, kept| {
                let same = next.psu == kept.psu;
                if same {
                    kept.z += next.z;
                    kept.answers |= next.answers;
                }
                same
            });
        }
        all
    }

    /// Whether a named PSU has an answer in both.
    pub fn shares_a_psu(&self, other: &Linearised) -> bool {
        self.strata.iter().any(|(id, values)| {
            other.strata.get(id).is_some_and(|others| products(&values.named, &others.named).answering > 0)
        })
    }

    /// Whether rows were drawn in more than one stratum.
    fn is_stratified(&self) -> bool {
        self.strata.len() > 1
    }

    fn totals(&self) -> Vec<Stratum> {
        self.strata.values().map(Values::total).collect()
    }
}

/// PSUs with an answer in each stratum, less the strata that have one.
fn degrees(answering: impl Iterator<Item = u64>) -> f64 {
    answering.map(|psus| psus.saturating_sub(1) as f64).sum()
}

impl Values {
    fn total(&self) -> Stratum {
        let (sum, squares, _) = self.rows;
        Stratum {
            psus: self.psus,
            population: self.population,
            sum: sum + self.named.iter().map(|psu| psu.z).sum::<f64>(),
            sum_of_squares: squares + self.named.iter().map(|psu| psu.z * psu.z).sum::<f64>(),
        }
    }

    fn answering(&self) -> u64 {
        self.rows.2 + self.named.iter().filter(|psu| psu.answers).count() as u64
    }
}

/// How two statistics vary together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Together {
    /// Their covariance.
    pub covariance: f64,
    /// PSUs of either domain less their strata.
    pub df: f64,
    /// Named PSUs, and rows, with a weight in both domains.
    pub in_both: u64,
}

/// The covariance of two statistics: within each stratum of both, over the PSUs that both designs have.
pub(super) fn together(first: &Linearised, second: &Linearised, overlap: Overlap<'_>) -> Together {
    let (mut covariance, mut in_both) = (0.0, 0);
    let mut answering: BTreeMap<u64, u64> = first.strata.iter().map(|(id, values)| (*id, values.answering())).collect();
    for (id, b) in &second.strata {
        *answering.entry(*id).or_default() += b.answering();
        let Some(a) = first.strata.get(id) else { continue };
        let named = products(&a.named, &b.named);
        let rows = match overlap {
            Overlap::OneDesign(rows) => rows.get(id).copied().unwrap_or_default(),
            Overlap::TwoDesigns(..) => RowsInBoth::default(),
        };
        let both = named.answering + rows.answering;
        answering.entry(*id).and_modify(|psus| *psus = psus.saturating_sub(both));
        in_both += both;
        let (x, y) = (a.total(), b.total());
        let ((mean_x, scale_x), (mean_y, scale_y)) = (x.centre_and_scale(), y.centre_and_scale());
        // Of all PSUs that both designs have: how many there are, and the sums of the values of each.
        let (shared, sum_x, sum_y) = match overlap {
            Overlap::OneDesign(_) => (a.psus, x.sum, y.sum),
            // Within the only stratum linearised values add up to zero.
            Overlap::TwoDesigns(..) if !first.is_stratified() && !second.is_stratified() => (0, 0.0, 0.0),
            Overlap::TwoDesigns(in_first, in_second) => {
                let names = |of: &BTreeMap<u64, &[u64]>| of.get(id).copied().unwrap_or_default().to_vec();
                let (theirs, ours) = (names(in_second), names(in_first));
                let sum = |values: &[PsuValue], names: &[u64]| -> f64 {
                    values.iter().filter(|value| names.binary_search(&value.psu).is_ok()).map(|value| value.z).sum()
                };
                let shared = ours.iter().filter(|psu| theirs.binary_search(psu).is_ok()).count() as u64;
                (shared, sum(&a.named, &theirs), sum(&b.named, &ours))
            }
        };
        let around = named.products + rows.products - mean_y * sum_x - mean_x * sum_y + shared as f64 * mean_x * mean_y;
        covariance += scale_x * scale_y * around;
    }
    Together { covariance, df: degrees(answering.into_values()), in_both }
}

/// One of several statistics that are added up.
#[derive(Debug, Clone, Copy)]
pub struct Term<'a> {
    /// What it is multiplied by.
    pub factor: f64,
    /// Its linearised values.
    pub values: &'a Linearised,
    /// The names of the PSUs of its design by stratum, each in ascending order.
    pub psus: &'a BTreeMap<u64, &'a [u64]>,
}

/// The standard error of a sum of statistics of several designs, such as the waves of a panel: of their variances and
/// twice the covariance of each two over the PSUs that both designs have, each times its factors. Degrees of freedom are
/// the most that one of them or two together have, which errs to the safe side. `None` without a statistic, or if one of
/// them has no standard error.
pub fn error_of_sum(terms: &[Term<'_>]) -> Option<DesignError> {
    let (mut apart, mut together_by_two, mut df) = (0.0, 0.0, 0.0f64);
    for (at, term) in terms.iter().enumerate() {
        let error = term.values.error()?;
        apart += term.factor * term.factor * error.se * error.se;
        df = df.max(error.df);
        for other in &terms[..at] {
            let both = together(term.values, other.values, Overlap::TwoDesigns(term.psus, other.psus));
            together_by_two += 2.0 * term.factor * other.factor * both.covariance;
            df = df.max(both.df);
        }
    }
    let variance = apart + together_by_two;
    // what rounding leaves of equal answers is none
    let se = if variance > 1e-14 * apart { libm::sqrt(variance) } else { 0.0 };
    (df > 0.0).then_some(DesignError { se, df })
}

/// Standard errors and covariance of two statistics; `None` if either has no standard error.
pub(super) fn errors(
    first: &Linearised,
    second: &Linearised,
    overlap: Overlap<'_>,
) -> Option<(DesignError, DesignError, Together)> {
    let df = f64::MAX;
    let error = |of: &Linearised| DesignError::of_domain(&of.totals(), df);
    Some((error(first)?, error(second)?, together(first, second, overlap)))
}

fn products(first: &[PsuValue], second: &[PsuValue]) -> RowsInBoth {
    let mut both = RowsInBoth::default();
    let mut others = second.iter().peekable();
    for value in first {
        while others.next_if(|other| other.psu < value.psu).is_some() {}
        if let Some(other) = others.next_if(|other| other.psu == value.psu) {
            both.products += value.z * other.z;
            both.answering += u64::from(value.answers && other.answers);
        }
    }
    both
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(ours: f64, expected: f64) {
        assert!((ours - expected).abs() <= 1e-12 * expected.abs().max(1e-3), "{ours} instead of {expected}");
    }

    #[test]
    fn degrees_of_freedom_are_those_of_the_domain() {
        let mut values = Linearised::in_design([(1, 4, None), (2, 5, None), (3, 2, None)]);
        for (stratum, psu, z, answers) in
            [(1, 7, 0.5, true), (1, 8, -0.5, true), (1, 9, 0.25, false), (2, 7, 0.1, true)]
        {
            values.add_to_psu(stratum, psu, z, answers);
        }
        values.add_rows(2, 0.1, 2.0, 1.5, 3);
        let error = values.error().unwrap();
        assert_eq!(error.df, 1.0 + 3.0);
        let one = 4.0 / 3.0 * (0.25 + 0.25 + 0.0625 - 0.0625 / 4.0);
        let two = 5.0 / 4.0 * (0.01 + 0.015 - 0.09 / 5.0);
        close(error.se * error.se, one + two);
    }

    #[test]
    fn a_psu_that_comes_twice_is_one() {
        let mut values = Linearised::in_design([(0, 3, None)]);
        for (psu, z) in [(1, 0.5), (1, 0.5), (4, -1.0)] {
            values.add_to_psu(0, psu, z, true);
        }
        close(values.error().unwrap().se.powi(2), 3.0 / 2.0 * 2.0);
    }

    #[test]
    fn a_combination_varies_as_its_parts_and_their_covariances() {
        let design = [(1, 4, None), (2, 3, None)];
        let of = |named: &[(u64, u64, f64)], row: f64| {
            let mut values = Linearised::in_design(design);
            named.iter().for_each(|(stratum, psu, z)| values.add_to_psu(*stratum, *psu, *z, true));
            values.add_rows(2, row, 1.0, 1.0, 1);
            values
        };
        let (a, b) = (of(&[(1, 2, 0.5), (1, 3, -0.2), (2, 1, 0.3)], 0.2), of(&[(1, 3, 0.4), (1, 5, 0.1)], -0.3));
        let variance = |of: &Linearised| of.error().unwrap().se.powi(2);
        let both = together(&a, &b, Overlap::OneDesign(&BTreeMap::new())).covariance;
        close(variance(&Linearised::combined(&[(1.0, &a), (-1.0, &b)])), variance(&a) + variance(&b) - 2.0 * both);
        close(
            variance(&Linearised::combined(&[(2.0, &a), (0.5, &b)])),
            4.0 * variance(&a) + 0.25 * variance(&b) + 2.0 * both,
        );
        close(variance(&Linearised::combined(&[(1.0, &a), (-1.0, &a)])), variance_of_rows_twice());
    }

    /// A row that is in both parts counts as two rows: 0.2 and −0.2, of three PSUs.
    fn variance_of_rows_twice() -> f64 {
        3.0 / 2.0 * (2.0 * 0.2 * 0.2)
    }

    #[test]
    fn one_psu_has_no_error() {
        let mut one = Linearised::in_design([(0, 9, None)]);
        one.add_to_psu(0, 3, 0.0, true);
        assert_eq!(one.error(), None);
        assert_eq!(Linearised::default().error(), None);
    }

    #[test]
    fn a_sum_over_designs_varies_as_its_parts_and_their_covariances() {
        let of = |named: &[(u64, f64)]| {
            let mut values = Linearised::in_design([(1, 4, None), (2, 2, None)]);
            named.iter().for_each(|(psu, z)| values.add_to_psu(1, *psu, *z, true));
            values
        };
        let names: BTreeMap<u64, &[u64]> = BTreeMap::from([(1, &[2, 3, 4, 7][..]), (2, &[5, 6])]);
        let others: BTreeMap<u64, &[u64]> = BTreeMap::from([(1, &[1, 2, 3, 9][..]), (2, &[5, 8])]);
        let (a, b) = (of(&[(2, 0.5), (3, -0.2), (7, -0.3)]), of(&[(1, 0.25), (2, 0.25), (3, -0.5)]));
        let both = together(&a, &b, Overlap::TwoDesigns(&names, &others));
        let term = |factor, values, psus| Term { factor, values, psus };
        let sum = error_of_sum(&[term(0.5, &a, &names), term(0.5, &b, &others)]).unwrap();
        let variance = |of: &Linearised| of.error().unwrap().se.powi(2);
        close(sum.se.powi(2), 0.25 * variance(&a) + 0.25 * variance(&b) + 0.5 * both.covariance);
        assert_eq!(sum.df, both.df);
        let less = error_of_sum(&[term(1.0, &a, &names), term(-1.0, &b, &others)]).unwrap();
        close(less.se.powi(2), variance(&a) + variance(&b) - 2.0 * both.covariance);
        assert_eq!(error_of_sum(&[term(1.0, &a, &names), term(-1.0, &a, &names)]).unwrap().se, 0.0);
        assert_eq!(error_of_sum(&[]), None);
    }

    #[test]
    fn the_covariance_of_a_statistic_with_itself_is_its_variance() {
        let mut values = Linearised::in_design([(1, 3, Some(9)), (2, 4, None), (5, 1, None)]);
        for (stratum, psu, z) in [(1, 2, 0.5), (1, 3, 0.1), (2, 2, -0.4), (2, 8, 0.3), (5, 1, -0.5)] {
            values.add_to_psu(stratum, psu, z, true);
        }
        let variance = values.error().unwrap().se.powi(2);
        let one = together(&values, &values, Overlap::OneDesign(&BTreeMap::new()));
        close(one.covariance, variance);
        assert_eq!((one.df, one.in_both), (2.0, 5));
        let names: BTreeMap<u64, &[u64]> = BTreeMap::from([(1, &[2, 3, 4][..]), (2, &[2, 5, 6, 8]), (5, &[1])]);
        close(together(&values, &values, Overlap::TwoDesigns(&names, &names)).covariance, variance);
    }
}
