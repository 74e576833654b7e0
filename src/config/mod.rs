//! Configuration: `site-config.toml` as written ([`KEYS`] lists every key), read and checked into a [`SiteConfig`].

mod around;
mod comparability;
mod keys;
mod model;
mod question;
mod read;
mod schema;
mod table;

pub use around::{ActionsConfig, ClaimsConfig, CostConfig, CostInput, Lifetime, Loyalty, Population, Term, Touchpoint};
pub use comparability::{Begin, Break, Changed};
pub use keys::{Absent, Form, KEYS, KeyDoc, SECTIONS, SectionDoc, keys_of};
pub use model::*;
pub use question::*;
pub use read::load;
pub use schema::schema;
pub use table::{TableConfig, TableRow};
