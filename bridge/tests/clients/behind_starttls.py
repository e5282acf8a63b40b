"""Sends a login in the clear behind the command that begins TLS, in one piece with it, as somebody on the way could:
PROTOCOL PORT CERTIFICATE. It must not count."""

import socket
import ssl
import sys

protocol, port, certificate = sys.argv[1:]
begin, behind, after = {
    "imap": (b"a STARTTLS\r\n", b"b LOGIN anna geheim\r\n", b"c SELECT INBOX\r\n"),
    "pop3": (b"STLS\r\n", b"USER anna\r\nPASS geheim\r\n", b"STAT\r\n"),
}[protocol]


def line(stream):
    """Octet by octet, so that nothing of what follows is read with it."""
    octets = b""
    while not octets.endswith(b"\n"):
        octet = stream.recv(1)
        assert octet, octets
        octets += octet
    return octets


trusted = ssl.create_default_context(cafile=certificate)
clear = socket.create_connection(("localhost", int(port)), timeout=20)
line(clear)
clear.sendall(begin + behind)
answer = line(clear)
assert b"OK" in answer, answer
secure = trusted.wrap_socket(clear, server_hostname="localhost")
secure.sendall(after)
# The first answer inside TLS is the one to the first command inside TLS, and nobody is logged in.
answer = line(secure)
assert answer.startswith({"imap": b"c BAD", "pop3": b"-ERR"}[protocol]), answer
secure.sendall(b"d LOGIN anna geheim\r\n" if protocol == "imap" else b"USER anna\r\n")
answer = line(secure)
assert answer.startswith(b"d OK" if protocol == "imap" else b"+OK"), answer
secure.sendall(b"e LOGOUT\r\n" if protocol == "imap" else b"QUIT\r\n")
while not answer.startswith(b"e OK" if protocol == "imap" else b"+OK Postamt POP3 server signing off"):
    answer = line(secure)
print("done")
