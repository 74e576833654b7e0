//! Families `eb` (empirical Bayes) and `funnel`: many small groups.

use super::data::{Data, nps_score};
use super::ledger::{Ours, is};
use std::collections::BTreeMap;
use wavemark::stats::beta::beta_of_moments;
use wavemark::stats::distributions::binomial_pmf;
use wavemark::stats::funnel::{Overdispersion, funnel_limit};
use wavemark::stats::interval::Confidence;
use wavemark::stats::mean::Moments;
use wavemark::stats::nps::Nps;
use wavemark::stats::shrinkage::{
    BetaBinomial, Between, Counts, NormalGroups, beta_binomial_log_likelihood, james_stein, kleinman, pooled_variance,
};

const C95: Confidence = Confidence::NINETY_FIVE;

fn table(data: &Data, file: &str) -> Vec<Counts> {
    let table = data.table(file);
    let row = |row: &csv::StringRecord| (table.number(row, "y") as u64, table.number(row, "n") as u64);
    table.records.iter().map(row).collect()
}

/// Satisfied answers and base of each branch.
fn satisfied(data: &Data) -> BTreeMap<&str, Counts> {
    let mut branches: BTreeMap<&str, Counts> = BTreeMap::new();
    for row in &data.rows {
        let Some(answer) = row.csat else { continue };
        let counts = branches.entry(&row.branch).or_default();
        *counts = (counts.0 + u64::from(answer >= 4), counts.1 + 1);
    }
    branches
}

pub fn shrunk(data: &Data, id: &str) -> Ours {
    if let Some(rest) = id.strip_prefix("baseball18.js.") {
        return baseball(data, rest);
    }
    if let Some(rest) = id.strip_prefix("cx.branch_nps.") {
        return scores(data, rest);
    }
    if let Some(statistic) = id.strip_prefix("nodispersion.") {
        return alike(&table(data, "branch_nodispersion.csv"), statistic);
    }
    let (groups, rest) = if let Some(rest) = id.strip_prefix("rats70.") {
        // the historical experiments, without the current one
        let mut all = table(data, "rats.csv");
        all.truncate(70);
        (all, rest)
    } else if let Some(rest) = id.strip_prefix("rats71.") {
        (table(data, "rats.csv"), rest)
    } else if let Some(rest) = id.strip_prefix("cx.branch_csat.") {
        (satisfied(data).into_values().collect(), rest)
    } else {
        return Ours::Unknown;
    };
    let fit = BetaBinomial::fit(&groups).expect("groups");
    if let Some(statistic) = rest.strip_prefix("kleinman_wn.") {
        let moments = kleinman(&groups).expect("groups that differ");
        let size = 1.0 / moments.correlation - 1.0;
        return is(match statistic {
            "mean" => Some(fit.pooled().value()),
            "S" => Some(moments.spread),
            "rho" => Some(moments.correlation),
            "alpha" => Some(fit.pooled().value() * size),
            "beta" => Some((1.0 - fit.pooled().value()) * size),
            _ => None,
        });
    }
    if let Some(statistic) = rest.strip_prefix("naive_mom.") {
        // of the raw shares, as if their bases were equal
        let shares: Vec<(f64, u64)> = groups.iter().map(|&(y, n)| (y as f64 / n as f64, 1)).collect();
        let moments = Moments::from_histogram(&shares).expect("groups");
        let sd = moments.sd().expect("groups that differ");
        let prior = beta_of_moments(moments.mean(), sd * sd);
        return is(match statistic {
            "mean" => Some(moments.mean()),
            "sd" => Some(sd),
            "var" => Some(sd * sd),
            "alpha" => prior.map(|(alpha, _)| alpha),
            "beta" => prior.map(|(_, beta)| beta),
            _ => None,
        });
    }
    if let Some((branch, statistic)) = rest.strip_prefix("mle.").and_then(|rest| rest.split_once('.')) {
        let Some(&counts) = satisfied(data).get(branch) else { return Ours::Unknown };
        return is(match statistic {
            "y" => Some(counts.0 as f64),
            "n" => Some(counts.1 as f64),
            "raw" => Some(counts.0 as f64 / counts.1 as f64),
            "shrunk" => Some(fit.shrunk(counts)),
            "lo" => fit.interval(counts, C95).map(|interval| interval.lower),
            "hi" => fit.interval(counts, C95).map(|interval| interval.upper),
            _ => None,
        });
    }
    is(match rest {
        "alpha" => fit.prior().map(|(alpha, _)| alpha),
        "beta" => fit.prior().map(|(_, beta)| beta),
        "loglik" => fit.prior().map(|prior| beta_binomial_log_likelihood(&groups, prior)),
        _ => None,
    })
}

/// The batting averages of Efron & Morris (1977).
fn baseball(data: &Data, statistic: &str) -> Ours {
    let table = data.table("baseball18.csv");
    let (hits, at_bat) = (table.column("hits"), table.column("ab"));
    let averages: Vec<f64> = hits.iter().zip(&at_bat).map(|(hits, ab)| hits / ab).collect();
    let mean = averages.iter().sum::<f64>() / averages.len() as f64;
    let Some((mean, kept)) = james_stein(&averages, mean * (1.0 - mean) / at_bat[0]) else { return Ours::Unknown };
    let shrunk = |average: f64| Some(mean + kept * (average - mean));
    is(match statistic {
        "c" => Some(kept),
        "grand_mean" => Some(mean),
        "clemente" => shrunk(averages[0]),
        "munson" => shrunk(averages[averages.len() - 1]),
        _ => None,
    })
}

fn alike(groups: &[Counts], statistic: &str) -> Ours {
    let fit = BetaBinomial::fit(groups).expect("groups");
    let dispersion = fit.dispersion().expect("answers that vary");
    is(match statistic {
        "theta" => Some(fit.pooled().value()),
        "chi2" => Some(dispersion.chi_square),
        "df" => Some(dispersion.df as f64),
        "loglik_binomial" => {
            let theta = fit.pooled().value();
            Some(groups.iter().map(|&(y, n)| binomial_pmf(y, n, theta).ln()).sum())
        }
        _ => None,
    })
}

fn scores(data: &Data, rest: &str) -> Ours {
    let mut branches: BTreeMap<&str, (u64, u64, u64)> = BTreeMap::new();
    for row in &data.rows {
        let Some(answer) = row.nps else { continue };
        let (promoters, passives, detractors) = branches.entry(&row.branch).or_default();
        *match nps_score(answer) {
            1 => promoters,
            0 => passives,
            _ => detractors,
        } += 1;
    }
    let variance = |&(p, m, d): &(u64, u64, u64)| {
        let nps = Nps::from_counts(p, m, d).expect("answers of the branch");
        (nps.variance(), p + m + d)
    };
    let pooled = pooled_variance(&branches.values().map(variance).collect::<Vec<_>>()).expect("answers");
    let of = |&(p, m, d): &(u64, u64, u64)| {
        let nps = Nps::from_counts(p, m, d).expect("answers of the branch");
        (nps.value(), pooled / nps.n())
    };
    let groups: Vec<(f64, f64)> = branches.values().map(of).collect();
    let Some((method, statistic)) = rest.split_once('.') else { return Ours::Unknown };
    let method = match method {
        "DL" => Between::DerSimonianLaird,
        "REML" => Between::RestrictedMaximumLikelihood,
        "ML" => Between::MaximumLikelihood,
        _ => return Ours::Unknown,
    };
    let fit = NormalGroups::fit(&groups, method).expect("groups");
    if let Some((branch, statistic)) = statistic.split_once('.') {
        let Some(counts) = branches.get(branch) else { return Ours::Unknown };
        let (score, variance) = of(counts);
        return is(match statistic {
            "raw" => Some(score),
            "n" => Some((counts.0 + counts.1 + counts.2) as f64),
            "shrunk" => Some(fit.shrunk(score, variance)),
            "B" => Some(fit.shrinkage(variance)),
            _ => None,
        });
    }
    is(match statistic {
        "mu" => Some(fit.mean),
        "se_mu" => Some(fit.mean_se),
        "tau2" => Some(fit.between),
        "Q" => Some(fit.q),
        _ => None,
    })
}

pub fn funnel(data: &Data, id: &str) -> Ours {
    if let Some((n, p)) = id.strip_prefix("theta070.n").and_then(|rest| rest.split_once(".p")) {
        let parsed = n.parse().ok().zip(p.parse().ok());
        return is(parsed.and_then(|(n, p)| funnel_limit(0.7, n, p)));
    }
    let Some(statistic) = id.strip_prefix("cx.branch_csat.") else { return Ours::Unknown };
    let groups: Vec<Counts> = satisfied(data).into_values().collect();
    let theta = BetaBinomial::fit(&groups).expect("groups").pooled().value();
    let spread = Overdispersion::of(&groups, theta).expect("groups");
    is(match statistic {
        "theta" => Some(theta),
        "k" => Some(spread.groups as f64),
        "phi_unwinsorised" => Some(spread.plain),
        "phi_winsor10" => Some(spread.winsorised),
        "q10" => Some(spread.bounds.0),
        "q90" => Some(spread.bounds.1),
        _ => None,
    })
}
