//! Answers that are known only when the whole source has been read: what is open still, until when it was seen to be so.

use super::moment::Moment;
use super::row::{Answer, NameId, Row, RowSink, Value, Weight};
use crate::wave::TimeKey;
use std::collections::BTreeMap;

/// What a row is counted under.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    time: TimeKey,
    brand: Option<NameId>,
    segments: Vec<NameId>,
    weight: Weight,
}

/// Answers that wait. What is kept grows with the rows that are open, not with all rows.
#[derive(Debug, Default)]
pub struct Later {
    places: BTreeMap<Place, usize>,
    open: Vec<Open>,
}

#[derive(Debug)]
struct Open {
    place: usize,
    question: usize,
    began: Moment,
    /// The end of its wave.
    until: Option<i64>,
}

impl Later {
    /// The row is open in its `question`-th answer, since `began`; its wave ends at `until`.
    pub fn open(&mut self, row: &Row<'_>, question: usize, began: Moment, until: Option<i64>) {
        let place = Place { time: row.time, brand: row.brand, segments: row.segments.to_vec(), weight: row.weight };
        let next = self.places.len();
        let place = *self.places.entry(place).or_insert(next);
        self.open.push(Open { place, question, began, until });
    }

    /// Hands over every answer that waited, given until when the data reach on the clock of the cells.
    pub fn tell(self, questions: usize, data_until: Option<i64>, sink: &mut dyn RowSink) {
        let mut places: Vec<(Place, usize)> = self.places.into_iter().collect();
        places.sort_by_key(|(_, number)| *number);
        let mut answers = vec![Answer::NotAsked; questions];
        for case in self.open {
            let Some((place, _)) = places.get(case.place) else { continue };
            let until = [case.until, data_until].into_iter().flatten().min();
            // What was opened after the last day that the data cover has been open for no time at all.
            let seconds = until.map_or(0, |until| (until - case.began.clock).max(0));
            answers[case.question] = Answer::Censored(Value::whole(seconds));
            sink.later(&Row {
                time: place.time,
                brand: place.brand,
                segments: &place.segments,
                weight: place.weight,
                // Drivers are ratings, which came with the row itself.
                replicate: 0,
                answers: &answers,
            });
            answers[case.question] = Answer::NotAsked;
        }
    }
}
