//! Results that are kept from one build to the next, until something that they were made from is another.

use crate::diag::{Checked, Diagnostic};
use crate::source::{Footprint, SourceReader};
use std::ops::Deref;
use std::sync::Arc;

/// Tells one result of a stage from the next: of the same stamp, it is the same.
pub type Stamp = u64;

/// The result of a stage, shared with whoever keeps it.
#[derive(Debug)]
pub struct Part<T> {
    /// What was made.
    pub value: Arc<T>,
    /// Which result of the stage it is.
    pub stamp: Stamp,
}

impl<T> Deref for Part<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Who is told that a stage is done, by its name: whoever prints where a build's time goes has the clock, no stage has.
pub type OnStage<'r> = &'r dyn Fn(&'static str);

/// One build among several: what it reads from, and what it has met so far.
pub struct Run<'r> {
    /// What the build reads, missed and listed.
    pub reader: &'r SourceReader,
    /// The problems, in the order of the stages.
    pub problems: Vec<Diagnostic>,
    /// The last stamp that was given.
    pub last_stamp: &'r mut Stamp,
    /// Whether any result is another than in the build before.
    pub has_news: bool,
    /// Told of each stage when it is done.
    pub on_stage: OnStage<'r>,
}

/// The place of one stage's result.
#[derive(Debug)]
pub struct Kept<T> {
    made: Option<Made<T>>,
}

#[derive(Debug)]
struct Made<T> {
    from: Vec<Stamp>,
    footprint: Footprint,
    stamp: Stamp,
    value: Option<Arc<T>>,
    problems: Vec<Diagnostic>,
}

/// What a stage has made anew, with what it read for it.
pub struct Fresh<T> {
    checked: Checked<T>,
    footprint: Footprint,
}

impl<T> Fresh<T> {
    /// Runs a stage.
    pub fn make(reader: &SourceReader, stage: impl FnOnce(&SourceReader) -> Checked<T>) -> Fresh<T> {
        let part = reader.part();
        let checked = stage(&part);
        Fresh { checked, footprint: part.footprint() }
    }

    /// Whether there is a result.
    pub fn has_value(&self) -> bool {
        self.checked.value.is_some()
    }

    /// The same for a stage that is told by another when the folders that it lists are others.
    pub fn of_files(self) -> Fresh<T> {
        Fresh { footprint: self.footprint.of_files(), ..self }
    }
}

impl<T> Default for Kept<T> {
    fn default() -> Kept<T> {
        Kept { made: None }
    }
}

impl<T> Kept<T> {
    /// The stage's result, made only if the results in `from` or a file are others than when it was last made. Its
    /// problems are told in every build. None if there is no result because of them.
    pub fn get(
        &mut self,
        run: &mut Run<'_>,
        from: &[Stamp],
        stage: impl FnOnce(&SourceReader) -> Checked<T>,
    ) -> Option<Part<T>> {
        if !self.is_current(run, from) {
            self.put(run, from, Fresh::make(run.reader, stage));
        }
        self.take(run)
    }

    /// The same for a result that can be compared: one that is equal to the one before is the one before.
    pub fn get_equal(
        &mut self,
        run: &mut Run<'_>,
        from: &[Stamp],
        stage: impl FnOnce(&SourceReader) -> Checked<T>,
    ) -> Option<Part<T>>
    where
        T: PartialEq,
    {
        if !self.is_current(run, from) {
            let before = self.made.take();
            let had_news = run.has_news;
            self.put(run, from, Fresh::make(run.reader, stage));
            if let (Some(before), Some(made)) = (before, &mut self.made)
                && before.value.is_some()
                && before.value == made.value
            {
                made.stamp = before.stamp;
                run.has_news = had_news || before.problems != made.problems;
            }
        }
        self.take(run)
    }

    /// What was read, missed and listed for it.
    pub fn footprint(&self) -> Footprint {
        self.made.as_ref().map(|made| made.footprint.clone()).unwrap_or_default()
    }

    /// Whether what is kept is what would be made.
    pub fn is_current(&self, run: &Run<'_>, from: &[Stamp]) -> bool {
        self.made.as_ref().is_some_and(|made| made.from == from && run.reader.is_unchanged(&made.footprint))
    }

    /// Keeps a result.
    pub fn put(&mut self, run: &mut Run<'_>, from: &[Stamp], fresh: Fresh<T>) {
        *run.last_stamp += 1;
        run.has_news = true;
        let Fresh { checked, footprint } = fresh;
        self.made = Some(Made {
            from: from.to_vec(),
            footprint,
            stamp: *run.last_stamp,
            value: checked.value.map(Arc::new),
            problems: checked.diagnostics,
        });
    }

    /// What is kept, as a part of this build.
    pub fn take(&self, run: &mut Run<'_>) -> Option<Part<T>> {
        let (part, problems) = self.parts(run);
        run.problems.extend(problems);
        part
    }

    /// The same with its problems beside it.
    pub fn parts(&self, run: &Run<'_>) -> (Option<Part<T>>, Vec<Diagnostic>) {
        let Some(made) = &self.made else { return (None, Vec::new()) };
        run.reader.take_in(&made.footprint);
        let part = made.value.as_ref().map(|value| Part { value: Arc::clone(value), stamp: made.stamp });
        (part, made.problems.clone())
    }
}
