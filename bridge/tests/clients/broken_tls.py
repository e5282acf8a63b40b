"""Begins TLS properly and breaks it: garbage where a record belongs, a cut without farewell, or a record in the clear."""

import socket
import ssl
import sys

port, certificate, how = int(sys.argv[1]), sys.argv[2], sys.argv[3]
context = ssl.create_default_context(cafile=certificate)
incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
tls = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
connection = socket.create_connection(("127.0.0.1", port), timeout=20)


def exchange(action):
    while True:
        try:
            result = action()
            connection.sendall(outgoing.read())
            return result
        except ssl.SSLWantReadError:
            connection.sendall(outgoing.read())
            incoming.write(connection.recv(65536))


exchange(tls.do_handshake)
assert exchange(lambda: tls.read(1000)).startswith(b"* OK")
exchange(lambda: tls.write(b"a NOOP\r\n"))
assert exchange(lambda: tls.read(1000)).startswith(b"a OK")
if how == "garbage":
    connection.sendall(b"\x17\x03\x03\x00\x20" + b"x" * 32)
elif how == "plain":
    connection.sendall(b"b LOGIN anna geheim\r\n" * 10)
if how != "cut":
    while connection.recv(65536):
        pass
connection.close()
print("done")
