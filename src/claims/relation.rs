//! What can be claimed. The parser, `wavemark list claims` and the documentation all use [`CLAIMS`].

/// What a claim says of a figure, as the word in the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `rose`
    Rose,
    /// `fell`
    Fell,
    /// `steady`
    Steady,
    /// `above`
    Above,
    /// `below`
    Below,
    /// `level`
    Level,
    /// `unclear`
    Unclear,
    /// `first`
    First,
    /// `last`
    Last,
    /// `among-first`
    AmongFirst,
    /// `best-since`
    BestSince,
    /// `worst-since`
    WorstSince,
    /// `most-important-driver`
    MostImportantDriver,
    /// `crossed`
    Crossed,
}

/// One thing that can be claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimKind {
    /// Which.
    pub relation: Relation,
    /// Its word in the address.
    pub word: &'static str,
    /// What may follow it.
    pub takes: &'static str,
    /// A claim as it may be written.
    pub example: &'static str,
    /// What it says, and when the data support it.
    pub meaning: &'static str,
    /// When it is contradicted rather than unproven.
    pub contradicted: &'static str,
    /// Where the rule comes from.
    pub source: &'static str,
}

const IN_TIME: &str = "`previous` (also when nothing follows), `year`, `baseline`, or a wave";
const ANYTHING: &str = "`target`, `rest`, a brand, another value of the same dimension, the id of a published figure (`benchmark` where there is one alone) or of the metric beside it, a number in the unit that is printed (`40`, `80%`, `40s`), `previous`, `year`, `baseline`, or a wave";
const TESTED: &str = "the test of the figure's own row in estimates.csv; p adjusted by Holm (1979) within its family";
const EQUIVALENT: &str = "two one-sided tests (Schuirmann 1987): at 95% confidence by the 90% interval";
const RANKED: &str = "simultaneous rank ranges, after Mogstad, Romano, Shaikh & Wilhelm (2024)";

const fn kind(
    relation: Relation,
    word: &'static str,
    takes: &'static str,
    example: &'static str,
    [meaning, contradicted]: [&'static str; 2],
    source: &'static str,
) -> ClaimKind {
    ClaimKind { relation, word, takes, example, meaning, contradicted, source }
}

/// Everything that can be claimed.
pub const CLAIMS: &[ClaimKind] = &[
    kind(
        Relation::Rose,
        "rose",
        IN_TIME,
        "nps/rose/previous",
        [
            "more than at the other time, by more than chance would explain: the adjusted p is below alpha",
            "it is not more",
        ],
        TESTED,
    ),
    kind(
        Relation::Fell,
        "fell",
        IN_TIME,
        "csat@region=north/fell/year",
        [
            "less than at the other time, by more than chance would explain: the adjusted p is below alpha",
            "it is not less",
        ],
        TESTED,
    ),
    kind(
        Relation::Steady,
        "steady",
        IN_TIME,
        "nps/steady/previous",
        [
            "as at the other time: the interval of the difference lies within the metric's `margin`",
            "the difference is the margin or more",
        ],
        EQUIVALENT,
    ),
    kind(
        Relation::Above,
        "above",
        ANYTHING,
        "nps/above/fjord",
        ["more, by more than chance would explain: the adjusted p is below alpha", "it is not more"],
        TESTED,
    ),
    kind(
        Relation::Below,
        "below",
        ANYTHING,
        "wait/below/target",
        ["less, by more than chance would explain: the adjusted p is below alpha", "it is not less"],
        TESTED,
    ),
    kind(
        Relation::Level,
        "level",
        ANYTHING,
        "ces/level/fjord",
        [
            "the same: the interval of the difference lies within the metric's `margin`",
            "the difference is the margin or more",
        ],
        EQUIVALENT,
    ),
    kind(
        Relation::Unclear,
        "unclear",
        ANYTHING,
        "nps/unclear/target",
        [
            "the data cannot tell a difference: it was tested, and the adjusted p is not below alpha",
            "there is a clear difference",
        ],
        TESTED,
    ),
    kind(
        Relation::First,
        "first",
        "nothing, or `benchmark` for the brands",
        "nps/first/benchmark",
        ["the best of all brands, or of all values of its dimension: its rank range is 1 to 1", "another is better"],
        RANKED,
    ),
    kind(
        Relation::Last,
        "last",
        "nothing, or `benchmark` for the brands",
        "nps@channel=phone/last",
        [
            "the worst of all brands, or of all values of its dimension: its rank range is the last place alone",
            "another is worse",
        ],
        RANKED,
    ),
    kind(
        Relation::AmongFirst,
        "among-first",
        "a number of places",
        "nps/among-first/3",
        ["its rank range ends at this place or before", "its rank is behind this place"],
        RANKED,
    ),
    kind(
        Relation::BestSince,
        "best-since",
        "a wave",
        "ces/best-since/2025-Q1",
        [
            "the best that was measured in all waves from this one on: what was observed, without a test",
            "a wave from this one on was as good or better",
        ],
        "the figures themselves",
    ),
    kind(
        Relation::WorstSince,
        "worst-since",
        "a wave",
        "nps/worst-since/2025-Q1",
        [
            "the worst that was measured in all waves from this one on: what was observed, without a test",
            "a wave from this one on was as bad or worse",
        ],
        "the figures themselves",
    ),
    kind(
        Relation::MostImportantDriver,
        "most-important-driver",
        "a question among the metric's `drivers`",
        "nps/most-important-driver/reliability",
        ["of all drivers of the metric it explains most: the range of its rank is 1 to 1", "another explains more"],
        "shares of explained variance with rank ranges from a delete-a-group jackknife (Kott 2001)",
    ),
    kind(
        Relation::Crossed,
        "crossed",
        "a number or `target`, then `previous` (also when nothing follows), `year`, `baseline`, or a wave",
        "ces/crossed/75/year",
        [
            "it was clearly on one side of this level and is clearly on the other now: both tests against the level have an adjusted p below alpha",
            "it is on the same side",
        ],
        "both tests must hold (intersection–union, Berger 1982), so neither is adjusted for the other",
    ),
];
