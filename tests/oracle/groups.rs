//! Families `twoprop` and `multcmp`.

use super::data::{Data, top};
use super::ledger::{Ours, is, split};
use wavemark::stats::interval::Confidence;
use wavemark::stats::multiplicity::{benjamini_hochberg, bonferroni, holm};
use wavemark::stats::proportion::Proportion;

const C95: Confidence = Confidence::NINETY_FIVE;

/// Successes and base.
type Counts = (u64, u64);

const TWO: [&str; 10] =
    ["x1", "n1", "x2", "n2", "diff", "z_pooled", "p_pooled", "p_fisher", "newcombe95[0]", "newcombe95[1]"];

pub fn two_shares(data: &Data, id: &str) -> Ours {
    let traps = ["TRAP_statsmodels_mn_score95[0]", "TRAP_statsmodels_mn_score_corr95[0]"];
    let upper_traps = ["TRAP_statsmodels_mn_score95[1]", "TRAP_statsmodels_mn_score_corr95[1]"];
    let statistics: Vec<&str> = TWO.into_iter().chain(traps).chain(upper_traps).collect();
    for (statistic, reason) in [
        (".chi2_yates", "a comparator: no continuity correction by default"),
        (".p_yates", "a comparator: no continuity correction by default"),
        (".wald95", "a comparator: the default is Newcombe's interval"),
        (".mn_score", "a comparator: the default is Newcombe's interval"),
        (".cohens_h", "an effect size that no report prints"),
    ] {
        if id.contains(statistic) {
            return Ours::NotComputed(reason);
        }
    }
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
        trap if traps.contains(&trap) => return Ours::IsNot(difference.interval.lower),
        trap if upper_traps.contains(&trap) => return Ours::IsNot(difference.interval.upper),
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
    if id.contains(".hochberg.") {
        return Ours::NotComputed("a comparator: the defaults are Holm and Benjamini-Hochberg");
    }
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
    let adjusted = match method {
        "none" => p_values,
        "bonferroni" => bonferroni(&p_values),
        "holm" => holm(&p_values),
        "BH" => benjamini_hochberg(&p_values),
        _ => return Ours::Unknown,
    };
    is(names.iter().position(|name| name == pair).map(|position| adjusted[position]))
}
