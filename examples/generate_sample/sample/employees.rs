//! The half-yearly survey of Northwind's own people.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::random::Random;
use super::story::EMPLOYEE_NPS;
use super::{SampleFile, calibrate, table};

/// Code of the survey, its first day, questionnaires returned.
const SURVEYS: [(&str, Date, i64); 4] = [
    ("24H2", date(2024, 11, 4), 221),
    ("25H1", date(2025, 5, 5), 226),
    ("25H2", date(2025, 11, 3), 229),
    ("26H1", date(2026, 5, 4), 224),
];
const DEPARTMENTS: [&str; 5] = ["Shops", "Contact centre", "Network", "Head office", "Logistics"];
/// Lowest latent value of the answers 1 to 10, in thousandths of a standard deviation.
const RECOMMEND: [i64; 10] = [-2600, -2300, -2050, -1800, -1550, -1100, -700, -150, 480, 1050];
/// The same for the answers 2 to 5.
const CAN_HELP: [i64; 4] = [-1900, -1150, -350, 750];

struct Employee {
    date: Date,
    department: usize,
    mood: i64,
    noise: [i64; 2],
}

impl Employee {
    fn latent(&self, level: i64, noise: usize) -> i64 {
        let department = [60, -220, 120, 150, -150][self.department];
        level + department + (800 * self.mood + 600 * self.noise[noise]) / 1000
    }

    fn recommend(&self, level: i64) -> i64 {
        let latent = self.latent(level, 0);
        RECOMMEND.iter().filter(|bound| latent >= **bound).count() as i64
    }

    fn can_help(&self, level: i64) -> i64 {
        let latent = self.latent(level, 1);
        1 + CAN_HELP.iter().filter(|bound| latent >= **bound).count() as i64
    }
}

/// All four surveys.
pub fn file() -> SampleFile {
    let mut random = Random::named("employees");
    let mut rows = Vec::new();
    for ((code, first, returned), target) in SURVEYS.into_iter().zip(EMPLOYEE_NPS) {
        let mut people: Vec<Employee> = (0..returned)
            .map(|_| Employee {
                date: first.saturating_add(random.below(19).days()),
                department: random.share(&[29, 33, 16, 16, 6]),
                mood: random.normal(),
                noise: [random.normal(), random.normal()],
            })
            .collect();
        people.sort_by_key(|person| person.date);
        let level = calibrate::nearest(-3000, 3000, target * 10, |level| {
            let score = |person: &Employee| match person.recommend(level) {
                9.. => 10_000,
                7..=8 => 0,
                _ => -10_000,
            };
            people.iter().map(score).sum::<i64>() / returned
        });
        for (nth, person) in people.iter().enumerate() {
            let recommend = person.recommend(level).to_string();
            let can_help = person.can_help(level).to_string();
            rows.push(vec![
                format!("E{code}-{:03}", nth + 1),
                person.date.to_string(),
                DEPARTMENTS[person.department].to_owned(),
                if random.per_mille(15) { String::new() } else { recommend },
                if random.per_mille(25) { String::new() } else { can_help },
            ]);
        }
    }
    let header = ["id", "date", "department", "recommend_employer", "can_help_customers"];
    table::file("employees.csv", &header, &rows)
}
