//! Names in files that are none, are damaged, or are of somebody else: told by their true cause, beside the API.

use crate::fixtures::Scene;
use crate::imports::counts;

const WORKERS: &str = "/api/v1/worker-batches";
const BY_ROW: &str = "mode=commit&atomicity=row";

#[actix_web::test]
async fn a_file_in_an_encoding_of_another_system_is_refused_by_name() {
    let scene = Scene::with_people(0).await;
    let line = |names: &[u8]| {
        let idnp = scene.service.fresh_code();
        [b"IDNP;Nume;Prenume\n", idnp.as_bytes(), b";", names, b"\n"].concat()
    };
    let encoded = |encoding: &'static encoding_rs::Encoding, text: &str| encoding.encode(text).0.into_owned();
    for (names, name) in [
        (b"B\xC7lan;Ion".to_vec(), "IBM 852"),
        (b"F\xC7tu;M\xC7lina".to_vec(), "IBM 852"),
        (encoded(encoding_rs::KOI8_R, "РУСУ;АННА"), "KOI8-R"),
        (b"\xE2\xE8\xE4\xE8;\xA1\xD5\xD5\xA1".to_vec(), "IBM 855"),
        (encoded(encoding_rs::ISO_8859_5, "Юн;Ия"), "ISO 8859-5"),
        (encoded(encoding_rs::X_MAC_CYRILLIC, "Русу;Анна"), "Macintosh"),
    ] {
        let refused = scene.registrar.send_file(WORKERS, BY_ROW, "text/csv", line(&names)).await.expect(400);
        let told = refused.body["faults"].to_string();
        assert!(told.contains("encodingOther") && told.contains(name), "{name}: {told}");
    }
    let small = encoded(encoding_rs::WINDOWS_1251, "русу;анна");
    let batch = scene.registrar.batch(WORKERS, BY_ROW, "text/csv", line(&small)).await;
    assert_eq!(counts(&batch), [1, 0, 0, 0, 0, 0]);
}
