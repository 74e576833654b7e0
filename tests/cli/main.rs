//! The program as its users run it: what it prints where, what it writes, and how it ends.

mod build;
mod init;
mod list;
mod support;
mod usage;
mod verify;
