//! Families `twoprop`, `multcmp` and `crosstab`.

use super::data::{BRANDS, Data, top};
use super::ledger::{Ours, is, split};
use wavemark::stats::crosstab::Crosstab;
use wavemark::stats::interval::Confidence;
use wavemark::stats::multiplicity::Adjustment;
use wavemark::stats::proportion::Proportion;

const C95: Confidence = Confidence::NINETY_FIVE;

/// Successes and base.
type Counts = (u64, u64);

const TWO: [&str; 19] = [
    "chi2_yates",
    "p_yates",
    "cohens_h",
    "wald95[0]",
    "wald95[1]",
    "mn_score95[0]",
    "mn_score95[1]",
    "mn_score_corr95[0]",
    "mn_score_corr95[1]",
    "x1",
    "n1",
    "x2",
    "n2",
    "diff",
    "z_pooled",
    "p_pooled",
    "p_fisher",
    "newcombe95[0]",
    "newcombe95[1]",
];

pub fn two_shares(data: &Data, id: &str) -> Ours {
    let traps = ["TRAP_statsmodels_mn_score95[0]", "TRAP_statsmodels_mn_score_corr95[0]"];
    let upper_traps = ["TRAP_statsmodels_mn_score95[1]", "TRAP_statsmodels_mn_score_corr95[1]"];
    let statistics: Vec<&str> = TWO.into_iter().chain(traps).chain(upper_traps).collect();
    let Some((subject, statistic)) = split(id, &statistics) else { return Ours::Unknown };
    let Some(((x1, n1), (x2, n2))) = pair(data, subject) else { return Ours::Unknown };
    let (Some(a), Some(b)) = (Proportion::from_counts(x1, n1), Proportion::from_counts(x2, n2)) else {
        return Ours::Unknown;
    };
    let difference = a.less(&b, C95);
    is(match statistic {
        "x1" => Some(x1 as f64),
        "n1" => Some(n1 as f64),
        "x2" => Some(x2 as f64),
        "n2" => Some(n2 as f64),
        "diff" => Some(difference.value),
        "z_pooled" => a.pooled_z(&b).and_then(|test| test.statistic),
        "p_pooled" => a.pooled_z(&b).map(|test| test.p_value),
        "p_fisher" => a.fisher(&b).map(|test| test.p_value),
        "newcombe95[0]" => Some(difference.interval.lower),
        "newcombe95[1]" => Some(difference.interval.upper),
        "chi2_yates" => a.yates(&b).map(|(statistic, _)| statistic),
        "p_yates" => a.yates(&b).map(|(_, p)| p),
        "cohens_h" => Some(a.effect_size(&b)),
        "wald95[0]" => a.wald_difference(&b, C95).map(|wald| wald.interval.lower),
        "wald95[1]" => a.wald_difference(&b, C95).map(|wald| wald.interval.upper),
        "mn_score95[0]" => Some(a.score_difference(&b, C95, false).lower),
        "mn_score95[1]" => Some(a.score_difference(&b, C95, false).upper),
        "mn_score_corr95[0]" => Some(a.score_difference(&b, C95, true).lower),
        "mn_score_corr95[1]" => Some(a.score_difference(&b, C95, true).upper),
        trap if trap.starts_with("TRAP_") => {
            let ours = a.score_difference(&b, C95, trap.contains("corr"));
            return Ours::IsNot(if traps.contains(&trap) { ours.lower } else { ours.upper });
        }
        _ => None,
    })
}

fn pair(data: &Data, subject: &str) -> Option<(Counts, Counts)> {
    // the comparisons of Newcombe's paper
    match subject {
        "newcombe1998_a" => return Some(((56, 70), (48, 80))),
        "newcombe1998_b" => return Some(((9, 10), (3, 10))),
        "newcombe1998_c" => return Some(((10, 10), (0, 10))),
        _ => {}
    }
    let (first, second) = subject.strip_prefix("cx.csat.")?.split_once('-')?;
    Some((satisfied(data, first), satisfied(data, second)))
}

fn satisfied(data: &Data, brand: &str) -> Counts {
    top(data.domain(&format!("brand.{brand}")).into_iter().filter_map(|row| row.csat), 4)
}

/// All pairs of a set of groups, tested by the pooled z and adjusted together.
pub fn families_of_tests(data: &Data, id: &str) -> Ours {
    let parts: Vec<&str> = id.split('.').collect();
    let &[set, question, method, pair] = parts.as_slice() else { return Ours::Unknown };
    let groups: Vec<(String, Counts)> = match (set, question) {
        ("cx", "csat") => {
            let brands = ["Aster", "Boreal", "Cobalt", "Dune", "Ember"];
            brands.iter().map(|brand| ((*brand).to_owned(), satisfied(data, brand))).collect()
        }
        ("ucb", "dept") => data.departments.iter().map(|(name, counts)| (name.clone(), *counts)).collect(),
        _ => return Ours::Unknown,
    };
    let mut names = Vec::new();
    let mut p_values = Vec::new();
    for (i, (first, a)) in groups.iter().enumerate() {
        for (second, b) in &groups[i + 1..] {
            let share = |&(k, n): &Counts| Proportion::from_counts(k, n).expect("a group of answers");
            let test = share(a).pooled_z(&share(b)).expect("answers that vary");
            names.push(format!("{first}-{second}"));
            p_values.push(test.p_value);
        }
    }
    let adjustment = match method {
        "none" => Adjustment::None,
        "bonferroni" => Adjustment::Bonferroni,
        "holm" => Adjustment::Holm,
        "hochberg" => Adjustment::Hochberg,
        "BH" => Adjustment::BenjaminiHochberg,
        _ => return Ours::Unknown,
    };
    let adjusted = adjustment.adjust(&p_values);
    is(names.iter().position(|name| name == pair).map(|position| adjusted[position]))
}

pub fn crosstab(data: &Data, id: &str) -> Ours {
    if let Some(department) = id.strip_prefix("ucb.dept.adjresid_admitted.") {
        let (admitted, all): (Vec<u64>, Vec<u64>) = data.departments.values().copied().unzip();
        let rejected = admitted.iter().zip(&all).map(|(admitted, all)| (all - admitted) as f64).collect();
        let counts = vec![admitted.iter().map(|count| *count as f64).collect(), rejected];
        let column = data.departments.keys().position(|name| name == department);
        let table = Crosstab::from_counts(counts).expect("a table");
        return is(column.and_then(|column| table.adjusted_residual(0, column)));
    }
    let Some(statistic) = id.strip_prefix("cx.brand_csat.") else { return Ours::Unknown };
    let counts = BRANDS.map(|brand| {
        let rows = data.domain(&format!("brand.{brand}"));
        let count = |answer| rows.iter().filter(|row| row.csat == Some(answer)).count() as f64;
        (1..=5).map(count).collect()
    });
    let test = Crosstab::from_counts(counts.into()).and_then(|table| table.chi_square());
    is(match statistic {
        "chi2" => test.map(|test| test.statistic),
        "df" => test.map(|test| test.df as f64),
        "p" => test.map(|test| test.p_value),
        _ => None,
    })
}
