//! What a server of the project's own data bears: the time of a preview with one client, and of cached views with
//! two hundred while somebody does everything wrong, for a minute (`SECONDS` as the only argument).
//!
//! `cargo bench -p suranys-server --bench load -- 60`
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::disallowed_methods)]

use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};
use suranys_server::{Limits, Options, Stop, serve};

/// Clients at a time, and how long each looks at what it was answered.
const CLIENTS: usize = 200;
const LOOKS: Duration = Duration::from_millis(100);
/// Previews of one client.
const PREVIEWS: usize = 40;

fn main() {
    let seconds = std::env::args().filter_map(|one| one.parse().ok()).next_back().unwrap_or(60);
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let options = Options {
        workspace: project,
        address: "127.0.0.1:0".parse().expect("an address"),
        names: Vec::new(),
        token: None,
        limits: Limits { head: Duration::from_secs(5), ..Limits::default() },
    };
    let (give, get) = mpsc::channel();
    let stop = Stop::default();
    let own = stop.clone();
    let thread = std::thread::spawn(move || {
        serve(options, &own, |link| give.send(link.to_owned()).expect("heard")).expect("served");
    });
    let link = get.recv().expect("a link");
    let at: SocketAddr = link["http://".len()..].trim_end_matches('/').parse().expect("an address");

    let asked = |value: f64, draws: &str| {
        json!({
            "package": "kz", "baseline": "baseline", "base": "baseline", "draws": draws,
            "edit": { "parameters": { "demand.gdp_growth_gap": { "value": value, "source": "load" } } },
        })
    };
    let mut client = Client::new(at);
    let began = Instant::now();
    let first = client.post("/api/v1/runs", &asked(0.5, "preview"));
    assert_eq!(first.0, 200);
    println!("first preview, package opened for it: {:.2} s", began.elapsed().as_secs_f64());
    let mut times = Vec::new();
    for n in 0..PREVIEWS {
        let began = Instant::now();
        let (status, body) = client.post("/api/v1/runs", &asked(1.0 + n as f64 / 100.0, "preview"));
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        times.push(began.elapsed());
    }
    told("preview of 200 draws, one client", &mut times);
    let run = client.post("/api/v1/runs", &asked(0.5, "preview")).1;
    let run: Value = serde_json::from_slice(&run).expect("JSON");
    let key = run["key"].as_str().expect("a key").to_owned();
    let figures = "measures=job-openings,net-requirement,replacement-demand,implied-unemployment-rate,cover,\
                   employment,tightness-probability&years=2027";
    let views: Vec<String> = vec![
        "/".to_owned(),
        "/main.js".to_owned(),
        "/api/v1/workspace".to_owned(),
        format!("/api/v1/runs/{key}/figures?{figures}&lang=ru"),
        format!("/api/v1/runs/{key}/list?lang=ru"),
        format!("/api/v1/runs/{key}/charts/regions?lang=ru"),
        format!("/api/v1/runs/{key}/charts/regions/region-tiles.svg?lang=ru"),
        format!("/api/v1/runs/{key}/why?measure=net-requirement&year=2027&lang=ru"),
    ];
    for view in &views {
        let began = Instant::now();
        let (status, body) = client.get(view);
        assert_eq!(status, 200, "{view}");
        println!("{:>7} bytes, made in {:>4} ms: {view}", body.len(), began.elapsed().as_millis());
    }

    let over = Arc::new(AtomicBool::new(false));
    let all: Arc<Mutex<Vec<Duration>>> = Arc::default();
    let failed = Arc::new(AtomicUsize::new(0));
    let views = Arc::new(views);
    let mut threads = Vec::new();
    for n in 0..CLIENTS {
        let (over, all, failed, views) =
            (Arc::clone(&over), Arc::clone(&all), Arc::clone(&failed), Arc::clone(&views));
        threads.push(std::thread::spawn(move || {
            let mut client = Client::new(at);
            let mut own = Vec::new();
            let mut turn = n;
            // Not all at the same moment.
            std::thread::sleep(LOOKS * (n as u32 % 10) / 10);
            while !over.load(Ordering::Relaxed) {
                turn += 1;
                let began = Instant::now();
                match client.tried("GET", &views[turn % views.len()], &[], b"") {
                    Some((200, _)) => own.push(began.elapsed()),
                    _ => {
                        failed.fetch_add(1, Ordering::Relaxed);
                        client = Client::new(at);
                    }
                }
                std::thread::sleep(LOOKS);
            }
            all.lock().expect("held").extend(own);
        }));
    }
    let wrong = Arc::new(AtomicUsize::new(0));
    let hostile = {
        let (over, wrong) = (Arc::clone(&over), Arc::clone(&wrong));
        std::thread::spawn(move || hostile(at, &over, &wrong))
    };
    std::thread::sleep(Duration::from_secs(seconds));
    over.store(true, Ordering::Relaxed);
    threads.into_iter().for_each(|thread| thread.join().expect("a client"));
    hostile.join().expect("the hostile one");
    let mut times = std::mem::take(&mut *all.lock().expect("held"));
    println!(
        "{} answers in {seconds} s to {CLIENTS} clients, {} failed; {} hostile requests",
        times.len(),
        failed.load(Ordering::Relaxed),
        wrong.load(Ordering::Relaxed)
    );
    told("cached view", &mut times);
    let began = Instant::now();
    assert_eq!(Client::new(at).post("/api/v1/runs", &asked(3.3, "preview")).0, 200, "alive");
    println!("a preview after it: {:.2} s", began.elapsed().as_secs_f64());
    println!("most memory: {} MB", most_memory());
    stop.now();
    thread.join().expect("ended");
}

fn told(what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() as f64 * share) as usize).min(times.len() - 1)];
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    println!(
        "{what}: median {:.1} ms, p95 {:.1} ms, p99 {:.1} ms, most {:.1} ms, of {}",
        ms(at(0.5)),
        ms(at(0.95)),
        ms(at(0.99)),
        ms(at(1.0)),
        times.len()
    );
}

fn most_memory() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or_default() / 1024
}

/// A client that keeps its connection.
struct Client {
    at: SocketAddr,
    stream: TcpStream,
}

impl Client {
    fn new(at: SocketAddr) -> Client {
        let stream = TcpStream::connect(at).expect("connected");
        stream.set_nodelay(true).expect("set");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("set");
        Client { at, stream }
    }

    fn get(&mut self, path: &str) -> (u16, Vec<u8>) {
        self.tried("GET", path, &[], b"").expect("an answer")
    }

    fn post(&mut self, path: &str, body: &Value) -> (u16, Vec<u8>) {
        let headers = [("content-type", "application/json")];
        self.tried("POST", path, &headers, body.to_string().as_bytes()).expect("an answer")
    }

    fn tried(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Option<(u16, Vec<u8>)> {
        let mut ask = format!("{method} {path} HTTP/1.1\r\n");
        if !headers.iter().any(|(name, _)| *name == "host") {
            ask.push_str(&format!("host: {}\r\n", self.at));
        }
        for (name, value) in headers {
            ask.push_str(&format!("{name}: {value}\r\n"));
        }
        ask.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        let mut bytes = ask.into_bytes();
        bytes.extend_from_slice(body);
        self.stream.write_all(&bytes).ok()?;
        let mut all = Vec::with_capacity(1 << 14);
        let mut part = vec![0; 1 << 16];
        let (end, length) = loop {
            let read = self.stream.read(&mut part).ok().filter(|read| *read > 0)?;
            all.extend_from_slice(&part[..read]);
            if let Some(end) = all.windows(4).position(|four| four == b"\r\n\r\n") {
                let head = String::from_utf8_lossy(&all[..end]).to_lowercase();
                let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
                break (end, length.and_then(|n| n.trim().parse::<usize>().ok())?);
            }
        };
        while all.len() < end + 4 + length {
            let read = self.stream.read(&mut part).ok().filter(|read| *read > 0)?;
            all.extend_from_slice(&part[..read]);
        }
        let status = String::from_utf8_lossy(&all[..end]).split(' ').nth(1)?.parse().ok()?;
        Some((status, all.split_off(end + 4)))
    }
}

/// Does everything wrong, over and over: nothing of it may be answered with anything that is not the page's.
fn hostile(at: SocketAddr, over: &AtomicBool, count: &AtomicUsize) {
    let mut open: Vec<TcpStream> = Vec::new();
    let json = [("content-type", "application/json")];
    let huge = vec![b'['; 12 << 20];
    let deep = "[".repeat(100_000);
    while !over.load(Ordering::Relaxed) {
        let paths = [
            "/../../../../etc/passwd",
            "/..%2f..%2f..%2fetc%2fpasswd",
            "/api/v1/packages/..%2f..%2f..%2fetc",
            "/api/v1/packages/kz/scenarios/..%2f..%2f..%2fCargo/file",
            "/%00",
            "/api/v1/jobs/18446744073709551616",
            "/api/v1/runs/x/charts/regions/..%2f..%2fsecret.svg",
            "/api/v1/packages/kz/panel/99999999999",
        ];
        for path in paths {
            if let Some((status, body)) = Client::new(at).tried("GET", path, &[], b"") {
                assert!((400..500).contains(&status), "{path}: {status}");
                assert!(!String::from_utf8_lossy(&body).contains("root:x"), "{path} leaks");
            }
            count.fetch_add(1, Ordering::Relaxed);
        }
        /// Lines of a head.
        type Head<'h> = &'h [(&'h str, &'h str)];
        let wrong: [(Head<'_>, &[u8]); 6] = [
            (&[("host", "evil.example")], b"{}"),
            (&[("origin", "http://evil.example"), json[0]], b"{}"),
            (&json, b"{\"package\": \"kz\", \"baseline\": "),
            (&json, b"\xff\xfe\x00"),
            (&json, &huge),
            (&json, deep.as_bytes()),
        ];
        for (headers, body) in wrong {
            if let Some((status, _)) = Client::new(at).tried("POST", "/api/v1/runs", headers, body)
            {
                assert!((400..500).contains(&status), "{status}");
            }
            count.fetch_add(1, Ordering::Relaxed);
        }
        // Heads that never end, bodies that never come, answers that nobody reads, streams left open.
        let starts = [
            format!("GET / HTTP/1.1\r\nhost: {at}\r\nx-slow: "),
            format!(
                "POST /api/v1/runs HTTP/1.1\r\nhost: {at}\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{{"
            ),
            format!("GET /main.js HTTP/1.1\r\nhost: {at}\r\n\r\n").repeat(200),
            format!("GET /api/v1/jobs/1/events HTTP/1.1\r\nhost: {at}\r\n\r\n"),
        ];
        for start in starts {
            let Ok(mut stream) = TcpStream::connect(at) else { continue };
            stream.set_write_timeout(Some(Duration::from_millis(200))).expect("set");
            let _ = stream.write_all(start.as_bytes());
            open.push(stream);
            count.fetch_add(1, Ordering::Relaxed);
        }
        // A hundred at a time, the oldest let go.
        if open.len() > 100 {
            open.drain(..open.len() - 100);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
