//! How the rows of a wide table stand on a narrow screen, so that nobody has to push a table along to find its answer: the
//! name and the figures in one line, below the same ones of the other rows where they are of one kind, and what may be said
//! of them below, a line each.

use super::table::{Column, Table, is_long, longest};

/// How many letters of a name fit beside figures, in two lines.
const NAME: usize = 24;
/// How many letters of a word of a name do, which is not broken.
const WORD: usize = 11;
/// How many letters of a figure fit beside an interval, and of an interval beside a figure.
const FIGURE: usize = 9;
const INTERVAL: usize = 17;
/// How many letters of a heading fit before a figure.
const HEADING: usize = 26;

/// Where a column's entries stand in a row that is stacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// What the row is about.
    Name,
    /// Among the figures.
    Figure,
    /// Among what is said of them.
    Answer,
    /// Nowhere: the base says as much in less room.
    Left,
}

/// The classes of a table whose rows are stacked: `k3`, how many figures stand beside the name, each below its heading (in
/// other tables they follow each other below it, as words do); `n1`, `n2` the columns of names, `a6` those of answers, `l5`
/// those that are left out. None where rows are not stacked: stacked is what has answers in columns of their own; in a grid,
/// whose entries have each their verdict, rows would fall apart.
pub fn stacked(table: &Table) -> Option<String> {
    let places = places(table)?;
    let mut classes = " stack".to_owned();
    if let Some(figures) = beside(table, &places) {
        classes += &format!(" k{figures}");
    }
    for (at, place) in places.iter().enumerate() {
        classes += &match place {
            Place::Name => format!(" n{}", at + 1),
            Place::Answer => format!(" a{}", at + 1),
            Place::Left => format!(" l{}", at + 1),
            Place::Figure => String::new(),
        };
    }
    Some(classes)
}

/// How many figures stand beside the name, below those of the other rows: up to two, or a figure with its interval and its
/// base. None where names are long or several, or where there are more figures than that.
fn beside(table: &Table, places: &[Place]) -> Option<usize> {
    let at = |wanted: Place| (0..places.len()).filter(|at| places[*at] == wanted).collect::<Vec<_>>();
    let fits = |at: usize, letters: usize| longest(table, at) <= letters;
    let fit = match at(Place::Figure)[..] {
        [one] => fits(one, INTERVAL),
        [one, two] => fits(one, INTERVAL) && fits(two, INTERVAL),
        [value, interval, base] => {
            is_interval(table, interval) && fits(value, FIGURE) && fits(interval, INTERVAL) && fits(base, FIGURE)
        }
        _ => false,
    };
    let names = table.rows.iter().filter_map(|row| row.entries.first());
    let words_fit = names.flat_map(|name| name.text.split_whitespace()).all(|word| word.chars().count() <= WORD);
    let is_short = at(Place::Name).len() == 1 && fits(0, NAME) && words_fit;
    (fit && is_short).then(|| at(Place::Figure).len())
}

fn is_interval(table: &Table, at: usize) -> bool {
    table.columns.get(at).is_some_and(|column| column.term == "interval")
}

/// Says what an entry of a stacked table is where neither a heading above it nor a verdict tells: not of intervals, nor of
/// what an interval follows, which the table is about, and not where the heading would take more room than the entry.
pub fn label(table: &mut Table) {
    let Some(places) = places(table) else { return };
    let stands_below_heading = beside(table, &places).is_some();
    let is_long = |at: usize| table.columns[at].title.chars().count() > HEADING;
    let tells = |at: usize| match places[at] {
        Place::Name | Place::Left => true,
        Place::Answer => is_long(at),
        Place::Figure => stands_below_heading || is_long(at) || is_interval(table, at) || is_interval(table, at + 1),
    };
    let silent = (0..places.len()).filter(|at| !tells(*at)).collect::<Vec<_>>();
    for at in silent {
        let is_answer = places[at] == Place::Answer;
        for entry in table.rows.iter_mut().filter_map(|row| row.entries.get_mut(at)) {
            let says_what = entry.text.contains(char::is_numeric) || is_answer && entry.text == "–";
            if entry.verdict.is_none() && says_what {
                entry.label.clone_from(&table.columns[at].title);
            }
        }
    }
}

fn places(table: &Table) -> Option<Vec<Place>> {
    let has_verdicts =
        |at: usize| table.rows.iter().any(|row| row.entries.get(at).is_some_and(|e| e.verdict.is_some()));
    let is_answer = |at: usize, column: &Column| at > 0 && !column.numeric && (column.answers || has_verdicts(at));
    let first_figure = table.columns.iter().position(|column| column.numeric).unwrap_or(0);
    let has_base = table.columns.iter().any(|column| column.term == "base");
    let place = |(at, column): (usize, &Column)| match column {
        _ if at == 0 => Place::Name,
        _ if has_base && column.term == "effective_base" => Place::Left,
        _ if is_answer(at, column) => Place::Answer,
        _ if at < first_figure => Place::Name,
        _ if !column.numeric && is_long(longest(table, at)) => Place::Answer,
        _ => Place::Figure,
    };
    let answered = table.columns.iter().enumerate().any(|(at, column)| is_answer(at, column));
    answered.then(|| table.columns.iter().enumerate().map(place).collect())
}

#[cfg(test)]
mod tests {
    use super::super::show::Word;
    use super::super::table::{Entry, Row};
    use super::*;

    fn table(columns: &[(&str, bool)], entries: Vec<Entry>) -> Table {
        let columns = columns.iter().map(|&(title, numeric)| Column::new(title.to_owned(), numeric, "")).collect();
        Table { columns, rows: vec![Row { ours: false, entries }], ..Table::default() }
    }

    fn judged() -> Entry {
        let word = Word { text: "rose".to_owned(), shape: "▲", tone: "good" };
        Entry { verdict: Some(word), ..Entry::text("+3.0") }
    }

    /// A table of the columns' names, whose first row is `entries`; `n` and `interval` are known as what they are.
    fn explained(columns: &[(&str, bool)], entries: Vec<Entry>) -> Table {
        let mut table = table(columns, entries);
        for column in &mut table.columns {
            column.term = match &*column.title {
                "interval" => "interval",
                "n" => "base",
                "effective" => "effective_base",
                _ => "",
            };
        }
        table
    }

    const WAVES: [(&str, bool); 6] =
        [("wave", false), ("value", true), ("interval", true), ("n", true), ("before", false), ("year", false)];

    #[test]
    fn a_figure_with_its_interval_and_base_stands_beside_the_name_and_what_is_said_of_them_below() {
        let row = |name: &str| {
            let [value, interval, n] = ["38.1", "33.5 to 42.7", "1,204"].map(Entry::number);
            vec![Entry::text(name), value, interval, n, judged(), judged()]
        };
        let mut table = explained(&WAVES, row("2026 Q3"));
        assert_eq!(stacked(&table).as_deref(), Some(" stack k3 n1 a5 a6"));
        label(&mut table);
        assert!(table.rows[0].entries.iter().all(|entry| entry.label.is_empty()), "headings stand above");
        table.rows.push(Row { ours: false, entries: row("The Great Northern Telephone Company") });
        assert_eq!(stacked(&table).as_deref(), Some(" stack n1 a5 a6"), "a long name stands above its figures");
        label(&mut table);
        let labels = table.rows[1].entries.iter().map(|entry| &*entry.label).collect::<Vec<_>>();
        assert_eq!(labels, ["", "", "", "n", "", ""]);
    }

    #[test]
    fn a_comparison_that_there_is_not_says_which() {
        let row = |year: Entry| {
            let [value, interval, n] = ["38.1", "33.5 to 42.7", "820"].map(Entry::number);
            vec![Entry::text("2024 Q4"), value, interval, n, judged(), year]
        };
        let mut table = explained(&WAVES, row(judged()));
        table.rows.push(Row { ours: false, entries: row(Entry::change(None)) });
        label(&mut table);
        let label = |row: usize| table.rows[row].entries.iter().map(|entry| &*entry.label).collect::<Vec<_>>();
        assert_eq!(label(0), [""; 6]);
        assert_eq!(label(1), ["", "", "", "", "", "year"]);
    }

    #[test]
    fn figures_without_room_below_their_headings_follow_each_other() {
        let row = |value: &str, interval: &str| {
            let [value, interval, n] = [value, interval, "1,204"].map(Entry::number);
            vec![Entry::text("2026 Q3"), value, interval, n, judged(), judged()]
        };
        let wide = explained(&WAVES, row("12,345.67 h", "12,000 to 12,700"));
        assert_eq!(stacked(&wide).as_deref(), Some(" stack n1 a5 a6"));
        let wide = explained(&WAVES, row("38.1", "12,345.6 to 23,456.7 h"));
        assert_eq!(stacked(&wide).as_deref(), Some(" stack n1 a5 a6"));
        let mut unbroken = explained(&WAVES, row("38.1", "33.5 to 42.7"));
        assert_eq!(stacked(&unbroken).as_deref(), Some(" stack k3 n1 a5 a6"));
        unbroken.rows[0].entries[0].text = "Landeshauptstadt".to_owned();
        assert_eq!(stacked(&unbroken).as_deref(), Some(" stack n1 a5 a6"));
        let columns = [("region", false), ("asked", true), ("answered", true), ("left", true), ("rest", false)];
        let [asked, answered, left] = ["1,857", "234", "12"].map(Entry::number);
        let counts = explained(&columns, vec![Entry::text("North"), asked, answered, left, judged()]);
        assert_eq!(stacked(&counts).as_deref(), Some(" stack n1 a5"), "three figures, but no interval among them");
    }

    #[test]
    fn two_figures_with_a_second_line_stand_beside_the_name() {
        let columns = [("wave", false), ("employees", true), ("customers", true), ("gap", false)];
        let figure = || Entry::number("6.4").below("3.7 to 16.2");
        let row = vec![Entry::text("2026 Q2"), figure(), figure(), judged()];
        assert_eq!(stacked(&explained(&columns, row)).as_deref(), Some(" stack k2 n1 a4"));
    }

    #[test]
    fn what_a_row_is_about_stays_with_its_name_and_a_sentence_with_the_answers() {
        let columns =
            [("action", false), ("metric", false), ("now", true), ("when", false), ("since", false), ("source", false)];
        let texts = ["2026 Q3", "A sentence that is longer than a column of dates would ever be"].map(Entry::text);
        let [when, source] = texts;
        let row = vec![Entry::text("A1"), Entry::text("Ease"), Entry::number("77%"), when, judged(), source];
        let mut table = explained(&columns, row);
        assert_eq!(stacked(&table).as_deref(), Some(" stack n1 n2 a5 a6"));
        label(&mut table);
        let labels = table.rows[0].entries.iter().map(|entry| &*entry.label).collect::<Vec<_>>();
        assert_eq!(labels, ["", "", "now", "when", "", ""]);
    }

    #[test]
    fn the_effective_base_is_left_out_where_the_base_stands_and_a_rank_says_what_it_is() {
        let columns = [
            ("brand", false),
            ("value", true),
            ("interval", true),
            ("n", true),
            ("effective", true),
            ("gap", false),
            ("rank", false),
        ];
        let [value, interval, n, effective] = ["41.0", "35.2 to 46.8", "120", "112"].map(Entry::number);
        let row = vec![Entry::text("Fjord"), value, interval, n, effective, judged(), Entry::text("1 to 3")];
        let mut table = explained(&columns, row);
        table.columns[6].answers = true;
        assert_eq!(stacked(&table).as_deref(), Some(" stack k3 n1 l5 a6 a7"));
        label(&mut table);
        let labels = table.rows[0].entries.iter().map(|entry| &*entry.label).collect::<Vec<_>>();
        assert_eq!(labels, ["", "", "", "", "", "", "rank"]);
    }

    #[test]
    fn a_grid_of_verdicts_and_a_table_without_any_stay_as_they_are() {
        let grid = [("metric", false), ("north", true), ("south", true)];
        assert_eq!(stacked(&table(&grid, vec![Entry::text("Ease"), judged(), judged()])), None);
        let plain = [("wave", false), ("n", true), ("rank", false)];
        let row = || vec![Entry::text("Q3"), Entry::number("1"), Entry::text("1 to 3")];
        assert_eq!(stacked(&table(&plain, row())), None);
        let mut marked = table(&plain, row());
        marked.columns[2].answers = true;
        assert_eq!(stacked(&marked).as_deref(), Some(" stack k1 n1 a3"));
    }
}
