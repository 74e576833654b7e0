//! The embedded templates, and the user's own that override them.
