//! The happy and the unhappy, by what they answered.

use crate::config::{Better, Scale};
use crate::survey::Value;
use serde::{Deserialize, Serialize};

/// How content somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Class {
    /// Promoters, or those in the highest boxes.
    High,
    /// Those between.
    Middle,
    /// Detractors, or those in the lowest boxes.
    Low,
}

impl Class {
    /// Every class, the happiest first.
    pub const ALL: [Class; 3] = [Class::High, Class::Middle, Class::Low];
}

/// Which answers make which class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classes {
    /// Whether they are promoters, passives and detractors.
    pub nps: bool,
    scale: Scale,
    /// Codes at the happy end.
    high: i64,
    /// Codes at the unhappy end.
    low: i64,
}

impl Classes {
    /// For a metric of this kind on this scale: an NPS has its own classes, every other scale its two highest and its
    /// two lowest codes (the highest and the lowest where it has fewer than four).
    pub fn new(kind: &str, scale: Scale) -> Classes {
        let codes = scale.to - scale.from + 1;
        let nps = kind == "nps";
        let (high, low) = match (nps, codes) {
            (true, _) => (2, codes - 4),
            (false, 4..) => (2, 2),
            (false, _) => (1, 1),
        };
        Classes { nps, scale, high, low }
    }

    /// The class of an answer.
    pub fn of(&self, answer: Value) -> Class {
        let holds = |class| {
            self.codes(class).is_some_and(|(from, to)| (Value::whole(from)..=Value::whole(to)).contains(&answer))
        };
        Class::ALL.into_iter().find(|class| holds(*class)).unwrap_or(Class::Middle)
    }

    /// The lowest and the highest code of a class; None where it has none.
    pub fn codes(&self, class: Class) -> Option<(i64, i64)> {
        let Scale { from, to, better } = self.scale;
        let (below, above) = match better {
            Better::High => (self.low, self.high),
            Better::Low => (self.high, self.low),
        };
        let at_the_top = matches!((class, better), (Class::High, Better::High) | (Class::Low, Better::Low));
        let (first, last) = match class {
            Class::Middle => (from + below, to - above),
            _ if at_the_top => (to - above + 1, to),
            _ => (from, from + below - 1),
        };
        (first <= last).then_some((first, last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(kind: &str, from: i64, to: i64, better: Better) -> [Option<(i64, i64)>; 3] {
        let classes = Classes::new(kind, Scale { from, to, better });
        for code in from..=to {
            let class = classes.of(Value::whole(code));
            assert!(classes.codes(class).is_some_and(|(first, last)| (first..=last).contains(&code)));
        }
        Class::ALL.map(|class| classes.codes(class))
    }

    #[test]
    fn classes_by_scale() {
        let high = Better::High;
        assert_eq!(classes("nps", 0, 10, high), [Some((9, 10)), Some((7, 8)), Some((0, 6))]);
        assert_eq!(classes("top_box", 1, 5, high), [Some((4, 5)), Some((3, 3)), Some((1, 2))]);
        assert_eq!(classes("mean", 1, 7, Better::Low), [Some((1, 2)), Some((3, 5)), Some((6, 7))]);
        assert_eq!(classes("mean", 1, 4, high), [Some((3, 4)), None, Some((1, 2))]);
        assert_eq!(classes("mean", 1, 3, high), [Some((3, 3)), Some((2, 2)), Some((1, 1))]);
        assert_eq!(classes("mean", 1, 2, Better::Low), [Some((1, 1)), None, Some((2, 2))]);
    }
}
