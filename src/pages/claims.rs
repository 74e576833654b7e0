//! Every claim of an edition with its evidence, page by page: one address for whoever asks "based on what?".

use super::book::PageId;
use super::chapter::{Chapter, Part};
use super::context::{Context, Draft, Prose};
use super::evidence::{self, EvidenceView};
use super::{Page, PageKind};
use crate::chart::DrawError;
use crate::claims::Truth;
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Claims;

#[derive(Serialize)]
struct ClaimsView {
    prose: Vec<Prose>,
    /// How many there are; empty where there is none.
    count: String,
    pages: Vec<PageClaims>,
}

/// What is claimed on one page.
#[derive(Serialize)]
struct PageClaims {
    title: String,
    href: String,
    claims: Vec<EvidenceView>,
}

impl Page for Claims {
    fn kind(&self) -> PageKind {
        PageKind {
            name: "claims",
            address: "claims/",
            shows: "every sentence that is tied to figures, with its evidence, page by page",
        }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter { part: Part::Basis, stands: |_| true })
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        (page == PageId::CLAIMS).then(|| Ok(draft(context)))
    }
}

fn draft(context: &Context<'_>) -> Draft {
    let page = PageId::CLAIMS;
    let pages: Vec<PageClaims> = context.book.pages().filter_map(|other| claims_on(context, other)).collect();
    let view = ClaimsView { prose: context.prose(page), count: count(context, &pages), pages };
    Draft {
        id: page,
        template: "claims.html",
        title: context.title(page, context.name(page)),
        lead: context.lead(page, context.show.fill("claims.lead", &[("wave", &context.wave_label())])),
        trail: Vec::new(),
        contents: Vec::new(),
        body: View::of(&view),
        beside: Vec::new(),
    }
}

fn claims_on(context: &Context<'_>, page: PageId) -> Option<PageClaims> {
    let href = context.href(PageId::CLAIMS, page);
    let mut claims = evidence::of_page(context, page);
    for claim in &mut claims {
        claim.back = format!("{href}{}", claim.back);
        claim.id.clear();
    }
    let title = context.title(page, context.name(page));
    (!claims.is_empty()).then_some(PageClaims { title, href, claims })
}

fn count(context: &Context<'_>, pages: &[PageClaims]) -> String {
    let all = || pages.iter().flat_map(|page| &page.claims);
    let of =
        |truth: Truth| context.show.numbers.count(all().filter(|claim| claim.truth == truth.word()).count() as u64);
    if all().next().is_none() {
        return context.show.word("claims.none");
    }
    let values = [
        ("count", &*context.show.numbers.count(all().count() as u64)),
        ("supported", &*of(Truth::Supported)),
        ("unproven", &*of(Truth::Unproven)),
        ("contradicted", &*of(Truth::Contradicted)),
    ];
    context.show.fill("claims.count", &values)
}
