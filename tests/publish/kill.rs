//! kill -9 at any moment leaves the whole old site or the whole new one.
//!
//! The test starts itself as a child process that publishes, and kills it: at every step in turn, and
//! at random moments between.

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use tempfile::{tempdir, tempdir_in};
use wavemark::output::publish::{Means, PublishOptions, Step, publish};

use crate::support::{
    HAS_EXCHANGE, Picture, assert_shows, cannot_run, file, picture, report, show, show_with, site, work_folder,
};

/// What the child is to do: the target, the step to stop at (`never`), the means, the first edition; a line each.
const TASK: &str = "WAVEMARK_TEST_PUBLISH";

/// Not a test: the child process of those below, which does nothing when it is started otherwise.
#[test]
#[ignore = "the child process of the other tests"]
fn child() {
    let Some(task) = std::env::var_os(TASK) else {
        return;
    };
    let task = task.into_string().unwrap();
    let [target, stop_at, means, edition] = task.split('\n').collect::<Vec<_>>()[..] else {
        panic!("{task:?}");
    };
    let stop_at: Option<usize> = stop_at.parse().ok();
    let means = if means == "Plain" { Means::Plain } else { Means::Best };
    let steps = std::cell::Cell::new(0);
    let on_step = |_: Step<'_>| {
        if Some(steps.replace(steps.get() + 1)) == stop_at {
            say("stopped");
            loop {
                thread::park();
            }
        }
    };
    let options = PublishOptions { means, on_step: Some(&on_step), ..PublishOptions::default() };
    let editions = if edition == "a" { ['a', 'b'] } else { ['b', 'a'] };
    let sites = editions.map(report);
    for round in 0.. {
        if round == 1 && stop_at.is_some() {
            return say("done");
        }
        if round == 0 && stop_at.is_none() {
            say("started");
        }
        publish(&sites[round % 2], Path::new(target), &options).unwrap();
        if stop_at.is_none() {
            say("published");
        }
    }
}

fn say(word: &str) {
    println!("\nchild: {word}");
    std::io::stdout().flush().unwrap();
}

struct Publisher {
    child: Child,
    words: Lines<BufReader<ChildStdout>>,
}

impl Publisher {
    fn start(target: &Path, stop_at: Option<usize>, means: Means, edition: char) -> Self {
        let target = target.to_str().unwrap();
        let stop_at = stop_at.map_or("never".to_owned(), |step| step.to_string());
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::child", "--ignored", "--nocapture"])
            .env(TASK, format!("{target}\n{stop_at}\n{means:?}\n{edition}"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let words = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, words }
    }

    /// Waits for the child's next word.
    fn word(&mut self) -> String {
        let mut lines = self.words.by_ref().map_while(Result::ok);
        let word = lines.find_map(|line| Some(line.strip_prefix("child: ")?.to_owned()));
        word.expect("the child says how it goes")
    }

    /// SIGKILL on Unix: nothing of the child's runs after it.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// What a folder looks like that shows an edition and one file of somebody else's.
fn reference(edition: char) -> Picture {
    let dir = tempdir().unwrap();
    let target = dir.path().join("public");
    show(&report(edition), &target);
    fs::write(target.join("CNAME"), "cx.example.org").unwrap();
    picture(&target)
}

fn target_showing_a(dir: &Path) -> PathBuf {
    let target = dir.join("public");
    show(&report('a'), &target);
    fs::write(target.join("CNAME"), "cx.example.org").unwrap();
    target
}

/// Kills a run after each of its steps in turn; `check` gets the step's number and the target.
/// Returns how many steps there were.
fn kill_at_each_step(means: Means, prepare: impl Fn(&Path) -> PathBuf, check: impl Fn(usize, &Path)) -> usize {
    for step in 0..1_000 {
        // In memory where that is to be had: the disk is waited for after each file, and here it
        // is the order of the steps that matters.
        let memory = Path::new("/dev/shm");
        let dir = tempdir_in(memory).or_else(|_| tempdir()).unwrap();
        let target = prepare(dir.path());
        let mut publisher = Publisher::start(&target, Some(step), means, 'b');
        let word = publisher.word();
        publisher.kill();
        if word == "done" {
            return step;
        }
        check(step, &target);
    }
    panic!("publishing never ends");
}

#[test]
fn killed_at_each_step() {
    if !HAS_EXCHANGE {
        return cannot_run("kill at each step", "this system cannot exchange folders");
    }
    let (a, b) = (reference('a'), reference('b'));
    let shown = std::cell::Cell::new(None);
    let steps = kill_at_each_step(Means::Best, target_showing_a, |step, target| {
        let now = picture(target);
        assert!(now == a || now == b, "step {step}: neither site is whole");
        // Old before, new after: once it is shown it stays.
        match shown.get() {
            None if now == b => shown.set(Some(step)),
            None => {}
            Some(first) => assert!(now == b, "step {step}: shown since {first}, and not now"),
        }
        // The next run clears up, whichever site it shows.
        let edition = if step % 2 == 0 { 'a' } else { 'b' };
        show(&report(edition), target);
        let foreign = [("CNAME", file("cx.example.org"))];
        assert_shows(target, &report(edition), &foreign);
    });
    // Planned, prepared, built, shown, cleared; 25 files of ours and one of theirs.
    assert_eq!(steps, 5 + 25 + 1);
    assert_eq!(shown.get(), Some(steps - 2));
}

#[test]
fn killed_at_each_step_of_the_first_publish() {
    let whole = reference('b').map(|mut entries| {
        entries.remove(Path::new("CNAME"));
        entries
    });
    let steps = kill_at_each_step(
        Means::Best,
        |dir| dir.join("public"),
        |step, target| {
            let now = picture(target);
            assert!(now.is_none() || now == whole, "step {step}");
            show(&report('a'), target);
            assert_shows(target, &report('a'), &[]);
        },
    );
    assert_eq!(steps, 5 + 25);
}

/// Without an exchange there is one moment without a site, and the old one comes back from it.
#[test]
fn killed_at_each_step_where_folders_cannot_be_exchanged() {
    let (a, b) = (reference('a'), reference('b'));
    let foreign = [("CNAME", file("cx.example.org"))];
    let gaps = std::cell::Cell::new(0);
    kill_at_each_step(Means::Plain, target_showing_a, |step, target| {
        let now = picture(target);
        if now.is_none() {
            gaps.set(gaps.get() + 1);
            assert_eq!(picture(&work_folder(target).join("old")), a);
            // Also by a run that then refuses to publish.
            let clash = site(&[("CNAME", "ours")]);
            publish(&clash, target, &PublishOptions::default()).unwrap_err();
            assert_shows(target, &report('a'), &foreign);
        } else {
            assert!(now == a || now == b, "step {step}: neither site is whole");
        }
        let edition = if step % 2 == 0 { 'a' } else { 'b' };
        show_with(&report(edition), target, Means::Plain);
        assert_shows(target, &report(edition), &foreign);
    });
    assert_eq!(gaps.get(), 1, "only between the two renames");
}

#[test]
fn killed_at_random_moments() {
    kill_at_random(50, 1);
}

/// The long form: a thousand kills, some minutes. `cargo test --test publish -- --ignored`
#[test]
#[ignore = "takes minutes"]
fn killed_a_thousand_times_at_random_moments() {
    kill_at_random(1_000, 2);
}

fn kill_at_random(kills: usize, seed: u64) {
    if !HAS_EXCHANGE {
        return cannot_run("kill at random", "this system cannot exchange folders");
    }
    let (a, b) = (reference('a'), reference('b'));
    let dir = tempdir().unwrap();
    let target = target_showing_a(dir.path());
    // One publish on this machine, now: the moments lie within about that time.
    let begun = Instant::now();
    show(&report('b'), &target);
    let once = u64::try_from(begun.elapsed().as_micros()).unwrap();
    let mut random = SplitMix(seed);
    let (mut at_work, mut seen_a, mut seen_b) = (0, 0, 0);
    for round in 0..kills {
        // Each child takes over what the one before it left.
        let edition = if random.below(2) == 0 { 'a' } else { 'b' };
        let mut publisher = Publisher::start(&target, None, Means::Best, edition);
        // "started", and after one or two sites "published".
        for _ in 0..=random.below(3) {
            publisher.word();
        }
        thread::sleep(Duration::from_micros(random.below(once)));
        publisher.kill();
        let now = picture(&target);
        assert!(now == a || now == b, "seed {seed}, kill {round}: neither site is whole");
        seen_a += usize::from(now == a);
        seen_b += usize::from(now == b);
        at_work += usize::from(work_folder(&target).join("next").exists());
    }
    // The kills are worth something: most met a run at work, and both sites were there.
    assert!(at_work * 4 > kills, "{at_work} of {kills} met a half-built tree");
    assert!(seen_a > kills / 10 && seen_b > kills / 10, "{seen_a} {seen_b}");
    show(&report('a'), &target);
    assert_eq!(picture(&target), a);
}

/// Steele, Lea & Flood (2014), "Fast splittable pseudorandom number generators".
struct SplitMix(u64);

impl SplitMix {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}
