//! Every key of the site-config in one place: the reader, the printed reference and the JSON Schema all use [`KEYS`].

use super::Changed;

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Form {
    /// A text that is not empty.
    Text,
    /// A path or address: a text without control characters.
    Path,
    /// A path, or a list of them.
    Paths,
    /// A whole number between two bounds.
    Integer {
        /// Smallest.
        least: i64,
        /// Largest.
        most: i64,
    },
    /// A whole number between two bounds, or a table from texts to such numbers.
    IntegerOrCounts {
        /// Smallest.
        least: i64,
        /// Largest.
        most: i64,
    },
    /// Any number.
    Number,
    /// `true` or `false`.
    Flag,
    /// A date: `2026-02-10`.
    Date,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of texts or numbers, or one alone.
    Texts,
    /// A list of texts and of lists of texts.
    TextsOrLists,
    /// A list of numbers.
    Numbers,
    /// A column: its header, its position (`3` or `"#3"`), or a list of these of which a file has one.
    Column,
    /// A table from answer texts to whole numbers.
    Codes,
    /// A table from texts to texts.
    Labels,
    /// A table from texts to columns.
    ColumnsOf,
    /// A table from columns to lists of values.
    Conditions,
    /// A table from segments to tables from their values to numbers, or paths of files that hold these.
    Targets,
    /// A table with the keys of this section.
    Table(&'static str),
    /// A list of tables with the keys of this section.
    Tables(&'static str),
    /// A text, or a table with the keys of this section.
    TextOrTable(&'static str),
    /// A list of texts and of tables with the keys of this section.
    TextsOrTables(&'static str),
    /// One of these words, or a list of tables with the keys of this section.
    WordOrTables(&'static [&'static str], &'static str),
}

/// What happens when a key is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// That is an error.
    Required,
    /// This takes its place; empty: nothing.
    Means(&'static str),
}

/// One key of the site-config.
#[derive(Debug, Clone, Copy)]
pub struct KeyDoc {
    /// The section that it stands in: a name in [`SECTIONS`].
    pub section: &'static str,
    /// The key.
    pub key: &'static str,
    /// What it takes.
    pub form: Form,
    /// What happens when it is not written.
    pub absent: Absent,
    /// A value as it may be written.
    pub example: &'static str,
    /// What it means, in one line.
    pub doc: &'static str,
}

/// One section of the site-config.
#[derive(Debug, Clone, Copy)]
pub struct SectionDoc {
    /// Its name in [`KeyDoc::section`]; empty for the file as a whole.
    pub name: &'static str,
    /// How messages call it.
    pub shown: &'static str,
    /// What it is for, in one line.
    pub doc: &'static str,
}

const fn section(name: &'static str, shown: &'static str, doc: &'static str) -> SectionDoc {
    SectionDoc { name, shown, doc }
}

/// Every section.
pub const SECTIONS: &[SectionDoc] = &[
    section("", "the site-config", "the whole file"),
    section("site", "[site]", "what the site is called and where it goes"),
    section("report", "[report]", "us, the waves, and how sure figures must be"),
    section("report.floor", "`floor` of [report]", "smallest bases"),
    section("report.wave", "a named wave of [report]", "a wave with a name of its own"),
    section("source", "[[source]]", "files with one row a response, call, case or order"),
    section("source.columns", "`columns` of [[source]]", "which columns mean what"),
    section("source.long", "`long` of [[source]]", "files with one row an answer"),
    section("source.join", "`join` of [[source]]", "another table with more columns, found by a key"),
    section("source.segments", "a table in `segments`", "a dimension to cut every figure by"),
    section(
        "source.weighting",
        "`weighting` of [[source]]",
        "rim weighting (raking) to known shares of the population",
    ),
    section("question", "[[question]]", "what was asked and how answers are coded"),
    section("question.scale", "`scale`", "a rating scale"),
    section("metric", "[[metric]]", "what is measured; each kind adds keys of its own"),
    section("voice", "[voice]", "comments beside their scores; without this section no comment reaches the site"),
    section(
        "topic",
        "a topic of the file of topics",
        "a file of its own: a table for each topic, its name the topic's id",
    ),
    section("table", "[[table]]", "questions and metrics by groups of customers, with tests between the columns"),
    section("event", "[[event]]", "a dated happening that charts mark"),
    section("break", "[[break]]", "where figures before and after do not measure the same thing"),
    section("claims", "[claims]", "what happens to sentences that the data do not support"),
    section("actions", "[actions]", "what is being done, and which metrics it should move"),
    section("touchpoint", "[[touchpoint]]", "a step of the customer's journey"),
    section("loyalty", "[loyalty]", "who has been a customer for how long"),
    section("cost", "[cost]", "what is assumed about customers who leave; none of it is measured"),
    section("cost.input", "an input of [cost]", "an assumption with its range and its source"),
    section("term", "[[term]]", "a word of your own for the glossary"),
    section("benchmark", "[[benchmark]]", "published figures of others"),
];

const fn required(
    section: &'static str,
    key: &'static str,
    form: Form,
    example: &'static str,
    doc: &'static str,
) -> KeyDoc {
    KeyDoc { section, key, form, absent: Absent::Required, example, doc }
}

const fn optional(
    section: &'static str,
    key: &'static str,
    form: Form,
    default: &'static str,
    example: &'static str,
    doc: &'static str,
) -> KeyDoc {
    KeyDoc { section, key, form, absent: Absent::Means(default), example, doc }
}

use Form::{
    Codes, Column, ColumnsOf, Conditions, Date, Flag, Integer, IntegerOrCounts, Labels, Number, Numbers, Path, Paths,
    Table, Tables, Targets, Text, TextOrTable, Texts, TextsOrLists, TextsOrTables, Word, WordOrTables,
};

const ROWS: Form = Integer { least: 0, most: 1000 };
const BASE: Form = Integer { least: 1, most: 1_000_000 };
const MANY_WAVES: Form = Integer { least: 1, most: 100 };
const CODE: Form = Integer { least: -1_000_000, most: 1_000_000 };
/// What answers on no scale can be.
const TYPES: &[&str] = &["number", "percent", "duration", "elapsed", "totals", "index", "repeat", "per_customer"];
const MONTHS: Form = Word(&[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]);

/// Every key.
#[rustfmt::skip]
pub const KEYS: &[KeyDoc] = &[
    required("", "site", Table("site"), "[site]", "what the site is called and where it goes"),
    optional("", "report", Table("report"), "", "[report]", "us, the waves, and how sure figures must be"),
    required("", "source", Tables("source"), "[[source]]", "files of responses"),
    optional("", "question", Tables("question"), "", "[[question]]", "what was asked; a metric may also name its column itself"),
    required("", "metric", Tables("metric"), "[[metric]]", "what is measured"),
    optional("", "voice", Table("voice"), "no comment is used", "[voice]", "which comments may be shown, and how"),
    optional("", "table", Tables("table"), "", "[[table]]", "tables of questions and metrics by groups"),
    optional("", "break", Tables("break"), "", "[[break]]", "where figures before and after do not measure the same thing"),
    optional("", "event", Tables("event"), "", "[[event]]", "dated happenings that charts mark"),
    optional("", "claims", Table("claims"), "", "[claims]", "what happens to sentences that the data do not support"),
    optional("", "actions", Table("actions"), "", "[actions]", "a list of what is being done, and which metrics it should move"),
    optional("", "touchpoint", Tables("touchpoint"), "", "[[touchpoint]]", "the steps of the customer's journey, in order"),
    optional("", "loyalty", Table("loyalty"), "", "[loyalty]", "who has been a customer for how long"),
    optional("", "cost", Table("cost"), "", "[cost]", "what is assumed about customers who leave"),
    optional("", "term", Tables("term"), "", "[[term]]", "words of your own for the glossary"),
    optional("", "benchmark", Tables("benchmark"), "", "[[benchmark]]", "published figures of others"),

    required("site", "title", Text, "title = \"Northwind Mobile: how customers see us\"", "the title of the report"),
    optional("site", "base_url", Path, "", "base_url = \"https://northwind.github.io/cx-report/\"", "the address where it will be published; needed for the feed and the sitemap"),
    optional("site", "footer", Text, "", "footer = \"Customer Insight, insight@northwind.example\"", "what stands at the foot of every page: whose work it is, whom to ask"),
    optional("site", "language", Text, "en-GB", "language = \"en-GB\"", "language tag for words and number formats"),
    optional("site", "output", Path, "public", "output = \"public\"", "the folder that is written"),
    optional("site", "templates", Path, "templates", "templates = \"templates\"", "the folder of your own templates, if you have any"),

    optional("report", "brand", Text, "", "brand = \"Northwind\"", "us, as the data name us; every other brand is a competitor; required if a source has brands"),
    optional("report", "wave", WordOrTables(&["month", "quarter", "half", "year", "single", "none"], "report.wave"), "quarter, or single if no source has dates", "wave = \"quarter\"", "how responses are cut into waves: a period, a list of named waves, or `single` (also `none`) for one wave of everything"),
    optional("report", "wave_name", Text, "All responses", "wave_name = \"Survey 2026\"", "what a single wave is called"),
    optional("report", "fiscal_year_starts", MONTHS, "january", "fiscal_year_starts = \"april\"", "the month in which a year begins"),
    optional("report", "edition", Text, "latest", "edition = \"2026-Q3\"", "the wave that the report is about, or `latest`"),
    optional("report", "baseline", Text, "", "baseline = \"2024-Q4\"", "a fixed wave to compare with"),
    optional("report", "first_wave", Text, "the first with a base that may be shown", "first_wave = \"2024-Q4\"", "the wave in which measurement began; rows from before are left out"),
    optional("report", "commentary", Path, "", "commentary = \"commentary\"", "the folder with a folder of commentary for each edition"),
    optional("report", "typed_figures", Word(&["warning", "error", "off"]), "warning", "typed_figures = \"error\"", "what a figure in a text is that the data contradict"),
    optional("report", "raw_html", Word(&["text", "sanitise"]), "text", "raw_html = \"sanitise\"", "what HTML in a text is: shown as text, or kept without what runs, styles or loads"),
    optional("report", "floor", Table("report.floor"), "", "floor = { suppress_below = 10, flag_below = 30 }", "smallest bases"),
    optional("report", "confidence", Number, "0.95", "confidence = 0.95", "the level of intervals and tests, from 0.5 to 0.9999"),
    optional("report", "data_until", Date, "the last date in the source of the first metric", "data_until = 2026-09-30", "the last day that the data cover"),

    optional("report.floor", "suppress_below", BASE, "10", "suppress_below = 10", "figures on fewer answers are not shown"),
    optional("report.floor", "flag_below", BASE, "30, or suppress_below if that is more", "flag_below = 30", "figures on a smaller effective base are marked and not tested"),

    required("report.wave", "name", Text, "name = \"Spring 2026\"", "what the wave is called"),
    required("report.wave", "from", Date, "from = 2026-03-01", "its first day"),
    required("report.wave", "to", Date, "to = 2026-05-31", "its last day"),

    optional("source", "id", Text, "responses, if there is one source", "id = \"survey\"", "its name in the rest of the config"),
    optional("source", "title", Text, "the id, as words", "title = \"Relationship survey\"", "what it is called on the site"),
    optional("source", "population", Word(&["customers", "employees"]), "customers", "population = \"employees\"", "who answers in it"),
    required("source", "files", Paths, "files = \"responses/*.csv\"", "a path or pattern, or a list of these; `{wave}`, `{brand}` or `{<segment id>}` in it takes a value from the file's name"),
    optional("source", "columns", Table("source.columns"), "", "columns = { date = \"completed\", weight = \"weight\" }", "which columns mean what"),
    optional("source", "segments", TextsOrTables("source.segments"), "", "segments = [\"region\", \"tenure\"]", "the columns to cut every figure by"),
    optional("source", "frame", IntegerOrCounts { least: 1, most: 1_000_000_000 }, "unknown, or large", "frame = 4200", "how many the rows of each wave were drawn from (with a column of clusters: how many clusters; with strata a number for each, `{ North = 4200, South = 1800 }`): standard errors shrink by the part that was asked (finite population correction)"),
    optional("source", "same_respondents", Word(&["wave", "always"]), "ids only find duplicates", "same_respondents = \"wave\"", "rows with the same id are one person: `wave` within a wave (who rates several brands), `always` over waves as well (a panel); comparisons then take into account that the same people answered"),
    optional("source", "weighting", Table("source.weighting"), "", "weighting = { targets = { region = { North = 40, South = 60 } } }", "known shares of the population that the rows of each wave are weighted to (rim weighting)"),
    optional("source", "long", Table("source.long"), "", "long = { question = \"attribute\", answer = \"score\" }", "one row is one answer: rows of the same respondent, wave and brand are one response"),
    optional("source", "join", Tables("source.join"), "", "join = [{ files = \"stores.csv\", on = \"store_id\" }]", "tables that have more columns for the rows, found by a key"),
    optional("source", "delimiter", Text, "found in the file", "delimiter = \"semicolon\"", "comma, semicolon, tab or pipe"),
    optional("source", "encoding", Text, "UTF-8", "encoding = \"windows-1252\"", "how the files' letters are encoded"),
    optional("source", "skip_rows", ROWS, "0", "skip_rows = 2", "rows before the first header row"),
    optional("source", "header_rows", ROWS, "1", "header_rows = 1", "header rows; 0 if the files have none"),
    optional("source", "skip_after_header", ROWS, "0", "skip_after_header = 1", "rows after the header that are not responses"),
    optional("source", "decimal_comma", Flag, "false", "decimal_comma = true", "numbers are written 4,5 instead of 4.5"),
    optional("source", "date_format", Text, "iso", "date_format = \"dmy\"", "dmy, mdy, ymd, iso, or a strftime pattern such as `%d %B %Y`"),

    optional("source.columns", "respondent", Column, "", "respondent = \"response_id\"", "who answered; a repeated id is counted and used once"),
    optional("source.columns", "date", Column, "", "date = \"completed\"", "when; needed unless the wave is given in another way"),
    optional("source.columns", "wave", Column, "", "wave = \"wave\"", "the wave by name, where there is no date"),
    optional("source.columns", "brand", Column, "", "brand = \"brand\"", "which brand the row is about"),
    optional("source.columns", "weight", Column, "", "weight = \"weight\"", "the row's weight"),
    optional("source.columns", "stratum", Column, "", "stratum = \"stratum\"", "the stratum that the row was drawn in; standard errors then come from within strata"),
    optional("source.columns", "cluster", Column, "", "cluster = \"branch_id\"", "the cluster (primary sampling unit) that the row was drawn with, such as a branch or a household; standard errors then come from what clusters differ by"),

    required("source.long", "question", Column, "question = \"attribute\"", "the column of the question; the `column` of a [[question]] is a text that stands there"),
    required("source.long", "answer", Column, "answer = \"score\"", "the column of the answer"),

    required("source.join", "files", Path, "files = \"stores.csv\"", "a path or pattern of the table's files"),
    required("source.join", "on", Column, "on = \"store_id\"", "the column of the source that holds the key"),
    optional("source.join", "key", Column, "as in `on`", "key = \"id\"", "the column of the table that holds the key"),

    required("source.segments", "id", Text, "id = \"region\"", "its name in references and addresses"),
    optional("source.segments", "column", Column, "the id", "column = \"Region of home\"", "where its values stand"),
    optional("source.segments", "title", Text, "the id, as words", "title = \"Region\"", "what it is called on the site"),
    optional("source.segments", "order", Texts, "", "order = [\"North\", \"South\"]", "values in the order in which they are shown; others follow by name"),
    optional("source.segments", "labels", Labels, "", "labels = { N = \"North\", S = \"South\" }", "values in the data, and what is shown instead"),
    optional("source.segments", "default", Text, "", "default = \"Phone\"", "the value of all rows of a file that does not have the column"),
    optional("source.segments", "missing", Texts, "", "missing = [\"unknown\"]", "values that mean that nothing was given"),
    optional("source.segments", "show", Flag, "true", "show = false", "whether figures are cut by it; `false` for one that is only there to weight by"),

    required("source.weighting", "targets", Targets, "targets = { region = { North = 40, South = 60 } }", "a table for each segment to weight by: its values with their shares, percentages or counts in the population; of several segments together (post-stratification) `\"region × age\" = { \"North × 18-34\" = 12, … }`; or a CSV file for each of these, `targets = \"population.csv\"`, with a column named like each segment and a column `target`"),
    optional("source.weighting", "within", Word(&["wave", "brand"]), "wave", "within = \"brand\"", "whether the rows of a wave meet the targets together, or those of each brand by themselves"),
    optional("source.weighting", "errors", Word(&["given", "residual"]), "given", "errors = \"residual\"", "whether standard errors take the weights as given, which errs to the safe side, or count only what the targets leave unexplained"),
    optional("source.weighting", "least", Number, "no bound", "least = 0.2", "the least weight, as a multiple of the mean weight"),
    optional("source.weighting", "most", Number, "no bound", "most = 5", "the greatest weight, as a multiple of the mean weight"),

    required("question", "id", Text, "id = \"recommend\"", "its name in the rest of the config"),
    optional("question", "source", Text, "the only source", "source = \"survey\"", "the source that it was asked in"),
    optional("question", "column", Column, "", "column = \"q1_recommend\"", "the column of its answers; a list if files name it differently"),
    optional("question", "text", Text, "the column's header", "text = \"How likely are you to recommend {brand}?\"", "the wording; `{brand}` stands for the brand asked about"),
    optional("question", "scale", TextOrTable("question.scale"), "from `answers`", "scale = { from = 0, to = 10, better = \"high\" }", "the rating scale; also as a text: \"0-10\""),
    optional("question", "choices", Texts, "", "choices = [\"yes\", \"no\"]", "answers without an order"),
    optional("question", "type", Word(TYPES), "", "type = \"duration\"", "for answers on no scale: any number, a percentage, a length of time, the time from one date to another, numbers of events, a mean of other questions, or what customers do again"),
    optional("question", "from", Column, "", "from = \"opened\"", "with `type = \"elapsed\"`: the column of the date, or date and time, of the beginning"),
    optional("question", "to", Column, "", "to = \"first_answer\"", "with `type = \"elapsed\"`: the column of the end; blank while it is open"),
    optional("question", "out_of", Column, "", "out_of = \"offered\"", "with `type = \"totals\"`: the column of the total that `column` is a part of; of two, the larger first"),
    optional("question", "independent", Flag, "false", "independent = true", "with `type = \"totals\"`: each event is somebody or something by itself (people who were invited, customers), so that intervals count events and not rows"),
    optional("question", "multiple", Text, "", "multiple = \";\"", "several of the choices stand in one cell with this text between them"),
    optional("question", "questions", Texts, "", "questions = [\"courtesy\", \"reliability\"]", "with `type = \"index\"`: the ratings that it is the mean of, each turned to 0 to 100"),
    optional("question", "weights", Numbers, "all the same", "weights = [2, 1]", "with `questions`: how much each counts, in their order"),
    optional("question", "least", Integer { least: 1, most: 1000 }, "half of them", "least = 4", "with `questions`: how many of them must be answered"),
    optional("question", "customer", Column, "", "customer = \"customer_id\"", "with `type = \"repeat\"` or `\"per_customer\"`: who; the same in all files"),
    optional("question", "within_days", Integer { least: 0, most: 3660 }, "", "within_days = 7", "with `type = \"repeat\"`: how soon the customer came back"),
    optional("question", "same", Column, "", "same = \"reason\"", "with `type = \"repeat\"`: only contacts that have the same in this column"),
    optional("question", "frame", Text, "", "frame = \"customers\"", "with `type = \"per_customer\"`: a question of `type = \"totals\"` in another source with the number of all customers"),
    optional("question", "columns", ColumnsOf, "", "columns = { \"Shop\" = \"used_shop\", \"Web\" = \"used_web\" }", "several choices, each with a column of its own (1 or blank, yes or no, or the choice itself)"),
    optional("question", "answers", Codes, "", "answers = { \"Very satisfied\" = 5, \"Satisfied\" = 4 }", "texts that stand for a code of the scale"),
    optional("question", "missing", Texts, "", "missing = [99, \"refused\"]", "cells that mean that nothing was answered; an empty cell always does"),
    optional("question", "dont_know", Texts, "", "dont_know = [98, \"don't know\"]", "cells that mean don't know or not applicable"),
    optional("question", "asked_if", Conditions, "", "asked_if = { outcome = [\"answered\"] }", "only rows in which each of these columns has one of these values were asked"),
    optional("question", "cut_short_if", Conditions, "", "cut_short_if = { outcome = [\"abandoned\"] }", "of a length of time: rows in which it did not come to its end (callers who hung up), so that all that is known is that it would have been longer"),
    optional("question", "scale_is_sure", Flag, "false", "scale_is_sure = true", "the scale is right although the data look like another one"),

    required("question.scale", "from", CODE, "from = 0", "the lowest code"),
    required("question.scale", "to", CODE, "to = 10", "the highest code"),
    optional("question.scale", "better", Word(&["high", "low"]), "high", "better = \"high\"", "which end is good"),

    optional("metric", "id", Text, "the kind", "id = \"nps\"", "its name in references and addresses"),
    required("metric", "kind", Text, "kind = \"nps\"", "what is computed; `wavemark list metrics` shows all kinds and their keys"),
    optional("metric", "question", Text, "the question with the metric's id, or the only question", "question = \"recommend\"", "the question that it is computed from"),
    optional("metric", "title", Text, "from the kind, and from the question where several have the same", "title = \"Net Promoter Score\"", "what it is called"),
    optional("metric", "subtitle", Text, "", "subtitle = \"very or fairly satisfied\"", "a few words under the title"),
    optional("metric", "aliases", Texts, "", "aliases = [\"NPS\", \"net promoter\"]", "what else it is called in texts, where figures near its name are compared with the data"),
    optional("metric", "target", Number, "", "target = 40", "a value to reach, in the unit that is printed"),
    optional("metric", "margin", Number, "", "margin = 2", "how large a difference still counts as none, in the unit that is printed: for the claims `steady` and `level`"),
    optional("metric", "baseline", Text, "the report's", "baseline = \"2025-Q2\"", "a fixed wave of its own to compare with, such as its first"),
    optional("metric", "beside", Text, "", "beside = \"nps\"", "another metric that measures the same of other people or by another survey: shown side by side, never joined"),
    optional("metric", "better", Word(&["high", "low"]), "from the question or the kind", "better = \"low\"", "which direction is good"),
    optional("metric", "decimals", Integer { least: 0, most: 6 }, "by unit", "decimals = 1", "decimals that are printed"),
    optional("metric", "rolling", Integer { least: 2, most: 60 }, "", "rolling = 4", "so many waves, of which the mean is shown as well: for figures that move more by chance than by anything else"),
    optional("metric", "headline", Flag, "the first six are", "headline = true", "whether it is a headline figure of the overview"),
    optional("metric", "drivers", Texts, "", "drivers = [\"reliability\", \"courtesy\"]", "questions of the same source, on scales: how much of the answers to `question` goes with each (key drivers)"),
    optional("metric", "page", Word(&["service", "complaints", "reviews", "silence", "none"]), "service, if its source is not the relationship survey; silence for response rates and blanks", "page = \"service\"", "a page that shows it beside its own"),
    optional("metric", "column", Column, "", "column = \"q1_recommend\"", "instead of `question`: the column, for a question that needs no table of its own"),
    optional("metric", "source", Text, "the only source", "source = \"survey\"", "with `column`: the source"),
    optional("metric", "text", Text, "the column's header", "text = \"How likely are you to recommend us?\"", "with `column`: the wording"),
    optional("metric", "scale", TextOrTable("question.scale"), "0 to 10 for nps", "scale = \"1-5\"", "with `column`: the rating scale"),
    optional("metric", "choices", Texts, "", "choices = [\"yes\", \"no\"]", "with `column`: answers without an order"),
    optional("metric", "type", Word(TYPES), "duration for the kind duration", "type = \"number\"", "with `column`: any number, a percentage, a length of time, or numbers of events"),
    optional("metric", "from", Column, "", "from = \"opened\"", "instead of `question`: the column of the beginning of a time"),
    optional("metric", "to", Column, "", "to = \"first_answer\"", "with `from`: the column of its end; blank while it is open"),
    optional("metric", "out_of", Column, "", "out_of = \"offered\"", "with `column`: the total that it is a part of"),
    optional("metric", "independent", Flag, "false", "independent = true", "with `out_of`, `invited` or a `count` of totals: each event is somebody or something by itself, so that intervals count events and not rows"),
    optional("metric", "multiple", Text, "", "multiple = \";\"", "with `column`: what stands between several choices in one cell"),
    optional("metric", "questions", Texts, "", "questions = [\"courtesy\", \"reliability\"]", "instead of `question`: the ratings of an index, or the questions of the kind `missing`"),
    optional("metric", "weights", Numbers, "all the same", "weights = [2, 1]", "with `questions`: how much each counts in an index"),
    optional("metric", "least", Integer { least: 1, most: 1000 }, "half of them", "least = 4", "with `questions`: how many of an index must be answered"),
    optional("metric", "customer", Column, "", "customer = \"customer_id\"", "instead of `question`, for `repeat` and `per_customer`: who"),
    optional("metric", "within_days", Integer { least: 0, most: 3660 }, "", "within_days = 7", "with `customer`: how soon the customer came back"),
    optional("metric", "same", Column, "", "same = \"reason\"", "with `customer`: only contacts that have the same in this column"),
    optional("metric", "frame", Text, "", "frame = \"customers\"", "with `customer`: a question of `type = \"totals\"` in another source with the number of all customers"),
    optional("metric", "invited", Column, "", "invited = \"invited\"", "for `response_rate`: the column of those who were asked to take part"),
    optional("metric", "started", Column, "", "started = \"started\"", "for `response_rate`: the column of those of them who began"),
    optional("metric", "completed", Column, "", "completed = \"completed\"", "for `response_rate`: the column of those of them who came to the end"),
    optional("metric", "columns", ColumnsOf, "", "columns = { \"Shop\" = \"used_shop\", \"Web\" = \"used_web\" }", "instead of `question`: several choices, each with a column of its own"),
    optional("metric", "missing", Texts, "", "missing = [99]", "with `column`: cells that mean that nothing was answered"),
    optional("metric", "dont_know", Texts, "", "dont_know = [98]", "with `column`: cells that mean don't know"),
    optional("metric", "asked_if", Conditions, "", "asked_if = { outcome = [\"answered\"] }", "with `column`: which rows were asked"),
    optional("metric", "cut_short_if", Conditions, "", "cut_short_if = { outcome = [\"abandoned\"] }", "with `column`: rows in which the length of time did not come to its end"),
    optional("metric", "scale_is_sure", Flag, "false", "scale_is_sure = true", "with `column`: the scale is right although the data look like another one"),

    optional("voice", "source", Text, "the only source", "source = \"survey\"", "the source whose comments they are"),
    required("voice", "comment", Column, "comment = \"comment\"", "the column of the comments"),
    optional("voice", "consent", Column, "", "consent = \"consent\"", "the column that says whether a comment may be published; only those that say yes are shown. Without it `everybody_agreed` is asked for"),
    optional("voice", "consent_means", Texts, "yes", "consent_means = [\"yes\", \"I agree\"]", "what stands in that column for yes"),
    optional("voice", "everybody_agreed", Flag, "false", "everybody_agreed = true", "without `consent`: everybody whose comment is in the data agreed that it is published, which the site then says in your name"),
    optional("voice", "language", Column, "", "language = \"language\"", "the column of the comments' languages, as tags such as `de`"),
    optional("voice", "scores", Texts, "the source's first metric on a scale", "scores = [\"nps\", \"csat\"]", "metrics whose answers stand beside a comment; the first parts the happy from the unhappy"),
    optional("voice", "group", Text, "", "group = \"region\"", "the segment that stands beside a comment"),
    optional("voice", "smallest_group", BASE, "50", "smallest_group = 50", "comments from groups of fewer respondents in a wave are not shown; never less than `suppress_below`"),
    optional("voice", "names", Path, "", "names = \"names.txt\"", "a file of names that are masked, one a line; `Penrose*` stands for every word that begins so"),
    optional("voice", "topics", Path, "", "topics = \"topics.toml\"", "a file of topics; each is a metric `topic-<id>`: the share of comments about it"),
    optional("voice", "stop_words", Texts, "", "stop_words = [\"Northwind\"]", "words that say nothing of a subject, beside those of the languages"),
    optional("voice", "languages", Texts, "the site's", "languages = [\"en\", \"de\"]", "languages whose small words are left out; those that a script tells always are"),
    optional("voice", "drawn", ROWS, "2", "drawn = 2", "how many comments of each class are drawn by the fixed rule; 0 for none"),
    optional("voice", "word_waves", MANY_WAVES, "1", "word_waves = 4", "waves, up to an edition's own, over which words are counted"),

    optional("topic", "title", Text, "the id, as words", "title = \"Delivery\"", "what it is called on the site"),
    required("topic", "words", Texts, "words = [\"deliver*\", \"call back\"]", "words and phrases of any language, any of which makes a comment one about the topic; `*` at the end of a word stands for any ending"),

    required("table", "id", Text, "id = \"regions\"", "its name in addresses and files"),
    optional("table", "title", Text, "the id, as words", "title = \"Regions and customer types\"", "what it is called"),
    required("table", "rows", Texts, "rows = [\"satisfaction\", \"nps\"]", "metrics, a row each, and questions, a row for each answer; where a metric has the same name, `question:<name>` means the question"),
    required("table", "columns", TextsOrLists, "columns = [\"region\", \"tenure\", [\"region\", \"tenure\"]]", "segments; two in a list of their own nest, the second within the first"),
    optional("table", "wave", Text, "the edition's", "wave = \"2026-Q2\"", "the wave that it is about"),
    optional("table", "adjust", Word(&["holm", "benjamini-hochberg", "none"]), "holm; benjamini-hochberg for a table of more than 45 pairs of columns", "adjust = \"holm\"", "how the p-values of each row are adjusted for their number"),
    optional("table", "lower_case", Flag, "false", "lower_case = true", "whether a weaker difference (twice the level of the others) has a small letter"),

    optional("event", "id", Text, "its text as in addresses", "id = \"courier\"", "its name in texts: `{{ event:courier }}` is its date"),
    required("event", "date", Date, "date = 2026-02-10", "when"),
    required("event", "text", Text, "text = \"New courier in the north\"", "what happened, in a few words"),
    optional("event", "metrics", Texts, "all", "metrics = [\"nps\"]", "only for charts of these metrics"),
    optional("event", "group", Conditions, "everybody", "group = { region = \"North\" }", "whom it concerned: a segment with one or several of its values, whose months before and after are set against each other"),
    optional("event", "against", Conditions, "the same a year earlier", "against = { region = [\"South\", \"West\"] }", "whom it did not concern: other values of the same segment, whose change at the same time is taken off (difference in differences)"),

    optional("break", "wave", Text, "", "wave = \"2026-Q1\"", "the first wave of the new way; or `date`"),
    optional("break", "date", Date, "", "date = 2026-02-10", "the first day of the new way, where it began within a wave; or `wave`"),
    optional("break", "questions", Texts, "", "questions = [\"recommend\"]", "only for metrics of these questions; without `questions`, `metrics` and `source`, for all"),
    optional("break", "metrics", Texts, "", "metrics = [\"nps\"]", "only for these metrics"),
    optional("break", "source", Text, "", "source = \"survey\"", "only for metrics of this source"),
    required("break", "what", Word(Changed::WORDS), "what = \"wording\"", "what changed"),
    required("break", "text", Text, "text = \"Asked by web instead of telephone\"", "the same in a few words; it stands in charts and on the methods page"),

    optional("claims", "unproven", Word(&["error", "warning"]), "error", "unproven = \"warning\"", "whether a sentence that the data neither prove nor contradict stops the build; one that they contradict always does"),

    required("actions", "files", Path, "files = \"actions.csv\"", "a path or pattern of CSV files, or of Markdown files with a table; columns: id, what, owner, started, due, state, metric"),

    required("touchpoint", "id", Text, "id = \"delivery\"", "its name in addresses"),
    optional("touchpoint", "title", Text, "the id, as words", "title = \"The parcel arrives\"", "what it is called"),
    required("touchpoint", "metrics", Texts, "metrics = [\"ces\", \"wait\"]", "what it is measured by; the first stands for it along the journey"),

    required("loyalty", "segment", Text, "segment = \"tenure\"", "the segment that says how long somebody has been a customer"),

    optional("cost", "currency", Text, "", "currency = \"£\"", "what stands before amounts of money"),
    required("cost", "customers", Table("cost.input"), "customers = { value = 240000, source = \"Billing, September\" }", "how many customers there are"),
    required("cost", "margin", Table("cost.input"), "margin = { value = 90, low = 70, high = 110, source = \"Finance\" }", "what a customer brings in a year"),
    required("cost", "leave_for_service", Table("cost.input"), "leave_for_service = { value = 4, source = \"Exit calls\" }", "the percentage of customers who leave in a year because of poor service"),
    optional("cost", "leave_in_silence", Table("cost.input"), "", "leave_in_silence = { value = 90, source = \"…\" }", "the percentage of these who leave without having complained"),
    optional("cost", "tell_others", Table("cost.input"), "", "tell_others = { value = 9, source = \"…\" }", "how many others each of these tells"),
    optional("cost", "put_off", Table("cost.input"), "", "put_off = { value = 1, source = \"…\" }", "the percentage of those told who would have become customers and do not"),
    optional("cost", "stay", Table("cost.input"), "", "stay = { value = 85, source = \"…\" }", "the percentage of customers who stay from one year to the next; with `discount` for the worth of a customer over the years"),
    optional("cost", "discount", Table("cost.input"), "", "discount = { value = 8, source = \"…\" }", "the yearly rate of discount in per cent"),

    required("cost.input", "value", Number, "value = 4", "what is assumed"),
    optional("cost.input", "low", Number, "value", "low = 3", "the least that it may be"),
    optional("cost.input", "high", Number, "value", "high = 6", "the most that it may be"),
    required("cost.input", "source", Text, "source = \"Finance, budget 2026\"", "where the assumption comes from; it is printed"),

    required("term", "name", Text, "name = \"Promise\"", "the word"),
    required("term", "text", Text, "text = \"A first answer within 24 hours.\"", "what it means, in plain words"),

    required("benchmark", "files", Path, "files = \"benchmarks.csv\"", "a path or pattern of CSV files"),
];

/// The keys of one section, in the order of the reference.
pub fn keys_of(section: &str) -> impl Iterator<Item = &'static KeyDoc> + Clone + use<'_> {
    KEYS.iter().filter(move |doc| doc.section == section)
}

/// How messages call a section.
pub fn shown(section: &str) -> &'static str {
    SECTIONS.iter().find(|doc| doc.name == section).map_or("", |doc| doc.shown)
}
