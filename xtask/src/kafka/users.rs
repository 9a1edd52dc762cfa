//! Users: tasks sent over HTTP, and what came back.
//!
//! One connection for each, as from many browsers. Never sends anywhere but to this machine.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// Sends one task and waits for the answer; whether it is one of success.
pub fn send(port: u16, path: &str, body: &str, patience: Duration) -> io::Result<bool> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, patience)?;
    stream.set_read_timeout(Some(patience))?;
    let length = body.len();
    // In one piece: what comes in several may be answered before its end.
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes())?;
    let mut status = String::new();
    BufReader::new(stream).read_line(&mut status)?;
    Ok(status.split(' ').nth(1).is_some_and(|code| code.starts_with('2')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;
    use std::net::TcpListener;
    use std::thread;

    #[test]
    fn an_answer_of_success_begins_with_2() {
        for (answer, success) in [("201 Created", true), ("500 Internal Server Error", false)] {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
            let port = listener.local_addr().expect("an address").port();
            let server = thread::spawn(move || {
                let (mut stream, _) = listener.accept().expect("a connection");
                let mut request = String::new();
                // It may come in pieces.
                while !request.ends_with("{}") {
                    let mut piece = [0; 1024];
                    let length = stream.read(&mut piece).expect("a request");
                    assert!(length > 0, "it ends too soon: {request}");
                    request += &String::from_utf8_lossy(&piece[..length]);
                }
                write!(stream, "HTTP/1.1 {answer}\r\n\r\n").expect("it is sent");
                request
            });
            let sent = send(port, "/tasks", "{}", Duration::from_secs(5));
            assert_eq!(sent.ok(), Some(success));
            let request = server.join().expect("it has served");
            assert!(request.starts_with("POST /tasks HTTP/1.1\r\n"), "{request}");
        }
    }
}
