//! Raw HTML where the site-config allows it.

use super::{listed, run_with};
use crate::config::RawHtml;

/// The HTML of a text and its problems.
fn sanitised(text: &str) -> (String, Vec<String>) {
    let (reader, checked) = run_with(text.as_bytes(), "en-GB", "", RawHtml::Sanitise);
    (checked.value.expect("a text").html, listed(&reader, &checked.diagnostics))
}

fn problem(place: &str, lost: &str) -> String {
    format!(
        "{place} warning commentary/raw-html: raw HTML is shown without {lost} | what runs, styles, loads or leads into the \
         site is left out; Markdown has links and pictures of its own"
    )
}

#[test]
fn harmless_elements_stay_and_values_work_in_them() {
    let (html, problems) = sanitised(
        "H<sub>2</sub>O, <kbd title=\"at {{ wave }}\">x</kbd>, a<br>b, NPS <mark>{{ nps n }}</mark>.\n\n\
         <details open>\n<summary>Why {{ nps n }}</summary>\n<p lang=\"el\">Γιατί &amp; πώς</p>\n</details>\n",
    );
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(
        html,
        "<p>H<sub>2</sub>O, <kbd title=\"at 2026 Q3\">x</kbd>, a<br>b, NPS <mark><data class=\"value\" value=\"1412\">1,412</data></mark>.</p>\n\
         <details open=\"\">\n<summary>Why <data class=\"value\" value=\"1412\">1,412</data></summary>\n\
         <p lang=\"el\">Γιατί &amp; πώς</p>\n</details>\n"
    );
}

#[test]
fn what_runs_styles_loads_or_pretends_is_left_out_and_told() {
    for (text, html, told) in [
        ("<script>alert(1)</script>\n", "", vec![problem("1:1-26", "`<script>`")]),
        ("a <script>alert(1)</script> b\n", "<p>a alert(1) b</p>\n", vec![problem("1:3-11", "`<script>`")]),
        ("<style>p { color: red }</style>\n", "", vec![problem("1:1-32", "`<style>`")]),
        (
            "<p style=\"color: red\" onclick=\"x()\">a</p>\n",
            "<p>a</p>\n",
            vec![problem("1:1-42", "`onclick`, `style`")],
        ),
        ("a <b onmouseover=x()>b</b>\n", "<p>a <b>b</b></p>\n", vec![problem("1:3-22", "`onmouseover`")]),
        ("<a href=\"javascript:x()\">b</a>\n", "<p><a>b</a></p>\n", vec![problem("1:1-26", "`href`")]),
        ("<a href=\"JaVa&#10;ScRiPt:x()\">b</a>\n", "<p><a>b</a></p>\n", vec![problem("1:1-31", "`href`")]),
        ("<a href=\"data:text/html,x\">b</a>\n", "<p><a>b</a></p>\n", vec![problem("1:1-28", "`href`")]),
        ("<a href=\"https://x.org\">b</a>\n", "<p><a href=\"https://x.org\">b</a></p>\n", vec![]),
        ("<a href=\"//x.org\">b</a>\n", "<p><a>b</a></p>\n", vec![problem("1:1-19", "`href`")]),
        (
            "<a href=\"claim:nps/rose\" class=\"claim supported\">b</a>\n",
            "<p><a>b</a></p>\n",
            vec![problem("1:1-50", "`class`, `href`")],
        ),
        ("a <img src=\"https://x.org/p.png\"> b\n", "<p>a  b</p>\n", vec![problem("1:3-34", "`<img>`, `src`")]),
        ("<iframe src=\"https://x.org\"></iframe>\n", "", vec![problem("1:1-38", "`<iframe>`, `src`")]),
        ("<form action=\"x\"><input></form>\n", "", vec![problem("1:1-32", "`<form>`, `<input>`, `action`")]),
        ("<svg onload=\"x()\"><a>y</a></svg>\n", "<p><a>y</a></p>\n", vec![problem("1:1-19", "`<svg>`, `onload`")]),
        ("<p id=\"main\">x</p>\n", "<p>x</p>\n", vec![problem("1:1-19", "`id`")]),
        ("<!-- for other authors -->\n", "", vec![]),
    ] {
        assert_eq!(sanitised(text), (html.to_owned(), told), "{text}");
    }
}

#[test]
fn an_element_of_the_author_never_ends_one_of_ours() {
    for (text, html) in [
        ("a <b>b\n\nc</b></div> d\n", "<p>a <b>b</b></p>\n<p>c d</p>\n"),
        ("*a <b>b* c</b>\n", "<p><em>a <b>b</b></em> c</p>\n"),
        ("[a <i>b](https://x.org) c</i>\n", "<p><a href=\"https://x.org\">a <i>b</i></a> c</p>\n"),
        ("<b><i>a</b> b</i>\n", "<p><b><i>a</i></b> b</p>\n"),
        ("<b>a *b</b> c*\n", "<p><b>a <em>b c</em></b></p>\n"),
        ("<div>\n\n*a*\n\n</div></div></main>\n", "<div></div>\n<p><em>a</em></p>\n"),
    ] {
        assert_eq!(sanitised(text).0, html, "{text}");
    }
    let (html, _) = sanitised("| a |\n|---|\n| <b>x |\n\n- <i>y\n- z\n");
    assert!(html.contains("<td><b>x</b></td>") && html.contains("<li><i>y</i></li>\n<li>z</li>"), "{html}");
}
