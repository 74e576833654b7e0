//! The checked configuration. Holding a [`SiteConfig`] proves that what it says is valid by itself;
//! what depends on the data (a brand that nobody named) is found when the data are read.

use super::around::{ActionsConfig, ClaimsConfig, CostConfig, Loyalty, Population, Term, Touchpoint};
use super::{Better, Break, Question, TableConfig};
use crate::source::Span;
use crate::wave::{Wave, WaveScheme};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

/// A value with the place in the site-config where it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Written<T> {
    /// The value.
    pub value: T,
    /// Where it stands; the table's header for a default.
    pub span: Span,
}

/// Index of a source in [`SiteConfig::sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceIx(pub usize);

/// Index of a question in [`SiteConfig::questions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct QuestionIx(pub usize);

/// Everything that `site-config.toml` says, checked.
#[derive(Debug, Clone)]
pub struct SiteConfig {
    /// Title, address, language, output.
    pub site: Site,
    /// Us, the waves, the floors.
    pub report: Report,
    /// Where responses come from.
    pub sources: Vec<SourceConfig>,
    /// What was asked.
    pub questions: Vec<Question>,
    /// What is measured, as written; `metrics::plan` turns these into metrics.
    pub metrics: Vec<MetricConfig>,
    /// Tables of questions and metrics by groups.
    pub tables: Vec<TableConfig>,
    /// Dated happenings that charts mark.
    pub events: Vec<Event>,
    /// Where figures before and after do not measure the same thing.
    pub breaks: Vec<Break>,
    /// What happens to sentences that the data do not prove.
    pub claims: ClaimsConfig,
    /// Where the list of actions is.
    pub actions: Option<ActionsConfig>,
    /// The steps of the customer's journey, in order.
    pub touchpoints: Vec<Touchpoint>,
    /// Which dimension says how long somebody has been a customer.
    pub loyalty: Option<Loyalty>,
    /// What is assumed about customers who leave.
    pub cost: Option<CostConfig>,
    /// Words that the author explains.
    pub terms: Vec<Term>,
    /// Files of published figures.
    pub benchmarks: Vec<BenchmarkConfig>,
    /// The comments that may reach the site; without it none does.
    pub voice: Option<VoiceConfig>,
}

impl SiteConfig {
    /// The questions of a source, in the order of the answers of its rows.
    pub fn questions_of(&self, source: SourceIx) -> impl Iterator<Item = QuestionIx> {
        (0..self.questions.len()).map(QuestionIx).filter(move |ix| self.questions[ix.0].source == source)
    }

    /// The place of a question among those of its source, and so of its answer in a row.
    pub fn place_of(&self, question: QuestionIx) -> usize {
        let source = self.questions[question.0].source;
        self.questions[..question.0].iter().filter(|before| before.source == source).count()
    }

    /// The segments of a source by whose values together some table is cut, each list in the order of the segments.
    pub fn nests_of(&self, source: SourceIx) -> Vec<Vec<usize>> {
        let cuts = self.tables.iter().filter(|table| table.source == source).flat_map(|table| table.cuts.iter());
        let sorted = cuts.filter(|cut| cut.len() > 1).map(|cut| {
            let mut cut = cut.clone();
            cut.sort_unstable();
            cut
        });
        sorted.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The segments of a source by whose values months are counted as well, because events name some of them.
    pub fn segments_of_events(&self, source: SourceIx) -> Vec<usize> {
        let named = |id: &str| self.events.iter().flat_map(|event| &event.group).any(|group| group.segment.value == id);
        let segments = self.sources[source.0].segments.iter().enumerate();
        segments.filter(|(_, segment)| segment.is_shown && named(&segment.id)).map(|(at, _)| at).collect()
    }

    /// Questions of a source that are compared with each other, the one compared with first: those of touchpoints one
    /// after the other, and of metrics side by side.
    pub fn pairs_of(&self, source: SourceIx) -> BTreeSet<(QuestionIx, QuestionIx)> {
        let find = |id: &Written<String>| self.metrics.iter().find(|metric| metric.id.value == id.value);
        let lead = |touchpoint: &Touchpoint| Some(find(touchpoint.metrics.first()?)?.question.value);
        let steps = self.touchpoints.windows(2).filter_map(|pair| Some((lead(&pair[0])?, lead(&pair[1])?)));
        let beside = self.metrics.iter();
        let beside =
            beside.filter_map(|metric| Some((find(metric.beside.as_ref()?)?.question.value, metric.question.value)));
        let of_source = |question: &QuestionIx| self.questions[question.0].source == source;
        steps.chain(beside).filter(|(a, b)| a != b && of_source(a) && of_source(b)).collect()
    }

    /// The metrics of a source whose drivers are computed, with their places in [`SiteConfig::metrics`].
    pub fn metrics_with_drivers(&self, source: SourceIx) -> impl Iterator<Item = (usize, &MetricConfig)> {
        let has_drivers = move |(_, metric): &(usize, &MetricConfig)| {
            !metric.drivers.is_empty() && self.questions[metric.question.value.0].source == source
        };
        self.metrics.iter().enumerate().filter(has_drivers)
    }
}

/// `[site]`
#[derive(Debug, Clone)]
pub struct Site {
    /// The report's title.
    pub title: String,
    /// Where it will be published, without a final slash; absent for a site that is only opened from files.
    pub base_url: Option<String>,
    /// What stands at the foot of every page: whom to ask, whose work it is.
    pub footer: Option<String>,
    /// BCP 47 tag such as `en-GB`.
    pub language: String,
    /// The output folder.
    pub output: Written<String>,
    /// Folder of the author's own templates; without it, `templates` where there is one.
    pub templates: Option<Written<String>>,
}

/// Which wave the report is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditionChoice {
    /// The newest that is complete and above the floor.
    Latest,
    /// A named one, complete or not.
    Named(Written<Wave>),
}

/// What HTML in a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RawHtml {
    /// Text, signs and all.
    Text,
    /// HTML without what runs, styles or loads.
    Sanitise,
}

/// What a figure is that was typed into a text and that the data contradict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypedFigures {
    /// Nothing: texts are not read for figures.
    Off,
    /// Something to look at.
    Warning,
    /// Something that must not be published.
    Error,
}

/// Smallest bases that are shown and tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Floor {
    /// Figures on fewer answers (n) are not shown.
    pub suppress_below: u64,
    /// Figures on a smaller effective base are marked and not tested.
    pub flag_below: u64,
}

/// `[report]`
#[derive(Debug, Clone)]
pub struct Report {
    /// Us, as named in the data; absent where no source has brands.
    pub brand: Option<Written<String>>,
    /// How responses are cut into waves.
    pub waves: WaveScheme,
    /// Which wave is the newest edition.
    pub edition: EditionChoice,
    /// A fixed wave to compare with.
    pub baseline: Option<Written<Wave>>,
    /// Rows before this wave are outside every wave.
    pub first_wave: Option<Written<Wave>>,
    /// The folder that holds a folder of commentary for each edition.
    pub commentary: Option<Written<String>>,
    /// What a typed figure is that the data contradict.
    pub typed_figures: TypedFigures,
    /// What HTML in a text is.
    pub raw_html: RawHtml,
    /// Smallest bases.
    pub floor: Floor,
    /// Level of intervals and tests, between 0.5 and 1 (0.95).
    pub confidence: f64,
    /// The last day that the data cover; default: the last date in the source of the first metric.
    pub data_until: Option<Date>,
}

/// `[[source]]`: a set of files with one row a response, call, case, order, …
#[derive(Debug, Clone, Hash)]
pub struct SourceConfig {
    /// Its name in the rest of the config.
    pub id: String,
    /// What it is called on the site.
    pub title: String,
    /// Who answers in it.
    pub population: Population,
    /// Paths or globs relative to the site-config, at least one; `{wave}`, `{brand}` or `{<segment id>}` in them take a
    /// value from the file's name.
    pub files: Vec<Written<String>>,
    /// How the files are written.
    pub format: FileFormat,
    /// Which columns mean what.
    pub columns: RoleColumns,
    /// Dimensions to cut every figure by.
    pub segments: Vec<SegmentConfig>,
    /// How many the rows of each wave were drawn from, where that is known and finite.
    pub frame: Option<Frame>,
    /// How far an id of a respondent reaches: within a wave, or over waves. Absent: ids serve to find duplicates only.
    pub same_respondents: Option<SameRespondents>,
    /// Targets that the rows are weighted to.
    pub weighting: Option<Weighting>,
    /// How its files are in long form, one row an answer, if they are.
    pub long: Option<LongConfig>,
    /// Tables that have more columns for its rows.
    pub joins: Vec<JoinConfig>,
    /// Where the table begins, for errors about the source as a whole.
    pub span: Span,
}

/// `frame` of a source: how many clusters, or without clusters how many rows, each wave was drawn from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Frame {
    /// The numbers.
    pub size: FrameSize,
    /// Where they are written.
    pub span: Span,
}

/// The size of a frame.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FrameSize {
    /// Of a source without strata.
    Whole(u64),
    /// By stratum.
    Strata(Vec<(Written<String>, u64)>),
}

/// How far an id of a respondent stands for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SameRespondents {
    /// Within a wave: one person about several brands.
    Wave,
    /// Over waves as well: a panel.
    Always,
}

/// `long` of a source: one row an answer.
#[derive(Debug, Clone, Hash)]
pub struct LongConfig {
    /// The column of the question; its texts take the place of headers.
    pub question: Column,
    /// The column of the answer.
    pub answer: Column,
}

/// `join` of a source: another table, found by a key.
#[derive(Debug, Clone, Hash)]
pub struct JoinConfig {
    /// A path or glob of its files, relative to the site-config.
    pub files: Written<String>,
    /// The column of the source's files that holds the key.
    pub on: Column,
    /// The column of the table that holds the key.
    pub key: Column,
}

impl SourceConfig {
    /// Whether rows were drawn in strata or clusters, which every standard error then follows.
    pub fn has_design(&self) -> bool {
        self.columns.stratum.is_some() || self.columns.cluster.is_some()
    }

    /// Whether rows are told apart by stratum, cluster or respondent when they are counted.
    pub fn has_units(&self) -> bool {
        self.has_design() || self.same_respondents.is_some()
    }

    /// Whether its rows have weights: from a column, from targets, or both.
    pub fn is_weighted(&self) -> bool {
        self.columns.weight.is_some() || self.weighting.is_some()
    }

    /// Whether its rows are about brands.
    pub fn is_branded(&self) -> bool {
        self.columns.brand.is_some() || self.names_in_files("brand")
    }

    /// Whether the name of a file may give the value of `placeholder`.
    pub fn names_in_files(&self, placeholder: &str) -> bool {
        let braced = format!("{{{placeholder}}}");
        self.files.iter().any(|pattern| pattern.value.contains(&braced))
    }

    /// Where the first of its files is named.
    pub fn files_span(&self) -> Span {
        self.files.first().map_or(self.span, |pattern| pattern.span)
    }
}

/// `weighting` of a source: rim weighting, by which the rows of each wave meet known shares of the population.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighting {
    /// Each brand of a wave meets the targets by itself, rather than all rows of the wave together.
    pub by_brand: bool,
    /// Least and greatest weight, as multiples of the mean weight.
    pub bounds: Option<(f64, f64)>,
    /// Standard errors from what the margins leave unexplained, rather than as if the weights had been given.
    pub residual_errors: bool,
    /// What is met, in the order in which it is written; never empty.
    pub margins: Vec<Margin>,
    /// Where it is written.
    pub span: Span,
}

/// The targets of one dimension, or of several together (post-stratification).
#[derive(Debug, Clone, PartialEq)]
pub struct Margin {
    /// Indices into the source's segments; of several each target is that of a combination of their values.
    pub segments: Vec<usize>,
    /// Each value, or combination with [`Margin::BETWEEN`] between its values, with its share, on any scale: shares, percentages or counts.
    pub targets: Vec<(Written<String>, f64)>,
    /// Where it is written.
    pub span: Span,
}

impl Hash for Weighting {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Weighting { by_brand, bounds, residual_errors, margins, span } = self;
        let bounds = bounds.map(|(least, greatest)| (least.to_bits(), greatest.to_bits()));
        (by_brand, bounds, residual_errors, margins, span).hash(state);
    }
}

impl Hash for Margin {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Margin { segments, targets, span } = self;
        let targets = targets.iter().map(|(value, share)| (value, share.to_bits()));
        (segments, targets.collect::<Vec<_>>(), span).hash(state);
    }
}

impl Margin {
    /// What stands between segments, and between their values, that make a margin together.
    pub const BETWEEN: char = '×';

    /// The names of the segments, or of values of them, as one name.
    pub fn joined<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
        names.into_iter().collect::<Vec<_>>().join(" × ")
    }
}

/// How a source's files are written; everything absent is found out.
#[derive(Debug, Clone, Default, Hash)]
pub struct FileFormat {
    /// `,` `;` tab or `|`.
    pub delimiter: Option<u8>,
    /// An encoding label such as `windows-1252`; absent: UTF-8, with or without BOM.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// Rows before the first header row.
    pub skip_rows: usize,
    /// Header rows (1 by default; a column may be named by its text in any of them). 0: columns are named by position only.
    pub header_rows: usize,
    /// Rows between the header and the first response that are not responses.
    pub skip_after_header: usize,
    /// Decimal comma instead of a point.
    pub decimal_comma: bool,
    /// How dates are written; absent: ISO 8601 dates and date-times.
    pub date: Option<DateFormat>,
}

/// How dates are written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DateFormat {
    /// Day, month, year in numbers with `.`, `/` or `-` between; a time may follow.
    DayMonthYear,
    /// Month, day, year in numbers; a time may follow.
    MonthDayYear,
    /// Year, month, day in numbers; a time may follow (also ISO).
    YearMonthDay,
    /// A `strftime` pattern such as `%d %B %Y`.
    Pattern(String),
}

/// One way to name a column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ColumnName {
    /// The text of a header cell (in any header row), compared trimmed.
    Header(String),
    /// The position, from 1 (written as a number, or as `"#3"`).
    Position(usize),
}

/// A column by any of several names; the first that a file has is used.
pub type Column = Written<Vec<ColumnName>>;

impl Column {
    /// What it is called where nothing else says it: its first header, or `Column 3`.
    pub fn shown(&self) -> String {
        match self.value.first() {
            Some(ColumnName::Header(header)) => header.clone(),
            Some(ColumnName::Position(position)) => format!("Column {position}"),
            None => String::new(),
        }
    }
}

/// `columns = { … }` of a source.
#[derive(Debug, Clone, Default, Hash)]
pub struct RoleColumns {
    /// Who answered; a repeated id is counted and used once.
    pub respondent: Option<Column>,
    /// When.
    pub date: Option<Column>,
    /// The wave by name, where there is no date.
    pub wave: Option<Column>,
    /// Which brand the row is about.
    pub brand: Option<Column>,
    /// The row's weight.
    pub weight: Option<Column>,
    /// The stratum that the row was drawn in.
    pub stratum: Option<Column>,
    /// The cluster (primary sampling unit) that it was drawn with: a branch, a household, an area.
    pub cluster: Option<Column>,
}

/// One dimension of a source.
#[derive(Debug, Clone, Hash)]
pub struct SegmentConfig {
    /// Its name in references (`nps@region=North`) and addresses.
    pub id: String,
    /// What it is called on the site.
    pub title: String,
    /// Where its values stand; absent when `{id}` in the file name gives them.
    pub column: Option<Column>,
    /// Values in the order in which they are shown; others follow by name.
    pub order: Vec<String>,
    /// Values as they stand in the data, and what is shown instead.
    pub labels: Vec<(String, String)>,
    /// Values that mean that nothing was given (shown as "Not stated").
    pub missing: Vec<String>,
    /// Whether figures are cut by it; if not, it is only there to weight by.
    pub is_shown: bool,
    /// The value of all rows of a file that does not have the column.
    pub default: Option<String>,
    /// Where it was written.
    pub span: Span,
}

/// `[[metric]]` as written: keys that every kind has are checked, those of one kind are kept for it.
#[derive(Debug, Clone)]
pub struct MetricConfig {
    /// Its name in references and addresses.
    pub id: Written<String>,
    /// The kind: a name in the registry of metrics.
    pub kind: Written<String>,
    /// The question that it is computed from.
    pub question: Written<QuestionIx>,
    /// What it is called.
    pub title: Option<String>,
    /// A few words under the title: "very or fairly satisfied".
    pub subtitle: Option<String>,
    /// What else it is called in texts.
    pub aliases: Vec<String>,
    /// A fixed value to reach, in the unit that is printed.
    pub target: Option<Written<f64>>,
    /// How large a difference still counts as none, in the unit that is printed.
    pub margin: Option<Written<f64>>,
    /// A fixed wave to compare with; default the report's.
    pub baseline: Option<Written<Wave>>,
    /// Another metric that measures the same elsewhere: of other people, or by another survey.
    pub beside: Option<Written<String>>,
    /// Which direction is good; default from the question or the kind.
    pub better: Option<Better>,
    /// Decimals that are printed; default by unit.
    pub decimals: Option<usize>,
    /// How many waves its rolling mean takes together; absent: it has none.
    pub rolling: Option<Written<usize>>,
    /// Whether it stands among the headline figures of the overview; default: the first six do.
    pub headline: Option<bool>,
    /// The page that it belongs to beside its own: `service`, `complaints`, `reviews`, `silence`; `none` keeps it off all of them.
    pub page: Option<Written<String>>,
    /// Questions whose share in explaining the answers to `question` is computed (key drivers); mostly empty.
    pub drivers: Vec<Written<QuestionIx>>,
    /// Keys of this kind alone, in the order in which they are written.
    pub params: Vec<MetricParam>,
    /// Where the table begins.
    pub span: Span,
}

/// A key that only one kind of metric has.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricParam {
    /// The key.
    pub key: Written<String>,
    /// Its value.
    pub value: Written<ParamValue>,
}

/// The value of a [`MetricParam`].
#[derive(Debug, Clone, PartialEq)]
pub enum ParamValue {
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list of numbers and texts.
    List(Vec<Written<ParamValue>>),
    /// `true` or `false`.
    Bool(bool),
}

/// `[[event]]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its name in texts: its `id`, else its text as a slug.
    pub id: String,
    /// When.
    pub date: Date,
    /// What happened, in a few words.
    pub text: String,
    /// Only for charts of these metrics; empty: all.
    pub metrics: Vec<Written<String>>,
    /// Whom it concerned; absent: everybody.
    pub group: Option<EventGroup>,
    /// Whom they are held against, whom it did not concern; absent: themselves a year earlier.
    pub against: Option<EventGroup>,
}

/// Customers by their value of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventGroup {
    /// The id of the segment.
    pub segment: Written<String>,
    /// Its values; never empty.
    pub values: Vec<Written<String>>,
}

/// `[[benchmark]]`
#[derive(Debug, Clone)]
pub struct BenchmarkConfig {
    /// A path or glob of CSV files, relative to the site-config.
    pub files: Written<String>,
    /// Where the table begins.
    pub span: Span,
}

/// `[voice]`: which comments may be shown, and how.
#[derive(Debug, Clone, Hash)]
pub struct VoiceConfig {
    /// The source whose comments they are.
    pub source: SourceIx,
    /// The column of the comments.
    pub comment: Column,
    /// The column that says whether a comment may be published; absent where the config says that every writer has agreed.
    pub consent: Option<Column>,
    /// What stands in it for yes.
    pub consent_means: Vec<String>,
    /// The column of the comments' languages (tags such as `de`).
    pub language: Option<Column>,
    /// Metrics whose answers stand beside a comment, by index in [`SiteConfig::metrics`]; the first parts the happy
    /// from the unhappy. Never empty; each is on a scale.
    pub scores: Vec<usize>,
    /// The segment that stands beside a comment, by index in the source's segments.
    pub group: Option<usize>,
    /// Comments from groups of fewer respondents in a wave are not shown.
    pub smallest_group: u64,
    /// Names that are masked.
    pub names: Vec<String>,
    /// Whether a list of names was given.
    pub has_names: bool,
    /// Words that say nothing of a subject, beside those of the languages.
    pub stop_words: Vec<String>,
    /// Languages whose small words are left out.
    pub languages: Vec<String>,
    /// How many comments of each class are drawn by the fixed rule.
    pub drawn: usize,
    /// Waves, up to an edition's own, over which words are counted; at least one.
    pub word_waves: usize,
    /// Where the table begins.
    pub span: Span,
}
