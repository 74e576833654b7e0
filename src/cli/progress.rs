//! A bar while a build takes long, for whoever looks at a terminal.

use super::console::Console;
use crate::progress::Standing;
use crate::source::SourceReader;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// Work that is done within this time needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the bar is looked after.
const BEAT: Duration = Duration::from_millis(100);

const READING: &str = "reading {wide_bar} {percent:>3} %  {bytes_per_sec}  {msg}  {eta} left";
const MAKING: &str = "writing {wide_bar} {percent:>3} %  {msg}";

/// Does the work, with a bar on the terminal if it takes long; nothing is left of the bar afterwards.
pub(super) fn with_bar<T>(console: &Console, reader: &SourceReader, work: impl FnOnce() -> T) -> T {
    if !console.has_looker() {
        return work();
    }
    let reader = reader.part();
    let (done, wait) = channel::<()>();
    let shower = std::thread::spawn(move || {
        if wait.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
            return;
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        while wait.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
            show(&bar, reader.progress().standing());
        }
        bar.finish_and_clear();
    });
    let result = work();
    drop(done);
    // A bar that could not be drawn is no reason to lose the work.
    let _ = shower.join();
    result
}

fn show(bar: &ProgressBar, now: Standing) {
    let (form, length, position, text) = match now.pages_to_make {
        0 => (READING, now.bytes_to_read, now.bytes_read, format!("{} rows", HumanCount(now.rows))),
        pages => (MAKING, pages, now.pages_made, format!("{} of {pages} pages", now.pages_made)),
    };
    if let Ok(style) = ProgressStyle::with_template(form) {
        bar.set_style(style);
    }
    bar.set_length(length);
    bar.set_position(position.min(length));
    bar.set_message(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_the_bar_can_be_drawn() {
        for form in [READING, MAKING] {
            ProgressStyle::with_template(form).unwrap();
        }
    }
}
