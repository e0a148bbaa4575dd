//! The contract: as checked in, and complete enough to be built on without reading the code.

use std::collections::BTreeSet;
use std::path::Path;

use actix_web::dev::ServiceResponse;
use registry::app::DOCUMENT;
use registry::auth::permission::TABLE;
use serde_json::{Value, json};

use crate::contract::{bodies, members, operations, resolve};
use crate::service::Service;

/// Sub-resources of which a record has exactly one.
const SINGLETONS: [&str; 4] = ["transcript", "pathway", "replay", "annotated"];

#[test]
fn the_checked_in_document_is_the_programs_own() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/registry.json");
    let kept: Value =
        serde_json::from_str(&std::fs::read_to_string(file).unwrap_or_default()).unwrap_or_default();
    assert!(
        kept == *DOCUMENT,
        "openapi/registry.json has drifted: run `cargo run -- openapi > openapi/registry.json` and read the difference"
    );
}

#[actix_web::test]
async fn the_document_is_served() {
    let service = Service::start().await;
    let served = service.get("/openapi.json").await.expect(200);
    assert_eq!(served.body, *DOCUMENT);
    assert!(DOCUMENT["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
}

#[test]
fn operations_are_named_once_as_verb_and_resource() {
    let mut seen = BTreeSet::new();
    for operation in operations() {
        let words: Vec<_> = operation.id.split('_').collect();
        let is_snake = words.len() >= 2
            && words.iter().all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()));
        assert!(is_snake, "{} is not <verb>_<resource>", operation.id);
        assert!(seen.insert(operation.id), "{} names two operations", operation.id);
    }
}

#[test]
fn paths_are_plural_lower_case_and_hyphenated() {
    for operation in operations() {
        let path = operation.path;
        assert!(!path.ends_with('/') && !path.contains("//"), "{path}");
        let Some(inner) = path.strip_prefix("/api/v1/") else { continue };
        for part in inner.split('/').filter(|part| !part.starts_with('{')) {
            let is_lower = part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            assert!(is_lower && (part.ends_with('s') || SINGLETONS.contains(&part)), "{path}: {part}");
        }
    }
}

#[test]
fn every_operation_says_what_it_is_and_who_may() {
    let tags: Vec<_> = DOCUMENT["tags"].as_array().expect("tags").iter().map(|tag| &tag["name"]).collect();
    for operation in operations() {
        let (id, about) = (operation.id, operation.about);
        assert!(about["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "{id} has no summary");
        let own = about["tags"].as_array().unwrap_or_else(|| panic!("{id} has no tag"));
        assert!(own.len() == 1 && tags.contains(&&own[0]), "{id} has the tags {own:?}");
        let security = about["security"].as_array().unwrap_or_else(|| panic!("{id} states no security"));
        assert!(!security.is_empty(), "{id} states no security");
        for scope in operation.scopes() {
            assert!(
                TABLE.iter().any(|(known, _)| *known == scope),
                "{id} asks for {scope}, which no role has"
            );
        }
    }
}

#[test]
fn every_operation_documents_its_problems() {
    for operation in operations() {
        let responses = &operation.about["responses"];
        let mut wanted = vec!["500", "503"];
        if !operation.is_public() {
            wanted.extend(["401", "403"]);
        }
        if operation.path.contains('{') {
            wanted.extend(["400", "404"]);
        }
        if operation.about.get("requestBody").is_some() {
            wanted.extend(["400", "413", "415"]);
        }
        if operation.method == "PATCH" || operation.method == "PUT" || operation.about["x-if-match"] == true {
            wanted.extend(["412", "428"]);
        }
        for status in wanted {
            assert!(responses.get(status).is_some(), "{} does not document {status}", operation.id);
        }
        for (status, response) in members(responses).filter(|(status, _)| status.starts_with(['4', '5'])) {
            let content = &resolve(response)["content"]["application/problem+json"];
            assert!(content.is_object(), "{}: {status} is not a problem", operation.id);
        }
    }
}

#[test]
fn every_reference_stands_for_something() {
    let mut references = 0;
    walk(&DOCUMENT, &mut |value| {
        if value["$ref"].is_string() {
            resolve(value);
            references += 1;
        }
    });
    assert!(references > 50, "the walk found {references} references only");
}

#[test]
fn every_parameter_is_described_and_bounded() {
    let mut faults = Vec::new();
    for operation in operations() {
        let parameters: Vec<_> =
            operation.about["parameters"].as_array().into_iter().flatten().map(resolve).collect();
        for name in operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
            let is_there = parameters
                .iter()
                .any(|one| one["in"] == "path" && one["name"] == name && one["required"] == true);
            assert!(is_there, "{} does not have the parameter {name} of its path", operation.id);
        }
        for parameter in parameters {
            let name = parameter["name"].as_str().expect("a name");
            let place = format!("{} parameter {name}", operation.id);
            if parameter["in"] == "query"
                && !(name.starts_with(|c: char| c.is_ascii_lowercase())
                    && name.chars().all(char::is_alphanumeric))
            {
                faults.push(format!("{place}: not camelCase"));
            }
            if !is_described(parameter) {
                faults.push(format!("{place}: not described"));
            }
            bounds(&parameter["schema"], &place, &mut faults);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_property_is_described_and_bounded() {
    let mut faults = Vec::new();
    for (name, schema) in members(&DOCUMENT["components"]["schemas"]) {
        if !is_described(schema) {
            faults.push(format!("{name}: not described"));
        }
        bounds(schema, name, &mut faults);
    }
    for operation in operations() {
        for (place, media) in bodies(&operation) {
            bounds(&media["schema"], &place, &mut faults);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_body_has_a_worked_example_that_fits_its_schema() {
    let mut faults = Vec::new();
    for operation in operations() {
        for (place, media) in bodies(&operation) {
            match media.get("example") {
                Some(example) => fits(example, &media["schema"], &place, &mut faults),
                None => faults.push(format!("{place}: no example")),
            }
        }
    }
    for (name, schema) in members(&DOCUMENT["components"]["schemas"]) {
        if let Some(example) = schema.get("example") {
            fits(example, schema, name, &mut faults);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The checks above, shown what they are there to find.
#[test]
fn the_checks_see_what_they_look_for() {
    let schema: &'static Value = Box::leak(Box::new(json!({
        "type": "object", "required": ["name", "count"],
        "properties": {
            "name": { "type": "string", "maxLength": 3, "description": "A name" }, "count": { "type": "integer", "minimum": 1, "maximum": 2 },
            "list": { "type": "array", "description": "A list", "items": { "type": "string" } },
            "kind": { "type": ["string", "null"], "enum": ["a", null], "description": "A kind" }
        }
    })));
    let mut found = Vec::new();
    bounds(schema, "X", &mut found);
    assert_eq!(
        found,
        ["X/count: not described", "X/list: an array without maxItems", "X/list/0: a string without bound"]
    );
    let found = |example: Value| {
        let mut found = Vec::new();
        fits(Box::leak(Box::new(example)), schema, "X", &mut found);
        found
    };
    assert_eq!(found(json!({ "name": "abc", "count": 1, "kind": null })), Vec::<String>::new());
    assert_eq!(
        found(json!({ "name": "abcd", "count": 3 })),
        ["X/count: outside its bounds", "X/name: outside its bounds"]
    );
    assert_eq!(
        found(json!({ "name": "abc", "colour": 1 })),
        ["X/count: is required", "X/colour: is not a property"]
    );
    assert_eq!(
        found(json!({ "name": 1, "count": 1, "kind": "b" })),
        ["X/kind: not one of its words", "X/name: expected string"]
    );
    let both: &'static Value = Box::leak(Box::new(
        json!({ "allOf": [schema, { "properties": { "more": { "type": "boolean" } } }] }),
    ));
    let mut found = Vec::new();
    fits(
        Box::leak(Box::new(json!({ "name": "abc", "count": 1, "more": 1, "most": 1 }))),
        both,
        "X",
        &mut found,
    );
    assert_eq!(found, ["X/more: expected boolean", "X/most: is not a property"]);
}

fn walk(value: &'static Value, visit: &mut impl FnMut(&'static Value)) {
    visit(value);
    members(value).for_each(|(_, inner)| walk(inner, visit));
    value.as_array().into_iter().flatten().for_each(|inner| walk(inner, visit));
}

/// Whether it, or what it stands for or is made of, has a description.
fn is_described(value: &'static Value) -> bool {
    let own = value["description"].as_str().is_some_and(|text| !text.trim().is_empty());
    own || value["$ref"].is_string() && is_described(resolve(value)) || alternatives(value).any(is_described)
}

fn alternatives(schema: &'static Value) -> impl Iterator<Item = &'static Value> {
    ["oneOf", "anyOf", "allOf"].into_iter().flat_map(|kind| schema[kind].as_array().into_iter().flatten())
}

fn is_of_type(schema: &Value, name: &str) -> bool {
    schema["type"] == name
        || schema["type"].as_array().is_some_and(|types| types.iter().any(|one| one == name))
}

/// Names every unbounded place of a schema and every property without a description. A `$ref` is checked
/// where it leads.
fn bounds(schema: &'static Value, place: &str, faults: &mut Vec<String>) {
    let has = |names: &[&str]| names.iter().any(|name| schema.get(*name).is_some());
    let is_fixed = has(&["enum", "const"])
        || schema["format"].as_str().is_some_and(|format| ["uuid", "date", "date-time"].contains(&format));
    if is_of_type(schema, "string") && !is_fixed && !has(&["maxLength"]) {
        faults.push(format!("{place}: a string without bound"));
    }
    let is_number = is_of_type(schema, "integer") || is_of_type(schema, "number");
    if is_number
        && !is_fixed
        && !(has(&["minimum", "exclusiveMinimum"]) && has(&["maximum", "exclusiveMaximum"]))
    {
        faults.push(format!("{place}: a number without minimum and maximum"));
    }
    if is_of_type(schema, "array") && !has(&["maxItems"]) {
        faults.push(format!("{place}: an array without maxItems"));
    }
    for (name, property) in members(&schema["properties"]) {
        if !is_described(property) {
            faults.push(format!("{place}/{name}: not described"));
        }
        bounds(property, &format!("{place}/{name}"), faults);
    }
    for inner in ["items", "additionalProperties"]
        .into_iter()
        .filter_map(|name| schema.get(name))
        .chain(alternatives(schema))
    {
        bounds(inner, &format!("{place}/0"), faults);
    }
}

/// Names every place where a value does not fit its schema, a property that the schema does not name
/// included.
pub fn fits(value: &'static Value, schema: &'static Value, place: &str, faults: &mut Vec<String>) {
    let schema = resolve(schema);
    let choices: Vec<_> = ["oneOf", "anyOf"]
        .into_iter()
        .flat_map(|kind| schema[kind].as_array().into_iter().flatten())
        .collect();
    if !choices.is_empty() {
        let tried = choices.iter().map(|choice| {
            let mut found = Vec::new();
            fits(value, choice, place, &mut found);
            found
        });
        // Of choices that all fail, the one that came nearest says most.
        faults.extend(tried.min_by_key(Vec::len).unwrap_or_default());
        return;
    }
    if let Some(parts) = schema["allOf"].as_array() {
        // A property has to be known to one of the parts only.
        let unknown = |fault: &String| fault.ends_with("is not a property");
        let mut found: Vec<Vec<String>> = Vec::new();
        for part in parts {
            let mut own = Vec::new();
            fits(value, part, place, &mut own);
            found.push(own);
        }
        let everywhere = |fault: &String| found.iter().all(|own| own.contains(fault));
        faults.extend(found.iter().flatten().filter(|fault| !unknown(fault)).cloned());
        faults.extend(found[0].iter().filter(|fault| unknown(fault) && everywhere(fault)).cloned());
        return;
    }
    let fault = |what: &str| format!("{place}: {what}");
    if let Some(words) = schema["enum"].as_array() {
        if !words.contains(value) {
            faults.push(fault("not one of its words"));
        }
        return;
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if schema.get("type").is_some()
        && !is_of_type(schema, kind)
        && !(kind == "integer" && is_of_type(schema, "number"))
    {
        faults.push(fault(&format!(
            "expected {}",
            schema["type"].as_str().map_or_else(|| schema["type"].to_string(), str::to_owned)
        )));
        return;
    }
    let (size, least, most) = match value {
        Value::String(text) => (size_of(text.chars().count()), "minLength", "maxLength"),
        Value::Array(items) => (size_of(items.len()), "minItems", "maxItems"),
        Value::Number(number) => (number.as_f64().expect("a number"), "minimum", "maximum"),
        _ => (0.0, "", ""),
    };
    if schema[least].as_f64().is_some_and(|least| size < least)
        || schema[most].as_f64().is_some_and(|most| size > most)
    {
        faults.push(fault("outside its bounds"));
    }
    for item in value.as_array().into_iter().flatten() {
        fits(item, &schema["items"], &format!("{place}/0"), faults);
    }
    if kind != "object" {
        return;
    }
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    faults.extend(
        required.filter(|name| value.get(name).is_none()).map(|name| format!("{place}/{name}: is required")),
    );
    let is_open = schema.get("properties").is_none();
    for (name, inner) in members(value) {
        match (schema["properties"].get(name), schema.get("additionalProperties")) {
            (Some(property), _) => fits(inner, property, &format!("{place}/{name}"), faults),
            (None, Some(any)) if any.is_object() => fits(inner, any, &format!("{place}/{name}"), faults),
            (None, _) if is_open => {}
            (None, _) => faults.push(format!("{place}/{name}: is not a property")),
        }
    }
}

fn size_of(count: usize) -> f64 {
    f64::from(u32::try_from(count).expect("an example is small"))
}

/// Off unless asked for; then it needs nothing from elsewhere.
#[actix_web::test]
async fn interactive_documentation_is_there_when_asked_for() {
    let service = Service::start().await;
    service.get("/docs/").await.expect(404);
    let app = actix_web::test::init_service(registry::app::build(&service.house, true)).await;
    let get = async |path: &str| {
        actix_web::test::call_service(&app, actix_web::test::TestRequest::get().uri(path).to_request()).await
    };
    let header = |response: &ServiceResponse, name: &str| {
        response.headers().get(name).expect(name).to_str().expect("text").to_owned()
    };
    let moved = get("/docs").await;
    assert_eq!((moved.status().as_u16(), header(&moved, "location")), (307, "/docs/".to_owned()));
    let page = get("/docs/").await;
    assert!(header(&page, "content-security-policy").starts_with("default-src 'self'"));
    let page = actix_web::test::read_body(page).await;
    let page = String::from_utf8_lossy(&page);
    assert!(
        page.contains("swagger-ui") && !page.contains("src=\"http") && !page.contains("href=\"http"),
        "{page}"
    );
    assert_eq!(get("/docs/swagger-ui-bundle.js").await.status(), 200);
}
