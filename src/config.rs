//! The command line and the environment: the one place that reads either.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::call::Role;
use crate::db::Target;
use crate::error::{Error, Result};
use crate::imports::BatchKind;
use crate::tables::Format;
use crate::values::Language;

/// Training catalogue and qualification registry of the social service workforce.
///
/// Without a command it serves. On an empty data folder it makes its database and keys, loads the sample
/// catalogue, and writes the credentials of a first client (role registrar) to first-client.json there.
#[derive(Parser)]
#[command(name = "registry", version, about, max_term_width = 100)]
pub struct CommandLine {
    /// Command to run; `serve` when left out.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Place of the data.
    #[command(flatten)]
    pub place: DataOptions,
    /// Settings of the server.
    #[command(flatten)]
    pub serve: ServeOptions,
}

/// Place of the data.
#[derive(Args, Clone)]
pub struct DataOptions {
    /// Folder of the database, the keys and the first client's credentials.
    #[arg(long, env = "REGISTRY_DATA_DIR", default_value = "./registry-data", global = true)]
    pub data_dir: PathBuf,
    /// postgres://… for PostgreSQL; without it, an SQLite database in the data folder.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<String>,
}

/// Settings of the server.
#[derive(Args, Clone)]
pub struct ServeOptions {
    /// Address and port to listen on; port 0 takes a free one, and what is printed names it.
    #[arg(long, env = "REGISTRY_BIND", default_value = "127.0.0.1:8080", global = true)]
    pub bind: SocketAddr,
    /// Address at which clients reach the service, the issuer of its tokens; http:// and the bind address
    /// when left out.
    #[arg(long, env = "REGISTRY_PUBLIC_URL", global = true)]
    pub public_url: Option<String>,
    /// Start an empty register without the sample catalogue and grades.
    #[arg(long, env = "REGISTRY_EMPTY", global = true)]
    pub empty: bool,
    /// Offer interactive documentation at /docs (for staging; off in production).
    #[arg(long, env = "REGISTRY_DOCS", global = true)]
    pub docs: bool,
    /// Log filter: info (every answered request), warn (failures only), or one such as registry=debug.
    #[arg(
        long,
        env = "REGISTRY_LOG",
        default_value = "info,actix_server=warn,actix_http=off",
        global = true,
        value_name = "FILTER"
    )]
    pub log: String,
}

/// A command.
#[derive(Subcommand)]
pub enum Command {
    /// Serve the API (the default).
    Serve,
    /// Bring the database to this program's schema and stop.
    Migrate,
    /// Print the OpenAPI document.
    Openapi,
    /// Create, list and revoke the systems that may call the API; works beside a running server.
    #[command(subcommand)]
    Clients(ClientsCommand),
    /// Import a file of completions, workers, supervision sessions or awards: on a running server (--url), or
    /// on the data folder when no server runs on it.
    ///
    /// Prints the batch as JSON, and what is wrong to standard error. Exits with 0 when every row was taken,
    /// with 1 when the file or rows of it were rejected, with 2 when it could not be done at all, or the file
    /// of --errors could not be written.
    Import(ImportOptions),
    /// Check the whole register: the journal, and that what is packed of each worker is what the facts say.
    ///
    /// Prints a report as JSON, and exits with 1 where anything is not as it should be. Works beside a
    /// running server.
    Verify {
        /// A file that `registry journal heads` printed: finds a tail that was cut since.
        #[arg(long, value_name = "FILE")]
        heads: Option<PathBuf>,
    },
    /// Check the journal alone, or print its heads to keep elsewhere.
    #[command(subcommand)]
    Journal(JournalCommand),
    /// Manage the keys that sign tokens.
    #[command(subcommand)]
    Keys(KeysCommand),
}

/// `registry clients`
#[derive(Subcommand)]
pub enum ClientsCommand {
    /// Create a client and print its clientId and clientSecret as JSON; the secret is shown once.
    Create {
        /// Name of the client.
        #[arg(long)]
        name: String,
        /// Id or IDNO of the organisation it belongs to.
        #[arg(long, value_name = "ID-or-IDNO")]
        organisation: String,
        /// registrar, ministry, commission, university, provider, employer, supervisor, payroll or auditor.
        #[arg(long)]
        role: Role,
        /// Legal basis of all its calls; without it, each call about people names its own.
        #[arg(long, value_name = "TEXT")]
        standing_basis: Option<String>,
    },
    /// Print all clients as JSON, one a line.
    List,
    /// Revoke a client: no new tokens, and its present ones stop within a minute.
    Revoke {
        /// The client's id.
        client: String,
    },
}

/// `registry import`
#[derive(Args)]
pub struct ImportOptions {
    /// Kind of rows in the file.
    #[arg(value_name = "WHAT")]
    pub kind: BatchKind,
    /// The file: CSV, XLSX, JSON (a list) or NDJSON.
    pub file: PathBuf,
    /// Address of a running server.
    #[arg(
        long,
        help = "Address of a running server, for example https://registry.example; its client's secret is \
            read from the environment variable REGISTRY_CLIENT_SECRET, or from --client-secret-file"
    )]
    pub url: Option<String>,
    /// The client that imports; on a data folder the first client when left out.
    #[arg(long, value_name = "ID", env = "REGISTRY_CLIENT_ID")]
    pub client_id: Option<String>,
    /// File with the client's secret.
    #[arg(long, value_name = "FILE", requires = "url")]
    pub client_secret_file: Option<PathBuf>,
    /// Reason why people's data are changed; kept in the journal.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// On what legal basis; a client with a standing basis may leave it out.
    #[arg(long, value_name = "TEXT")]
    pub basis: Option<String>,
    /// Only show what would happen.
    #[arg(long)]
    pub dry_run: bool,
    /// Whether one rejected row keeps all others from the register.
    #[arg(long, value_enum, default_value_t = AtomicityOption::All)]
    pub atomicity: AtomicityOption,
    /// Treatment of a row that is on the register and differs.
    #[arg(long, value_enum, default_value_t = OnChangeOption::Reject)]
    pub on_change: OnChangeOption,
    /// The form of the file: json, ndjson, csv or xlsx; by its name when left out.
    #[arg(long)]
    pub format: Option<Format>,
    /// Afterwards write the file here once more, with what became of each row and why in two more columns.
    ///
    /// For CSV and XLSX: as it was sent, in its own form, the two columns in the language of --language. Mend
    /// the rows that were rejected and import it again: the two columns are not read, and rows that were
    /// taken before are unchanged. It names people, so only you may read it, and nothing is overwritten:
    /// where a file of this name exists, nothing is imported. When the file itself was not taken, for example
    /// for its titles, there are no rows to tell of, and nothing is written.
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
    /// In which language faults are told: ro, ru, or en for any other.
    #[arg(long, env = "LANG", default_value = "en", value_parser = language)]
    pub language: Language,
}

impl ValueEnum for BatchKind {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let kind = self.descriptor();
        Some(PossibleValue::new(kind.command).help(kind.title))
    }
}

/// Consequence of one rejected row for the others.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AtomicityOption {
    /// All rows or none.
    All,
    /// Each row by itself.
    Row,
}

/// Treatment of a row that is on the register and differs.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OnChangeOption {
    /// It is rejected.
    Reject,
    /// It corrects what is there.
    Correct,
}

impl ImportOptions {
    /// The client's secret. It is no option: what is typed there every user of the machine can see.
    ///
    /// # Errors
    /// It is nowhere to be found.
    #[expect(clippy::disallowed_methods, reason = "a secret that must not become an option")]
    pub fn secret(&self) -> Result<String> {
        let found = match &self.client_secret_file {
            Some(file) => std::fs::read_to_string(file)
                .map_err(|error| Error::internal(format!("cannot read {}: {error}", file.display())))?,
            None => std::env::var("REGISTRY_CLIENT_SECRET").unwrap_or_default(),
        };
        match found.trim() {
            "" => Err(Error::internal(
                "give the client's secret in the environment variable REGISTRY_CLIENT_SECRET, or with \
                    --client-secret-file",
            )),
            secret => Ok(secret.to_owned()),
        }
    }
}

/// A language, as `LANG` has it: `ro_MD.UTF-8` is Romanian.
#[expect(clippy::unnecessary_wraps, reason = "as clap asks it")]
fn language(given: &str) -> Result<Language> {
    let primary = given.split(['_', '-', '.']).next().unwrap_or_default();
    Ok(Language::named(&primary.to_ascii_lowercase()).unwrap_or(Language::En))
}

/// `registry journal`
#[derive(Subcommand)]
pub enum JournalCommand {
    /// Check every entry; prints a report as JSON, and exits with 1 where anything is not as it was written.
    Verify {
        /// A file that `registry journal heads` printed: finds a tail that was cut since.
        #[arg(long, value_name = "FILE")]
        heads: Option<PathBuf>,
    },
    /// Print the last link of each lane as JSON, to be kept where the database's keeper cannot reach it.
    Heads,
}

/// `registry keys`
#[derive(Subcommand)]
pub enum KeysCommand {
    /// Make a new signing key; a running server takes it up within half a minute, old tokens stay good until
    /// they expire.
    Rotate,
}

impl DataOptions {
    /// The database that this place names.
    ///
    /// # Errors
    /// A URL of an unknown scheme.
    pub fn target(&self) -> Result<Target> {
        match &self.database_url {
            None => Ok(Target::Sqlite { file: self.data_dir.join("registry.db") }),
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Ok(Target::Postgres { url: url.clone() })
            }
            Some(url) => {
                // Whatever else stands before `://` may be a password.
                let scheme = url.split_once("://").map(|(scheme, _)| scheme);
                let scheme = scheme
                    .filter(|scheme| scheme.bytes().all(|b| b.is_ascii_alphanumeric()))
                    .unwrap_or("(none)");
                Err(Error::internal(format!(
                    "DATABASE_URL has the unknown scheme {scheme}: use postgres://, or leave it out for the \
                        embedded SQLite"
                )))
            }
        }
    }
}

impl ServeOptions {
    /// The service's public address, without a slash at its end, of a server that listens on `bound`.
    #[must_use]
    pub fn issuer(&self, bound: SocketAddr) -> String {
        let given = self.public_url.clone().unwrap_or_else(|| format!("http://{bound}"));
        given.trim_end_matches('/').to_owned()
    }
}
