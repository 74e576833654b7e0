//! Any bytes as a commentary: what `tests/prose/any_text.rs` says holds of them.

#![no_main]

#[path = "../../tests/prose/any_text.rs"]
mod any_text;
// Of the small report only the files are needed.
#[allow(dead_code)]
#[path = "../../tests/prose/project.rs"]
mod project;

use any_text::AnyText;
use libfuzzer_sys::fuzz_target;
use std::cell::RefCell;

thread_local! {
    static AS_TEXT: RefCell<AnyText> = RefCell::new(AnyText::new(""));
    static SANITISED: RefCell<AnyText> = RefCell::new(AnyText::new("raw_html = \"sanitise\""));
}

fuzz_target!(|bytes: &[u8]| {
    AS_TEXT.with_borrow_mut(|any| any.holds(bytes));
    if bytes.contains(&b'<') {
        SANITISED.with_borrow_mut(|any| any.holds(bytes));
    }
});
