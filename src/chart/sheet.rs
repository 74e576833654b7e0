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
    /// The path that was written last, if another line of the same class may go on with it.
    open: Option<OpenPath>,
}

/// The end of a path to which lines can be added.
struct OpenPath {
    class: &'static str,
    /// How long the drawing was when it ended.
    end: usize,
    /// Where its last line ended.
    last: BackendCoord,
}

/// Lines that look the same wherever they begin, many of which make one path.
const JOINED: [&str; 4] = ["grid", "zero", "target", "baseline"];

/// 000 to 999.
const THOUSAND: &str = {
    const DIGITS: [u8; 3000] = {
        let mut digits = [b'0'; 3000];
        let mut number = 0;
        while number < 1000 {
            digits[number * 3] += (number / 100) as u8;
            digits[number * 3 + 1] += (number / 10 % 10) as u8;
            digits[number * 3 + 2] += (number % 10) as u8;
            number += 1;
        }
        digits
    };
    match std::str::from_utf8(&DIGITS) {
        Ok(digits) => digits,
        Err(_) => "",
    }
};

/// What ends the element of a path.
const PATH_END: &str = "\"/>\n";

impl Sheet {
    /// An empty sheet with room for `capacity` bytes.
    pub fn new(capacity: usize) -> Sheet {
        Sheet { body: String::with_capacity(capacity), title: String::new(), open: None }
    }

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
        if tenths < 0 {
            self.body.push('-');
        }
        let (whole, tenth) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
        self.whole(whole);
        if tenth > 0 {
            self.body.push('.');
            self.body.push(char::from(b'0' + tenth as u8));
        }
    }

    fn whole(&mut self, number: u32) {
        let (high, low) = (number / 1000, number % 1000);
        let least = match low {
            _ if high > 0 => 0,
            100.. => 0,
            10.. => 1,
            _ => 2,
        };
        if high > 0 {
            self.whole(high);
        }
        let at = low as usize * 3;
        self.body.push_str(&THOUSAND[at + least..at + 3]);
    }

    pub fn attribute(&mut self, name: &str, tenths: i32) {
        self.push(&[" ", name, "=\""]);
        self.number(tenths);
        self.body.push('"');
    }

    /// A path through points, each step relative to the one before: `M0 1h2.5l3-4`. Straight lines of the classes in
    /// [`JOINED`] that follow each other become one path.
    pub fn path(&mut self, class: &'static str, points: impl IntoIterator<Item = BackendCoord>, closed: bool) {
        let may_join = !closed && self.title.is_empty() && JOINED.contains(&class);
        let before = self.open.take().filter(|open| may_join && open.class == class && open.end == self.body.len());
        if before.is_some() {
            self.body.truncate(self.body.len() - PATH_END.len());
        } else {
            self.push(&["<path class=\"", class, "\" d=\""]);
        }
        let mut last = before.map(|open| open.last);
        let mut points = points.into_iter();
        if let Some(first) = points.next() {
            match last {
                Some(last) => self.pair('m', (first.0 - last.0, first.1 - last.1)),
                None => self.pair('M', first),
            }
            last = Some(first);
        }
        let (mut drawn, mut command) = (false, ' ');
        let mut from = last.unwrap_or_default();
        for point in points {
            let step = (point.0 - from.0, point.1 - from.1);
            // A point on the one before adds nothing, except that a line of no length still has its round ends.
            if step == (0, 0) && drawn {
                continue;
            }
            let next = match step {
                (_, 0) => 'h',
                (0, _) => 'v',
                _ => 'l',
            };
            match next {
                'h' | 'v' => {
                    self.body.push(next);
                    self.number(step.0 + step.1);
                }
                _ if command == 'l' => {
                    if step.0 >= 0 {
                        self.body.push(' ');
                    }
                    self.number(step.0);
                    if step.1 >= 0 {
                        self.body.push(' ');
                    }
                    self.number(step.1);
                }
                _ => self.pair('l', step),
            }
            (drawn, command, from) = (true, next, point);
        }
        if closed {
            self.body.push('Z');
        }
        self.body.push('"');
        self.end("path");
        self.open = may_join.then_some(OpenPath { class, end: self.body.len(), last: from });
    }

    /// A command with its pair of numbers; a minus sign separates as well as a space.
    fn pair(&mut self, command: char, (x, y): BackendCoord) {
        self.body.push(command);
        self.number(x);
        if y >= 0 {
            self.body.push(' ');
        }
        self.number(y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(tenths: i32) -> String {
        let mut sheet = Sheet::new(0);
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
    fn paths_are_steps_and_lines_of_one_kind_are_one_path() {
        let mut sheet = Sheet::new(0);
        sheet.path("line us", [(0, 10), (25, 10), (55, -30), (65, -20), (65, -20), (65, 5)], false);
        sheet.path("grid", [(0, 0), (100, 0)], false);
        sheet.path("grid", [(0, 50), (100, 50)], false);
        sheet.path("zero", [(0, 70), (100, 70)], false);
        sheet.path("whisker us", [(5, 5), (5, 5)], false);
        sheet.path("band", [(0, 0), (10, 10), (0, 10)], true);
        assert_eq!(
            sheet.body,
            "<path class=\"line us\" d=\"M0 1h2.5l3-4 1 1v2.5\"/>\n\
             <path class=\"grid\" d=\"M0 0h10m-10 5h10\"/>\n\
             <path class=\"zero\" d=\"M0 7h10\"/>\n\
             <path class=\"whisker us\" d=\"M0.5 0.5h0\"/>\n\
             <path class=\"band\" d=\"M0 0l1 1h-1Z\"/>\n"
        );
    }

    #[test]
    fn texts_cannot_leave_their_element() {
        let mut out = String::new();
        escape_into(&mut out, "a<b>&\"c\"\u{0}\u{8}\u{ffff} Škoda ｅ 満足\n");
        assert_eq!(out, "a&lt;b&gt;&amp;&quot;c&quot; Škoda ｅ 満足\n");
    }
}
