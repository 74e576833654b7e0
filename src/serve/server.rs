//! The web server: answers with what the preview has, and tells every open page of each build.

use super::{Message, page};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::{IpAddr, TcpListener};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{oneshot, watch};

/// While a build takes longer than this, what was last shown at an address is shown again.
const PATIENCE: Duration = Duration::from_millis(300);

/// What open pages are told.
#[derive(Debug, Clone, Default)]
pub struct News {
    /// The build that the pages are of; never that of another run of the program.
    pub build: String,
    /// The path of the site's root, with `/` at both ends.
    pub base: String,
    /// The same as JSON, with the problems.
    pub json: String,
}

/// A request for a file of the site.
#[derive(Debug)]
pub struct Wanted {
    /// Its path below the site's root.
    pub path: String,
    /// Where the answer goes.
    pub reply: oneshot::Sender<Answer>,
}

/// What is answered to a request.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The build that it is of.
    pub build: String,
    /// What there is.
    pub found: Found,
}

/// What there is at an address.
#[derive(Debug, Clone)]
pub enum Found {
    /// A file.
    File(Arc<[u8]>),
    /// None, and the page that says so, if that can be made.
    None(Arc<[u8]>),
    /// There is a folder of this name: its address ends in `/`.
    Folder,
    /// Nothing has been built yet.
    Nothing,
}

/// What the server's threads share with the preview.
pub struct Shared {
    /// Takes requests to the preview.
    pub ask: Mutex<Sender<Message>>,
    /// The newest state.
    pub news: watch::Receiver<News>,
    /// The names by which this host may be called, besides its addresses.
    pub names: Vec<String>,
    /// Whether others than this machine may call.
    pub is_open: bool,
    shown: Mutex<BTreeMap<String, Answer>>,
}

impl Shared {
    /// Of a server that answers to `names`.
    pub fn new(ask: Sender<Message>, news: watch::Receiver<News>, names: Vec<String>, is_open: bool) -> Shared {
        Shared { ask: Mutex::new(ask), news, names, is_open, shown: Mutex::default() }
    }
}

/// Serves until the program ends.
///
/// # Errors
/// When the system gives no thread or socket.
pub fn serve(listener: TcpListener, shared: Arc<Shared>) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        axum::serve(listener, Router::new().fallback(answer).with_state(shared)).await
    })
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    if !host.is_some_and(|host| is_ours(host, &shared.names, shared.is_open)) {
        let text =
            "This preview answers only to its own address. To call it by another name: wavemark watch --host NAME\n";
        return plain(StatusCode::FORBIDDEN, text);
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return plain(StatusCode::METHOD_NOT_ALLOWED, "The preview can only be looked at.\n");
    }
    let news = shared.news.borrow().clone();
    let Some(path) = decoded(request.uri().path()) else {
        return plain(StatusCode::BAD_REQUEST, "The address is no text in UTF-8.\n");
    };
    let Some(path) = path.strip_prefix(news.base.as_str()) else {
        let is_above = news.base.starts_with(&path) && (path.ends_with('/') || news.base == format!("{path}/"));
        // No page has the name of the preview's folder.
        return if is_above { moved(&news.base) } else { file(&shared, page::FOLDER, &news).await };
    };
    match path.strip_prefix(page::FOLDER) {
        Some("events") => events(shared.news.clone()),
        Some(name) => match page::own_file(name) {
            Some(bytes) => found(StatusCode::OK, name, Body::from(bytes)),
            None => plain(StatusCode::NOT_FOUND, "There is no such file.\n"),
        },
        None => file(&shared, path, &news).await,
    }
}

/// A file of the site, or its page for addresses that lead nowhere.
async fn file(shared: &Shared, path: &str, news: &News) -> Response {
    let address = path.to_owned();
    let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    let (reply, answer) = oneshot::channel();
    let is_asked = lock(&shared.ask).send(Message::Wanted(Wanted { path: path.clone(), reply })).is_ok();
    let fresh = if is_asked { wait(shared, &path, answer).await } else { None };
    let Some(answer) = fresh else {
        return plain(StatusCode::SERVICE_UNAVAILABLE, "The preview has ended.\n");
    };
    let html = |status, bytes: &[u8]| {
        let page = page::with_script(&String::from_utf8_lossy(bytes), &news.base, &answer.build);
        found(status, "index.html", Body::from(page))
    };
    match &answer.found {
        Found::File(bytes) if path.ends_with(".html") => html(StatusCode::OK, bytes),
        Found::File(bytes) => found(StatusCode::OK, &path, Body::from(bytes.to_vec())),
        Found::None(bytes) => html(StatusCode::NOT_FOUND, bytes),
        Found::Folder => moved(&format!("{}{}/", news.base, crate::pages::encode(&address))),
        Found::Nothing => html(StatusCode::OK, page::EMPTY.as_bytes()),
    }
}

/// The answer, or what was last shown at this address while a build takes its time.
async fn wait(shared: &Shared, path: &str, mut answer: oneshot::Receiver<Answer>) -> Option<Answer> {
    let fresh = match tokio::time::timeout(PATIENCE, &mut answer).await {
        Ok(fresh) => fresh.ok()?,
        Err(_) => {
            let before = lock(&shared.shown).get(path).cloned();
            match before {
                Some(before) => return Some(before),
                None => answer.await.ok()?,
            }
        }
    };
    let mut shown = lock(&shared.shown);
    if shown.len() >= MOST_SHOWN {
        shown.clear();
    }
    shown.insert(path.to_owned(), fresh.clone());
    drop(shown);
    Some(fresh)
}

/// How many answers are kept to be shown again.
const MOST_SHOWN: usize = 200;

/// A stream of the newest state and of each that follows.
fn events(mut news: watch::Receiver<News>) -> Response {
    let first = news.borrow_and_update().clone();
    let event = |news: News| Ok::<Event, Infallible>(Event::default().event("build").id(news.build).data(news.json));
    let stream = futures_util::stream::unfold((Some(first), news), move |(first, mut news)| async move {
        let next = match first {
            Some(first) => first,
            None => {
                // An error is the end of the program.
                news.changed().await.ok()?;
                news.borrow_and_update().clone()
            }
        };
        Some((event(next), (None, news)))
    });
    let stream = Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)));
    ([(header::CACHE_CONTROL, "no-store")], stream).into_response()
}

fn found(status: StatusCode, name: &str, body: Body) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(media_type(name)));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
    (status, headers, body).into_response()
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    found(status, "message.txt", Body::from(text))
}

fn moved(to: &str) -> Response {
    match header::HeaderValue::try_from(to) {
        Ok(to) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        Err(_) => plain(StatusCode::NOT_FOUND, "There is no such page.\n"),
    }
}

/// The media type by the ending of a name (IANA's registry; IETF RFC 9239 for JavaScript).
fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase().as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "txt" | "md" => "text/plain; charset=utf-8",
        "json" => "application/json",
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}

/// Whether a request calls this host by a name of its own. A page elsewhere could have its own name lead here and read the
/// report of whoever looks at it (DNS rebinding): it cannot do so with an address in place of the name.
fn is_ours(host: &str, names: &[String], is_open: bool) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    if let Ok(address) = name.parse::<IpAddr>() {
        return is_open || address.is_loopback();
    }
    name == "localhost" || name.ends_with(".localhost") || names.iter().any(|own| own.eq_ignore_ascii_case(&name))
}

/// A path of a request as text; None if it is none.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let (byte, after) = match (first, after) {
            (b'%', [high, low, after @ ..]) => {
                let digits = [*high, *low];
                let digits = std::str::from_utf8(&digits).ok().filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
                (u8::from_str_radix(digits, 16).ok()?, after)
            }
            (b'%', _) => return None,
            (byte, after) => (byte, after),
        };
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_names_call_the_preview() {
        let named = ["desk.example".to_owned()];
        for host in
            ["localhost", "localhost:3030", "127.0.0.1:80", "[::1]:3030", "a.localhost", "LOCALHOST.", "Desk.Example:1"]
        {
            assert!(is_ours(host, &named, false), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:3030",
            "localhost.evil.example",
            "192.0.2.1:3030",
            "",
            "127.0.0.1.evil.example",
        ] {
            assert!(!is_ours(host, &named, false), "{host}");
        }
        assert!(is_ours("192.0.2.1:3030", &[], true) && !is_ours("evil.example", &[], true));
    }

    #[test]
    fn addresses_are_decoded() {
        assert_eq!(decoded("/a%20b/%C3%A9/").as_deref(), Some("/a b/é/"));
        assert_eq!([decoded("/%"), decoded("/%4"), decoded("/%+1"), decoded("/%FF")], [None, None, None, None]);
    }
}
