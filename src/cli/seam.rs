//! Stands in for the pipeline while that is being written.

use crate::config;
use crate::diag::Checked;
use crate::output::BuiltSite;
use crate::source::SourceReader;

pub(super) struct BuildOptions {
    pub(super) config: String,
}

pub(super) fn build(reader: &SourceReader, options: &BuildOptions) -> Checked<BuiltSite> {
    let loaded = config::load(reader, &options.config);
    Checked { value: None, diagnostics: loaded.diagnostics }
}
