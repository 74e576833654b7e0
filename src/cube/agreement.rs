//! Whether ratings go together everywhere alike: a scale that was turned round in one file, or for one brand, shows by a
//! correlation with the other ratings that is negative there and positive elsewhere.

use super::order::Order;
use super::places::Places;
use crate::config::{AnswerKind, Better, QuestionIx, SiteConfig, SourceIx};
use crate::stats::drivers::association::fisher_z;
use crate::survey::{Answer, NameId, Renames, Reversed, Row, RowSink, Rows, Value};
use crate::wave::TimeKey;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Fewer rows on either side say nothing.
const LEAST_ROWS: u64 = 100;

/// Standard errors between a correlation and zero that make its sign certain: with a question in each of a hundred files
/// looked at, one in a thousand reports cries wolf.
pub const CERTAIN: f64 = 4.4;

/// Ratings are turned to this many steps from worst to best.
const STEPS: i64 = 10_000;

/// Of a file's pieces so many are looked at, and of those behind them one of so many: what a hundred rows can show needs not ten
/// million, and wherever rows of a brand stand in a large file, some of them are seen.
const FIRST_PIECES: usize = 256;
const ONE_PIECE_OF: usize = 16;

/// Adds up, for each rating question of a source, its products with the mean of the row's other ratings: by file and by
/// brand. What it keeps does not grow with the responses.
#[derive(Debug)]
pub struct AgreementCounter {
    questions: Vec<Rating>,
    file: usize,
    /// Whether the rows that come now are passed over.
    passes_over: bool,
    /// By file and brand.
    sums: Places<Vec<Sums>>,
    /// What to multiply by in place of dividing by a number of ratings.
    shares: Vec<u64>,
    batch: Batch,
}

/// Rows that are looked at, used again for others.
#[derive(Debug, Default)]
struct Batch {
    /// The place of each row in [`AgreementCounter::sums`].
    places: Vec<u32>,
    order: Order,
    read: Vec<i32>,
    /// In order: by question, the ratings or [`NO_RATING`]; then the total of each row, and how many ratings there are beside one.
    ratings: Vec<Vec<i32>>,
    totals: Vec<i32>,
    others: Vec<i32>,
}

/// In place of the rating of a row that has none.
const NO_RATING: i32 = -1;
/// A source with more ratings is not looked at.
const MOST_RATINGS: usize = 10_000;
/// Binary places of the shares.
const SHARE: u32 = 40;

/// What to multiply by and then to shift by [`SHARE`] in place of dividing by each number below `count`. For quotients of at
/// most [`STEPS`] and up to [`MOST_RATINGS`] this is what dividing gives, since the error is below 1 / number.
fn shares(count: usize) -> Vec<u64> {
    (0..count as u64).map(|number| (1u64 << SHARE).checked_div(number).map_or(0, |share| share + 1)).collect()
}

/// What was added up, by file and brand: for each rating question the sums of its rows.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Agreement {
    sums: BTreeMap<(usize, Option<NameId>), Vec<Sums>>,
}

impl Agreement {
    /// The same as that of one file, with this number and other numbers of names.
    pub fn of_file(self, file: usize, renames: &Renames) -> Agreement {
        let sums = self.sums.into_iter().map(|((_, brand), sums)| ((file, renames.brand(brand)), sums));
        Agreement { sums: sums.collect() }
    }

    /// All rows of other files.
    pub fn merge(&mut self, other: Agreement) {
        self.sums.extend(other.sums);
    }

    /// The ratings of a source that go against the others in one file or for one brand and with them elsewhere. `brands`
    /// are the names of the source's brands, `files` those of its files.
    pub fn reversed(
        &self,
        config: &SiteConfig,
        source: SourceIx,
        files: &[String],
        brands: &[String],
    ) -> Vec<Reversed> {
        let questions: Vec<QuestionIx> = ratings(config, source).into_iter().map(|rating| rating.question).collect();
        let none = || vec![Sums::default(); questions.len()];
        let (mut by_file, mut by_brand) = (BTreeMap::<usize, Vec<Sums>>::new(), BTreeMap::<NameId, Vec<Sums>>::new());
        for ((file, brand), sums) in &self.sums {
            merge(by_file.entry(*file).or_insert_with(none), sums);
            if let Some(brand) = brand {
                merge(by_brand.entry(*brand).or_insert_with(none), sums);
            }
        }
        let by_file = by_file.iter().filter_map(|(file, sums)| Some((files.get(*file)?.as_str(), sums)));
        let mut found = reversed(&questions, &by_file.collect::<Vec<_>>(), false);
        let by_brand = by_brand.iter();
        let by_brand = by_brand.filter_map(|(brand, sums)| Some((brands.get(usize::from(brand.0))?.as_str(), sums)));
        found.extend(reversed(&questions, &by_brand.collect::<Vec<_>>(), true));
        found
    }
}

fn reversed(questions: &[QuestionIx], parts: &[(&str, &Vec<Sums>)], is_brand: bool) -> Vec<Reversed> {
    let mut found = Vec::new();
    for (at, question) in questions.iter().enumerate() {
        let mut all = Sums::default();
        parts.iter().for_each(|(_, sums)| all.merge(&sums[at]));
        for (name, sums) in parts {
            let (here, rest) = (sums[at], all.without(&sums[at]));
            let (Some(r), Some(elsewhere)) = (here.certain(), rest.certain()) else { continue };
            if r < 0.0 && elsewhere > 0.0 {
                let place = (*name).to_owned();
                let (n, n_elsewhere) = (here.n, rest.n);
                found.push(Reversed { question: *question, place, is_brand, n, r, n_elsewhere, elsewhere });
            }
        }
    }
    found
}

/// A question with a scale.
#[derive(Debug, Clone)]
struct Rating {
    /// Its place among a row's answers.
    place: usize,
    question: QuestionIx,
    /// The lowest code, and what each code from there on is in steps.
    lowest: i64,
    steps: Vec<i32>,
}

impl Rating {
    fn rating(&self, answer: &Answer) -> i32 {
        let Answer::Value(value) = answer else { return NO_RATING };
        let code = usize::try_from(value.0 / Value::SCALE - self.lowest).ok();
        // Answers lie on their scale.
        code.and_then(|code| self.steps.get(code)).copied().unwrap_or(NO_RATING)
    }
}

/// Sums over rows of a rating x and the mean y of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Sums {
    n: u64,
    // Products are at most a hundred million, so that these hold for ten thousand million rows.
    x: i64,
    y: i64,
    xx: i64,
    yy: i64,
    xy: i64,
}

impl Sums {
    /// Adds rows, each with its rating, the total of all its ratings and how many others there are.
    fn add_all(&mut self, ratings: &[i32], totals: &[i32], others: &[i32], shares: &[u64]) {
        let mut sums = *self;
        for ((rating, total), others) in ratings.iter().zip(totals).zip(others) {
            if *rating == NO_RATING || *others < 2 {
                continue;
            }
            let (x, rest) = (i64::from(*rating), i64::from(total - rating));
            let y = ((rest.unsigned_abs() * shares[others.unsigned_abs() as usize]) >> SHARE) as i64;
            sums.n += 1;
            sums.x += x;
            sums.y += y;
            sums.xx += x * x;
            sums.yy += y * y;
            sums.xy += x * y;
        }
        *self = sums;
    }

    fn merge(&mut self, other: &Sums) {
        self.n += other.n;
        self.x += other.x;
        self.y += other.y;
        self.xx += other.xx;
        self.yy += other.yy;
        self.xy += other.xy;
    }

    fn without(&self, part: &Sums) -> Sums {
        Sums {
            n: self.n - part.n,
            x: self.x - part.x,
            y: self.y - part.y,
            xx: self.xx - part.xx,
            yy: self.yy - part.yy,
            xy: self.xy - part.xy,
        }
    }

    /// The correlation, where both vary on enough rows.
    fn correlation(&self) -> Option<f64> {
        let n = i128::from(self.n);
        let [x, y, xx, yy, xy] = [self.x, self.y, self.xx, self.yy, self.xy].map(i128::from);
        let (xx, yy, xy) = (n * xx - x * x, n * yy - y * y, n * xy - x * y);
        let varies = self.n >= LEAST_ROWS && xx > 0 && yy > 0;
        varies.then(|| (xy as f64 / ((xx as f64).sqrt() * (yy as f64).sqrt())).clamp(-1.0, 1.0))
    }

    /// The correlation, if its sign is certain by Fisher's z.
    fn certain(&self) -> Option<f64> {
        let r = self.correlation()?;
        (fisher_z(r, self.n)?.abs() > CERTAIN).then_some(r)
    }
}

impl AgreementCounter {
    /// For the ratings of a source; `None` with fewer than three, of which nobody could say which is the odd one.
    pub fn new(config: &SiteConfig, source: SourceIx) -> Option<AgreementCounter> {
        let questions = ratings(config, source);
        (3..=MOST_RATINGS).contains(&questions.len()).then(|| AgreementCounter::of(questions, 0))
    }

    fn of(questions: Vec<Rating>, file: usize) -> AgreementCounter {
        let shares = shares(questions.len());
        let (sums, batch) = (Places::default(), Batch::default());
        AgreementCounter { questions, file, passes_over: false, sums, shares, batch }
    }

    /// One that counts other rows of the same source.
    pub fn part(&self) -> AgreementCounter {
        AgreementCounter::of(self.questions.clone(), self.file)
    }

    /// Takes in what another of the same source has counted.
    pub fn take_in(&mut self, part: AgreementCounter) {
        let count = self.questions.len();
        for (file, brand, sums) in part.sums.into_sorted() {
            merge(self.sums.of(file, brand, || vec![Sums::default(); count]), &sums);
        }
    }

    /// What was added up.
    pub fn finish(self) -> Agreement {
        let sums = self.sums.into_sorted().into_iter();
        Agreement { sums: sums.map(|(file, brand, sums)| ((file.0 as usize, brand), sums)).collect() }
    }
}

fn ratings(config: &SiteConfig, source: SourceIx) -> Vec<Rating> {
    let rating = |(place, ix): (usize, QuestionIx)| match &config.questions[ix.0].kind {
        AnswerKind::Scale(scale) => {
            let (worst, best) =
                if scale.better == Better::High { (scale.from, scale.to) } else { (scale.to, scale.from) };
            let step = |code: i64| i32::try_from((code - worst) * STEPS / (best - worst)).unwrap_or(NO_RATING);
            let steps = (scale.from..=scale.to).map(step).collect();
            Some(Rating { place, question: ix, lowest: scale.from, steps })
        }
        _ => None,
    };
    config.questions_of(source).enumerate().filter_map(rating).collect()
}

impl RowSink for AgreementCounter {
    fn piece(&mut self, file: usize, piece: usize) {
        self.file = file;
        self.passes_over = piece >= FIRST_PIECES && !piece.is_multiple_of(ONE_PIECE_OF);
    }

    fn rows(&mut self, rows: &Rows<'_>) {
        if self.passes_over {
            return;
        }
        let (file, count) = (TimeKey(self.file as i32), self.questions.len());
        let Batch { places, order, read, ratings, totals, others } = &mut self.batch;
        places.clear();
        places.extend(rows.brands.iter().map(|brand| self.sums.number(file, *brand, || vec![Sums::default(); count])));
        order.arrange(places, self.sums.len());
        totals.clear();
        totals.resize(rows.len(), 0);
        others.clear();
        others.resize(rows.len(), -1);
        ratings.resize_with(count, Vec::new);
        for (question, ratings) in self.questions.iter().zip(ratings.iter_mut()) {
            read.clear();
            match rows.answers.get(question.place) {
                Some(answers) => answers.map_to(read, |answer| question.rating(answer)),
                None => read.resize(rows.len(), NO_RATING),
            }
            ratings.clear();
            ratings.extend(order.rows().map(|row| read[row]));
            for ((rating, total), others) in ratings.iter().zip(totals.iter_mut()).zip(others.iter_mut()) {
                *total += (*rating).max(0);
                *others += i32::from(*rating != NO_RATING);
            }
        }
        let places: Vec<u32> = order.rows().map(|row| places[row]).collect();
        let mut begin = 0;
        for run in places.chunk_by(|one, next| one == next) {
            let end = begin + run.len();
            let sums = self.sums.numbered(run[0]);
            for (sums, ratings) in sums.iter_mut().zip(ratings.iter()) {
                sums.add_all(&ratings[begin..end], &totals[begin..end], &others[begin..end], &self.shares);
            }
            begin = end;
        }
    }

    /// Ratings are known at once.
    fn later(&mut self, _row: &Row<'_>) {}
}

fn merge(into: &mut [Sums], from: &[Sums]) {
    into.iter_mut().zip(from).for_each(|(into, from)| into.merge(from));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::Weight;

    #[test]
    fn of_a_large_file_some_pieces_are_looked_at() {
        let rating = |place| Rating { place, question: QuestionIx(place), lowest: 1, steps: vec![0, 2_500, 5_000] };
        let mut counter = AgreementCounter::of((0..3).map(rating).collect(), 0);
        let answers: Vec<Answer> = (1..4).map(|code| Answer::Value(Value::whole(code))).collect();
        for piece in 0..1_000 {
            counter.piece(7, piece);
            counter.row(&Row {
                time: TimeKey(0),
                brand: None,
                segments: &[],
                weight: Weight::ONE,
                replicate: None,
                unit: None,
                answers: &answers,
                comment: None,
            });
        }
        let sums = counter.finish().sums;
        let looked_at = 256 + (256..1_000).step_by(16).count() as u64;
        assert_eq!(sums[&(7, None)].iter().map(|sums| sums.n).collect::<Vec<_>>(), [looked_at; 3]);
    }

    #[test]
    fn shares_give_what_dividing_gives() {
        let shares = shares(MOST_RATINGS);
        for number in (2..MOST_RATINGS).step_by(7) {
            let (most, share) = (number as u64 * STEPS.unsigned_abs(), shares[number]);
            for quotient in (0..=STEPS.unsigned_abs()).step_by(97) {
                // Where the quotient is whole, and just below.
                let whole = quotient * number as u64;
                for rest in [whole, whole.saturating_sub(1), most] {
                    assert_eq!((rest * share) >> SHARE, rest / number as u64, "{rest} / {number}");
                }
            }
        }
    }
}
