//! Listening: pages in the clear behind a proxy, or under TLS, and cards on a port of their own. Certificates, keys and
//! lists are taken in anew when their files change, and no connection is dropped for it.

mod fresh;

pub use fresh::Fresh;

use crate::office::card::Shown;
use axum::Extension;
use axum::Router;
use axum::middleware::AddExtension;
use axum_server::Handle;
use axum_server::accept::Accept;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tower::Layer as _;

/// How long those who are at it may take to finish when the program is told to stop.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Serves pages until the handle says stop: under TLS where there is something to show to browsers.
///
/// # Errors
/// When the socket fails.
pub async fn pages(
    listener: TcpListener,
    pages: Router,
    tls: Option<RustlsConfig>,
    handle: Handle<SocketAddr>,
) -> io::Result<()> {
    let pages = pages.into_make_service_with_connect_info::<SocketAddr>();
    let listener = listener.into_std()?;
    match tls {
        None => axum_server::from_tcp(listener)?.handle(handle).serve(pages).await,
        Some(tls) => axum_server::from_tcp_rustls(listener, tls)?.handle(handle).serve(pages).await,
    }
}

/// Serves where cards are shown. What each browser shows goes along with its requests.
///
/// # Errors
/// When the socket fails.
pub async fn cards(
    listener: TcpListener,
    pages: Router,
    tls: RustlsConfig,
    handle: Handle<SocketAddr>,
) -> io::Result<()> {
    let server = axum_server::from_tcp(listener.into_std()?)?.acceptor(Asking(RustlsAcceptor::new(tls)));
    server.handle(handle).serve(pages.into_make_service()).await
}

/// Hands on the certificate that a browser shows.
#[derive(Clone)]
struct Asking(RustlsAcceptor);

type Stream<S> = <RustlsAcceptor as Accept<TcpStream, S>>::Stream;
type Accepting<S> = dyn Future<Output = io::Result<(Stream<S>, AddExtension<S, Shown>)>> + Send;

impl<S: Send + 'static> Accept<TcpStream, S> for Asking {
    type Stream = Stream<S>;
    type Service = AddExtension<S, Shown>;
    type Future = Pin<Box<Accepting<S>>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let accepting = self.0.accept(stream, service);
        Box::pin(async move {
            let (stream, service) = accepting.await?;
            let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
            let shown = Shown(chain.iter().map(|certificate| certificate.to_vec()).collect());
            Ok((stream, Extension(shown).layer(service)))
        })
    }
}
