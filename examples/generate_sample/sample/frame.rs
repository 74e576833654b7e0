//! How many customers there were, were asked, began, finished and left: one row a quarter and region.

use super::calendar::QUARTERS;
use super::random::Random;
use super::responses::Wave;
use super::story::{NORTH, REGION_SHARES, REGIONS};
use super::{SampleFile, table};

/// All customers at the start of each quarter.
const CUSTOMERS: [i64; 8] = [22_640, 22_910, 23_160, 23_420, 23_610, 23_890, 23_760, 23_950];
/// Finished of 1000 invited: fewer every quarter, as in most programmes.
const RESPONSE: [i64; 8] = [142, 140, 138, 137, 133, 134, 129, 126];
/// Customers who left, of 10,000.
const LEFT: [i64; 8] = [231, 226, 219, 222, 214, 238, 243, 221];

/// The frame beside the completed questionnaires that the survey files hold.
pub fn file(waves: &[Wave]) -> SampleFile {
    let mut random = Random::named("frame");
    let mut rows = Vec::new();
    for wave in waves {
        for (region, name) in REGIONS.iter().enumerate() {
            let customers = CUSTOMERS[wave.quarter] * REGION_SHARES[region] / 1000 + random.between(-9, 9);
            let completed = wave.completed[region];
            let response = RESPONSE[wave.quarter] + random.between(-6, 6);
            let invited = (completed * 1000 / response).min(customers);
            let started = completed + completed * random.between(140, 190) / 1000;
            // The late parcels cost the north customers in the two quarters after.
            let courier = if region == NORTH && (5..=6).contains(&wave.quarter) { 95 } else { 0 };
            let left = customers * (LEFT[wave.quarter] + courier + random.between(-12, 12)) / 10_000;
            let without_complaint = left * random.between(850, 910) / 1000;
            let counts = [customers, invited, started, completed, left, without_complaint];
            let mut row = vec![QUARTERS[wave.quarter].name.to_owned(), (*name).to_owned()];
            row.extend(counts.iter().map(i64::to_string));
            rows.push(row);
        }
    }
    let header =
        ["quarter", "region", "customers", "invited", "started", "completed", "left", "left_without_complaint"];
    table::file("customers.csv", &header, &rows)
}
