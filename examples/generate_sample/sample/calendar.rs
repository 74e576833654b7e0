//! The eight quarters of the sample and moments in them.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday, date};

use super::random::Random;

/// A calendar quarter.
pub struct Quarter {
    /// As in file names and in the frame: `2024-Q4`.
    pub name: &'static str,
    /// As in respondent ids: `24Q4`.
    pub code: &'static str,
    /// Its first day.
    pub first: Date,
}

/// 2024-Q4 to 2026-Q3.
pub const QUARTERS: [Quarter; 8] = [
    Quarter { name: "2024-Q4", code: "24Q4", first: date(2024, 10, 1) },
    Quarter { name: "2025-Q1", code: "25Q1", first: date(2025, 1, 1) },
    Quarter { name: "2025-Q2", code: "25Q2", first: date(2025, 4, 1) },
    Quarter { name: "2025-Q3", code: "25Q3", first: date(2025, 7, 1) },
    Quarter { name: "2025-Q4", code: "25Q4", first: date(2025, 10, 1) },
    Quarter { name: "2026-Q1", code: "26Q1", first: date(2026, 1, 1) },
    Quarter { name: "2026-Q2", code: "26Q2", first: date(2026, 4, 1) },
    Quarter { name: "2026-Q3", code: "26Q3", first: date(2026, 7, 1) },
];

/// The last second of the data.
pub const END: DateTime = date(2026, 9, 30).at(23, 59, 59, 0);

impl Quarter {
    /// The day after its last.
    fn end(&self) -> Date {
        self.first.saturating_add(3.months())
    }

    /// Whether the moment lies in the quarter.
    pub fn holds(&self, moment: DateTime) -> bool {
        self.first <= moment.date() && moment.date() < self.end()
    }

    /// Any of its days.
    pub fn day(&self, random: &mut Random) -> Date {
        let days = i64::from((self.end() - self.first).get_days());
        self.first.saturating_add(random.below(days).days())
    }

    /// Any of its days but Sundays, on which shops and the contact centre are closed.
    pub fn working_day(&self, random: &mut Random) -> Date {
        loop {
            let day = self.day(random);
            if day.weekday() != Weekday::Sunday {
                return day;
            }
        }
    }
}

/// A moment of that day, from one full hour to just before another.
pub fn time_of_day(random: &mut Random, day: Date, from: i64, to: i64) -> DateTime {
    let second = random.between(from * 3600, to * 3600 - 1);
    day.at(0, 0, 0, 0).saturating_add(second.seconds())
}
