//! Whether ratings go together everywhere alike: a scale that was turned round in one file, or for one brand, shows by a
//! correlation with the other ratings that is negative there and positive elsewhere.

use crate::config::{AnswerKind, Better, QuestionIx, SiteConfig, SourceIx};
use crate::stats::drivers::association::fisher_z;
use crate::survey::{Answer, NameId, Reversed, Row, RowSink, Value};
use std::collections::BTreeMap;

/// Fewer rows on either side say nothing.
const LEAST_ROWS: u64 = 100;

/// Standard errors between a correlation and zero that make its sign certain: with a question in each of a hundred files
/// looked at, one in a thousand reports cries wolf.
pub const CERTAIN: f64 = 4.4;

/// Ratings are turned to this many steps from worst to best.
const STEPS: i64 = 10_000;

/// Adds up, for each rating question of a source, its products with the mean of the row's other ratings: by file and by
/// brand. What it keeps does not grow with the responses.
#[derive(Debug)]
pub struct AgreementCounter {
    /// Place among a row's answers, question, and the scale: its ends, the better one last.
    questions: Vec<(usize, QuestionIx, (i64, i64))>,
    file: usize,
    by_file: BTreeMap<usize, Vec<Sums>>,
    by_brand: BTreeMap<NameId, Vec<Sums>>,
    /// Used again for each row: place among `questions`, and rating.
    ratings: Vec<(usize, i64)>,
}

/// Sums over rows of a rating x and the mean y of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sums {
    n: u64,
    x: i128,
    y: i128,
    xx: i128,
    yy: i128,
    xy: i128,
}

impl Sums {
    fn add(&mut self, x: i64, y: i64) {
        let (x, y) = (i128::from(x), i128::from(y));
        self.n += 1;
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.yy += y * y;
        self.xy += x * y;
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
        let (xx, yy, xy) =
            (n * self.xx - self.x * self.x, n * self.yy - self.y * self.y, n * self.xy - self.x * self.y);
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
        let scale = |(place, ix): (usize, QuestionIx)| match &config.questions[ix.0].kind {
            AnswerKind::Scale(scale) => {
                let ends = if scale.better == Better::High { (scale.from, scale.to) } else { (scale.to, scale.from) };
                Some((place, ix, ends))
            }
            _ => None,
        };
        let questions: Vec<_> = config.questions_of(source).enumerate().filter_map(scale).collect();
        (questions.len() >= 3).then(|| AgreementCounter {
            questions,
            file: 0,
            by_file: BTreeMap::new(),
            by_brand: BTreeMap::new(),
            ratings: Vec::new(),
        })
    }

    /// The ratings that go against the others in one file or for one brand and with them elsewhere. `brands` are the names
    /// of the source's brands, `files` those of its files.
    pub fn finish(self, files: &[String], brands: &[String]) -> Vec<Reversed> {
        let mut found = Vec::new();
        let by_file = self.by_file.iter().filter_map(|(file, sums)| Some((files.get(*file)?.as_str(), sums)));
        found.extend(self.reversed(by_file.collect(), false));
        let by_brand = self.by_brand.iter();
        let by_brand = by_brand.filter_map(|(brand, sums)| Some((brands.get(usize::from(brand.0))?.as_str(), sums)));
        found.extend(self.reversed(by_brand.collect(), true));
        found
    }

    fn reversed(&self, parts: Vec<(&str, &Vec<Sums>)>, is_brand: bool) -> Vec<Reversed> {
        let mut found = Vec::new();
        for (at, (_, question, _)) in self.questions.iter().enumerate() {
            let mut all = Sums::default();
            parts.iter().for_each(|(_, sums)| all.merge(&sums[at]));
            for (name, sums) in &parts {
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
}

impl RowSink for AgreementCounter {
    fn file(&mut self, file: usize) {
        self.file = file;
    }

    fn row(&mut self, row: &Row<'_>) {
        self.ratings.clear();
        for (at, (place, _, (worst, best))) in self.questions.iter().enumerate() {
            if let Some(Answer::Value(value)) = row.answers.get(*place) {
                let code = value.0 / Value::SCALE;
                self.ratings.push((at, (code - worst) * STEPS / (best - worst)));
            }
        }
        let others = self.ratings.len() as i64 - 1;
        if others < 2 {
            return;
        }
        let total: i64 = self.ratings.iter().map(|(_, rating)| rating).sum();
        let count = self.questions.len();
        let new = || vec![Sums::default(); count];
        let file = self.by_file.entry(self.file).or_insert_with(new);
        self.ratings.iter().for_each(|(at, rating)| file[*at].add(*rating, (total - rating) / others));
        if let Some(brand) = row.brand {
            let brand = self.by_brand.entry(brand).or_insert_with(new);
            self.ratings.iter().for_each(|(at, rating)| brand[*at].add(*rating, (total - rating) / others));
        }
    }

    /// Ratings are known at once.
    fn later(&mut self, _row: &Row<'_>) {}
}
