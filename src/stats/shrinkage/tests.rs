use super::*;
use proptest::prelude::*;

const C95: Confidence = Confidence::NINETY_FIVE;

#[test]
fn scores_of_one_variance_keep_part_of_their_differences() {
    // mean 3, squares 10, one degree of freedom less two: 1 - 2 v / 10
    let (mean, kept) = james_stein(&[1.0, 2.0, 3.0, 4.0, 5.0], 1.0).unwrap();
    assert!((mean - 3.0).abs() < 1e-15 && (kept - 0.8).abs() < 1e-15);
    assert_eq!(james_stein(&[1.0, 2.0, 3.0, 4.0, 5.0], 100.0), Some((3.0, 0.0)));
    assert_eq!((james_stein(&[1.0, 2.0, 3.0], 1.0), james_stein(&[2.0; 6], 1.0)), (None, None));
}

#[test]
fn groups_that_differ_are_drawn_part_of_the_way() {
    let groups = [(18, 20), (3, 20), (11, 20), (1, 2), (0, 0), (150, 200)];
    let fit = BetaBinomial::fit(&groups).unwrap();
    let (a, b) = fit.prior().unwrap();
    assert!(fit.dispersion().unwrap().p_value < 1e-4 && fit.dispersion().unwrap().df == 4);
    // the maximum: no neighbour is likelier
    let at = |a, b| beta_binomial_log_likelihood(&groups, (a, b));
    for (x, y) in [(1.01, 1.0), (0.99, 1.0), (1.0, 1.01), (1.0, 0.99)] {
        assert!(at(a * x, b * y) < at(a, b));
    }
    for group in [(18, 20), (3, 20), (150, 200)] {
        let raw = group.0 as f64 / group.1 as f64;
        let shrunk = fit.shrunk(group);
        assert!((shrunk - a / (a + b)).abs() < (raw - a / (a + b)).abs());
        assert!(fit.interval(group, C95).unwrap().contains(shrunk));
    }
    assert!((fit.shrunk((0, 0)) - a / (a + b)).abs() < 1e-15);
}

/// Mean, standard deviation and quantiles of each group's share, worked out on a grid of 60,000 parameters over all means
/// and sizes, the quantiles from 60,000 draws.
type Known = (Counts, [f64; 4]);

const FEW: [&[Known]; 3] = [
    &[
        ((3, 20), [0.200764, 0.078630, 0.0663, 0.3677]),
        ((10, 50), [0.218667, 0.055202, 0.1193, 0.3339]),
        ((25, 60), [0.401954, 0.059996, 0.2892, 0.5237]),
        ((8, 40), [0.222066, 0.060941, 0.1137, 0.3491]),
        ((30, 55), [0.510051, 0.067258, 0.3772, 0.6414]),
        ((2, 10), [0.252015, 0.103501, 0.0725, 0.4734]),
    ],
    &[
        ((50, 100), [0.498536, 0.031889, 0.4351, 0.5630]),
        ((52, 100), [0.503784, 0.032362, 0.4424, 0.5723]),
        ((47, 100), [0.490665, 0.032647, 0.4208, 0.5517]),
        ((51, 100), [0.501160, 0.032028, 0.4387, 0.5674]),
        ((49, 100), [0.495912, 0.031947, 0.4297, 0.5590]),
    ],
    &[
        ((400, 1000), [0.403322, 0.015269, 0.3737, 0.4331]),
        ((450, 1000), [0.449814, 0.015273, 0.4199, 0.4800]),
        ((520, 1000), [0.514904, 0.015814, 0.4842, 0.5460]),
        ((480, 1000), [0.477710, 0.015430, 0.4474, 0.5080]),
        ((390, 1000), [0.394023, 0.015307, 0.3638, 0.4241]),
        ((4, 10), [0.438861, 0.070464, 0.2925, 0.5803]),
    ],
];

#[test]
fn few_groups_do_not_say_how_they_differ() {
    for groups in FEW {
        let counts: Vec<Counts> = groups.iter().map(|(group, _)| *group).collect();
        let (unknown, known) = (UnknownPrior::of(&counts).unwrap(), BetaBinomial::fit(&counts).unwrap());
        let turned = UnknownPrior::of(&counts.iter().rev().copied().collect::<Vec<_>>()).unwrap();
        for (group, [mean, sd, lower, upper]) in groups {
            let (found, variance) = unknown.moments(*group);
            assert!((found - mean).abs() < 0.01 * sd.max(0.05), "{group:?}: mean {found}");
            assert!((variance.sqrt() / sd - 1.0).abs() < 0.02, "{group:?}: {}", variance.sqrt());
            let interval = unknown.interval(*group, C95).unwrap();
            // A beta of the same mean and variance has no more skew than two moments tell: a fifth of an error at the ends.
            let near = |ours: f64, theirs: f64| (ours - theirs).abs() < 0.2 * sd;
            assert!(near(interval.lower, *lower) && near(interval.upper, *upper), "{group:?}: {interval:?}");
            let known = known.interval(*group, C95).unwrap();
            assert!(interval.upper - interval.lower > 0.99 * (known.upper - known.lower), "{group:?}: {known:?}");
            assert!((turned.moments(*group).0 - found).abs() < 1e-12);
        }
    }
    let none: [&[Counts]; 4] = [&[], &[(3, 5)], &[(0, 5), (0, 9)], &[(5, 5), (9, 9)]];
    assert!(none.into_iter().all(|groups| UnknownPrior::of(groups).is_none()));
    assert!(UnknownPrior::of(&[(6, 5), (1, 9)]).is_none());
}

#[test]
fn groups_that_do_not_differ_are_one() {
    let fit = BetaBinomial::fit(&[(5, 10), (10, 20), (15, 30)]).unwrap();
    assert_eq!((fit.prior(), fit.shrunk((5, 10)), fit.dispersion().unwrap().chi_square), (None, 0.5, 0.0));
    assert_eq!(fit.interval((5, 10), C95), Some(Proportion::from_counts(30, 60).unwrap().interval(C95)));
}

#[test]
fn all_none_one_and_impossible() {
    let all = BetaBinomial::fit(&[(5, 5), (9, 9)]).unwrap();
    assert_eq!((all.dispersion(), all.prior(), all.shrunk((5, 5))), (None, None, 1.0));
    let one = BetaBinomial::fit(&[(2, 5)]).unwrap();
    assert_eq!((one.dispersion(), one.shrunk((2, 5))), (None, 0.4));
    assert_eq!(BetaBinomial::fit(&[]), None);
    assert_eq!(BetaBinomial::fit(&[(0, 0)]), None);
    assert_eq!(BetaBinomial::fit(&[(6, 5), (1, 5)]), None);
    // answers of one each cannot show dispersion
    let singles = BetaBinomial::fit(&[(1, 1), (0, 1), (0, 1)]).unwrap();
    assert!(singles.shrunk((1, 1)).is_finite());
    assert_eq!(kleinman(&[(1, 1), (0, 1)]), None);
    assert_eq!(kleinman(&[]), None);
}

#[test]
fn scores_by_hand() {
    // two groups of equal variance 1: Q = 8, one degree of freedom; tau² = (8 - 1)/(2 - 1)
    let fit = NormalGroups::fit(&[(1.0, 1.0), (5.0, 1.0)], Between::DerSimonianLaird).unwrap();
    assert_eq!((fit.mean, fit.q, fit.between, fit.df), (3.0, 8.0, 7.0, 1));
    assert!((fit.mean_se - 2.0).abs() < 1e-15);
    assert_eq!((fit.shrinkage(1.0), fit.shrunk(1.0, 1.0)), (0.125, 1.25));
    let half = C95.z() * (0.875f64 + 4.0 / 64.0).sqrt();
    assert!((fit.interval(1.0, 1.0, C95).width() - 2.0 * half).abs() < 1e-12);
    // with equal variances REML is the same, ML divides by the groups
    let between = |method| NormalGroups::fit(&[(1.0, 1.0), (5.0, 1.0)], method).unwrap().between;
    assert!((between(Between::RestrictedMaximumLikelihood) - 7.0).abs() < 1e-12);
    assert!((between(Between::MaximumLikelihood) - 3.0).abs() < 1e-12);
}

#[test]
fn variances_are_pooled_within_groups() {
    assert_eq!(pooled_variance(&[(0.5, 4), (0.25, 8), (0.0, 1), (9.0, 0)]), Some(4.0 / 10.0));
    assert_eq!((pooled_variance(&[(0.0, 1), (0.0, 1)]), pooled_variance(&[])), (None, None));
}

#[test]
fn scores_that_do_not_differ_become_their_mean() {
    for method in [Between::DerSimonianLaird, Between::RestrictedMaximumLikelihood, Between::MaximumLikelihood] {
        let fit = NormalGroups::fit(&[(0.2, 0.5), (0.3, 0.1), (0.25, 0.3)], method).unwrap();
        assert_eq!((fit.between, fit.shrinkage(0.5), fit.shrunk(0.2, 0.5)), (0.0, 1.0, fit.mean));
        assert_eq!(NormalGroups::fit(&[(0.2, 0.5)], method).unwrap().shrunk(0.2, 0.5), 0.2);
        assert_eq!(NormalGroups::fit(&[], method), None);
        assert_eq!(NormalGroups::fit(&[(0.2, 0.0)], method), None);
        assert_eq!(NormalGroups::fit(&[(f64::NAN, 1.0)], method), None);
    }
}

proptest! {
    #[test]
    fn shrunk_shares_lie_between_and_order_changes_nothing(
        groups in proptest::collection::vec((0u64..30, 0u64..30).prop_map(|(y, more)| (y, y + more)), 1..25),
    ) {
        let Some(fit) = BetaBinomial::fit(&groups) else { return Ok(()) };
        let reversed: Vec<Counts> = groups.iter().rev().copied().collect();
        let again = BetaBinomial::fit(&reversed).unwrap();
        for &group in &groups {
            let shrunk = fit.shrunk(group);
            prop_assert!((0.0..=1.0).contains(&shrunk));
            prop_assert!((shrunk - again.shrunk(group)).abs() < 1e-6);
            let interval = fit.interval(group, C95).unwrap();
            prop_assert!(interval.lower >= 0.0 && interval.upper <= 1.0 && interval.width() >= 0.0);
        }
    }
}
