//! The words of the happy and of the unhappy, as their page shows them.

use super::show::Show;
use crate::commentary::masked;
use crate::number::Unit;
use crate::stats::interval::Confidence;
use crate::stats::log_odds::LogOdds;
use crate::voice::{Class, Classes, Talk, Voice, Word};
use serde::Serialize;

/// What is said of words.
#[derive(Debug, Serialize)]
pub struct WordsView {
    /// How they were found, or why there are none.
    how: String,
    lists: Vec<WordList>,
}

/// The words of one class, most outstanding first.
#[derive(Debug, Serialize)]
struct WordList {
    id: &'static str,
    title: String,
    none: String,
    times: String,
    /// The class itself, and the other one.
    ours: String,
    theirs: String,
    rows: Vec<WordRow>,
}

#[derive(Debug, Serialize)]
struct WordRow {
    words: String,
    ratio: String,
    interval: String,
    ours: String,
    theirs: String,
    /// HTML: a sentence, masked.
    example: String,
}

/// What a class is called.
pub fn class_name(show: Show<'_>, classes: &Classes, class: Class) -> String {
    if classes.nps {
        return show.word(match class {
            Class::High => "voice.classes.promoters",
            Class::Middle => "voice.classes.passives",
            Class::Low => "voice.classes.detractors",
        });
    }
    let (from, to) = classes.codes(class).unwrap_or_default();
    let [first, last] = [from, to].map(|code| show.numbers.plain(Unit::Score, 0, code as f64));
    let key = if from == to { "voice.classes.code" } else { "voice.classes.codes" };
    show.fill(key, &[("from", &first), ("to", &last)])
}

/// The words of an edition.
pub fn words(show: Show<'_>, voice: &Voice) -> WordsView {
    let floor = show.numbers.count(show.config().report.floor.suppress_below);
    let name = |class| class_name(show, &voice.classes, class);
    let (high, low) = (name(Class::High), name(Class::Low));
    let Some(talk) = &voice.talk else {
        let how = show.fill("voice.words.too_few", &[("high", &high), ("low", &low), ("floor", &floor)]);
        return WordsView { how, lists: Vec::new() };
    };
    let waves = match talk.waves.as_slice() {
        [first, .., last] => show.fill("interval.to", &[("low", &show.wave(*first)), ("high", &show.wave(*last))]),
        only => only.iter().map(|wave| show.wave(*wave)).collect(),
    };
    let how = show.fill(
        "voice.words.how",
        &[
            ("high", &high),
            ("low", &low),
            ("floor", &floor),
            ("high_comments", &show.numbers.count(talk.high_comments)),
            ("low_comments", &show.numbers.count(talk.low_comments)),
            ("waves", &waves),
        ],
    );
    let lists = vec![list(show, talk, Class::Low, &low, &high), list(show, talk, Class::High, &high, &low)];
    WordsView { how, lists }
}

fn list(show: Show<'_>, talk: &Talk, class: Class, ours: &str, theirs: &str) -> WordList {
    let (id, words) = match class {
        Class::Low => ("words-low", &talk.low),
        _ => ("words-high", &talk.high),
    };
    WordList {
        id,
        title: show.fill("voice.words.title", &[("class", ours)]),
        none: show.fill("voice.words.none", &[("class", ours)]),
        times: format!("{} ({})", show.word("voice.words.times"), show.interval_name()),
        ours: super::say::begun(ours),
        theirs: super::say::begun(theirs),
        rows: words.iter().map(|word| row(show, talk, class, word)).collect(),
    }
}

fn row(show: Show<'_>, talk: &Talk, class: Class, word: &Word) -> WordRow {
    let Word { high, low, odds, .. } = word;
    let ((ours, of), (theirs, of_theirs), odds): (_, _, LogOdds) = match class {
        Class::Low => ((*low, talk.low_comments), (*high, talk.high_comments), odds.reversed()),
        _ => ((*high, talk.high_comments), (*low, talk.low_comments), *odds),
    };
    let confidence = Confidence::new(show.config().report.confidence).unwrap_or(Confidence::NINETY_FIVE);
    let (ratio, ends) = odds.ratio(confidence);
    let count = |count: u64, of: u64| {
        show.fill("voice.words.of", &[("count", &show.numbers.count(count)), ("of", &show.numbers.count(of))])
    };
    WordRow {
        words: word.words.join(", "),
        ratio: show.numbers.plain(Unit::Score, 1, ratio),
        interval: show.numbers.interval(Unit::Score, 1, (ends.lower, ends.upper)),
        ours: count(ours, of),
        theirs: count(theirs, of_theirs),
        example: word.example.as_ref().map(|example| masked(example, show.words)).unwrap_or_default(),
    }
}
