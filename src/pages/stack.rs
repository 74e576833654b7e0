//! How the rows of a wide table stand on a narrow screen: the row's name above, its figures below each other on one side,
//! and what may be said of them on the other, so that nobody has to push a table along to find its answer.

use super::table::{Column, Table, is_long, longest};

/// How many letters of a name fit beside an answer, in two lines.
const BESIDE: usize = 26;

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

/// The classes of a table whose rows are stacked: `s2`, over how many lines of figures each answer reaches; `n1`, `n2` the
/// columns of names that stand above the others, `a6` those of answers, `l5` those that are left out. None where rows are
/// not stacked: stacked is what has answers in columns of their own; in a grid, whose entries have each their verdict,
/// rows would fall apart.
pub fn stacked(table: &Table) -> Option<String> {
    let places = places(table)?;
    let count = |wanted: Place| places.iter().filter(|place| **place == wanted).count();
    let above = count(Place::Name) > 1 || table.rows.iter().any(|row| row.entries[0].text.chars().count() > BESIDE);
    let lines = count(Place::Figure) + usize::from(!above);
    // An answer has two lines of its own, and so has a figure with its interval below it.
    let has_second_line =
        |at: usize| table.rows.iter().any(|row| row.entries.get(at).is_some_and(|e| !e.below.is_empty()));
    let are_tall = places.iter().enumerate().any(|(at, place)| *place == Place::Figure && has_second_line(at));
    let reach = lines.div_ceil(count(Place::Answer)).clamp(if are_tall { 1 } else { 2 }, 6);
    let mut classes = format!(" stack s{reach}");
    for (at, place) in places.iter().enumerate() {
        classes += &match place {
            Place::Name if above => format!(" n{}", at + 1),
            Place::Answer => format!(" a{}", at + 1),
            Place::Left => format!(" l{}", at + 1),
            Place::Name | Place::Figure => String::new(),
        };
    }
    Some(classes)
}

/// Says of the figures of a stacked table what they are, but for intervals and for those that an interval follows, which
/// the table is about, and where the heading would take more room than the figure.
pub fn label(table: &mut Table) {
    let Some(places) = places(table) else { return };
    let is_interval = |at: usize| table.columns.get(at).is_some_and(|column| column.term == "interval");
    let tells = |at: usize| is_interval(at) || is_interval(at + 1) || table.columns[at].title.chars().count() > BESIDE;
    let figures = (0..places.len()).filter(|at| places[*at] == Place::Figure && !tells(*at));
    for at in figures.collect::<Vec<_>>() {
        for entry in table.rows.iter_mut().filter_map(|row| row.entries.get_mut(at)) {
            if entry.text.contains(char::is_numeric) {
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

    #[test]
    fn figures_stand_on_one_side_and_what_is_said_of_them_on_the_other() {
        let columns =
            [("wave", false), ("value", true), ("interval", true), ("n", true), ("before", false), ("year", false)];
        let number = || Entry::number("1");
        let row = vec![Entry::text("Q3"), number(), number(), number(), judged(), judged()];
        assert_eq!(stacked(&table(&columns, row)).as_deref(), Some(" stack s2 a5 a6"));
    }

    #[test]
    fn what_a_row_is_about_stays_with_its_name_and_a_sentence_with_the_answers() {
        let columns =
            [("action", false), ("metric", false), ("now", true), ("when", false), ("since", false), ("source", false)];
        let texts = ["2026 Q3", "A sentence that is longer than a column of dates would ever be"].map(Entry::text);
        let [when, source] = texts;
        let row = vec![Entry::text("A1"), Entry::text("Ease"), Entry::number("77%"), when, judged(), source];
        assert_eq!(stacked(&table(&columns, row)).as_deref(), Some(" stack s2 n1 n2 a5 a6"));
    }

    #[test]
    fn the_effective_base_is_left_out_where_the_base_stands_and_a_long_name_stands_above() {
        let columns = [("brand", false), ("value", true), ("n", true), ("effective", true), ("gap", false)];
        let row = |name: &str| {
            let [value, n, effective] = ["41.0", "120", "112"].map(Entry::number);
            vec![Entry::text(name), value, n, effective, judged()]
        };
        let mut table = table(&columns, row("Fjord"));
        table.columns[2].term = "base";
        table.columns[3].term = "effective_base";
        assert_eq!(stacked(&table).as_deref(), Some(" stack s3 l4 a5"));
        table.rows.push(Row { ours: false, entries: row("The Great Northern Telephone Company") });
        assert_eq!(stacked(&table).as_deref(), Some(" stack s2 n1 l4 a5"));
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
        assert_eq!(stacked(&marked).as_deref(), Some(" stack s2 a3"));
    }
}
