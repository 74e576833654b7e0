//! Where answers come from: totals of events, several choices at once.

use crate::support::{close, csv, figure, figures, headline, measured, printed};
use wavemark::metrics::{Reference, Statistic};
use wavemark::survey::Value;

const DAILY: &str = "[[source]]\nfiles = \"daily.csv\"\ncolumns.date = \"day\"\nsegments = [\"queue\"]\n\
    [[metric]]\nid = \"lost\"\nkind = \"rate\"\ntype = \"totals\"\ncolumn = \"abandoned\"\nout_of = \"offered\"\n";

#[test]
fn a_rate_from_totals_is_the_ratio_of_their_sums() {
    let text = "day,queue,offered,abandoned\n2026-01-05,A,200,11\n2026-02-05,A,50,50\n2026-03-05,B,13,20\n2026-03-06,B,13,20\n\
                2026-03-31,B,13,4\n2026-03-31,B,0,0\n2026-03-31,B,,\n";
    let found = figures(DAILY, &[("daily.csv", text)]);
    let rate = headline(&found, "lost");
    // 65 of 263: two rows whose part is larger than the whole are left out.
    close(rate.value, 65.0 / 263.0);
    assert_eq!(rate.n, 263);
    assert_ne!(rate.value, (11.0 / 200.0 + 1.0 + 4.0 / 13.0) / 3.0, "not the mean of the days");
    let a = measured(figure(&found, "lost", None, Some("A"), 0));
    close(a.value, 61.0 / 250.0);
    let against = figure(&found, "lost", None, Some("A"), 0).against(&Reference::Rest).unwrap();
    close(against.difference.unwrap(), 61.0 / 250.0 - 4.0 / 13.0);
}

#[test]
fn the_interval_of_a_rate_from_totals_is_that_of_as_many_rows() {
    // Newcombe (1998): 81 of 263 by Wilson's method.
    let found =
        figures(DAILY, &[("daily.csv", "day,queue,offered,abandoned\n2026-01-05,A,200,40\n2026-01-06,A,63,41\n")]);
    assert_eq!(printed(headline(&found, "lost").interval), "0.2553 0.3662");
}

#[test]
fn several_choices_are_shares_of_who_answered() {
    let config = "[[source]]\nfiles = \"r.csv\"\ncolumns.date = \"day\"\n\
        [[question]]\nid = \"used\"\ncolumn = \"used\"\nmultiple = \";\"\nchoices = [\"Shop\", \"Web\", \"Phone\"]\n\
        [[question]]\nid = \"seen\"\ncolumns = { Shop = \"s\", Web = \"w\", Phone = \"p\" }\n\
        [[metric]]\nid = \"shop\"\nkind = \"share\"\nquestion = \"used\"\nof = [\"shop\"]\n\
        [[metric]]\nid = \"either\"\nkind = \"share\"\nquestion = \"used\"\nof = [\"Shop\", \"Web\"]\n\
        [[metric]]\nid = \"shop-too\"\nkind = \"share\"\nquestion = \"seen\"\nof = [\"Shop\"]\n";
    let text = csv(
        "day,used,s,w,p",
        &[
            ("2026-01-05,Shop;Web,1,1,0", 30),
            ("2026-01-05,Web,0,1,0", 20),
            ("2026-01-05,Phone,0,0,1", 50),
            ("2026-01-05,,,,", 40),
        ],
    );
    let found = figures(config, &[("r.csv", &text)]);
    for metric in ["shop", "shop-too"] {
        let shop = headline(&found, metric);
        assert_eq!((shop.value, shop.n), (0.3, 100), "{metric}");
        let info = found.metrics.iter().find(|info| info.id == metric).unwrap();
        assert!(info.multiple);
        let share = |at: usize| {
            let answer: Value = info.answers[at].0;
            measured(figure(&found, metric, Some(Statistic::Share(answer)), None, 0)).value
        };
        // They add up to more than one, since several may be taken.
        assert_eq!([share(0), share(1), share(2)], [0.3, 0.5, 0.5]);
    }
    // Who took both counts once.
    assert_eq!(headline(&found, "either").value, 0.5);
    let web = found.metrics[0].answers[1].clone();
    assert_eq!(Statistic::Share(web.0).word(&found.metrics[0]), "share:Web");
}
