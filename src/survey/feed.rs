//! The pieces of a file, in their order.

use super::open::OpenFile;
use super::split::{Piece, cells_of_first_row};
use crate::source::SourceReader;
use std::io::{self, Read};

/// Line ends that are tried as the end of a piece.
const TRIED: usize = 64;

/// Cuts the text below a file's header into pieces of about one size.
///
/// A piece ends behind a line's end that seems to be the end of a row, since what follows has as many cells as the header.
/// Whether it was one is seen when the piece is read: one that begins within a row is joined to what stands before it.
pub struct Feed<'f> {
    text: Box<dyn Read + Send + 'f>,
    /// What was read and is not in a piece yet, and where in the text it begins.
    rest: Vec<u8>,
    begins: usize,
    block: usize,
    delimiter: u8,
    width: usize,
    next: usize,
    is_done: bool,
}

/// A piece's place among those of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Counted from 0.
    pub number: usize,
    /// Whether the text ends with it.
    pub is_last: bool,
}

impl<'f> Feed<'f> {
    /// The pieces of a file, of about `block` bytes.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn new(reader: &'f SourceReader, file: &'f OpenFile, block: usize) -> io::Result<Feed<'f>> {
        let mut text: Box<dyn Read + Send + 'f> = match file.is_beginning {
            true => reader.blocks(file.id)?,
            false => Box::new(file.text.as_slice()),
        };
        io::copy(&mut text.by_ref().take(file.body as u64), &mut io::sink())?;
        Ok(Feed {
            text,
            rest: Vec::new(),
            begins: file.body,
            block: block.max(1),
            delimiter: file.delimiter,
            width: file.own_width,
            next: 0,
            is_done: false,
        })
    }

    /// Fills `piece` with the next part of the text; none behind the last.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next(&mut self, piece: &mut Piece) -> io::Result<Option<Place>> {
        if self.is_done {
            return Ok(None);
        }
        let mut text = piece.take_text();
        text.clear();
        text.append(&mut self.rest);
        let wanted = (self.block + text.len()) as u64 - text.len().min(self.block) as u64;
        let read = self.text.by_ref().take(wanted).read_to_end(&mut text)?;
        self.is_done = (read as u64) < wanted;
        if !self.is_done {
            let cut = self.cut(&text);
            self.rest.extend_from_slice(&text[cut..]);
            text.truncate(cut);
        }
        let place = Place { number: self.next, is_last: self.is_done };
        let length = text.len();
        piece.become_part(text, self.begins);
        self.begins += length;
        self.next += 1;
        Ok(Some(place))
    }

    /// Where to end a piece. With nothing to go by it ends between two characters.
    fn cut(&self, text: &[u8]) -> usize {
        let mut last = None;
        for at in memchr::memrchr_iter(b'\n', text).take(TRIED) {
            let behind = at + 1;
            last = last.or(Some(behind));
            if cells_of_first_row(&text[behind..], self.delimiter) == Some(self.width) {
                return behind;
            }
        }
        let between = || text.iter().rposition(|byte| byte & 0xC0 != 0x80).unwrap_or(text.len());
        last.unwrap_or_else(between)
    }
}
