//! The callers of the API, and the requests that they make.

use std::fmt::Write as _;
use std::path::Path;

use registry::values::WorkerId;
use serde_json::{Value, json};

use crate::load::Load;
use crate::server::Server;

/// The day about which is asked: some days after the last fact.
pub const DAY: &str = "2026-11-23";

/// One caller of the API.
pub struct Client {
    headers: String,
}

impl Client {
    pub fn request(&self, method: &str, path: &str, body: &str) -> Vec<u8> {
        let length = body.len();
        format!(
            "{method} {path} HTTP/1.1\r\nhost: bench\r\n{}content-length: {length}\r\n\r\n{body}",
            self.headers
        )
        .into_bytes()
    }

    /// A file in a body of its own media type.
    pub fn file(&self, path: &str, media_type: &str, body: &[u8]) -> Vec<u8> {
        let headers = self.headers.replace("application/json", media_type);
        let head =
            format!("POST {path} HTTP/1.1\r\nhost: bench\r\n{headers}content-length: {}\r\n\r\n", body.len());
        [head.as_bytes(), body].concat()
    }

    pub fn post(&self, path: &str, body: &Value) -> Vec<u8> {
        self.request("POST", path, &body.to_string())
    }

    /// A question about the status of workers. Written by hand: the client has the same processor as the
    /// server, and the constant answer's request costs it nothing.
    pub fn status(&self, workers: impl Iterator<Item = WorkerId>, explain: bool) -> Vec<u8> {
        let mut body = "{\"workers\":[".to_owned();
        for (at, worker) in workers.enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(body, "{comma}{{\"workerId\":\"{worker}\"}}").expect("written");
        }
        write!(body, "],\"validAt\":\"{DAY}\",\"explain\":{explain}}}").expect("written");
        self.request("POST", "/api/v1/qualification-status-queries", &body)
    }
}

/// The callers that the measurement needs.
pub struct Clients {
    pub server: Server,
    pub anyone: Client,
    pub payroll: Client,
    pub registrar: Client,
}

impl Clients {
    pub async fn open(server: Server, folder: &Path) -> Self {
        let anyone = Client { headers: String::new() };
        let first = std::fs::read(folder.join("first-client.json")).expect("the first client");
        let first: Value = parsed(&first);
        let load = Load::new(&server, 1);
        let registrar = token(&load, &first).await;
        let new = json!({
            "organisationId": first["organisationId"], "name": "bench", "role": "payroll",
            "standingBasis": "measurement"
        });
        let new = parsed(&load.once(registrar.post("/api/v1/clients", &new)).await);
        let payroll = token(&load, &new).await;
        Self { server, anyone, payroll, registrar }
    }
}

async fn token(load: &Load<'_>, credentials: &Value) -> Client {
    let text = |name: &str| credentials[name].as_str().expect("credentials").to_owned();
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        text("clientId"),
        text("clientSecret")
    );
    let asking = Client { headers: "content-type: application/x-www-form-urlencoded\r\n".into() };
    let answer = parsed(&load.once(asking.request("POST", "/oauth2/token", &form)).await);
    let token = answer["access_token"].as_str().expect("a token");
    let headers = format!(
        "authorization: Bearer {token}\r\ncontent-type: application/json\r\nCall-Basis: measurement\r\n\
         Call-Reason: measurement\r\n"
    );
    Client { headers }
}

pub fn parsed(body: &[u8]) -> Value {
    serde_json::from_slice(body).expect("JSON")
}
