use super::{commentary, problems};
use jiff::civil::date;

#[test]
fn every_key_is_read_and_all_are_optional() {
    let text = commentary(
        "---\ntitle: What changed\norder: 3\nsummary: >\n  One sentence\n  on two lines.\nauthor: \"Ada O'Neil\"\ndate: 2026-10-12\n---\n\nText\n",
    );
    assert_eq!(text.title.as_deref(), Some("What changed"));
    assert_eq!(text.order, Some(3));
    assert_eq!(text.summary.as_deref(), Some("One sentence on two lines."));
    assert_eq!(text.author.as_deref(), Some("Ada O'Neil"));
    assert_eq!(text.date, Some(date(2026, 10, 12)));
    assert_eq!((text.stem.as_str(), text.html.as_str()), ("overview", "<p>Text</p>\n"));
    let bare = commentary("---\ntitle:\n---\n");
    assert_eq!((bare.title, bare.html.as_str()), (None, ""));
    assert_eq!(commentary("---\n---\na").html, "<p>a</p>\n");
}

#[test]
fn the_first_heading_is_the_title_where_front_matter_has_none() {
    let text = commentary("# All *\"well\"*\n\n## One\n\n#### Two\n\n## One\n");
    assert_eq!(text.title.as_deref(), Some("All “well”"));
    assert_eq!(text.html, "<h2 id=\"one\">One</h2>\n<h4 id=\"two\">Two</h4>\n<h2 id=\"one-2\">One</h2>\n");
    // A heading that repeats the title, for readers of the file itself, is not shown twice.
    assert_eq!(commentary("---\ntitle: A\n---\n# A\n\n## B\n").html, "<h2 id=\"b\">B</h2>\n");
    assert_eq!(commentary("---\ntitle: A\n---\n# B\n\n## C\n").html, "<h2 id=\"b\">B</h2>\n<h3 id=\"c\">C</h3>\n");
    assert_eq!(commentary("Text first\n\n# B\n").html, "<p>Text first</p>\n<h2 id=\"b\">B</h2>\n");
}

#[test]
fn problems_have_their_places() {
    assert_eq!(
        problems("---\ntitel: A\norder: first\ndate: 12.10.2026\ntitle: [a, b]\nauthor: x\nauthor: y\n---\n"),
        [
            "2:1-6 error commentary/front-matter-unknown-key: front matter has no key `titel` | did you mean `title`?",
            "3:8-13 error commentary/front-matter-type: `order` is a whole number, not `first` | write for example `order: 2`",
            "4:7-17 error commentary/front-matter-type: `date` is a date such as `2026-10-12`, not `12.10.2026` | write for example `date: 2026-10-12`",
            "5:8-9 error commentary/front-matter-type: `title` is a text, not a list or a table | \
             put a text that begins with `{` or `[` into quotes: `title: \"{{ nps }}\"`",
            "7:1-7 error commentary/front-matter-repeated-key: `author` is given twice | keep one of the two",
        ]
    );
    assert_eq!(problems("---\ndate: 2026-02-30\n---\n").len(), 1);
    assert_eq!(
        problems("\u{feff}---\ntitle: A\n\nText\n"),
        ["1:1-4 error commentary/front-matter-unclosed: the front matter that begins here has no end | \
          write a line `---` below the last key; for a horizontal rule write `***`"]
    );
    assert_eq!(
        problems("---\njust words\n---\n"),
        ["2:1-11 error commentary/front-matter-syntax: front matter is a list of keys with their values | \
          write for example `title: What changed this quarter`"]
    );
}

#[test]
fn yaml_that_cannot_be_read_is_explained() {
    let found = problems("---\ntitle: NPS: up\n---\n");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("2:11-12 error commentary/front-matter-syntax: this is not YAML: "), "{found:#?}");
    assert!(found[0].ends_with("put a text that holds `:`, `#` or `{` into quotes: `title: \"NPS: {{ nps }}\"`"));
    let found = problems("---\ntitle: {{ nps }} is up\n---\n");
    assert!(found[0].starts_with("2:"), "{found:#?}");
    assert!(found[0].ends_with("into quotes: `title: \"NPS: {{ nps }}\"`"), "{found:#?}");
}

#[test]
fn values_in_front_matter_have_their_places() {
    assert_eq!(
        problems(
            "---\ntitle: \"ä {{ npz }}\"\nsummary: >\n  a\n  b {{ nps@region=Nort }}\nauthor: a\n---\n{{ wat }}\n"
        ),
        [
            "2:14-17 error commentary/unknown-metric: there is no metric `npz` | did you mean `nps`?",
            "5:19-23 error commentary/unknown-value: `region` has no value `Nort` | did you mean `North`?",
            "8:4-7 error commentary/unknown-metric: there is no metric `wat` | did you mean `wait`?",
        ]
    );
    assert_eq!(
        problems("---\ntitle: \"{{ nps\"\n---\n"),
        [
            "2:8-16 error commentary/unclosed-value: a `{{` here begins no value | a value ends with `}}` on the same line and holds no braces and no backticks; to show the braces themselves write `\\{{`"
        ]
    );
}
