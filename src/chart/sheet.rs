//! The text of a drawing: elements with classes and titles, numbers in tenths of a pixel.

use plotters_backend::BackendCoord;

/// Writes `text` for the content of an element or an attribute in double quotes. Characters that XML 1.0 has no
/// place for are left out.
pub(super) fn escape_into(out: &mut String, text: &str) {
    // Bytes below 0x80 stand for themselves in UTF-8, so only U+FFFE and U+FFFF need more than a look at bytes.
    let special = |byte: u8| matches!(byte, b'&' | b'<' | b'>' | b'"' | 0..=0x1f | 0xef);
    let mut rest = text;
    while let Some(at) = rest.bytes().position(special) {
        out.push_str(&rest[..at]);
        let mut chars = rest[at..].chars();
        match chars.next() {
            Some('&') => out.push_str("&amp;"),
            Some('<') => out.push_str("&lt;"),
            Some('>') => out.push_str("&gt;"),
            Some('"') => out.push_str("&quot;"),
            Some(c @ ('\t' | '\n' | '\r')) => out.push(c),
            Some('\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}') | None => {}
            Some(c) => out.push(c),
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
}

/// The text of the drawing so far.
pub(super) struct Sheet {
    pub body: String,
    /// The title of the next element, escaped; empty for none.
    pub title: String,
}

impl Sheet {
    pub fn write_title(&mut self) {
        if self.title.is_empty() {
            return;
        }
        self.body.push_str("<title>");
        self.body.push_str(&self.title);
        self.body.push_str("</title>");
        self.title.clear();
    }

    /// Ends an element whose start tag lacks only its `>`.
    pub fn end(&mut self, name: &str) {
        if self.title.is_empty() {
            self.body.push_str("/>\n");
        } else {
            self.body.push('>');
            self.write_title();
            self.push(&["</", name, ">\n"]);
        }
    }

    /// Text that needs no escaping.
    pub fn push(&mut self, parts: &[&str]) {
        for part in parts {
            self.body.push_str(part);
        }
    }

    /// Tenths of a pixel as pixels, without trailing zeros: drawings are mostly numbers, so this does not go through
    /// the formatting machinery.
    pub fn number(&mut self, tenths: i32) {
        // From the last digit to the first; i32::MIN has ten digits, a point and a sign.
        let mut text = [0_u8; 12];
        let mut start = text.len();
        let mut put = |byte: u8| {
            start -= 1;
            text[start] = byte;
        };
        let digit = |value: u32| b'0' + (value % 10) as u8;
        let size = tenths.unsigned_abs();
        if !size.is_multiple_of(10) {
            put(digit(size));
            put(b'.');
        }
        let mut whole = size / 10;
        put(digit(whole));
        while whole >= 10 {
            whole /= 10;
            put(digit(whole));
        }
        if tenths < 0 {
            put(b'-');
        }
        self.body.push_str(std::str::from_utf8(&text[start..]).unwrap_or_default());
    }

    pub fn attribute(&mut self, name: &str, tenths: i32) {
        self.push(&[" ", name, "=\""]);
        self.number(tenths);
        self.body.push('"');
    }

    pub fn path(&mut self, class: &str, points: impl IntoIterator<Item = BackendCoord>, closed: bool) {
        self.push(&["<path class=\"", class, "\" d=\""]);
        for (at, (x, y)) in points.into_iter().enumerate() {
            self.body.push(if at == 0 { 'M' } else { 'L' });
            self.number(x);
            self.body.push(' ');
            self.number(y);
        }
        self.body.push_str(if closed { "Z\"" } else { "\"" });
        self.end("path");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(tenths: i32) -> String {
        let mut sheet = Sheet { body: String::new(), title: String::new() };
        sheet.number(tenths);
        sheet.body
    }

    #[test]
    fn numbers_are_pixels_without_trailing_zeros() {
        for (tenths, text) in
            [(0, "0"), (1, "0.1"), (10, "1"), (123, "12.3"), (-5, "-0.5"), (-70, "-7"), (7200, "720"), (10_010, "1001")]
        {
            assert_eq!(written(tenths), text);
        }
        for tenths in [i32::MIN, i32::MAX, 99, 100, 999_999] {
            assert_eq!(written(tenths).parse::<f64>().unwrap(), f64::from(tenths) / 10.0);
        }
    }

    #[test]
    fn texts_cannot_leave_their_element() {
        let mut out = String::new();
        escape_into(&mut out, "a<b>&\"c\"\u{0}\u{8}\u{ffff} Škoda ｅ 満足\n");
        assert_eq!(out, "a&lt;b&gt;&amp;&quot;c&quot; Škoda ｅ 満足\n");
    }
}
