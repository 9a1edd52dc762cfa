//! Two requests of Kafka's protocol, by hand: Metadata, which tells when brokers are up, and CreateTopics.
//!
//! A client library would bring an asynchronous runtime for these. Never reads beyond what was answered, and never
//! waits longer than [`TIMEOUT`].

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// For one request.
pub const TIMEOUT: Duration = Duration::from_secs(5);
/// No answer to these requests is as long.
const LONGEST: usize = 1 << 20;

/// Where a partition is.
#[derive(Debug, PartialEq, Eq)]
pub struct Partition {
    /// Which of the topic.
    pub index: i32,
    /// The node that leads it; below 0 if none does.
    pub leader: i32,
}

/// What a broker knows of the cluster.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The numbers of the brokers.
    pub brokers: Vec<i32>,
    /// The partitions of the topic that was asked for, if it is known.
    pub partitions: Vec<Partition>,
}

/// A topic to create.
pub struct NewTopic<'a> {
    /// Its name.
    pub name: &'a str,
    /// How many partitions.
    pub partitions: i32,
    /// How many copies of each.
    pub replicas: i16,
    /// Its settings, by Kafka's names.
    pub settings: &'a [(String, String)],
}

/// Asks the broker at a port of this machine what it knows, and of a topic if one is named.
pub fn metadata(port: u16, topic: Option<&str>) -> io::Result<Metadata> {
    let mut body = Vec::new();
    body.extend(i32::from(topic.is_some()).to_be_bytes());
    if let Some(topic) = topic {
        put_text(&mut body, topic);
    }
    body.push(0); // Creates no topic.
    parse_metadata(&mut Reader(&call(port, 3, 7, &body)?))
}

/// Has the broker at a port of this machine create a topic. The error is Kafka's code and message.
pub fn create(port: u16, topic: &NewTopic) -> io::Result<Result<(), (i16, String)>> {
    let mut body = 1_i32.to_be_bytes().to_vec();
    put_text(&mut body, topic.name);
    body.extend(topic.partitions.to_be_bytes());
    body.extend(topic.replicas.to_be_bytes());
    body.extend(0_i32.to_be_bytes()); // No assignment by hand.
    body.extend(i32::try_from(topic.settings.len()).unwrap_or(0).to_be_bytes());
    for (name, value) in topic.settings {
        put_text(&mut body, name);
        put_text(&mut body, value);
    }
    body.extend(10_000_i32.to_be_bytes());
    body.push(0); // Not only to try it.
    let answer = call(port, 19, 4, &body)?;
    let mut reader = Reader(&answer);
    reader.skip(8)?; // Throttle time, and one topic.
    reader.text()?;
    let code = reader.i16()?;
    let message = reader.text()?;
    Ok(if code == 0 { Ok(()) } else { Err((code, message)) })
}

fn parse_metadata(reader: &mut Reader<'_>) -> io::Result<Metadata> {
    let mut metadata = Metadata::default();
    reader.skip(4)?; // Throttle time.
    for _ in 0..reader.i32()? {
        metadata.brokers.push(reader.i32()?);
        reader.text()?;
        reader.skip(4)?;
        reader.text()?;
    }
    reader.text()?;
    reader.skip(4)?; // The controller.
    for _ in 0..reader.i32()? {
        reader.skip(2)?;
        reader.text()?;
        reader.skip(1)?;
        for _ in 0..reader.i32()? {
            reader.skip(2)?;
            let (index, leader) = (reader.i32()?, reader.i32()?);
            reader.skip(4)?;
            for _ in 0..3 {
                for _ in 0..reader.i32()? {
                    reader.skip(4)?;
                }
            }
            metadata.partitions.push(Partition { index, leader });
        }
    }
    Ok(metadata)
}

/// One request on a connection of its own; the answer without its header.
fn call(port: u16, api: i16, version: i16, body: &[u8]) -> io::Result<Vec<u8>> {
    let mut request = Vec::new();
    request.extend(api.to_be_bytes());
    request.extend(version.to_be_bytes());
    request.extend(1_i32.to_be_bytes());
    put_text(&mut request, "xtask");
    request.extend(body);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    stream.write_all(&u32::try_from(request.len()).unwrap_or(0).to_be_bytes())?;
    stream.write_all(&request)?;
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length) as usize;
    if !(4..=LONGEST).contains(&length) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "an answer of this length"));
    }
    let mut answer = vec![0; length];
    stream.read_exact(&mut answer)?;
    Ok(answer.split_off(4))
}

fn put_text(body: &mut Vec<u8>, text: &str) {
    body.extend(i16::try_from(text.len()).unwrap_or(0).to_be_bytes());
    body.extend(text.as_bytes());
}

/// What is left of an answer.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> io::Result<&'a [u8]> {
        let (taken, rest) =
            self.0.split_at_checked(count).ok_or(io::Error::from(io::ErrorKind::UnexpectedEof))?;
        self.0 = rest;
        Ok(taken)
    }

    fn skip(&mut self, count: usize) -> io::Result<()> {
        self.take(count).map(drop)
    }

    fn number<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let bytes = self.take(N)?;
        bytes.try_into().map_err(|_| io::ErrorKind::UnexpectedEof.into())
    }

    fn i16(&mut self) -> io::Result<i16> {
        self.number().map(i16::from_be_bytes)
    }

    fn i32(&mut self) -> io::Result<i32> {
        self.number().map(i32::from_be_bytes)
    }

    /// Empty where Kafka says null.
    fn text(&mut self) -> io::Result<String> {
        let length = usize::try_from(self.i16()?).unwrap_or(0);
        Ok(String::from_utf8_lossy(self.take(length)?).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One broker, 1, and a topic `t` with a partition that it leads.
    fn answer() -> Vec<u8> {
        let mut answer = vec![0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1];
        put_text(&mut answer, "127.0.0.1");
        answer.extend([0, 0, 78, 32, 255, 255, 255, 255, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0]);
        put_text(&mut answer, "t");
        answer.extend([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
        for copies in [1_i32, 1, 0] {
            answer.extend(copies.to_be_bytes());
            answer.extend(vec![0; 4 * copies as usize]);
        }
        answer
    }

    #[test]
    fn metadata_names_brokers_and_leaders() {
        let metadata = parse_metadata(&mut Reader(&answer())).expect("a whole answer");
        assert_eq!(metadata.brokers, [1]);
        assert_eq!(metadata.partitions, [Partition { index: 0, leader: 1 }]);
    }

    #[test]
    fn an_answer_that_ends_early_is_an_error() {
        let whole = answer();
        for length in 0..whole.len() {
            assert!(parse_metadata(&mut Reader(&whole[..length])).is_err(), "{length}");
        }
    }
}
