//! A megabyte of anything ends: where work grew with the square of the size, these would take hours.

use super::run;

const SIZE: usize = 1 << 20;

fn render(unit: &str) -> usize {
    let (_, checked) = run(&unit.repeat(SIZE / unit.len()));
    assert!(checked.value.is_some());
    checked.diagnostics.len()
}

#[test]
fn braces() {
    assert_eq!(render("{{"), 1);
    assert_eq!(render("{{ "), SIZE / 3);
    assert_eq!(render("{{}}"), SIZE / 4);
    assert_eq!(render("{{x}}"), SIZE / 5);
    assert_eq!(render("\\{{"), 0);
    assert_eq!(render("}}"), 0);
}

#[test]
fn one_long_value() {
    let (_, checked) = run(&format!("{{{{ nps@region={} }}}}", "a ".repeat(SIZE / 2)));
    assert_eq!(checked.diagnostics.len(), 1);
    let (_, checked) = run(&format!("{{{{ nps@{} }}}}", "region=North,".repeat(SIZE / 13)));
    assert_eq!(checked.diagnostics.len(), 1);
}

#[test]
fn brackets_and_marks() {
    for unit in [
        "[", "]", "[](", "![", "[^", "[^a", "<", "<!--", "*_", "`", "``` ", "$", "$$", "~~", "\"'", "a", "--", "\\",
        "&amp;",
    ] {
        render(unit);
    }
}

#[test]
fn blocks() {
    for unit in [
        "# a\n",
        "- ",
        "> ",
        "| a | b |\n|---|---|\n",
        "a\n: b\n\n",
        "1. a\n\n",
        "[^1]: a\n",
        "[a]: b\n",
        "[a](b)\n",
        "<b>\n\n",
    ] {
        render(unit);
    }
}

#[test]
fn nested_images_and_footnotes() {
    let depth = 20_000;
    let (_, checked) = run(&format!("{}{}", "![".repeat(depth), "](x)".repeat(depth)));
    assert!(checked.value.is_some());
    let notes: String = (0..depth).map(|n| format!("[^{n}]: [^{}] [^0]\n\n", n + 1)).collect();
    let (_, checked) = run(&format!("[^0]\n\n{notes}"));
    assert_eq!(checked.diagnostics.len(), 1);
}
