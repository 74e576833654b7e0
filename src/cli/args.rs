//! What can be written on the command line.

use crate::config::FileFormat;
use clap::{Args, Parser, Subcommand, ValueEnum};
use encoding_rs::Encoding;
use std::path::PathBuf;

/// Turns survey responses and Markdown commentary into a customer-experience report: a static site in which no
/// number lacks its base and its uncertainty.
#[derive(Debug, Parser)]
#[command(name = "wavemark", version, arg_required_else_help = true, after_help = HELP)]
pub(super) struct CommandLine {
    #[command(flatten)]
    pub(super) options: Options,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub(super) struct Options {
    /// The project's configuration; paths in it are relative to its folder
    #[arg(long, value_name = "FILE", default_value = "site-config.toml", global = true)]
    pub(super) config: PathBuf,
    /// Treat warnings like errors
    #[arg(long, global = true)]
    pub(super) strict: bool,
    /// For people; for programs: problems as JSON lines on standard output; for GitHub Actions: as annotations
    #[arg(long, value_enum, default_value_t = Format::Text, global = true)]
    pub(super) format: Format,
    /// Read all data anew, and keep nothing for the next run
    #[arg(long, global = true)]
    pub(super) no_cache: bool,
    /// Print errors and warnings only
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// `auto` colours on a terminal and obeys NO_COLOR and CLICOLOR_FORCE
    #[arg(long, value_enum, default_value_t = Colour::Auto, value_name = "WHEN", global = true)]
    pub(super) color: Colour,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build the report: read everything, write the site
    #[command(after_help = BUILD)]
    Build {
        /// Print where the time went, stage by stage, to standard error
        #[arg(long)]
        timings: bool,
    },
    /// Find every problem and write nothing
    #[command(after_help = CHECK)]
    Check,
    /// Preview the report while it is written: a browser follows each save
    #[cfg(feature = "watch")]
    #[command(after_help = WATCH)]
    Watch(Watch),
    /// Record which figures each paragraph was written against, to be told when they move
    #[command(after_help = ACCEPT)]
    Accept {
        /// Texts; without any, all of every edition
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Compute every figure of a published site again and list what differs
    #[command(after_help = VERIFY)]
    Verify {
        /// The published folder [default: `output` of the configuration]
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// Take away what builds keep to be quicker the next time
    #[command(after_help = CLEAN)]
    Clean,
    /// Make a new project that builds at once
    #[command(after_help = INIT)]
    Init {
        /// The project's folder: a new or an empty one
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Print what a figure or a claim rests on
    #[command(after_help = EXPLAIN)]
    Explain {
        /// A figure (`nps@region=north`) or a claim (`nps/rose/previous`), as commentary has them
        #[arg(value_name = "REFERENCE")]
        reference: String,
        /// The edition's wave; the newest edition unless given
        #[arg(long, value_name = "WAVE")]
        edition: Option<String>,
    },
    /// Print what exists: kinds of metrics, charts and pages, configuration keys, columns of data
    #[command(after_help = LIST, arg_required_else_help = true)]
    List {
        #[command(subcommand)]
        what: List,
    },
}

/// How to preview.
#[cfg(feature = "watch")]
#[derive(Debug, Args)]
pub(super) struct Watch {
    /// Open the preview in a browser
    #[arg(long)]
    pub(super) open: bool,
    /// Port; without it 3030, or the next free one
    #[arg(long, value_name = "N")]
    pub(super) port: Option<u16>,
    /// Let others on the network look: the name or address to be called by, or 0.0.0.0 for every address
    #[arg(long, value_name = "NAME")]
    pub(super) host: Option<String>,
    /// Look at the files again and again, on disks that tell nothing of changes
    #[arg(long)]
    pub(super) poll: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum List {
    /// The kinds of metrics, with formula, source and the keys that each takes
    #[command(after_help = LIST_METRICS)]
    Metrics,
    /// The charts that commentary can ask for
    #[command(after_help = LIST_CHARTS)]
    Charts,
    /// What commentary can claim of a figure, with an example of each
    #[command(after_help = LIST_CLAIMS)]
    Claims,
    /// Main points that the data support, as Markdown to paste into `overview.md`
    #[command(after_help = LIST_POINTS)]
    Points {
        /// The edition's wave; the newest edition unless given
        #[arg(long, value_name = "WAVE")]
        edition: Option<String>,
    },
    /// The pages of a report
    #[command(after_help = LIST_PAGES)]
    Pages,
    /// The columns of CSV files with their most frequent values, to write a configuration by looking
    #[command(after_help = LIST_COLUMNS)]
    Columns(ColumnsOf),
    /// Every key of the configuration; with `--format json` its JSON Schema, for editors
    #[command(after_help = LIST_CONFIG)]
    Config,
}

/// Which files to look into, and how they are written where that cannot be found out.
#[derive(Debug, Args)]
pub(super) struct ColumnsOf {
    /// CSV files; without any, the files of every source in the configuration
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Rows before the first header row
    #[arg(long, value_name = "N", default_value_t = 0, requires = "files")]
    skip_rows: usize,
    /// Header rows; 0 if the file has none
    #[arg(long, value_name = "N", default_value_t = 1, requires = "files")]
    header_rows: usize,
    /// What separates the cells, if it is not found out
    #[arg(long, value_enum, requires = "files")]
    delimiter: Option<Delimiter>,
    /// How letters are encoded, if not in UTF-8: windows-1252, utf-16le, …
    #[arg(long, value_name = "LABEL", value_parser = encoding, requires = "files")]
    encoding: Option<&'static Encoding>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Delimiter {
    Comma,
    Semicolon,
    Tab,
    Pipe,
}

impl ColumnsOf {
    pub(super) fn format(&self) -> FileFormat {
        let delimiter = self.delimiter.map(|delimiter| match delimiter {
            Delimiter::Comma => b',',
            Delimiter::Semicolon => b';',
            Delimiter::Tab => b'\t',
            Delimiter::Pipe => b'|',
        });
        let (skip_rows, header_rows) = (self.skip_rows, self.header_rows);
        FileFormat { delimiter, encoding: self.encoding, skip_rows, header_rows, ..FileFormat::default() }
    }
}

fn encoding(label: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label(label.as_bytes()).ok_or_else(|| "this encoding is not known".into())
}

const HELP: &str = "\
Start here:
  wavemark init my-report             make a small project that builds
  cd my-report
  wavemark build                      write the site to public/, then open public/index.html
  wavemark list columns export.csv    look at your own data, to write site-config.toml

Exit codes: 0 fine, also with warnings; 1 the report has errors (with --strict: or warnings); 2 wrong usage.";

const ACCEPT: &str = "\
Examples:
  wavemark accept                                     every text as it stands now
  wavemark accept commentary/2026-q3/overview.md      this text alone

It writes `accepted.toml` beside the texts; keep it with them. When a figure moves by more than its rounding, `check`
and `build` name the paragraphs that were written when it was another. A paragraph whose words change is a new one.";

const BUILD: &str = "\
Examples:
  wavemark build                                   reads site-config.toml here, writes public/
  wavemark build --config reports/q3/site-config.toml
  wavemark build --strict                          warnings stop it too: for a server that publishes
  wavemark build --format json | jq .message       problems for programs, one JSON object a line

With errors nothing is written: the site that was published last stays as it is. Files in the output folder that
Wavemark did not write are never touched.";

const CLEAN: &str = "\
Examples:
  wavemark clean                                   takes away .wavemark/ beside site-config.toml
  wavemark build --no-cache                        reads all data anew, without taking anything away

Builds keep what they counted in the data, so that only data that changed are read the next time. Figures are the same
with and without it; git ignores the folder.";

const CHECK: &str = "\
Examples:
  wavemark check                   before a commit: configuration, data, commentary, templates, links
  wavemark check --strict          exit code 1 for a warning too
  wavemark check --format json     severity, code, message, file, line, column, end_line, end_column, hints
  wavemark check --format github   in a workflow: problems beside the changed lines of a pull request";

const VERIFY: &str = "\
Examples:
  wavemark verify                  the site that the last build published
  wavemark verify public/          a folder: a download of the site, or a branch that is published
  wavemark verify --format json    each difference as a JSON object, with the page's file, line and column

Exit codes: 0 every figure of every page, chart and file is what the data give; 1 something differs: a figure, the
data or the program since, a file that is missing, left over or changed by hand.";

const INIT: &str = "\
Examples:
  wavemark init my-report          a folder with configuration, sample data, commentary and a README
  wavemark init .                  in a repository that was just cloned and is still empty

Nothing is ever overwritten: a folder that holds anything but `.git` is refused.";

const LIST: &str = "\
Examples:
  wavemark list metrics
  wavemark list columns responses/*.csv
  wavemark list config --format json > site-config.schema.json";

#[cfg(feature = "watch")]
const WATCH: &str = "\
Examples:
  wavemark watch --open            write commentary with the report beside it
  wavemark watch --port 8080       at an address that stays the same
  wavemark watch --host 0.0.0.0    inside a container, or for a colleague on the same network
  wavemark watch --poll            where saves are not noticed: network disks, shared folders

A problem is shown over the last page without errors. A value that is not there yet stands as a marked placeholder;
`wavemark build` stops at it.";

const LIST_METRICS: &str = "\
Examples:
  wavemark list metrics                             what each kind computes, and from what
  wavemark list metrics --format json | jq '.[].name'";

const LIST_CHARTS: &str = "\
Examples:
  wavemark list charts
  wavemark list charts --format json";

const EXPLAIN: &str = "\
Examples:
  wavemark explain 'nps@region=north/rose/previous'     is it so, and what does it rest on?
  wavemark explain nps --edition 2026-Q2                the figure, and what can be said of it
  wavemark explain 'wait/p90/below/60s' --format json

`wavemark list claims` shows what can be claimed.";

const LIST_CLAIMS: &str = "\
Examples:
  wavemark list claims
  wavemark list claims --format json | jq '.[].example'";

const LIST_POINTS: &str = "\
Examples:
  wavemark list points                    the strongest supported changes of the newest edition
  wavemark list points --edition 2026-Q2

Reorder, reword or drop them: a section below a heading with `{#points}` in overview.md takes the place of the points
that the report makes by itself.";

const LIST_PAGES: &str = "\
Examples:
  wavemark list pages              which pages a report has, and the commentary file that each shows
  wavemark list pages --format json";

const LIST_COLUMNS: &str = "\
Examples:
  wavemark list columns export.csv                  no configuration needed
  wavemark list columns qualtrics.csv --header-rows 3
  wavemark list columns                             the sources of site-config.toml
  wavemark list columns export.csv --format json";

const LIST_CONFIG: &str = "\
Examples:
  wavemark list config | less
  wavemark list config --format json > site-config.schema.json
                                   then, as first line of site-config.toml: #:schema site-config.schema.json";

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn every_command_teaches_with_examples() {
        fn visit(command: &clap::Command) {
            for below in command.get_subcommands() {
                let help = below.get_after_help().map(ToString::to_string).unwrap_or_default();
                let examples = help.lines().filter(|line| line.starts_with("  wavemark ")).count();
                assert!((2..=4).contains(&examples), "{} has {examples} examples", below.get_name());
                visit(below);
            }
        }
        visit(&CommandLine::command());
    }

    #[test]
    fn options_stand_before_or_after_the_command() {
        let before = CommandLine::try_parse_from(["wavemark", "--strict", "check"]).unwrap();
        let after = CommandLine::try_parse_from(["wavemark", "check", "--strict"]).unwrap();
        assert!(before.options.strict && after.options.strict);
    }
}
