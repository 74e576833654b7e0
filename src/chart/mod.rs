//! Charts: computed data that draws itself as SVG.
