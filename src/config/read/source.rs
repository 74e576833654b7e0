//! `[[source]]`: files, their format, their columns, their dimensions.

use super::item::Item;
use super::section::Section;
use super::{Ids, as_words, frame, weighting};
use crate::config::{
    ColumnName, DateFormat, FileFormat, JoinConfig, LongConfig, Population, RoleColumns, SameRespondents,
    SegmentConfig, SourceConfig, Written,
};
use crate::diag::{Diagnostic, suggest};
use crate::slug::slug;
use crate::source::SourceReader;
use toml::de::DeValue;

/// All sources with their ids; None for one that is broken.
pub(super) fn read_all(root: &Section<'_>, reader: &SourceReader) -> (Ids, Vec<Option<SourceConfig>>) {
    let mut ids = Ids::new("source");
    let sections = root.tables("source");
    let alone = sections.len() == 1;
    let sources = sections.iter().map(|section| read(section, reader, &mut ids, alone)).collect();
    (ids, sources)
}

fn read(section: &Section<'_>, reader: &SourceReader, ids: &mut Ids, alone: bool) -> Option<SourceConfig> {
    let id = match section.text("id") {
        None if alone && !section.has("id") => Some(Written { value: "responses".to_string(), span: section.span }),
        None => {
            section.missing("id");
            None
        }
        written => written,
    };
    let id = ids.enter(section.sink, id);
    let title = section.text("title").map(|title| title.value);
    let population = match section.word("population") {
        Some(word) if word.value == "employees" => Population::Employees,
        _ => Population::Customers,
    };
    let files = files(section);
    let columns = section.table("columns").map(|table| roles(&table)).unwrap_or_default();
    let segments = section.item("segments").map(|item| segments(&item, &files)).unwrap_or_default();
    let frame = section.item("frame").and_then(|item| frame::read(&item, &columns));
    let same_respondents = section.word("same_respondents").and_then(|word| same_respondents(section, &word, &columns));
    let weighting = section.table("weighting").and_then(|table| weighting::read(&table, reader, &segments));
    let format = format(section);
    let long = section.table("long").and_then(|table| long(&table, section, &columns));
    let joins = section.tables("join").iter().filter_map(join).collect();
    for pattern in &files {
        check_pattern(section, pattern, &columns, &segments);
    }
    section.refuse_unknown();
    let id = id?;
    let title = title.unwrap_or_else(|| as_words(&id));
    Some(SourceConfig {
        id,
        title,
        population,
        files: (!files.is_empty()).then_some(files)?,
        format,
        columns,
        segments,
        frame,
        same_respondents,
        weighting,
        long,
        joins,
        span: section.span,
    })
}

fn roles(section: &Section<'_>) -> RoleColumns {
    let roles = RoleColumns {
        respondent: section.column("respondent"),
        date: section.column("date"),
        wave: section.column("wave"),
        brand: section.column("brand"),
        weight: section.column("weight"),
        stratum: section.column("stratum"),
        cluster: section.column("cluster"),
    };
    section.refuse_unknown();
    roles
}

/// Respondents are known by their column.
fn same_respondents(section: &Section<'_>, word: &Written<&str>, columns: &RoleColumns) -> Option<SameRespondents> {
    if columns.respondent.is_none() {
        let message = "`same_respondents` of [[source]] needs the column of the respondent";
        let problem = Diagnostic::error("config/missing-key", message).at(word.span);
        section.sink.report(problem.hint("name it: `columns = { respondent = \"…\" }` of the source"));
    }
    Some(if word.value == "wave" { SameRespondents::Wave } else { SameRespondents::Always })
}

fn long(section: &Section<'_>, source: &Section<'_>, columns: &RoleColumns) -> Option<LongConfig> {
    let (question, answer) = (section.column("question"), section.column("answer"));
    section.refuse_unknown();
    if columns.respondent.is_none() {
        let message = "files with one row an answer need the column of the respondent";
        let problem = Diagnostic::error("config/missing-key", message).at(section.span);
        source.sink.report(problem.hint("name it: `columns = { respondent = \"…\" }` of the source"));
    }
    Some(LongConfig { question: question?, answer: answer? })
}

fn join(section: &Section<'_>) -> Option<JoinConfig> {
    let (files, on, key) = (section.text("files"), section.column("on"), section.column("key"));
    section.refuse_unknown();
    let on = on?;
    Some(JoinConfig { files: files?, key: key.unwrap_or_else(|| on.clone()), on })
}

/// The patterns of the files: one, or a list.
fn files(section: &Section<'_>) -> Vec<Written<String>> {
    let Some(item) = section.item("files") else {
        section.missing("files");
        return Vec::new();
    };
    match item.value {
        DeValue::Array(_) => {
            let elements = item.elements("a list of paths");
            if elements.is_empty() {
                item.invalid(format!("{} names no file", item.called), format!("for example `{}`", item.doc.example));
            }
            elements.iter().filter_map(Item::text).collect()
        }
        _ => item.text().into_iter().collect(),
    }
}

fn segments(item: &Item<'_>, files: &[Written<String>]) -> Vec<SegmentConfig> {
    let mut ids = Ids::new("segment");
    let elements = item.elements("a list of columns");
    elements.iter().filter_map(|element| segment(element, files, &mut ids)).collect()
}

fn segment(item: &Item<'_>, files: &[Written<String>], ids: &mut Ids) -> Option<SegmentConfig> {
    if !matches!(item.value, DeValue::Table(_)) {
        // A header alone: its id is the header, or its slug where the header is no id.
        let header = item.text()?;
        let plain = header.value.starts_with(char::is_alphabetic)
            && header.value.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        let value = if plain { header.value.clone() } else { slug(&header.value) };
        if !value.starts_with(char::is_alphabetic) {
            item.invalid(
                format!("the header \"{}\" cannot be the id of a segment: an id begins with a letter", header.value),
                format!("give it an id: `{{ id = \"group\", column = \"{}\" }}`", header.value),
            );
            return None;
        }
        let id = ids.enter(item.sink, Some(Written { value, span: header.span }))?;
        reserved(item, &id);
        let column = named_in(files, &id).then_some(()).map_or_else(|| item.column(), |()| None);
        let title = as_words(&header.value);
        return Some(SegmentConfig {
            id,
            title,
            column,
            order: vec![],
            labels: vec![],
            missing: vec![],
            is_shown: true,
            default: None,
            span: item.span,
        });
    }
    let section = item.section("source.segments")?;
    let id = section.text("id");
    let id = ids.enter(item.sink, id);
    let column = section.column("column");
    let title = section.text("title").map(|title| title.value);
    let order = section.texts("order").into_iter().map(|value| value.value).collect();
    let labels = section.item("labels").map(|item| labels(&item)).unwrap_or_default();
    let missing = section.texts("missing").into_iter().map(|value| value.value).collect();
    let is_shown = section.flag("show").unwrap_or(true);
    let default = section.text("default").map(|value| value.value);
    section.refuse_unknown();
    let id = id?;
    reserved(item, &id);
    let column = match column {
        None if !named_in(files, &id) => {
            Some(Written { value: vec![ColumnName::Header(id.clone())], span: section.span })
        }
        written => written,
    };
    let title = title.unwrap_or_else(|| as_words(&id));
    Some(SegmentConfig { id, title, column, order, labels, missing, default, is_shown, span: section.span })
}

/// `nps@brand=Fjord,wave=2025-Q4` means the brand and the wave.
fn reserved(item: &Item<'_>, id: &str) {
    if matches!(slug(id).as_str(), "brand" | "wave") {
        item.invalid(
            format!("a segment cannot have the id `{id}`, which references use for the {id} itself"),
            format!("give it another id: `{{ id = \"{id}-group\", column = \"{id}\" }}`"),
        );
    }
}

fn labels(item: &Item<'_>) -> Vec<(String, String)> {
    let entries = item.entries("a table from values to labels");
    entries.into_iter().filter_map(|(value, label)| Some((value.value, label.text()?.value))).collect()
}

fn named_in(files: &[Written<String>], id: &str) -> bool {
    files.iter().any(|pattern| pattern.value.contains(&format!("{{{id}}}")))
}

fn format(section: &Section<'_>) -> FileFormat {
    let rows = |key| section.integer(key).and_then(|n| usize::try_from(n.value).ok());
    FileFormat {
        delimiter: section.text("delimiter").and_then(|name| delimiter(section, &name)),
        encoding: section.text("encoding").and_then(|label| encoding(section, &label)),
        skip_rows: rows("skip_rows").unwrap_or(0),
        header_rows: rows("header_rows").unwrap_or(1),
        skip_after_header: rows("skip_after_header").unwrap_or(0),
        decimal_comma: section.flag("decimal_comma").unwrap_or(false),
        date: section.text("date_format").and_then(|name| date_format(section, &name)),
    }
}

fn delimiter(section: &Section<'_>, name: &Written<String>) -> Option<u8> {
    let found = match name.value.to_lowercase().as_str() {
        "," | "comma" => Some(b','),
        ";" | "semicolon" => Some(b';'),
        "\t" | "\\t" | "tab" => Some(b'\t'),
        "|" | "pipe" => Some(b'|'),
        _ => None,
    };
    if found.is_none() {
        let words = ["comma", "semicolon", "tab", "pipe"];
        let message = format!(
            "`delimiter` in [[source]] must be one of `comma`, `semicolon`, `tab`, `pipe`, but is \"{}\"",
            name.value
        );
        let hint = match suggest::nearest(&name.value, words) {
            Some(word) => format!("did you mean `{word}`?"),
            None => "leave it out: it is found in the file".to_string(),
        };
        section.sink.report(Diagnostic::error("config/value", message).at(name.span).hint(hint));
    }
    found
}

fn encoding(section: &Section<'_>, label: &Written<String>) -> Option<&'static encoding_rs::Encoding> {
    let found = encoding_rs::Encoding::for_label(label.value.trim().as_bytes());
    if found.is_none() {
        let usual = [
            "utf-8",
            "windows-1252",
            "iso-8859-1",
            "iso-8859-15",
            "windows-1250",
            "windows-1251",
            "windows-1253",
            "utf-16le",
            "macintosh",
            "shift_jis",
            "gbk",
        ];
        let hint = match suggest::nearest(&label.value, usual) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "usual ones are `utf-8`, `windows-1252` (Excel in western Europe), `iso-8859-1` and `utf-16le`"
                .to_string(),
        };
        let message = format!("`encoding` in [[source]] is \"{}\", which is not a known encoding", label.value);
        section.sink.report(Diagnostic::error("config/value", message).at(label.span).hint(hint));
    }
    found
}

fn date_format(section: &Section<'_>, name: &Written<String>) -> Option<DateFormat> {
    let refuse = |what: String| {
        let problem = Diagnostic::error("config/value", what).at(name.span);
        section.sink.report(problem.hint(
            "write `dmy` (31.12.2026), `mdy` (12/31/2026), `ymd` (2026/12/31), `iso`, or a pattern such as `%d %B %Y`",
        ));
        None
    };
    match name.value.trim().to_lowercase().as_str() {
        "iso" => return None,
        "dmy" => return Some(DateFormat::DayMonthYear),
        "mdy" => return Some(DateFormat::MonthDayYear),
        "ymd" => return Some(DateFormat::YearMonthDay),
        _ if !name.value.contains('%') => {
            return refuse(format!("`date_format` in [[source]] is \"{}\", which is not a known format", name.value));
        }
        _ => {}
    }
    // A pattern is good if a date that it writes is the date that it reads.
    let probe = jiff::civil::date(2026, 11, 25).at(13, 45, 56, 0);
    let read = jiff::fmt::strtime::format(&name.value, probe)
        .and_then(|text| jiff::fmt::strtime::parse(&name.value, text))
        .and_then(|parsed| parsed.to_date());
    match read {
        Ok(date) if date == probe.date() => Some(DateFormat::Pattern(name.value.clone())),
        Ok(_) => {
            refuse(format!("`date_format` in [[source]] is \"{}\", which does not say day, month and year", name.value))
        }
        Err(error) => {
            refuse(format!("`date_format` in [[source]] is \"{}\", which cannot read a date: {error}", name.value))
        }
    }
}

/// Placeholders must be known, and what they give must not be given by a column too.
fn check_pattern(section: &Section<'_>, files: &Written<String>, columns: &RoleColumns, segments: &[SegmentConfig]) {
    let refuse = |code, message: String, hint: String, part: &str| {
        // Where the text stands in the file as it is, between two quotes, the part of it can be pointed at.
        let as_it_is = files.span.end - files.span.start == files.value.len() + 2;
        let start = files.value.find(part).filter(|_| as_it_is && !part.is_empty());
        let span = start.map_or(files.span, |start| files.span.part(start + 1, start + 1 + part.len()));
        section.sink.report(Diagnostic::error(code, message).at(span).hint(hint));
    };
    let mut rest = files.value.as_str();
    let mut pattern = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        rest = tail;
        if name.contains(',') {
            // Alternatives of the pattern itself: {csv,tsv}.
            pattern.push_str(&format!("{before}{{{name}}}"));
            continue;
        }
        pattern.push_str(&format!("{before}*"));
        let placeholder = format!("{{{name}}}");
        let twice = match name {
            "wave" => columns.wave.is_some(),
            "brand" => columns.brand.is_some(),
            _ => segments.iter().any(|segment| segment.id == name && segment.column.is_some()),
        };
        if twice {
            let message = format!("the {name} is given twice: by `{{{name}}}` in `files` and by a column");
            refuse(
                "config/conflict",
                message,
                format!("remove the column of `{name}`, or write `*` in `files`"),
                &placeholder,
            );
        }
        let known = ["wave", "brand"].into_iter().chain(segments.iter().map(|segment| segment.id.as_str()));
        if !known.clone().any(|id| id == name) {
            let message =
                format!("`{{{name}}}` in `files` is neither `{{wave}}` nor `{{brand}}` nor a segment of this source");
            let hint = suggest::nearest(name, known).map(|id| format!("did you mean `{{{id}}}`?"));
            refuse(
                "config/unknown-reference",
                message,
                hint.unwrap_or_else(|| format!("add \"{name}\" to `segments`, or write `*`")),
                &placeholder,
            );
        }
    }
    pattern.push_str(rest);
    if let Err(error) = globset::Glob::new(&pattern) {
        let message = format!("`files` in [[source]] is not a pattern of file names: {}", error.kind());
        refuse(
            "config/value",
            message,
            "`*` stands for any part of a name, `**` for any folders, `?` for one letter".to_string(),
            "",
        );
    }
}
