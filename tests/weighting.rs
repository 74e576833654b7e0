//! Weights with which the answers meet known shares of the population: worked out by hand, and against the oracle.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use wavemark::output::SitePath;
use wavemark::pipeline::{self, BuildOptions};
use wavemark::source::SourceReader;

/// Rows: brand, day, region, size, answer, how many.
type Rows<'a> = &'a [(&'a str, &'a str, &'a str, &'a str, &'a str, usize)];

const HEAD: &str = "[site]\ntitle = \"t\"\n[report]\nbrand = \"Us\"\n[[metric]]\nid = \"nps\"\nkind = \"nps\"\ncolumn = \"answer\"\n\
     [[source]]\nid = \"s\"\nfiles = \"r.csv\"\ncolumns = { brand = \"brand\", date = \"day\" }\n";

fn responses(rows: Rows) -> String {
    let mut text = "brand,day,region,size,answer\n".to_owned();
    for (brand, day, region, size, answer, times) in rows {
        for _ in 0..*times {
            writeln!(text, "{brand},{day},{region},{size},{answer}").unwrap();
        }
    }
    text
}

struct Site {
    estimates: Vec<BTreeMap<String, String>>,
    methods: String,
}

fn site(config: &str, data: &str) -> Site {
    let config = format!("{HEAD}{config}");
    let reader = SourceReader::memory([("site-config.toml", config.as_str()), ("r.csv", data)]);
    let built = pipeline::build(&reader, &BuildOptions::new("site-config.toml"));
    let site = built.value.unwrap_or_else(|| panic!("{:#?}", built.diagnostics));
    let text = |path: &str| {
        let file = site.get(&SitePath::new(path).unwrap()).unwrap_or_else(|| panic!("{path}"));
        String::from_utf8(file.bytes().to_vec()).unwrap()
    };
    let mut table = csv::Reader::from_reader(std::io::Cursor::new(text("data/estimates.csv")));
    Site { estimates: table.deserialize().map(Result::unwrap).collect(), methods: text("methods/index.html") }
}

impl Site {
    /// A number of the score of a brand in a wave, for everybody or a region.
    fn number(&self, brand: &str, wave: &str, region: &str, column: &str) -> f64 {
        let wanted = |row: &&BTreeMap<String, String>| {
            (&*row["brand"], &*row["wave"], &*row["value_of_dimension"], &*row["statistic"], &*row["reference"])
                == (brand, wave, region, "score", "")
        };
        self.estimates.iter().find(wanted).unwrap()[column].parse().unwrap()
    }

    /// The cells of the first row of the table of weights.
    fn weights(&self) -> Vec<String> {
        let table = &self.methods[self.methods.find("id=\"weights-table\"").unwrap()..];
        let body = &table[table.find("<tbody>").unwrap()..];
        let row = &body[..body.find("</tr>").unwrap()];
        let cells = row.split("<t").filter(|cell| cell.starts_with("d") || cell.starts_with("h"));
        let text = |cell: &str| cell[cell.find('>').unwrap() + 1..].split('<').next().unwrap().trim().to_owned();
        cells.map(text).collect()
    }
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-7 * (1.0 + b.abs()), "{a} is not {b}");
}

#[test]
fn combinations_of_two_segments_meet_their_targets() {
    let rows = responses(&[
        ("Us", "2026-06-30", "North", "small", "10", 30),
        ("Us", "2026-06-30", "North", "large", "0", 10),
        ("Us", "2026-06-30", "South", "small", "10", 20),
        ("Us", "2026-06-30", "South", "large", "0", 40),
    ]);
    let config = "segments = [\"region\", \"size\"]\nweighting = { targets = { \"region × size\" = { \
         \"North × small\" = 50, \"North×Large\" = 10, \"South × small\" = 10, \"South × large\" = 30 } } }\n";
    let site = site(config, &rows);
    // 50 + 10 less 10 + 30; North 50 less 10 of 60
    assert!((site.number("Us", "2026-Q2", "", "value") - 20.0).abs() < 1e-6);
    assert!((site.number("Us", "2026-Q2", "North", "value") - 100.0 * 40.0 / 60.0).abs() < 1e-6);
    assert!(site.weights().iter().any(|cell| cell.contains("(Region × Size)")), "{:?}", site.weights());
}

#[test]
fn one_margin_by_hand() {
    // North is four fifths of the answers and half of the customers.
    let rows: Rows = &[
        ("Us", "2026-01-05", "North", "small", "10", 40),
        ("Us", "2026-01-05", "North", "small", "7", 40),
        ("Us", "2026-01-05", "South", "small", "0", 10),
        ("Us", "2026-01-05", "South", "small", "8", 10),
    ];
    let weighted = site(
        "segments = [\"region\"]\nweighting = { targets = { region = { North = 50, South = 50 } } }\n",
        &responses(rows),
    );
    // half of +50 and half of −50
    close(weighted.number("Us", "2026-Q1", "", "value"), 0.0);
    close(weighted.number("Us", "2026-Q1", "North", "value"), 50.0);
    // weights 0.625 and 2.5: 100² ÷ (80 · 0.390625 + 20 · 6.25)
    close(weighted.number("Us", "2026-Q1", "", "n_eff"), 64.0);
    assert_eq!(
        weighted.weights(),
        ["S", "2026 Q1", "100", "64", "64%", "1.56", "0.63", "2.50", "targets of Region"].map(str::to_owned)
    );
    let plain = site("segments = [\"region\"]\n", &responses(rows));
    close(plain.number("Us", "2026-Q1", "", "value"), 30.0);
}

#[test]
fn two_margins_meet_both_targets() {
    // Promoters are the small ones, so the NPS shows the weighted shares: small 30 %, large 70 %.
    let rows: Rows = &[
        ("Us", "2026-01-05", "North", "small", "10", 50),
        ("Us", "2026-01-05", "North", "large", "0", 10),
        ("Us", "2026-01-05", "South", "small", "10", 20),
        ("Us", "2026-01-05", "South", "large", "0", 20),
    ];
    let config = "segments = [\"region\", { id = \"size\", show = false }]\n\
                  weighting = { targets = { region = { North = 0.4, South = 0.6 }, size = { small = 0.3, large = 0.7 } } }\n";
    let weighted = site(config, &responses(rows));
    close(weighted.number("Us", "2026-Q1", "", "value"), -40.0);
    // Raking keeps the odds ratio of the table, (50 · 20) ÷ (10 · 20) = 5; x is North and small: x(0.3 + x) = 5(0.4 − x)(0.3 − x)
    let x = (3.8 - (3.8f64 * 3.8 - 4.0 * 4.0 * 0.6).sqrt()) / 8.0;
    close(weighted.number("Us", "2026-Q1", "North", "value"), 100.0 * (x - (0.4 - x)) / 0.4);
    assert!(!weighted.estimates.iter().any(|row| row["dimension"] == "size"), "a segment to weight by cuts no figure");
}

#[test]
fn bounds_hold_and_brands_can_stand_by_themselves() {
    let rows: Rows = &[
        ("Us", "2026-01-05", "North", "small", "10", 90),
        ("Us", "2026-01-05", "South", "small", "0", 30),
        ("Them", "2026-01-05", "North", "small", "10", 20),
        ("Them", "2026-01-05", "South", "small", "0", 60),
        ("Us", "2026-04-05", "North", "small", "10", 60),
        ("Us", "2026-04-05", "South", "small", "0", 60),
        ("Them", "2026-04-05", "North", "small", "10", 3),
    ];
    let config = "segments = [\"region\"]\nweighting = { within = \"brand\", targets = { region = { North = 50, South = 50 } } }\n";
    // The second wave is complete too, and the newest.
    let by_brand = site(config, &format!("{}Us,2026-06-30,South,small,0\n", responses(rows)));
    for brand in ["Us", "Them"] {
        close(by_brand.number(brand, "2026-Q1", "", "value"), 0.0);
    }
    let together = site(&config.replace("within = \"brand\", ", ""), &responses(rows));
    // 110 North and 90 South weigh 100 each, whoever they are about.
    let us = (90.0 * 100.0 / 110.0, 30.0 * 100.0 / 90.0);
    close(together.number("Us", "2026-Q1", "", "value"), 100.0 * (us.0 - us.1) / (us.0 + us.1));
    // Three rows are too few to weight, and say so.
    assert!(by_brand.methods.contains("3 rows too few to be weighted"), "{:?}", by_brand.weights());
}

/// The oracle's responses, weighted to its targets from a config: the same efficiency, bounds and NPS.
#[test]
fn the_oracle_s_weights_from_a_config() {
    let Some(oracle) = std::env::var_os("WAVEMARK_ORACLE").map(PathBuf::from) else {
        eprintln!("skipped: WAVEMARK_ORACLE does not name the folder of oracle values");
        return;
    };
    let data = std::fs::read_to_string(oracle.join("data/cx_responses.csv")).unwrap();
    let config = "[site]\ntitle = \"t\"\n[report]\nwave = \"single\"\n[[metric]]\nkind = \"nps\"\ncolumn = \"nps\"\n\
        [[source]]\nfiles = \"r.csv\"\ncolumns = { weight = \"weight\" }\n\
        segments = [{ id = \"of\", column = \"brand\" }, \"region\", \"segment\"]\n\
        [source.weighting.targets]\n\
        of = { Aster = 600, Boreal = 500, Cobalt = 400, Dune = 300, Ember = 200 }\n\
        region = { North = 600, South = 500, East = 500, West = 400 }\n\
        segment = { consumer = 1400, \"small business\" = 500, enterprise = 100 }\n";
    let reader = SourceReader::memory([("site-config.toml", config), ("r.csv", data.as_str())]);
    let built = pipeline::build(&reader, &BuildOptions::new("site-config.toml"));
    let site = built.value.unwrap_or_else(|| panic!("{:#?}", built.diagnostics));
    let file = site.get(&SitePath::new("data/estimates.csv").unwrap()).unwrap();
    let mut table = csv::Reader::from_reader(file.bytes());
    let rows: Vec<BTreeMap<String, String>> = table.deserialize().map(Result::unwrap).collect();
    let score = rows.iter().find(|row| row["statistic"] == "score" && row["dimension"].is_empty()).unwrap();
    close(score["value"].parse().unwrap(), 4.71129143261);
    close(score["se"].parse().unwrap(), 2.15081167588);
}

#[test]
fn targets_in_files_are_targets_in_the_config() {
    let rows = responses(&[
        ("Us", "2026-06-30", "North", "small", "10", 30),
        ("Us", "2026-06-30", "North", "large", "0", 10),
        ("Us", "2026-06-30", "South", "small", "10", 20),
        ("Us", "2026-06-30", "South", "large", "0", 40),
    ]);
    let with = |targets: &str, file: &str| {
        let config = format!("{HEAD}segments = [\"region\", \"size\"]\nweighting = {{ targets = {targets} }}\n");
        let reader = SourceReader::memory([
            ("site-config.toml", config.as_str()),
            ("r.csv", rows.as_str()),
            ("both.csv", file),
            ("region.csv", "target;region\n7;south\n\n3;North\n"),
            ("size.csv", "\u{feff}Size,Target\n\"small\",4e0\nLarge,6.0\n"),
        ]);
        let built = pipeline::build(&reader, &BuildOptions::new("site-config.toml"));
        match built.value {
            Some(site) => site.get(&SitePath::new("data/estimates.csv").unwrap()).unwrap().bytes().to_vec(),
            None => panic!("{:#?}", built.diagnostics),
        }
    };
    let file = "size,region,target\nsmall,North,50\nlarge,North,10\nsmall,South,10\nlarge,South,30\n";
    let written = "{ \"region × size\" = { \"North × small\" = 50, \"North × large\" = 10, \"South × small\" = 10, \
         \"South × large\" = 30 } }";
    assert_eq!(with("\"both.csv\"", file), with(written, ""));
    let written = "{ region = { North = 0.3, South = 0.7 }, size = { small = 0.4, large = 0.6 } }";
    assert_ne!(with(written, ""), with("\"both.csv\"", file));
    assert_eq!(with("[\"region.csv\", \"size.csv\"]", ""), with(written, ""));
}
