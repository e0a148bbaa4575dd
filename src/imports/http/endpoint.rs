//! Operations that every kind of file has: one handler each, mounted under the path of a kind and shown in
//! the contract by the kind's own names.

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::{FromRequest, Handler, Resource, Responder, guard, web};
use utoipa::openapi::path::{HttpMethod, Operation, Paths};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{RefOr, Schema};
use utoipa_actix_web::OpenApiFactory;

use crate::auth::permission::Permission as _;
use crate::imports::contract;
use crate::imports::kinds::{Descriptor, FileKind};

/// One operation on the batches of one kind. `D` documents it as it is for every kind, with its path behind
/// that of the kind.
pub struct BatchEndpoint<D> {
    resource: Resource,
    documented: D,
    operation_id: &'static str,
    scope: &'static str,
    kind: Descriptor,
}

impl<D: utoipa::Path> BatchEndpoint<D> {
    pub fn new<K: FileKind, F, Args>(documented: D, operation_id: &'static str, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let kind = K::DESCRIPTOR;
        let resource = web::resource(format!("{}{}", kind.path, D::path()));
        let resource = if D::methods().contains(&HttpMethod::Post) {
            resource.guard(guard::Post())
        } else {
            resource.guard(guard::Get())
        };
        Self { resource: resource.to(handler), documented, operation_id, scope: K::Permission::SCOPE, kind }
    }

    /// The part of the contract that differs from one kind to another.
    fn complete(&self, operation: &mut Operation) {
        operation.operation_id = Some(self.operation_id.to_owned());
        operation.security = Some(vec![SecurityRequirement::new("oauth2", [self.scope])]);
        contract::show(operation, &self.kind);
    }
}

impl<D> HttpServiceFactory for BatchEndpoint<D> {
    fn register(self, config: &mut AppService) {
        self.resource.register(config);
    }
}

impl<D: utoipa::Path + OpenApiFactory> OpenApiFactory for BatchEndpoint<D> {
    fn paths(&self) -> Paths {
        let mut paths = Paths::new();
        for (path, mut item) in self.documented.paths().paths {
            for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
                self.complete(operation);
            }
            paths.paths.insert(format!("{}{path}", self.kind.path), item);
        }
        paths
    }

    fn schemas(&self, schemas: &mut Vec<(String, RefOr<Schema>)>) {
        self.documented.schemas(schemas);
    }
}
