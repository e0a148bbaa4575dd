//! The contract as the laws walk it: every operation of the program, in whichever room it is.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use registry::app::DOCUMENT;
use registry::auth::permission::TABLE;
use registry::call::Role;
use registry::values::WorkerId;
use serde_json::{Map, Value};

/// An operation of the contract.
pub struct Operation {
    pub id: &'static str,
    pub method: Method,
    pub path: &'static str,
    pub about: &'static Value,
}

/// Every operation, by path and method.
pub fn operations() -> Vec<Operation> {
    let mut all = Vec::new();
    for (path, methods) in members(&DOCUMENT["paths"]) {
        for (method, about) in members(methods) {
            let method = method.to_ascii_uppercase().parse().expect("a method");
            all.push(Operation {
                id: about["operationId"].as_str().expect("an operation id"),
                method,
                path,
                about,
            });
        }
    }
    assert!(!all.is_empty(), "the contract has no operation");
    all
}

impl Operation {
    /// The scopes of which it asks one; none where it is public.
    pub fn scopes(&self) -> Vec<&'static str> {
        let security = self.about["security"].as_array().into_iter().flatten();
        security
            .flat_map(|one| one["oauth2"].as_array().into_iter().flatten())
            .filter_map(Value::as_str)
            .collect()
    }

    pub fn is_public(&self) -> bool {
        self.scopes().is_empty()
    }

    pub fn is_personal(&self) -> bool {
        self.about["x-personal-data"] == true
    }

    /// The roles that have its scope.
    pub fn roles(&self) -> Vec<Role> {
        let scopes = self.scopes();
        let rows = TABLE.iter().filter(|(scope, _)| scopes.contains(scope));
        let mut roles: Vec<Role> = rows.flat_map(|(_, roles)| roles.iter().copied()).collect();
        roles.sort_unstable();
        roles
    }

    /// Its path, with the id of something that does not exist wherever it wants one.
    pub fn address(&self) -> String {
        let parts = self
            .path
            .split('/')
            .map(|part| if part.starts_with('{') { WorkerId::new().to_string() } else { part.to_owned() });
        parts.collect::<Vec<_>>().join("/")
    }

    /// A request with a well-formed address and an empty body: enough to be asked who sends it.
    pub fn request(&self) -> TestRequest {
        let request = TestRequest::with_uri(&self.address())
            .method(self.method.clone())
            .insert_header(("If-Match", "\"none\""));
        let takes_body = matches!(self.method, Method::POST | Method::PATCH | Method::PUT);
        if takes_body { request.set_json(serde_json::json!({})) } else { request }
    }
}

/// The members of an object; none of anything else.
pub fn members(value: &'static Value) -> impl Iterator<Item = (&'static str, &'static Value)> {
    value.as_object().into_iter().flat_map(Map::iter).map(|(name, value)| (name.as_str(), value))
}

/// The value that a `$ref` stands for; anything else stands for itself.
#[track_caller]
pub fn resolve(value: &'static Value) -> &'static Value {
    match value["$ref"].as_str() {
        Some(reference) => {
            let pointer = reference.strip_prefix('#').expect("a reference within the document");
            resolve(DOCUMENT.pointer(pointer).unwrap_or_else(|| panic!("{reference} stands for nothing")))
        }
        None => value,
    }
}

/// Request bodies and JSON answers that are not problems, with the place each is at.
pub fn bodies(operation: &Operation) -> Vec<(String, &'static Value)> {
    let mut all = Vec::new();
    for (media_type, media) in members(&operation.about["requestBody"]["content"]) {
        all.push((format!("{} request {media_type}", operation.id), media));
    }
    for (status, response) in
        members(&operation.about["responses"]).filter(|(status, _)| status.starts_with('2'))
    {
        let json =
            members(&resolve(response)["content"]).filter(|(media_type, _)| media_type.contains("json"));
        all.extend(
            json.map(|(media_type, media)| (format!("{} {status} {media_type}", operation.id), media)),
        );
    }
    all
}
