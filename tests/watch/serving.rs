//! What a browser gets.

use crate::preview::{Preview, wait};
use crate::project::{CONFIG, Project};
use std::net::{TcpListener, TcpStream};
use std::process::Command;

const TEXT: &str = "commentary/2026-q2/overview.md";

#[test]
fn the_site_stands_where_it_will_be_published() {
    let project = Project::new();
    let preview = Preview::of(&project);
    assert_eq!(preview.base, "/report/");
    let page = preview.get("");
    assert_eq!(page.status, 200);
    assert!(page.headers.to_lowercase().contains("content-type: text/html"), "{}", page.headers);
    assert!(page.body.contains("connect-src 'self'") && page.body.contains("/report/__wavemark/preview.js"));
    assert!(!page.body.contains("unsafe-inline"));

    for (path, kind) in [
        ("metrics/nps/", "text/html"),
        ("2026-q2/metrics/nps/index.html", "text/html"),
        ("assets/style.css", "text/css"),
        ("data/estimates.csv", "text/csv"),
        ("data/datapackage.json", "application/json"),
        ("sitemap.xml", "application/xml"),
        ("editions/", "text/html"),
        ("__wavemark/preview.js", "text/javascript"),
    ] {
        let reply = preview.get(path);
        assert_eq!(reply.status, 200, "{path}");
        assert!(reply.headers.to_lowercase().contains(&format!("content-type: {kind}")), "{path}: {}", reply.headers);
    }
    let moved = preview.get("metrics/nps");
    assert_eq!(moved.status, 302);
    assert!(moved.headers.contains("location: /report/metrics/nps/"), "{}", moved.headers);
    let above = preview.request("/", "localhost");
    assert!(above.status == 302 && above.headers.contains("location: /report/"), "{}", above.headers);

    let nowhere = [preview.get("no/such/page/"), preview.request("/elsewhere/", "localhost")];
    for reply in nowhere {
        assert_eq!(reply.status, 404);
        assert!(reply.body.contains("/report/assets/style.css"), "the site's own page for it: {}", reply.body);
    }
}

#[test]
fn nobody_else_is_answered_and_no_other_file_is_given() {
    let project = Project::new();
    project.write("secret.txt", "not for others");
    let preview = Preview::of(&project);
    for host in ["evil.example", "evil.example:3030", "localhost.evil.example", "192.0.2.7"] {
        let reply = preview.request("/report/", host);
        assert_eq!(reply.status, 403, "{host}");
        assert!(!reply.body.contains("Northwind"));
    }
    for host in ["localhost", "127.0.0.1", "[::1]:80", "report.localhost"] {
        assert_eq!(preview.request("/report/", host).status, 200, "{host}");
    }
    for path in [
        "/report/../secret.txt",
        "/report/..%2fsecret.txt",
        "/report/%2e%2e/secret.txt",
        "/report/..\\secret.txt",
        "/report//etc/passwd",
        "/report/secret.txt",
        "/report/site-config.toml",
        "/report/__wavemark/../secret.txt",
        "/etc/passwd",
    ] {
        let reply = preview.request(path, "localhost");
        assert!(reply.status >= 400, "{path}: {}", reply.status);
        assert!(!reply.body.contains("not for others") && !reply.body.contains("root:"), "{path}");
    }
    assert_eq!(preview.request("/report/%ff", "localhost").status, 400);
    let posted =
        preview.send("POST /report/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    assert_eq!(posted.status, 405);
}

#[test]
fn a_preview_that_others_can_read_says_so() {
    let project = Project::new();
    let warning = "everybody who can reach this machine over the network can read this preview";
    let own = Preview::of(&project);
    assert!(!own.said().contains(warning), "{}", own.said());
    let open = Preview::with(project.root(), &["--port", "0", "--host", "0.0.0.0"]);
    assert!(open.said().contains(warning), "{}", open.said());
    // By whatever address others reach it; a name could be anybody's.
    assert_eq!(open.request("/report/", "192.0.2.7").status, 200);
    assert_eq!(open.request("/report/", "evil.example").status, 403);
}

#[test]
fn a_broken_save_shows_its_problem_over_the_last_page() {
    let project = Project::new();
    let preview = Preview::of(&project);
    preview.wait_for("", "We measured");
    let build = preview.build();
    let mut events = preview.follow();
    assert!(events.next().contains("\"problems\":[]"));

    project.write(TEXT, "We measured it.\n\nOf {{ npz }}.\n");
    let told = events.wait_for("npz");
    assert!(told.contains("\"file\":\"commentary/2026-q2/overview.md\",\"line\":3,\"column\":7"), "{told}");
    assert!(told.contains("Of {{ npz }}."), "the source line: {told}");
    assert!(told.contains(&format!("\"build\":\"{build}\"")), "the page stays: {told}");
    assert!(preview.get("").body.contains("We measured"), "the last page is shown");

    // A template that only fails when a page is made.
    project.write(TEXT, "We measured {{ nps }}.\n");
    events.wait_for("\"problems\":[]");
    let before = preview.get("notes/").body;
    assert!(before.contains("What we did."));
    project.write(
        "templates/text.html",
        "{% extends \"default/text.html\" %}\n{% block head %}{{ nothing.at.all }}{% endblock head %}",
    );
    let told = events.wait_for("templates/text.html");
    assert!(told.contains("\"line\":2"), "{told}");
    assert!(preview.get("notes/").body.contains("What we did."), "the page as it was");
    project.remove("templates/text.html");
    let mended = events.wait_for("\"problems\":[]");
    assert!(!mended.contains(&format!("\"build\":\"{build}\"")), "the page is loaded again: {mended}");
}

#[test]
fn two_files_for_one_address_are_told_without_a_build() {
    let project = Project::new();
    let preview = Preview::of(&project);
    let mut events = preview.follow();
    assert!(events.next().contains("\"problems\":[]"));
    project.write("commentary/2026-q2/answers.csv", "id\n1\n");
    project.write("commentary/2026-q2/Answers.csv", "id\n2\n");
    project.write("commentary/2026-q2/notes.md", "# Notes\n\n[One](answers.csv), [another](Answers.csv).\n");
    let told = events.wait_for("differ only by");
    assert!(told.contains("`files/answers.csv` and `files/Answers.csv` differ only by upper and lower case"), "{told}");
    project.write("commentary/2026-q2/notes.md", "# Notes\n\n[One](answers.csv).\n");
    events.wait_for("\"problems\":[]");
}

#[test]
fn a_project_that_cannot_be_built_at_first_is_followed_too() {
    let project = Project::new();
    project.write("site-config.toml", CONFIG.replace("wave = ", "wafe = "));
    let preview = Preview::of(&project);
    preview.wait_for_output("wafe");
    let page = preview.get("");
    assert!(page.body.contains("no page to show yet") && page.body.contains("preview.js"), "{}", page.body);
    let mut events = preview.follow();
    assert!(events.next().contains("wafe"));
    project.write("site-config.toml", CONFIG);
    events.wait_for("\"problems\":[]");
    let reply = preview.request("/report/", "localhost");
    assert!(reply.body.contains("We measured"), "{}", reply.body);
}

#[test]
fn a_browser_that_was_asleep_catches_up() {
    let project = Project::new();
    let preview = Preview::of(&project);
    let seen = preview.build();
    let (mut first, mut second) = (preview.follow(), preview.follow());
    assert_eq!(first.next(), second.next());
    drop(first);
    project.write(TEXT, "While one was asleep.\n");
    preview.wait_for("", "While one was asleep.");
    let woken = preview.follow().next();
    assert!(woken.contains("\"build\":") && !woken.contains(&seen), "{woken}");
    assert_eq!(second.next(), woken);
    let page = preview.get("").body;
    let build = woken.split("\"build\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a build");
    assert!(page.contains(&format!("data-build=\"{build}\"")));
}

#[test]
fn a_taken_port_is_told_and_a_port_is_free_after_the_end() {
    let project = Project::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let refused = Command::new(assert_cmd::cargo::cargo_bin("wavemark"))
        .current_dir(project.root())
        .args(["watch", "--port", &port])
        .output()
        .expect("the program runs");
    assert_eq!(refused.status.code(), Some(1));
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(
        told,
        format!("wavemark: port {port} is taken by another program; leave out `--port` to get a free one\n")
    );
    drop(taken);

    // Without `--port` two previews stand beside each other.
    let (one, two) = (Preview::with(project.root(), &[]), Preview::with(project.root(), &[]));
    assert_ne!(one.port, two.port);
    assert_eq!(two.get("").status, 200);
    #[cfg(unix)]
    {
        let (port, _page) = (one.port, one.follow());
        one.interrupt();
        assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
        wait(|| TcpListener::bind(("127.0.0.1", port)).ok(), || format!("port {port} to be free"));
    }
}

#[test]
fn what_happens_is_told_in_a_line_a_build() {
    let project = Project::new();
    let preview = Preview::of(&project);
    let lines = preview.said().lines().count();
    project.write(TEXT, "Another text.\n");
    preview.wait_for_output("commentary/2026-q2/overview.md: no problems in ");
    assert_eq!(preview.said().lines().count(), lines + 1, "{}", preview.said());
    project.write(TEXT, "Another {{ npz }}.\n");
    preview.wait_for_output("pages stay as they were");
    let told = preview.said();
    assert_eq!(told.matches("error[").count(), 1, "{told}");
}
