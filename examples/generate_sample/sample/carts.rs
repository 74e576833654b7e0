//! Carts started in the web shop and what became of them.

use super::calendar::{QUARTERS, time_of_day};
use super::random::Random;
use super::story::CARTS_ABANDONED;
use super::{SampleFile, calibrate, table};

const DEVICES: [&str; 3] = ["Phone", "Tablet", "Computer"];
const STARTED: [usize; 8] = [721, 698, 734, 742, 781, 756, 769, 802];

/// The carts of all eight quarters.
pub fn file() -> SampleFile {
    let mut random = Random::named("carts");
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (place, quarter) in QUARTERS.iter().enumerate() {
        // When, device, place in the order of giving up, and whether the end was recorded.
        let mut carts: Vec<_> = (0..STARTED[place])
            .map(|_| {
                let day = quarter.day(&mut random);
                let started = time_of_day(&mut random, day, 6, 24);
                let device = random.share(&[52, 9, 39]);
                (started, device, random.below(10_000), !random.per_mille(14))
            })
            .collect();
        carts.sort();
        let abandoned = |often: i64, device: usize, rank: i64| rank < often + [450, 100, -600][device];
        let target = CARTS_ABANDONED[place] * 10;
        let often = calibrate::nearest(0, 10_000, target, |often| {
            let known = carts.iter().filter(|cart| cart.3);
            let given_up = known.clone().filter(|cart| abandoned(often, cart.1, cart.2));
            given_up.count() as i64 * 10_000 / known.count() as i64
        });
        for (started, device, rank, known) in carts {
            let outcome = match (known, abandoned(often, device, rank)) {
                (false, _) => "",
                (true, true) => "abandoned",
                (true, false) => "ordered",
            };
            rows.push(vec![
                format!("W{:05}", 10_001 + rows.len()),
                started.to_string(),
                DEVICES[device].to_owned(),
                outcome.to_owned(),
            ]);
        }
    }
    table::file("carts.csv", &["cart_id", "started", "device", "outcome"], &rows)
}
