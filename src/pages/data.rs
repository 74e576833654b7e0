//! Data and downloads.

use super::banner_data;
use super::book::PageId;
use super::chapter::{Chapter, Part};
use super::context::{Context, Draft, Prose};
use super::data_files::{self, COLUMNS};
use super::table::{Entry, Table, TableBuilder};
use super::{Page, PageKind};
use crate::chart::DrawError;
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Data;

#[derive(Serialize)]
struct DataView {
    files: Vec<FileView>,
    columns: Option<Table>,
    prose: Vec<Prose>,
}

#[derive(Serialize)]
struct FileView {
    name: String,
    href: String,
    about: String,
}

impl Page for Data {
    fn kind(&self) -> PageKind {
        PageKind { name: "data", address: "data/", shows: "every figure to download, and what each column means" }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter { part: Part::Basis, stands: |_| true })
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        (page == PageId::DATA).then(|| Ok(draft(context)))
    }
}

fn draft(context: &Context<'_>) -> Draft {
    let page = PageId::DATA;
    let show = context.show;
    let mut columns =
        TableBuilder::new(show, "columns", show.word("data.columns")).words("column.column").words("column.meaning");
    for column in COLUMNS {
        columns.row(false, vec![Entry::text(column.name), Entry::text(super::say::quoted(column.about))]);
    }
    let file = |name: &str, key: &str| FileView { name: name.into(), href: name.into(), about: show.word(key) };
    let mut files = vec![
        file(data_files::CSV, "data.csv"),
        file(data_files::JSON, "data.json"),
        file(data_files::PACKAGE, "data.package"),
    ];
    if !context.edition.published.is_empty() {
        files.push(file(data_files::PUBLISHED, "data.published"));
    }
    for (at, banner) in context.figures.banners.iter().enumerate() {
        let about = |key: &str| show.fill(key, &[("table", &banner.title)]);
        let [cells, pairs] = banner_data::names(context, at);
        let both = [(cells, "data.table"), (pairs, "data.comparisons")];
        files.extend(both.map(|(name, key)| FileView { href: name.clone(), name, about: about(key) }));
    }
    let view = DataView { files, columns: columns.finish(), prose: context.prose(page) };
    Draft {
        id: page,
        template: "data.html",
        title: context.title(page, show.word("nav.data")),
        lead: context.lead(page, show.fill("data.lead", &[("wave", &context.wave_label())])),
        trail: Vec::new(),
        contents: Vec::new(),
        body: View::of(&view),
        beside: Vec::new(),
    }
}
