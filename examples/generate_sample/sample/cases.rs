//! Complaints and how they were dealt with: the promise is a first answer within 24 hours.

use jiff::ToSpan;
use jiff::civil::DateTime;

use super::calendar::{END, QUARTERS, time_of_day};
use super::customers::Customer;
use super::random::Random;
use super::story::{ANSWERED_IN_A_DAY, CHANNELS, NORTH, REGIONS, courier_trouble};
use super::{SampleFile, calibrate, table};

const KINDS: [&str; 5] = ["Delivery", "Billing", "Network", "Staff", "Contract"];
const DELIVERY: usize = 0;
const OPENED: [usize; 8] = [352, 361, 348, 366, 371, 438, 389, 375];
/// The promise, in minutes.
const PROMISE: i64 = 24 * 60;

struct Case {
    opened: DateTime,
    customer: Customer,
    kind: usize,
    channel: usize,
    /// The place in the order of answering, 0 to 9999: the lower, the sooner.
    rank: i64,
    /// Minutes beyond the promise, if it is broken.
    late: i64,
    /// Minutes from the first answer to the end.
    work: i64,
    never_answered: bool,
    luck: i64,
}

/// The complaints of all eight quarters.
pub fn file() -> SampleFile {
    let mut random = Random::named("cases");
    let mut rows = Vec::new();
    for (place, quarter) in QUARTERS.iter().enumerate() {
        let mut cases: Vec<Case> = (0..OPENED[place])
            .map(|_| {
                let day = quarter.day(&mut random);
                let opened = time_of_day(&mut random, day, 6, 24);
                case(&mut random, opened)
            })
            .collect();
        cases.sort_by_key(|case| case.opened);
        let target = ANSWERED_IN_A_DAY[place] * 10;
        let in_time = calibrate::nearest(0, 12_000, target, |in_time| {
            let kept = cases.iter().filter(|case| case.answered_after(in_time) <= Some(PROMISE));
            let kept = kept.filter(|case| case.answered_after(in_time).is_some());
            kept.count() as i64 * 10_000 / cases.len() as i64
        });
        for case in &cases {
            let id = format!("S{:05}", 10_001 + rows.len());
            rows.push(case.row(&id, in_time));
        }
    }
    let header =
        ["case_id", "customer_id", "opened", "first_answer", "closed", "kind", "region", "channel", "resolved"];
    table::file("cases.csv", &header, &rows)
}

fn case(random: &mut Random, opened: DateTime) -> Case {
    let customer = Customer::any(random);
    let mut kinds = [22, 29, 21, 10, 18];
    kinds[DELIVERY] += courier_trouble(customer.region, opened) * 3 / 2;
    Case {
        opened,
        customer,
        kind: random.share(&kinds),
        channel: random.share(&[18, 27, 37, 18]),
        rank: random.below(10_000),
        late: random.exponential() * 1500 / 1000,
        work: 30 + random.exponential() * 5000 / 1000,
        never_answered: random.per_mille(7),
        luck: random.below(1000),
    }
}

impl Case {
    /// Minutes to the first answer, if there was one, when about `in_time` of 10,000 are answered
    /// within the promise. The north is slower, more so since the new courier.
    fn answered_after(&self, in_time: i64) -> Option<i64> {
        let north = if self.customer.region == NORTH { 400 } else { 0 };
        let courier = 12 * courier_trouble(self.customer.region, self.opened).clamp(0, 100);
        let since = if courier > 0 { 600 } else { 0 };
        let delivery = if self.kind == DELIVERY { 400 } else { 0 };
        let bound = (in_time - north - courier - since - delivery).max(1);
        if self.never_answered {
            None
        } else if self.rank < bound {
            Some(12 + (PROMISE - 12) * self.rank / bound * self.rank / bound)
        } else {
            Some(PROMISE + 1 + self.late)
        }
    }

    fn row(&self, id: &str, in_time: i64) -> Vec<String> {
        let known = |moment: &DateTime| *moment <= END;
        let after = |moment: DateTime, minutes: i64| moment.saturating_add(minutes.minutes());
        let answered = self.answered_after(in_time).map(|wait| after(self.opened, wait)).filter(known);
        let closed = answered.map(|moment| after(moment, self.work)).filter(known);
        let kept = answered.is_some_and(|moment| moment <= after(self.opened, PROMISE));
        let resolved = match closed {
            None => "",
            Some(_) if self.luck < if kept { 870 } else { 690 } => "yes",
            Some(_) => "no",
        };
        let written = |moment: Option<DateTime>| moment.map_or(String::new(), |at| at.to_string());
        vec![
            id.to_owned(),
            self.customer.id(),
            self.opened.to_string(),
            written(answered),
            written(closed),
            KINDS[self.kind].to_owned(),
            REGIONS[self.customer.region].to_owned(),
            CHANNELS[self.channel].to_owned(),
            resolved.to_owned(),
        ]
    }
}
