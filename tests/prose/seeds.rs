//! What the fuzz target begins with holds, so that the target is one that runs.

use crate::any_text::AnyText;

#[test]
fn texts_that_fuzzing_begins_with_hold() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/seeds");
    let mut seeds: Vec<_> =
        std::fs::read_dir(folder).expect("the seeds").map(|entry| entry.expect("an entry").path()).collect();
    seeds.sort();
    assert!(seeds.len() >= 10, "{} seeds", seeds.len());
    for setting in ["", "raw_html = \"sanitise\""] {
        let mut any = AnyText::new(setting);
        for seed in &seeds {
            let bytes = std::fs::read(seed).expect("a seed");
            any.holds(&bytes);
            // Every beginning of it, at borders of characters and between them.
            (0..bytes.len()).step_by(97).for_each(|end| any.holds(&bytes[..end]));
        }
    }
}
