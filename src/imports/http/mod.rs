//! ASKS: files of rows, for who records what they hold: sent, followed, and read row by row.

mod batches;
mod endpoint;
mod templates;

use batches::{AnnotatedOperation, CreateOperation, FindOperation, ListOperation, ListRowsOperation};
use endpoint::BatchEndpoint;
use utoipa_actix_web::service_config::ServiceConfig;

use super::kinds::{BatchKind, KindTask, ListedKind, Operations};

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    for kind in BatchKind::ALL {
        kind.dispatch(Mount(to));
    }
    to.service(templates::get_template);
}

/// Mounts the operations of a kind under its path.
struct Mount<'t, 's>(&'t mut ServiceConfig<'s>);

impl KindTask for Mount<'_, '_> {
    type Output = ();

    fn run<K: ListedKind>(self) {
        let Operations { create, list, get, list_rows, get_annotated } = K::DESCRIPTOR.operations;
        self.0
            .service(BatchEndpoint::new::<K, _, _>(CreateOperation, create, batches::create::<K>))
            .service(BatchEndpoint::new::<K, _, _>(ListOperation, list, batches::list::<K>))
            .service(BatchEndpoint::new::<K, _, _>(FindOperation, get, batches::find::<K>))
            .service(BatchEndpoint::new::<K, _, _>(ListRowsOperation, list_rows, batches::list_rows::<K>))
            .service(BatchEndpoint::new::<K, _, _>(
                AnnotatedOperation,
                get_annotated,
                batches::get_annotated::<K>,
            ));
    }
}
