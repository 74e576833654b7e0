//! Compressed files: gzip (RFC 1952) and Zstandard (RFC 8878), known by how they begin.

use crate::diag::Diagnostic;
use crate::source::{Source, Span};
use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;
use std::io::{self, Read};

/// What a file may unpack to, in bytes: a file of some kilobytes can unpack to more than a machine's memory.
const MOST_UNPACKED: u64 = 16 << 30;

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// gzip, with one member or several.
    Gzip,
    /// Zstandard, with one frame or several.
    Zstandard,
}

impl Packing {
    /// How `bytes` are compressed, if they are.
    pub fn of(bytes: &[u8]) -> Option<Packing> {
        match bytes {
            [0x1F, 0x8B, ..] => Some(Packing::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Packing::Zstandard),
            // A frame to be skipped may stand first.
            [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Packing::Zstandard),
            _ => None,
        }
    }

    /// As it is reported: "gzip".
    pub fn name(self) -> &'static str {
        match self {
            Packing::Gzip => "gzip",
            Packing::Zstandard => "Zstandard",
        }
    }

    /// The program with which people look at such a file.
    fn program(self) -> &'static str {
        match self {
            Packing::Gzip => "gzip",
            Packing::Zstandard => "zstd",
        }
    }

    fn unpack(self, bytes: &[u8], most: u64) -> Result<Vec<u8>, Fault> {
        let mut unpacked = Vec::new();
        // One byte more shows that there are more than are allowed.
        let most_read = most.saturating_add(1);
        match self {
            Packing::Gzip => {
                MultiGzDecoder::new(bytes).take(most_read).read_to_end(&mut unpacked)?;
            }
            Packing::Zstandard => frames(bytes, most_read, &mut unpacked)?,
        }
        if unpacked.len() as u64 > most { Err(Fault::TooLarge) } else { Ok(unpacked) }
    }
}

/// Why a file cannot be unpacked.
#[derive(Debug)]
enum Fault {
    Broken(String),
    TooLarge,
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        Fault::Broken(error.to_string())
    }
}

/// Every frame of a Zstandard file, as far as `most` bytes in all.
fn frames(mut rest: &[u8], most: u64, unpacked: &mut Vec<u8>) -> Result<(), Fault> {
    while let [first, second, third, fourth, behind @ ..] = rest {
        if let ([0x50..=0x5F], [0x2A, 0x4D, 0x18]) = ([*first], [*second, *third, *fourth]) {
            let length = behind.first_chunk().map(|length| u32::from_le_bytes(*length) as usize);
            let skipped = length.and_then(|length| behind.get(4..)?.get(length..));
            rest = skipped.ok_or_else(|| Fault::Broken("a frame is not whole".to_owned()))?;
            continue;
        }
        let broken = |error: &dyn std::fmt::Display| Fault::Broken(error.to_string());
        let mut frame = StreamingDecoder::new(&mut rest).map_err(|error| broken(&error))?;
        let room = most.saturating_sub(unpacked.len() as u64);
        frame.by_ref().take(room).read_to_end(unpacked)?;
        if unpacked.len() as u64 >= most {
            return Ok(());
        }
        let decoder = frame.into_frame_decoder();
        let (said, found) = (decoder.get_checksum_from_data(), decoder.get_calculated_checksum());
        if said.is_some() && said != found {
            return Err(Fault::Broken("its checksum does not fit its content".to_owned()));
        }
    }
    if rest.is_empty() { Ok(()) } else { Err(Fault::Broken("there are bytes behind its end".to_owned())) }
}

/// The content of `source` with the name of its compression; None if it is not compressed.
pub fn unpack(source: &Source) -> Result<Option<(Vec<u8>, &'static str)>, Diagnostic> {
    unpack_at_most(source, MOST_UNPACKED)
}

fn unpack_at_most(source: &Source, most: u64) -> Result<Option<(Vec<u8>, &'static str)>, Diagnostic> {
    let Some(packing) = Packing::of(&source.bytes) else { return Ok(None) };
    let (name, kind) = (&source.name, packing.name());
    let (message, hint) = match packing.unpack(&source.bytes, most) {
        Ok(unpacked) => return Ok(Some((unpacked, kind))),
        Err(Fault::Broken(reason)) => (
            format!("`{name}` is compressed with {kind} and cannot be unpacked: it is cut off or damaged ({reason})"),
            format!("copy or export it again; `{} --test {name}` says whether it is whole", packing.program()),
        ),
        Err(Fault::TooLarge) => (
            format!("`{name}` is compressed with {kind} and unpacks to more than {most} bytes"),
            "if it really holds so much, split it into several files".to_owned(),
        ),
    };
    Err(Diagnostic::error("data/packed", message).at(Span::new(source.id, 0, 0)).hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceReader;
    use crate::survey::testing::printed;
    use flate2::{Compression, write::GzEncoder};
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};
    use std::io::Write;

    const TEXT: &str = "id,score\n1,9\n2,10\n";

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(text).unwrap();
        packed.finish().unwrap()
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        compress_to_vec(text, CompressionLevel::Fastest)
    }

    fn unpacked_at_most(bytes: &[u8], most: u64) -> Result<Option<(String, &'static str)>, String> {
        let reader = SourceReader::memory([("2026-q3.csv.gz", bytes)]);
        let source = reader.read("2026-q3.csv.gz").unwrap();
        match unpack_at_most(&source, most) {
            Ok(found) => Ok(found.map(|(bytes, kind)| (String::from_utf8(bytes).unwrap(), kind))),
            Err(problem) => Err(printed(&reader, &[problem])),
        }
    }

    fn unpacked(bytes: &[u8]) -> Result<Option<(String, &'static str)>, String> {
        unpacked_at_most(bytes, MOST_UNPACKED)
    }

    #[test]
    fn files_are_unpacked_whatever_their_name() {
        assert_eq!(unpacked(TEXT.as_bytes()), Ok(None));
        assert_eq!(unpacked(&gzip(TEXT.as_bytes())), Ok(Some((TEXT.into(), "gzip"))));
        assert_eq!(unpacked(&zstd(TEXT.as_bytes())), Ok(Some((TEXT.into(), "Zstandard"))));
        assert_eq!(unpacked(&gzip(b"")), Ok(Some((String::new(), "gzip"))));
    }

    #[test]
    fn members_and_frames_follow_each_other() {
        let halves = [b"id,score\n1,".as_slice(), b"9\n2,10\n"];
        assert_eq!(unpacked(&halves.map(gzip).concat()), Ok(Some((TEXT.into(), "gzip"))));
        let skipped = [&[0x51, 0x2A, 0x4D, 0x18, 3, 0, 0, 0][..], b"abc"].concat();
        let frames = [skipped.clone(), zstd(halves[0]), skipped, zstd(halves[1])].concat();
        assert_eq!(unpacked(&frames), Ok(Some((TEXT.into(), "Zstandard"))));
    }

    #[test]
    fn files_that_are_not_whole_are_refused_at_every_length() {
        let long: String = (0..400).map(|row| format!("{row},{}\n", row * 7 % 11)).collect();
        for (packed, kind) in [(gzip(long.as_bytes()), "gzip"), (zstd(long.as_bytes()), "Zstandard")] {
            for end in 4..packed.len() {
                let error = unpacked(&packed[..end]).unwrap_err();
                let said =
                    format!("error[data/packed] 2026-q3.csv.gz:1:1: `2026-q3.csv.gz` is compressed with {kind} and ");
                assert!(error.starts_with(&said) && error.contains("it is cut off or damaged ("), "{end}: {error}");
            }
            let mut damaged = packed.clone();
            let last = damaged.len() - 6;
            damaged[last] ^= 0x55;
            assert!(unpacked(&damaged).is_err(), "{kind}");
            assert!(unpacked(&[packed, b"more".to_vec()].concat()).is_err(), "{kind}");
        }
    }

    #[test]
    fn a_file_that_unpacks_to_too_much_is_refused_before_it_does() {
        let zeros = vec![b'0'; 1_000_000];
        for (packed, kind) in [(gzip(&zeros), "gzip"), (zstd(&zeros), "Zstandard")] {
            assert!(packed.len() < 10_000);
            assert_eq!(
                unpacked_at_most(&packed, 999_999).unwrap_err(),
                format!(
                    "error[data/packed] 2026-q3.csv.gz:1:1: `2026-q3.csv.gz` is compressed with {kind} and unpacks to more than 999999 bytes\n  \
                     hint: if it really holds so much, split it into several files\n"
                )
            );
            assert!(unpacked_at_most(&packed, 1_000_000).is_ok());
        }
    }
}
