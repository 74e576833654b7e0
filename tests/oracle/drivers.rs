//! Families `drivers`, `prc` and `ipa`.

use super::data::{ATTRIBUTES, Data, Row};
use super::ledger::{Ours, is};
use std::collections::BTreeMap;
use wavemark::stats::drivers::association::{Pair, kendall_tau_b, spearman};
use wavemark::stats::drivers::johnson::{car_scores, relative_weights};
use wavemark::stats::drivers::lmg::lmg;
use wavemark::stats::drivers::moments::{Correlations, CrossMoments};
use wavemark::stats::drivers::penalty_reward::{Classes, PenaltyReward};
use wavemark::stats::drivers::quadrant::{CutLines, Point, Quadrant};
use wavemark::stats::drivers::regression::Regression;
use wavemark::stats::interval::Confidence;
use wavemark::stats::linear::Symmetric;

const C95: Confidence = Confidence::NINETY_FIVE;

/// Complete rows of whole numbers, outcome first.
struct Model {
    names: Vec<String>,
    /// What a one among the numbers stands for.
    unit: f64,
    rows: Vec<Vec<i64>>,
    weights: Vec<i64>,
}

impl Model {
    fn of_table(data: &Data, file: &str, columns: &[&str]) -> Self {
        let table = data.table(file);
        // two decimals are the most that there are
        let hundredths = |row: &csv::StringRecord, column: &&str| (table.number(row, column) * 100.0).round() as i64;
        let rows: Vec<Vec<i64>> =
            table.records.iter().map(|row| columns.iter().map(|column| hundredths(row, column)).collect()).collect();
        let weights = vec![1; rows.len()];
        let names = columns[1..].iter().map(|name| (*name).to_owned()).collect();
        Self { names, unit: 0.01, rows, weights }
    }

    fn of_survey(rows: &[&Row], weighted: bool) -> Self {
        let complete = |row: &&Row| {
            let ratings: Option<Vec<i64>> = row.attributes.iter().map(|rating| rating.map(i64::from)).collect();
            let values: Vec<i64> = std::iter::once(i64::from(row.nps?)).chain(ratings?).collect();
            // four decimals are given
            Some((values, if weighted { (row.weight * 1e4).round() as i64 } else { 1 }))
        };
        let (rows, weights) = rows.iter().filter_map(complete).unzip();
        Self { names: ATTRIBUTES.map(str::to_owned).into(), unit: 1.0, rows, weights }
    }

    fn moments(&self) -> CrossMoments {
        let mut moments = CrossMoments::new(self.names.len() + 1);
        self.rows.iter().zip(&self.weights).for_each(|(row, weight)| moments.add(*weight, row));
        moments
    }

    fn correlations(&self) -> Correlations {
        self.moments().correlations(self.unit).expect("columns that vary")
    }

    fn pairs(&self, attribute: usize) -> Vec<Pair> {
        let mut pairs: BTreeMap<(i64, i64), u64> = BTreeMap::new();
        self.rows.iter().for_each(|row| *pairs.entry((row[attribute + 1], row[0])).or_default() += 1);
        pairs.into_iter().map(|((a, b), n)| (a, b, n)).collect()
    }
}

fn model<'a>(data: &Data, id: &'a str) -> Option<(Model, &'a str)> {
    let swiss = ["Fertility", "Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"];
    let attitude = ["rating", "complaints", "privileges", "learning", "raises", "critical", "advance"];
    let mtcars = ["mpg", "cyl", "disp", "hp", "gear"];
    if let Some(rest) = id.strip_prefix("swiss.") {
        return Some((Model::of_table(data, "swiss.csv", &swiss), rest));
    }
    if let Some(rest) = id.strip_prefix("attitude.") {
        return Some((Model::of_table(data, "attitude.csv", &attitude), rest));
    }
    if let Some(rest) = id.strip_prefix("mtcars4.") {
        return Some((Model::of_table(data, "mtcars.csv", &mtcars), rest));
    }
    if let Some(rest) = id.strip_prefix("cx.nps.weighted.") {
        return Some((Model::of_survey(&data.domain("all"), true), rest));
    }
    if let Some(rest) = id.strip_prefix("cx.nps.") {
        return Some((Model::of_survey(&data.domain("all"), false), rest));
    }
    let (brand, rest) = id.strip_prefix("cx.")?.split_once(".nps.")?;
    Some((Model::of_survey(&data.domain(&format!("brand.{brand}")), false), rest))
}

pub fn drivers(data: &Data, id: &str) -> Ours {
    if let Some((measure, name)) = id.strip_prefix("iopsych4.").and_then(|rest| rest.split_once('.')) {
        return from_matrix(&published(), &["x1", "x2", "x3", "x4"], measure, name);
    }
    if let Some(rest) = id.strip_prefix("bank7.") {
        return bank(data, rest);
    }
    let Some((model, rest)) = model(data, id) else { return Ours::Unknown };
    let correlations = model.correlations();
    let regression = Regression::of(correlations.clone()).expect("columns of their own");
    let (statistic, name) = rest.split_once('.').unwrap_or((rest, ""));
    if name.is_empty() || name == "intercept" {
        return is(match rest {
            "n" => Some(correlations.n() as f64),
            "r2" => Some(regression.r2()),
            "adj_r2" => regression.adjusted_r2(),
            "sigma" => regression.residual_sd(),
            "b.intercept" => Some(regression.intercept()),
            "b_se.intercept" => regression.intercept_se(),
            _ => None,
        });
    }
    let Some(i) = model.names.iter().position(|n| n == name) else { return Ours::Unknown };
    let test = || regression.combination(&[(i, 1.0)], C95)?.test;
    is(match statistic {
        "b" => Some(regression.coefficient(i)),
        "b_se" => regression.coefficient_se(i),
        "b_p" => test().map(|test| test.p_value),
        "beta_std" => Some(regression.beta(i)),
        "pearson" => Some(correlations.with_outcome(i)),
        "spearman" => spearman(&model.pairs(i)),
        "kendall_tau_b" => kendall_tau_b(&model.pairs(i)),
        "vif" => Some(regression.variance_inflation(i)),
        "last" => Some(regression.last_contribution(i)),
        "first" => Some(correlations.with_outcome(i) * correlations.with_outcome(i)),
        "betasq" => Some(regression.beta(i) * regression.beta(i)),
        "pratt" => Some(regression.beta(i) * correlations.with_outcome(i)),
        _ => {
            let names: Vec<&str> = model.names.iter().map(String::as_str).collect();
            return from_matrix(correlations.matrix(), &names, statistic, name);
        }
    })
}

fn from_matrix(matrix: &Symmetric, names: &[&str], measure: &str, name: &str) -> Ours {
    let Some(i) = names.iter().position(|n| *n == name) else { return Ours::Unknown };
    let parts = || lmg(matrix).expect("few attributes");
    is(match measure {
        "lmg" | "shapley" => Some(parts()[i]),
        "lmg_share" => Some(parts()[i] / parts().iter().sum::<f64>()),
        "genizi" | "relweight" => Some(relative_weights(matrix)[i]),
        "car" => Some(car_scores(matrix)[i]),
        "TRAP_relweight_pairwise" => return Ours::IsNot(relative_weights(matrix)[i]),
        _ => None,
    })
}

/// The correlations of the example in the documentation of R's iopsych, the outcome first.
fn published() -> Symmetric {
    let lower = [1.0, -0.4, 1.0, 0.1, 0.2, 1.0, -0.3, 0.3, 0.5, 1.0, 0.4, 0.4, 0.1, 0.2, 1.0];
    Symmetric::from_lower(5, |i, j| lower[i * (i + 1) / 2 + j])
}

/// Loyalty to a bank by six attributes: a matrix of correlations, the outcome first.
fn bank(data: &Data, rest: &str) -> Ours {
    let json = data.json("drivers_bank7.json");
    let of = |i: usize, j: usize| json["corr"][i][j].as_f64().expect("a correlation");
    let matrix = Symmetric::from_lower(7, of);
    match rest.split_once('.') {
        Some((measure, name)) => from_matrix(&matrix, &["x1", "x2", "x3", "x4", "x5", "x6"], measure, name),
        None if rest == "r2" => is(lmg(&matrix).map(|parts| parts.iter().sum())),
        None => Ours::Unknown,
    }
}

pub fn penalty_reward(data: &Data, id: &str) -> Ours {
    let Some((statistic, name)) = id.strip_prefix("cx.nps.").and_then(|rest| rest.split_once('.')) else {
        return Ours::Unknown;
    };
    let model = Model::of_survey(&data.domain("all"), false);
    let mut moments = CrossMoments::new(2 * ATTRIBUTES.len() + 1);
    for row in &model.rows {
        let dummies = row[1..].iter().flat_map(|rating| Classes::ELEVEN_POINTS.dummies(*rating));
        moments.add(1, &std::iter::once(row[0]).chain(dummies).collect::<Vec<i64>>());
    }
    let correlations = moments.correlations(1.0).expect("ratings of all kinds");
    let regression = Regression::of(correlations).expect("columns of their own");
    if name == "intercept" {
        return is(match statistic {
            "se" => regression.intercept_se(),
            "b" | "coef" => Some(regression.intercept()),
            _ => None,
        });
    }
    let Some((attribute, end)) = name.rsplit_once('_') else { return Ours::Unknown };
    let Some(i) = ATTRIBUTES.iter().position(|a| *a == attribute) else { return Ours::Unknown };
    let effects = PenaltyReward::of(&regression, Some(2 * i), Some(2 * i + 1), C95).expect("more rows than effects");
    let effect = match end {
        "low" => effects.penalty,
        "high" => effects.reward,
        _ => effects.asymmetry,
    };
    is(match statistic {
        "se" => effect.map(|effect| effect.se),
        "b" | "coef" => effect.map(|effect| effect.value),
        "p" => effect.and_then(|effect| effect.test).map(|test| test.p_value),
        _ => None,
    })
}

pub fn quadrants(data: &Data, id: &str) -> Ours {
    let Some((statistic, name)) = id.strip_prefix("cx.").and_then(|rest| rest.split_once('.')) else {
        return Ours::Unknown;
    };
    let Some(i) = ATTRIBUTES.iter().position(|attribute| *attribute == name) else { return Ours::Unknown };
    let correlations = Model::of_survey(&data.domain("all"), false).correlations();
    let parts = lmg(correlations.matrix()).expect("few attributes");
    let all: f64 = parts.iter().sum();
    let point = |i: usize| Point {
        performance: correlations.mean(i + 1),
        importance: parts[i] / all,
        performance_interval: None,
        importance_interval: None,
    };
    let points: Vec<Point> = (0..ATTRIBUTES.len()).map(point).collect();
    let lines = CutLines::at_means(&points).expect("points");
    is(match statistic {
        "performance_mean" => Some(points[i].performance),
        "quadrant_code" => Some(match lines.place(&points[i]).quadrant {
            Quadrant::KeepUp => 3.0,
            Quadrant::ConcentrateHere => 2.0,
            Quadrant::PossibleOverkill => 1.0,
            Quadrant::LowPriority => 0.0,
        }),
        _ => None,
    })
}
