//! A project of any number of branches from a fixed seed: three quarters, about 37 responses a branch in each.

use super::project::random::Random;
use std::fmt::Write as _;
use std::path::Path;

const CONFIG: &str = include_str!("branches.toml");

/// Writes the project of so many branches.
pub fn write(folder: &Path, branches: u64) -> std::io::Result<()> {
    let mut random = Random::named("branches");
    let mut text = String::from("id,date,branch,nps,csat,ces\n");
    let mut row = 0_u64;
    for branch in 0..branches {
        // Branches differ by a fraction of what their customers do.
        let own = random.normal() * 3 / 10;
        for quarter in 0..3 {
            for _ in 0..random.between(15, 60) {
                row += 1;
                let mood = own + random.normal();
                let rating = |middle: i64, step: i64, least: i64, most: i64| (middle + mood / step).clamp(least, most);
                let (month, day) = (1 + 3 * quarter + random.below(3), random.between(1, 28));
                let (nps, csat, ces) = (rating(8, 500, 0, 10), rating(4, 900, 1, 5), rating(5, 700, 1, 7));
                let _ = writeln!(text, "B{row:08},2026-{month:02}-{day:02},Branch {branch:05},{nps},{csat},{ces}");
            }
        }
    }
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("responses.csv"), text)?;
    std::fs::write(folder.join("site-config.toml"), CONFIG)
}
