//! A server of a workspace of its own, and a client over a real socket.

use serde_json::Value;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;
use suranys_server::{Limits, Options, Stop, serve};
use suranys_tests::light_data;

/// A server, ended when it is dropped.
pub struct Server {
    pub address: SocketAddr,
    pub root: PathBuf,
    stop: Stop,
    thread: Option<JoinHandle<()>>,
    _folder: tempfile::TempDir,
}

/// What came back.
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    pub fn json(&self) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {} {text}", self.status))
    }
}

impl Server {
    /// A workspace with few draws.
    pub fn light() -> Server {
        Server::with(Limits::default(), |folder| {
            light_data(&folder.join("data")).expect("data are copied");
        })
    }

    /// A workspace that `fill` lays out.
    pub fn with(limits: Limits, fill: impl FnOnce(&Path)) -> Server {
        let folder = tempfile::tempdir().expect("temporary folder");
        let root = folder.path().join("workspace");
        std::fs::create_dir(&root).expect("made");
        std::fs::write(folder.path().join("secret.toml"), "secret = true\n").expect("written");
        fill(&root);
        let options = Options {
            workspace: root.clone(),
            address: "127.0.0.1:0".parse().expect("an address"),
            names: Vec::new(),
            token: None,
            limits,
        };
        let (give, get) = mpsc::channel();
        let stop = Stop::default();
        let own = stop.clone();
        let thread = std::thread::spawn(move || {
            serve(options, &own, |link| give.send(link.to_owned()).expect("heard"))
                .expect("served");
        });
        let link = get.recv_timeout(Duration::from_secs(30)).expect("the server begins");
        let address = link["http://".len()..].split('/').next().expect("an address");
        let address = address.parse().expect("an address");
        Server { address, root, stop, thread: Some(thread), _folder: folder }
    }

    /// Sends bytes as they are, and reads until the other side ends.
    pub fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(self.address).expect("connected");
        stream.set_read_timeout(Some(Duration::from_secs(120))).expect("a timeout");
        let _ = stream.write_all(bytes);
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        all
    }

    /// A request with headers and a body.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            request.push_str(&format!("Host: {}\r\n", self.address));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() || ["POST", "PUT"].contains(&method) {
            request.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        request.push_str("\r\n");
        let mut bytes = request.into_bytes();
        bytes.extend_from_slice(body);
        reply(&self.raw(&bytes))
    }

    pub fn get(&self, path: &str) -> Reply {
        self.ask("GET", &format!("/api/v1{path}"), &[], &[])
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Reply {
        let mut all = vec![("Content-Type", "application/json")];
        all.extend_from_slice(headers);
        self.ask(method, &format!("/api/v1{path}"), &all, body.to_string().as_bytes())
    }

    /// The run that is asked for, waited for where it is a job.
    pub fn run(&self, body: &Value) -> Value {
        let reply = self.send("POST", "/runs", &[], body);
        match reply.status {
            200 => reply.json(),
            202 => {
                let job = self.end(&reply.json());
                assert_eq!(job["state"], "done", "{job}");
                self.get(&format!("/runs/{}", job["run"].as_str().expect("a key"))).json()
            }
            status => panic!("{status}: {}", String::from_utf8_lossy(&reply.body)),
        }
    }

    /// A job at its end, as its stream of events tells it.
    pub fn end(&self, job: &Value) -> Value {
        let path = format!("/api/v1/jobs/{}/events", job["id"]);
        let reply = self.ask("GET", &path, &[], &[]);
        assert_eq!(reply.header("content-type"), Some("text/event-stream"));
        let text = String::from_utf8(reply.body).expect("text");
        let (_, end) = text.rsplit_once("event: end").unwrap_or_else(|| panic!("no end: {text}"));
        let data = end.lines().find_map(|line| line.strip_prefix("data: ")).expect("data");
        serde_json::from_str(data).expect("JSON")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.now();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A reply from its bytes.
pub fn reply(bytes: &[u8]) -> Reply {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    let mut body = bytes.get(end + 4..).unwrap_or_default().to_vec();
    if head.to_lowercase().contains("transfer-encoding: chunked") {
        body = unchunked(&body);
    }
    Reply { status, head, body }
}

fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    while let Some(end) = bytes.windows(2).position(|two| two == b"\r\n") {
        let size = String::from_utf8_lossy(&bytes[..end]);
        let Ok(size) = usize::from_str_radix(size.trim(), 16) else { break };
        let Some(chunk) = bytes.get(end + 2..end + 2 + size).filter(|_| size > 0) else { break };
        all.extend_from_slice(chunk);
        bytes = bytes.get(end + 2 + size + 2..).unwrap_or_default();
    }
    all
}
