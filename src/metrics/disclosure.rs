//! Which groups are not shown, so that nobody is recognised in a small one.

/// Whether each value of a dimension is withheld, from its base.
///
/// A base between 1 and `floor` − 1 is. One such value alone could be had by subtracting its siblings from the total,
/// and so could a few that are tiny together: the next smallest siblings go with them until at least two are withheld
/// and together they reach the floor. An empty value hides nobody and is never withheld.
pub fn withheld(bases: &[u64], floor: u64) -> Vec<bool> {
    let mut hidden: Vec<bool> = bases.iter().map(|&n| n > 0 && n < floor).collect();
    if !hidden.contains(&true) {
        return hidden;
    }
    loop {
        let (count, sum) = (0..bases.len()).filter(|&i| hidden[i]).fold((0, 0), |(c, s), i| (c + 1, s + bases[i]));
        if count >= 2 && sum >= floor {
            return hidden;
        }
        let next = (0..bases.len()).filter(|&i| !hidden[i] && bases[i] > 0).min_by_key(|&i| (bases[i], i));
        match next {
            Some(next) => hidden[next] = true,
            None => return hidden,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_group_takes_its_next_smallest_sibling_along() {
        assert_eq!(withheld(&[200, 5, 40, 90], 10), [false, true, true, false]);
        assert_eq!(withheld(&[200, 10, 40, 90], 10), [false; 4]);
        assert_eq!(withheld(&[200, 5], 10), [true, true]);
    }

    #[test]
    fn small_groups_that_are_tiny_together_take_another_along() {
        assert_eq!(withheld(&[3, 4, 50, 60], 10), [true, true, true, false]);
        assert_eq!(withheld(&[6, 7, 50, 60], 10), [true, true, false, false]);
    }

    #[test]
    fn an_empty_group_hides_nobody() {
        assert_eq!(withheld(&[0, 50, 60], 10), [false, false, false]);
        assert_eq!(withheld(&[0, 5, 60], 10), [false, true, true]);
        assert_eq!(withheld(&[5], 10), [true]);
    }
}
