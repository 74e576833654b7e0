//! `wavemark list columns`: what stands in the data, so that a configuration can be written by looking.

use crate::cli::args::ColumnsOf;
use crate::cli::console::Console;
use crate::cli::project::Project;
use crate::cli::{Exit, count};
use crate::config::{self, SourceIx};
use crate::diag::{Checked, Diagnostic};
use crate::source::SourceReader;
use crate::survey::{self, ColumnSummary, FileColumns, Looks};
use serde_json::{Value, json};

/// Values shown of a column in which each is different.
const EXAMPLES: usize = 3;
/// Characters of a header that are shown: survey tools put whole questions there.
const HEADER: usize = 60;
/// Characters of values that are shown.
const VALUES: usize = 80;

pub(super) fn list(console: &mut Console, project: &Project, of: &ColumnsOf) -> Exit {
    let (reader, found) = if of.files.is_empty() {
        let reader = project.reader_anew();
        let found = of_sources(&reader, project);
        (reader, found)
    } else {
        // Files on the command line are relative to the current folder, not to the project's.
        let reader = SourceReader::disk(".");
        let paths: Vec<_> = of.files.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        let mut found = survey::columns(&reader, &of.format(), &paths);
        found.diagnostics = found.diagnostics.into_iter().map(with_option).collect();
        (reader, found)
    };
    if let Some(files) = &found.value {
        let text = if console.is_json() {
            super::pretty(&files.iter().map(json_of).collect())
        } else {
            files.iter().map(text_of).collect::<Vec<_>>().join("\n")
        };
        console.print(&text);
    }
    console.report_beside(&reader, found.diagnostics).exit
}

/// What a source's table says in a config, options say here.
fn with_option(problem: Diagnostic) -> Diagnostic {
    match problem.code {
        "data/encoding" => problem.hint("to look at it now: add `--encoding LABEL`"),
        "data/delimiter" => problem.hint("to look at it now: add `--delimiter NAME`"),
        _ => problem,
    }
}

/// The columns of every source of the site-config.
fn of_sources(reader: &SourceReader, project: &Project) -> Checked<Vec<FileColumns>> {
    let mut loaded = config::load(reader, project.config());
    let Some(config) = loaded.value else {
        let way_out = Diagnostic::note("list/needs-config", "without FILE, the sources of the site-config are listed")
            .hint("to look at a file without a configuration: `wavemark list columns FILE`");
        loaded.diagnostics.push(way_out);
        return Checked { value: None, diagnostics: loaded.diagnostics };
    };
    let mut files = Vec::new();
    for source in 0..config.sources.len() {
        let found = survey::source_columns(reader, &config, SourceIx(source));
        files.extend(found.report_to(&mut loaded.diagnostics).unwrap_or_default());
    }
    Checked { value: Some(files), diagnostics: loaded.diagnostics }
}

fn json_of(file: &FileColumns) -> Value {
    let column = |column: &ColumnSummary| {
        let frequent = column.frequent.iter().map(|(value, count)| json!({ "value": value, "count": count }));
        json!({
            "position": column.position,
            "headers": column.headers,
            "looks": column.looks.words(),
            "filled": column.filled,
            "distinct": column.distinct,
            "more_distinct": column.more_distinct,
            "frequent": frequent.collect::<Value>(),
        })
    };
    json!({
        "file": file.name,
        "read_as": file.read_as,
        "rows": file.rows,
        "columns": file.columns.iter().map(column).collect::<Value>(),
    })
}

fn text_of(file: &FileColumns) -> String {
    let lines: Vec<_> = file.columns.iter().map(|column| Line::of(column, file.rows)).collect();
    let width = |part: fn(&Line) -> &str| lines.iter().map(|line| part(line).chars().count()).max().unwrap_or(0);
    let (position, header) = (width(|line| &line.position), width(|line| &line.header));
    let (looks, filled) = (width(|line| &line.looks), width(|line| &line.filled));
    let rows = usize::try_from(file.rows).unwrap_or(usize::MAX);
    let mut text =
        format!("{}: {}, {} ({})\n", file.name, count(rows, "row"), count(lines.len(), "column"), file.read_as);
    for line in &lines {
        let row = format!(
            "  {:position$}  {:header$}  {:looks$}  {:>filled$}  {}",
            line.position, line.header, line.looks, line.filled, line.values
        );
        text += row.trim_end();
        text.push('\n');
    }
    text
}

/// One column as people read it.
struct Line {
    position: String,
    header: String,
    looks: String,
    filled: String,
    values: String,
}

impl Line {
    fn of(column: &ColumnSummary, rows: u64) -> Line {
        let gaps = column.filled != rows && column.looks != Looks::Empty;
        Line {
            position: format!("#{}", column.position),
            header: shortened(&column.headers.join(" | "), HEADER),
            looks: column.looks.words(),
            filled: if gaps { format!("{} filled", column.filled) } else { String::new() },
            values: values(column),
        }
    }
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_string();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// The most frequent values with their counts; of values that hardly come again, a few examples.
fn values(column: &ColumnSummary) -> String {
    let once = column.more_distinct || column.distinct as u64 * 2 > column.filled;
    let most = if once { EXAMPLES } else { column.frequent.len() };
    let (mut shown, mut width) = (Vec::new(), 0);
    for (value, times) in column.frequent.iter().take(most) {
        let value = if once { value.clone() } else { format!("{value} ({times})") };
        width += value.chars().count() + 2;
        if width > VALUES && !shown.is_empty() {
            break;
        }
        shown.push(value);
    }
    let more = match column.distinct - shown.len() {
        more if column.more_distinct => format!(" and more than {more} others"),
        0 => String::new(),
        1 => " and 1 other".into(),
        more => format!(" and {more} others"),
    };
    shown.join(", ") + &more
}
