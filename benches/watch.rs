//! How long it takes from a save to the changed page: `cargo bench --bench watch`.
//!
//! `wavemark watch` runs as its users run it, and a client over HTTP does what a browser does: it listens for builds and asks for
//! the page until it has the new text. Printed are the median and the 95th percentile over the saves, for the sample report
//! and for generated projects of 2,000 pages and of a million responses.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Saves of each kind.
const SAVES: usize = 40;

/// Between saves nobody types.
const PAUSE: Duration = Duration::from_millis(400);

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir_in(root.join("target")).unwrap();

    let sample = folder.path().join("sample");
    fs::create_dir_all(&sample).unwrap();
    for part in ["site-config.toml", "sample-data", "templates"] {
        copy(&root.join(part), &sample.join(part));
    }
    let text = newest(&sample.join("sample-data/commentary")).join("overview.md");
    measure("the sample report", &sample, &text, &sample.join("templates/overview.html"));

    let generated = |name: &str, texts: usize, branches: usize, rows: usize| {
        let path = folder.path().join(name);
        generate(&path, texts, branches, rows);
        let text = path.join("commentary/2026-q2/overview.md");
        measure(name, &path, &text, &path.join("templates/overview.html"));
    };
    generated("1,000 texts (2,000 pages)", 1_000, 2, 2_000);
    generated("1,000 branches (2,000 pages)", 1, 1_000, 40_000);
    generated("1,000,000 responses", 1, 4, 1_000_000);
}

/// Saves a text and a template again and again, and prints how long each took to be seen.
fn measure(name: &str, project: &Path, text: &Path, template: &Path) {
    let start = Instant::now();
    let mut preview = Preview::start(project);
    println!("{name}: first page after {:.1} s", start.elapsed().as_secs_f64());
    let before = fs::read_to_string(text).unwrap();
    let saves = (0..SAVES).map(|at| {
        let mark = format!("Saved for the {at}th time.");
        preview.save(text, &format!("{before}\n\n{mark}\n"), &mark)
    });
    report("a text", saves.collect());
    fs::create_dir_all(template.parent().unwrap()).unwrap();
    let extended = fs::read_to_string(template).unwrap_or_default();
    let saves = (0..SAVES / 2).map(|at| {
        let mark = format!("<meta name=\"save\" content=\"{at}\">");
        let content = match extended.contains("{% block head %}") || extended.is_empty() {
            true => format!("{{% extends \"default/overview.html\" %}}{{% block head %}}{mark}{{% endblock head %}}"),
            false => extended.replacen("%}", &format!("%}}{{% block head %}}{mark}{{% endblock head %}}"), 1),
        };
        preview.save(template, &content, &mark)
    });
    report("a template", saves.collect());
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: f64| times[((times.len() as f64 * share).ceil() as usize).clamp(1, times.len()) - 1].as_secs_f64();
    let (median, late, last) = (at(0.5) * 1e3, at(0.95) * 1e3, at(1.0) * 1e3);
    println!(
        "  {what}: median {median:.0} ms, 95th percentile {late:.0} ms, slowest {last:.0} ms ({} saves)",
        times.len()
    );
}

struct Preview {
    child: Child,
    address: String,
    path: String,
    events: BufReader<TcpStream>,
}

impl Preview {
    fn start(project: &Path) -> Preview {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wavemark"));
        command.current_dir(project).args(["watch", "--port", "0"]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let line = lines.find(|line| line.starts_with("Preview at")).unwrap();
        // Reading on, so that the program never waits for whoever reads.
        std::thread::spawn(move || lines.for_each(drop));
        let url = line.split("http://").nth(1).unwrap().split(' ').next().unwrap();
        let (address, path) = url.split_once('/').unwrap();
        let (address, path) = (address.to_owned(), format!("/{path}"));
        let mut stream = TcpStream::connect(&address).unwrap();
        write!(stream, "GET {path}__wavemark/events HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
        let preview = Preview { child, address, path, events: BufReader::new(stream) };
        while !preview.page().contains("<main") {
            std::thread::sleep(Duration::from_millis(20));
        }
        // The pages are looked through for problems before anybody goes on typing.
        std::thread::sleep(Duration::from_secs(3));
        preview
    }

    /// How long it takes from a save until the page has a text.
    fn save(&mut self, file: &Path, content: &str, mark: &str) -> Duration {
        std::thread::sleep(PAUSE);
        let start = Instant::now();
        fs::write(file, content).unwrap();
        loop {
            let mut line = String::new();
            self.events.read_line(&mut line).unwrap();
            if line.starts_with("data: ") && self.page().contains(mark) {
                return start.elapsed();
            }
        }
    }

    fn page(&self) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.path, self.address).unwrap();
        let mut page = Vec::new();
        stream.read_to_end(&mut page).unwrap();
        String::from_utf8_lossy(&page).into_owned()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).unwrap();
    }
}

/// The folder whose name comes last.
fn newest(folder: &Path) -> PathBuf {
    let folders = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    folders.max().unwrap()
}

/// A project of two quarters with so many texts, values of a dimension and responses.
fn generate(folder: &Path, texts: usize, branches: usize, rows: usize) {
    let write = |name: &str, content: &str| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    };
    write("site-config.toml", CONFIG);
    let mut csv = String::from("id,completed,branch,recommend,satisfaction\n");
    for at in 0..rows {
        let (month, day) = (1 + at % 6, 1 + at % 28);
        let (recommend, satisfaction) = ((at * 7 + at / 11) % 11, 1 + (at * 3 + at / 7) % 5);
        writeln!(csv, "r{at},2026-{month:02}-{day:02},Branch {},{recommend},{satisfaction}", at / 6 % branches)
            .unwrap();
    }
    csv.push_str("last,2026-06-30,Branch 0,7,4\n");
    write("responses.csv", &csv);
    write("commentary/2026-q2/overview.md", "What was measured: {{ nps }}.\n");
    for at in 0..texts {
        let paragraph = "A sentence about what was done, and what customers said of it: {{ nps }} and {{ csat }}.\n";
        write(&format!("commentary/2026-q2/page-{at}.md"), &format!("# Page {at}\n\n{}", paragraph.repeat(12)));
    }
}

const CONFIG: &str = r#"
[site]
title = "A generated report"
language = "en-GB"

[report]
wave = "quarter"
commentary = "commentary"

[[source]]
id = "survey"
files = "responses.csv"
columns = { respondent = "id", date = "completed" }
segments = ["branch"]

[[question]]
id = "recommend"
column = "recommend"
scale = "0-10"

[[question]]
id = "satisfaction"
column = "satisfaction"
scale = "1-5"

[[metric]]
id = "nps"
kind = "nps"
question = "recommend"

[[metric]]
id = "csat"
kind = "top_box"
question = "satisfaction"
"#;
