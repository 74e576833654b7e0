//! The input data of the expected values.

use std::collections::BTreeMap;
use std::path::Path;
use wavemark::stats::weighted::WeightedClass;

/// One answer of the survey: missing answers are none.
pub struct Row {
    pub wave: String,
    pub brand: String,
    pub weight: f64,
    pub nps: Option<u8>,
    pub csat: Option<u8>,
    pub ces: Option<u8>,
}

/// Everything that is read.
pub struct Data {
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
            weight: responses.number(row, "weight"),
            nps: answer(row, "nps"),
            csat: answer(row, "csat"),
            ces: answer(row, "ces"),
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
        Self { rows, series: series.into(), departments, league: pisa.records.iter().map(country).collect() }
    }

    /// The rows of `all`, `brand.<name>` or `<name>.wave.<wave>`.
    pub fn domain(&self, subject: &str) -> Vec<&Row> {
        let (brand, wave) = match subject.split_once(".wave.") {
            Some((brand, wave)) => (Some(brand), Some(wave)),
            None => (subject.strip_prefix("brand."), None),
        };
        assert!(brand.is_some() || subject == "all", "no such domain: {subject}");
        let of = |row: &&Row| brand.is_none_or(|b| b == row.brand) && wave.is_none_or(|w| w == row.wave);
        let rows: Vec<&Row> = self.rows.iter().filter(of).collect();
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

struct Table {
    headers: csv::StringRecord,
    records: Vec<csv::StringRecord>,
}

impl Table {
    fn read(path: &Path) -> Self {
        let mut reader = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let headers = reader.headers().expect("a line of headers").clone();
        Self { headers, records: reader.records().map(|row| row.expect("a row of the table")).collect() }
    }

    fn get<'a>(&self, row: &'a csv::StringRecord, column: &str) -> &'a str {
        let position = self.headers.iter().position(|header| header == column);
        &row[position.unwrap_or_else(|| panic!("no column {column}"))]
    }

    fn number(&self, row: &csv::StringRecord, column: &str) -> f64 {
        let text = self.get(row, column);
        text.parse().unwrap_or_else(|_| panic!("{column}: not a number: {text}"))
    }

    fn column(&self, column: &str) -> Vec<f64> {
        self.records.iter().map(|row| self.number(row, column)).collect()
    }
}
