//! The place of a cell in delimited text, found by the same parsing machine as the csv crate's.

use csv_core::ReadFieldResult;
use std::ops::Range;

/// Where a cell of the row that begins at `start` stands, with its quotation marks.
pub fn cell_range(text: &[u8], start: usize, delimiter: u8, cell: usize) -> Range<usize> {
    let mut machine = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
    let mut out = [0; 1024];
    let mut at = first_byte(text, start);
    let (mut cell_start, mut passed) = (at, 0);
    loop {
        let (result, read, _) = machine.read_field(&text[at.min(text.len())..], &mut out);
        at += read;
        match result {
            ReadFieldResult::OutputFull => {}
            ReadFieldResult::InputEmpty if at < text.len() => {}
            ReadFieldResult::InputEmpty | ReadFieldResult::End => return cell_start..text.len().max(cell_start),
            ReadFieldResult::Field { record_end } => {
                // At the very end of the text nothing stands behind the cell.
                let behind = usize::from(at > cell_start && read > 0);
                if passed == cell || record_end {
                    let end = at - behind;
                    return if passed == cell { cell_start..end } else { end..end };
                }
                passed += 1;
                cell_start = at;
            }
        }
    }
}

/// A row's position may be that of the line's end before it.
pub fn first_byte(text: &[u8], start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    start + rest.iter().take_while(|&&b| matches!(b, b'\r' | b'\n')).count()
}
