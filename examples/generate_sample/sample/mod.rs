//! The data of Northwind Mobile, a fictional phone company, and its four competitors.
//!
//! Pure: the same bytes on every machine, because chance comes from a seeded integer generator
//! and no floating-point number is computed. What happens in the two years (the numbers that the
//! report should find again) is written down in [`story`]; the other modules draw people, calls
//! and cases around it.

mod calendar;
mod calibrate;
mod calls;
mod carts;
mod cases;
mod comment_texts;
mod comments;
mod contacts;
mod customers;
mod defects;
mod employees;
mod frame;
mod random;
mod references;
mod respondents;
mod responses;
mod reviews;
mod story;
mod table;

/// One data file, its path relative to `sample-data/`.
pub struct SampleFile {
    /// With `/` between folders on every system.
    pub path: String,
    /// The whole content.
    pub bytes: Vec<u8>,
}

/// All data files of the sample, in a fixed order.
pub fn files() -> Vec<SampleFile> {
    let waves = responses::waves();
    let mut files: Vec<SampleFile> = waves.iter().map(responses::file).collect();
    files.extend(calls::files());
    files.extend([
        cases::file(),
        contacts::file(),
        carts::file(),
        reviews::file(),
        employees::file(),
        frame::file(&waves),
        references::benchmarks(),
        references::actions(),
    ]);
    files
}
