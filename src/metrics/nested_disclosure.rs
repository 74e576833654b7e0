//! Which cells of two nested segments are not shown, so that nobody in a small one is found out by subtraction.
//!
//! Whoever knows the total of each region and of each customer type, which stand elsewhere in the report, can solve for
//! a cell that is hidden alone. What can be found out of hidden cells is how far each may move while all that is shown
//! stays as it is; in a table of two ways that is a problem of flows, and whole numbers are its extremes (method sheet:
//! an attacker's interval must reach the floor). The fewest extra cells are found by trying all ways where these are not too
//! many, else they are chosen by rectangles, the smallest first.

use std::collections::{BTreeMap, VecDeque};

/// Whether each cell is withheld, from its base; `outer_hidden` and `inner_hidden` say which margins are.
///
/// A base between 1 and `floor` − 1 is. Others go with it until nobody can tell from what is shown that a withheld base
/// is below the floor: the fewest, and of these the smallest together (method sheet), where there are not too many ways to
/// try them all. An empty cell hides nobody and is never withheld.
pub fn withheld_nested(cells: &[Vec<u64>], floor: u64, outer_hidden: &[bool], inner_hidden: &[bool]) -> Vec<Vec<bool>> {
    let small = |n: u64| n > 0 && n < floor;
    let primary: Vec<Vec<bool>> = cells.iter().map(|row| row.iter().map(|&n| small(n)).collect()).collect();
    let mut table = Nested { cells, hidden: primary.clone(), outer_hidden, inner_hidden };
    while let Some((unknown, _)) = table.told(floor) {
        let next = table.cover(&unknown, floor);
        if next.is_empty() {
            return table.hidden;
        }
        next.into_iter().for_each(|(outer, inner)| table.hidden[outer][inner] = true);
    }
    let found = std::mem::replace(&mut table.hidden, primary);
    table.fewest(floor, &found).unwrap_or(found)
}

/// The least and the greatest base that each withheld cell may have for whoever knows everything else and the margins that
/// are not withheld, in whole numbers; by outer, then by inner value. A cell that nothing holds below the sum of the table
/// has that.
pub fn attainable(
    cells: &[Vec<u64>],
    hidden: &[Vec<bool>],
    outer_hidden: &[bool],
    inner_hidden: &[bool],
) -> BTreeMap<(usize, usize), (u64, u64)> {
    let table = Nested { cells, hidden: hidden.to_vec(), outer_hidden, inner_hidden };
    let (unknowns, sum) = (table.unknowns(), cells.iter().flatten().sum::<u64>());
    let first_inner = outer_hidden.len();
    let is_cell = |unknown: &&Unknown| unknown.from < first_inner && unknown.to < first_inner + inner_hidden.len();
    let range = |unknown: &Unknown| {
        let up = table.room(&unknowns, unknown, (unknown.to, unknown.from), sum - unknown.value);
        let down = table.room(&unknowns, unknown, (unknown.from, unknown.to), unknown.value);
        ((unknown.from, unknown.to - first_inner), (unknown.value - down, unknown.value + up))
    };
    unknowns.iter().filter(is_cell).map(range).collect()
}

/// Ways of choosing cells that are tried at most.
const MOST_WAYS: u64 = 2_000;

/// An outer and an inner value.
type Cell = (usize, usize);

struct Nested<'c> {
    cells: &'c [Vec<u64>],
    hidden: Vec<Vec<bool>>,
    outer_hidden: &'c [bool],
    inner_hidden: &'c [bool],
}

/// A number that is not shown: a cell, from its outer to its inner margin, or a margin that is hidden itself, from or to
/// the total. Changes that leave all shown sums as they are run through these in circles.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Unknown {
    from: usize,
    to: usize,
    value: u64,
}

impl Nested<'_> {
    fn width(&self) -> usize {
        self.inner_hidden.len()
    }

    /// Nodes: the outer margins, the inner margins, the total of the outer ones, the total of the inner ones.
    fn nodes(&self) -> usize {
        self.outer_hidden.len() + self.width() + 2
    }

    fn unknowns(&self) -> Vec<Unknown> {
        let first_inner = self.outer_hidden.len();
        let (outer_total, inner_total) = (self.nodes() - 2, self.nodes() - 1);
        let mut unknowns = Vec::new();
        for (outer, row) in self.cells.iter().enumerate() {
            let hidden = (0..self.width()).filter(|inner| self.hidden[outer][*inner]);
            unknowns.extend(hidden.map(|inner| Unknown { from: outer, to: first_inner + inner, value: row[inner] }));
            if self.outer_hidden[outer] {
                unknowns.push(Unknown { from: outer_total, to: outer, value: row.iter().sum() });
            }
        }
        for inner in (0..self.width()).filter(|inner| self.inner_hidden[*inner]) {
            let value = self.cells.iter().map(|row| row[inner]).sum();
            unknowns.push(Unknown { from: first_inner + inner, to: inner_total, value });
        }
        unknowns
    }

    /// Whether a number may be as large as the floor, for all that is shown.
    fn reaches(&self, unknowns: &[Unknown], unknown: &Unknown, floor: u64) -> bool {
        let wanted = floor - unknown.value;
        self.room(unknowns, unknown, (unknown.to, unknown.from), wanted) == wanted
    }

    /// The first withheld number that is known to be below the floor, with all that are withheld.
    fn told(&self, floor: u64) -> Option<(Unknown, Vec<Unknown>)> {
        let unknowns = self.unknowns();
        let is_told =
            |unknown: &&Unknown| unknown.value > 0 && unknown.value < floor && !self.reaches(&unknowns, unknown, floor);
        unknowns.iter().find(is_told).copied().map(|unknown| (unknown, unknowns))
    }

    /// The fewest further cells to withhold, the smallest together, if that is better than what was `found`; `None` where it
    /// is not. Numbers of cells that can be chosen in too many ways are not tried.
    fn fewest(&mut self, floor: u64, found: &[Vec<bool>]) -> Option<Vec<Vec<bool>>> {
        let shown: Vec<Cell> = (0..self.cells.len())
            .flat_map(|outer| (0..self.width()).map(move |inner| (outer, inner)))
            .filter(|&(outer, inner)| !self.hidden[outer][inner] && self.cells[outer][inner] > 0)
            .collect();
        let sum = |cells: &[Cell]| cells.iter().map(|&(outer, inner)| self.cells[outer][inner]).sum::<u64>();
        let further: Vec<Cell> = shown.iter().copied().filter(|&(outer, inner)| found[outer][inner]).collect();
        let mut ways: Vec<(usize, u64, Vec<Cell>)> = Vec::new();
        for count in 1..=further.len() {
            let more = choices(shown.len() as u64, count as u64);
            if more.saturating_add(ways.len() as u64) > MOST_WAYS {
                break;
            }
            let chosen = combinations(&shown, count);
            ways.extend(chosen.into_iter().map(|cells| (count, sum(&cells), cells)));
        }
        ways.retain(|(count, together, _)| (*count, *together) < (further.len(), sum(&further)));
        ways.sort();
        let primary = self.hidden.clone();
        for (_, _, cells) in ways {
            cells.iter().for_each(|&(outer, inner)| self.hidden[outer][inner] = true);
            if self.told(floor).is_none() {
                return Some(std::mem::replace(&mut self.hidden, primary));
            }
            self.hidden.clone_from(&primary);
        }
        None
    }

    /// By how much a number may move for all that is shown, at most `wanted`: up if the others lead from its end to its
    /// beginning, down if the other way.
    fn room(&self, unknowns: &[Unknown], unknown: &Unknown, (from, to): (usize, usize), wanted: u64) -> u64 {
        let nodes = self.nodes();
        let mut room = vec![vec![0u64; nodes]; nodes];
        for other in unknowns.iter().filter(|other| *other != unknown) {
            // It may grow without end, and shrink to nothing.
            room[other.from][other.to] = u64::MAX;
            room[other.to][other.from] = other.value;
        }
        let mut gained = 0;
        while gained < wanted {
            let Some(path) = shortest_path(&room, from, to) else { return gained };
            let step = path.iter().map(|&(a, b)| room[a][b]).min().unwrap_or(0).min(wanted - gained);
            for (a, b) in path {
                room[a][b] = if room[a][b] == u64::MAX { u64::MAX } else { room[a][b] - step };
                room[b][a] = room[b][a].saturating_add(step);
            }
            gained += step;
        }
        gained
    }

    /// The cells to hide next for a number that is told: the fewest that close a rectangle with it, of these the
    /// smallest; else the smallest cell that is shown. None where everything is hidden.
    fn cover(&self, unknown: &Unknown, floor: u64) -> Vec<Cell> {
        let first_inner = self.outer_hidden.len();
        let height = first_inner;
        // Too narrow for what is missing, how many, how large, which.
        let mut candidates: Vec<(bool, usize, u64, Vec<Cell>)> = Vec::new();
        if unknown.from < first_inner && unknown.to < first_inner + self.width() {
            let (outer, inner) = (unknown.from, unknown.to - first_inner);
            for other_outer in (0..height).filter(|other| *other != outer) {
                for other_inner in (0..self.width()).filter(|other| *other != inner) {
                    let corners = [(outer, other_inner), (other_outer, inner), (other_outer, other_inner)];
                    if corners[..2].iter().any(|&(o, i)| self.cells[o][i] == 0) {
                        continue;
                    }
                    let new: Vec<_> =
                        corners.into_iter().filter(|&(o, i)| !self.hidden[o][i] && self.cells[o][i] > 0).collect();
                    let narrow = corners[..2].iter().any(|&(o, i)| self.cells[o][i] < floor - unknown.value);
                    let sum = new.iter().map(|&(o, i)| self.cells[o][i]).sum();
                    // A corner that is known to be empty closes nothing.
                    if !new.is_empty() && self.cells[other_outer][other_inner] > 0 {
                        candidates.push((narrow, new.len(), sum, new));
                    }
                }
            }
        }
        if let Some(best) = candidates.into_iter().min() {
            return best.3;
        }
        let shown = (0..height).flat_map(|outer| (0..self.width()).map(move |inner| (outer, inner)));
        let shown = shown.filter(|&(outer, inner)| !self.hidden[outer][inner] && self.cells[outer][inner] > 0);
        let near = |&(outer, inner): &Cell| {
            let touches = [outer, first_inner + inner].iter().any(|node| [unknown.from, unknown.to].contains(node));
            (!touches, self.cells[outer][inner], outer, inner)
        };
        shown.min_by_key(near).into_iter().collect()
    }
}

/// In how many ways so many of `n` can be chosen, as far as that fits.
fn choices(n: u64, count: u64) -> u64 {
    (0..count).try_fold(1u64, |ways, at| Some(ways.checked_mul(n.checked_sub(at)?)? / (at + 1))).unwrap_or(u64::MAX)
}

/// Every way of choosing so many cells, in their order.
fn combinations(cells: &[Cell], count: usize) -> Vec<Vec<Cell>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let first_and_rest = |at: usize| {
        combinations(&cells[at + 1..], count - 1).into_iter().map(move |rest| {
            let mut chosen = vec![cells[at]];
            chosen.extend(rest);
            chosen
        })
    };
    (0..cells.len()).flat_map(first_and_rest).collect()
}

/// The shortest way along which something may move, as its steps.
fn shortest_path(room: &[Vec<u64>], from: usize, to: usize) -> Option<Vec<(usize, usize)>> {
    let mut before: Vec<Option<usize>> = vec![None; room.len()];
    before[from] = Some(from);
    let mut queue = VecDeque::from([from]);
    while let Some(node) = queue.pop_front() {
        for (next, room) in room[node].iter().enumerate() {
            if *room > 0 && before[next].is_none() {
                before[next] = Some(node);
                queue.push_back(next);
            }
        }
    }
    let mut path = Vec::new();
    let mut node = to;
    while node != from {
        let previous = before[node]?;
        path.push((previous, node));
        node = previous;
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::disclosure::withheld;
    use proptest::prelude::*;

    /// As the tables call it: margins by their own rule.
    fn masked(cells: &[Vec<u64>], floor: u64) -> (Vec<Vec<bool>>, Vec<bool>, Vec<bool>) {
        let outer: Vec<u64> = cells.iter().map(|row| row.iter().sum()).collect();
        let inner: Vec<u64> = (0..cells[0].len()).map(|i| cells.iter().map(|row| row[i]).sum()).collect();
        let (outer, inner) = (withheld(&outer, floor), withheld(&inner, floor));
        (withheld_nested(cells, floor, &outer, &inner), outer, inner)
    }

    fn drawn(cells: &[Vec<u64>], floor: u64) -> Vec<String> {
        let line = |row: &Vec<bool>| row.iter().map(|hidden| if *hidden { 'x' } else { '.' }).collect();
        masked(cells, floor).0.iter().map(line).collect()
    }

    #[test]
    fn a_small_cell_takes_a_rectangle_along() {
        assert_eq!(drawn(&[vec![40, 50, 60], vec![30, 20, 80], vec![70, 90, 15]], 10), ["...", "...", "..."]);
        // 4 is to be had from its row and from its column, so both need another, and these need one too.
        assert_eq!(drawn(&[vec![4, 50, 60], vec![30, 20, 80], vec![70, 90, 15]], 10), ["xx.", "xx.", "..."]);
        // Nothing can move where a single column holds everybody.
        assert_eq!(drawn(&[vec![4], vec![30]], 10), ["x", "x"]);
    }

    #[test]
    fn two_small_cells_of_a_row_do_not_cover_each_other() {
        // 3 and 4 of which the sum is 7: each is known to be below 10.
        let hidden = drawn(&[vec![3, 4, 60, 70], vec![50, 60, 70, 80], vec![50, 60, 70, 80]], 10);
        assert!(hidden[0].matches('x').count() > 2 || hidden[1..].concat().matches('x').count() >= 2, "{hidden:?}");
    }

    #[test]
    fn the_fewest_cells_are_withheld_and_of_these_the_smallest() {
        // Each rectangle covers two of the three: only the ring through all does with three more.
        let cells = [vec![3, 9, 40], vec![40, 2, 9], vec![9, 40, 4]];
        assert_eq!(drawn(&cells, 5), ["xx.", ".xx", "x.x"]);
        let hidden = withheld_nested(&cells, 5, &[false; 3], &[false; 3]);
        let ranges = attainable(&cells, &hidden, &[false; 3], &[false; 3]);
        // Around the ring one grows as the next shrinks, until the smallest is none: 9 one way, 2 the other.
        assert_eq!((ranges[&(0, 0)], ranges[&(0, 1)], ranges.len()), ((1, 12), (0, 11), 6));
    }

    #[test]
    fn what_nothing_holds_may_be_anything() {
        let cells = [vec![4, 50], vec![30, 20]];
        let all = vec![vec![true; 2]; 2];
        assert_eq!(attainable(&cells, &all, &[false; 2], &[false; 2])[&(0, 0)], (0, 34));
        assert_eq!(attainable(&cells, &all, &[true; 2], &[true; 2])[&(0, 0)], (0, 104));
        let alone = vec![vec![true, false], vec![false; 2]];
        assert_eq!(attainable(&cells, &alone, &[false; 2], &[false; 2])[&(0, 0)], (4, 4));
        assert_eq!((choices(17, 3), choices(2, 3), choices(90, 80)), (680, 0, u64::MAX));
        assert_eq!(combinations(&[(0, 1), (2, 3), (4, 5)], 2).len(), 3);
    }

    #[test]
    fn an_empty_cell_hides_nobody() {
        assert_eq!(drawn(&[vec![0, 50], vec![60, 0]], 10), ["..", ".."]);
        let hidden = drawn(&[vec![5, 50, 0], vec![40, 60, 30], vec![0, 30, 30]], 10);
        assert_eq!(hidden, ["xx.", "xx.", "..."]);
    }

    /// Every table of whole numbers that has the same shown cells and margins, by trying all.
    fn consistent(cells: &[Vec<u64>], hidden: &[Vec<bool>], outer: &[bool], inner: &[bool]) -> Vec<Vec<Vec<u64>>> {
        let sum_row = |table: &[Vec<u64>], at: usize| table[at].iter().sum::<u64>();
        let sum_column = |table: &[Vec<u64>], at: usize| table.iter().map(|row| row[at]).sum::<u64>();
        let places: Vec<(usize, usize)> = (0..cells.len())
            .flat_map(|o| (0..cells[0].len()).map(move |i| (o, i)))
            .filter(|&(o, i)| hidden[o][i])
            .collect();
        let total: u64 = cells.iter().flatten().sum();
        let mut tables = vec![cells.to_vec()];
        for &(o, i) in &places {
            let most = total.min(16);
            tables = tables
                .into_iter()
                .flat_map(|table| {
                    (0..=most).map(move |value| {
                        let mut table = table.clone();
                        table[o][i] = value;
                        table
                    })
                })
                .collect();
        }
        tables.retain(|table| {
            (0..cells.len()).all(|o| outer[o] || sum_row(table, o) == sum_row(cells, o))
                && (0..cells[0].len()).all(|i| inner[i] || sum_column(table, i) == sum_column(cells, i))
                && table.iter().flatten().sum::<u64>() == total
        });
        tables
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn what_is_withheld_may_reach_the_floor(flat in prop::collection::vec(0..5u64, 4)) {
            let (floor, cells) = (3, vec![flat[..2].to_vec(), flat[2..].to_vec()]);
            let (hidden, outer, inner) = masked(&cells, floor);
            let everything = hidden.iter().flatten().zip(cells.iter().flatten()).all(|(hidden, n)| *hidden || *n == 0);
            let tables = consistent(&cells, &hidden, &outer, &inner);
            for (o, row) in cells.iter().enumerate() {
                for (i, &n) in row.iter().enumerate() {
                    prop_assert!(!hidden[o][i] || n > 0);
                    if n > 0 && n < floor {
                        prop_assert!(hidden[o][i]);
                        let most = tables.iter().map(|table| table[o][i]).max().unwrap();
                        prop_assert!(most >= floor || everything, "{cells:?} {hidden:?}");
                    }
                }
            }
        }
    }
}
