pub fn routes(_to: &mut utoipa_actix_web::service_config::ServiceConfig) {}
