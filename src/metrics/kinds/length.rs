//! Lengths of time as authors write them: promises, thresholds.

use crate::survey::Value;

/// A length of time as the author wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct Length {
    /// In seconds.
    pub value: Value,
    /// `24 h`, `2 days`.
    pub label: String,
}

/// Units of time: how they may be written, their seconds, and how one and several are printed.
const UNITS: [(&[&str], f64, &str, &str); 4] = [
    (&["", "s", "sec", "second", "seconds"], 1.0, "s", "s"),
    (&["min", "m", "minute", "minutes"], 60.0, "min", "min"),
    (&["h", "hour", "hours"], 3_600.0, "h", "h"),
    (&["d", "day", "days"], 86_400.0, "day", "days"),
];

impl Length {
    /// A text such as `40s`, `30 min`, `24h` or `2 days`; seconds where no unit follows the number. None for what is no
    /// length of time above zero.
    pub fn read(text: &str) -> Option<Length> {
        let text = text.trim();
        let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
        Length::of(text[..end].parse().ok()?, &text[end..].trim().to_lowercase())
    }

    /// So many of a unit.
    pub(super) fn of(number: f64, unit: &str) -> Option<Length> {
        let (_, factor, one, many) = UNITS.iter().find(|(names, ..)| names.contains(&unit))?;
        let seconds = number * factor;
        if !(seconds > 0.0 && seconds < 1e9) {
            return None;
        }
        let value = Value((seconds * Value::SCALE as f64).round() as i64);
        Some(Length { value, label: format!("{number} {}", if number == 1.0 { one } else { many }) })
    }
}
