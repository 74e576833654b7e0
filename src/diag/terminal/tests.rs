use super::*;

/// The drawing of one error at the first place of `marked` in a file with this content.
fn drawn(content: &str, marked: &str) -> String {
    let start = content.find(marked).expect("the marked text is in the content");
    drawn_at(content.as_bytes(), start, start + marked.len())
}

fn drawn_at(content: &[u8], start: usize, end: usize) -> String {
    let reader = SourceReader::memory([("data/a.csv", content)]);
    let source = reader.read("data/a.csv").unwrap();
    let problem = Diagnostic::error("data/value", "this is no value").at(Span::new(source.id, start, end));
    render(&reader, &problem, Style::PLAIN)
}

#[track_caller]
fn assert_drawn(found: &str, lines: &[&str]) {
    assert_eq!(found.lines().collect::<Vec<_>>(), lines, "\n{found}");
    assert!(found.ends_with('\n') && !found.ends_with("\n\n"));
}

#[test]
fn a_problem_has_sentence_place_line_caret_and_hints() {
    let reader = SourceReader::memory([("site-config.toml", "[site]\ntitel = \"Us\"\n")]);
    let source = reader.read("site-config.toml").unwrap();
    let problem = Diagnostic::warning("config/unknown-key", "[site] has no key `titel`")
        .at(Span::new(source.id, 7, 12))
        .hint("did you mean `title`?")
        .hint("see all keys:\nwavemark list config");
    assert_drawn(
        &render(&reader, &problem, Style::PLAIN),
        &[
            "warning[config/unknown-key]: [site] has no key `titel`",
            " --> site-config.toml:2:1",
            "  |",
            "2 | titel = \"Us\"",
            "  | ^^^^^",
            "  |",
            "  = hint: did you mean `title`?",
            "  = hint: see all keys:",
            "          wavemark list config",
        ],
    );
}

#[test]
fn a_problem_without_a_place_has_only_its_words() {
    let reader = SourceReader::memory([("a", "")]);
    let bare = Diagnostic::note("site/size", "the site has 3 pages");
    assert_drawn(&render(&reader, &bare, Style::PLAIN), &["note[site/size]: the site has 3 pages"]);
    let hinted = bare.hint("open one");
    assert_drawn(
        &render(&reader, &hinted, Style::PLAIN),
        &["note[site/size]: the site has 3 pages", " |", " = hint: open one"],
    );
}

#[test]
fn carets_stand_under_tabs_wide_letters_and_marks() {
    assert_drawn(
        &drawn("\tx\t= 1\n", "="),
        &["error[data/value]: this is no value", " --> data/a.csv:1:4", "  |", "1 |     x    = 1", "  |          ^"],
    );
    assert_drawn(
        &drawn("id\n名前,東京,x\n", "東京"),
        &["error[data/value]: this is no value", " --> data/a.csv:2:4", "  |", "2 | 名前,東京,x", "  |      ^^^^"],
    );
    assert_drawn(
        &drawn("cafe\u{301},9\n", "9"),
        &["error[data/value]: this is no value", " --> data/a.csv:1:7", "  |", "1 | cafe\u{301},9", "  |      ^"],
    );
}

#[test]
fn right_to_left_text_is_shown_as_stored_and_cannot_reorder_the_line() {
    assert_drawn(
        &drawn("שם,עברית,9\n", "עברית"),
        &["error[data/value]: this is no value", " --> data/a.csv:1:4", "  |", "1 | שם,עברית,9", "  |    ^^^^^"],
    );
    // A right-to-left override and an escape sequence must not act on the terminal.
    let shown = drawn("a\u{202e}b\u{1b}[31m,9\n", "9");
    assert!(!shown.contains(['\u{202e}', '\u{1b}']), "{shown:?}");
    assert!(shown.contains("1 | a\u{fffd}b\u{241b}[31m,9\n"), "{shown}");
}

#[test]
fn line_ends_of_windows_are_no_part_of_a_line() {
    assert_drawn(
        &drawn_at(b"a,b\r\n1,two\r\n3,4\r\n", 7, 10),
        &["error[data/value]: this is no value", " --> data/a.csv:2:3", "  |", "2 | 1,two", "  |   ^^^"],
    );
    let whole_line = drawn_at(b"a,b\r\n1,two\r\n3,4\r\n", 5, 12);
    assert!(whole_line.ends_with("2 | 1,two\n  | ^^^^^\n"), "{whole_line}");
}

#[test]
fn an_empty_span_has_one_caret() {
    let end = ["error[data/value]: this is no value", " --> data/a.csv:1:4", "  |", "1 | a,b", "  |    ^"];
    assert_drawn(&drawn_at(b"a,b\n1,2\n", 3, 3), &end);
    assert_drawn(&drawn_at(b"a,b", 3, 3), &end);
    let nothing = ["error[data/value]: this is no value", " --> data/a.csv:1:1", "  |", "1 |", "  | ^"];
    assert_drawn(&drawn_at(b"", 0, 0), &nothing);
    // A place past the end, from a file that was cut short since, is no reason to panic.
    assert_drawn(&drawn_at(b"", 7, 9), &nothing);
}

#[test]
fn the_place_after_the_last_line_end_is_the_next_line() {
    assert_drawn(
        &drawn_at(b"a = [\n", 6, 6),
        &["error[data/value]: this is no value", " --> data/a.csv:2:1", "  |", "2 |", "  | ^"],
    );
}

#[test]
fn a_byte_order_mark_takes_no_column() {
    assert_drawn(
        &drawn("\u{feff}name,x\n", "name"),
        &["error[data/value]: this is no value", " --> data/a.csv:1:1", "  |", "1 | name,x", "  | ^^^^"],
    );
}

#[test]
fn bytes_that_are_no_text_do_not_move_the_caret() {
    assert_drawn(
        &drawn_at(b"caf\xe9,\xff\xfe,9\n", 8, 9),
        &[
            "error[data/value]: this is no value",
            " --> data/a.csv:1:9",
            "  |",
            "1 | caf\u{fffd},\u{fffd}\u{fffd},9",
            "  |         ^",
        ],
    );
}

#[test]
fn a_span_over_lines_is_drawn_at_its_side_and_a_long_one_is_shortened() {
    assert_drawn(
        &drawn("a = [\n  1,\n  2\n]\nb = 1\n", "[\n  1,\n  2\n]"),
        &[
            "error[data/value]: this is no value",
            " --> data/a.csv:1:5",
            "  |",
            "1 |   a = [",
            "  |  _____^",
            "2 | |   1,",
            "3 | |   2",
            "4 | | ]",
            "  | |_^",
        ],
    );
    let lines: String = (1..=50).map(|i| format!("line {i}\n")).collect();
    assert_drawn(
        &drawn_at(lines.as_bytes(), 7, lines.len()),
        &[
            "error[data/value]: this is no value",
            "  --> data/a.csv:2:1",
            "   |",
            " 2 | / line 2",
            " 3 | | line 3",
            " 4 | | line 4",
            " 5 | | line 5",
            "...  |",
            "49 | | line 49",
            "50 | | line 50",
            "   | |_______^",
        ],
    );
    let lines = lines.repeat(50);
    assert_drawn(
        &drawn_at(lines.as_bytes(), 7, lines.len()),
        &["error[data/value]: this is no value", " --> data/a.csv:2:1", "  |", "2 | line 2", "  | ^^^^^^"],
    );
}

#[test]
fn a_line_without_end_is_cut_around_the_place() {
    let content = format!("{}WRONG,{}\n", "abc,".repeat(30_000), "def,".repeat(30_000));
    assert_drawn(
        &drawn(&content, "WRONG"),
        &[
            "error[data/value]: this is no value",
            " --> data/a.csv:1:120001",
            "  |",
            "1 | ...abc,abc,abc,abc,abc,abc,abc,abc,abc,abc,abc,abc,abc,WRONG,def,def,def,def,def,def,def,def,def,def,def,def,def,...",
            "  |                                                        ^^^^^",
        ],
    );
    let all = drawn_at(content.as_bytes(), 0, content.len());
    assert!(all.len() < 600, "{all}");
}

#[test]
fn colour_adds_escape_codes_and_nothing_else() {
    let reader = SourceReader::memory([("a.md", "one two\n")]);
    let source = reader.read("a.md").unwrap();
    let problem = Diagnostic::error("x/y", "no").at(Span::new(source.id, 4, 7)).hint("yes");
    let coloured = render(&reader, &problem, Style { colour: true, ..Style::PLAIN });
    assert!(coloured.contains("\u{1b}["), "{coloured:?}");
    let mut stripped = String::new();
    for (i, part) in coloured.split('\u{1b}').enumerate() {
        stripped += if i == 0 { part } else { part.split_once('m').map_or("", |(_, after)| after) };
    }
    assert_eq!(stripped, render(&reader, &problem, Style::PLAIN));
}

#[test]
fn several_problems_are_set_apart_and_counted() {
    let reader = SourceReader::memory([("a", "")]);
    let problems =
        [Diagnostic::error("a/b", "one"), Diagnostic::error("a/b", "two"), Diagnostic::warning("c/d", "three")];
    let text = "error[a/b]: one\n\nerror[a/b]: two\n\nwarning[c/d]: three\n";
    assert_eq!(render_all(&reader, &problems, Style::PLAIN), text);
    assert_eq!(summary(&problems), "2 errors, 1 warning");
    assert_eq!(summary(&[Diagnostic::note("a/b", "one")]), "1 note");
    assert_eq!(summary(&[]), "no problems");
}

#[test]
fn what_files_hold_never_commands_the_terminal() {
    let reader = SourceReader::memory([("a.csv", "x")]);
    let problem = Diagnostic::error("data/value", "`\u{1b}[31mred\u{202e}\r\n` is no value").hint("one\u{7}\ntwo");
    let shown = render(&reader, &problem, Style::PLAIN);
    assert!(shown.starts_with("error[data/value]: ` [31mred   ` is no value\n"), "{shown:?}");
    assert!(!shown.contains(|c: char| c != '\n' && c.is_control()), "{shown:?}");
}
