//! What waves are called: in addresses, on pages, on axes, and as authors write them.

use super::{FIRST_MONTH, TimeKey, Wave, WaveScheme, first_of_month, months_late};
use crate::slug::slug;
use jiff::civil::Date;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The name of a wave under an axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AxisLabel {
    /// What changes from wave to wave: `Q3`, `Mar`, a year, a span's name.
    pub minor: String,
    /// The year, where it is another than that of the wave before on the axis.
    pub major: Option<String>,
}

/// A calendar wave taken apart.
struct Parts {
    /// The year in which the (fiscal) year of the wave begins.
    year: i32,
    /// Position within that year, from 0.
    index: i32,
}

impl WaveScheme {
    /// The stable name in files and references: `2026-Q3`, `2026-03`, `2026-H1`, `2026`; in fiscal years
    /// `2026-27-Q1`, `2026-27-H1`, `2026-27`; the name of a span or of the single wave.
    pub fn id(&self, wave: Wave) -> String {
        self.joined(wave, '-', '-')
    }

    /// The name on pages: `2026 Q3`, `March 2026`, `2026 H1`, `2026`; in fiscal years `2026/27 Q1`.
    pub fn label(&self, wave: Wave) -> String {
        match self {
            WaveScheme::Calendar { months: 1, .. } => month_and_year(*self.keys(wave).start()),
            _ => self.joined(wave, '/', ' '),
        }
    }

    /// The name in addresses: the id in lower case, letters of every script kept.
    pub fn slug(&self, wave: Wave) -> String {
        slug(&self.id(wave))
    }

    /// The name under an axis on which `before` (if any) is the wave labelled before.
    pub fn axis(&self, wave: Wave, before: Option<Wave>) -> AxisLabel {
        let WaveScheme::Calendar { months, .. } = self else {
            return AxisLabel { minor: self.id(wave), major: None };
        };
        if *months == 12 {
            return AxisLabel { minor: self.label(wave), major: None };
        }
        let minor = match months {
            1 => month_name(*self.keys(wave).start()).chars().take(3).collect(),
            _ => self.period(self.parts(wave).index),
        };
        let year = self.year_name(self.parts(wave).year, '/');
        let said = before.is_some_and(|before| self.year_name(self.parts(before).year, '/') == year);
        AxisLabel { minor, major: (!said).then_some(year) }
    }

    /// The time that a wave covers, in words: `July to September 2026`, `1 May to 20 June 2026`; the name of a single wave.
    pub fn describe(&self, wave: Wave) -> String {
        match self {
            WaveScheme::Calendar { .. } => {
                let keys = self.keys(wave);
                months_in_words(*keys.start(), *keys.end())
            }
            WaveScheme::Spans(_) => match (self.first_day(wave), self.last_day(wave)) {
                (Some(from), Some(to)) => days_in_words(from, to),
                _ => self.id(wave),
            },
            WaveScheme::Single { name } => name.clone(),
        }
    }

    /// What a wave of this scheme looks like, for error messages: ``a quarter such as `2026-Q3` ``.
    pub fn expected(&self) -> String {
        let WaveScheme::Calendar { months, fiscal_start } = self else {
            return match self {
                WaveScheme::Spans(spans) => {
                    let names: Vec<_> = spans.iter().map(|span| format!("`{}`", span.name)).collect();
                    format!("one of the named waves {}", names.join(", "))
                }
                _ => format!("`{}`", self.id(Wave(0))),
            };
        };
        let kind = match months {
            1 => "month",
            3 => "quarter",
            6 => "half-year",
            _ => "year",
        };
        let fiscal = if *fiscal_start == 1 || *months == 1 { "a" } else { "a fiscal" };
        let count = 12 / i32::from(*months);
        let example = self.checked(2026, 2 % count).unwrap_or(Wave(0));
        format!("{fiscal} {kind} such as `{}`", self.id(example))
    }

    /// The wave that an author or a data file means: its id, label or slug in any case, and the usual variants
    /// (`2026Q3`, `Q3 2026`, `2026-3`, `03/2026`, `Mar 2026`, `2026-2027 Q1`). None if it is not a wave of this scheme.
    pub fn parse(&self, text: &str) -> Option<Wave> {
        match self {
            WaveScheme::Calendar { months, .. } => self.parse_calendar(i32::from(*months), text),
            WaveScheme::Spans(spans) => {
                let at = spans.iter().position(|span| same_name(&span.name, text))?;
                Some(Wave(at as i32))
            }
            WaveScheme::Single { name } => same_name(name, text).then_some(Wave(0)),
        }
    }

    fn parse_calendar(&self, months: i32, text: &str) -> Option<Wave> {
        let words = words(text)?;
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if months == 1 {
            let (year, month) = match words[..] {
                [year, month] if year.len() == 4 && is_number(year) => (year, month),
                [month, year] => (year, month),
                _ => return None,
            };
            let month = if is_number(month) { one_based(month, 2, 12)? } else { month_named(month)? };
            return self.checked(four_digits(year)?, month);
        }
        // The period stands before or after the year and is a letter with a number: `q3`, or `q`, `3`.
        let letter = if months == 3 { "q" } else { "h" };
        let count = 12 / months;
        let (year, index) = match words[..] {
            _ if months == 12 => (&words[..], 0),
            [ref year @ .., l, n] if l == letter => (year, one_based(n, 1, count)?),
            [l, n, ref year @ ..] if l == letter => (year, one_based(n, 1, count)?),
            _ => return None,
        };
        self.checked(self.parse_year(year)?, index)
    }

    fn parse_year(&self, words: &[&str]) -> Option<i32> {
        match (self.is_fiscal(), words) {
            (false, [year]) => four_digits(year),
            (true, [year, next]) => {
                let first = four_digits(year)?;
                let second: i32 = next.parse().ok()?;
                let follows = match next.len() {
                    2 => second == (first + 1) % 100,
                    4 => second == first + 1,
                    _ => false,
                };
                follows.then_some(first)
            }
            _ => None,
        }
    }

    /// The wave with this place in a year, if it lies in the years that waves have.
    fn checked(&self, year: i32, index: i32) -> Option<Wave> {
        let WaveScheme::Calendar { months, fiscal_start } = self else { return None };
        let length = i32::from(*months);
        let wave = match length {
            // Months are those of the calendar year whatever the fiscal year.
            1 => Wave(year * 12 + index - months_late(*fiscal_start)),
            _ => Wave(year * (12 / length) + index),
        };
        self.first_day(wave).map(|_| wave)
    }

    fn joined(&self, wave: Wave, between_years: char, between: char) -> String {
        match self {
            WaveScheme::Calendar { months, .. } => {
                let parts = self.parts(wave);
                let year = self.year_name(parts.year, between_years);
                match months {
                    12 => year,
                    1 => format!("{year}{between}{:02}", parts.index + 1),
                    _ => format!("{year}{between}{}", self.period(parts.index)),
                }
            }
            WaveScheme::Spans(_) => self.span(wave).map(|span| span.name.clone()).unwrap_or_default(),
            WaveScheme::Single { name } => name.clone(),
        }
    }

    fn parts(&self, wave: Wave) -> Parts {
        match self {
            WaveScheme::Calendar { months: 1, .. } => {
                let month = *self.keys(wave).start();
                Parts { year: month.div_euclid(12), index: month.rem_euclid(12) }
            }
            WaveScheme::Calendar { months, .. } => {
                let count = 12 / i32::from(*months);
                Parts { year: wave.0.div_euclid(count), index: wave.0.rem_euclid(count) }
            }
            WaveScheme::Spans(_) | WaveScheme::Single { .. } => Parts { year: 0, index: wave.0 },
        }
    }

    /// Whether years have two numbers. Months never do: March is March in every calendar.
    fn is_fiscal(&self) -> bool {
        matches!(self, WaveScheme::Calendar { months, fiscal_start } if *fiscal_start != 1 && *months != 1)
    }

    fn year_name(&self, year: i32, between: char) -> String {
        if self.is_fiscal() {
            format!("{year:04}{between}{:02}", (year + 1).rem_euclid(100))
        } else {
            format!("{year:04}")
        }
    }

    fn period(&self, index: i32) -> String {
        let letter = if matches!(self, WaveScheme::Calendar { months: 3, .. }) { 'Q' } else { 'H' };
        format!("{letter}{}", index + 1)
    }
}

fn same_name(name: &str, text: &str) -> bool {
    name.trim().to_lowercase() == text.trim().to_lowercase() || (!slug(name).is_empty() && slug(name) == slug(text))
}

/// Runs of letters and runs of digits, in lower case; None if anything but usual separators stands between.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in text.trim().chars() {
        if c.is_ascii_alphanumeric() {
            let goes_on = last.is_ascii_digit() == c.is_ascii_digit() && last.is_ascii_alphanumeric();
            match words.last_mut() {
                Some(word) if goes_on => word.push(c.to_ascii_lowercase()),
                _ => words.push(c.to_ascii_lowercase().to_string()),
            }
        } else if !matches!(c, ' ' | '-' | '/' | '_' | '.' | ',' | '\u{a0}' | '\u{2010}'..='\u{2013}') {
            return None;
        }
        last = c;
    }
    Some(words)
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

fn four_digits(word: &str) -> Option<i32> {
    if word.len() == 4 && is_number(word) { word.parse().ok() } else { None }
}

/// A number from 1 to `most` in at most `digits` digits, counted from 0.
fn one_based(word: &str, digits: usize, most: i32) -> Option<i32> {
    let number: i32 = if word.len() <= digits && is_number(word) { word.parse().ok()? } else { return None };
    (1..=most).contains(&number).then_some(number - 1)
}

fn month_named(word: &str) -> Option<i32> {
    let at = MONTHS.iter().position(|name| {
        let name = name.to_lowercase();
        name == word || (word.len() >= 3 && word == &name[..3]) || word == "sept" && name == "september"
    })?;
    Some(at as i32)
}

fn month_name(month: i32) -> &'static str {
    MONTHS[month.rem_euclid(12) as usize]
}

fn month_and_year(month: i32) -> String {
    format!("{} {:04}", month_name(month), month.div_euclid(12))
}

fn months_in_words(first: i32, last: i32) -> String {
    if first == last {
        month_and_year(first)
    } else if first.div_euclid(12) == last.div_euclid(12) {
        format!("{} to {}", month_name(first), month_and_year(last))
    } else {
        format!("{} to {}", month_and_year(first), month_and_year(last))
    }
}

/// A month, or the months from one to another: `March 2026`, `March to May 2026`. The keys are those of a calendar.
pub fn months_between(first: TimeKey, last: TimeKey) -> String {
    months_in_words(first.0, last.0)
}

fn days_in_words(from: Date, to: Date) -> String {
    let month = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
    let day_and_month = |date: Date| format!("{} {}", date.day(), month_name(month(date)));
    let whole = |date: Date| format!("{} {:04}", day_and_month(date), date.year());
    if month(from) >= FIRST_MONTH && Some(from) == first_of_month(month(from)) && to == to.last_of_month() {
        months_in_words(month(from), month(to))
    } else if from == to {
        whole(from)
    } else if month(from) == month(to) {
        format!("{} to {}", from.day(), whole(to))
    } else if from.year() == to.year() {
        format!("{} to {}", day_and_month(from), whole(to))
    } else {
        format!("{} to {}", whole(from), whole(to))
    }
}

#[cfg(test)]
mod tests {
    use super::super::NamedSpan;
    use super::*;
    use jiff::civil::date;

    fn calendar(months: u8, fiscal_start: u8) -> WaveScheme {
        WaveScheme::Calendar { months, fiscal_start }
    }

    fn spans() -> WaveScheme {
        let span = |name: &str, from, to| NamedSpan { name: name.into(), from, to };
        WaveScheme::Spans(vec![
            span("Spring & Summer 2025", date(2025, 3, 1), date(2025, 8, 31)),
            span("Χειμώνας", date(2025, 12, 20), date(2026, 1, 5)),
            span("Pilot", date(2026, 5, 4), date(2026, 5, 4)),
        ])
    }

    /// id, label, slug, description of the wave of a day.
    fn names(scheme: &WaveScheme, day: Date) -> [String; 4] {
        let wave = scheme.wave_on(day).unwrap();
        [scheme.id(wave), scheme.label(wave), scheme.slug(wave), scheme.describe(wave)]
    }

    #[test]
    fn waves_have_the_names_of_their_calendar() {
        let day = date(2026, 7, 1);
        assert_eq!(names(&calendar(3, 1), day), ["2026-Q3", "2026 Q3", "2026-q3", "July to September 2026"]);
        assert_eq!(names(&calendar(1, 1), day), ["2026-07", "July 2026", "2026-07", "July 2026"]);
        assert_eq!(names(&calendar(6, 1), day), ["2026-H2", "2026 H2", "2026-h2", "July to December 2026"]);
        assert_eq!(names(&calendar(12, 1), day), ["2026", "2026", "2026", "January to December 2026"]);
    }

    #[test]
    fn fiscal_years_have_two_numbers_and_months_have_one() {
        let day = date(2027, 1, 15);
        assert_eq!(names(&calendar(3, 4), day), ["2026-27-Q4", "2026/27 Q4", "2026-27-q4", "January to March 2027"]);
        assert_eq!(
            names(&calendar(6, 4), day),
            ["2026-27-H2", "2026/27 H2", "2026-27-h2", "October 2026 to March 2027"]
        );
        assert_eq!(names(&calendar(12, 4), day), ["2026-27", "2026/27", "2026-27", "April 2026 to March 2027"]);
        assert_eq!(names(&calendar(1, 4), day), ["2027-01", "January 2027", "2027-01", "January 2027"]);
        assert_eq!(names(&calendar(12, 10), date(1999, 12, 31))[..2], ["1999-00", "1999/00"]);
    }

    #[test]
    fn spans_and_single_waves_have_their_own_names() {
        let scheme = spans();
        assert_eq!(
            names(&scheme, date(2025, 5, 5)),
            ["Spring & Summer 2025", "Spring & Summer 2025", "spring-summer-2025", "March to August 2025"]
        );
        assert_eq!(scheme.slug(Wave(1)), "χειμώνας");
        assert_eq!(scheme.describe(Wave(1)), "20 December 2025 to 5 January 2026");
        assert_eq!(scheme.describe(Wave(2)), "4 May 2026");
        assert_eq!(scheme.parse("spring-summer-2025"), Some(Wave(0)));
        assert_eq!(scheme.parse(" ΧΕΙΜΏΝΑΣ "), Some(Wave(1)));
        assert_eq!(scheme.parse("2025"), None);
        let single = WaveScheme::Single { name: "Survey 2026".into() };
        assert_eq!(names(&single, date(2026, 1, 1)), ["Survey 2026", "Survey 2026", "survey-2026", "Survey 2026"]);
        assert_eq!((single.parse("survey 2026"), single.parse("survey")), (Some(Wave(0)), None));
    }

    #[test]
    fn every_name_of_a_wave_leads_back_to_it() {
        for months in [1, 3, 6, 12] {
            for start in 1..=12 {
                let scheme = calendar(months, start);
                for day in [date(1, 12, 1), date(1999, 12, 31), date(2024, 2, 29), date(2026, 7, 1), date(9999, 1, 1)] {
                    let wave = scheme.wave_on(day).unwrap();
                    for name in [scheme.id(wave), scheme.label(wave), scheme.slug(wave)] {
                        assert_eq!(scheme.parse(&name), Some(wave), "{name} of {scheme:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn usual_variants_are_understood() {
        let quarter = calendar(3, 1);
        let third = quarter.wave_on(date(2026, 8, 1));
        for text in ["2026 Q3", "2026Q3", "q3 2026", "Q3/2026", "2026_q3", " 2026-Q3 ", "Q3-2026"] {
            assert_eq!(quarter.parse(text), third, "{text}");
        }
        let month = calendar(1, 1);
        let march = month.wave_on(date(2026, 3, 1));
        for text in ["2026-03", "2026-3", "03/2026", "March 2026", "mar 2026", "2026 March"] {
            assert_eq!(month.parse(text), march, "{text}");
        }
        let fiscal = calendar(3, 4);
        let first = fiscal.wave_on(date(2026, 4, 1));
        for text in ["2026-27-Q1", "2026/27 Q1", "Q1 2026/27", "2026-2027 Q1"] {
            assert_eq!(fiscal.parse(text), first, "{text}");
        }
        assert_eq!(calendar(6, 1).parse("H1 2026"), calendar(6, 1).wave_on(date(2026, 1, 1)));
    }

    #[test]
    fn what_is_no_wave_of_the_scheme_is_refused() {
        for text in
            ["", "2026", "2026-Q5", "2026-Q0", "26-Q3", "2026-H1", "2026-03", "Q3", "2026?Q3", "2026-27-Q1", "0000-Q1"]
        {
            assert_eq!(calendar(3, 1).parse(text), None, "{text}");
        }
        // A fiscal quarter by one year could mean either, and 2026-28 is no year.
        for text in ["2026-Q1", "2026-28-Q1", "2026-25-Q1"] {
            assert_eq!(calendar(3, 4).parse(text), None, "{text}");
        }
        for text in ["2026-13", "2026-00", "2026", "Marching 2026", "٢٠٢٦-03"] {
            assert_eq!(calendar(1, 1).parse(text), None, "{text}");
        }
        assert_eq!(calendar(12, 1).parse("2026-27"), None);
        assert_eq!(calendar(12, 4).parse("2026"), None);
    }

    #[test]
    fn axes_say_the_year_once() {
        let scheme = calendar(3, 1);
        let wave = scheme.parse("2026-Q1").unwrap();
        let label = scheme.axis(wave, scheme.previous(wave));
        assert_eq!((label.minor.as_str(), label.major.as_deref()), ("Q1", Some("2026")));
        let label = scheme.axis(Wave(wave.0 + 1), Some(wave));
        assert_eq!((label.minor.as_str(), label.major), ("Q2", None));
        let fiscal = calendar(1, 4);
        let label = fiscal.axis(fiscal.parse("2026-03").unwrap(), None);
        assert_eq!((label.minor.as_str(), label.major.as_deref()), ("Mar", Some("2026")));
        let year = calendar(12, 4);
        let label = year.axis(year.parse("2026-27").unwrap(), None);
        assert_eq!((label.minor.as_str(), label.major), ("2026/27", None));
        assert_eq!(spans().axis(Wave(2), Some(Wave(1))).minor, "Pilot");
    }

    #[test]
    fn the_expected_form_is_itself_a_wave() {
        for (scheme, text) in [
            (calendar(3, 1), "a quarter such as `2026-Q3`"),
            (calendar(1, 1), "a month such as `2026-03`"),
            (calendar(6, 4), "a fiscal half-year such as `2026-27-H1`"),
            (calendar(12, 1), "a year such as `2026`"),
        ] {
            assert_eq!(scheme.expected(), text);
        }
        assert_eq!(spans().expected(), "one of the named waves `Spring & Summer 2025`, `Χειμώνας`, `Pilot`");
    }
}
