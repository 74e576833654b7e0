//! Pure functions on numbers: distributions, proportions, means, multiplicity, ranking.
