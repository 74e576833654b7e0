//! Customers who have no row at all: known only from a frame that tells how many customers there are.

use super::Counted;
use crate::config::{AnswerFrom, QuestionIx, SiteConfig};
use crate::cube::{ByValue, Group, Tally};
use crate::diag::Diagnostic;
use crate::source::Span;
use crate::survey::{NameId, Value, Weight};
use crate::wave::Wave;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Waves that a message lists.
const LISTED: usize = 4;

/// Adds, to every question about rows of each customer that has a frame, the customers without a row. A wave or group
/// for which the frame has no number, or one below the customers who were seen, has no answers afterwards.
pub fn add_customers_without_rows(config: &SiteConfig, counted: &mut [Arc<Counted>]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (at, question) in config.questions.iter().enumerate() {
        let AnswerFrom::PerCustomer { frame: Some(frame), .. } = &question.from else { continue };
        let slot = config.place_of(QuestionIx(at));
        let source = question.source.0;
        let mut without = BTreeSet::new();
        let mut too_small = BTreeSet::new();
        let mut found = Vec::new();
        for place in places(config, counted, source, frame.value) {
            let (wave, brand, group) = &place;
            let seen = counted[source].cube.tally(*wave, *brand, group, slot).map_or(0, |tally| tally.valid().n);
            let customers = customers(config, counted, source, frame.value, &place);
            if customers.is_none() && group.is_empty() {
                without.insert(*wave);
            }
            if customers.is_some_and(|customers| customers < seen) {
                too_small.insert(*wave);
            }
            found.push((place, customers.and_then(|customers| customers.checked_sub(seen))));
        }
        let questions = config.questions.iter().filter(|question| question.source.0 == source).count();
        for (place, silent) in found {
            let cell = Arc::make_mut(&mut counted[source])
                .cube
                .cells
                .entry(place)
                .or_insert_with(|| vec![Tally::default(); questions]);
            let Some(tally) = cell.get_mut(slot) else { continue };
            match silent {
                Some(0) => {}
                Some(silent) => tally.answers.at(Value(0)).add_many(Weight::ONE, silent),
                None => tally.answers = ByValue::default(),
            }
        }
        let frame_id = &config.questions[frame.value.0].id;
        diagnostics.extend(problem(config, &without, frame.span, "data/frame-without-wave", |waves| {
            format!(
                "`{frame_id}` does not tell how many customers there were in {waves}, so `{}` has no figure there",
                question.id
            )
        }));
        diagnostics.extend(problem(config, &too_small, frame.span, "data/frame-too-small", |waves| {
            format!(
                "in {waves} more customers have a row than `{frame_id}` says there are, so `{}` has no figure there",
                question.id
            )
        }));
    }
    diagnostics
}

/// A wave, a brand and a group.
type Place = (Wave, Option<NameId>, Group);

/// Every place of the source, and those in which the frame has customers and nobody has a row.
fn places(config: &SiteConfig, counted: &[Arc<Counted>], source: usize, frame: QuestionIx) -> BTreeSet<Place> {
    let ours = &counted[source];
    let mut places: BTreeSet<Place> = ours.cube.cells.keys().cloned().collect();
    let of_frame = config.questions[frame.0].source.0;
    for (wave, brand, group) in counted[of_frame].cube.cells.keys() {
        let translated = translate(config, counted, of_frame, source, *brand, group);
        if let Some((brand, group)) = translated.filter(|_| ours.cube.design.contains_key(wave)) {
            // A brand that is in the frame alone is nobody's.
            if brand.is_some() != ours.data.brands.shown.is_empty() {
                places.insert((*wave, brand, group));
            }
        }
    }
    places
}

/// How many customers the frame has in a place of the source.
fn customers(
    config: &SiteConfig,
    counted: &[Arc<Counted>],
    source: usize,
    frame: QuestionIx,
    place: &Place,
) -> Option<u64> {
    let (wave, brand, group) = place;
    let of_frame = config.questions[frame.0].source.0;
    // A dimension that the frame does not have (the channel of a contact) divides no customers.
    let known = |(segment, _): &&(usize, NameId)| {
        let id = &config.sources[source].segments[*segment].id;
        config.sources[of_frame].segments.iter().any(|other| other.id == *id)
    };
    let group: Group = group.iter().filter(known).copied().collect();
    let (brand, group) = translate(config, counted, source, of_frame, *brand, &group)?;
    let slot = config.place_of(frame);
    let count = counted[of_frame].cube.tally(*wave, brand, &group, slot)?.valid().n;
    (count > 0).then_some(count)
}

/// The brand and group of one source under the names of another; absent where that does not have them.
fn translate(
    config: &SiteConfig,
    counted: &[Arc<Counted>],
    from: usize,
    to: usize,
    brand: Option<NameId>,
    group: &Group,
) -> Option<(Option<NameId>, Group)> {
    let name = |names: &[String], id: NameId| names.get(usize::from(id.0)).cloned();
    let theirs = &counted[to].data.brands;
    let brand = match brand {
        Some(brand) if !theirs.shown.is_empty() => Some(theirs.find(&name(&counted[from].data.brands.shown, brand)?)?),
        _ => None,
    };
    let value = |(segment, id): &(usize, NameId)| {
        let wanted = &config.sources[from].segments[*segment].id;
        let other = config.sources[to].segments.iter().position(|other| other.id == *wanted)?;
        let text = name(&counted[from].data.segments[*segment].shown, *id)?;
        Some((other, counted[to].data.segments[other].find(&text)?))
    };
    let mut group: Group = group.iter().map(value).collect::<Option<_>>()?;
    group.sort_unstable();
    Some((brand, group))
}

fn problem(
    config: &SiteConfig,
    waves: &BTreeSet<Wave>,
    span: Span,
    code: &'static str,
    message: impl Fn(&str) -> String,
) -> Option<Diagnostic> {
    let names: Vec<String> =
        waves.iter().take(LISTED).map(|wave| format!("`{}`", config.report.waves.id(*wave))).collect();
    if names.is_empty() {
        return None;
    }
    let more = if waves.len() > LISTED { format!(" and {} more waves", waves.len() - LISTED) } else { String::new() };
    let hint = "add the wave's numbers to the frame, or correct them; without `frame` the figure is per customer with at least one row";
    Some(Diagnostic::warning(code, message(&format!("{}{more}", names.join(", ")))).at(span).hint(hint))
}
