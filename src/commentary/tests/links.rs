use super::{commentary, html, places, problems, run_bytes};

#[test]
fn links_lead_to_pages_files_anchors_and_other_hosts() {
    let text = commentary(
        "## Why\n\n[a](nps.md#why \"T\") [b](./nps.md) [c](methods/) [d](d/t.csv) [e](d/../team%20photo.png?x) [f](#why) \
         [g](#figures) <https://x.org/a--b> <me@x.org> [h](tel:123) [i](HTTPS://x.org) [j][k]\n\n[k]: mailto:me@x.org\n",
    );
    let links: Vec<&str> = text.html.split("href=\"").skip(1).filter_map(|part| part.split('"').next()).collect();
    assert_eq!(
        links,
        [
            "../metrics/nps/#nps-why",
            "../metrics/nps/",
            "../methods/",
            "../files/d/t.csv",
            "../files/team%20photo.png?x",
            "#why",
            "#figures",
            "https://x.org/a--b",
            "mailto:me@x.org",
            "tel:123",
            "HTTPS://x.org",
            "mailto:me@x.org"
        ]
    );
    assert!(text.html.contains("title=\"T\"") && text.html.contains(">https://x.org/a--b</a>"));
    let names: Vec<_> = text.assets.iter().map(|asset| (asset.name.as_str(), asset.path.as_str())).collect();
    assert_eq!(names, [("d/t.csv", "c/2026-q3/d/t.csv"), ("team photo.png", "c/2026-q3/team photo.png")]);
}

#[test]
fn only_safe_schemes_are_links() {
    let hint = "links begin with `https:`, `http:`, `mailto:` or `tel:`, or are relative; for a file whose name holds a colon \
                write `./` before it";
    let text = "[a](javascript:alert(1)) [b](JaVaScRiPt:x) [c](data:text/html,x) [d](file:///etc) [e](vbscript:x)\n";
    let found = problems(text);
    assert_eq!(
        found[0],
        format!("1:5-24 error commentary/link-scheme: a link may not begin with `javascript:` | {hint}")
    );
    assert_eq!(places(text), ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "file:///etc", "vbscript:x"]);
    let control = "error commentary/link-scheme: this address holds a line break or another control character | write the address on one line";
    assert_eq!(problems("[a](java&#10;script:x)"), [format!("1:5-22 {control}")]);
    assert_eq!(problems("[a](&#x20;javascript:x)").len(), 1);
    assert_eq!(
        problems("[a](//x.org)"),
        ["1:5-12 error commentary/link-scheme: this address names a host without a scheme | write `https://x.org`"]
    );
    let (_, checked) = super::run("[words](javascript:x)");
    assert_eq!(checked.value.unwrap().html, "<p>words</p>\n");
}

#[test]
fn what_is_not_there_is_an_error_at_its_place() {
    assert_eq!(
        problems(
            "- a [*x* `y`](np.md)\n\n| ![p](team-photo.png) | [z](#whi) |\n|--|--|\n\n## Why\n\n[q][w]\n\n[w]: <gone.pdf> \"t\"\n"
        ),
        [
            "1:15-20 error commentary/missing-file: there is no `np.md` in `c/2026-q3` | did you mean `nps.md`?",
            "3:8-22 error commentary/missing-image: there is no `team-photo.png` in `c/2026-q3` | did you mean `team photo.png`?",
            "10:6-16 error commentary/missing-file: there is no `gone.pdf` in `c/2026-q3` | \
             known here: `d/t.csv`, `team photo.png`, `methods/`, `nps.md`",
        ]
    );
    assert_eq!(places("![](../../secret.png) ![](/etc/x.png)"), ["../../secret.png", "/etc/x.png"]);
    assert_eq!(
        problems("![p](https://x.org/p.png)"),
        ["1:6-25 error commentary/image-elsewhere: an image must be a file beside the text, not `https:` | \
          copy the file into the edition's folder: the site asks no other host for anything"]
    );
}

#[test]
fn references_that_lead_nowhere() {
    assert_eq!(
        problems("[text][nope] and [nope][] but [sic] and [ ] are words.\n"),
        [
            "1:1-13 error commentary/undefined-reference: there is no `[nope]:` line for this link to lead to | \
             add a line `[nope]: https://…`, or escape the bracket: `\\[`",
            "1:18-24 error commentary/undefined-reference: there is no `[nope]:` line for this link to lead to | \
             add a line `[nope]: https://…`, or escape the bracket: `\\[`",
        ]
    );
    assert_eq!(
        problems("| a[^1] [^2] |\n|---|\n\n[^1]: x\n[^1]: y\n[^3]: z\n"),
        [
            "1:9-13 error commentary/undefined-footnote: there is no footnote `2` | add a line `[^2]: …`, or escape the bracket: `\\[`",
            "5:1-5 error commentary/repeated-footnote: the footnote `1` is defined twice | give one of the two another label",
            "6:1-5 warning commentary/unused-footnote: the footnote `3` is never mentioned and is not shown | mention it where it belongs, `[^3]`, or remove it",
        ]
    );
}

#[test]
fn ids_take_the_prefix_of_their_text() {
    let (_, checked) = run_bytes(b"## A b\n\n[x](#a-b) y[^n]\n\n[^n]: z\n", "en", "nps-");
    assert_eq!(
        checked.value.unwrap().html,
        "<h2 id=\"nps-a-b\">A b</h2>\n<p><a href=\"#nps-a-b\">x</a> y<sup class=\"footnote\"><a href=\"#nps-note-1\" \
         id=\"nps-note-1-back\" role=\"doc-noteref\">1</a></sup></p>\n<section class=\"footnotes\" role=\"doc-endnotes\" \
         aria-label=\"Notes\">\n<ol>\n<li id=\"nps-note-1\">\n<p>z <a href=\"#nps-note-1-back\" role=\"doc-backlink\" \
         aria-label=\"Back to the text\">↩\u{fe0e}</a></p>\n</li>\n</ol>\n</section>\n"
    );
}

#[test]
fn footnotes_are_numbered_by_mention_and_lead_back_to_each() {
    let html = html("a[^b] c[^a] d[^B]\n\n[^a]: first, see[^b]\n\n[^b]: second\n");
    assert!(html.contains("d<sup class=\"footnote\"><a href=\"#note-1\" id=\"note-1-back-2\""), "{html}");
    let (second, first) = (html.find("second").unwrap(), html.find("first").unwrap());
    assert!(second < first);
    assert_eq!(html.matches("href=\"#note-1-back").count(), 3);
}

#[test]
fn the_title_and_alternative_texts_are_checked_too() {
    assert_eq!(places("# A [b](nope.md) {{ npz }}\n"), ["nope.md", "npz"]);
    assert_eq!(places("![a {{ nps [^x]](<team photo.png>)\n"), ["{{", "[^x]"]);
}
