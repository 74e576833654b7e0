//! Answers that are known only when the whole source has been read: how long what is open was seen to be open, and
//! whether a customer came back.
//!
//! What is kept grows with the rows that wait, about 50 bytes each: the open ones of a time, and all contacts where it
//! is asked whether they were repeated.

use super::moment::Moment;
use super::names::Renames;
use super::row::{Answer, NameId, Row, RowSink, Unit, Value, Weight};
use crate::wave::TimeKey;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const DAY: i64 = 86_400;

/// What a row is counted under.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Place {
    time: TimeKey,
    brand: Option<NameId>,
    segments: Vec<NameId>,
    weight: Weight,
    unit: Option<Unit>,
}

/// Answers that wait.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Later {
    places: BTreeMap<Place, usize>,
    open: Vec<Open>,
    contacts: Vec<Contact>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Open {
    place: usize,
    question: usize,
    began: Moment,
    /// The end of its wave.
    until: Option<i64>,
}

/// A contact of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Contact {
    question: usize,
    customer: u64,
    /// What it was about; 0 where that does not matter.
    same: u64,
    at: i64,
    /// The contact was made at any time of its day.
    any_time: bool,
    place: usize,
    /// The end of its wave.
    until: Option<i64>,
}

/// Who made a contact, and what it was about.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// Who.
    pub customer: u64,
    /// What it was about; 0 where that does not matter.
    pub same: u64,
}

impl Later {
    /// The row is open in its `question`-th answer, since `began`; its wave ends at `until`.
    pub fn open(&mut self, row: &Row<'_>, question: usize, began: Moment, until: Option<i64>) {
        let place = self.place(row);
        self.open.push(Open { place, question, began, until });
    }

    /// The row is a contact at `at`; its wave ends at `until`.
    pub fn contact(&mut self, row: &Row<'_>, question: usize, about: About, at: Moment, until: Option<i64>) {
        let place = self.place(row);
        let About { customer, same } = about;
        self.contacts.push(Contact { question, customer, same, at: at.clock, any_time: !at.timed, place, until });
    }

    /// Takes in what waits in rows behind these.
    pub fn take_in(&mut self, behind: Later) {
        let mut places: Vec<(Place, usize)> = behind.places.into_iter().collect();
        places.sort_by_key(|(_, number)| *number);
        let numbers: Vec<usize> = places.into_iter().map(|(place, _)| self.number(place)).collect();
        self.open.extend(behind.open.into_iter().map(|open| Open { place: numbers[open.place], ..open }));
        let contacts = behind.contacts.into_iter();
        self.contacts.extend(contacts.map(|contact| Contact { place: numbers[contact.place], ..contact }));
    }

    /// The same with other numbers of names.
    pub fn renamed(self, renames: &Renames) -> Later {
        let renamed = |(place, number): (Place, usize)| {
            let segments = (0..).zip(place.segments).map(|(segment, value)| renames.value(segment, value)).collect();
            (Place { brand: renames.brand(place.brand), segments, ..place }, number)
        };
        Later { places: self.places.into_iter().map(renamed).collect(), ..self }
    }

    fn place(&mut self, row: &Row<'_>) -> usize {
        self.number(Place {
            time: row.time,
            brand: row.brand,
            segments: row.segments.to_vec(),
            weight: row.weight,
            unit: row.unit,
        })
    }

    fn number(&mut self, place: Place) -> usize {
        let next = self.places.len();
        *self.places.entry(place).or_insert(next)
    }

    /// Hands over every answer that waited. `days` has, for each question, how soon a customer must come back;
    /// `data_until` is where the data end on the clock of the cells. Gives how many of each question's rows turn out not
    /// to have been asked.
    pub fn tell(self, days: &[Option<i64>], data_until: Option<i64>, sink: &mut dyn RowSink) -> Vec<u64> {
        let mut places: Vec<(Place, usize)> = self.places.into_iter().collect();
        places.sort_by_key(|(_, number)| *number);
        let mut answers = vec![Answer::NotAsked; days.len()];
        let mut not_asked = vec![0; days.len()];
        let mut hand_over = |place: usize, question: usize, answer: Answer| {
            let Some((place, _)) = places.get(place) else { return };
            answers[question] = answer;
            sink.later(&Row {
                time: place.time,
                brand: place.brand,
                segments: &place.segments,
                weight: place.weight,
                // Drivers are ratings, which came with the row itself.
                replicate: None,
                unit: place.unit,
                answers: &answers,
                comment: None,
            });
            answers[question] = Answer::NotAsked;
        };
        for case in self.open {
            let until = [case.until, data_until].into_iter().flatten().min();
            // What was opened after the last day that the data cover has been open for no time at all.
            let seconds = until.map_or(0, |until| (until - case.began.clock).max(0));
            hand_over(case.place, case.question, Answer::Censored(Value::whole(seconds)));
        }
        let mut contacts = self.contacts;
        contacts.sort_unstable();
        for (at, contact) in contacts.iter().enumerate() {
            let within = days[contact.question].unwrap_or(0) * DAY;
            let over = contact.at + within + if contact.any_time { DAY } else { 0 };
            // What comes in after its wave must not change the wave's figure, so that an edition stays what it is.
            if [contact.until, data_until].into_iter().flatten().any(|until| over > until) {
                not_asked[contact.question] += 1;
                continue;
            }
            let next = contacts.get(at + 1).filter(|next| {
                (next.question, next.customer, next.same) == (contact.question, contact.customer, contact.same)
            });
            let repeated = next.is_some_and(|next| next.at - contact.at <= within);
            hand_over(contact.place, contact.question, Answer::Value(Value::whole(if repeated { 1 } else { 2 })));
        }
        not_asked
    }
}
