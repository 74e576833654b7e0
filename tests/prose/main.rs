//! Commentary in a whole report: previews, figures typed in plain prose, charts in texts, and what texts were written
//! against.

mod accept;
mod any_text;
mod blocks;
mod corpus;
mod docs;
mod preview;
mod project;
mod seeds;
mod telecom;
