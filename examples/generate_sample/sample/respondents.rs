//! The people who answer the survey, and what they answer when the company is at a given level.

use jiff::civil::DateTime;

use super::calendar::{Quarter, time_of_day};
use super::random::Random;
use super::story::{ATTRIBUTE_LEVELS, Brand, DRIVERS, ISLANDERS, ISLANDS, REGION_SHARES, RELIABILITY, courier_trouble};

/// Lowest latent value of the answers 1 to 10 to the recommendation, in thousandths of a standard
/// deviation; below the first the answer is 0.
const RECOMMEND: [i64; 10] = [-3000, -2800, -2600, -2350, -2100, -1620, -1280, -650, 100, 750];
/// The same for the answers 2 to 5 to satisfaction.
const SATISFACTION: [i64; 4] = [-1950, -1350, -550, 600];
/// The same for the answers 2 to 7 to ease.
const EASE: [i64; 6] = [-2100, -1600, -1050, -500, 150, 950];
/// The same for the answers 2 to 5 to an attribute.
const ATTRIBUTE: [i64; 4] = [-2000, -1300, -500, 500];

/// Someone who answers about one company.
pub struct Respondent {
    /// Place in `story::BRANDS`.
    pub brand: usize,
    /// When the questionnaire was completed.
    pub completed: DateTime,
    /// Place in `story::SEGMENTS`.
    pub segment: usize,
    /// Place in `story::REGIONS`.
    pub region: usize,
    /// Place in `story::TENURES`.
    pub tenure: usize,
    /// Place in `story::CHANNELS`.
    pub channel: usize,
    /// Weight in thousandths, 1000 on average within a company and quarter.
    pub weight: i64,
    /// Per cent of the new courier's trouble that reached this person.
    pub courier_trouble: i64,
    mood: i64,
    attributes: [i64; 8],
    noise: [i64; 3],
}

/// Where a company stands in a quarter, in thousandths of a standard deviation.
#[derive(Clone, Copy)]
pub struct Levels {
    /// Moves every answer.
    pub experience: i64,
    /// Moves satisfaction beyond that.
    pub satisfaction: i64,
    /// Moves ease beyond that.
    pub ease: i64,
}

/// Answers as codes, before any is left out.
pub struct Answers {
    /// 0 to 10.
    pub recommend: i64,
    /// 1 to 5.
    pub satisfaction: i64,
    /// 1 to 7, 7 = the company made it easy.
    pub ease: i64,
    /// 1 to 5 each, in the order of `story::ATTRIBUTES`.
    pub attributes: [i64; 8],
}

/// Everyone who answers about one company in one quarter, weighted.
pub fn draw(random: &mut Random, brand: (usize, &Brand), quarter: (usize, &Quarter)) -> Vec<Respondent> {
    let (brand, plan) = brand;
    let ours = brand == 0;
    let mut people = Vec::new();
    for nth in 0..plan.responses[quarter.0] {
        let region = if !ours {
            random.share(&REGION_SHARES)
        } else if nth < ISLANDERS[quarter.0] {
            ISLANDS
        } else {
            random.share(&REGION_SHARES[..ISLANDS])
        };
        let day = quarter.1.day(random);
        let completed = time_of_day(random, day, 7, 23);
        // Customer first and attitude share most of what moves them.
        let together = random.normal();
        let mut attributes = [0; 8];
        for (place, own) in attributes.iter_mut().enumerate() {
            let alone = random.normal();
            *own = if place < 2 { (900 * together + 436 * alone) / 1000 } else { alone };
        }
        people.push(Respondent {
            brand,
            completed,
            segment: random.share(&[62, 26, 12]),
            region,
            tenure: random.share(&[17, 28, 35, 20]),
            channel: random.share(&[26, 27, 25, 22]),
            weight: 0,
            courier_trouble: if ours { courier_trouble(region, completed) } else { 0 },
            mood: random.normal(),
            attributes,
            noise: [random.normal(), random.normal(), random.normal()],
        });
    }
    weigh(random, &mut people);
    people
}

/// Weights as a panel supplier would deliver them: consumers and the mainland count more than
/// their share of the responses, with some spread from margins that are not in the file.
fn weigh(random: &mut Random, people: &mut [Respondent]) {
    for person in people.iter_mut() {
        let segment = [1120, 860, 610][person.segment];
        let region = [1000, 1010, 1000, 1000, 650][person.region];
        let tenure = [1180, 1020, 960, 930][person.tenure];
        let spread = random.between(840, 1160);
        person.weight = segment * region / 1000 * tenure / 1000 * spread / 1000;
    }
    let sum: i64 = people.iter().map(|person| person.weight).sum();
    let count = people.len() as i64;
    for person in people.iter_mut() {
        person.weight = (person.weight * count * 1000 / sum).clamp(300, 3000);
    }
}

impl Respondent {
    /// What this person answers when the company stands so; no answer falls as a level rises.
    pub fn answer(&self, plan: &Brand, levels: Levels) -> Answers {
        let experience = levels.experience
            + [0, -60, 40][self.segment]
            + [-30, 30, 0, 20, -40][self.region]
            + [-220, -80, 60, 240][self.tenure]
            + [60, 40, -260, 60][self.channel]
            - 850 * self.courier_trouble / 100;
        let drivers: i64 = self.attributes.iter().zip(DRIVERS).map(|(own, share)| own * share / 1000).sum();
        let attributes = std::array::from_fn(|place| {
            let courier = if place == RELIABILITY { -500 * self.courier_trouble / 100 } else { 0 };
            let latent = experience
                + courier
                + ATTRIBUTE_LEVELS[place]
                + plan.profile[place]
                + (620 * self.mood + 780 * self.attributes[place]) / 1000;
            1 + passed(&ATTRIBUTE, latent)
        });
        let recommend = experience + (560 * self.mood + 950 * drivers + 560 * self.noise[0]) / 1000;
        let satisfaction =
            experience + levels.satisfaction + (620 * self.mood + 1050 * drivers + 420 * self.noise[1]) / 1000;
        let easy = experience + levels.ease + (520 * self.mood + 400 * drivers + 780 * self.noise[2]) / 1000;
        Answers {
            recommend: passed(&RECOMMEND, recommend),
            satisfaction: 1 + passed(&SATISFACTION, satisfaction),
            ease: 1 + passed(&EASE, easy),
            attributes,
        }
    }
}

/// How many of the rising bounds the value reaches.
fn passed(bounds: &[i64], value: i64) -> i64 {
    bounds.iter().filter(|bound| value >= **bound).count() as i64
}
