//! The relationship survey: one file a quarter.

use super::calendar::{QUARTERS, Quarter};
use super::random::Random;
use super::respondents::{self, Answers, Levels, Respondent};
use super::story::{ATTRIBUTES, BRANDS, Brand, CHANNELS, ISLANDS, REGIONS, SEGMENTS, TENURES};
use super::{SampleFile, calibrate, comments, defects, table};

/// The eleven scale questions in the order asked: recommendation, satisfaction, ease, attributes.
const QUESTIONS: usize = 3 + ATTRIBUTES.len();
const RECOMMEND: usize = 0;
const SATISFACTION: usize = 1;
const EASE: usize = 2;

/// One quarter's file.
pub struct Wave {
    /// Place in `QUARTERS`.
    pub quarter: usize,
    /// Column names.
    pub header: Vec<&'static str>,
    /// Fields, in the order of completion.
    pub rows: Vec<Vec<String>>,
    /// Northwind's completed questionnaires by region, before anything in the file was broken.
    pub completed: [i64; 5],
}

/// All eight quarters.
pub fn waves() -> Vec<Wave> {
    QUARTERS.iter().enumerate().map(wave).collect()
}

/// The quarter as a CSV file.
pub fn file(wave: &Wave) -> SampleFile {
    let name = QUARTERS[wave.quarter].name.to_lowercase();
    table::file(&format!("responses/{name}.csv"), &wave.header, &wave.rows)
}

/// A questionnaire: who filled it in, what was answered, which questions were left out.
struct Questionnaire {
    person: Respondent,
    answers: Answers,
    silence: [Silence; QUESTIONS],
}

#[derive(Clone, Copy, PartialEq)]
enum Silence {
    Answered,
    Blank,
    DontKnow,
}

fn wave(quarter: (usize, &Quarter)) -> Wave {
    let mut questionnaires = Vec::new();
    for brand in BRANDS.iter().enumerate() {
        let mut random = Random::named(&format!("responses {} {}", quarter.1.name, brand.1.name));
        let people = respondents::draw(&mut random, brand, quarter);
        questionnaires.extend(answered(&mut random, brand.1, quarter.0, people));
    }
    questionnaires.sort_by_key(|each| (each.person.completed, each.person.brand));

    let mut completed = [0; 5];
    let mut random = Random::named(&format!("comments {}", quarter.1.name));
    let mut rows = Vec::new();
    for (nth, each) in questionnaires.iter().enumerate() {
        if each.person.brand == 0 {
            completed[each.person.region] += 1;
        }
        let id = format!("R{}-{:04}", quarter.1.code, nth + 1);
        rows.push(row(&mut random, id, each));
    }
    let mut wave = Wave { quarter: quarter.0, header: header(), rows, completed };
    defects::break_some(&mut wave);
    wave
}

/// Asks everyone, at the level at which the weighted results are those of the story.
fn answered(random: &mut Random, brand: &Brand, quarter: usize, people: Vec<Respondent>) -> Vec<Questionnaire> {
    let silences: Vec<_> = people.iter().map(|_| silence(random)).collect();
    let mean = |question: usize, score: &dyn Fn(&Respondent) -> i64| {
        let (mut sum, mut weights) = (0, 0);
        for (person, silence) in people.iter().zip(&silences) {
            if silence[question] == Silence::Answered {
                sum += person.weight * 1_000_000 * score(person);
                weights += person.weight;
            }
        }
        sum / weights
    };
    // Every score is a share or a balance in millionths, as the targets in tenths times 1000 are.
    let score = |levels: Levels, question: usize| {
        mean(question, &|person| {
            let answers = person.answer(brand, levels);
            match question {
                RECOMMEND => i64::from(answers.recommend >= 9) - i64::from(answers.recommend <= 6),
                SATISFACTION => i64::from(answers.satisfaction >= 4),
                _ => i64::from(answers.ease >= 5),
            }
        })
    };
    let mut levels = Levels { experience: 0, satisfaction: 0, ease: 0 };
    let reach = |target: i64, measure: &dyn Fn(i64) -> i64| calibrate::nearest(-3000, 3000, target * 1000, measure);
    levels.experience = reach(brand.nps[quarter], &|experience| score(Levels { experience, ..levels }, RECOMMEND));
    levels.satisfaction =
        reach(brand.satisfied[quarter], &|satisfaction| score(Levels { satisfaction, ..levels }, SATISFACTION));
    levels.ease = reach(brand.ease[quarter], &|ease| score(Levels { ease, ..levels }, EASE));
    let answers: Vec<_> = people.iter().map(|person| person.answer(brand, levels)).collect();
    let together = people.into_iter().zip(answers).zip(silences);
    together.map(|((person, answers), silence)| Questionnaire { person, answers, silence }).collect()
}

/// Some break off, more leave a question out the later it comes, some say that they don't know.
fn silence(random: &mut Random) -> [Silence; QUESTIONS] {
    let breaks_off = if random.per_mille(28) { random.between(2, 12) as usize } else { usize::MAX };
    std::array::from_fn(|question| {
        let dont_know = [6, 4, 5, 18, 12, 10, 26, 20, 38, 8, 12][question];
        let left_out = random.per_mille(8 + 2 * question as i64);
        let unsure = random.per_mille(dont_know);
        if question >= breaks_off || left_out {
            Silence::Blank
        } else if unsure {
            Silence::DontKnow
        } else {
            Silence::Answered
        }
    })
}

fn header() -> Vec<&'static str> {
    let mut header = vec![
        "response_id",
        "completed",
        "brand",
        "weight",
        "segment",
        "region",
        "tenure",
        "channel",
        "q1_recommend",
        "q2_satisfaction",
        "q3_effort",
    ];
    header.extend(ATTRIBUTES);
    header.extend(["q5_resolved", "comment", "consent"]);
    header
}

fn row(random: &mut Random, id: String, each: &Questionnaire) -> Vec<String> {
    let person = &each.person;
    let answers = &each.answers;
    let mut row = vec![
        id,
        person.completed.to_string(),
        BRANDS[person.brand].name.to_owned(),
        format!("{}.{:03}", person.weight / 1000, person.weight % 1000),
        SEGMENTS[person.segment].to_owned(),
        REGIONS[person.region].to_owned(),
        TENURES[person.tenure].to_owned(),
        CHANNELS[person.channel].to_owned(),
    ];
    let codes = [answers.recommend, answers.satisfaction, answers.ease];
    for (question, code) in codes.iter().chain(&answers.attributes).enumerate() {
        row.push(match each.silence[question] {
            Silence::Answered => code.to_string(),
            Silence::Blank => String::new(),
            // The questionnaire has a button 99 for the first and the third question, words for the rest.
            Silence::DontKnow if question == RECOMMEND || question == EASE => "99".to_owned(),
            Silence::DontKnow => "don't know".to_owned(),
        });
    }
    row.push(resolved(random, answers).to_owned());
    let comment = comments::draw(random, person, answers);
    let consent = match comment.as_str() {
        "" => "",
        _ => ["yes", "no", ""][random.share(&[64, 28, 8])],
    };
    row.push(comment);
    row.push(consent.to_owned());
    row
}

/// Whether the matter was settled: asked only of those who had one.
fn resolved(random: &mut Random, answers: &Answers) -> &'static str {
    if random.per_mille(540) {
        ""
    } else if random.per_mille([260, 420, 620, 800, 910][answers.satisfaction as usize - 1]) {
        "yes"
    } else {
        "no"
    }
}

/// Whether a row may be broken on purpose: one of ours, not among the few on the Islands.
pub fn may_be_broken(row: &[String]) -> bool {
    row[2] == BRANDS[0].name && row[5] != REGIONS[ISLANDS]
}
