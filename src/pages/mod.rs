//! Pages: one view struct for each, rendered with Tera.
