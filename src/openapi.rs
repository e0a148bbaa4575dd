//! The contract: collected by mounting the very routes that serve, then furnished with what holds everywhere.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApi as Document;
use utoipa::{OpenApi, PartialSchema};

use crate::error::{Error, Kind};
use crate::http::problem::{self, Problem};
use crate::values::{FaultCode, Language, Note};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Training catalogue and qualification registry",
        description = "Records the training programmes of child and family protection, workers' completions \
            and supervision, and the grades that make a worker eligible for a supplement, and answers what a \
            worker is qualified for on a day.\n\n\
            Errors are `application/problem+json` (RFC 9457), in English unless `Accept-Language` asks for \
            `ro` or `ru`; their codes are the same in every language. Calls about people carry `Call-Basis` \
            and `Call-Reason`. Creating calls may carry `Idempotency-Key`. Lists are read page by page with \
            `cursor`.\n\n\
            What is marked `sample` is sample data, not an official value.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    components(schemas(Problem)),
    servers((url = "/", description = "This service")),
    tags(
        (name = "status", description = "What a worker is qualified for on a day"),
        (name = "workers", description = "The people on the register and their employments"),
        (name = "completions", description = "Who completed which programme when"),
        (name = "supervision", description = "Supervision sessions, never their content"),
        (name = "imports", description = "Files of completions, workers and supervision sessions"),
        (name = "qualifications", description = "The ladder of grades, awards by decision, and suspensions"),
        (name = "rule sets", description = "What grades ask for and posts oblige to, as data"),
        (name = "attestation", description = "Applications for grades, and what commissions decided on them"),
        (name = "programmes", description = "The catalogue"),
        (name = "simulations", description = "What a rule set would change for the whole register"),
        (name = "organisations", description = "Who is who"),
        (name = "clients", description = "The systems that call this API"),
        (name = "tokens", description = "Access tokens"),
        (name = "journal", description = "Who saw or changed what"),
        (name = "service", description = "Health, metrics and this document"),
    )
)]
struct Base;

/// The document before any route is mounted.
#[must_use]
pub fn base() -> Document {
    Base::openapi()
}

/// The document as JSON with everything that holds for all operations.
#[must_use]
pub fn furnish(document: &Document, faults: &[&FaultCode], example: &dyn Fn(Kind) -> Error) -> Value {
    let mut document = serde_json::to_value(document).unwrap_or_default();
    list_codes(&mut document, faults);
    describe_kinds(&mut document);
    let examples = schema_examples(&document);
    document["components"]["securitySchemes"] = json!({ "oauth2": {
        "type": "oauth2",
        "description": "Client credentials (RFC 6749, 4.4). The token is a JWT (RFC 9068), checked as \
            RFC8725 asks, and good for 15 minutes",
        "flows": { "clientCredentials": { "tokenUrl": "/oauth2/token", "scopes": scopes() } }
    } });
    document["components"]["parameters"] = headers();
    if let Some(paths) = document["paths"].as_object_mut() {
        for operations in paths.values_mut().filter_map(Value::as_object_mut) {
            for (method, operation) in operations.iter_mut() {
                furnish_operation(method, operation, &examples, example);
            }
        }
    }
    let mut responses = problems(example);
    let operations = document["paths"].to_string();
    responses.retain(|name, _| operations.contains(&format!("\"#/components/responses/{name}\"")));
    document["components"]["responses"] = Value::Object(responses);
    document
}

/// Says what the field is for that tells the forms of a schema apart; it is no field of ours that could say
/// so itself.
fn describe_kinds(document: &mut Value) {
    let schemas = document["components"]["schemas"].as_object_mut().into_iter().flat_map(Map::values_mut);
    let forms = schemas.filter_map(|schema| schema.get_mut("oneOf")?.as_array_mut()).flatten();
    let parts = forms.filter_map(|form| form.get_mut("allOf")?.as_array_mut()).flatten();
    for kind in parts.filter_map(|part| part.get_mut("properties")?.get_mut("kind")) {
        kind["description"] = "Which of these it is.".into();
    }
}

/// A component of the document, with all that it refers to, as a JSON Schema of its own (2020-12). What it
/// describes is written by hand, so that fields which nobody knows are refused.
#[must_use]
pub fn json_schema(document: &Value, name: &str) -> Value {
    let components = &document["components"]["schemas"];
    // Each definition once: closed where it stands for a whole, open where it is a part of one.
    let (mut definitions, mut open) = (Map::new(), vec![(name.to_owned(), true)]);
    while let Some((name, whole)) = open.pop() {
        if definitions.contains_key(&name) {
            continue;
        }
        let mut schema = components[&name].clone();
        detach(&mut schema, whole, &mut open);
        definitions.insert(name, schema);
    }
    let mut schema = definitions.remove(name).unwrap_or_default();
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = name.into();
    schema["$defs"] = Value::Object(definitions);
    schema
}

/// Points the references of a schema at `$defs`, noting each, and closes every object that is a whole.
fn detach(schema: &mut Value, whole: bool, found: &mut Vec<(String, bool)>) {
    let Some(fields) = schema.as_object_mut() else { return };
    if let Some(name) = fields
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| reference.strip_prefix("#/components/schemas/"))
    {
        found.push((name.to_owned(), whole));
        let reference = format!("#/$defs/{name}");
        fields.insert("$ref".into(), reference.into());
    }
    if whole && (fields.contains_key("properties") || fields.contains_key("allOf")) {
        fields.remove("additionalProperties");
        fields.insert("unevaluatedProperties".into(), false.into());
    }
    fields
        .get_mut("properties")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flat_map(Map::values_mut)
        .for_each(|inner| detach(inner, true, found));
    fields.get_mut("items").into_iter().for_each(|inner| detach(inner, true, found));
    for (kind, whole) in [("allOf", false), ("oneOf", whole)] {
        fields
            .get_mut(kind)
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
            .for_each(|inner| detach(inner, whole, found));
    }
}

/// Lists the codes of problems and of their faults, so that a client knows them all.
fn list_codes(document: &mut Value, faults: &[&FaultCode]) {
    let codes: BTreeSet<_> = faults.iter().map(|fault| fault.name).collect();
    for schema in ["Problem", "ProblemFault"] {
        let code = &mut document["components"]["schemas"][schema]["properties"]["code"];
        code["enum"] = json!(codes);
    }
}

fn scopes() -> Value {
    let described = crate::auth::permission::TABLE.iter().map(|(scope, roles)| {
        let roles: Vec<_> = roles.iter().map(|role| role.as_str()).collect();
        ((*scope).to_owned(), Value::from(format!("Roles: {}", roles.join(", "))))
    });
    Value::Object(described.collect())
}

/// A shared response for each kind of problem.
fn problems(example: &dyn Fn(Kind) -> Error) -> Map<String, Value> {
    let responses = Kind::ALL.iter().map(|kind| {
        let (_, name, title) = kind.describe();
        let title = title.en;
        let description = format!("{title} (`urn:registry:problem:{name}`)");
        let response = json!({ "description": description, "content": problem_content(*kind, example) });
        (name.to_owned(), response)
    });
    responses.collect()
}

/// A problem of a kind, shown by one that can be.
fn problem_content(kind: Kind, example: &dyn Fn(Kind) -> Error) -> Value {
    let (path, trace) = ("/api/v1/completions", "4bf92f3577b34da6a3ce929d0e0e4736");
    let shown = problem::render(&example(kind), None, path, trace, Language::En);
    json!({ "application/problem+json": {
        "schema": { "$ref": "#/components/schemas/Problem" },
        "example": serde_json::from_slice::<Value>(&shown).unwrap_or_default()
    } })
}

/// The headers that a caller sends with more than one operation.
fn headers() -> Value {
    let header = |name: &str, required: bool, description: &str, example: &str, schema: &Value| {
        json!({
            "name": name, "in": "header", "required": required, "description": description,
            "example": example, "schema": schema
        })
    };
    let note = &json!(Note::schema());
    let languages =
        &json!({ "type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9*,;=. -]+$" });
    let key = &json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" });
    let tags = &json!({ "type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[\\t -~]+$" });
    json!({
        "Accept-Language": header("Accept-Language", false,
            "The languages of texts in the answer: ro, en or ru; Romanian unless asked otherwise",
            "en, ro;q=0.8", languages),
        "Call-Basis": header("Call-Basis", false,
            "The legal basis on which the call asks about people; a client with a standing basis may leave \
                it out",
            "Legea 140/2001, art. 5", note),
        "Call-Reason": header("Call-Reason", true, "Why the call asks about people", "monthly payroll", note),
        "Calling-User": header("Calling-User", false,
            "The person behind the call, where there is one: an account name, never an IDNP", "ana.rusu",
            note),
        "Idempotency-Key": header("Idempotency-Key", false,
            "The same request with the same key has one effect and one answer; kept for 8 days",
            "0f9d3f6e-5d0e-4f5a-9c5e-0d2c7b1f4a11", key),
        "If-Match": header("If-Match", true, "The ETag of the version that was read",
            "\"5Zc1uJ0v0sX2o8H4pYQ7dw\"", tags),
        "If-None-Match": header("If-None-Match", false,
            "An ETag already held: 304 if it is still the current one", "\"5Zc1uJ0v0sX2o8H4pYQ7dw\"", tags),
    })
}

fn furnish_operation(
    method: &str,
    operation: &mut Value,
    examples: &Map<String, Value>,
    example: &dyn Fn(Kind) -> Error,
) {
    let is_public = operation["security"]
        .as_array()
        .is_some_and(|security| security.iter().all(|one| one.as_object().is_some_and(Map::is_empty)));
    let is_personal = operation["x-personal-data"] == true;
    let is_form = operation["requestBody"]["content"].get("application/x-www-form-urlencoded").is_some();
    let has_id = operation["parameters"]
        .as_array()
        .is_some_and(|parameters| parameters.iter().any(|one| one["in"] == "path"));
    let creates = method == "post" && operation["responses"].get("201").is_some();
    let reads_json =
        method == "get" && operation["responses"]["200"]["content"].get("application/json").is_some();
    let mut wanted = Vec::new();
    if is_personal {
        wanted.extend(["Call-Basis", "Call-Reason", "Calling-User"]);
    }
    if operation["x-languages"] == true {
        wanted.push("Accept-Language");
    }
    if creates {
        wanted.push("Idempotency-Key");
    }
    let changes = matches!(method, "patch" | "put") || operation["x-if-match"] == true;
    if changes {
        wanted.push("If-Match");
    }
    if reads_json {
        wanted.push("If-None-Match");
        operation["responses"]["304"] = json!({ "description": "Unchanged since the ETag given" });
    }
    if !wanted.is_empty() {
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let headers = wanted.iter().map(|name| json!({ "$ref": format!("#/components/parameters/{name}") }));
        operation["parameters"] = parameters.into_iter().chain(headers).collect();
    }
    let mut kinds = vec![Kind::Internal, Kind::Unavailable];
    let has_parameters = operation["parameters"].as_array().is_some_and(|all| !all.is_empty());
    if has_parameters || operation.get("requestBody").is_some() {
        kinds.push(Kind::Validation);
    }
    if !is_public {
        kinds.extend([Kind::Unauthenticated, Kind::Forbidden]);
    } else if !is_form && method == "get" && operation["x-visitor"] == true {
        kinds.push(Kind::Unauthenticated);
    }
    if has_id {
        kinds.push(Kind::NotFound);
    }
    if operation.get("requestBody").is_some() {
        kinds.extend([Kind::TooLarge, Kind::UnsupportedMediaType, Kind::RequestTimeout]);
    }
    if creates || changes {
        kinds.push(Kind::Conflict);
    }
    if creates {
        kinds.push(Kind::KeyReused);
    }
    if changes {
        kinds.extend([Kind::PreconditionFailed, Kind::PreconditionRequired]);
    }
    let responses = &mut operation["responses"];
    for kind in Kind::ALL {
        let (status, name, _) = kind.describe();
        match responses.get_mut(status.to_string()) {
            // Described by the operation in its own words: it still is a problem of this status.
            Some(own) if own.get("$ref").is_none() => own["content"] = problem_content(*kind, example),
            Some(_) => {}
            None if kinds.contains(kind) => {
                responses[status.to_string()] = json!({ "$ref": format!("#/components/responses/{name}") });
            }
            None => {}
        }
    }
    show_examples(operation, examples);
}

/// The worked example of each schema that has one.
fn schema_examples(document: &Value) -> Map<String, Value> {
    let schemas = document["components"]["schemas"].as_object();
    schemas
        .into_iter()
        .flatten()
        .filter_map(|(name, schema)| Some((name.clone(), schema.get("example")?.clone())))
        .collect()
}

/// Shows a body's worked example where the body is used, so that every client's tools find it.
fn show_examples(operation: &mut Value, examples: &Map<String, Value>) {
    let show = |content: &mut Value| {
        for media in content.as_object_mut().into_iter().flat_map(Map::values_mut) {
            let named = media["schema"]["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
            let has_own = media.get("example").is_some();
            if let Some(example) = named.filter(|_| !has_own).and_then(|name| examples.get(name)).cloned() {
                media["example"] = example;
            }
        }
    };
    show(&mut operation["requestBody"]["content"]);
    if operation["requestBody"]["content"].is_null() {
        operation.as_object_mut().map(|fields| fields.remove("requestBody"));
    }
    for response in operation["responses"].as_object_mut().into_iter().flat_map(Map::values_mut) {
        if response.get("content").is_some() {
            show(&mut response["content"]);
        }
    }
}
