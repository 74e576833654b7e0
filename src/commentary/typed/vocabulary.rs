//! The names that sentences call figures by, and the words that say something of them.

use super::tokens::Phrases;
use crate::language::Cutter;
use crate::message::Catalogue;
use crate::metrics::{Figures, GroupIx, MetricIx};
use crate::wave::{Wave, WaveScheme};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    Metric(MetricIx),
    Brand(usize),
    Group(GroupIx),
    Wave(Wave),
}

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sense {
    /// A figure went up, or down.
    Up,
    Down,
    /// It went in its better direction, or the other.
    Better,
    Worse,
    /// It is the best or worst, highest or lowest, of all times or of all competitors.
    Best,
    Worst,
    Highest,
    Lowest,
    /// It stayed what it was.
    Steady,
    /// It is better than all competitors'.
    Leading,
    /// A difference is more than noise.
    Significant,
    /// It lies above or below somebody else's.
    Above,
    Below,
    /// It is better or worse than somebody else's.
    Ahead,
    Behind,
    /// The sentence denies something.
    Not,
    /// The sentence speaks of what is wished, feared or not known.
    Unreal,
    /// Which wave is meant.
    Previous,
    Year,
    Baseline,
    Past,
    Now,
    /// Everybody is meant beside the group that is named.
    Whole,
    /// We are meant beside the brand that is named.
    Us,
    /// The target is meant.
    Target,
    /// Intervals are meant.
    Interval,
    /// Units.
    Percent,
    Points,
    Seconds,
    Minutes,
    Hours,
    Answers,
    OutOf,
    /// How exactly a figure is meant.
    About,
    Over,
    Under,
    /// It stands between the ends of a range: `40 to 45%`.
    To,
    /// A length of time follows within which something is promised or counted, and not how long something took.
    Within,
    /// A change follows.
    By,
    /// The figure of the sentence before is meant.
    Again,
    /// Whole numbers behind it count other things: "the first 3".
    Counting,
    /// Another clause begins: "while", "because".
    Clause,
    /// What follows a metric's name says whose or which it is: "satisfaction with".
    Narrowed,
    /// Everybody whom a metric may be about: "customers".
    People,
    /// What makes people behind a number its answers: "812 guests answered".
    Answered,
    /// Comes up to a target that is named behind it: "met", "has passed".
    Reached,
    /// What else a metric has, by its own name: "promoters", "the median".
    Promoters,
    Passives,
    Detractors,
    Median,
    Percentile,
    Mean,
    /// Compares two that are named on its sides: "has a higher NPS than we do".
    Higher,
    Lower,
    Finer,
    Poorer,
    /// What the second of the two follows.
    Than,
    /// What follows is what something is: "stands at".
    Standing,
    /// A place among others is meant.
    Ranked,
    /// What follows says something beside the sentence: "which nobody expected".
    Aside,
    /// A noun that may be said of anything: "a rise" of the price.
    OfAnything,
    /// What "best" stands before where a figure is meant: "the best score".
    Figure,
}

/// Every sense with the key of its words in the catalogue.
const SENSES: &[(Sense, &str)] = &[
    (Sense::Up, "typed.up"),
    (Sense::Down, "typed.down"),
    (Sense::Better, "typed.better"),
    (Sense::Worse, "typed.worse"),
    (Sense::Best, "typed.best"),
    (Sense::Worst, "typed.worst"),
    (Sense::Highest, "typed.highest"),
    (Sense::Lowest, "typed.lowest"),
    (Sense::Steady, "typed.steady"),
    (Sense::Leading, "typed.leading"),
    (Sense::Significant, "typed.significant"),
    (Sense::Above, "typed.above"),
    (Sense::Below, "typed.below"),
    (Sense::Ahead, "typed.ahead"),
    (Sense::Behind, "typed.behind"),
    (Sense::Not, "typed.not"),
    (Sense::Unreal, "typed.unreal"),
    (Sense::Previous, "typed.previous"),
    (Sense::Year, "typed.year"),
    (Sense::Baseline, "typed.baseline"),
    (Sense::Past, "typed.past"),
    (Sense::Now, "typed.now"),
    (Sense::Whole, "typed.whole"),
    (Sense::Us, "typed.us"),
    (Sense::Target, "typed.target"),
    (Sense::Interval, "typed.interval"),
    (Sense::Percent, "typed.percent"),
    (Sense::Points, "typed.points"),
    (Sense::Seconds, "typed.seconds"),
    (Sense::Minutes, "typed.minutes"),
    (Sense::Hours, "typed.hours"),
    (Sense::Answers, "typed.answers"),
    (Sense::OutOf, "typed.out_of"),
    (Sense::About, "typed.about"),
    (Sense::Over, "typed.over"),
    (Sense::Under, "typed.under"),
    (Sense::To, "typed.to"),
    (Sense::Within, "typed.within"),
    (Sense::By, "typed.by"),
    (Sense::Again, "typed.again"),
    (Sense::Counting, "typed.counting"),
    (Sense::Clause, "typed.clause"),
    (Sense::Narrowed, "typed.narrowed"),
    (Sense::People, "typed.people"),
    (Sense::Answered, "typed.answered"),
    (Sense::Reached, "typed.reached"),
    (Sense::Promoters, "typed.promoters"),
    (Sense::Passives, "typed.passives"),
    (Sense::Detractors, "typed.detractors"),
    (Sense::Median, "typed.median"),
    (Sense::Percentile, "typed.percentile"),
    (Sense::Mean, "typed.mean"),
    (Sense::Higher, "typed.higher"),
    (Sense::Lower, "typed.lower"),
    (Sense::Finer, "typed.finer"),
    (Sense::Poorer, "typed.poorer"),
    (Sense::Than, "typed.than"),
    (Sense::Standing, "typed.standing"),
    (Sense::Ranked, "typed.ranked"),
    (Sense::Aside, "typed.aside"),
    (Sense::OfAnything, "typed.of_anything"),
    (Sense::Figure, "typed.figure"),
];

/// The words of the catalogue: phrases with `|` between them. Without `speaks` only the names of figures are known.
pub(super) fn senses(cutter: &Cutter, words: &Catalogue, speaks: bool) -> Phrases<Sense> {
    let phrases = SENSES.iter().filter(|_| speaks).flat_map(|(sense, key)| {
        words.get(key).split('|').map(|phrase| (phrase.trim().to_owned(), *sense)).collect::<Vec<_>>()
    });
    Phrases::new(cutter, phrases.collect::<Vec<_>>())
}

/// The names of metrics, brands, groups and waves of one edition; those of metrics and groups also with the `endings` of
/// the plural.
pub(super) fn names(cutter: &Cutter, figures: &Figures, waves: &WaveScheme, endings: &[&str]) -> Phrases<Subject> {
    let mut names: Vec<(String, Subject)> = Vec::new();
    let forms = |name: &String| {
        let plural: Vec<String> = endings.iter().map(|ending| format!("{name}{ending}")).collect();
        std::iter::once(name.clone()).chain(plural)
    };
    for (at, metric) in figures.metrics.iter().enumerate() {
        let known = [&metric.id, &metric.title].into_iter().chain(&metric.aliases);
        names.extend(known.flat_map(forms).map(|name| (name, Subject::Metric(MetricIx(at)))));
    }
    names.extend(figures.brands.iter().enumerate().map(|(at, brand)| (brand.clone(), Subject::Brand(at))));
    for (dimension, known) in figures.dimensions.iter().enumerate() {
        for (value, name) in known.values.iter().enumerate() {
            names.extend(forms(name).map(|name| (name, Subject::Group(GroupIx { dimension, value }))));
        }
    }
    for &wave in &figures.waves {
        let label = waves.label(wave);
        let mut forms = vec![label.clone(), waves.id(wave)];
        let parts = label.split_once(' ').filter(|(year, _)| year.chars().all(char::is_numeric));
        if let Some((year, part)) = parts {
            // `Q3 2026` for `2026 Q3`, and `Q3` alone, which may be of any year.
            forms.extend([format!("{part} {year}"), part.to_owned()]);
        }
        forms.sort();
        forms.dedup();
        names.extend(forms.into_iter().map(|form| (form, Subject::Wave(wave))));
    }
    names.sort();
    names.dedup();
    names.retain(|(name, _)| !name.trim().is_empty());
    Phrases::new(cutter, names)
}
