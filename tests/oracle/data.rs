//! The input data of the expected values.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use wavemark::stats::weighted::WeightedClass;

/// One answer of the survey: missing answers are none.
pub struct Row {
    pub wave: String,
    pub brand: String,
    pub segment: String,
    pub region: String,
    pub branch: String,
    pub weight: f64,
    pub nps: Option<u8>,
    pub csat: Option<u8>,
    pub ces: Option<u8>,
    /// Satisfaction with the attributes, in the order of [`ATTRIBUTES`].
    pub attributes: Vec<Option<u8>>,
}

/// The attributes that are rated from 0 to 10.
pub const ATTRIBUTES: [&str; 6] = ["att_price", "att_service", "att_ease", "att_quality", "att_speed", "att_trust"];

/// The brands.
pub const BRANDS: [&str; 5] = ["Aster", "Boreal", "Cobalt", "Dune", "Ember"];

/// Everything that is read.
pub struct Data {
    folder: PathBuf,
    pub rows: Vec<Row>,
    /// Numbers by name of the series.
    pub series: BTreeMap<&'static str, Vec<f64>>,
    /// Admitted and all, by department.
    pub departments: BTreeMap<String, (u64, u64)>,
    /// Name, score and standard error.
    pub league: Vec<(String, f64, f64)>,
}

impl Data {
    pub fn read(folder: &Path) -> Self {
        let table = |file: &str| Table::read(&folder.join(file));
        let responses = table("cx_responses.csv");
        let answer = |row: &csv::StringRecord, column| responses.get(row, column).parse().ok();
        let row = |row: &csv::StringRecord| Row {
            wave: responses.get(row, "wave").to_owned(),
            brand: responses.get(row, "brand").to_owned(),
            segment: responses.get(row, "segment").to_owned(),
            region: responses.get(row, "region").to_owned(),
            branch: responses.get(row, "branch").to_owned(),
            weight: responses.number(row, "weight"),
            nps: answer(row, "nps"),
            csat: answer(row, "csat"),
            ces: answer(row, "ces"),
            attributes: ATTRIBUTES.iter().map(|attribute| answer(row, attribute)).collect(),
        };
        let rows = responses.records.iter().map(row).collect();

        let mut departments: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        let admissions = table("ucbadmissions.csv");
        for row in &admissions.records {
            let count = admissions.number(row, "Freq") as u64;
            let admitted = admissions.get(row, "Admit") == "Admitted";
            let entry = departments.entry(admissions.get(row, "Dept").to_owned()).or_default();
            entry.0 += if admitted { count } else { 0 };
            entry.1 += count;
        }

        let pisa = table("pisa2018_math.csv");
        let country = |row: &csv::StringRecord| {
            let name = pisa.get(row, "jurisdiction").replace(' ', "_");
            (name, pisa.number(row, "math_score"), pisa.number(row, "math_se"))
        };
        let series = [
            ("call_waits", table("call_waits.csv").column("wait_s")),
            ("rivers", table("rivers.csv").column("length")),
            ("faithful_waiting", table("faithful.csv").column("waiting")),
        ];
        let league = pisa.records.iter().map(country).collect();
        Self { folder: folder.to_owned(), rows, series: series.into(), departments, league }
    }

    /// A table of the folder.
    pub fn table(&self, file: &str) -> Table {
        Table::read(&self.folder.join(file))
    }

    /// A file of the folder.
    pub fn json(&self, file: &str) -> serde_json::Value {
        let path = self.folder.join(file);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    /// The rows of `all`, `brand.<name>` (or another column) or `<name>.wave.<wave>`.
    pub fn domain(&self, subject: &str) -> Vec<&Row> {
        let is_in = |row: &&Row| match subject.split_once('.') {
            Some(("brand", brand)) => row.brand == brand,
            Some(("region", region)) => row.region == region,
            Some(("segment", segment)) => row.segment.replace(' ', "_") == segment.replace(' ', "_"),
            Some(("branch", branch)) => row.branch == branch,
            Some(("wave", wave)) => row.wave == wave,
            Some((brand, wave)) => row.brand == brand && wave.strip_prefix("wave.") == Some(&row.wave),
            None => subject == "all" || row.brand == subject,
        };
        let rows: Vec<&Row> = self.rows.iter().filter(is_in).collect();
        assert!(!rows.is_empty(), "no rows in {subject}");
        rows
    }
}

/// Answers by value, ascending.
pub fn histogram(answers: impl Iterator<Item = u8>) -> Vec<(f64, u64)> {
    let mut counts: BTreeMap<u8, u64> = BTreeMap::new();
    answers.for_each(|answer| *counts.entry(answer).or_default() += 1);
    counts.into_iter().map(|(answer, n)| (f64::from(answer), n)).collect()
}

/// Answers in the top boxes, and all.
pub fn top(answers: impl Iterator<Item = u8>, least: u8) -> (u64, u64) {
    answers.fold((0, 0), |(k, n), answer| (k + u64::from(answer >= least), n + 1))
}

/// Classes of rows with a score, by score.
pub fn classes<'a>(rows: &[&'a Row], score: impl Fn(&'a Row) -> Option<i32>) -> Vec<WeightedClass> {
    let mut classes: BTreeMap<i32, WeightedClass> = BTreeMap::new();
    for row in rows {
        let Some(score) = score(row) else { continue };
        let empty = WeightedClass { score: f64::from(score), n: 0, n_positive: 0, sum_w: 0.0, sum_w2: 0.0 };
        let class = classes.entry(score).or_insert(empty);
        class.n += 1;
        class.n_positive += u64::from(row.weight > 0.0);
        class.sum_w += row.weight;
        class.sum_w2 += row.weight * row.weight;
    }
    classes.into_values().collect()
}

/// 1, 0 or -1 of an answer from 0 to 10.
pub fn nps_score(answer: u8) -> i32 {
    match answer {
        9.. => 1,
        7..=8 => 0,
        _ => -1,
    }
}

/// A table with a line of headers.
pub struct Table {
    headers: csv::StringRecord,
    pub records: Vec<csv::StringRecord>,
}

impl Table {
    fn read(path: &Path) -> Self {
        let mut reader = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let headers = reader.headers().expect("a line of headers").clone();
        Self { headers, records: reader.records().map(|row| row.expect("a row of the table")).collect() }
    }

    pub fn get<'a>(&self, row: &'a csv::StringRecord, column: &str) -> &'a str {
        let position = self.headers.iter().position(|header| header == column);
        &row[position.unwrap_or_else(|| panic!("no column {column}"))]
    }

    pub fn headers(&self) -> impl Iterator<Item = &str> {
        self.headers.iter()
    }

    pub fn number(&self, row: &csv::StringRecord, column: &str) -> f64 {
        let text = self.get(row, column);
        text.parse().unwrap_or_else(|_| panic!("{column}: not a number: {text}"))
    }

    pub fn column(&self, column: &str) -> Vec<f64> {
        self.records.iter().map(|row| self.number(row, column)).collect()
    }
}
