//! Telephone calls: one file a quarter.

use jiff::ToSpan;
use jiff::civil::{DateTime, Weekday};

use super::calendar::{END, QUARTERS, time_of_day};
use super::customers::Customer;
use super::random::Random;
use super::story::{MEAN_WAIT, REGIONS, courier_trouble};
use super::{SampleFile, calibrate, table};

/// Customers who call about something new, each quarter.
const NEW_MATTERS: i64 = 1260;
/// How many callers, per mille, call again about the same matter within nine days.
const CALL_AGAIN: [i64; 8] = [180, 178, 172, 170, 163, 181, 155, 134];

const QUEUES: [&str; 3] = ["Sales", "Support", "Billing"];
/// What people call about, by queue.
const REASONS: [&[&str]; 3] = [
    &["New contract", "Upgrade", "Delivery"],
    &["No signal", "Delivery", "Device", "App"],
    &["Bill too high", "Refund", "Payment"],
];

struct Call {
    received: DateTime,
    customer: Customer,
    queue: usize,
    reason: &'static str,
    /// How long an answer takes, in thousandths of the mean.
    offered: i64,
    /// Seconds after which the caller hangs up.
    patience: i64,
}

/// All eight quarters.
pub fn files() -> Vec<SampleFile> {
    let mut calls = draw(&mut Random::named("calls"));
    calls.sort_by_key(|call| call.received);
    let mut files = Vec::new();
    for (place, quarter) in QUARTERS.iter().enumerate() {
        let these: Vec<&Call> = calls.iter().filter(|call| quarter.holds(call.received)).collect();
        let mean = calibrate::nearest(1, 300, MEAN_WAIT[place], |mean| {
            these.iter().map(|call| call.wait(mean).0 * 10).sum::<i64>() / these.len() as i64
        });
        let rows: Vec<_> = these
            .iter()
            .enumerate()
            .map(|(nth, call)| call.row(&format!("K{}-{:04}", quarter.code, nth + 1), mean))
            .collect();
        let header = ["call_id", "received", "customer_id", "region", "queue", "reason", "wait_seconds", "outcome"];
        let path = format!("calls/{}.csv", quarter.name.to_lowercase());
        files.push(table::file(&path, &header, &rows));
    }
    files
}

fn draw(random: &mut Random) -> Vec<Call> {
    let mut calls = Vec::new();
    for (place, quarter) in QUARTERS.iter().enumerate() {
        for _ in 0..NEW_MATTERS {
            let customer = Customer::any(random);
            let day = quarter.working_day(random);
            let mut received = time_of_day(random, day, 8, 20);
            let trouble = courier_trouble(customer.region, received);
            let queue = random.share(&[22, 46, 32]);
            let about_delivery = queue < 2 && random.per_mille(7 * trouble);
            let reason = if about_delivery { "Delivery" } else { random.one(REASONS[queue]) };
            loop {
                calls.push(Call {
                    received,
                    customer,
                    queue,
                    reason,
                    offered: random.exponential(),
                    patience: patience(random),
                });
                if !random.per_mille(CALL_AGAIN[place] + 2 * trouble) {
                    break;
                }
                let mut day = received.date().saturating_add(random.between(1, 9).days());
                if day.weekday() == Weekday::Sunday {
                    day = day.saturating_add(1.day());
                }
                received = time_of_day(random, day, 8, 20);
                if received > END {
                    break;
                }
            }
        }
    }
    calls
}

/// Few hang up in the first forty seconds; after that, patience wears off evenly.
fn patience(random: &mut Random) -> i64 {
    if random.per_mille(40) { random.between(5, 39) } else { 40 + random.exponential() * 300 / 1000 }
}

impl Call {
    /// Seconds waited, and whether someone answered, when answers take `mean` seconds on average.
    fn wait(&self, mean: i64) -> (i64, bool) {
        let queue = [78, 108, 104][self.queue];
        let north = 100 + courier_trouble(self.customer.region, self.received).min(70);
        let answer = 3 + self.offered * mean / 1000 * queue / 100 * north / 100;
        if answer > self.patience { (self.patience, false) } else { (answer, true) }
    }

    fn row(&self, id: &str, mean: i64) -> Vec<String> {
        let (wait, answered) = self.wait(mean);
        vec![
            id.to_owned(),
            self.received.to_string(),
            self.customer.id(),
            REGIONS[self.customer.region].to_owned(),
            QUEUES[self.queue].to_owned(),
            self.reason.to_owned(),
            wait.to_string(),
            if answered { "answered" } else { "abandoned" }.to_owned(),
        ]
    }
}
