//! Slugs: names as they stand in addresses, claims and file names.

/// `text` in lower case, with letters and digits of every script kept and everything between them as one `-`:
/// `"Small business"` is `small-business`, `"Ελλάδα & Κύπρος"` is `ελλάδα-κύπρος`. Empty if nothing is left.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        let mark = is_mark(c) && !gap && !slug.is_empty();
        if c.is_alphanumeric() || mark {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = false;
            slug.push(c);
        } else if !matches!(c, '\'' | '\u{2019}' | '\u{200c}' | '\u{200d}' | '\u{ad}') {
            // Apostrophes and joiners stand inside words: "don't" is one word.
            gap = true;
        }
    }
    slug
}

/// Marks that belong to the letter before them and that Unicode does not count as alphabetic:
/// accents written apart from their letter, and signs of Semitic and Indic scripts.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}' | '\u{a3c}' | '\u{a4d}'
        | '\u{abc}' | '\u{acd}' | '\u{b3c}' | '\u{b4d}' | '\u{bcd}' | '\u{c4d}' | '\u{cbc}' | '\u{ccd}'
        | '\u{d3b}' | '\u{d3c}' | '\u{d4d}' | '\u{dca}' | '\u{e38}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
        | '\u{eb8}'..='\u{eba}' | '\u{ec8}'..='\u{ece}' | '\u{1037}' | '\u{1039}' | '\u{103a}'
        | '\u{17c9}'..='\u{17d3}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{3099}' | '\u{309a}' | '\u{fe20}'..='\u{fe2f}')
}

/// The slug of a name, where it is that of no other among these; else the whole name, percent-encoded.
pub fn short(name: &str, among: &[String]) -> String {
    let wanted = slug(name);
    match among.iter().filter(|other| slug(other) == wanted).count() {
        1 if !wanted.is_empty() => wanted,
        _ => encoded(name),
    }
}

/// With what would end a part, a filter or the address of a claim percent-encoded.
pub fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' | '/' | '%' | '(' | ')' | '<' | '>' | ',' | '@' | '=' | '\\' | '"' | '`' | '&' => {
                let mut bytes = [0; 4];
                c.encode_utf8(&mut bytes).bytes().for_each(|byte| encoded.push_str(&format!("%{byte:02X}")));
            }
            c => encoded.push(c),
        }
    }
    encoded
}

/// A text out of an address with percent-encoded bytes decoded; as it is, if those are not UTF-8.
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |b: u8| char::from(b).to_digit(16);
        match (*first, tail) {
            (b'%', [high, low, after @ ..]) if hex(*high).is_some() && hex(*low).is_some() => {
                bytes.push((hex(*high).unwrap_or(0) * 16 + hex(*low).unwrap_or(0)) as u8);
                rest = after;
            }
            (byte, after) => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// An id or a header as a title: `tenure_years` is "Tenure years".
pub fn as_words(id: &str) -> String {
    let words = id.replace(['_', '-'], " ");
    let mut letters = words.trim().chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn letters_of_every_script_are_kept() {
        assert_eq!(slug("Small business"), "small-business");
        assert_eq!(slug("  North & West (50+) "), "north-west-50");
        assert_eq!(slug("Ελλάδα & Κύπρος"), "ελλάδα-κύπρος");
        assert_eq!(slug("हिन्दी भाषा"), "हिन्दी-भाषा");
        assert_eq!(slug("Cafe\u{301} bar"), "cafe\u{301}-bar");
        assert_eq!(slug("日本語／東京"), "日本語-東京");
        assert_eq!(slug("Don't know"), "dont-know");
        assert_eq!(slug("don\u{2019}t know"), "dont-know");
    }

    #[test]
    fn nothing_but_signs_gives_nothing() {
        assert_eq!(slug(" – / ! \u{301}"), "");
    }
}
