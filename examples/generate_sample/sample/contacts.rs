//! Contacts other than by telephone, so that contacts can be counted per customer and by channel.

use jiff::ToSpan;

use super::calendar::{END, QUARTERS, time_of_day};
use super::customers::Customer;
use super::random::Random;
use super::story::{REGIONS, courier_trouble};
use super::{SampleFile, table};

const CHANNELS: [&str; 3] = ["Chat", "E-mail", "Shop"];
const REASONS: [&str; 6] = ["Delivery", "Bill", "Network", "Device", "Contract", "App"];
/// Customers who get in touch about something new, each quarter: chat grows.
const NEW_MATTERS: [i64; 8] = [470, 480, 495, 505, 520, 590, 560, 540];
/// How many, per mille, come back about the same matter within ten days, by channel.
const AGAIN: [i64; 3] = [120, 210, 70];

/// The contacts of all eight quarters.
pub fn file() -> SampleFile {
    let mut random = Random::named("contacts");
    let mut contacts = Vec::new();
    for (place, quarter) in QUARTERS.iter().enumerate() {
        for _ in 0..NEW_MATTERS[place] {
            let customer = Customer::any(&mut random);
            let channel = random.share(&[30 + 2 * place as i64, 38, 32]);
            let day = quarter.working_day(&mut random);
            let mut at = time_of_day(&mut random, day, 8, 20);
            let trouble = courier_trouble(customer.region, at);
            let reason = random.share(&[14 + trouble / 2, 26, 18, 16, 16, 10]);
            loop {
                contacts.push((at, customer, channel, reason));
                if !random.per_mille(AGAIN[channel] + trouble) {
                    break;
                }
                let day = at.date().saturating_add(random.between(1, 10).days());
                at = time_of_day(&mut random, day, 8, 20);
                if at > END {
                    break;
                }
            }
        }
    }
    contacts.sort_by_key(|contact| contact.0);
    let rows: Vec<Vec<String>> = contacts
        .iter()
        .enumerate()
        .map(|(nth, (at, customer, channel, reason))| {
            vec![
                format!("T{:05}", 10_001 + nth),
                at.to_string(),
                customer.id(),
                REGIONS[customer.region].to_owned(),
                CHANNELS[*channel].to_owned(),
                REASONS[*reason].to_owned(),
            ]
        })
        .collect();
    let header = ["contact_id", "at", "customer_id", "region", "channel", "reason"];
    table::file("contacts.csv", &header, &rows)
}
