//! From the bytes of a file to checked UTF-8.

use super::packed::{self, Packing};
use crate::diag::Diagnostic;
use crate::source::{Source, SourceReader, Span, Stream};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io::Read;
use std::sync::Arc;

/// A file's text.
#[derive(Debug, Clone)]
pub struct Text {
    /// Valid UTF-8; the text that spans of the source count in.
    pub bytes: Arc<Vec<u8>>,
    /// Where it begins: behind the byte order mark, if there is one.
    pub start: usize,
    /// The encoding as it is reported: "UTF-8".
    pub encoding: &'static str,
    /// How the file is compressed, as it is reported: "gzip".
    pub packing: Option<&'static str>,
}

/// The text of `source`, unpacked, in the configured encoding, else in UTF-8; a byte order mark at its beginning decides
/// before both.
pub fn text(reader: &SourceReader, source: &Source, configured: Option<&'static Encoding>) -> Result<Text, Diagnostic> {
    let (unpacked, packing) = match packed::unpack(source) {
        Ok(Some(unpacked)) => unpacked,
        Ok(None) => return decoded(reader, source, configured),
        Err(problem) => {
            // Nobody wants to see its bytes beside the problem.
            reader.set_decoded(source.id, Vec::new());
            return Err(problem);
        }
    };
    reader.set_decoded(source.id, unpacked);
    let mut source = source.clone();
    source.bytes = reader.counted(source.id);
    Ok(Text { packing: Some(packing), ..decoded(reader, &source, configured)? })
}

/// At most the first `most` bytes of a file that is plain UTF-8, and whether that is all of it. None where it is anything
/// else, or cannot be read, which only the whole file tells.
pub fn beginning(
    reader: &SourceReader,
    stream: &Stream,
    configured: Option<&'static Encoding>,
    most: usize,
) -> Option<(Text, bool)> {
    let mut bytes = Vec::new();
    // One byte more shows whether there is more.
    reader.blocks(stream.id).ok()?.take(most as u64 + 1).read_to_end(&mut bytes).ok()?;
    let is_whole = bytes.len() <= most;
    let marked = Encoding::for_bom(&bytes);
    let (encoding, start) = marked.unwrap_or((configured.unwrap_or(UTF_8), 0));
    if encoding != UTF_8 || Packing::of(&bytes).is_some() || other_kind(&bytes).is_some() || bytes.contains(&0) {
        return None;
    }
    match std::str::from_utf8(&bytes) {
        Ok(_) => {}
        Err(cut) if !is_whole && cut.error_len().is_none() => bytes.truncate(cut.valid_up_to()),
        Err(_) => return None,
    }
    Some((Text { bytes: Arc::new(bytes), start, encoding: UTF_8.name(), packing: None }, is_whole))
}

fn decoded(reader: &SourceReader, source: &Source, configured: Option<&'static Encoding>) -> Result<Text, Diagnostic> {
    let bytes = &source.bytes;
    let whole = |start, encoding| Text { bytes: bytes.clone(), start, encoding, packing: None };
    if let Some(kind) = other_kind(bytes) {
        return Err(not_text(source, kind));
    }
    let marked = Encoding::for_bom(bytes);
    let (encoding, mark) = marked.unwrap_or((configured.unwrap_or(UTF_8), 0));
    if encoding == UTF_8 {
        return match std::str::from_utf8(bytes) {
            Ok(_) if bytes.contains(&0) => Err(nul_bytes(source)),
            Ok(_) => Ok(whole(mark, UTF_8.name())),
            Err(error) => Err(not_utf8(source, error.valid_up_to(), configured.is_some())),
        };
    }
    match encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]) {
        Some(text) => {
            reader.set_decoded(source.id, text.into_owned());
            Ok(Text { bytes: reader.counted(source.id), start: 0, encoding: encoding.name(), packing: None })
        }
        None => Err(malformed(source, encoding, mark)),
    }
}

fn at(source: &Source, offset: usize) -> Span {
    Span::new(source.id, offset, offset + 1)
}

fn not_utf8(source: &Source, offset: usize, configured: bool) -> Diagnostic {
    let byte = source.bytes.get(offset).copied().unwrap_or_default();
    let guess = guess(&source.bytes);
    let said = if configured { "the config says" } else { "no other encoding is named" };
    Diagnostic::error(
        "data/encoding",
        format!("byte 0x{byte:02X} is not UTF-8 ({said}); the file is probably in the encoding {guess}"),
    )
    .at(at(source, offset))
    .hint(format!("write `encoding = \"{guess}\"` in this source's table, then check names and comments with accents"))
    .hint("or save the file again as UTF-8 in the program that it comes from")
}

fn guess(bytes: &[u8]) -> String {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny).name().to_lowercase()
}

fn nul_bytes(source: &Source) -> Diagnostic {
    let zero_at = |odd: usize| source.bytes.iter().skip(odd).step_by(2).take(2_000).filter(|&&b| b == 0).count();
    let guess = if zero_at(0) > zero_at(1) { "utf-16be" } else { "utf-16le" };
    let offset = source.bytes.iter().position(|&b| b == 0).unwrap_or_default();
    Diagnostic::error(
        "data/encoding",
        format!("there is a zero byte, which no text has; the file is probably in the encoding {guess}"),
    )
    .at(at(source, offset))
    .hint(format!("write `encoding = \"{guess}\"` in this source's table"))
}

fn malformed(source: &Source, encoding: &'static Encoding, mark: usize) -> Diagnostic {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut out = [0; 4096];
    let mut offset = mark;
    loop {
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(&source.bytes[offset..], &mut out, true);
        offset += read;
        match result {
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, after) => {
                offset = offset.saturating_sub(usize::from(length) + usize::from(after));
                break;
            }
            DecoderResult::InputEmpty => break,
        }
    }
    let name = encoding.name();
    // Where the file is UTF-8 after all, the place is a whole character of it.
    let is_utf8 = source.text().is_ok();
    while is_utf8 && source.bytes.get(offset).is_some_and(|byte| byte & 0xC0 == 0x80) {
        offset -= 1;
    }
    let end = (offset + 1..).find(|end| !is_utf8 || source.bytes.get(*end).is_none_or(|byte| byte & 0xC0 != 0x80));
    let place = Span::new(source.id, offset, end.unwrap_or(offset + 1));
    let error = Diagnostic::error("data/encoding", format!("the bytes from here on are not {name}")).at(place);
    if encoding == UTF_16LE || encoding == UTF_16BE {
        return error.hint("the file seems to be cut off or damaged: export it again");
    }
    if is_utf8 {
        return error.hint("the file is valid UTF-8: leave out `encoding` in this source's table");
    }
    error.hint(format!(
        "it is probably in the encoding {0}: write `encoding = \"{0}\"` in this source's table",
        guess(&source.bytes)
    ))
}

/// What a file is that begins like no text does.
fn other_kind(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 5] = [
        (b"PK\x03\x04", "an Excel workbook or a zip archive"),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
        (b"\x1f\x8b", "compressed twice"),
        (b"PAR1", "a Parquet file"),
        (b"$FL2", "an SPSS data file"),
    ];
    // The name of the form stands behind the entry of the first file.
    if bytes.get(257..262) == Some(b"ustar") {
        return Some("an archive of several files (tar)");
    }
    KINDS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| *kind)
}

fn not_text(source: &Source, kind: &str) -> Diagnostic {
    Diagnostic::error("data/not-text", format!("`{}` is {kind}, not text", source.name))
        .at(Span::new(source.id, 0, 0))
        .hint("save or export it as CSV (UTF-8) and name that file here")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::testing::printed;
    use encoding_rs::{SHIFT_JIS, WINDOWS_1252};

    fn read(bytes: &[u8], configured: Option<&'static Encoding>) -> Result<(String, &'static str), String> {
        let reader = SourceReader::memory([("a.csv", bytes)]);
        let source = reader.read("a.csv").unwrap();
        match text(&reader, &source, configured) {
            Ok(text) => Ok((String::from_utf8(text.bytes[text.start..].to_vec()).unwrap(), text.encoding)),
            Err(error) => Err(printed(&reader, &[error])),
        }
    }

    #[test]
    fn texts_in_many_encodings_are_one_text() {
        let expected = |name| Ok(("é,ü\n".to_string(), name));
        assert_eq!(read("é,ü\n".as_bytes(), None), expected("UTF-8"));
        assert_eq!(read("\u{feff}é,ü\n".as_bytes(), None), expected("UTF-8"));
        assert_eq!(read("\u{feff}é,ü\n".as_bytes(), Some(WINDOWS_1252)), expected("UTF-8"));
        assert_eq!(read(b"\xe9,\xfc\n", Some(WINDOWS_1252)), expected("windows-1252"));
        assert_eq!(read(b"\xff\xfe\xe9\0,\0\xfc\0\n\0", None), expected("UTF-16LE"));
        assert_eq!(read(b"\xfe\xff\0\xe9\0,\0\xfc\0\n", None), expected("UTF-16BE"));
        assert_eq!(read(b"\xe9\0,\0\xfc\0\n\0", Some(UTF_16LE)), expected("UTF-16LE"));
    }

    #[test]
    fn a_wrong_byte_is_shown_with_the_likely_encoding() {
        let text = "name,answer\nCaf\u{e9} d'\u{e9}t\u{e9},9\n";
        let bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
        assert_eq!(
            read(&bytes, None).unwrap_err(),
            "error[data/encoding] a.csv:2:4: byte 0xE9 is not UTF-8 (no other encoding is named); the file is probably in the encoding windows-1252\n\
             \x20 hint: write `encoding = \"windows-1252\"` in this source's table, then check names and comments with accents\n\
             \x20 hint: or save the file again as UTF-8 in the program that it comes from\n"
        );
    }

    #[test]
    fn bytes_that_the_configured_encoding_has_not_are_an_error() {
        assert_eq!(
            read("a,→\n".as_bytes(), Some(SHIFT_JIS)).unwrap_err(),
            "error[data/encoding] a.csv:1:3: the bytes from here on are not Shift_JIS\n\
             \x20 hint: the file is valid UTF-8: leave out `encoding` in this source's table\n"
        );
        assert_eq!(
            read(b"\xff\xfea\0\n", None).unwrap_err(),
            "error[data/encoding] a.csv:1:5: the bytes from here on are not UTF-16LE\n\
             \x20 hint: the file seems to be cut off or damaged: export it again\n"
        );
    }

    #[test]
    fn utf_16_without_a_mark_is_recognised() {
        assert_eq!(
            read(b"a\0,\0b\0\n\0", None).unwrap_err(),
            "error[data/encoding] a.csv:1:2: there is a zero byte, which no text has; the file is probably in the encoding utf-16le\n\
             \x20 hint: write `encoding = \"utf-16le\"` in this source's table\n"
        );
    }

    #[test]
    fn a_workbook_is_no_text() {
        assert_eq!(
            read(b"PK\x03\x04....", None).unwrap_err(),
            "error[data/not-text] a.csv:1:1: `a.csv` is an Excel workbook or a zip archive, not text\n\
             \x20 hint: save or export it as CSV (UTF-8) and name that file here\n"
        );
    }
}
