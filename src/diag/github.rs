//! Problems as annotations of GitHub Actions: a workflow that prints these lines shows them beside the changed lines of a
//! pull request ("Workflow commands for GitHub Actions", docs.github.com).

use super::{Diagnostic, Severity};
use crate::source::SourceReader;

/// One problem as one line, without the line's end. Its file is named as seen from the current folder, which in a
/// workflow is the repository's.
pub fn line(reader: &SourceReader, diagnostic: &Diagnostic) -> String {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(at) = diagnostic.span.map(|span| reader.position(span)) {
        properties.push(("file", reader.seen(&at.file)));
        properties.push(("line", at.line.to_string()));
        // GitHub takes columns only where the lines are one.
        if at.line == at.end_line {
            properties.push(("col", at.column.to_string()));
            properties.push(("endColumn", at.end_column.to_string()));
        } else {
            properties.push(("endLine", at.end_line.to_string()));
        }
    }
    properties.push(("title", diagnostic.code.to_owned()));
    let properties: Vec<String> = properties.iter().map(|(key, value)| format!("{key}={}", property(value))).collect();
    let hints = diagnostic.hints.iter().map(|hint| format!("\nhint: {hint}"));
    let text = std::iter::once(diagnostic.message.clone()).chain(hints).collect::<String>();
    format!("::{command} {}::{}", properties.join(","), data(&text))
}

/// A message: `%` and line ends would end it or be read as something else.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property: also the signs that separate properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn a_problem_is_one_line_whatever_it_says() {
        let reader = SourceReader::memory([("a, b: 100%.md", "één\ntwo\n")]);
        let source = reader.read("a, b: 100%.md").unwrap();
        let problem = Diagnostic::error("links/dead", "50% of `x::y`,\r\nor so").hint("look at it");
        assert_eq!(
            line(&reader, &problem.clone().at(Span::new(source.id, 1, 3))),
            "::error file=a%2C b%3A 100%25.md,line=1,col=2,endColumn=3,title=links/dead::50%25 of `x::y`,%0D%0Aor so%0Ahint: look at it"
        );
        assert_eq!(
            line(&reader, &Diagnostic::warning("a/b", "m").at(source.span())),
            "::warning file=a%2C b%3A 100%25.md,line=1,endLine=3,title=a/b::m"
        );
        assert_eq!(line(&reader, &Diagnostic::note("a/b", "::error::m")), "::notice title=a/b::::error::m");
    }

    #[test]
    fn files_are_named_as_seen_from_the_current_folder() {
        // Nothing is read for it, so that the folder need not be there.
        assert_eq!(SourceReader::disk("reports/q3").seen("./a.md"), "reports/q3/a.md");
        assert_eq!(SourceReader::disk("reports/q3").seen("../data/a.csv"), "reports/data/a.csv");
        assert_eq!(SourceReader::disk(".").seen("a.md"), "a.md");
    }
}
