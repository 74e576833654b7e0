//! Pure functions on numbers: distributions, intervals, tests, multiplicity, ranking.
//!
//! Nothing here knows surveys, files or reports; a family of methods is one file. Conventions:
//!
//! * NPS and shares are fractions (NPS from -1 to 1, a share from 0 to 1); only printing makes points of them.
//! * What cannot be known is `None`, never `NaN`, zero or an invented number: no base gives no value, one answer
//!   no variance, a variance of zero no test.
//! * Tail probabilities are computed as tails, never as one minus the other tail.
//! * Exponentials, logarithms and gamma functions come from `libm`, so the same input gives the same bits on
//!   every platform.

pub mod beta;
pub mod bounded;
pub mod calibration;
pub mod calls;
pub mod churn;
pub mod comparison;
pub mod control;
pub mod crosstab;
pub mod cusum;
pub mod decomposition;
pub mod design;
pub mod distributions;
pub mod drivers;
pub mod funnel;
pub mod interval;
pub mod linear;
pub mod linearised;
pub mod log_odds;
pub mod loss;
pub mod mean;
pub mod multiplicity;
pub mod nps;
pub mod paired;
pub mod poisson;
pub mod proportion;
pub mod quantile;
pub mod raking;
pub mod ranking;
pub mod shrinkage;
pub mod special;
pub mod survival;
pub mod total;
pub mod trend;
pub mod weighted;
