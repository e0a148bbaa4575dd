//! The server under measurement: the real one, in a process of its own, with one constant answer added.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};

use actix_web::{HttpResponse, HttpServer, web};
use registry::clock::Clock;
use registry::config::DataOptions;
use registry::db::Process;
use registry::{app, commands, start};

/// A running server process.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Starts one on a place, and waits until it listens.
    pub fn start(place: &DataOptions) -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut command = Command::new(program);
        match &place.database_url {
            Some(url) => command.env("DATABASE_URL", url),
            None => command.env_remove("DATABASE_URL"),
        };
        let mut child = command
            .arg("serve")
            .arg(&place.data_dir)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a server process");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped"))
            .read_line(&mut line)
            .expect("the server says where it is");
        Self { child, address: line.trim().parse().expect("an address") }
    }

    /// The memory that the server has now, in megabytes; mapped files are not counted.
    pub fn memory(&self) -> f64 {
        memory(&self.child)
    }

    /// Processor time that the server has used, in microseconds (`utime` and `stime` of proc(5), in ticks of
    /// 10 ms).
    pub fn cpu_microseconds(&self) -> u64 {
        let stat =
            std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("a Linux process");
        let fields: Vec<_> = stat.rsplit_once(')').expect("a name").1.split_whitespace().collect();
        let ticks = |at: usize| fields[at].parse::<u64>().expect("ticks");
        (ticks(11) + ticks(12)) * 10_000
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The memory that a process has of its own, in megabytes.
pub fn memory(process: &Child) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).expect("a Linux process");
    let own = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).expect("a line");
    own.trim().trim_end_matches(" kB").parse::<f64>().expect("kilobytes") / 1024.0
}

/// Serves until it is killed.
pub fn serve(folder: &str) {
    actix_web::rt::System::new().block_on(async {
        let _flush = commands::start_log("info,actix_server=warn").expect("a log");
        #[expect(clippy::disallowed_methods, reason = "the bench chooses the engine as a user does")]
        let place = DataOptions { data_dir: folder.into(), database_url: std::env::var("DATABASE_URL").ok() };
        let house = start::open(&place, "http://bench", Clock::system(), Process::Server).expect("a service");
        start::furnish(&house.hall, &place, false).await.expect("samples");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        println!("{}", listener.local_addr().expect("an address"));
        HttpServer::new(move || app::build(&house, false).route("/constant/{size}", web::get().to(constant)))
            .workers(2)
            .listen(listener)
            .expect("listening")
            .run()
            .await
            .expect("served");
    });
}

async fn constant(size: web::Path<usize>) -> HttpResponse {
    const BODY: &[u8] = &[b'0'; 4_096];
    HttpResponse::Ok().content_type("application/json").body(web::Bytes::from_static(&BODY[..*size]))
}
