//! The voice of the customer: what is talked about, comments beside their scores, and the rule by which they are shown.

use super::book::PageId;
use super::chapter::{Chapter, Part};
use super::charts::{ChartFiles, ChartView, measure};
use super::context::{Context, Draft, Prose};
use super::metric_tables::comparison;
use super::table::{Entry, Table, TableBuilder};
use super::voice_words::{WordsView, class_name, words};
use super::{Page, PageKind};
use crate::chart::{DotRow, Dots, DrawError, Heading};
use crate::commentary::quote;
use crate::metrics::{Figure, MetricIx};
use crate::stats::log_odds::PRIOR_WORDS;
use crate::templates::View;
use crate::voice::{Counts, Voice as Heard};
use serde::Serialize;

/// The kind.
pub struct Voice;

#[derive(Serialize)]
struct VoiceView {
    prose: Vec<Prose>,
    words: WordsView,
    topics: Option<TopicsView>,
    drawn: Vec<DrawnView>,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
struct TopicsView {
    chart: ChartView,
    table: Option<Table>,
}

/// Comments of one class.
#[derive(Serialize)]
struct DrawnView {
    title: String,
    /// HTML.
    comments: Vec<String>,
}

#[derive(Serialize)]
struct Rule {
    title: String,
    text: String,
}

impl Page for Voice {
    fn kind(&self) -> PageKind {
        PageKind {
            name: "voice",
            address: "voice/",
            shows: "what customers talk about, and comments beside their scores, masked and with consent",
        }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter { part: Part::Customers, stands: |scope| scope.config.voice.is_some() })
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        let voice = context.edition.voice.as_ref().filter(|_| page == PageId::VOICE)?;
        Some(draft(context, voice))
    }
}

fn draft(context: &Context<'_>, voice: &Heard) -> Result<Draft, DrawError> {
    let page = PageId::VOICE;
    let show = context.show;
    let mut files = ChartFiles::of(context);
    let view = VoiceView {
        prose: context.prose(page),
        words: words(show, voice),
        topics: topics(context, &mut files)?,
        drawn: drawn(context, voice),
        rules: rules(context, voice),
    };
    let part = |id: &str| (id.to_owned(), show.word(&format!("voice.{id}")));
    let mut contents = vec![part("words")];
    contents.extend(view.topics.is_some().then(|| part("topics")));
    contents.extend((!view.drawn.is_empty()).then(|| part("comments")));
    contents.push(part("rules"));
    Ok(Draft {
        id: page,
        template: "voice.html",
        title: context.title(page, show.word("nav.voice")),
        lead: context.lead(page, show.fill("voice.lead", &[("wave", &context.wave_label())])),
        trail: Vec::new(),
        contents,
        body: View::of(&view),
        beside: files.files,
    })
}

/// The topics, most talked of first; those without a figure last, in the order of their file.
fn topics(context: &Context<'_>, files: &mut ChartFiles) -> Result<Option<TopicsView>, DrawError> {
    let show = context.show;
    let is_topic = |metric: &MetricIx| context.info(*metric).kind == crate::metrics::kinds::TOPIC;
    let metrics = context.metrics().map(|(metric, _)| metric).filter(is_topic);
    let mut found: Vec<(MetricIx, &Figure)> =
        metrics.filter_map(|metric| Some((metric, context.of_group(metric, None)?))).collect();
    let Some(&(first, _)) = found.first() else { return Ok(None) };
    let value = |figure: &Figure| figure.estimate.measured().map_or(f64::NEG_INFINITY, |measured| measured.value);
    found.sort_by(|(_, a), (_, b)| value(b).total_cmp(&value(a)));
    let wave = context.wave_label();
    let mut table = TableBuilder::new(show, "topics-table", show.fill("voice.topics.caption", &[("wave", &wave)]))
        .words("column.topic")
        .estimate_columns(show.word("column.value"))
        .changes(context.earlier());
    let mut rows = Vec::new();
    for (metric, figure) in found {
        let statistic = context.headline(metric);
        let name = Entry::link(statistic.name.clone(), context.href(PageId::VOICE, PageId::Metric(metric)));
        let mut entries = vec![name];
        entries.extend(table.estimate(statistic, &figure.estimate));
        entries.extend(context.earlier().iter().map(|r| comparison(context, metric, statistic, figure, r)));
        table.row(false, entries);
        rows.push(DotRow {
            name: statistic.name.clone(),
            is_ours: true,
            estimate: figure.estimate.clone(),
            rank: None,
        });
    }
    let chart = Dots {
        heading: Heading {
            id: "by-topic".to_owned(),
            headline: show.word("voice.topics.headline"),
            subtitle: show.fill("voice.topics.subtitle", &[("wave", &wave)]),
        },
        measure: measure(context.headline(first)),
        rows,
        target: None,
    };
    Ok(Some(TopicsView { chart: files.add(show, &chart)?, table: table.finish() }))
}

fn drawn(context: &Context<'_>, voice: &Heard) -> Vec<DrawnView> {
    let show = context.show;
    let view = |(class, quotes): &(_, Vec<crate::voice::Quote>)| DrawnView {
        title: show.fill("voice.comments.class", &[("class", &class_name(show, &voice.classes, *class))]),
        comments: quotes.iter().map(|one| quote(one, show.words, show.waves())).collect(),
    };
    voice.drawn.iter().filter(|(_, quotes)| !quotes.is_empty()).map(view).collect()
}

fn rules(context: &Context<'_>, voice: &Heard) -> Vec<Rule> {
    let show = context.show;
    let Some(config) = &context.report.config.voice else { return Vec::new() };
    let floor = show.numbers.count(context.report.config.report.floor.suppress_below);
    let mut rules = Vec::new();
    let mut rule = |key: &str, text: String| rules.push(Rule { title: show.word(key), text });
    rule("voice.rules.count", counts(context, &voice.counts));
    rule(
        "voice.rules.consent",
        show.word(match config.consent {
            Some(_) => "voice.rules.consent.asked",
            None => "voice.rules.consent.not_asked",
        }),
    );
    let (smallest, kind) = (show.numbers.count(config.smallest_group), show.wave_kind());
    let values = [("smallest", &*smallest), ("wave_kind", &*kind), ("floor", &*floor)];
    rule("voice.rules.groups", show.fill("voice.rules.groups.text", &values));
    let names = show.numbers.count(config.names.len() as u64);
    let masked = match config.has_names {
        true => show.fill("voice.rules.masked.names", &[("names", &names)]),
        false => show.word("voice.rules.masked.no_names"),
    };
    let below = |count: u64| count < context.report.config.report.floor.suppress_below;
    let count = match below(voice.counts.masked) {
        true => show.fill("voice.rules.masked.few", &[("floor", &floor)]),
        false => show.fill("voice.rules.masked.count", &[("count", &show.numbers.count(voice.counts.masked))]),
    };
    rule("voice.rules.masked", format!("{masked} {count}"));
    if config.drawn > 0 {
        let drawn = show.numbers.count(config.drawn as u64);
        rule("voice.rules.drawn", show.fill("voice.rules.drawn.text", &[("drawn", &drawn)]));
    }
    let prior = show.numbers.count(PRIOR_WORDS as u64);
    let values = [("prior", &*prior), ("level", &show.level()), ("languages", &config.languages.join(", "))];
    rule("voice.words.method", show.fill("voice.words.method.text", &values));
    rules
}

/// How many comments there are and why some are not shown. A reason that concerns fewer people than the floor is not
/// told apart from the others, and not at all where even all reasons together concern so few.
fn counts(context: &Context<'_>, counts: &Counts) -> String {
    let show = context.show;
    let floor = context.report.config.report.floor.suppress_below;
    let number = |count: u64| show.numbers.count(count);
    if counts.comments < floor {
        return show.fill("voice.rules.count.few", &[("floor", &number(floor))]);
    }
    let (comments, respondents) = (number(counts.comments), number(counts.respondents));
    let values = [("comments", &*comments), ("respondents", &*respondents)];
    let mut sentences = vec![show.fill("voice.rules.count.text", &values)];
    let hidden = counts.comments - counts.open;
    let reasons = [
        ("voice.rules.count.no_consent", counts.no_consent),
        ("voice.rules.count.small_group", counts.small_group),
        ("voice.rules.count.empty", counts.empty),
    ];
    if hidden == 0 {
        sentences.push(show.word("voice.rules.count.all"));
    } else if hidden < floor || counts.open < floor {
        // Either number would give the other.
        let key = if hidden < floor { "voice.rules.count.few_hidden" } else { "voice.comments.none" };
        sentences.push(show.fill(key, &[("floor", &number(floor))]));
    } else {
        sentences.push(show.fill("voice.rules.count.open", &[("open", &number(counts.open))]));
        if reasons.iter().all(|(_, count)| *count == 0 || *count >= floor) {
            let told = reasons.iter().filter(|(_, count)| *count > 0);
            sentences.extend(told.map(|(key, count)| show.fill(key, &[("count", &number(*count))])));
        } else {
            sentences.push(show.fill("voice.rules.count.hidden", &[("hidden", &number(hidden))]));
        }
    }
    sentences.join(" ")
}
