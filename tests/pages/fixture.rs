//! A report of two editions with every kind of figure: weighted and not, branded and not, low, suppressed and absent.

use jiff::civil::date;
use std::collections::BTreeMap;
use std::sync::Arc;
use wavemark::action::Action;
use wavemark::benchmark::Published;
use wavemark::commentary::{Asset, Commentary, Heading};
use wavemark::config::{Better, SiteConfig, SourceIx};
use wavemark::diag::{Checked, Diagnostic};
use wavemark::message::Catalogue;
use wavemark::metrics::{
    Comparison, Dimension, Estimate, Figure, FigureKey, Figures, GroupIx, Measured, MetricInfo, MetricIx, OverTime,
    Rank, Reference, Statistic, StatisticInfo, Test, Unit, Verdict, WaveWeights,
};
use wavemark::number::Numbers;
use wavemark::output::BuiltSite;
use wavemark::pages::{Edition, EditionFile, Report, render};
use wavemark::source::SourceReader;
use wavemark::survey::{
    Dropped, FileQuality, Names, QuestionQuality, Reason, SourceData, SourceQuality, Unusable, Value,
};
use wavemark::templates::Templates;
use wavemark::wave::Wave;

/// What no file of the site may hold: the number behind a suppressed figure, and a respondent's id.
pub const SECRETS: [&str; 4] = ["0.123456", "12.3456", "+12.3", "R-SECRET-1"];

/// The site-config.
pub const CONFIG: &str = r#"
[site]
title = "Northwind & Sons"
base_url = "https://example.org/cx/"
language = "en-GB"

[report]
brand = "Northwind"
wave = "quarter"
baseline = "2026-Q1"

[[source]]
id = "survey"
title = "Relationship survey"
files = "responses.csv"
columns = { respondent = "id", date = "date", brand = "brand", weight = "weight" }
segments = ["region"]

[[source]]
id = "calls"
title = "Calls"
files = "calls.csv"
columns = { date = "date" }

[[question]]
id = "recommend"
source = "survey"
column = "recommend"
text = "Would you recommend {brand}?"
scale = "0-10"

[[question]]
id = "wait"
source = "calls"
column = "wait"
type = "duration"

[[metric]]
id = "nps"
kind = "nps"
question = "recommend"
target = 40

[[metric]]
id = "wait"
kind = "duration"
question = "wait"

[[event]]
date = 2026-05-20
text = "New courier <north>"
"#;

/// Two rows, so that places in the data can be named.
const RESPONSES: &str = "id,date,brand,weight,region,recommend\nR-SECRET-1,2026-07-01,Northwind,1,North,11\nR-SECRET-1,2026-31-07,Northwind,1,North,9\n";

/// A report in memory. `templates` are the author's own files below `templates/`.
pub struct Project {
    pub reader: SourceReader,
    pub config: SiteConfig,
    numbers: Numbers,
    words: Catalogue,
    data: Vec<SourceData>,
    pub actions: Vec<Action>,
    pub editions: Vec<Edition>,
}

impl Project {
    /// With commentary and published figures.
    pub fn new(templates: &[(&str, &str)]) -> Project {
        Project::with_config(CONFIG, templates)
    }

    pub fn with_config(config: &str, templates: &[(&str, &str)]) -> Project {
        let own = templates.iter().map(|(name, text)| (format!("templates/{name}"), text.as_bytes().to_vec()));
        let files = [("site-config.toml", config), ("responses.csv", RESPONSES)];
        let files = files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
        let reader = SourceReader::memory(files.into_iter().chain(own));
        let checked = wavemark::config::load(&reader, "site-config.toml");
        let config = checked.value.unwrap_or_else(|| panic!("{:?}", checked.diagnostics));
        let responses = reader.read("responses.csv").unwrap();
        let at = |from: &str| {
            let start = RESPONSES.find(from).unwrap();
            responses.span().part(start, start + from.len())
        };
        let quality = SourceQuality {
            files: vec![FileQuality { name: "responses.csv".into(), rows: 2, used: 1, read_as: "UTF-8, comma".into() }],
            dropped: vec![
                Dropped { reason: Reason::Duplicate, rows: 1, first: vec![(at("R-SECRET-1"), "R-SECRET-1".into())] },
                Dropped { reason: Reason::BadDate, rows: 1, first: vec![(at("2026-31-07"), "2026-31-07".into())] },
            ],
            questions: vec![QuestionQuality {
                question: wavemark::config::QuestionIx(0),
                valid: 1_234,
                blank: 5,
                dont_know: 6,
                not_asked: 0,
                unusable_other: 0,
                unusable: vec![Unusable { text: "11".into(), rows: 1, first: at("11") }],
            }],
            respelled: vec![(" north".into(), "North".into(), 3)],
            zero_weight: 0,
            by_wave: Default::default(),
            reversed: Vec::new(),
        };
        let data = |source, quality| SourceData {
            source: SourceIx(source),
            brands: Names::default(),
            segments: Vec::new(),
            dates: Some((date(2026, 1, 2), date(2026, 9, 30))),
            quality,
        };
        let data = vec![data(0, quality), data(1, SourceQuality::default())];
        let scheme = &config.report.waves;
        let newest = scheme.parse("2026-Q3").unwrap();
        let mut newer = edition(&config, newest, published(&reader, newest));
        newer.commentary = commentary(&reader).into_iter().map(Arc::new).collect();
        newer.files = vec![EditionFile { name: "a map.png".into(), bytes: b"not a picture".to_vec().into() }];
        let editions = vec![newer, edition(&config, Wave(newest.0 - 1), Vec::new())];
        let language = config.site.language.clone();
        Project {
            reader,
            numbers: Numbers::new(&language),
            words: Catalogue::for_language(&language),
            config,
            data,
            actions: Vec::new(),
            editions,
        }
    }

    /// The site, with the problems met on the way.
    pub fn render(&self) -> Checked<BuiltSite> {
        let mut diagnostics = Vec::new();
        let templates = Templates::load(&self.reader, self.config.site.templates.as_ref(), &self.words);
        let Some(templates) = templates.report_to(&mut diagnostics) else {
            return Checked { value: None, diagnostics };
        };
        let report = Report {
            config: &self.config,
            numbers: &self.numbers,
            words: &self.words,
            data: &self.data,
            actions: &self.actions,
            editions: &self.editions,
            reader: &self.reader,
        };
        let site = render(&report, &templates).report_to(&mut diagnostics);
        Checked { value: site, diagnostics }
    }

    /// The site, which must be without problems.
    pub fn site(&self) -> BuiltSite {
        let checked = self.render();
        assert!(checked.diagnostics.is_empty(), "{}", self.told(&checked.diagnostics));
        checked.value.unwrap()
    }

    /// Problems as `code file:line:column message (hint)`, one a line.
    pub fn told(&self, diagnostics: &[Diagnostic]) -> String {
        let line = |d: &Diagnostic| {
            let place = d.span.map(|span| {
                let at = self.reader.position(span);
                format!(" {}:{}:{}", at.file, at.line, at.column)
            });
            let hints: String = d.hints.iter().map(|hint| format!(" ({hint})")).collect();
            format!("{}{} {}{hints}\n", d.code, place.unwrap_or_default(), d.message)
        };
        diagnostics.iter().map(line).collect()
    }
}

pub fn measured(value: f64, half: f64, n: u64) -> Estimate {
    Estimate::Measured(Measured {
        value,
        interval: Some((value - half, value + half)),
        se: Some(half / 2.0),
        n,
        n_eff: n as f64 * 0.8,
        low_base: n < 30,
        method: "adjusted Wald",
    })
}

pub fn against(reference: Reference, difference: f64, verdict: Verdict) -> Comparison {
    Comparison {
        reference,
        difference: Some(difference),
        interval: Some((difference - 0.04, difference + 0.04)),
        test: Some(Test { p: 0.0125, p_adjusted: 0.025, name: "z" }),
        in_both: None,
        verdict,
    }
}

fn metrics() -> Vec<MetricInfo> {
    let statistic =
        |statistic, unit, name: &str, decimals| StatisticInfo { statistic, unit, name: name.into(), decimals };
    vec![
        MetricInfo {
            margin: None,
            breaks: Vec::new(),
            drivers: Vec::new(),
            id: "nps".into(),
            kind: "nps",
            source: "survey".into(),
            title: "Recommendation".into(),
            subtitle: "Net Promoter Score".into(),
            aliases: Vec::new(),
            question: "Would you recommend {brand}?".into(),
            formula: "promoters − detractors".into(),
            citation: "Rocks (2016)",
            statistics: vec![statistic(Statistic::Score, Unit::Points, "NPS", 1)],
            better: Better::High,
            target: Some(0.4),
            baseline: None,
            headline: true,
            page: None,
            answers: vec![(Value::whole(0), "no, <never>".into()), (Value::whole(10), "yes".into())],
            multiple: false,
            beside: None,
            weighted: true,
            branded: true,
        },
        MetricInfo {
            margin: None,
            breaks: Vec::new(),
            drivers: Vec::new(),
            id: "wait".into(),
            kind: "duration",
            source: "calls".into(),
            title: "Wait".into(),
            subtitle: String::new(),
            aliases: Vec::new(),
            question: "Seconds".into(),
            formula: "median".into(),
            citation: "Hyndman & Fan (1996)",
            statistics: vec![
                statistic(Statistic::Median, Unit::Seconds, "median", 0),
                statistic(Statistic::Within, Unit::Share, "within 40 s", 0),
            ],
            better: Better::Low,
            target: None,
            baseline: None,
            headline: true,
            page: None,
            answers: Vec::new(),
            multiple: false,
            beside: None,
            weighted: false,
            branded: false,
        },
    ]
}

/// Three waves; the figures of the last are those that the tests speak of.
fn edition(config: &SiteConfig, wave: Wave, published: Vec<Published>) -> Edition {
    let waves: Vec<Wave> = (wave.0 - 2..=wave.0).map(Wave).collect();
    let mut by_key = BTreeMap::new();
    for (at, &wave) in waves.iter().enumerate() {
        let last = at + 1 == waves.len();
        let mut add = |metric, brand, group, statistic, estimate: Estimate, comparisons| {
            let key = FigureKey { metric: MetricIx(metric), brand, group, wave, statistic };
            by_key.insert(key, Figure { estimate, comparisons, rank: None });
        };
        let value = 0.30 + 0.04 * at as f64;
        let previous = |difference| match (at, last) {
            (0, _) => Vec::new(),
            (_, true) if difference < 0.0 => vec![against(Reference::Previous, difference, Verdict::Lower)],
            (_, true) => vec![against(Reference::Previous, difference, Verdict::Higher)],
            _ => vec![against(Reference::Previous, difference, Verdict::NoClearDifference)],
        };
        let mut ours = previous(0.04);
        ours.push(against(Reference::Target, value - 0.4, Verdict::NoClearDifference));
        ours.push(against(Reference::Brand("Fjord".into()), value - 0.5, Verdict::Lower));
        if last {
            ours.push(against(Reference::Benchmark("panel".into()), value - 0.33, Verdict::NoClearDifference));
        }
        add(0, Some(0), None, Statistic::Score, measured(value, 0.05, 620 + at as u64), ours);
        add(0, Some(1), None, Statistic::Score, measured(0.5, 0.06, 480), Vec::new());
        for (code, share) in [(0, 0.25), (10, 0.75)] {
            let statistic = Statistic::Share(Value::whole(code));
            add(0, Some(0), None, statistic, measured(share, 0.03, 620 + at as u64), Vec::new());
        }
        let group = |value| Some(GroupIx { dimension: 0, value });
        let rest = |difference| vec![against(Reference::Rest, difference, Verdict::Lower)];
        add(0, Some(0), group(0), Statistic::Score, measured(0.2, 0.08, 200), rest(-0.15));
        add(0, Some(0), group(1), Statistic::Score, measured(0.4, 0.2, 20), Vec::new());
        // A suppressed figure comes without comparisons; these would give it away if anything showed them.
        let leaky = vec![
            against(Reference::Previous, 0.123456, Verdict::Higher),
            against(Reference::Rest, 0.123456, Verdict::Higher),
        ];
        add(0, Some(0), group(2), Statistic::Score, Estimate::Suppressed, leaky);
        add(0, Some(0), group(3), Statistic::Score, Estimate::NoData, Vec::new());
        add(1, None, None, Statistic::Median, measured(50.0 - at as f64, 3.0, 1_300), previous(-1.0));
        add(1, None, None, Statistic::Within, measured(0.4, 0.03, 1_300), Vec::new());
    }
    let mut figures = Figures {
        drivers: Vec::new(),
        banners: Vec::new(),
        over_time: OverTime::default(),
        designs: Default::default(),
        weights: vec![WaveWeights {
            source: "survey".into(),
            wave,
            rows: 622,
            n_eff: 497.6,
            efficiency: 0.8,
            design_effect: 1.25,
            least: 0.5,
            greatest: 2.25,
            raked: None,
        }],
        wave,
        waves,
        brands: vec!["Northwind".into(), "Fjord".into()],
        dimensions: vec![Dimension {
            id: "region".into(),
            title: "Region".into(),
            values: vec!["North".into(), "Île-de-France".into(), "Islands".into(), String::new()],
        }],
        metrics: metrics(),
        by_key,
    };
    for (brand, rank) in [(0, 2), (1, 1)] {
        let key = FigureKey { metric: MetricIx(0), brand: Some(brand), group: None, wave, statistic: Statistic::Score };
        let rank = Rank { rank, low: rank, high: rank, of: 2 };
        figures.by_key.get_mut(&key).unwrap().rank = Some(rank);
    }
    Edition {
        wave,
        slug: config.report.waves.slug(wave),
        figures: Arc::new(figures),
        published,
        voice: None,
        commentary: Vec::new(),
        files: Vec::new(),
    }
}

fn published(reader: &SourceReader, wave: Wave) -> Vec<Published> {
    let span = reader.read("site-config.toml").unwrap().span();
    let one = |id: &str, metric, statistic, value, base| Published {
        id: id.into(),
        brand: "Sector".into(),
        metric: MetricIx(metric),
        statistic,
        wave: Some(wave),
        value,
        interval: None,
        base,
        scale: None,
        wording: Some("Would you, \"really\"?".into()),
        source: "Panel, Ltd".into(),
        url: Some("https://panel.example/?a=1&b=2".into()),
        published: Some(date(2026, 10, 12)),
        not_comparable: None,
        span,
    };
    let other =
        Published { not_comparable: Some("another scale".into()), ..one("scale", 0, Statistic::Score, 0.1, Some(90)) };
    vec![one("panel", 0, Statistic::Score, 0.33, Some(900)), other, one("phone", 1, Statistic::Median, 56.0, None)]
}

fn commentary(reader: &SourceReader) -> Vec<Commentary> {
    let source = reader.read("site-config.toml").unwrap().id;
    let text = |stem: &str, title: Option<&str>, html: &str| Commentary {
        points: None,
        claims: Vec::new(),
        stem: stem.into(),
        title: title.map(str::to_owned),
        order: None,
        summary: None,
        author: Some("A. Analyst".into()),
        date: Some(date(2026, 10, 14)),
        html: html.into(),
        toc: vec![Heading { level: 2, id: "why".into(), text: "Why".into() }],
        blocks: Vec::new(),
        paragraphs: Vec::new(),
        outgoing: Vec::new(),
        assets: vec![Asset { name: "a map.png".into(), path: "commentary/a map.png".into() }],
        source,
    };
    vec![
        text("overview", Some("We are back"), "<h2 id=\"why\">Why</h2>\n<p>Because.</p>\n"),
        text("region-north", None, "<p>The courier.</p>\n"),
        text(
            "what-we-did",
            None,
            "<p><a href=\"wavemark-site:2026-q2/index.html\">Then</a> and <img src=\"../files/a%20map.png\" alt=\"a map\"></p>\n",
        ),
    ]
}
