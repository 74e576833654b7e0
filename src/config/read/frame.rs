//! `frame` of a source: how many its rows were drawn from.

use super::item::Item;
use crate::config::{Frame, FrameSize, RoleColumns};
use crate::diag::Diagnostic;
use toml::de::DeValue;

/// One number, or one for each stratum where the source has strata.
pub(super) fn read(item: &Item<'_>, columns: &RoleColumns) -> Option<Frame> {
    let by_stratum = matches!(item.value, DeValue::Table(_));
    if by_stratum != columns.stratum.is_some() {
        let (message, hint) = if by_stratum {
            (
                "`frame` in [[source]] gives a number for each stratum, but the source has no strata",
                "name their column, `columns = { stratum = \"…\" }`, or write one number",
            )
        } else {
            (
                "`frame` in [[source]] is one number, but rows were drawn in strata",
                "write how many there are in each: `frame = { North = 4200, South = 1800 }`",
            )
        };
        item.sink.report(Diagnostic::error("config/conflict", message).at(item.span).hint(hint));
        return None;
    }
    if !by_stratum {
        let size = u64::try_from(item.integer()?.value).ok()?;
        return Some(Frame { size: FrameSize::Whole(size), span: item.span });
    }
    let entries = item.entries("a table from strata to numbers");
    let wanted = entries.len();
    let sizes: Vec<_> = entries
        .into_iter()
        .filter_map(|(stratum, size)| Some((stratum, u64::try_from(size.integer()?.value).ok()?)))
        .collect();
    (sizes.len() == wanted).then_some(Frame { size: FrameSize::Strata(sizes), span: item.span })
}
