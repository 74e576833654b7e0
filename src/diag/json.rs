//! Problems as JSON lines, for editors and scripts.

use super::Diagnostic;
use crate::source::SourceReader;
use serde::Serialize;

#[derive(Serialize)]
struct Line<'a> {
    severity: &'a str,
    code: &'a str,
    message: &'a str,
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    hints: &'a [String],
}

/// One problem as one line of JSON, without the line's end.
pub fn line(reader: &SourceReader, diagnostic: &Diagnostic) -> String {
    let at = diagnostic.span.map(|span| reader.position(span));
    let line = Line {
        severity: diagnostic.severity.word(),
        code: diagnostic.code,
        message: &diagnostic.message,
        file: at.as_ref().map(|p| p.file.clone()),
        line: at.as_ref().map(|p| p.line),
        column: at.as_ref().map(|p| p.column),
        end_line: at.as_ref().map(|p| p.end_line),
        end_column: at.as_ref().map(|p| p.end_column),
        hints: &diagnostic.hints,
    };
    // A struct of strings and numbers always serialises.
    serde_json::to_string(&line).unwrap_or_default()
}
