use super::{html, problems, run_bytes};

#[test]
fn tables_align_by_class() {
    assert_eq!(
        html("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n"),
        "<div class=\"scroll\">\n<table>\n<thead>\n<tr><th scope=\"col\">a</th><th scope=\"col\" class=\"center\">b</th>\
         <th scope=\"col\" class=\"num\">c</th></tr>\n</thead>\n<tbody>\n<tr><td>1</td><td class=\"center\">2</td>\
         <td class=\"num\">3</td></tr>\n</tbody>\n</table>\n</div>\n"
    );
}

#[test]
fn alerts_say_what_they_are() {
    assert_eq!(
        html("> [!WARNING]\n> Small *base*.\n\n> plain\n"),
        "<aside class=\"alert warning\">\n<p class=\"alert-title\">Warning</p>\n<p>Small <em>base</em>.</p>\n</aside>\n\
         <blockquote>\n<p>plain</p>\n</blockquote>\n"
    );
}

#[test]
fn lists_of_tasks_and_definitions() {
    assert_eq!(
        html("- [x] done\n- [ ] not\n\nTerm\n: meaning\n"),
        "<ul>\n<li><span class=\"task\" role=\"img\" aria-label=\"done\">☑</span> done</li>\n\
         <li><span class=\"task\" role=\"img\" aria-label=\"to do\">☐</span> not</li>\n</ul>\n\
         <dl>\n<dt>Term</dt>\n<dd>meaning</dd>\n</dl>\n"
    );
}

#[test]
fn mathematics_and_money_are_left_as_text() {
    assert_eq!(
        html("$a_i * b_i$, $$x$$ and {{ nps n }}$\n"),
        "<p>$a_i * b_i$, $$x$$ and <data class=\"value\" value=\"1412\">1,412</data>$</p>\n"
    );
    assert_eq!(html("between $5 and $10, or $5/$10"), "<p>between $5 and $10, or $5/$10</p>\n");
}

#[test]
fn headings_take_ids_from_their_words_or_their_author() {
    assert_eq!(
        html("## *What* `changed` & why? {#own .x onclick=alert(1)}\n\n## !!!\n\n## Own\n\n## own\n"),
        "<h2 id=\"own\"><em>What</em> <code>changed</code> &amp; why?</h2>\n<h2 id=\"section\">!!!</h2>\n\
         <h2 id=\"own-2\">Own</h2>\n<h2 id=\"own-3\">own</h2>\n"
    );
    assert_eq!(
        problems("## a {#x}\n\n## b {#x}\n"),
        [
            "3:1-4:1 error commentary/repeated-id: the id `x` is given to two headings | give one of the two another id, or none"
        ]
    );
}

#[test]
fn ids_of_headings_hold_no_figures() {
    let ids =
        |text: &str| -> Vec<String> { super::commentary(text).toc.into_iter().map(|heading| heading.id).collect() };
    assert_eq!(
        ids(
            "## NPS is {{ nps }}\n\n## {{ nps }} and {{ nps n }}\n\n## {{ nps@region=North }}\n\n## *NPS* is `{{ nps }}`\n"
        ),
        ["nps-is", "and", "nps-region-north", "nps-is-nps"]
    );
    // Of several with the same words those behind the first are numbered, whatever the figures are.
    assert_eq!(
        ids("## North: {{ nps@region=North }}\n\n## North: {{ nps }}\n\n## North\n"),
        ["north", "north-2", "north-3"]
    );
    // The id of a figure alone does not change with the way in which it is written.
    assert_eq!(ids("## {{nps}}\n\n[up](#nps)\n"), ["nps"]);
    // What led to the figure of a quarter leads to no heading; the page says so.
    let outgoing = |text: &str| super::commentary(text).outgoing.into_iter().map(|link| link.id).collect::<Vec<_>>();
    assert_eq!(outgoing("[here](#nps-is), [there](#nps-is-41-3)\n\n## NPS is {{ nps }}\n"), ["nps-is-41-3"]);
    assert_eq!(
        problems("## Why {#why-{{ nps }}}\n"),
        [
            "1:1-2:1 error commentary/value-in-id: an id holds no value: links to it would break when the value changes | write words alone: `{#reason}`"
        ]
    );
}

#[test]
fn raw_html_is_text_and_comments_are_gone() {
    let (reader, checked) =
        super::run("a <b onclick=\"x\">c</b><!-- d -->\n\n<script>\nalert(1)\n</script>\n\n<!--\nnote\n-->\n\ne\n");
    assert_eq!(
        checked.value.unwrap().html,
        "<p>a &lt;b onclick=\"x\"&gt;c&lt;/b&gt;</p>\n<p>&lt;script&gt;\nalert(1)\n&lt;/script&gt;</p>\n<p>e</p>\n"
    );
    assert_eq!(
        super::listed(&reader, &checked.diagnostics),
        [
            "1:3-18 warning commentary/raw-html: raw HTML is shown as text | use Markdown, or escape the sign: `\\<`",
            "3:1-5:10 warning commentary/raw-html: raw HTML is shown as text | use Markdown, or escape the sign: `\\<`",
        ]
    );
}

#[test]
fn punctuation_is_set_by_language_in_prose_alone() {
    assert_eq!(
        html("\"It's *\"good\"*\" -- `\"code\" --` [\"x\"](https://x.org/\"a\") \\\"as typed\\\" &quot;\n"),
        "<p>“It’s <em>“good”</em>” – <code>\"code\" --</code> <a href=\"https://x.org/%22a%22\">“x”</a> \"as typed\" \"</p>\n"
    );
    let (_, checked) = run_bytes("\"Très bon\" [a][\"b\"]\n\n[\"b\"]: https://x.org\n".as_bytes(), "fr", "");
    assert_eq!(checked.value.unwrap().html, "<p>«\u{202f}Très bon\u{202f}» <a href=\"https://x.org\">a</a></p>\n");
}

#[test]
fn code_keeps_its_language_and_its_text() {
    assert_eq!(
        html("```toml chart\na = \"<b>\" -- {{ x }}\n```\n"),
        "<pre><code class=\"language-toml\">a = \"&lt;b&gt;\" -- {{ x }}\n</code></pre>\n"
    );
}

#[test]
fn files_that_are_no_text() {
    let (reader, checked) = run_bytes(b"ok\n\xff\n", "en", "");
    assert!(checked.value.is_none());
    assert_eq!(
        super::listed(&reader, &checked.diagnostics),
        [
            "2:1-2 error commentary/not-utf8: this byte is not UTF-8, in which texts are written | save the file as UTF-8"
        ]
    );
    assert_eq!(
        problems("a \u{f0001}"),
        [
            "1:3-4 error commentary/private-character: the character U+F0001 is for private use and has no agreed meaning | leave it out"
        ]
    );
}
