//! Numbers in claims: `40`, `80%`, `40s`, in the unit of the figure.

use crate::number::Unit;

/// Why a text is no number that a figure can be set against.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BadNumber {
    /// It does not begin like one.
    None,
    /// What follows the digits does not fit the figure.
    Unit(String),
    /// A share that looks like a fraction; the percentage that it would mean.
    Fraction(String),
    /// No figure in this unit could be it.
    Beyond,
}

/// The number that `text` means for a figure in `unit`, as values are kept.
pub(super) fn read(text: &str, unit: Unit) -> Result<f64, BadNumber> {
    let text = text.trim().replace('\u{2212}', "-");
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(text.len());
    let number: f64 = text[..end].parse().map_err(|_| BadNumber::None)?;
    let suffix = text[end..].trim().to_lowercase();
    let kept = match (unit, suffix.as_str()) {
        (Unit::Share, "") if number != 0.0 && number.abs() < 1.0 => {
            // Rounded, because 0.57 × 100 is not 57 in binary.
            return Err(BadNumber::Fraction(((number * 1e8).round() / 1e6).to_string()));
        }
        (Unit::Points, "" | "point" | "points") | (Unit::Share, "" | "%") => number / unit.print_factor(),
        (Unit::Seconds, "" | "s") | (Unit::Hours, "" | "h") => number,
        (Unit::Seconds, "min") => number * 60.0,
        (Unit::Seconds, "h") => number * 3_600.0,
        (Unit::Hours, "min") => number / 60.0,
        (Unit::Hours, "d") => number * 24.0,
        (Unit::Score | Unit::Count | Unit::PerCustomer, "") => number,
        _ => return Err(BadNumber::Unit(suffix)),
    };
    let possible = match unit {
        Unit::Points => (-1.0..=1.0).contains(&kept),
        Unit::Share => (0.0..=1.0).contains(&kept),
        Unit::Seconds | Unit::Hours | Unit::Count | Unit::PerCustomer => kept >= 0.0,
        Unit::Score => true,
    };
    if possible { Ok(kept) } else { Err(BadNumber::Beyond) }
}

/// The number as it is written in a claim.
pub(super) fn write(kept: f64, unit: Unit) -> String {
    let printed = match unit {
        Unit::Points => unit.export(kept),
        Unit::Share => Unit::Points.export(kept),
        _ => kept,
    };
    let suffix = match unit {
        Unit::Share => "%",
        Unit::Seconds => "s",
        Unit::Hours => "h",
        _ => "",
    };
    format!("{printed}{suffix}")
}

/// What a number looks like for a figure in `unit`.
pub(super) fn expected(unit: Unit) -> &'static str {
    match unit {
        Unit::Points => "points such as `40`, from -100 to 100",
        Unit::Share => "per cent such as `80` or `80%`, from 0 to 100",
        Unit::Seconds => "a time such as `40s` or `2min`",
        Unit::Hours => "a time such as `24h` or `2d`",
        Unit::Score | Unit::PerCustomer => "a number such as `4.2`",
        Unit::Count => "a number such as `120`",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_in_the_unit_that_is_printed() {
        assert_eq!(read("40", Unit::Points), Ok(0.4));
        assert_eq!(read("\u{2212}12.5", Unit::Points), Ok(-0.125));
        assert_eq!(read("80%", Unit::Share), Ok(0.8));
        assert_eq!(read("0.5%", Unit::Share), Ok(0.005));
        assert_eq!(read("2min", Unit::Seconds), Ok(120.0));
        assert_eq!(read("2 d", Unit::Hours), Ok(48.0));
        assert_eq!(read("0.57", Unit::Share), Err(BadNumber::Fraction("57".into())));
        assert_eq!(read("40%", Unit::Points), Err(BadNumber::Unit("%".into())));
        assert_eq!(read("1000", Unit::Points), Err(BadNumber::Beyond));
        assert_eq!(read("100", Unit::Share), Ok(1.0));
        assert_eq!(read("-5%", Unit::Share), Err(BadNumber::Beyond));
        assert_eq!(read("-5", Unit::Count), Err(BadNumber::Beyond));
        assert_eq!(read("fjord", Unit::Points), Err(BadNumber::None));
        assert_eq!(read("", Unit::Points), Err(BadNumber::None));
        assert_eq!(read("2026-q1", Unit::Points), Err(BadNumber::None));
    }

    #[test]
    fn what_is_written_reads_back() {
        for (kept, unit) in [(0.139, Unit::Points), (0.57, Unit::Share), (0.005, Unit::Share), (40.0, Unit::Seconds)] {
            assert_eq!(read(&write(kept, unit), unit), Ok(kept), "{kept}");
        }
    }
}
