use super::support::{change, files, new_project, run};

#[test]
fn errors_leave_the_published_site_as_it_was() {
    let project = new_project();
    change(project.path(), "site-config.toml", "scale = \"0-10\"", "scale = \"0-ten\"");
    let before = files(project.path());
    let (code, out, err) = run(project.path(), &["build"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains(" --> site-config.toml:"), "{err}");
    assert!(err.ends_with("\n1 error; nothing was published\n"), "{err}");
    assert_eq!(files(project.path()), before);
}
