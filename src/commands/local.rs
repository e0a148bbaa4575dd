//! A data folder that no server serves, as `registry import` opens it.

use std::fs::File;
use std::sync::Arc;

use serde_json::{Value, json};

use super::job::{ImportRequest, UploadAnswer, json_of};
use super::opening::open_as;
use super::output::usage;
use super::words;
use crate::auth::{self, Identity};
use crate::call::Call;
use crate::config::{DataOptions, ImportOptions};
use crate::db::Process;
use crate::error::{Error, Kind, Result};
use crate::imports::{self, BatchKind};
use crate::keys::random;
use crate::start::{self, FIRST_CLIENT, House};
use crate::values::{BatchId, ClientId, Language};

/// A data folder that no server serves.
pub(super) struct Local {
    house: House,
    call: Arc<Call>,
    kind: BatchKind,
    /// Keeps every server away for as long as this runs.
    _only: Option<File>,
}

impl Local {
    pub async fn open(place: &DataOptions, asked: &ImportOptions, job: &ImportRequest) -> Result<Self> {
        let busy = |_| {
            let folder = place.data_dir.display();
            Error::internal(format!(
                "a server runs on the data folder {folder}: send the file to it, with --url http://… and \
                    --client-id"
            ))
        };
        // It writes in the server's place, so that other commands may write beside it.
        let house = open_as(place, Process::Server)?;
        let only = start::only_server(place).map_err(busy)?;
        house.runner.start()?;
        let client = match &asked.client_id {
            Some(id) => id.clone(),
            None => first_client(place)?,
        };
        let unknown = "expected the id of a client on the register that is not revoked; registry clients \
            list names them";
        let id: ClientId = client.parse().map_err(|_| usage("--client-id", unknown))?;
        let found = house.hall.db.read(move |view| auth::identity(view, id)).await?;
        let Identity { actor, standing_basis } = found.ok_or_else(|| usage("--client-id", unknown))?;
        let basis = job
            .basis
            .clone()
            .or(standing_basis)
            .ok_or_else(|| usage("--basis", words::basis_missing(asked.language)))?;
        let trace_id = random::<16>()?.iter().map(|byte| format!("{byte:02x}")).collect();
        let (reason, today) = (job.reason.clone(), house.hall.today());
        let call = Arc::new(Call { actor, user: None, basis, reason, trace_id, today });
        Ok(Self { house, call, kind: job.kind, _only: only })
    }

    pub async fn send(&self, job: &ImportRequest, file: File) -> Result<UploadAnswer> {
        match imports::begin(&self.house.importer, &self.call, job.kind, job.order, job.format, file).await {
            Ok(batch) => Ok(UploadAnswer::Accepted(json_of(&batch)?)),
            Err(error) if matches!(error.kind(), Kind::Validation | Kind::TooLarge) => {
                let (status, _, title) = error.kind().describe();
                Ok(UploadAnswer::Refused(json!({
                    "title": title.of(job.language), "status": status,
                    "detail": error.told().say(job.language), "errors": error.faults().say(job.language)
                })))
            }
            Err(error) => Err(error),
        }
    }

    pub async fn find(&self, id: BatchId) -> Result<Value> {
        json_of(&imports::report(&self.house.importer, &self.call.actor, self.kind, id).await?)
    }

    pub async fn rows(&self, id: BatchId, outcome: &str, limit: usize) -> Result<Vec<Value>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let outcome = outcome.parse().map_err(|_| Error::internal("not an outcome"))?;
        let rows = imports::rows(&self.house.hall, &self.call, (self.kind, id), outcome, limit).await?;
        rows.iter().map(json_of).collect()
    }

    pub async fn download(&self, id: BatchId, language: Language, into: &File) -> Result<()> {
        imports::download(&self.house.hall, &self.call, (self.kind, id), language, into).await
    }
}

impl Drop for Local {
    /// Leaves what else may be worked on to others.
    fn drop(&mut self) {
        self.house.hall.leave();
    }
}

/// The client that the first start of this data folder made.
fn first_client(place: &DataOptions) -> Result<String> {
    let told = std::fs::read(place.data_dir.join(FIRST_CLIENT)).ok();
    let told: Option<Value> = told.and_then(|told| serde_json::from_slice(&told).ok());
    let id = told.as_ref().and_then(|told| told["clientId"].as_str()).map(str::to_owned);
    id.ok_or_else(|| usage("--client-id", format!("is required: {FIRST_CLIENT} is not in the data folder")))
}
