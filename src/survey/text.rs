//! How texts from data are compared: without the differences that people do not see.

/// Space of any kind, and marks that are not seen at all (zero-width space, direction marks, a stray BOM).
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// The text without the space around it.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// The bytes of a cell without the space around them.
pub fn trimmed_cell(cell: &[u8]) -> &[u8] {
    match (cell.first(), cell.last()) {
        // As nearly all are.
        (Some(first), Some(last)) if first.is_ascii_graphic() && last.is_ascii_graphic() => cell,
        _ => trimmed(cell_text(cell)).as_bytes(),
    }
}

/// The text trimmed, with every run of space inside it as one space.
pub fn tidied(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for word in text.split(is_blank).filter(|word| !word.is_empty()) {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.push_str(word);
    }
    tidy
}

/// What is compared instead of the text: tidied, without case, with straight apostrophes.
pub fn folded(text: &str) -> String {
    let mut out = String::new();
    fold_into(&mut out, text);
    out
}

/// [`folded`] into a text that is used again and again.
pub fn fold_into(out: &mut String, text: &str) {
    out.clear();
    for word in text.split(is_blank).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars() {
            match c {
                // Lower case alone would keep these pairs apart.
                'ς' => out.push('σ'),
                'ß' | 'ẞ' => out.push_str("ss"),
                '\u{2018}' | '\u{2019}' => out.push('\''),
                c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
                c => out.extend(c.to_lowercase()),
            }
        }
    }
}

/// A cell's bytes as text; the whole file was checked, so nothing is ever replaced.
pub fn cell_text(cell: &[u8]) -> &str {
    std::str::from_utf8(cell).unwrap_or_default()
}

/// Whether there is nothing in a cell that anybody sees.
pub fn is_blank_cell(cell: &[u8]) -> bool {
    match cell.first() {
        None => true,
        Some(first) if first.is_ascii_graphic() => false,
        Some(_) => trimmed(cell_text(cell)).is_empty(),
    }
}

/// The text as a message quotes it: on one line, and not longer than 60 characters.
pub fn quoted(text: &str) -> String {
    let line: String = tidied(text).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("`{}…`", &line[..end]),
        None => format!("`{line}`"),
    }
}

/// "1 row", "2 rows".
pub fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_that_nobody_sees_do_not_count() {
        assert_eq!(folded("\u{a0} Don’t  KNOW\u{200b}"), "don't know");
        assert_eq!(folded("ΟΔΟΣ"), folded("οδος"));
        assert_eq!(folded("STRASSE"), folded("Straße"));
        assert_eq!(trimmed("\u{feff} a b "), "a b");
        assert_eq!(tidied(" a \n b "), "a b");
    }

    #[test]
    fn a_quoted_text_is_short_and_on_one_line() {
        assert_eq!(quoted("a\nb"), "`a b`");
        assert_eq!(quoted(&"é".repeat(70)), format!("`{}…`", "é".repeat(60)));
    }
}
