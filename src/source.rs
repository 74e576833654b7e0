//! The one door to files: reads bytes, lists folders, and remembers both.
