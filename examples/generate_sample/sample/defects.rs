//! What is wrong with the survey files on purpose, as real exports are wrong: each of these is in
//! the README of `sample-data/`, and a report has to count it or to be told about it.

use super::comment_texts::TO_MASK;
use super::responses::{Wave, may_be_broken};

/// One value that cannot be read: quarter, the row after which the first suitable one is broken,
/// column, what it says instead.
const BROKEN: [(usize, usize, &str, &str); 6] = [
    (0, 240, "q3_effort", "five"),
    (2, 310, "q1_recommend", "11"),
    (3, 420, "q2_satisfaction", "n/a"),
    (3, 700, "region", " north"),
    (4, 150, "completed", "2025-11-31T10:12:00"),
    (5, 505, "completed", "2019-02-14T09:41:07"),
];

/// Breaks what is to be broken in this quarter's file.
pub fn break_some(wave: &mut Wave) {
    for (quarter, after, name, value) in BROKEN {
        if quarter == wave.quarter {
            let row = suitable(wave, after);
            let column = column(wave, name);
            wave.rows[row][column] = value.to_owned();
        }
    }
    for (quarter, after, text, consent) in TO_MASK {
        if quarter == wave.quarter {
            let row = suitable(wave, after);
            let (comment, agreed) = (column(wave, "comment"), column(wave, "consent"));
            wave.rows[row][comment] = text.to_owned();
            wave.rows[row][agreed] = consent.to_owned();
        }
    }
    let recommend = column(wave, "q1_recommend");
    match wave.quarter {
        // The first export still had the tool's own heading.
        0 => wave.header[recommend] = "Q1 Recommend",
        // The second wrote the ends of the scale with their labels.
        1 => {
            for row in &mut wave.rows {
                match row[recommend].as_str() {
                    "0" => row[recommend] = "0 - not at all likely".to_owned(),
                    "10" => row[recommend] = "10 - extremely likely".to_owned(),
                    _ => {}
                }
            }
        }
        6 => {
            // One questionnaire was sent twice; another two were given the same id.
            let sent_twice = suitable(wave, 260);
            let copy = wave.rows[sent_twice].clone();
            wave.rows.insert(sent_twice + 1, copy);
            let first = suitable(wave, 900);
            let second = suitable(wave, first + 1);
            wave.rows[second][0] = wave.rows[first][0].clone();
        }
        _ => {}
    }
}

/// The first row from `after` on that may be broken and that answers the first three questions.
fn suitable(wave: &Wave, after: usize) -> usize {
    let answered = |row: &[String]| row[8..11].iter().all(|answer| answer.len() == 1 || answer == "10");
    let found =
        (after..wave.rows.len()).find(|index| may_be_broken(&wave.rows[*index]) && answered(&wave.rows[*index]));
    found.expect("the quarter has a suitable row so late")
}

fn column(wave: &Wave, name: &str) -> usize {
    wave.header.iter().position(|each| *each == name).expect("a column of the survey")
}
