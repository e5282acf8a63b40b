//! The bridge as others meet it: a program with sockets. Each test starts its own.

mod bridge;
mod class;
mod clients;
mod faults;
mod faults_beyond;
mod live;
mod logs;
mod start;
mod tidy;
mod tls;
