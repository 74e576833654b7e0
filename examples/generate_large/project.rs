//! A project of any size from a fixed seed: about 148 bytes a response, 19 columns.

#[path = "../generate_sample/sample/random.rs"]
#[allow(dead_code, reason = "the sample draws in more ways than this does")]
pub mod random;

use random::Random;
use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::path::Path;

const HEADER: &str = "id,date,brand,segment,region,channel,weight,nps,csat,ces,speed,price,advice,courtesy,network,app,wait,resolved,comment";
const BRANDS: [&str; 5] = ["Northwind", "Fjord", "Altair", "Meridian", "Cobalt"];
const SEGMENTS: [&str; 4] = ["Consumer", "Small business", "Enterprise", "Public sector"];
const REGIONS: [&str; 8] = ["North", "Süd", "Île-de-France", "Κρήτη", "Сибирь", "東京", "القاهرة", "دہلی"];
const CHANNELS: [&str; 5] = ["Shop", "Web", "Phone", "App", "Partner"];
const ATTRIBUTES: usize = 6;
const WORDS: [&str; 24] = [
    "the",
    "agent",
    "was",
    "quick",
    "and",
    "kind",
    "but",
    "waiting",
    "took",
    "long",
    "très",
    "bien",
    "schnell",
    "gelöst",
    "γρήγορα",
    "σωστά",
    "спасибо",
    "долго",
    "親切",
    "遅い",
    "شكرا",
    "ok",
    "\"\"again\"\"",
    "price,",
];
/// Months of data: sixteen quarters to September 2026.
const MONTHS: i64 = 48;
const FIRST_YEAR: i64 = 2022;
const FIRST_MONTH: i64 = 9;

const CONFIG: &str = include_str!("site-config.toml");

/// Writes a project with so many responses into a folder.
pub fn write(folder: &Path, responses: u64) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("site-config.toml"), CONFIG)?;
    let mut file = BufWriter::with_capacity(1 << 20, std::fs::File::create(folder.join("responses.csv"))?);
    let mut random = Random::named("responses");
    let mut line = format!("{HEADER}\n");
    for row in 0..responses {
        response(&mut random, row, &mut line);
        if line.len() > 1 << 16 {
            file.write_all(line.as_bytes())?;
            line.clear();
        }
    }
    file.write_all(line.as_bytes())?;
    file.flush()
}

/// One line. Ratings go together, and differ a little by brand, so that figures and drivers have something to find.
fn response(random: &mut Random, row: u64, line: &mut String) {
    let month = FIRST_MONTH + random.below(MONTHS);
    let (year, month) = (FIRST_YEAR + month / 12, month % 12 + 1);
    let brand = random.share(&[40, 20, 15, 15, 10]);
    let mood = random.normal() + 200 - 90 * brand as i64;
    let rating = |random: &mut Random, middle: i64, step: i64, least: i64, most: i64| {
        (middle + (mood + random.normal() / 2) / step).clamp(least, most)
    };
    let _ = write!(
        line,
        "R{row:09},{year}-{month:02}-{:02},{},{},{},{},{}.{:06}",
        random.between(1, 28),
        BRANDS[brand],
        random.one(&SEGMENTS),
        random.one(&REGIONS),
        random.one(&CHANNELS),
        random.below(3),
        random.between(1, 999_999),
    );
    let scales = [(8, 500, 0, 10), (4, 900, 1, 5), (5, 700, 1, 7)];
    for (middle, step, least, most) in scales.into_iter().chain([(4, 900, 1, 5); ATTRIBUTES]) {
        line.push(',');
        // One answer in fifty is missing.
        if !random.per_mille(20) {
            let _ = write!(line, "{}", rating(random, middle, step, least, most));
        }
    }
    let _ = write!(
        line,
        ",{},{},",
        (random.exponential() / 8).min(3_600),
        if random.per_mille(780) { "yes" } else { "no" }
    );
    let words = random.below(19);
    if words > 0 {
        line.push('"');
        for word in 0..words {
            let space = if word > 0 { " " } else { "" };
            let _ = write!(line, "{space}{}", random.one(&WORDS));
        }
        line.push('"');
    }
    line.push('\n');
}
