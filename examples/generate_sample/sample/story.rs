//! What happens to the five companies in two years: the figures that a report should find again.
//!
//! People are drawn at random; then each company's level in each quarter is moved until the
//! weighted results are those written here. So a reader can compare the report with this page.

use jiff::civil::{Date, DateTime, date};

/// A company in the survey.
pub struct Brand {
    /// As in the column `brand`.
    pub name: &'static str,
    /// Responses in each quarter.
    pub responses: [usize; 8],
    /// Weighted net promoter score in each quarter, in tenths of a point.
    pub nps: [i64; 8],
    /// Weighted share answering 5 to 7 on ease, in each quarter, in tenths of a per cent.
    pub ease: [i64; 8],
    /// Weighted share answering 4 or 5 on satisfaction in each quarter, in tenths of a per cent.
    pub satisfied: [i64; 8],
    /// How far each of [`ATTRIBUTES`] stands from the company's general level, in thousandths of
    /// a standard deviation: Fjord answers, Kestrel is polite, Halden is seldom there.
    pub profile: [i64; 8],
}

/// Northwind (us) first.
pub const BRANDS: [Brand; 5] = [
    Brand {
        name: "Northwind",
        responses: [804, 818, 811, 823, 815, 826, 809, 831],
        nps: [306, 324, 346, 338, 363, 286, 339, 382],
        ease: [683, 687, 695, 690, 704, 672, 701, 772],
        satisfied: [689, 694, 701, 698, 712, 658, 699, 731],
        profile: [0, 0, 0, 0, 0, 0, 0, 0],
    },
    Brand {
        name: "Fjord",
        responses: [338, 346, 341, 352, 347, 343, 350, 356],
        nps: [398, 405, 421, 430, 449, 436, 451, 486],
        ease: [741, 746, 738, 752, 749, 755, 751, 760],
        satisfied: [731, 736, 744, 751, 757, 749, 762, 778],
        profile: [0, 20, 60, 40, 120, 160, -40, 80],
    },
    Brand {
        name: "Kestrel",
        responses: [152, 148, 155, 150, 147, 153, 149, 156],
        nps: [341, 329, 352, 331, 372, 339, 347, 391],
        ease: [702, 690, 711, 697, 713, 705, 699, 716],
        satisfied: [709, 703, 715, 706, 721, 702, 712, 726],
        profile: [40, 120, 0, -60, -120, -40, 180, -60],
    },
    Brand {
        name: "Orbit",
        responses: [121, 118, 124, 120, 117, 122, 119, 123],
        nps: [231, 248, 219, 242, 236, 228, 251, 239],
        ease: [641, 650, 634, 647, 639, 652, 644, 648],
        satisfied: [638, 645, 629, 640, 634, 642, 647, 639],
        profile: [-40, -40, 60, 40, 60, -80, 0, 40],
    },
    Brand {
        name: "Halden",
        responses: [98, 103, 101, 96, 104, 99, 102, 100],
        nps: [24, 9, 31, 15, 27, 12, 22, 18],
        ease: [553, 561, 548, 557, 562, 550, 555, 559],
        satisfied: [486, 478, 491, 474, 489, 481, 477, 484],
        profile: [0, -40, 0, 40, -260, -120, 60, 40],
    },
];

/// Northwind's respondents on the Islands: too few for a figure of their own in 2025-Q2 and
/// 2026-Q1 (below 10), few enough for a warning in all other quarters but 2025-Q4 (below 30).
pub const ISLANDERS: [usize; 8] = [22, 14, 9, 27, 33, 8, 17, 24];

/// Regions, the smallest last.
pub const REGIONS: [&str; 5] = ["North", "South", "East", "West", "Islands"];
/// How customers split over [`REGIONS`], per mille.
pub const REGION_SHARES: [i64; 5] = [285, 270, 240, 190, 15];
/// North's place in [`REGIONS`].
pub const NORTH: usize = 0;
/// The Islands' place in [`REGIONS`].
pub const ISLANDS: usize = 4;

/// Types of customer.
pub const SEGMENTS: [&str; 3] = ["Consumer", "Small business", "Enterprise"];
/// How long someone has been a customer.
pub const TENURES: [&str; 4] = ["under 1 year", "1 to 3 years", "3 to 10 years", "over 10 years"];
/// Where the last contact was.
pub const CHANNELS: [&str; 4] = ["Shop", "Web", "Phone", "App"];
/// The telephone's place in [`CHANNELS`].
pub const PHONE: usize = 2;

/// The eight service attributes, as their columns are called.
pub const ATTRIBUTES: [&str; 8] = [
    "q4_customer_first",
    "q4_attitude",
    "q4_professionalism",
    "q4_guidance",
    "q4_availability",
    "q4_personal_answer",
    "q4_courtesy",
    "q4_reliability",
];
/// What each attribute contributes to satisfaction and recommendation, in thousandths: reliability
/// and a personal answer most; customer first and attitude alike, and they move together.
pub const DRIVERS: [i64; 8] = [130, 130, 60, 100, 120, 300, 40, 380];
/// Each attribute's general level, in thousandths of a standard deviation.
pub const ATTRIBUTE_LEVELS: [i64; 8] = [-50, 100, 150, -50, -300, -200, 300, 50];
/// Reliability's place in [`ATTRIBUTES`].
pub const RELIABILITY: usize = 7;

/// The day a new courier takes over deliveries in the north.
pub const COURIER: Date = date(2026, 2, 10);

/// How much of the courier's trouble is felt at that moment in that region, in per cent: all of it
/// in the north from the first day to the end of March, a quarter of it in the next three months.
pub fn courier_trouble(region: usize, moment: DateTime) -> i64 {
    let day = moment.date();
    match region {
        NORTH if day < COURIER => 0,
        NORTH if day < date(2026, 4, 1) => 100,
        NORTH if day < date(2026, 7, 1) => 25,
        NORTH => 5,
        _ => 0,
    }
}

/// Mean wait of all calls in each quarter, in tenths of a second; published reference: 56 s.
pub const MEAN_WAIT: [i64; 8] = [735, 708, 690, 652, 624, 669, 583, 534];
/// Share of complaints first answered within 24 hours, by quarter of opening, in tenths of a per cent.
pub const ANSWERED_IN_A_DAY: [i64; 8] = [803, 810, 798, 805, 794, 762, 768, 741];
/// Share of carts abandoned in each quarter, in tenths of a per cent; published reference: 63 %.
pub const CARTS_ABANDONED: [i64; 8] = [663, 658, 661, 649, 642, 645, 628, 611];
/// The employees' net promoter score at each half-yearly survey, in tenths of a point.
pub const EMPLOYEE_NPS: [i64; 4] = [84, 112, 137, 61];
