//! A preview shows what is not there yet as a marked placeholder; a build for publishing stops at it.

use crate::project::{file, listed, reader};
use wavemark::output::BuiltSite;
use wavemark::pipeline::{BuildOptions, build};

const CONFIG: &str = "site-config.toml";

fn page(site: &BuiltSite, path: &str) -> String {
    let file = file(site, path).unwrap_or_else(|| panic!("there is no {path}"));
    String::from_utf8(file).expect("a page is text")
}

#[test]
fn a_value_that_is_not_there_yet_is_a_placeholder_in_a_preview_and_stops_a_build() {
    let text = "# Kestrel at {{ nps@brand=Kestrel,wave=2025-Q2 }}\n\nWas {{ nps@brand=Kestrel,wave=2025-Q2 }}.\n";
    let reader = reader(&[("2026-q2/kestrel.md", text)]);
    let told = |severity: &str| {
        let message =
            "commentary/not-measured: no answers that can be used: `nps@brand=Kestrel` in 2025-Q2 has no figure here";
        vec![format!("1:14-50 {severity} {message}"), format!("3:5-41 {severity} {message}")]
    };
    let checked = build(&reader, &BuildOptions::new(CONFIG));
    assert_eq!(listed(&reader, &checked.diagnostics), told("error"));
    assert!(checked.value.is_none());
    let checked = build(&reader, &BuildOptions::preview(CONFIG));
    assert_eq!(listed(&reader, &checked.diagnostics), told("warning"));
    let page = page(&checked.value.unwrap(), "kestrel/index.html");
    let mark = "<mark class=\"not-yet\" title=\"not there yet: the data have no such figure\">\
                [nps@brand=Kestrel,wave=2025-Q2]</mark>";
    assert!(page.contains(mark), "{page}");
    assert!(page.contains("<h1>Kestrel at [nps@brand=Kestrel,wave=2025-Q2]</h1>"), "{page}");
}

#[test]
fn a_mistyped_value_stops_a_preview_too() {
    let reader = reader(&[("2026-q2/overview.md", "{{ npss }}\n")]);
    let checked = build(&reader, &BuildOptions::preview(CONFIG));
    assert!(checked.value.is_none());
}

#[test]
fn texts_can_be_written_before_the_responses_are_in() {
    let texts = [
        ("2026-q2/overview.md", "{{ nps }}\n"),
        ("2026-q3/overview.md", "# Up to {{ nps }}\n\n{{ nps change previous }} on {{ wave previous }}.\n"),
    ];
    let reader = reader(&texts);
    let published = build(&reader, &BuildOptions::new(CONFIG)).value.unwrap();
    assert!(file(&published, "2026-q3/index.html").is_none());
    let checked = build(&reader, &BuildOptions::preview(CONFIG));
    let codes: Vec<&str> = checked.diagnostics.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["report/edition-without-data", "commentary/not-measured", "commentary/not-measured"]);
    let site = checked.value.unwrap();
    for place in ["index.html", "2026-q3/index.html"] {
        let page = page(&site, place);
        assert!(page.contains("[nps change previous]</mark> on"), "{page}");
        assert!(page.contains("2026 Q2</span>."), "{page}");
    }
    assert!(page(&site, "2026-q2/index.html").contains(">39.5</data>"));
}
