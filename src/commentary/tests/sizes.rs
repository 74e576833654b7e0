//! A megabyte of anything ends: where work grew with the square of the size, these would take hours.

use super::run;

const SIZE: usize = 1 << 20;

/// Renders a megabyte of `unit` and gives the number of problems.
fn render(unit: &str) -> usize {
    render_size(unit, SIZE)
}

fn render_size(unit: &str, size: usize) -> usize {
    let (_, checked) = run(&unit.repeat(size / unit.len()));
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
fn brackets() {
    for unit in ["[", "]", "[^", "<"] {
        render(unit);
    }
}

#[test]
fn marks_and_blocks() {
    let marks = ["[](", "![", "[^a", "<!--", "*_", "`", "``` ", "$", "$$", "~~", "\"'", "a", "--", "\\", "&amp;"];
    let blocks = [
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
    ];
    for unit in marks.into_iter().chain(blocks) {
        render_size(unit, SIZE / 8);
    }
}

#[test]
fn typed_figures_and_blocks() {
    let units = [
        "nps is 41, ",
        "nps is 41.\n\n",
        "rose record best ",
        "nps rose. ",
        "1 2 3 ",
        "[[nps]] ",
        "[[",
        "<!-- ok -->",
        "```chart\nkind = 1\n```\n",
        "```table\n",
        "North South ",
    ];
    for unit in units {
        render_size(unit, SIZE / 8);
    }
}

/// Of twice the text there is twice the work, and not four times: counted, so that it does not depend on a clock.
#[test]
fn work_grows_with_the_size_of_the_text() {
    let units = [
        "{{",
        "{{ ",
        "{{}}",
        "{{ nps n }} ",
        "\\",
        "\\{{",
        "[",
        "[[",
        "![",
        "](",
        "[a](",
        "[^a]",
        "<",
        "<b>",
        "*_",
        "`",
        "> ",
        "- ",
        "nps is 41, ",
        "nps is 41 and rose while ",
        "satisfaction with the ",
        "nps is 41.\n\n",
        "4 min 10 s ",
        "1 2 3 ",
        "North South rose ",
        "# {{ nps }}\n\n",
        "| {{ nps }} ",
        "a{{nps}}b\\",
        "claim:nps/rose ",
        "[a](claim:nps/rose) ",
        "```chart\nkind = 1\n```\n",
        "<!-- ok -->",
        "περί {{ nps }} 满意 ",
        "אבג {{ nps }} ",
    ];
    for unit in units {
        let work = |size: usize| super::super::work::steps(|| drop(run(&unit.repeat(size / unit.len()))));
        let (one, two) = (work(1 << 14), work(1 << 15));
        assert!(one > 0, "{unit:?}: nothing was counted");
        assert!(two as f64 <= 2.2 * one as f64 + 1000.0, "{unit:?}: {one} steps, and {two} for twice the text");
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
