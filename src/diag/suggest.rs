//! "Did you mean": the known name that is nearest to a mistyped one.

/// The nearest of `known` to `given`, if it is near enough to be what was meant.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = given.to_lowercase();
    if wanted.is_empty() {
        return None;
    }
    let allowed = match wanted.chars().count() {
        0..=3 => 1,
        4..=5 => 2,
        _ => 3,
    };
    known
        .into_iter()
        .map(|name| {
            let known = name.to_lowercase();
            // A beginning is a name cut short, however long the rest.
            let is_cut = wanted.chars().count() >= 3 && known.starts_with(&wanted);
            (if is_cut { 1 } else { distance(&wanted, &known) }, name)
        })
        .filter(|(d, _)| *d <= allowed)
        .min()
        .map(|(_, name)| name)
}

/// The hint for a mistyped name: the nearest known one, or all that are known when there are few.
pub fn hint<'a>(given: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Option<String> {
    if let Some(name) = nearest(given, known.clone()) {
        return Some(format!("did you mean `{name}`?"));
    }
    let all: Vec<_> = known.into_iter().map(|name| format!("`{name}`")).collect();
    match all.len() {
        0 => None,
        1..=24 => Some(format!("known here: {}", all.join(", "))),
        more => Some(format!("known here: {} and {} more", all[..20].join(", "), more - 20)),
    }
}

/// Edits (insert, delete, replace, swap of neighbours) between two words.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_slip_is_recognised_and_a_stranger_is_not() {
        assert_eq!(nearest("tagret", ["target", "title"]), Some("target"));
        assert_eq!(nearest("wieght", ["weight", "wave"]), Some("weight"));
        assert_eq!(nearest("colour", ["target", "title"]), None);
        assert_eq!(nearest("NPS", ["nps"]), Some("nps"));
        assert_eq!(nearest("Sept", ["august", "september"]), Some("september"));
        assert_eq!(nearest("any", ["no", "yes"]), None);
        assert_eq!(nearest("", ["n"]), None);
    }
}
