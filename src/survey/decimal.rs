//! Decimal numbers as people write them, read exactly onto a fixed scale.

use super::text::cell_text;

/// Why a text is no number of the kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotDecimal {
    /// It is not a decimal number.
    Malformed,
    /// It is one, too large for the scale.
    TooLarge,
}

/// Significant digits that are kept: enough for every `i64` and far more places than any scale has.
const DIGITS: u32 = 36;

/// The number in units of `10^-places`, rounded half away from zero.
///
/// The decimal sign is a comma with `comma`, else a point; the other of the two makes the text malformed,
/// because it might separate thousands. An exponent (`1e-3`) is read; a true minus sign (U+2212) too.
pub fn fixed(text: &str, places: u32, comma: bool) -> Result<i64, NotDecimal> {
    fixed_cell(text.as_bytes(), places, comma)
}

/// The same for the bytes of a cell.
pub fn fixed_cell(cell: &[u8], places: u32, comma: bool) -> Result<i64, NotDecimal> {
    match plain(cell, places, comma) {
        Some(number) => Ok(number),
        None => in_full(cell_text(cell), places, comma),
    }
}

/// The number where it is written as nearly all are: digits, and perhaps some behind a decimal sign, few enough that all
/// are kept.
fn plain(text: &[u8], places: u32, comma: bool) -> Option<i64> {
    let point = if comma { b',' } else { b'.' };
    let (mut number, mut behind, mut after_point) = (0i64, 0, false);
    if text.len() > 10 || !text.first()?.is_ascii_digit() {
        return None;
    }
    for &byte in text {
        match byte {
            b'0'..=b'9' => {
                number = number * 10 + i64::from(byte - b'0');
                behind += u32::from(after_point);
            }
            byte if byte == point && !after_point => after_point = true,
            _ => return None,
        }
    }
    number.checked_mul(10i64.checked_pow(places.checked_sub(behind)?)?)
}

fn in_full(text: &str, places: u32, comma: bool) -> Result<i64, NotDecimal> {
    let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, whole_exponent(exponent)?),
        None => (digits, 0),
    };
    let point = if comma { b',' } else { b'.' };
    let (mut mantissa, mut kept, mut behind) = (0i128, 0u32, 0i32);
    let (mut any, mut after_point) = (false, false);
    for &b in digits.as_bytes() {
        match b {
            b'0'..=b'9' => {
                any = true;
                if kept < DIGITS {
                    mantissa = mantissa * 10 + i128::from(b - b'0');
                    kept += u32::from(mantissa > 0);
                    behind = behind.saturating_add(i32::from(after_point));
                } else if !after_point {
                    return Err(NotDecimal::TooLarge);
                }
            }
            b if b == point && !after_point => after_point = true,
            _ => return Err(NotDecimal::Malformed),
        }
    }
    if !any {
        return Err(NotDecimal::Malformed);
    }
    let size = shifted(mantissa, (places as i32).saturating_add(exponent).saturating_sub(behind))?;
    i64::try_from(if negative { -size } else { size }).map_err(|_| NotDecimal::TooLarge)
}

fn whole_exponent(text: &str) -> Result<i32, NotDecimal> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NotDecimal::Malformed);
    }
    text.parse().map_err(|_| NotDecimal::Malformed)
}

/// `number * 10^by`, rounded half away from zero; `number` is not negative.
fn shifted(number: i128, by: i32) -> Result<i128, NotDecimal> {
    if number == 0 {
        return Ok(0);
    }
    match 10i128.checked_pow(by.unsigned_abs()) {
        Some(power) if by >= 0 => number.checked_mul(power).ok_or(NotDecimal::TooLarge),
        Some(power) => {
            let rest = number % power;
            Ok(number / power + i128::from(rest >= power - rest))
        }
        None if by >= 0 => Err(NotDecimal::TooLarge),
        None => Ok(0),
    }
}

#[cfg(test)]
mod tests {
    use super::NotDecimal::*;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forms_of_numbers() {
        let table: [(&str, Result<i64, NotDecimal>); 22] = [
            ("9", Ok(9_000)),
            ("9.0", Ok(9_000)),
            ("+9.", Ok(9_000)),
            (".5", Ok(500)),
            ("-1.25", Ok(-1_250)),
            ("\u{2212}3", Ok(-3_000)),
            ("007", Ok(7_000)),
            ("0.0005", Ok(1)),
            ("-0.0005", Ok(-1)),
            ("0.00049999999999999999999999999999999999999999", Ok(0)),
            ("1e2", Ok(100_000)),
            ("2.5E-3", Ok(3)),
            ("1e-400", Ok(0)),
            ("0e400", Ok(0)),
            ("1e400", Err(TooLarge)),
            ("9223372036854775808", Err(TooLarge)),
            ("1,5", Err(Malformed)),
            ("1.234.5", Err(Malformed)),
            ("", Err(Malformed)),
            (".", Err(Malformed)),
            ("1e", Err(Malformed)),
            ("4 ", Err(Malformed)),
        ];
        for (text, expected) in table {
            assert_eq!(fixed(text, 3, false), expected, "{text}");
        }
    }

    #[test]
    fn a_decimal_comma_makes_the_point_malformed() {
        assert_eq!(fixed("1,5", 3, true), Ok(1_500));
        assert_eq!(fixed("1.500", 3, true), Err(Malformed));
    }

    #[test]
    fn a_tenth_digit_rounds_away_from_zero() {
        assert_eq!(fixed("0.2847177143", 9, false), Ok(284_717_714));
        assert_eq!(fixed("0.2847177145", 9, false), Ok(284_717_715));
    }

    proptest! {
        #[test]
        fn what_is_written_in_full_is_read_back(units in any::<i32>()) {
            let text = format!("{}{}.{:06}", if units < 0 { "-" } else { "" }, units.unsigned_abs() / 1_000_000, units.unsigned_abs() % 1_000_000);
            prop_assert_eq!(fixed(&text, 6, false), Ok(i64::from(units)));
        }

        #[test]
        fn plain_numbers_are_read_as_any_are(text in "[0-9.,+-]{0,12}", places in 0u32..10, comma: bool) {
            if let Some(number) = plain(text.as_bytes(), places, comma) {
                prop_assert_eq!(in_full(&text, places, comma), Ok(number));
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}", places in 0u32..10) {
            let _ = fixed(&text, places, false);
        }
    }
}
