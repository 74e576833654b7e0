//! Northwind's customers: a number and the region it belongs to.

use super::random::Random;
use super::story::REGION_SHARES;

/// How many there are, about.
const CUSTOMERS: i64 = 24_000;

/// Someone with a contract.
#[derive(Clone, Copy)]
pub struct Customer {
    number: i64,
    /// Place in `story::REGIONS`.
    pub region: usize,
}

impl Customer {
    /// Any customer.
    pub fn any(random: &mut Random) -> Self {
        let number = random.below(CUSTOMERS);
        let region = Random::named(&format!("customer {number}")).share(&REGION_SHARES);
        Self { number, region }
    }

    /// As in the column `customer_id`, the same in every file.
    pub fn id(self) -> String {
        format!("C{}", 100_000 + self.number)
    }
}
