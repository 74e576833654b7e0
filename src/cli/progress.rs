//! A bar while a build takes long, for whoever looks at a terminal.

use super::console::Console;
use crate::progress::Standing;
use crate::source::SourceReader;
use indicatif::{DecimalBytes, HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Work that is done within this time needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the bar is looked after.
const BEAT: Duration = Duration::from_millis(100);

const READING: &str = "reading {wide_bar} {percent:>3} %  {msg}";
const MAKING: &str = "writing {wide_bar} {percent:>3} %  {msg}";

/// Does the work, with a bar on the terminal if it takes long; nothing is left of the bar afterwards.
pub(super) fn with_bar<T>(console: &Console, reader: &SourceReader, work: impl FnOnce() -> T) -> T {
    if !console.has_looker() {
        return work();
    }
    let reader = reader.part();
    let begun = Instant::now();
    let (done, wait) = channel::<()>();
    let shower = std::thread::spawn(move || {
        if wait.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
            return;
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        while wait.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
            show(&bar, reader.progress().standing(), begun.elapsed());
        }
        bar.finish_and_clear();
    });
    let result = work();
    drop(done);
    // A bar that could not be drawn is no reason to lose the work.
    let _ = shower.join();
    result
}

fn show(bar: &ProgressBar, now: Standing, since: Duration) {
    let (form, length, position, text) = match now.pages_to_make {
        0 => (READING, now.bytes_to_read, now.bytes_read, reading(now, since)),
        pages => (MAKING, pages, now.pages_made, format!("{} of {pages} pages", now.pages_made)),
    };
    if let Ok(style) = ProgressStyle::with_template(form) {
        bar.set_style(style);
    }
    bar.set_length(length);
    bar.set_position(position.min(length));
    bar.set_message(text);
}

/// "4,500,000 rows, 310.00 MB/s, 12 seconds left": at the speed since the beginning.
fn reading(now: Standing, since: Duration) -> String {
    let speed = now.bytes_read as f64 / since.as_secs_f64().max(0.001);
    let rest = now.bytes_to_read.saturating_sub(now.bytes_read) as f64;
    let left = Duration::try_from_secs_f64((rest / speed.max(1.0)).ceil()).unwrap_or_default();
    format!("{} rows, {}/s, {} left", HumanCount(now.rows), DecimalBytes(speed as u64), HumanDuration(left))
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

    #[test]
    fn what_is_left_follows_from_the_speed_since_the_beginning() {
        let now =
            Standing { bytes_to_read: 900_000_000, bytes_read: 300_000_000, rows: 2_000_000, ..Standing::default() };
        let said = reading(now, Duration::from_secs(3));
        assert_eq!(said, "2,000,000 rows, 100.00 MB/s, 6 seconds left");
        let nothing = reading(Standing::default(), Duration::ZERO);
        assert_eq!(nothing, "0 rows, 0 B/s, 0 seconds left");
    }
}
