//! Who may ask, and what nobody gets.

use crate::serve::client::{Server, reply};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;
use suranys_server::{Limits, POLICY, PROBLEM_JSON};
use suranys_tests::{contents, light_data};

/// By RFC 9110 and 9457: 421, 403, 404, 405, 400, 413, 415, 431, each as a problem.
#[test]
fn what_is_not_for_this_server_is_refused_as_a_problem() {
    let server = Server::light();
    let refused = |reply: crate::serve::client::Reply, status: u16| {
        assert_eq!(reply.status, status, "{}", reply.head);
        assert_eq!(reply.header("content-type"), Some(PROBLEM_JSON));
        assert_eq!(reply.json()["status"], json!(status));
        assert_eq!(reply.header("content-security-policy"), Some(POLICY));
    };
    let ask = |method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]| {
        server.ask(method, path, headers, body)
    };
    refused(ask("GET", "/", &[("Host", "evil.example")], &[]), 421);
    refused(ask("GET", "/api/v1/workspace", &[("Origin", "http://evil.example")], &[]), 403);
    refused(ask("GET", "/api/v1/workspace", &[("Sec-Fetch-Site", "cross-site")], &[]), 403);
    refused(ask("GET", "/api/v1/nothing", &[], &[]), 404);
    refused(ask("GET", "/api/v1/packages/nothing", &[], &[]), 404);
    refused(ask("GET", "/api/v1/runs/nothing", &[], &[]), 404);
    refused(ask("POST", "/api/v1/workspace", &[], &[]), 405);
    let json = [("Content-Type", "application/json")];
    refused(ask("POST", "/api/v1/runs", &json, b"{\"package\": \"kz\","), 400);
    refused(ask("POST", "/api/v1/runs", &json, b"{\"package\": \"kz\", \"other\": 1}"), 400);
    refused(ask("POST", "/api/v1/runs", &[("Content-Type", "text/plain")], b"{}"), 415);
    refused(ask("POST", "/api/v1/runs", &json, &vec![b' '; 1 << 20]), 413);
    let upload = "/api/v1/packages/kz/evidence?name=a.csv";
    refused(ask("POST", upload, &[], &vec![b'x'; 9 << 20]), 413);
    let long = "x".repeat(4_000_000);
    let head = ask("GET", "/", &[("X-Long", &long)], &[]);
    // The rest of it is not read: the answer may be cut off with it.
    assert!([0, 431].contains(&head.status), "{}", head.status);
    // The page is reached from a link elsewhere; its own files have the same policy.
    let page = ask("GET", "/", &[("Sec-Fetch-Site", "cross-site")], &[]);
    assert_eq!((page.status, page.header("content-security-policy")), (200, Some(POLICY)));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    let body = String::from_utf8(page.body).expect("text");
    assert!(!body.contains("<script>") && !body.contains("onclick") && !body.contains("style="));
}

/// By RFC 9110, the first language accepted that there are texts in; `lang` in an address goes before it.
#[test]
fn what_is_wrong_is_said_in_the_language_asked_for() {
    let server = Server::light();
    let said = |path: &str, languages: &str| {
        let reply = server.ask("GET", path, &[("Accept-Language", languages)], &[]);
        let detail = reply.json()["detail"].as_str().expect("text").to_owned();
        (reply.header("content-language").unwrap_or_default().to_owned(), detail)
    };
    let [english, russian, kazakh] = [
        ("en", "there is nothing at this address"),
        ("ru", "по этому адресу ничего нет"),
        ("kk", "бұл мекенжайда ештеңе жоқ"),
    ]
    .map(|(tag, detail)| (tag.to_owned(), detail.to_owned()));
    assert_eq!(said("/api/v1/nothing", "ru-KZ, en;q=0.5"), russian);
    assert_eq!(said("/api/v1/nothing", "xx, kk;q=0.9, ru;q=0.8"), kazakh);
    assert_eq!(said("/api/v1/nothing", "xx"), english);
    assert_eq!(said("/api/v1/nothing?lang=kk", "ru"), kazakh);
    let upload = "/api/v1/packages/kz/evidence?name=a.csv&table=vacancies";
    let faulty = |language: &str| {
        let reply = server.ask("POST", upload, &[("Accept-Language", language)], b"x,y\n1,2\n");
        assert_eq!(reply.status, 422, "{}", reply.head);
        reply.json()["findings"][0]["message"].as_str().expect("text").to_owned()
    };
    let cyrillic = |text: &str| text.chars().any(|c| ('а'..='я').contains(&c));
    assert!(!cyrillic(&faulty("en")), "{}", faulty("en"));
    assert!(cyrillic(&faulty("ru")), "{}", faulty("ru"));
}

/// Names that lead out of the workspace are names of nothing, and write nothing.
#[test]
fn no_path_leaves_the_workspace() {
    let server = Server::light();
    let before = contents(server.root.parent().expect("a folder")).expect("read");
    let names = [
        "..",
        "../secret",
        "..%2fsecret",
        "..%2f..%2fsecret",
        "%2e%2e%2fsecret",
        "..%5csecret",
        "%2fetc%2fpasswd",
        "secret%00",
        "mine%2f..%2fbaseline",
        ".hidden",
        "con:",
        "Baseline",
        "a.toml",
    ];
    for name in names {
        for path in [
            format!("/api/v1/packages/{name}"),
            format!("/api/v1/packages/{name}/findings"),
            format!("/api/v1/packages/kz/scenarios/{name}"),
            format!("/api/v1/packages/kz/scenarios/{name}/file"),
            format!("/api/v1/jobs/1/files/{name}"),
            format!("/{name}"),
        ] {
            let reply = server.ask("GET", &path, &[], &[]);
            assert!([400, 404, 422].contains(&reply.status), "{path}: {}", reply.status);
            let text = String::from_utf8_lossy(&reply.body);
            assert!(!text.contains("secret = true") && !text.contains("root:"), "{path}: {text}");
            let root = server.root.display().to_string();
            assert!(!text.contains(&root), "{path} tells where the workspace is: {text}");
        }
        let put = server.send(
            "PUT",
            &format!("/packages/kz/scenarios/{name}"),
            &[],
            &json!({ "base": "baseline" }),
        );
        assert!([400, 404, 405, 422].contains(&put.status), "{name}: {}", put.status);
        let run = json!({
            "package": "kz", "baseline": "baseline", "base": "../../secret", "draws": "preview",
        });
        assert_eq!(server.send("POST", "/runs", &[], &run).status, 422);
    }
    let raw = server.raw(
        format!(
            "GET /../../secret.toml HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            server.address
        )
        .as_bytes(),
    );
    assert_eq!(reply(&raw).status, 404);
    assert_eq!(contents(server.root.parent().expect("a folder")).expect("read"), before);
}

/// A head that does not come is not waited for; a stream of events has a place, and there are so many.
#[test]
fn who_is_slow_is_not_waited_for() {
    let limits = Limits {
        head: Duration::from_millis(300),
        request: Duration::from_millis(1500),
        streams: 1,
        ..Limits::default()
    };
    let server = Server::with(limits, |root| {
        light_data(&root.join("data")).expect("copied");
    });
    let begun = b"GET / HTTP/1.1\r\nHost: ";
    let all = server.raw(begun);
    assert!(all.is_empty() || reply(&all).status == 408, "{}", String::from_utf8_lossy(&all));
    // A body that never comes ends with its time.
    let head = format!(
        "POST /api/v1/runs HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n\
         Content-Length: 100\r\nConnection: close\r\n\r\n{{",
        server.address
    );
    assert_eq!(reply(&server.raw(head.as_bytes())).status, 503);
    // The first request has opened the package, so that later ones are in time.
    for _ in 0..40 {
        if server.get("/packages/kz").status == 200 {
            break;
        }
    }
    let report = report_job(&server);
    let path = format!("/api/v1/jobs/{report}/events");
    let mut open = TcpStream::connect(server.address).expect("connected");
    let ask = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", server.address);
    open.write_all(ask.as_bytes()).expect("sent");
    let mut first = [0; 64];
    assert!(open.read(&mut first).expect("begun") > 0);
    assert_eq!(server.ask("GET", &path, &[], &[]).status, 503);
    drop(open);
    server.ask("DELETE", &format!("/api/v1/jobs/{report}"), &[], &[]);
}

fn report_job(server: &Server) -> u64 {
    let body = json!({
        "package": "kz", "baseline": "baseline", "base": "baseline", "draws": "preview",
    });
    let run = (0..40).map(|_| server.send("POST", "/runs", &[], &body)).find(|r| r.status == 200);
    let run = run.expect("a run").json();
    let asked = json!({ "run": run["key"], "language": "en", "parts": ["pdf"] });
    let reply = server.send("POST", "/reports", &[], &asked);
    assert_eq!(reply.status, 202, "{}", String::from_utf8_lossy(&reply.body));
    reply.json()["id"].as_u64().expect("a number")
}
