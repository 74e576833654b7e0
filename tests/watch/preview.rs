//! The program as a child, and a browser's side of HTTP on a socket.

use crate::project::Project;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Something is wrong if it takes longer, however slow and busy the machine.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// `wavemark watch` on a project; ended when dropped.
pub struct Preview {
    child: Child,
    output: Arc<Mutex<String>>,
    pub port: u16,
    /// The path of the site's root.
    pub base: String,
}

/// What a server answers.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: String,
    pub body: String,
}

impl Preview {
    /// Starts the program and waits for its first build.
    pub fn of(project: &Project) -> Preview {
        Preview::with(project.root(), &["--port", "0"])
    }

    pub fn with(folder: &Path, arguments: &[&str]) -> Preview {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("wavemark"));
        command.current_dir(folder).arg("watch").args(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
        let output = Arc::new(Mutex::new(String::new()));
        let pipes: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().expect("a pipe")), Box::new(child.stderr.take().expect("a pipe"))];
        for pipe in pipes {
            let output = Arc::clone(&output);
            std::thread::spawn(move || {
                for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                    output.lock().expect("the output").push_str(&format!("{line}\n"));
                }
            });
        }
        let mut preview = Preview { child, output, port: 0, base: String::new() };
        preview.wait_for_output("Built");
        let said = preview.said();
        let address = said.split("http://").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("an address");
        let (host, path) = address.split_once('/').expect("a path");
        preview.port = host.rsplit_once(':').expect("a port").1.parse().expect("a number");
        preview.base = format!("/{path}");
        preview
    }

    /// All that was printed.
    pub fn said(&self) -> String {
        self.output.lock().expect("the output").clone()
    }

    pub fn wait_for_output(&self, text: &str) {
        wait(|| self.said().contains(text).then_some(()), || format!("`{text}` in:\n{}", self.said()));
    }

    /// A page below the site's root.
    pub fn get(&self, path: &str) -> Reply {
        self.request(&format!("{}{path}", self.base), "localhost")
    }

    pub fn request(&self, path: &str, host: &str) -> Reply {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
    }

    pub fn send(&self, request: &str) -> Reply {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a server");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        stream.write_all(request.as_bytes()).expect("a request");
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).expect("a reply");
        let reply = String::from_utf8_lossy(&reply).into_owned();
        let (headers, body) = reply.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no reply: {reply}"));
        let status = headers.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let body = if headers.to_lowercase().contains("transfer-encoding: chunked") {
            unchunked(body)
        } else {
            body.to_owned()
        };
        Reply { status, headers: headers.to_owned(), body }
    }

    /// Waits until a page has a text.
    pub fn wait_for(&self, path: &str, text: &str) -> Reply {
        let has = || Some(self.get(path)).filter(|reply| reply.body.contains(text));
        wait(has, || format!("`{text}` in {path}; printed was:\n{}", self.said()))
    }

    /// Waits until a page no longer has a text.
    pub fn wait_without(&self, path: &str, text: &str) -> Reply {
        let lacks = || Some(self.get(path)).filter(|reply| !reply.body.contains(text));
        wait(lacks, || format!("{path} without `{text}`; printed was:\n{}", self.said()))
    }

    /// The build that a page is of.
    pub fn build(&self) -> String {
        let page = self.get("").body;
        let build = page.split("data-build=\"").nth(1).and_then(|rest| rest.split('"').next());
        build.unwrap_or_else(|| panic!("no build in {page}")).to_owned()
    }

    /// What a page that is open is told, from now on.
    pub fn follow(&self) -> Events {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a server");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        let request = format!(
            "GET {}__wavemark/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n",
            self.base
        );
        stream.write_all(request.as_bytes()).expect("a request");
        Events { lines: BufReader::new(stream) }
    }

    /// Interrupts the program as Ctrl-C does, and waits for its end.
    #[cfg(unix)]
    pub fn interrupt(mut self) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status().expect("kill runs");
        assert!(sent.success());
        wait(|| self.child.try_wait().expect("a child"), || "the end of the program".to_owned());
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A stream of events.
pub struct Events {
    lines: BufReader<TcpStream>,
}

impl Events {
    /// The data of the next event.
    pub fn next(&mut self) -> String {
        loop {
            let mut line = String::new();
            let length = self.lines.read_line(&mut line).expect("an event");
            assert!(length > 0, "the stream has ended");
            if let Some(data) = line.strip_prefix("data: ") {
                return data.trim_end().to_owned();
            }
        }
    }

    /// Waits for an event with a text.
    pub fn wait_for(&mut self, text: &str) -> String {
        let start = Instant::now();
        loop {
            let data = self.next();
            if data.contains(text) {
                return data;
            }
            assert!(start.elapsed() < PATIENCE, "no event with `{text}`");
        }
    }
}

fn unchunked(body: &str) -> String {
    let (mut rest, mut whole) = (body, String::new());
    while let Some((length, after)) = rest.split_once("\r\n") {
        let length = usize::from_str_radix(length.trim(), 16).unwrap_or(0);
        if length == 0 || after.len() < length {
            break;
        }
        whole.push_str(&after[..length]);
        rest = after[length..].trim_start_matches("\r\n");
    }
    whole
}

/// Asks again and again until there is an answer.
pub fn wait<T>(mut ask: impl FnMut() -> Option<T>, what: impl Fn() -> String) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(start.elapsed() < PATIENCE, "waited in vain for {}", what());
        std::thread::sleep(Duration::from_millis(20));
    }
}
