use super::*;
use proptest::prelude::*;

fn cell(weight: f64, rows: u64, categories: &[usize]) -> RakingCell {
    RakingCell { weight, rows, categories: categories.iter().map(|c| Some(*c)).collect() }
}

fn two_by_two(counts: [f64; 4]) -> Vec<RakingCell> {
    (0..4).map(|i| cell(counts[i], counts[i] as u64, &[i / 2, i % 2])).collect()
}

fn margin(cells: &[RakingCell], raked: &Raked, margin: usize, category: usize) -> f64 {
    let of = cells.iter().zip(&raked.factors).filter(|(cell, _)| cell.categories[margin] == Some(category));
    of.map(|(cell, factor)| cell.weight * factor).sum()
}

#[test]
fn one_margin_is_post_stratification() {
    let cells = [cell(10.0, 10, &[0]), cell(30.0, 30, &[1])];
    let raked = rake(&cells, &[vec![20.0, 20.0]], RakingOptions::default()).unwrap();
    assert_eq!(raked.factors, [2.0, 20.0 / 30.0]);
    assert_eq!(raked.rounds, 2);
}

#[test]
fn margins_meet_their_targets_and_odds_ratios_stay() {
    let cells = two_by_two([10.0, 20.0, 30.0, 40.0]);
    let raked = rake(&cells, &[vec![60.0, 40.0], vec![50.0, 50.0]], RakingOptions::default()).unwrap();
    for (m, c, target) in [(0, 0, 60.0), (0, 1, 40.0), (1, 0, 50.0), (1, 1, 50.0)] {
        assert!((margin(&cells, &raked, m, c) - target).abs() < 1e-7, "margin {m}, category {c}");
    }
    let w: Vec<f64> = cells.iter().zip(&raked.factors).map(|(cell, factor)| cell.weight * factor).collect();
    assert!((w[0] * w[3] / (w[1] * w[2]) - 10.0 * 40.0 / (20.0 * 30.0)).abs() < 1e-12);
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let cells = [cell(4.0, 4, &[0, 0]), cell(6.0, 6, &[1, 2]), cell(0.0, 2, &[2, 1])];
    let targets = [vec![3.0, 3.0, 4.0], vec![5.0, 6.0]];
    let errors = rake(&cells, &targets, RakingOptions::default()).unwrap_err();
    assert_eq!(
        errors,
        [
            RakingError::EmptyCategory { margin: 0, category: 2 },
            RakingError::UnequalTotals { margin: 1, total: 11.0, first: 10.0 },
            RakingError::EmptyCategory { margin: 1, category: 1 },
            RakingError::NoTarget { margin: 1, category: 2 },
        ]
    );
    assert_eq!(rake(&cells, &[], RakingOptions::default()).unwrap_err().len(), 4);
    assert_eq!(rake(&[], &targets, RakingOptions::default()), Err(vec![RakingError::NothingToRake]));
    let zero = [cell(0.0, 3, &[0])];
    assert_eq!(rake(&zero, &[vec![1.0]], RakingOptions::default()), Err(vec![RakingError::NothingToRake]));
    let nan = [cell(f64::NAN, 3, &[0]), cell(1.0, 0, &[0]), cell(-1.0, 1, &[0]), cell(1.0, 1, &[0])];
    let impossible = [0, 1, 2].map(|cell| RakingError::ImpossibleWeight { cell });
    assert_eq!(rake(&nan, &[vec![1.0]], RakingOptions::default()), Err(impossible.to_vec()));
    let good = [cell(1.0, 1, &[0])];
    for targets in [vec![0.0], vec![-1.0, 2.0], vec![f64::NAN], vec![]] {
        let error = RakingError::ImpossibleTarget { margin: 0 };
        assert_eq!(rake(&good, &[targets], RakingOptions::default()), Err(vec![error]));
    }
    for bounds in [(0.5, 0.9), (1.1, 2.0), (f64::NAN, 2.0), (0.5, f64::INFINITY)] {
        let options = RakingOptions { bounds: Some(bounds), ..RakingOptions::default() };
        assert_eq!(rake(&good, &[vec![1.0]], options), Err(vec![RakingError::ImpossibleBounds]));
    }
}

#[test]
fn inconsistent_zeros_are_given_up() {
    // all of A are X and all of B are Y, but the targets differ
    let cells = [cell(5.0, 5, &[0, 0]), cell(5.0, 5, &[1, 1])];
    let errors = rake(&cells, &[vec![6.0, 4.0], vec![4.0, 6.0]], RakingOptions::default()).unwrap_err();
    let [RakingError::NotConverged { rounds: 1000, deviation, farthest: Some(_) }] = errors[..] else {
        panic!("{errors:?}")
    };
    assert!(deviation > 0.1);
}

#[test]
fn unknown_categories_keep_their_weight() {
    let mut cells = vec![cell(10.0, 10, &[0]), cell(30.0, 30, &[1]), cell(10.0, 10, &[0])];
    cells[2].categories[0] = None;
    let raked = rake(&cells, &[vec![25.0, 25.0]], RakingOptions::default()).unwrap();
    assert_eq!(raked.factors[2], 1.0);
    assert!((margin(&cells, &raked, 0, 0) - 20.0).abs() < 1e-9);
    assert!((margin(&cells, &raked, 0, 1) - 20.0).abs() < 1e-9);
}

#[test]
fn bounds_hold_together_with_the_targets_or_not_at_all() {
    // the joint cells leave room to move weight from the rare one
    let cells = [cell(2.0, 2, &[0, 0]), cell(8.0, 8, &[0, 1]), cell(45.0, 45, &[1, 0]), cell(45.0, 45, &[1, 1])];
    let targets = [vec![30.0, 70.0], vec![60.0, 40.0]];
    let free = rake(&cells, &targets, RakingOptions::default()).unwrap();
    assert!(free.factors[0] > 3.5 && free.trimmed_rows == 0);
    let options = RakingOptions { bounds: Some((0.2, 3.5)), max_rounds: 10_000, ..RakingOptions::default() };
    let bounded = rake(&cells, &targets, options).unwrap();
    assert!((bounded.factors[0] - 3.5).abs() < 1e-8 && bounded.trimmed_rows == 2, "{bounded:?}");
    assert!((margin(&cells, &bounded, 0, 0) - 30.0).abs() < 1e-6);
    assert!((margin(&cells, &bounded, 1, 0) - 60.0).abs() < 1e-6);
    let options = RakingOptions { bounds: Some((0.2, 2.0)), ..RakingOptions::default() };
    assert!(matches!(rake(&cells, &targets, options).unwrap_err()[..], [RakingError::NotConverged { .. }]));
}

#[test]
fn a_target_of_zero_takes_all_weight() {
    let cells = [cell(5.0, 5, &[0]), cell(5.0, 5, &[1])];
    let raked = rake(&cells, &[vec![10.0, 0.0]], RakingOptions::default()).unwrap();
    assert_eq!(raked.factors, [2.0, 0.0]);
}

#[test]
fn summaries() {
    let summary = WeightSummary::from_weights([(1.0, 2), (2.0, 1), (0.0, 1)]).unwrap();
    assert_eq!((summary.rows, summary.sum, summary.least, summary.greatest), (4, 4.0, 0.0, 2.0));
    assert!((summary.n_eff() - 16.0 / 6.0).abs() < 1e-15);
    assert!((summary.design_effect() * summary.efficiency() - 1.0).abs() < 1e-15);
    assert_eq!(WeightSummary::from_weights([(0.0, 3)]), None);
    assert_eq!(WeightSummary::from_weights([]), None);
    assert_eq!(WeightSummary::from_weights([(f64::NAN, 1), (1.0, 1)]), None);
}

proptest! {
    #[test]
    fn rows_cells_order_and_scale_change_nothing(
        counts in proptest::collection::vec(1u64..40, 6),
        targets in (0.2..0.8f64, 0.1..0.5f64, 0.1..0.4f64),
        factor in 0.01..100.0f64,
    ) {
        let n: u64 = counts.iter().sum();
        let total = n as f64;
        let (a, b, c) = targets;
        let targets = [vec![a * total, (1.0 - a) * total], vec![b * total, c * total, (1.0 - b - c) * total]];
        let cells: Vec<RakingCell> = (0..6).map(|i| cell(counts[i] as f64, counts[i], &[i % 2, i / 2])).collect();
        let raked = rake(&cells, &targets, RakingOptions::default()).unwrap();

        // as rows, in the opposite order
        let mut rows: Vec<(usize, RakingCell)> = Vec::new();
        for i in (0..6).rev() {
            rows.extend((0..counts[i]).map(|_| (i, cell(1.0, 1, &[i % 2, i / 2]))));
        }
        let as_rows: Vec<RakingCell> = rows.iter().map(|(_, row)| row.clone()).collect();
        let raked_rows = rake(&as_rows, &targets, RakingOptions::default()).unwrap();
        for ((i, _), factor) in rows.iter().zip(&raked_rows.factors) {
            prop_assert!((factor / raked.factors[*i] - 1.0).abs() < 1e-9);
        }

        // another scale of the weights before, and the margins in the other order
        let scaled: Vec<RakingCell> = cells
            .iter()
            .map(|cell| RakingCell {
                weight: cell.weight * factor,
                rows: cell.rows,
                categories: cell.categories.iter().rev().copied().collect(),
            })
            .collect();
        let swapped = [targets[1].clone(), targets[0].clone()];
        let again = rake(&scaled, &swapped, RakingOptions::default()).unwrap();
        for i in 0..6 {
            prop_assert!((again.factors[i] * factor / raked.factors[i] - 1.0).abs() < 1e-8);
        }
    }
}
