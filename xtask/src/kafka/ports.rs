//! Free ports of this machine.
//!
//! Below 32768, where Linux begins to give ports to outgoing connections: one of those may hold a broker's port
//! when the broker comes back to it. Never keeps a port: who asks binds it soon.

use std::net::{Ipv4Addr, TcpListener};

use crate::failure::Failure;

const FIRST: u16 = 20_000;
const LAST: u16 = 32_000;

/// So many ports that nobody listens on. Two processes that ask at once begin at different places.
pub fn free(count: usize) -> Result<Vec<u16>, Failure> {
    let all = u32::from(LAST - FIRST);
    let start = std::process::id().wrapping_mul(61) % all;
    let ports: Vec<u16> = (0..all)
        .filter_map(|step| u16::try_from((start + step) % all).ok())
        .map(|step| FIRST + step)
        .filter(|&port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok())
        .take(count)
        .collect();
    if ports.len() == count {
        Ok(ports)
    } else {
        let what = format!("no {count} ports are free between {FIRST} and {LAST}");
        Err(Failure::missing(what, "End programs that listen there, then try again."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_distinct_and_below_those_of_outgoing_connections() {
        let mut ports = free(5).expect("there are some");
        ports.sort_unstable();
        ports.dedup();
        assert_eq!(ports.len(), 5);
        assert!(ports.iter().all(|port| (FIRST..LAST).contains(port)));
    }
}
