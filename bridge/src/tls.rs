//! A certificate for this run, signed by nobody else.

use rcgen::{CertificateParams, DnType, KeyPair};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// Makes a key and a certificate for `localhost` and these addresses, and writes the certificate to `file`
/// if one is named.
///
/// # Errors
/// A sentence that names the thing that could not be made or written.
pub(crate) fn config(addresses: &[SocketAddr], file: Option<&Path>) -> Result<Arc<ServerConfig>, String> {
    let failed = |error: &dyn std::fmt::Display| format!("No certificate could be made: {error}.");
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    names.extend(addresses.iter().map(|address| address.ip().to_string()));
    names.sort();
    names.dedup();
    let mut params = CertificateParams::new(names).map_err(|error| failed(&error))?;
    params.distinguished_name.push(DnType::CommonName, "Postamt");
    let key = KeyPair::generate().map_err(|error| failed(&error))?;
    let certificate = params.self_signed(&key).map_err(|error| failed(&error))?;
    if let Some(file) = file {
        std::fs::write(file, certificate.pem())
            .map_err(|error| format!("The certificate cannot be written to {}: {error}.", file.display()))?;
    }
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&error))?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .map_err(|error| failed(&error))?;
    Ok(Arc::new(config))
}
