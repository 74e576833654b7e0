//! The program as its users run it: what it prints where, what it writes, and how it ends.

mod build;
mod explain;
mod init;
mod list;
mod support;
mod usage;
mod verify;
