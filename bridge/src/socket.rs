//! One client's socket: octets in to the [server](crate::server), octets out from it.
//!
//! 1. A client that takes no reply for too long is cut.
//! 2. When TLS begins in the middle of a connection, the socket is no longer read before the last reply in the
//!    clear is sent. Octets between that and the handshake's end are never handled.
//! 3. The server hears of a connection's end: of the client's own, and of replies that it does not
//!    take. Replies that were already on their way are still sent where the client takes them.

use crate::connection::{Connection, DRAINED, Flow, Outbox};
use crate::input::{Disconnect, Input};
use postamt::engine::{ConnectionId, Greeting, Protocol};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf, split};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::server::TlsStream;

/// Octets that are put together into one write.
const BATCH: usize = 64 * 1024;
/// The time that a client may still talk after our goodbye, before its socket is closed.
const LINGER: Duration = Duration::from_secs(2);
/// The time that a client may take for the TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Most octets in the clear that are read before a handshake to be thrown away.
const JUNK_MAX: usize = 256 * 1024;

/// The end of a conversation.
enum End<S> {
    /// For good.
    Over,
    /// The first reply is the last one in the clear: everything before it is sent.
    Secure(S, Outbox),
}

/// The parts that the tasks of all connections share.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    /// The way to the server.
    pub inputs: mpsc::Sender<Input>,
    /// Octets of replies that no socket has taken yet.
    pub all_unsent: Arc<AtomicUsize>,
    /// The longest silence of a client.
    pub idle: Option<Duration>,
    /// The longest time that a client may take nothing.
    pub stall: Duration,
    /// The certificate, and how TLS is spoken.
    pub tls: Arc<ServerConfig>,
}

/// Carries one connection from its beginning to its end. At a port of TLS alone (`tls`) the server hears of it when
/// the handshake is complete.
pub(crate) async fn serve(
    stream: TcpStream,
    id: ConnectionId,
    protocol: Protocol,
    greeting: Greeting,
    tls: bool,
    context: Context,
) -> Result<(), Disconnect> {
    let (connection, flow, outbox) = Connection::new(context.all_unsent.clone());
    let opened = Input::Opened { id, protocol, greeting, tls, connection };
    let ended = if tls {
        let stream = handshake(stream, &context).await?;
        if context.inputs.send(opened).await.is_err() {
            return Ok(()); // the bridge stops
        }
        converse(stream, outbox, id, &flow, &context).await.map(|_| ())
    } else {
        if context.inputs.send(opened).await.is_err() {
            return Ok(()); // the bridge stops
        }
        match converse(stream, outbox, id, &flow, &context).await {
            Ok(End::Secure(stream, outbox)) => secure(stream, outbox, id, &flow, &context).await,
            ended => ended.map(|_| ()),
        }
    };
    if let Err(gone) = ended {
        let _ = context.inputs.send(Input::Disconnect(id, gone)).await;
    }
    Ok(())
}

/// Waits for the client to begin TLS, and for its completion.
async fn handshake(stream: TcpStream, context: &Context) -> Result<TlsStream<TcpStream>, Disconnect> {
    let acceptor = TlsAcceptor::from(context.tls.clone());
    match timeout(HANDSHAKE, acceptor.accept(stream)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(Disconnect::NoHandshake(error.to_string())),
        Err(_) => Err(Disconnect::NoHandshake("none in time".to_owned())),
    }
}

/// Sends the last reply in the clear and goes on inside TLS.
async fn secure(
    mut stream: TcpStream,
    mut outbox: Outbox,
    id: ConnectionId,
    flow: &Arc<Flow>,
    context: &Context,
) -> Result<(), Disconnect> {
    // RFC 3501 §6.2.1: "Once a client issues a STARTTLS command, it MUST NOT issue further commands until a server
    // response is seen and the [TLS] negotiation is complete." So octets that are there now belong to nobody.
    let mut junk = 0;
    let mut buffer = vec![0; 4 * 1024];
    while junk < JUNK_MAX
        && let Ok(count @ 1..) = stream.try_read(&mut buffer)
    {
        junk += count;
    }
    push(&mut stream, outbox.taken.remove(0).octets(), flow, context.stall).await?;
    let stream = tokio::select! {
        biased;
        () = flow.abort.notified() => return Ok(()),
        stream = handshake(stream, context) => stream?,
    };
    if context.inputs.send(Input::Secured { id, junk: junk > 0 }).await.is_err() {
        return Ok(()); // the bridge stops
    }
    converse(stream, outbox, id, flow, context).await.map(|_| ())
}

/// Reads and writes until the connection ends or TLS is to begin. The error is one that the server does not know.
async fn converse<S>(
    stream: S,
    outbox: Outbox,
    id: ConnectionId,
    flow: &Arc<Flow>,
    context: &Context,
) -> Result<End<S>, Disconnect>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut incoming, outgoing) = split(stream);
    let mut writer = tokio::spawn(write(outgoing, outbox, id, flow.clone(), context.clone()));
    let mut reader = Box::pin(read(&mut incoming, id, flow, context));
    let written = tokio::select! {
        gone = &mut reader => {
            if let Some(gone) = gone {
                let _ = context.inputs.send(Input::Disconnect(id, gone)).await;
            }
            // A client that has only hung up may still read; the writer finds out how long.
            return match writer.await {
                Ok(Err(gone)) => Err(gone),
                _ => Ok(End::Over),
            };
        }
        written = &mut writer => written,
    };
    match written {
        Ok(Ok(End::Over)) => {
            drop(reader);
            // Closing a socket with unread octets would make the system throw away our last reply.
            let _ = timeout(LINGER, tokio::io::copy(&mut incoming, &mut tokio::io::sink())).await;
            Ok(End::Over)
        }
        Ok(Ok(End::Secure(outgoing, outbox))) => {
            flow.deaf.notify_one();
            match reader.await {
                None => Ok(End::Secure(incoming.unsplit(outgoing), outbox)),
                Some(gone) => Err(gone),
            }
        }
        Ok(Err(gone)) => Err(gone),
        Err(_) => Ok(End::Over), // the task was ended from outside
    }
}

/// Reads until the client has gone; `None` when there is nothing more to read in the clear.
async fn read<S: AsyncRead>(
    from: &mut ReadHalf<S>,
    id: ConnectionId,
    flow: &Flow,
    context: &Context,
) -> Option<Disconnect> {
    let mut buffer = vec![0; 4 * 1024];
    loop {
        let read = async {
            match context.idle {
                Some(idle) => timeout(idle, from.read(&mut buffer)).await.ok(),
                None => Some(from.read(&mut buffer).await),
            }
        };
        let result = tokio::select! {
            biased;
            () = flow.deaf.notified() => return None,
            result = read => result,
        };
        let count = match result {
            None => return Some(Disconnect::Idle),
            Some(Ok(0)) => return Some(Disconnect::HungUp),
            // Inside TLS: a client that closed its socket without the farewell that TLS wants.
            Some(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Some(Disconnect::HungUp);
            }
            Some(Ok(count)) => count,
            Some(Err(error)) => return Some(Disconnect::Broken(error.kind())),
        };
        let Ok(permit) = flow.credit.acquire_many(count as u32).await else {
            return Some(Disconnect::HungUp);
        };
        permit.forget();
        let octets = buffer[..count].to_vec();
        if context.inputs.send(Input::Octets(id, octets)).await.is_err() {
            return Some(Disconnect::HungUp); // the bridge stops
        }
        if count == buffer.len() && count < BATCH {
            buffer.resize(BATCH, 0); // a client that sends much; most send a line now and then
        }
    }
}

/// Writes until the server has dropped its end or TLS is to begin.
async fn write<S: AsyncWrite>(
    mut to: WriteHalf<S>,
    mut outbox: Outbox,
    id: ConnectionId,
    flow: Arc<Flow>,
    context: Context,
) -> Result<End<WriteHalf<S>>, Disconnect> {
    let Outbox { queue, taken } = &mut outbox;
    let mut batch = Vec::new();
    loop {
        if taken.is_empty() {
            let count = tokio::select! {
                biased;
                () = flow.abort.notified() => return Ok(End::Over),
                count = queue.recv_many(taken, 64) => count,
            };
            if count == 0 {
                let _ = timeout(context.stall, to.shutdown()).await;
                return Ok(End::Over);
            }
        }
        let last = taken.iter().position(|reply| reply.last_in_clear);
        let kept = last.map(|at| taken.split_off(at));
        for reply in taken.drain(..) {
            let octets = reply.octets();
            if batch.len() + octets.len() <= BATCH {
                batch.extend_from_slice(octets);
                continue;
            }
            push(&mut to, &batch, &flow, context.stall).await?;
            batch.clear();
            if octets.len() > BATCH {
                push(&mut to, octets, &flow, context.stall).await?;
            } else {
                batch.extend_from_slice(octets);
            }
            drop(reply);
            drained(id, &flow, &context).await;
        }
        push(&mut to, &batch, &flow, context.stall).await?;
        batch.clear();
        batch.shrink_to(BATCH);
        drained(id, &flow, &context).await;
        if let Some(kept) = kept {
            outbox.taken = kept;
            return Ok(End::Secure(to, outbox));
        }
    }
}

/// Writes octets; a client that takes none of them for `stall` is given up.
async fn push<W: AsyncWrite + Unpin>(
    to: &mut W,
    mut octets: &[u8],
    flow: &Flow,
    stall: Duration,
) -> Result<(), Disconnect> {
    while !octets.is_empty() {
        let written = tokio::select! {
            biased;
            () = flow.abort.notified() => {
                flow.abort.notify_one(); // for the caller, which looks again
                return Err(Disconnect::Stalled);
            }
            written = timeout(stall, to.write(octets)) => written,
        };
        match written {
            Err(_) => return Err(Disconnect::Stalled),
            Ok(Ok(0)) => return Err(Disconnect::Broken(io::ErrorKind::WriteZero)),
            Ok(Ok(count)) => octets = &octets[count..],
            Ok(Err(error)) => return Err(Disconnect::Broken(error.kind())),
        }
    }
    match timeout(stall, to.flush()).await {
        Err(_) => Err(Disconnect::Stalled),
        Ok(Err(error)) => Err(Disconnect::Broken(error.kind())),
        Ok(Ok(())) => Ok(()),
    }
}

/// Tells the server, if it waits for that, that the client has taken enough.
async fn drained(id: ConnectionId, flow: &Flow, context: &Context) {
    if flow.unsent.load(Ordering::SeqCst) < DRAINED && flow.paused.swap(false, Ordering::SeqCst) {
        let _ = context.inputs.send(Input::Drained(id)).await;
    }
}
