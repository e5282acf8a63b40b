//! The page over HTTP, and the live stream for it: the log as WebSocket messages.
//!
//! docs/bridge.md describes the messages. A viewer is served from the log at its own speed; nothing is kept
//! for it, so a slow one costs nothing and falls behind until it must begin anew.

use crate::class::{self, Classes};
use crate::log::{Log, Piece};
use crate::options::Service;
use axum::Router;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::time::{interval, timeout};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// The version of the messages.
pub(crate) const LIVE_VERSION: u32 = 1;
/// Most pages that look on at once.
const VIEWERS_MAX: usize = 64;
/// The interval of ticks, which tell that nothing has happened.
const TICK: Duration = Duration::from_secs(5);
/// The longest time that a viewer may take no message.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Clone)]
struct Shared {
    log: Arc<Log>,
    stop: watch::Receiver<bool>,
    viewers: Arc<Semaphore>,
    classes: Arc<Classes>,
    /// The addresses for mail programs.
    mail: Arc<[(Service, SocketAddr)]>,
    /// Only this machine can reach us.
    loopback: bool,
}

/// Serves the folder `page` and the stream until told to stop. `mail` is where mail programs find the bridge.
pub(crate) async fn serve(
    listener: TcpListener,
    page: &Path,
    log: Arc<Log>,
    mail: Vec<(Service, SocketAddr)>,
    stop: watch::Receiver<bool>,
) {
    let loopback = listener.local_addr().is_ok_and(|address| address.ip().is_loopback());
    let viewers = Arc::new(Semaphore::new(VIEWERS_MAX));
    let classes = Arc::new(Classes::default());
    let mut until = stop.clone();
    let nosniff = HeaderValue::from_static("nosniff");
    let app = Router::new()
        .route("/live", get(live))
        .route("/share", get(share))
        .route("/follow", get(follow))
        .fallback_service(ServeDir::new(page).precompressed_br().precompressed_gzip())
        .layer(SetResponseHeaderLayer::overriding(header::X_CONTENT_TYPE_OPTIONS, nosniff))
        .layer(from_fn(keep))
        .with_state(Shared { log, stop, viewers: viewers.clone(), classes, mail: mail.into(), loopback });
    let until = async move { stopped(&mut until).await };
    if let Err(error) = axum::serve(listener, app).with_graceful_shutdown(until).await {
        eprintln!("The page is not served any more: {error}.");
    }
    // A connection that has become a WebSocket is no longer the server's to wait for.
    let _ = viewers.acquire_many(VIEWERS_MAX as u32).await;
}

/// Tells how long an answer may be kept. The name of a file with a hash in it stands for the same octets for ever; the
/// others, index.html and the service worker among them, are built ones today and others tomorrow.
async fn keep(request: Request, next: Next) -> Response {
    let hashed = is_hashed(request.uri().path());
    let mut response = next.run(request).await;
    let lasts = hashed && response.status().is_success();
    let how_long = if lasts { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(how_long));
    response
}

/// Whether a path has a hash as Trunk and the catalogue write it: 15 or 16 digits between a hyphen and a dot or an
/// underscore.
fn is_hashed(path: &str) -> bool {
    path.split('-').skip(1).any(|part| {
        let digits = part.bytes().take_while(|octet| matches!(octet, b'0'..=b'9' | b'a'..=b'f')).count();
        matches!(digits, 15 | 16) && part[digits..].starts_with(['.', '_'])
    })
}

async fn live(
    State(shared): State<Shared>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if let Err(sentence) = check_origin(&headers, shared.loopback) {
        eprintln!("A page of another origin was not let in to look on: {sentence}");
        return (StatusCode::FORBIDDEN, sentence).into_response();
    }
    let Ok(place) = shared.viewers.clone().try_acquire_owned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "Too many pages look on already.").into_response();
    };
    let same_run = query.get("run").is_some_and(|run| run == shared.log.run());
    let next = query.get("next").and_then(|next| next.parse().ok()).filter(|_| same_run);
    let hello = hello(shared.log.run(), &shared.mail, headers.get(header::HOST));
    upgrade.max_message_size(4096).on_upgrade(move |socket| async move {
        let _place = place;
        // An error means that the viewer is gone: it comes back by itself, and says what it has.
        let _ = show(socket, shared, hello, next).await;
    })
}

/// The word of a request by a page that may share or follow; a refusal otherwise.
fn class_word(
    shared: &Shared,
    query: &BTreeMap<String, String>,
    headers: &HeaderMap,
) -> Result<String, (StatusCode, &'static str)> {
    check_origin(headers, shared.loopback).map_err(|sentence| (StatusCode::FORBIDDEN, sentence))?;
    let word = query.get("word").and_then(|word| postamt::share::shown::word(word));
    word.ok_or((StatusCode::BAD_REQUEST, "A word has 3 to 24 letters, digits and hyphens."))
}

async fn share(
    State(shared): State<Shared>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let word = match class_word(&shared, &query, &headers) {
        Ok(word) => word,
        Err(refusal) => return refusal.into_response(),
    };
    let key = query.get("key").cloned().unwrap_or_default();
    upgrade.max_message_size(class::MESSAGE_MAX).max_frame_size(class::MESSAGE_MAX).on_upgrade(
        move |socket| async move {
            // An error means that the page is gone: it comes back by itself.
            let _ = class::share(socket, shared.classes, word, key, shared.stop).await;
        },
    )
}

async fn follow(
    State(shared): State<Shared>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let word = match class_word(&shared, &query, &headers) {
        Ok(word) => word,
        Err(refusal) => return refusal.into_response(),
    };
    upgrade.max_message_size(4096).on_upgrade(move |socket| async move {
        let _ = class::follow(socket, shared.classes, word, shared.stop).await;
    })
}

/// The first message. Where we listen on all of this machine's addresses, its name is the one by which the viewer
/// found us.
fn hello(run: &str, mail: &[(Service, SocketAddr)], host: Option<&HeaderValue>) -> String {
    let host = host.and_then(|host| host.to_str().ok()).map(|host| match host.rsplit_once(':') {
        Some((name, _)) if !host.ends_with(']') => name,
        _ => host,
    });
    let mut text = format!(r#"{{"hello":{{"live":{LIVE_VERSION},"run":"{run}","services":["#);
    for (index, (service, address)) in mail.iter().enumerate() {
        let place = match host {
            Some(name) if address.ip().is_unspecified() => format!("{name}:{}", address.port()),
            _ => address.to_string(),
        };
        let (service, address) = (Value::from(service.name().to_lowercase()), Value::from(place));
        text.push_str(if index == 0 { "" } else { "," });
        text.push_str(&format!(r#"{{"service":{service},"address":{address}}}"#));
    }
    text + "]}}"
}

/// RFC 6455 §10.2: "Servers that are not intended to process input from any web page but only for certain
/// sites SHOULD verify the |Origin| field is an origin they expect." Any page may open a WebSocket to this
/// machine, so only one that we served ourselves gets in. On loopback the name has to be this machine's
/// too, or a foreign name that suddenly points here would do.
fn check_origin(headers: &HeaderMap, loopback: bool) -> Result<(), &'static str> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let host = text(header::HOST).ok_or("The request names no host.")?;
    if loopback && !is_this_machine(host) {
        return Err("The request names another host.");
    }
    match text(header::ORIGIN) {
        Some(origin) if origin.strip_prefix("http://") != Some(host) => Err("The origin is not this host."),
        _ => Ok(()), // a program that is no browser names no origin
    }
}

fn is_this_machine(host: &str) -> bool {
    let name = host.parse::<SocketAddr>().map(|address| address.ip().to_string());
    let name = name.unwrap_or_else(|_| host.rsplit_once(':').map_or(host, |(name, _)| name).to_owned());
    name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Sends one viewer the actions that it lacks, as they come.
async fn show(
    mut socket: WebSocket,
    mut shared: Shared,
    hello: String,
    mut next: Option<u64>,
) -> Result<(), axum::Error> {
    let log = shared.log;
    let mut news = log.news();
    let mut tick = interval(TICK);
    let mut said_to_wait = false;
    send(&mut socket, hello).await?;
    loop {
        news.mark_unchanged();
        match log.after(next) {
            Piece::World { world, next: first } => {
                send(&mut socket, format!(r#"{{"world":{{"next":{first},"world":{world}}}}}"#)).await?;
                (next, said_to_wait) = (Some(first), false);
                continue;
            }
            Piece::Actions { actions, next: after } => {
                let first = next.unwrap_or_default();
                send(&mut socket, format!(r#"{{"actions":{{"first":{first},"actions":{actions}}}}}"#))
                    .await?;
                next = Some(after);
                continue;
            }
            Piece::TooLate if !said_to_wait => {
                send(&mut socket, r#"{"wait":{"why":"too-long"}}"#.to_owned()).await?;
                (next, said_to_wait) = (None, true);
            }
            Piece::TooLate | Piece::UpToDate => {}
        }
        tokio::select! {
            () = stopped(&mut shared.stop) => {
                send(&mut socket, r#"{"bye":{"why":"stopping"}}"#.to_owned()).await?;
                let frame = CloseFrame { code: close_code::AWAY, reason: "".into() };
                socket.send(Message::Close(Some(frame))).await?;
                // RFC 6455 §7.1.1: the server closes first, but not before the viewer's answer: a socket that
                // is closed with octets unread may take back what was sent.
                while let Some(Ok(_)) = socket.recv().await {}
                return Ok(());
            }
            _ = news.changed() => {}
            _ = tick.tick() => {
                let (next, quiet) = (next.unwrap_or_default(), log.quiet_for().as_millis());
                let text = format!(r#"{{"tick":{{"next":{next},"milliseconds":{quiet}}}}}"#);
                send(&mut socket, text).await?;
            }
            // Viewers say nothing; reading answers pings and notices that they are gone.
            said = socket.recv() => match said {
                Some(Ok(Message::Close(_))) | None => return Ok(()),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error),
            },
        }
    }
}

/// Waits until the bridge stops.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone, and the bridge with it.
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn send(socket: &mut WebSocket, text: String) -> Result<(), axum::Error> {
    match timeout(PATIENCE, socket.send(Message::Text(text.into()))).await {
        Ok(result) => result,
        Err(late) => Err(axum::Error::new(late)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_message_tells_where_mail_programs_find_us() {
        let at = |address: &str| address.parse().expect("an address");
        let mail = [(Service::Pop3, at("127.0.0.1:1110")), (Service::Imaps, at("0.0.0.0:993"))];
        let told = |host: &str| hello("r", &mail, HeaderValue::from_str(host).ok().as_ref());
        let expected = |name: &str| {
            [
                r#"{"hello":{"live":1,"run":"r","services":[{"service":"pop3","address":"127.0.0.1:1110"},"#,
                r#"{"service":"imaps","address":""#,
                name,
                r#":993"}]}}"#,
            ]
            .concat()
        };
        assert_eq!(told("teacher.local:8080"), expected("teacher.local"));
        assert_eq!(told("teacher.local"), expected("teacher.local"));
        assert_eq!(told("[::1]"), expected("[::1]"));
        assert_eq!(told("[::1]:8080"), expected("[::1]"));
        assert_eq!(told("a\"b"), expected(r#"a\"b"#));
        assert_eq!(hello("r", &[], None), r#"{"hello":{"live":1,"run":"r","services":[]}}"#);
    }

    #[test]
    fn names_with_a_hash_are_told_from_others() {
        let hashed = [
            "/page-f8dffd17d2f89544.css",
            "/media-b9e42d9c3c8ad67.css",
            "/postamt-d0725d3ce8c3dbb7_bg.wasm",
            "/texts-de-0db607fb3b0fad8b.txt",
        ];
        for path in hashed {
            assert!(is_hashed(path), "{path}");
        }
        for path in [
            "/",
            "/index.html",
            "/sw.js",
            "/lessons/pop3-delete.txt",
            "/icons/postamt-512.png",
            "/page-f8dffd17d2f89544x.css",
            "/page-f8dffd17d2f89544",
            "/a-f8dffd17d2f8954400.css",
            "/ä-ä.css",
        ] {
            assert!(!is_hashed(path), "{path}");
        }
    }

    fn check(host: &str, origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().expect("a host"));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().expect("an origin"));
        }
        check_origin(&headers, true).is_ok()
    }

    #[test]
    fn only_our_own_page_and_programs_may_look_on() {
        assert!(check("127.0.0.1:8080", None));
        assert!(check("127.0.0.1:8080", Some("http://127.0.0.1:8080")));
        assert!(check("localhost:8080", Some("http://localhost:8080")));
        assert!(check("[::1]:8080", Some("http://[::1]:8080")));
        assert!(!check("127.0.0.1:8080", Some("http://evil.example")));
        assert!(!check("127.0.0.1:8080", Some("null")));
        assert!(!check("127.0.0.1:8080", Some("http://127.0.0.1:8081")));
        assert!(!check("evil.example:8080", Some("http://evil.example:8080")), "a name that points here");
        assert!(!check("evil.example", None));
    }
}
