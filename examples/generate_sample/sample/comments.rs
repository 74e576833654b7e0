//! What people write in the open question.

use super::comment_texts::{BAD, FOREIGN, GOOD, WISHES};
use super::random::Random;
use super::respondents::{Answers, Respondent};
use super::story::PHONE;

/// The subjects of [`GOOD`] and [`BAD`], by place: delivery, network, price, staff, waiting on the
/// phone, app, bills, contract.
const DELIVERY: usize = 0;
const WAITING: usize = 4;

/// A comment, or nothing: most people leave the field blank, the unhappy less often.
pub fn draw(random: &mut Random, person: &Respondent, answers: &Answers) -> String {
    let writes = match (person.brand, answers.recommend) {
        (0, 0..=6) => 520,
        (0, _) => 300,
        _ => 180,
    };
    if !random.per_mille(writes) {
        return String::new();
    }
    if random.per_mille(110) {
        let language = random.one(&FOREIGN);
        let mood = match answers.recommend {
            0..=6 => 2,
            7..=8 => 1,
            _ => 0,
        };
        return random.one(language[mood]).to_owned();
    }
    let mut praised = [6, 16, 10, 22, 6, 14, 6, 8];
    let mut blamed = [8, 16, 20, 8, 14, 10, 14, 10];
    if person.courier_trouble > 0 {
        praised[DELIVERY] = 0;
        blamed[DELIVERY] += 2 * person.courier_trouble;
    }
    if person.channel == PHONE {
        blamed[WAITING] += 40;
    }
    let good = sentence(random, &GOOD, &praised);
    let bad = sentence(random, &BAD, &blamed);
    match answers.recommend {
        0..=6 => match random.share(&[60, 25, 15]) {
            0 => bad.to_owned(),
            1 => format!("{bad} {}", sentence(random, &BAD, &blamed)),
            _ => format!("{bad} {}", random.one(&WISHES)),
        },
        7..=8 => match random.share(&[35, 35, 20, 10]) {
            0 => format!("{good} {bad}"),
            1 => good.to_owned(),
            2 => bad.to_owned(),
            _ => random.one(&WISHES).to_owned(),
        },
        _ => match random.share(&[65, 25, 10]) {
            0 => good.to_owned(),
            1 => format!("{good} {}", sentence(random, &GOOD, &praised)),
            _ => format!("{good} {}", random.one(&WISHES)),
        },
    }
}

/// Any sentence about one of the subjects, each subject as likely as its share.
fn sentence(random: &mut Random, bank: &[&'static [&'static str]], shares: &[i64]) -> &'static str {
    let sentences: &[&str] = bank[random.share(shares)];
    random.one(sentences)
}
