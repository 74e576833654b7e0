//! What an author sets around the figures: actions, the journey, who counts as loyal, what losing customers costs, terms.

use super::Written;
use crate::diag::Severity;
use crate::source::Span;

/// `[claims]`: what happens to sentences that the data do not support. One that they contradict is always an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimsConfig {
    /// How bad it is when the data neither prove nor contradict a sentence.
    pub unproven: Severity,
}

/// `[actions]`: where the list of actions is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionsConfig {
    /// A path or pattern of CSV or Markdown files, relative to the site-config.
    pub files: Written<String>,
}

/// `[[touchpoint]]`: a step of the customer's journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touchpoint {
    /// Its name in addresses.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it is measured by; the first stands for it along the journey.
    pub metrics: Vec<Written<String>>,
}

/// `[loyalty]`: which dimension says how long somebody has been a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loyalty {
    /// The id of a segment.
    pub segment: Written<String>,
}

/// `[cost]`: what is assumed about customers who leave. Nothing of it is measured.
#[derive(Debug, Clone, PartialEq)]
pub struct CostConfig {
    /// The sign or name of the money: `£`, `EUR`.
    pub currency: Option<String>,
    /// How many customers there are.
    pub customers: CostInput,
    /// What one of them brings in a year.
    pub margin: CostInput,
    /// The share of customers who leave in a year because of poor service.
    pub leave_for_service: CostInput,
    /// The share of those who leave without having complained.
    pub leave_in_silence: Option<CostInput>,
    /// How many others each of them tells.
    pub tell_others: Option<CostInput>,
    /// The share of those told who would have become customers and do not.
    pub put_off: Option<CostInput>,
    /// The share of customers who stay from one year to the next, and the yearly rate of discount.
    pub lifetime: Option<Lifetime>,
}

/// What the worth of a customer over the years is computed from.
#[derive(Debug, Clone, PartialEq)]
pub struct Lifetime {
    /// The share of customers who stay from one year to the next.
    pub stay: CostInput,
    /// What money of next year is worth less than money of today, a share.
    pub discount: CostInput,
}

/// An assumption with its range and where it comes from. Shares are fractions.
#[derive(Debug, Clone, PartialEq)]
pub struct CostInput {
    /// What is assumed.
    pub value: f64,
    /// The least that it may be; `value` if the author gives none.
    pub low: f64,
    /// The most that it may be; `value` if the author gives none.
    pub high: f64,
    /// Why that is assumed.
    pub source: String,
}

/// `[[term]]`: a word that the author explains in the glossary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The word.
    pub name: String,
    /// What it means.
    pub text: String,
    /// Where it was written.
    pub span: Span,
}

/// Who answers in a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Population {
    /// Customers, or what customers did.
    #[default]
    Customers,
    /// Those who work for us.
    Employees,
}
