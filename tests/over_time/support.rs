//! From rows to figures and pages.

use std::fmt::Write;
use wavemark::cube::Tabulator;
use wavemark::metrics::{Counted, Figures, Tables, adjust, compute, plan};
use wavemark::pipeline::{BuildOptions, build};
use wavemark::source::SourceReader;
use wavemark::stats::interval::Confidence;

/// Rows of a response file: day, region, answer, how many.
pub type Rows<'a> = &'a [(&'a str, &'a str, &'a str, usize)];

pub fn csv(rows: Rows) -> String {
    let mut text = "day,region,answer\n".to_owned();
    for (day, region, answer, times) in rows {
        for _ in 0..*times {
            writeln!(text, "{day},{region},{answer}").unwrap();
        }
    }
    text
}

/// A report about one column `answer`; `more` goes under [report], `metric` under [[metric]], `last` to the end.
pub fn config(more: &str, metric: &str, last: &str) -> String {
    format!(
        "[site]\ntitle = \"t\"\n[report]\n{more}\n[[source]]\nid = \"s\"\nfiles = \"r.csv\"\ncolumns = {{ date = \"day\" }}\n\
         segments = [\"region\"]\n[[metric]]\n{metric}\n{last}\n"
    )
}

/// Figures of the newest wave.
pub fn figures(config: &str, csv: &str) -> Figures {
    with_tables(config, csv, |tables| {
        let mut figures = compute(tables, Confidence::NINETY_FIVE);
        adjust(&mut figures, Confidence::NINETY_FIVE.alpha());
        figures
    })
}

/// What `of` makes of the counts up to the newest wave.
pub fn with_tables<T>(config: &str, csv: &str, of: impl FnOnce(&Tables<'_>) -> T) -> T {
    let reader = SourceReader::memory([("site-config.toml", config), ("r.csv", csv)]);
    let config = wavemark::config::load(&reader, "site-config.toml");
    let config = config.value.unwrap_or_else(|| panic!("{:#?}", config.diagnostics));
    let metrics = plan(&config);
    let metrics = metrics.value.unwrap_or_else(|| panic!("{:#?}", metrics.diagnostics));
    let mut tabulator = Tabulator::default();
    let data = wavemark::survey::read_alone(&reader, &config, wavemark::config::SourceIx(0), &mut tabulator);
    let data = data.value.unwrap_or_else(|| panic!("{:#?}", data.diagnostics));
    let counted = vec![std::sync::Arc::new(Counted::of(data, tabulator.finish().by_wave(&config.report.waves)))];
    let newest = counted[0].cube.design.keys().max().copied().unwrap();
    of(&Tables::new(&config, &metrics, &counted, newest))
}

/// A file of the site as text.
pub fn page(config: &str, csv: &str, path: &str) -> String {
    let reader = SourceReader::memory([("site-config.toml", config), ("r.csv", csv)]);
    let built = build(&reader, &BuildOptions::new("site-config.toml"));
    let site = built.value.unwrap_or_else(|| panic!("{:#?}", built.diagnostics));
    let file = site.iter().find(|(name, _)| name.to_string() == path);
    String::from_utf8(file.unwrap_or_else(|| panic!("no {path}")).1.bytes().to_vec()).unwrap()
}

pub fn close(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-12 * (1.0 + b.abs()), "{a} is not {b}");
}
