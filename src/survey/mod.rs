//! Reading responses: codebook, rows, dates and waves, missing codes.
