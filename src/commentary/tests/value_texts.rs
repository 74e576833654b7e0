use super::{commentary, html, run_bytes};

fn shown(value: &str) -> String {
    let html = html(value);
    html.trim_end().strip_prefix("<p>").unwrap().strip_suffix("</p>").unwrap().to_owned()
}

/// The text alone.
fn text(value: &str) -> String {
    let html = shown(value);
    let start = html.find('>').unwrap() + 1;
    html[start..].replace("</data>", "").replace("</span>", "").replace("</abbr>", "")
}

#[test]
fn a_value_carries_its_base_and_interval() {
    assert_eq!(
        shown("{{ nps }}"),
        "<data class=\"value\" value=\"41.25\" title=\"n 1,412, 95% interval 36.3 to 46.2\">41.3</data>"
    );
}

#[test]
fn every_aspect_has_its_text() {
    assert_eq!(text("{{ nps change previous }}"), "−3.2");
    assert_eq!(text("{{ nps change baseline }}"), "+0.4");
    assert_eq!(text("{{ nps interval }}"), "36.3 to 46.2");
    assert_eq!(text("{{ nps n }}"), "1,412");
    assert_eq!(text("{{ nps base }}"), "1,412");
    assert_eq!(text("{{ nps effective base }}"), "1,412");
    assert_eq!(text("{{ nps n_eff }}"), "1,412");
    assert_eq!(text("{{ nps rank }}"), "2");
    assert_eq!(text("{{ nps rank range }}"), "1 to 3");
    assert_eq!(text("{{ nps@region=North rank range }}"), "1");
    assert_eq!(text("{{ nps gap Fjord }}"), "+10.2");
    assert_eq!(text("{{ nps gap target }}"), "+1.3");
    assert_eq!(text("{{ nps target }}"), "40.0");
    assert_eq!(text("{{ nps share Very likely }}").split('<').next(), Some("33%"));
    assert_eq!(text("{{ nps share 10 n }}"), "1,412");
    assert_eq!(text("{{ wave }}"), "2026 Q3");
    assert_eq!(text("{{ wave previous }}"), "2026 Q2");
    assert_eq!(text("{{ wave baseline }}"), "2026 Q1");
}

#[test]
fn verdicts_are_words_for_time_and_for_others() {
    assert_eq!(text("{{ nps verdict previous }}"), "fell");
    assert_eq!(text("{{ nps verdict baseline }}"), "no clear change");
    assert_eq!(text("{{ nps verdict target }}"), "no clear difference");
    assert_eq!(text("{{ nps verdict Fjord }}"), "higher");
    assert_eq!(text("{{ nps verdict acsi-2026 }}"), "not comparable");
    assert_eq!(text("{{ nps@region=North verdict rest }}"), "higher");
    assert_eq!(text("{{ nps@region=North verdict nord-ost }}"), "higher");
    assert_eq!(text("{{ nps@region=Nord-Ost verdict previous }}"), "base too small to tell");
}

#[test]
fn durations_have_several_figures() {
    assert_eq!(text("{{ wait }}"), "41\u{a0}s");
    assert_eq!(text("{{ wait median }}"), "41\u{a0}s");
    assert_eq!(text("{{ wait mean }}"), "56\u{a0}s");
    assert_eq!(text("{{ wait p90 }}"), "122\u{a0}s");
    assert_eq!(text("{{ wait within }}"), "48%");
    assert_eq!(text("{{ wait within n }}"), "5,204");
    // One of several thresholds is named by its time.
    assert_eq!(text("{{ wait within 40s }}"), "48%");
    assert_eq!(text("{{ wait within 2min }}"), "90%");
    assert_eq!(text("{{ wait within 2min n }}"), "5,204");
}

#[test]
fn filters_take_names_slugs_spaces_and_every_script() {
    assert_eq!(text("{{ nps@region=North }}"), "50.0");
    assert_eq!(text("{{nps@brand=fjord,wave=2026Q3}}"), "31.1");
    assert_eq!(text("{{ nps @ region = north n }}"), "320");
    assert_eq!(text("{{ nps@segment=Small business n }}"), "99");
    assert_eq!(text("{{ nps@segment=small-business }}"), "25.0");
    assert_eq!(text("{{ nps@region=Βόρεια Ελλάδα }}"), "−10.4");
    assert_eq!(text("{{ nps@region=βόρεια-ελλάδα n }}"), "55");
    assert_eq!(text("{{ nps@wave=2026 Q2 }}"), "44.4");
    // The value's own words win over the words that may follow it, and its signs do no harm.
    assert_eq!(text("{{ nps@region=West n|_* }}"), "20.0");
}

#[test]
fn a_suppressed_figure_is_a_symbol_whatever_is_asked_of_it() {
    let symbol = "<abbr class=\"symbol\" title=\"not shown: fewer than 10 answers, or it would give away such a figure\">[c]</abbr>";
    for words in ["", "n", "interval", "effective base", "rank", "change previous", "verdict rest"] {
        assert_eq!(shown(&format!("{{{{ nps@region=South {words} }}}}")), symbol);
    }
    // The change to a suppressed figure would give it away.
    assert_eq!(shown("{{ nps@region=west-n change previous }}"), symbol);
    assert_eq!(shown("{{ nps@region=west-n verdict previous }}"), symbol);
}

#[test]
fn a_low_base_is_marked() {
    assert_eq!(
        shown("{{ nps@region=nord-ost }}"),
        "<data class=\"value\" value=\"40\" title=\"n 22, 95% interval 35.0 to 45.0\">40.0</data> \
         <abbr class=\"symbol\" title=\"low base: fewer than 30 effective answers, not tested\">[u]</abbr>"
    );
}

#[test]
fn values_stand_in_headings_tables_links_alt_texts_and_titles() {
    let text = commentary(
        "---\ntitle: 'NPS {{ nps }}, \"up\"'\nsummary: now {{ nps@region=South }}\n---\n## At {{ nps }}\n\n\
         | a | b |\n|---|--:|\n| {{ nps@region=West n|_* }} | **{{ nps n }}** |\n\n\
         [NPS is {{ nps }}](https://x.org \"{{ nps }}\") ![NPS {{ nps }}](<team photo.png>)\n",
    );
    assert_eq!(text.title.as_deref(), Some("NPS 41.3, “up”"));
    assert_eq!(text.summary.as_deref(), Some("now [c]"));
    assert_eq!((text.toc[0].id.as_str(), text.toc[0].text.as_str()), ("at", "At 41.3"));
    for part in [
        "<h2 id=\"at\">At <data class=\"value\"",
        "<td><data class=\"value\" value=\"20\" title=\"n 60, 95% interval 15.0 to 25.0\">20.0</data></td>",
        "<td class=\"num\"><strong><data class=\"value\" value=\"1412\">1,412</data></strong></td>",
        "title=\"41.3\">NPS is <data",
        "<img src=\"../files/team%20photo.png\" alt=\"NPS 41.3\">",
    ] {
        assert!(text.html.contains(part), "{part} in {}", text.html);
    }
}

#[test]
fn values_are_not_looked_for_in_code_html_and_escapes() {
    assert_eq!(
        html("`{{ nope }}` \\{{ nope }}\n\n```\n{{ nope\n{{ nope }}\n```\n\n    {{ x }}\n\n<!-- {{ nope -->\n"),
        "<p><code>{{ nope }}</code> {{ nope }}</p>\n<pre><code>{{ nope\n{{ nope }}\n</code></pre>\n\
         <pre><code>{{ x }}\n</code></pre>\n"
    );
}

#[test]
fn numbers_follow_the_language() {
    let (_, checked) = run_bytes("\"{{ nps }}\" n={{ nps n }}".as_bytes(), "de", "");
    let html = checked.value.unwrap().html;
    assert!(html.starts_with("<p>„<data"), "{html}");
    assert!(html.contains(">41,3</data>“ n=") && html.ends_with(">1.412</data></p>\n"), "{html}");
}
