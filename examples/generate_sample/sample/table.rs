//! Writing one CSV file.

use super::SampleFile;

/// A CSV file of these rows, quoted where a field needs it, lines ended by a line feed.
pub fn file(path: &str, header: &[&str], rows: &[Vec<String>]) -> SampleFile {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |row: Vec<&str>| {
        assert_eq!(row.len(), header.len(), "{path}: a row has as many fields as the header");
        writer.write_record(row).expect("a Vec takes every byte");
    };
    write(header.to_vec());
    for row in rows {
        write(row.iter().map(String::as_str).collect());
    }
    let bytes = writer.into_inner().expect("a Vec takes every byte");
    SampleFile { path: path.to_owned(), bytes }
}
