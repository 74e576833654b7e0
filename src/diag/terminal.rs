//! Problems as a terminal shows them: sentence, place, source line, caret, hints.
//!
//! Pure: whether to colour and how wide a line may be is passed in, so that a text is the same everywhere.

use super::{Diagnostic, Severity};
use crate::source::{Position, SourceReader, Span};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::ops::Range;

/// How problems are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether to write ANSI colours.
    pub colour: bool,
    /// How many columns of a source line are shown at most.
    pub width: usize,
}

impl Style {
    /// Without colour, for files, pipes and tests.
    pub const PLAIN: Style = Style { colour: false, width: 120 };
}

/// Characters kept on either side of what is pointed at. More than any terminal shows, and few enough that
/// a file without line ends does not slow the drawing down.
const MARGIN: usize = 1_000;

/// One problem, each line ended.
pub fn render(reader: &SourceReader, diagnostic: &Diagnostic, style: Style) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let excerpt = diagnostic.span.map(|span| Excerpt::new(reader, span));
    let mut group = Group::with_title(level.primary_title(on_one_line(&diagnostic.message)).id(diagnostic.code));
    if let Some(excerpt) = &excerpt {
        let caret = AnnotationKind::Primary.span(excerpt.marked.clone());
        let snippet = Snippet::source(&excerpt.text).path(&excerpt.at.file).line_start(excerpt.at.line);
        group = group.element(snippet.annotation(caret));
    }
    for hint in &diagnostic.hints {
        let lines: Vec<_> = hint.split('\n').map(on_one_line).collect();
        group = group.element(Level::HELP.with_name("hint").message(lines.join("\n")));
    }
    let renderer = if style.colour { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
    let mut text = renderer.term_width(style.width).render(&[group]);
    if let Some(excerpt) = &excerpt {
        text = excerpt.with_true_column(&text);
    }
    text.push('\n');
    text
}

/// Messages quote what files hold. Line breaks would tear a message apart, escape codes would command the terminal, and
/// marks that turn the direction of writing would show it in another order.
fn on_one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'), " ")
}

/// Several problems with an empty line between two.
pub fn render_all(reader: &SourceReader, diagnostics: &[Diagnostic], style: Style) -> String {
    let texts: Vec<_> = diagnostics.iter().map(|diagnostic| render(reader, diagnostic, style)).collect();
    texts.join("\n")
}

/// How many there are of each severity: "3 errors, 1 warning"; "no problems" if there are none.
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let counts = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
        let count = diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        match count {
            0 => None,
            1 => Some(format!("1 {}", severity.word())),
            more => Some(format!("{more} {}s", severity.word())),
        }
    });
    let counts: Vec<_> = counts.into_iter().flatten().collect();
    if counts.is_empty() { "no problems".into() } else { counts.join(", ") }
}

/// A span over more lines than these is drawn at its first line alone.
const MOST_LINES: usize = 100;

/// The lines that a span touches, and where in them it lies.
struct Excerpt {
    at: Position,
    text: String,
    marked: Range<usize>,
    /// Characters that were cut from the beginning of the first line.
    cut: usize,
}

impl Excerpt {
    fn new(reader: &SourceReader, span: Span) -> Excerpt {
        let at = reader.position(span);
        let around = reader.around(span);
        let bytes = around.bytes;
        let start = (span.start - around.begins).min(bytes.len());
        let end = without_line_end(&bytes, start, span.end.saturating_sub(around.begins).clamp(start, bytes.len()));
        let end = within_lines(&bytes, start, end);
        let line = bytes[..start].iter().rposition(|&byte| byte == b'\n').map_or(0, |i| i + 1);
        let line = if line == 0 && bytes.starts_with(BOM) { BOM.len().min(start) } else { line };
        let rest = bytes[end..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |i| end + i);
        let rest = without_line_end(&bytes, end, rest);
        let before = last_of(&String::from_utf8_lossy(&bytes[line..start]));
        let cut = (at.column - 1).saturating_sub(MARGIN);
        let within = middle_cut(&String::from_utf8_lossy(&bytes[start..end]));
        let after = first_of(&String::from_utf8_lossy(&bytes[end..rest]));
        let marked = before.len()..before.len() + within.len();
        Excerpt { at, text: before + &within + &after, marked, cut }
    }

    /// The drawing counts its column from where the line was cut.
    fn with_true_column(&self, drawn: &str) -> String {
        let Position { file, line, column, .. } = &self.at;
        match self.cut {
            0 => drawn.to_string(),
            cut => {
                let shown = format!("{file}:{line}:{}", column - cut);
                drawn.replacen(&shown, &format!("{file}:{line}:{column}"), 1)
            }
        }
    }
}

const BOM: &[u8] = "\u{feff}".as_bytes();

/// The end of a range without the line end that it may close with: the next line is not meant.
fn without_line_end(bytes: &[u8], start: usize, end: usize) -> usize {
    let mut end = end;
    while end > start && matches!(bytes[end - 1], b'\n' | b'\r') {
        end -= 1;
    }
    end
}

/// The end of a range, or of its first line if it has too many lines to draw.
fn within_lines(bytes: &[u8], start: usize, end: usize) -> usize {
    let mut line_ends = (start..end).filter(|&i| bytes[i] == b'\n');
    match (line_ends.next(), line_ends.nth(MOST_LINES - 1)) {
        (Some(first), Some(_)) => without_line_end(bytes, start, first),
        _ => end,
    }
}

/// The end of what stands before the span.
fn last_of(text: &str) -> String {
    text.chars().skip(text.chars().count().saturating_sub(MARGIN)).collect()
}

/// The beginning of what follows the span.
fn first_of(text: &str) -> String {
    text.chars().take(MARGIN).collect()
}

/// What is pointed at, each of its lines shortened in the middle.
fn middle_cut(text: &str) -> String {
    let shorten = |line: &str| {
        let count = line.chars().count();
        if count <= 2 * MARGIN {
            return line.to_string();
        }
        let last: String = line.chars().skip(count - MARGIN).collect();
        first_of(line) + &last
    };
    text.split('\n').map(shorten).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
