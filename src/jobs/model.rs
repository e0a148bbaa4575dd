//! KNOWS: what a job is.

use diesel::prelude::*;

use crate::db::schema::jobs;
use crate::values::{Moment, id_type, vocabulary};

id_type! {
    /// A job: the id of what is worked on.
    JobId,
    /// A turn at a job. It tells who took the job last from everybody who had it before.
    LeaseId,
    /// The thing that several jobs concern, which are therefore done one after the other.
    OrderingKey,
}

vocabulary! {
    /// The size of a job by the time that it takes. Small ones do not wait for large ones.
    pub enum Size {
        /// It is done within a second or so.
        Small = "small",
        /// It may take minutes.
        Large = "large",
    }
}

/// A job to be done.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// The id of what is worked on.
    pub id: JobId,
    /// The name of its kind.
    pub kind: &'static str,
    /// Its size.
    pub size: Size,
    /// Of the jobs with one key the next begins when the one before has ended.
    pub ordering_key: Option<OrderingKey>,
}

/// A job as it is added.
#[derive(Insertable)]
#[diesel(table_name = jobs)]
#[diesel(treat_none_as_default_value = false)]
pub(super) struct WaitingJob {
    pub id: JobId,
    pub kind: &'static str,
    pub size: Size,
    pub ordering_key: Option<OrderingKey>,
    pub created_at: Moment,
    pub attempts: i32,
    pub failures: i32,
}

/// A job that was taken up.
#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = jobs)]
pub(super) struct ClaimedJob {
    pub id: JobId,
    /// Times that it was taken up since it last got on, this time included.
    pub attempts: i32,
}
