//! A small report from texts, as far as its figures.

use std::fmt::Write;
use wavemark::config::SourceIx;
use wavemark::cube::Tabulator;
use wavemark::metrics::{
    Counted, Figure, FigureKey, Figures, GroupIx, Measured, MetricIx, Statistic, Tables, add_customers_without_rows,
    adjust, compute, plan,
};
use wavemark::source::SourceReader;
use wavemark::stats::interval::Confidence;
use wavemark::wave::Wave;

/// The figures of the newest wave of all sources; `config` follows a `[report]` with floors of one answer.
pub fn figures(config: &str, files: &[(&str, &str)]) -> Figures {
    let config =
        format!("[site]\ntitle = \"t\"\n[report]\nfloor = {{ suppress_below = 1, flag_below = 2 }}\n{config}\n");
    let named = std::iter::once(("site-config.toml", config.as_str())).chain(files.iter().copied());
    let reader = SourceReader::memory(named.map(|(name, text)| (name.to_owned(), text.to_owned())));
    let config = wavemark::config::load(&reader, "site-config.toml");
    let config = config.value.unwrap_or_else(|| panic!("{:#?}", config.diagnostics));
    let metrics = plan(&config);
    assert_eq!(metrics.diagnostics, []);
    let metrics = metrics.value.unwrap();
    let read = |at| {
        let mut tabulator = Tabulator::default();
        let data = wavemark::survey::read_alone(&reader, &config, SourceIx(at), &mut tabulator);
        let data = data.value.unwrap_or_else(|| panic!("{:#?}", data.diagnostics));
        std::sync::Arc::new(Counted::of(data, tabulator.finish().by_wave(&config.report.waves)))
    };
    let mut counted: Vec<_> = (0..config.sources.len()).map(read).collect();
    assert_eq!(add_customers_without_rows(&config, &mut counted), []);
    let newest = counted.iter().flat_map(|source| source.cube.design.keys()).max().copied().unwrap();
    let tables = Tables::new(&config, &metrics, &counted, newest);
    let mut figures = compute(&tables, Confidence::NINETY_FIVE);
    adjust(&mut figures, Confidence::NINETY_FIVE.alpha());
    figures
}

/// Rows of a file: each text, so many times.
pub fn csv(header: &str, rows: &[(&str, usize)]) -> String {
    let mut text = format!("{header}\n");
    for (row, times) in rows {
        for _ in 0..*times {
            writeln!(text, "{row}").unwrap();
        }
    }
    text
}

/// The figure of a metric for a group of the first dimension that has it, in the newest wave or so many before.
pub fn figure<'a>(
    figures: &'a Figures,
    metric: &str,
    statistic: Option<Statistic>,
    group: Option<&str>,
    back: i32,
) -> &'a Figure {
    let at = figures.metrics.iter().position(|info| info.id == metric).unwrap();
    let group = group.map(|name| {
        let places = figures.dimensions.iter().enumerate();
        let found = places.filter_map(|(dimension, d)| {
            d.values.iter().position(|value| value == name).map(|value| GroupIx { dimension, value })
        });
        found.into_iter().next().unwrap()
    });
    let statistic = statistic.unwrap_or(figures.metrics[at].statistics[0].statistic);
    let wave = Wave(figures.wave.0 - back);
    let brand = figures.our_brand(MetricIx(at));
    &figures.by_key[&FigureKey { metric: MetricIx(at), brand, group, wave, statistic }]
}

/// The measured headline figure of a metric for everybody in the newest wave.
pub fn headline<'a>(figures: &'a Figures, metric: &str) -> &'a Measured {
    measured(figure(figures, metric, None, None, 0))
}

pub fn measured(figure: &Figure) -> &Measured {
    figure.estimate.measured().unwrap()
}

pub fn close(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-12 * (1.0 + b.abs()), "{a} is not {b}");
}

/// Four decimals, as papers print them.
pub fn printed(ends: Option<(f64, f64)>) -> String {
    ends.map_or_else(|| "none".to_owned(), |(lower, upper)| format!("{lower:.4} {upper:.4}"))
}
