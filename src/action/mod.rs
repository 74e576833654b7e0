//! What is being done for customers, and what the metric that it should move did since.

mod compare;
mod read;
mod season;

pub use compare::{compare, moments};
pub use read::{COLUMNS, read};
pub use season::seasons;

use crate::config::Event;
use crate::metrics::{MetricInfo, MetricIx};
use crate::source::Span;
use crate::wave::{Wave, WaveScheme};
use jiff::civil::Date;

/// An action as its list has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Its name in the list.
    pub id: String,
    /// What is done.
    pub what: String,
    /// Who does it.
    pub owner: Option<String>,
    /// When it began, or is to begin.
    pub started: Option<Date>,
    /// When it is to be done.
    pub due: Option<Date>,
    /// How far it is.
    pub state: State,
    /// The metric that it should move.
    pub metric: Option<MetricIx>,
    /// Where it was read.
    pub span: Span,
}

/// How far an action is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Not begun.
    Planned,
    /// Begun.
    UnderWay,
    /// Done.
    Done,
    /// Given up.
    Dropped,
}

impl State {
    /// Every state.
    pub const ALL: [State; 4] = [State::Planned, State::UnderWay, State::Done, State::Dropped];

    /// The word in the list.
    pub fn word(self) -> &'static str {
        match self {
            State::Planned => "planned",
            State::UnderWay => "under way",
            State::Done => "done",
            State::Dropped => "dropped",
        }
    }
}

impl Action {
    /// When it began. What is only planned has not.
    pub fn began(&self) -> Option<Date> {
        self.started.filter(|_| self.state != State::Planned)
    }

    /// Whether it should have been done by `day` and is neither done nor given up. The day is the end of a wave and
    /// never today, so that a report says the same whenever it is made.
    pub fn is_overdue(&self, day: Option<Date>) -> bool {
        let open = matches!(self.state, State::Planned | State::UnderWay);
        open && self.due.zip(day).is_some_and(|(due, day)| due < day)
    }
}

/// The wave before the one in which something happened: the last that knows nothing of it.
pub fn wave_before(scheme: &WaveScheme, date: Date) -> Option<Wave> {
    scheme.previous(scheme.wave_on(date)?)
}

/// The metrics that an event concerns: those that it names, else the headline figures.
pub fn concerned<'a>(event: &Event, metrics: impl Iterator<Item = &'a MetricInfo>) -> Vec<MetricIx> {
    let concerns = |info: &MetricInfo| match event.metrics.as_slice() {
        [] => info.headline,
        named => named.iter().any(|name| name.value == info.id),
    };
    metrics.enumerate().filter(|(_, info)| concerns(info)).map(|(at, _)| MetricIx(at)).collect()
}
