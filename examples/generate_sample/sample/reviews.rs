//! Stars that customers gave Northwind on three review sites, all invented.

use jiff::civil::Date;

use super::calendar::QUARTERS;
use super::random::Random;
use super::story::COURIER;
use super::{SampleFile, table};

const SITES: [&str; 3] = ["PlainTalk", "RingFinder", "SwitchScout"];
const WRITTEN: [i64; 8] = [138, 141, 147, 149, 155, 172, 153, 149];
/// Stars 1 to 5 by site, per cent: people go to PlainTalk to complain.
const STARS: [[i64; 5]; 3] = [[24, 14, 14, 22, 26], [7, 7, 14, 33, 39], [9, 8, 15, 31, 37]];
const TITLES: [&[&str]; 5] = [
    &["Never again", "Parcel lost, nobody cares", "Worst support", "Charged twice"],
    &["Disappointed", "Late delivery", "Long wait on the phone", "Expensive and slow"],
    &["It is all right", "Average", "Good network, poor service", "Could be better"],
    &["Good value", "Mostly happy", "Reliable network", "Friendly shop"],
    &["Excellent", "Best move I made", "Great service, \"thank you\"", "Easy from start to finish"],
];

/// The reviews of all eight quarters.
pub fn file() -> SampleFile {
    let mut random = Random::named("reviews and stars");
    let mut reviews: Vec<(Date, usize, usize, &str)> = Vec::new();
    for (place, quarter) in QUARTERS.iter().enumerate() {
        for _ in 0..WRITTEN[place] {
            let date = quarter.day(&mut random);
            let site = random.share(&[30, 42, 28]);
            let mut shares = STARS[site];
            if place == 5 && date >= COURIER {
                shares[0] += 18;
                shares[1] += 8;
            }
            shares[4] += 2 * place as i64;
            let stars = random.share(&shares);
            reviews.push((date, site, stars, random.one(TITLES[stars])));
        }
    }
    reviews.sort_by_key(|review| review.0);
    let rows: Vec<Vec<String>> = reviews
        .iter()
        .map(|(date, site, stars, title)| {
            let stars = (stars + 1).to_string();
            vec![date.to_string(), SITES[*site].to_owned(), stars, (*title).to_owned()]
        })
        .collect();
    table::file("reviews.csv", &["date", "site", "stars", "title"], &rows)
}
