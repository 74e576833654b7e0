//! The preview: follows the files of a project, and serves the site as it now is.
//!
//! Three threads: one learns of changes (`watcher`, `burst`), one speaks HTTP (`server`), and the caller's builds and makes
//! pages (`preview`). A page is made when it is asked for, so that a save costs what depends on it and the page that is
//! looked at.

mod answers;
mod burst;
mod disk;
mod page;
mod preview;
mod problems;
mod server;
mod watcher;

use crate::config;
use crate::diag::Diagnostic;
use crate::pages;
use crate::pipeline::{BuildOptions, Session};
use crate::source::{SourceReader, Store};
use burst::Change;
use preview::Preview;
use server::{News, Shared, Wanted};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;
use watcher::{FolderWatcher, Way};

/// The port where none is asked for.
pub const PORT: u16 = 3030;

/// How many ports after it are tried when it is taken.
const MORE_PORTS: u16 = 50;

/// What a preview is asked to do.
#[derive(Debug, Clone)]
pub struct Options {
    /// The project's folder.
    pub root: PathBuf,
    /// The site-config, relative to it.
    pub config: String,
    /// The name or address to be called by; this machine alone without one.
    pub host: Option<String>,
    /// The port; without one [`PORT`] or one of the next.
    pub port: Option<u16>,
    /// Whether files are to be looked at again and again in place of waiting for events.
    pub poll: bool,
    /// Where results are kept for the next run, if they are.
    pub store: Option<Store>,
}

/// One build.
#[derive(Debug)]
pub struct Report<'a> {
    /// The files that are others than before; none for the first build.
    pub changed: &'a [String],
    /// How long it took until pages could be shown.
    pub took: Duration,
    /// Whether pages are of this build, and not of the last one without errors.
    pub is_shown: bool,
    /// "3 errors, 1 warning"
    pub summary: String,
    /// The problems that were not told before.
    pub new: Vec<Diagnostic>,
}

/// Who is told what happens.
pub trait Told {
    /// The preview can be called at this address.
    fn ready(&mut self, address: &str);
    /// A build has ended.
    fn built(&mut self, report: Report<'_>, reader: &SourceReader);
    /// All pages have been looked through; with the problems that were not told before, and how many there are in all.
    fn found(&mut self, new: Vec<Diagnostic>, summary: &str, reader: &SourceReader);
    /// Something that one may want to know.
    fn note(&mut self, text: &str);
}

/// What reaches the preview.
enum Message {
    /// Files have changed.
    Changed(Change),
    /// Somebody wants to see a page.
    Wanted(Wanted),
}

/// Builds, serves and follows until the program is ended.
///
/// # Errors
/// When the port cannot be had, as a sentence.
pub fn watch(options: &Options, told: &mut dyn Told) -> Result<(), String> {
    let (listener, address) = listen(options)?;
    let is_open = !address.ip().is_loopback();
    let reader = SourceReader::disk(&options.root).with_store(options.store.clone());
    // An address is needed before the first build, which may take its time.
    let site = config::load(&reader.part(), &options.config).value.map(|config| config.site);
    let base = pages::base_path(site.as_ref().and_then(|site| site.base_url.as_deref()));
    // Any number that no other run has: a page that was open before the program was started again notices.
    let run = format!("{:x}", RandomState::new().build_hasher().finish());

    let (send, messages) = channel();
    let first = News {
        build: format!("{run}-0"),
        base: base.clone(),
        json: format!("{{\"build\":\"{run}-0\",\"problems\":[]}}"),
    };
    let (news, following) = tokio::sync::watch::channel(first);
    let names: Vec<String> = options.host.iter().cloned().collect();
    let shared = Arc::new(Shared::new(send.clone(), following, names, is_open));
    let (mut watcher, way) = FolderWatcher::start(&options.root, reader.part(), options.poll, move |change| {
        send.send(Message::Changed(change)).is_ok()
    });
    let output = site.map(|site| site.output.value).unwrap_or_default();
    let watched = watcher.watch(&reader.folders(&output));
    std::thread::spawn(move || server::serve(listener, shared));

    if is_open {
        told.note("everybody who can reach this machine over the network can read this preview");
    }
    let reason = match way {
        Way::Events => watched.err(),
        Way::Polling(reason) => Some(reason),
    };
    if let Some(reason) = reason.filter(|_| !options.poll) {
        told.note(&format!("files are looked at again and again: {reason}"));
    }
    told.ready(&format!("http://{}{base}", shown(options.host.as_deref(), address)));
    let session = Session::new(BuildOptions::preview(&options.config));
    Preview::new(reader, session, watcher, news, run, told).run(&messages);
    Ok(())
}

/// The address as a browser takes it.
fn shown(host: Option<&str>, address: SocketAddr) -> String {
    match (host, address.ip()) {
        (_, ip) if ip.is_unspecified() => format!("{}:{}", Ipv4Addr::LOCALHOST, address.port()),
        (None, _) => address.to_string(),
        (Some(host), IpAddr::V6(_)) if host.contains(':') => address.to_string(),
        (Some(host), _) => format!("{host}:{}", address.port()),
    }
}

/// A socket for the preview.
fn listen(options: &Options) -> Result<(TcpListener, SocketAddr), String> {
    let host = options.host.as_deref().unwrap_or("127.0.0.1");
    let ports = match options.port {
        Some(port) => port..=port,
        None => PORT..=PORT + MORE_PORTS,
    };
    for port in ports {
        let addresses = (host, port).to_socket_addrs().map_err(|error| format!("`{host}` is no host: {error}"))?;
        match TcpListener::bind(addresses.collect::<Vec<_>>().as_slice()) {
            Ok(listener) => {
                let address = listener.local_addr().map_err(|error| error.to_string())?;
                return Ok((listener, address));
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse && options.port.is_none() => {}
            Err(error) if error.kind() == ErrorKind::AddrInUse => {
                return Err(format!("port {port} is taken by another program; leave out `--port` to get a free one"));
            }
            Err(error) => return Err(format!("{host}:{port} cannot be listened to: {error}")),
        }
    }
    Err(format!("the ports {PORT} to {} are all taken; name a free one with `--port`", PORT + MORE_PORTS))
}
