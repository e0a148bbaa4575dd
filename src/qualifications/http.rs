//! ASKS.

use utoipa_actix_web::service_config::ServiceConfig;

/// Under `/api/v1`.
pub fn routes(_to: &mut ServiceConfig) {}
