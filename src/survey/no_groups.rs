//! Columns that were named as segments and hold no groups: what customers wrote, ids, dates.

use super::text::counted;
use crate::config::{SegmentConfig, SourceConfig};
use crate::diag::Diagnostic;

/// A name of more characters than this is a sentence.
const LONG: usize = 100;
/// The same where nearly no two respondents share one.
const LONG_AND_RARE: usize = 40;
/// From so many values on, a column of values that hardly anybody shares is no list of branches that is still to be filled.
const MANY: usize = 40;

/// What a segment's column seems to hold instead of groups; `values` are those that stand in it, with their rows. Values with
/// fewer rows than `floor` are hidden in every wave.
pub fn problem(
    source: &SourceConfig,
    segment: &SegmentConfig,
    values: &[(&str, u64)],
    floor: u64,
) -> Option<Diagnostic> {
    let stated: Vec<_> = values.iter().filter(|(text, rows)| !text.is_empty() && *rows > 0).collect();
    if !segment.is_shown || stated.is_empty() {
        return None;
    }
    let count = |longest: usize| stated.iter().filter(|(text, _)| text.chars().count() > longest).count();
    let rare = stated.iter().filter(|(_, rows)| *rows < floor).count();
    let are_rare = rare * 10 > stated.len() * 9;
    let values = counted(stated.len() as u64, "value", "values");
    let column = format!("the column of the segment `{}` of `{}`", segment.id, source.id);
    let are_long = count(LONG) * 2 > stated.len();
    if are_rare && stated.len() > 2 && (are_long || count(LONG_AND_RARE) * 2 > stated.len()) {
        // Every value becomes a name on the site, and so would what somebody wrote in confidence.
        let message =
            format!("{column} holds texts, not groups: {values}, nearly all of them in fewer than {floor} rows");
        return Some(
            Diagnostic::error("data/segment-of-texts", message)
                .at(segment.span)
                .hint("take it out of `segments`: every value would be published as the name of a group; comments are shown by [voice]"),
        );
    }
    if are_long {
        let message =
            format!("{column} seems to hold texts, not groups: most of its {values} are longer than {LONG} characters");
        return Some(
            Diagnostic::warning("data/segment-of-texts", message)
                .at(segment.span)
                .hint("take it out of `segments`, or give its values short names: `labels = { \"…\" = \"…\" }` in the segment's table"),
        );
    }
    (stated.len() >= MANY && are_rare).then(|| {
        let message = format!(
            "{column} holds no groups: {rare} of its {values} stand in fewer than {floor} rows, so that each has a page that shows nothing"
        );
        Diagnostic::warning("data/segment-of-many", message)
            .at(segment.span)
            .hint("take it out of `segments` if it holds dates or ids; else give its values groups before the export, such as regions for towns")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceReader;
    use crate::survey::testing::{config, printed, segment};

    fn told(values: &[(String, u64)]) -> String {
        let source = config("a.csv").sources.remove(0);
        let segment = segment("town");
        let values: Vec<(&str, u64)> = values.iter().map(|(text, rows)| (text.as_str(), *rows)).collect();
        let reader = SourceReader::memory([("site-config.toml", "x")]);
        reader.read("site-config.toml").unwrap();
        printed(&reader, problem(&source, &segment, &values, 10).as_slice())
    }

    fn values(count: usize, rows: u64, text: &str) -> Vec<(String, u64)> {
        (0..count).map(|at| (format!("{text}{at:03}"), rows)).collect()
    }

    #[test]
    fn texts_are_told_from_groups_by_their_length_and_by_how_many_share_them() {
        let long = "x".repeat(100);
        assert_eq!(told(&[]), "");
        assert_eq!(told(&values(400, 10, "Town ")), "");
        assert_eq!(told(&values(39, 1, "Town ")), "");
        let mut some = values(44, 1, "Town ");
        some.extend(values(5, 400, "City "));
        assert_eq!(told(&some), "");
        assert!(told(&values(40, 9, "2026-04-")).starts_with(
            "warning[data/segment-of-many] site-config.toml:1:1: the column of the segment `town` of `survey` holds no groups: 40 of its 40 values stand in fewer than 10 rows, so that each has a page that shows nothing\n"
        ));
        assert!(told(&values(3, 1, &long)).starts_with("error[data/segment-of-texts] site-config.toml:1:1: the column of the segment `town` of `survey` holds texts, not groups: 3 values, nearly all of them in fewer than 10 rows\n"));
        assert!(told(&values(12, 2, &long[..40])).starts_with("error[data/segment-of-texts]"));
        assert!(told(&values(4, 24, &long)).starts_with("warning[data/segment-of-texts] site-config.toml:1:1: the column of the segment `town` of `survey` seems to hold texts, not groups: most of its 4 values are longer than 100 characters\n"));
        assert_eq!(told(&values(4, 24, &long[..60])), "");
        let mut one = values(1, 50, &long);
        one.extend(values(1, 50, "short"));
        assert_eq!(told(&one), "");
    }
}
