//! Lengths of time from their cells.

use super::decimal::fixed;
use super::row::Value;

/// The seconds in a trimmed cell: plain seconds, `mm:ss` or `hh:mm:ss`, the seconds with decimals if need be.
pub fn seconds(text: &str, comma: bool) -> Option<Value> {
    let (before, last) = text.rsplit_once(':').unwrap_or(("", text));
    let rest = fixed(last, 6, comma).ok().filter(|&units| units >= 0 && !last.starts_with(['+', '-', '\u{2212}']))?;
    if !text.contains(':') {
        return Some(Value(rest));
    }
    if rest >= 60 * Value::SCALE {
        return None;
    }
    let whole = match before.split_once(':') {
        Some((hours, minutes)) => {
            let minutes = digits(minutes).filter(|&m| m < 60)?;
            digits(hours)? * 3600 + minutes * 60
        }
        None => digits(before)? * 60,
    };
    Some(Value(Value::whole(whole).0 + rest))
}

fn digits(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.len() <= 8 && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_durations() {
        let table = [
            ("165", Some(165.0)),
            ("2.5", Some(2.5)),
            ("2:45", Some(165.0)),
            ("90:00", Some(5400.0)),
            ("00:02:45", Some(165.0)),
            ("00:02:45.250", Some(165.25)),
            ("100:00:00", Some(360_000.0)),
            ("0", Some(0.0)),
            ("-5", None),
            ("2:60", None),
            ("1:60:00", None),
            ("1:2:3:4", None),
            (":30", None),
            ("2:", None),
            ("-1:30", None),
            ("2:-30", None),
            ("1e3:10", None),
            ("two minutes", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(seconds(text, false).map(Value::number), expected, "{text}");
        }
        assert_eq!(seconds("2:45,5", true).map(Value::number), Some(165.5));
    }
}
