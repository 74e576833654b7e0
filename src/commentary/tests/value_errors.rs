use super::{places, problems};

/// The one problem of a text.
fn problem(text: &str) -> String {
    let all = problems(text);
    assert_eq!(all.len(), 1, "{all:#?}");
    all[0].clone()
}

#[test]
fn unknown_names_are_pointed_at_and_nearest_ones_suggested() {
    assert_eq!(
        problem("x {{ npz }}"),
        "1:6-9 error commentary/unknown-metric: there is no metric `npz` | did you mean `nps`?"
    );
    assert_eq!(
        problem("{{ nps@regoin=North n }}"),
        "1:8-14 error commentary/unknown-dimension: this report has no dimension `regoin` | did you mean `region`?"
    );
    assert_eq!(
        problem("{{ nps@region=Nort change previous }}"),
        "1:15-19 error commentary/unknown-value: `region` has no value `Nort` | did you mean `North`?"
    );
    assert_eq!(
        problem("{{ nps@segment=Smal busines }}"),
        "1:16-28 error commentary/unknown-value: `segment` has no value `Smal busines` | did you mean `Small business`?"
    );
    assert_eq!(
        problem("{{ nps@brand=Fjrod,region=North }}"),
        "1:14-19 error commentary/unknown-brand: the data have no brand `Fjrod` | did you mean `Fjord`?"
    );
    assert_eq!(
        problem("{{ nps@wave=2026-Q7 }}"),
        "1:13-20 error commentary/unknown-wave: `2026-Q7` is not a wave of this report | expected a quarter such as `2026-Q3`"
    );
    assert_eq!(
        problem("{{ nps chnage previous }}"),
        "1:8-14 error commentary/unknown-word: `chnage` is not understood here | did you mean `change`?"
    );
    assert_eq!(
        problem("{{ nps share Maybe }}"),
        "1:14-19 error commentary/unknown-value: `nps` has no answer `Maybe` | known here: `Never`, `Very likely`"
    );
}

#[test]
fn waves_outside_the_edition_are_told_apart() {
    assert_eq!(
        problem("{{ nps@wave=2025-Q4 }}"),
        "1:13-20 error commentary/unknown-wave: there are no figures for 2025-Q4: the data begin with 2026-Q1 | the newest waves here are `2026-Q3`, `2026-Q2`, `2026-Q1`"
    );
    assert_eq!(
        problem("{{ nps@wave=2026-Q4 }}"),
        "1:13-20 error commentary/unknown-wave: 2026-Q4 is not part of the edition of 2026-Q3 | the newest waves here are `2026-Q3`, `2026-Q2`, `2026-Q1`"
    );
}

#[test]
fn what_does_not_fit_the_metric_is_said() {
    assert_eq!(
        problem("{{ wait@brand=Fjord }}"),
        "1:9-14 error commentary/no-brands: `wait` is not measured by brand | leave `brand` out: its figures are all about us"
    );
    assert_eq!(
        problem("{{ wait@region=North }}"),
        "1:9-15 error commentary/unknown-dimension: `wait` is not cut by `region`"
    );
    assert_eq!(
        problem("{{ nps median }}"),
        "1:8-14 error commentary/unknown-statistic: `nps` has no median | known here: `score`"
    );
    assert_eq!(
        problem("{{ wait target }}"),
        "1:9-15 error commentary/no-target: `wait` has no target | give it one in the site-config: `target = 40` under its `[[metric]]`"
    );
    assert_eq!(
        problem("{{ wait rank }}"),
        "1:9-13 error commentary/not-ranked: `wait` in 2026-Q3 is not ranked | headline figures are ranked, among the brands or among the values of a dimension, where there are several"
    );
    assert_eq!(
        problem("{{ nps@region=North,segment=Large }}"),
        "1:21-28 error commentary/two-dimensions: figures are cut by one dimension at a time, and `region` was given already | leave one of the two out"
    );
    assert_eq!(
        problem("{{ nps@region=North,region=South }}"),
        "1:21-27 error commentary/repeated-filter: `region` is given twice | keep one of the two"
    );
}

#[test]
fn comparisons_that_were_not_made_say_why() {
    assert_eq!(
        problem("{{ nps@wave=2026-Q1 change previous }}"),
        "1:1-39 error commentary/not-compared: the data have no wave before 2026-Q1 | name a wave that the data have: `{{ nps@wave=2026-Q1 }}`; `baseline` is the one that the site-config names"
    );
    assert_eq!(
        problem("{{ nps change year }}"),
        "1:1-22 error commentary/not-compared: the data have no wave a year before 2026-Q3 | name a wave that the data have: `{{ nps@wave=2026-Q1 }}`; `baseline` is the one that the site-config names"
    );
    assert_eq!(
        problem("{{ nps@region=North change previous }}"),
        "1:1-39 error commentary/not-compared: `nps@region=North` in 2026-Q3 has no figure in 2026-Q2 | leave the value out, or compare with another wave"
    );
    assert_eq!(
        problem("{{ nps gap sky-blue }}"),
        "1:1-23 error commentary/not-compared: `nps` in 2026-Q3 is not compared with brand:Sky Blue | leave the value out, or show the two figures beside each other"
    );
    assert_eq!(
        problem("{{ nps change }}"),
        "1:8-14 error commentary/missing-reference: `change` needs what it is compared with | one of `previous`, `year`, `baseline`"
    );
    assert_eq!(
        problem("{{ nps verdict }}"),
        "1:8-15 error commentary/missing-reference: `verdict` needs what it is compared with | \
         one of `previous`, `year`, `baseline`, `target`, `rest`, or a brand"
    );
    assert_eq!(
        problem("{{ nps gap Fjrd }}"),
        "1:12-16 error commentary/unknown-reference: `nps` cannot be compared with `Fjrd` | did you mean `Fjord`?"
    );
}

#[test]
fn a_figure_that_nobody_answered_for_is_an_error_and_shows_a_symbol() {
    assert_eq!(
        problem("{{ nps@segment=large }}"),
        "1:1-24 error commentary/not-measured: no answers that can be used: `nps@segment=Large` in 2026-Q3 has no figure here | leave the value out, or ask for another group, brand or wave"
    );
    let (_, checked) = super::run("{{ nps@segment=large }}");
    assert_eq!(
        checked.value.unwrap().html,
        "<p><abbr class=\"symbol\" title=\"not available: no answers that can be used\">[x]</abbr></p>\n"
    );
}

#[test]
fn malformed_values_are_explained() {
    let braces = "write for example `{{ nps }}`; to show the braces themselves write `\\{{`";
    assert_eq!(
        problem("{{   }}"),
        format!("1:1-8 error commentary/empty-value: there is no metric between the braces | {braces}")
    );
    assert_eq!(
        problem("a {{}}"),
        format!("1:3-7 error commentary/empty-value: there is no metric between the braces | {braces}")
    );
    let unclosed = "error commentary/unclosed-value: this `{{` begins no value | a value ends with `}}` on the same line and \
                    holds no braces and no backticks; to show the braces themselves write `\\{{`";
    assert_eq!(problem("a {{ nps }\nb }}"), format!("1:3-5 {unclosed}"));
    assert_eq!(problem("*a* {{ `nps` }}"), format!("1:5-7 {unclosed}"));
    assert_eq!(problem("{{{{{{"), format!("1:1-3 {unclosed}"));
    let form = "a filter is a name and a value: `region=North`, `brand=Fjord`, `wave=2025-Q4`";
    assert_eq!(
        problem("{{ nps@North n }}"),
        format!("1:8-15 error commentary/bad-filter: `North n` is not a filter: there is no `=` in it | {form}")
    );
    assert_eq!(problem("{{ nps@ }}"), format!("1:7-8 error commentary/bad-filter: a filter is missing here | {form}"));
    assert_eq!(
        problem("{{ nps@region= }}"),
        format!("1:14-15 error commentary/bad-filter: there is no value after this `=` | {form}")
    );
    assert_eq!(
        problem("{{ nps@=North }}"),
        format!("1:8-9 error commentary/bad-filter: there is no name before this `=` | {form}")
    );
    assert_eq!(
        problem("{{ nps change previous@region=North }}"),
        "1:8-23 error commentary/value-order: `change previous` stands between the metric and its `@` | \
         filters follow the metric, words come last: `{{ nps@region=North change previous }}`"
    );
    assert_eq!(problem("{{ nps n n }}"), "1:10-11 error commentary/unknown-word: `n` is too much here | leave it out");
}

#[test]
fn a_value_in_an_address_is_refused() {
    assert_eq!(
        problem("[x](https://x.org/{{nps}})"),
        "1:19-26 error commentary/value-in-address: a value cannot stand in an address | write the address in full"
    );
}

#[test]
fn what_was_not_understood_is_shown_as_it_was_written() {
    let (_, checked) = super::run("a {{ npz }} b");
    assert_eq!(checked.value.unwrap().html, "<p>a <mark class=\"unresolved\">{{ npz }}</mark> b</p>\n");
}

#[test]
fn all_problems_come_at_once_each_once_and_in_order() {
    let text = "# {{ one }}\n\n{{ two }} and {{ nps@region=three }}\n\n| {{ four }} |\n|---|\n| {{ five }} |\n\n\
                - a\n  - b {{ six }}\n\n    > {{ seven }}\n\nx[^n]\n\n[^n]: {{ eight }}\n    \n    {{ nine }}\n\n[^m]: {{ ten }}\n";
    let found: Vec<String> = places(text).into_iter().filter(|place| !place.starts_with('[')).collect();
    assert_eq!(found, ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]);
}
