//! How wide a text will be, without any font: what layout needs to keep labels apart and inside.
//!
//! Readers' fonts differ, so layout that depends on these widths leaves some slack ([`SLACK`]). The browser tests hold
//! both against the fonts that the style sheets name first (`tests/browser/widths.mjs`).

mod tables;

use tables::{ARABIC, ARMENIAN, ASCII, CYRILLIC, DEVANAGARI, GREEK, LATIN_1, LATIN_EXTENDED_A};

/// What a measured width is multiplied by where a text must not run into something: common interface fonts are up to
/// about this much wider than the mean.
pub const SLACK: f64 = 1.08;

/// How much wider letters are in the bold weight. Digits, signs and ideographs keep their widths.
const BOLD: f64 = 1.09;

/// The Devanagari letter that joins its neighbours as a mark.
const RA: char = '\u{930}';
/// The Devanagari sign that joins two letters.
const VIRAMA: char = '\u{94d}';

/// From here on, letters stand in squares.
const FIRST_OF_ONE_WIDTH: char = '\u{2e80}';

/// The sign that ends a shortened text.
const ELLIPSIS: char = '…';

/// The width of `text` in pixels at a font size of `size` pixels.
pub fn text_width(text: &str, size: f64, bold: bool) -> f64 {
    // Thousandths of letters, and of everything else.
    let (mut letters, mut others) = (0_u32, 0_u32);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if let ' '..='~' = c {
            let width = u32::from(ASCII[c as usize - 0x20]);
            *if c.is_ascii_alphabetic() { &mut letters } else { &mut others } += width;
            before = c;
            continue;
        }
        let mut after = text[at + c.len_utf8()..].chars();
        let width = u32::from(advance(before, c, [after.next(), after.next()]));
        *if c < FIRST_OF_ONE_WIDTH { &mut letters } else { &mut others } += width;
        before = c;
    }
    let letters = f64::from(letters) * if bold { BOLD } else { 1.0 };
    (letters + f64::from(others)) / 1000.0 * size
}

/// `text`, shortened to `room` pixels with an ellipsis where it is wider.
pub fn fit(text: &str, room: f64, size: f64, bold: bool) -> String {
    if text_width(text, size, bold) <= room {
        return text.to_owned();
    }
    let room = room - text_width("…", size, bold);
    let mut kept = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if text_width(&text[..end], size, bold) > room {
            break;
        }
        kept = end;
    }
    // A letter stays with its marks: marks that follow were cut together with it.
    let mut shortened = text[..kept].trim_end().to_owned();
    if text[kept..].chars().next().is_some_and(is_zero_width) {
        shortened.pop();
    }
    shortened.push(ELLIPSIS);
    shortened
}

/// Breaks a text into lines of at most `room` pixels, between words where there are any.
pub fn wrap(text: &str, room: f64, size: f64, bold: bool) -> Vec<String> {
    let fits = |line: &str| text_width(line, size, bold) * SLACK <= room;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if fits(&format!("{line} {word}")) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
        // A word that is wider than a line, as in scripts without spaces, breaks anywhere.
        while let Some(line) = lines.last_mut()
            && !fits(line)
            && line.chars().count() > 1
        {
            let mut end = 0;
            for (at, c) in line.char_indices() {
                if end > 0 && !fits(&line[..at + c.len_utf8()]) {
                    break;
                }
                end = at + c.len_utf8();
            }
            let rest = line.split_off(end);
            lines.push(rest);
        }
    }
    lines
}

/// Advance of one character in thousandths of an em; that of Arabic and Devanagari letters depends on the neighbours.
fn advance(before: char, c: char, after: [Option<char>; 2]) -> u16 {
    if is_zero_width(c) {
        return 0;
    }
    let code = c as usize;
    match c {
        '\u{a0}'..='\u{ff}' => LATIN_1[code - 0xa0],
        '\u{100}'..='\u{17f}' => LATIN_EXTENDED_A[code - 0x100],
        '\u{386}'..='\u{3ce}' => GREEK[code - 0x386],
        '\u{400}'..='\u{45f}' => CYRILLIC[code - 0x400],
        '\u{531}'..='\u{587}' => ARMENIAN[code - 0x531],
        '\u{621}'..='\u{64a}' => {
            let (ends, joins) = ARABIC[code - 0x621];
            if after[0].is_some_and(joins_before) { joins } else { ends }
        }
        '\u{904}'..='\u{939}' => {
            let full = DEVANAGARI[code - 0x904];
            match (c, after) {
                // Ra joined to a neighbour is a mark above or below it.
                (RA, [Some(VIRAMA), _]) => 0,
                (RA, _) if before == VIRAMA => 0,
                (_, [Some(VIRAMA), Some(RA)]) => full,
                // Another letter whose vowel is killed loses its stem and leans on the next one.
                (_, [Some(VIRAMA), Some(_)]) => full * 2 / 5,
                _ => full,
            }
        }
        '\u{93e}'..='\u{940}' | '\u{949}'..='\u{94c}' => 259,
        '\u{5d0}'..='\u{5ea}' => 570,
        '\u{600}'..='\u{6ff}' => 600,
        '\u{1e00}'..='\u{1eff}' | '\u{180}'..='\u{24f}' if c.is_uppercase() => 680,
        '\u{1e00}'..='\u{1eff}' | '\u{180}'..='\u{24f}' => 560,
        '\u{2010}'..='\u{2012}' => 450,
        '\u{2013}' => 571,
        '\u{2014}' | '\u{2026}' => 850,
        '\u{2018}'..='\u{201a}' => 210,
        '\u{201c}'..='\u{201e}' => 350,
        '\u{2022}' => 400,
        '\u{2002}' => 500,
        '\u{2003}' => 1000,
        '\u{2009}' | '\u{202f}' => 200,
        '\u{2212}' => 578,
        '\u{2190}'..='\u{21ff}' | '\u{25a0}'..='\u{25ff}' => 900,
        '\u{ac00}'..='\u{d7a3}' => 930,
        '\u{ff61}'..='\u{ff9f}' => 500,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{ffef}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3ffff}' => {
            1000
        }
        _ => 600,
    }
}

/// Whether an Arabic letter that stands after another one joins it.
fn joins_before(c: char) -> bool {
    matches!(c, '\u{622}'..='\u{64a}' | '\u{671}'..='\u{6d3}' | '\u{64b}'..='\u{65f}')
}

fn is_zero_width(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}'
        | '\u{ad}'
        | '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{489}'
        | '\u{591}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}'
        | '\u{900}'..='\u{902}'
        | '\u{93c}'
        | '\u{941}'..='\u{948}'
        | '\u{94d}'
        | '\u{e31}'
        | '\u{e34}'..='\u{e3a}'
        | '\u{e47}'..='\u{e4e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Widths in ems that a browser measured, at 100 px, in one to three widely installed fonts for the script.
    const MEASURED: [(&str, &[f64]); 11] = [
        ("Northwind Mobile", &[7.726, 7.905, 8.501]),
        ("Customer satisfaction", &[9.615, 9.854, 10.232]),
        ("2026 Q3 38.4 to 44.5", &[9.396, 9.277, 9.615]),
        ("Škoda Čeština Łódź", &[8.950, 8.808, 9.071]),
        ("Βόρειος Άνεμος Κινητή", &[10.160, 10.629, 10.896]),
        ("Северный ветер Мобайл", &[11.546, 11.597, 12.207]),
        ("Հյուսիսային քամի", &[8.869]),
        ("شركة الرياح الشمالية", &[8.017, 8.900]),
        ("استطلاع رضا العملاء", &[7.899, 8.414]),
        ("उत्तरी हवा मोबाइल", &[6.619]),
        ("ग्राहक संतुष्टि सर्वेक्षण", &[7.391]),
    ];

    #[test]
    fn widths_are_right_within_a_few_percent_in_every_script() {
        for (text, widths) in MEASURED {
            let mean = widths.iter().sum::<f64>() / widths.len() as f64;
            let ratio = text_width(text, 1.0, false) / mean;
            assert!((0.94..1.06).contains(&ratio), "{text}: {ratio}");
        }
    }

    #[test]
    fn width_depends_on_letters_and_not_on_bytes() {
        assert_eq!(text_width("満足", 10.0, false), 20.0);
        assert_eq!(text_width("e\u{301}", 10.0, false), text_width("e", 10.0, false));
        assert_eq!(text_width("\u{2068}a\u{2069}", 10.0, false), text_width("a", 10.0, false));
    }

    #[test]
    fn what_is_too_wide_is_shortened_with_its_marks() {
        assert_eq!(fit("Northwind", 100.0, 13.0, false), "Northwind");
        let short = fit("Northwind Mobile", 70.0, 13.0, false);
        assert!(short.ends_with('…') && text_width(&short, 13.0, false) <= 70.0, "{short}");
        assert_eq!(fit("ee\u{301}mm", 1.0 + text_width("ee…", 13.0, false), 13.0, false), "ee\u{301}…");
        assert_eq!(fit("abc", 0.0, 13.0, false), "…");
    }

    #[test]
    fn long_texts_wrap_in_every_script() {
        assert_eq!(wrap("a b", 720.0, 20.0, true), ["a b"]);
        assert!(wrap("", 720.0, 20.0, true).is_empty());
        let lines = wrap(&"対応が早いので満足です".repeat(6), 720.0, 20.0, true);
        assert!(lines.len() > 1 && lines.iter().all(|l| text_width(l, 20.0, true) <= 720.0), "{lines:?}");
        assert_eq!(lines.concat(), "対応が早いので満足です".repeat(6));
    }
}
