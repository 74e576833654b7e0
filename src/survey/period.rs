//! Months, quarters, halves and years as dates: `Jan 2026`, `2026-01`, `Q1 2026`, `1. Quartal 2026`.

use crate::wave::{TimeKey, WaveScheme};
use jiff::civil::Date;

/// The names of the months in languages that exports come in, each also by its first letters where these are unlike
/// those of another month. Accents are left out, as in the text that is compared.
const MONTHS: [&[&str]; 12] = [
    &["january", "januar", "janner", "janvier", "enero", "gennaio", "januari", "jan", "janv", "ene", "gen"],
    &["february", "februar", "fevrier", "febrero", "febbraio", "februari", "feb", "fevr", "fev"],
    &["march", "marz", "mars", "marzo", "maart", "mar", "mrz", "mrt"],
    &["april", "avril", "abril", "aprile", "apr", "avr", "abr"],
    &["may", "mai", "mayo", "maggio", "mei", "mag"],
    &["june", "juni", "juin", "junio", "giugno", "jun", "giu"],
    &["july", "juli", "juillet", "julio", "luglio", "jul", "juil", "lug"],
    &["august", "aout", "agosto", "augustus", "aug", "ago"],
    &["september", "septembre", "septiembre", "settembre", "sep", "sept", "set"],
    &["october", "oktober", "octobre", "octubre", "ottobre", "oct", "okt", "ott"],
    &["november", "novembre", "noviembre", "nov"],
    &["december", "dezember", "decembre", "diciembre", "dicembre", "dec", "dez", "dic"],
];
/// Words for a part of a year, with its months.
const PARTS: [(&[&str], i8); 2] = [
    (&["q", "quarter", "qtr", "quartal", "trimestre", "trimester", "kwartaal", "t"], 3),
    (&["h", "half", "halbjahr", "semestre", "semester", "halfjaar"], 6),
];
/// Words that say nothing more.
const FILLERS: [&str; 8] = ["of", "the", "st", "nd", "rd", "th", "de", "er"];

/// The first and the last day of the period that a trimmed cell names.
pub fn period(text: &str) -> Option<(Date, Date)> {
    if text.len() > 40 {
        return None;
    }
    let words = words(text)?;
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !FILLERS.contains(word)).collect();
    let (year, first, months) = match words[..] {
        [year] if is_year(year) => (year, 1, 12),
        [joined] if joined.len() == 6 && is_year(&joined[..4]) => (&joined[..4], month_number(&joined[4..])?, 1),
        [year, month] if is_year(year) => (year, month_of(month)?, 1),
        [month, year] if is_year(year) => (year, month_of(month)?, 1),
        // A spreadsheet's `Jan-26`; `Jan 26` may be a day.
        [month, year] if year.len() == 2 && text.contains(['-', '\'', '\u{2019}']) => {
            month_named(month)?;
            return period(&format!("{month} 20{}", year.parse::<u8>().ok().map(|_| year)?));
        }
        [year, a, b] if is_year(year) => part(year, a, b)?,
        [a, b, year] if is_year(year) => part(year, a, b)?,
        _ => return None,
    };
    let year: i16 = year.parse().ok().filter(|year| *year >= 1)?;
    let from = Date::new(year, first, 1).ok()?;
    let to = Date::new(year, first + months - 1, 1).ok()?.last_of_month();
    Some((from, to))
}

/// The wave that a cell names, in the words of the scheme or of a calendar, with the last day of what it names.
///
/// A period that is cut by the border of a wave names none; and a quarter of a fiscal year must be named as such,
/// since nobody can know which year `Q1 2026` belongs to.
pub fn wave_named(scheme: &WaveScheme, text: &str) -> Option<(TimeKey, Option<Date>)> {
    if let Some(wave) = scheme.parse(text) {
        return Some((scheme.first_key(wave), scheme.last_day(wave)));
    }
    let (from, to) = period(text)?;
    let fiscal = matches!(scheme, WaveScheme::Calendar { fiscal_start, .. } if *fiscal_start != 1);
    if fiscal && from.month() != to.month() {
        return None;
    }
    let (first, last) = (scheme.key_of(from)?, scheme.key_of(to)?);
    (scheme.wave_of(first) == scheme.wave_of(last)).then_some((first, Some(to)))
}

/// Runs of letters and of digits, in lower case without accents; none if anything but usual signs stands between.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in text.chars().flat_map(char::to_lowercase).map(plain) {
        if c.is_ascii_alphanumeric() {
            let goes_on = last.is_ascii_alphanumeric() && last.is_ascii_digit() == c.is_ascii_digit();
            match words.last_mut() {
                Some(word) if goes_on => word.push(c),
                _ => words.push(c.to_string()),
            }
        } else if !matches!(
            c,
            ' ' | '-' | '/' | '_' | '.' | ',' | '\'' | '\u{2019}' | '\u{a0}' | '\u{2010}'..='\u{2013}'
        ) {
            return None;
        }
        last = c;
    }
    Some(words)
}

fn plain(c: char) -> char {
    match c {
        'ä' | 'à' | 'â' => 'a',
        'é' | 'è' | 'ê' => 'e',
        'û' | 'ü' | 'ù' => 'u',
        other => other,
    }
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit())
}

fn month_of(word: &str) -> Option<i8> {
    month_number(word).or_else(|| month_named(word))
}

fn month_number(word: &str) -> Option<i8> {
    let number: i8 = if word.len() <= 2 { word.parse().ok()? } else { return None };
    (1..=12).contains(&number).then_some(number)
}

fn month_named(word: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|names| names.contains(&word))?;
    i8::try_from(at + 1).ok()
}

/// A quarter or a half: its word and its number, in either order.
fn part<'y>(year: &'y str, a: &str, b: &str) -> Option<(&'y str, i8, i8)> {
    let named = |word: &str| PARTS.iter().find(|(names, _)| names.contains(&word)).map(|(_, months)| *months);
    let (months, number) = match (named(a), named(b)) {
        (Some(months), None) => (months, b),
        (None, Some(months)) => (months, a),
        _ => return None,
    };
    let number: i8 = if number.len() == 1 { number.parse().ok()? } else { return None };
    (1..=12 / months).contains(&number).then_some((year, (number - 1) * months + 1, months))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    #[test]
    fn periods_as_exports_write_them() {
        let months = |year, first, last: i8| Some((day(year, first, 1), day(year, last, 1).last_of_month()));
        for (text, expected) in [
            ("Jan 2026", months(2026, 1, 1)),
            ("January 2026", months(2026, 1, 1)),
            ("2026-01", months(2026, 1, 1)),
            ("2026/2", months(2026, 2, 2)),
            ("02/2024", months(2024, 2, 2)),
            ("202612", months(2026, 12, 12)),
            ("Jan-26", months(2026, 1, 1)),
            ("Sept. 2026", months(2026, 9, 9)),
            ("März 2026", months(2026, 3, 3)),
            ("déc. 2026", months(2026, 12, 12)),
            ("août 2026", months(2026, 8, 8)),
            ("Q1 2026", months(2026, 1, 3)),
            ("2026Q1", months(2026, 1, 3)),
            ("2026-Q4", months(2026, 10, 12)),
            ("1. Quartal 2026", months(2026, 1, 3)),
            ("1st quarter of 2026", months(2026, 1, 3)),
            ("T2 2026", months(2026, 4, 6)),
            ("2. Halbjahr 2026", months(2026, 7, 12)),
            ("H1 2026", months(2026, 1, 6)),
            ("2026", months(2026, 1, 12)),
            ("Jan 26", None),
            ("13/2026", None),
            ("Q5 2026", None),
            ("H3 2026", None),
            ("soon", None),
            ("", None),
            ("2026-01-05", None),
            ("0000", None),
            ("12", None),
        ] {
            assert_eq!(period(text), expected, "{text}");
        }
    }

    #[test]
    fn a_period_must_lie_in_one_wave() {
        let quarters = WaveScheme::Calendar { months: 3, fiscal_start: 1 };
        let wave = |scheme: &WaveScheme, text: &str| {
            wave_named(scheme, text).map(|(key, last)| (scheme.id(scheme.wave_of(key)), last))
        };
        let march = Some(day(2026, 3, 31));
        assert_eq!(wave(&quarters, "1. Quartal 2026"), Some(("2026-Q1".into(), march)));
        assert_eq!(wave(&quarters, "März 2026"), Some(("2026-Q1".into(), march)));
        assert_eq!(wave(&quarters, "H1 2026"), None);
        assert_eq!(wave(&quarters, "2026"), None);
        let fiscal = WaveScheme::Calendar { months: 3, fiscal_start: 4 };
        assert_eq!(wave(&fiscal, "March 2026"), Some(("2025-26-Q4".into(), march)));
        assert_eq!(wave(&fiscal, "Q1 2026"), None);
        assert_eq!(wave(&fiscal, "2025-26 Q4"), Some(("2025-26-Q4".into(), march)));
        let months = WaveScheme::Calendar { months: 1, fiscal_start: 1 };
        assert_eq!(wave(&months, "Q1 2026"), None);
    }
}
