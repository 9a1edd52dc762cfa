//! A proxy between clients and a broker: it is away when told to be, loses acknowledgements, and takes its time.
//!
//! It knows of Kafka's protocol where a request begins and which response answers it. Never changes a byte that it
//! passes on.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::failure::Failure;

/// The number of a request that brings records.
const PRODUCE: i16 = 0;
/// No request or response of the tests is as long.
const LONGEST: usize = 1 << 26;

/// A proxy that runs until its process ends.
#[derive(Clone)]
pub struct Proxy(Arc<State>);

struct State {
    broker: u16,
    is_away: AtomicBool,
    /// Each so many-th acknowledgement is lost; none if 0.
    lose_every: AtomicU32,
    produced: AtomicU32,
    delay_us: AtomicU64,
    connections: Mutex<Vec<TcpStream>>,
}

/// What both directions of a connection share.
struct Link {
    state: Arc<State>,
    /// The requests whose responses are lost.
    doomed: Mutex<Vec<[u8; 4]>>,
}

impl Proxy {
    /// Listens at a port, and passes on to the broker at another.
    pub fn start(port: u16, broker: u16) -> Result<Self, Failure> {
        let started = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let listener = started
            .map_err(|source| Failure::NotStarted { program: "the proxy".into(), source })?;
        let state = Arc::new(State {
            broker,
            is_away: AtomicBool::new(false),
            lose_every: AtomicU32::new(0),
            produced: AtomicU32::new(0),
            delay_us: AtomicU64::new(0),
            connections: Mutex::new(Vec::new()),
        });
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                // A client that the broker refuses is one that is away.
                let _connected = State::connect(&shared, client);
            }
        });
        Ok(Self(state))
    }

    /// Ends all connections and takes no new ones; or takes them again.
    pub fn set_away(&self, away: bool) {
        self.0.is_away.store(away, Relaxed);
        if away {
            for stream in self.0.connections().drain(..) {
                // It may have ended already.
                let _ended = stream.shutdown(Shutdown::Both);
            }
        }
    }

    /// Loses each so many-th acknowledgement from here on: the broker has the records, and the connection ends.
    pub fn lose_every(&self, every: u32) {
        self.0.produced.store(0, Relaxed);
        self.0.lose_every.store(every, Relaxed);
    }

    /// How long each request and each response takes on its way.
    pub fn set_delay(&self, delay: Duration) {
        self.0.delay_us.store(u64::try_from(delay.as_micros()).unwrap_or(u64::MAX), Relaxed);
    }
}

impl State {
    fn connections(&self) -> std::sync::MutexGuard<'_, Vec<TcpStream>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn connect(state: &Arc<Self>, client: TcpStream) -> io::Result<()> {
        if state.is_away.load(Relaxed) {
            return client.shutdown(Shutdown::Both);
        }
        let broker = TcpStream::connect((Ipv4Addr::LOCALHOST, state.broker))?;
        for stream in [&client, &broker] {
            stream.set_nodelay(true)?;
            state.connections().push(stream.try_clone()?);
        }
        let link = Arc::new(Link { state: Arc::clone(state), doomed: Mutex::new(Vec::new()) });
        let (from_client, from_broker) = (client.try_clone()?, broker.try_clone()?);
        let back = Arc::clone(&link);
        thread::spawn(move || link.pass(from_client, broker, Link::is_passed_on));
        thread::spawn(move || back.pass(from_broker, client, Link::is_answered));
        Ok(())
    }
}

impl Link {
    /// Passes frames on until either side ends, or one is not to be passed on.
    fn pass(&self, mut from: TcpStream, mut to: TcpStream, passes: fn(&Self, &[u8]) -> bool) {
        while let Ok(frame) = read_frame(&mut from) {
            let delay = Duration::from_micros(self.state.delay_us.load(Relaxed));
            thread::sleep(delay);
            if !passes(self, &frame) || write_frame(&mut to, &frame).is_err() {
                break;
            }
        }
        for stream in [from, to] {
            // It may have ended already.
            let _ended = stream.shutdown(Shutdown::Both);
        }
    }

    /// Every request is; but the response to some will not be.
    fn is_passed_on(&self, request: &[u8]) -> bool {
        let every = self.state.lose_every.load(Relaxed);
        if kind(request) == Some(PRODUCE) && every > 0 {
            let number = self.state.produced.fetch_add(1, Relaxed) + 1;
            if let Some(id) = request.get(4..8).and_then(|id| id.try_into().ok())
                && number.is_multiple_of(every)
            {
                self.doomed().push(id);
            }
        }
        true
    }

    fn is_answered(&self, response: &[u8]) -> bool {
        !response.get(..4).is_some_and(|id| self.doomed().iter().any(|it| it == id))
    }

    fn doomed(&self) -> std::sync::MutexGuard<'_, Vec<[u8; 4]>> {
        self.doomed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn kind(request: &[u8]) -> Option<i16> {
    request.get(..2)?.try_into().ok().map(i16::from_be_bytes)
}

fn read_frame(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length) as usize;
    if length > LONGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut frame = vec![0; length];
    stream.read_exact(&mut frame)?;
    Ok(frame)
}

fn write_frame(stream: &mut TcpStream, frame: &[u8]) -> io::Result<()> {
    let length = u32::try_from(frame.len()).unwrap_or(u32::MAX).to_be_bytes();
    stream.write_all(&[&length, frame].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kafka::ports;

    /// A server that answers each request with its id, and a proxy before it.
    fn proxy() -> (u16, Proxy) {
        let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let broker = server.local_addr().expect("an address").port();
        thread::spawn(move || {
            for mut stream in server.incoming().flatten() {
                thread::spawn(move || {
                    while let Ok(frame) = read_frame(&mut stream) {
                        if write_frame(&mut stream, &frame[4..8]).is_err() {
                            break;
                        }
                    }
                });
            }
        });
        let port = ports::free(1).expect("a port")[0];
        (port, Proxy::start(port, broker).expect("it starts"))
    }

    fn ask(stream: &mut TcpStream, kind: i16, id: u8) -> io::Result<Vec<u8>> {
        let mut request = kind.to_be_bytes().to_vec();
        request.extend([0, 0, 0, 0, 0, id]);
        write_frame(stream, &request)?;
        read_frame(stream)
    }

    #[test]
    fn acknowledgements_are_lost_and_the_broker_is_away_when_told_to_be() {
        let (port, proxy) = proxy();
        let connect = || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("it listens");
        let mut stream = connect();
        proxy.lose_every(2);
        assert_eq!(ask(&mut stream, PRODUCE, 1).ok(), Some(vec![0, 0, 0, 1]));
        assert_eq!(ask(&mut stream, 3, 2).ok(), Some(vec![0, 0, 0, 2]), "not a produce request");
        assert!(ask(&mut stream, PRODUCE, 3).is_err());
        let mut stream = connect();
        assert!(ask(&mut stream, PRODUCE, 4).is_ok());
        proxy.set_away(true);
        assert!(ask(&mut stream, 3, 5).is_err());
        assert!(ask(&mut connect(), 3, 6).is_err());
        proxy.set_away(false);
        assert!(ask(&mut connect(), 3, 7).is_ok());
    }
}
