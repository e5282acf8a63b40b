#!/usr/bin/env python3
"""Messages to try MIME readers on: well-formed ones made by the email package, and ones broken by hand.

    make.py DIRECTORY   writes each as NAME.eml, lines ended by CRLF
    make.py             writes messages.rows and python.rows beside this script: the messages for Rust's tests, and
                        what Python's own parser finds in the well-formed ones

The messages are the same on every run. Names of broken ones begin with "x-".
"""

import hashlib
import sys
from email import encoders, policy
from email.charset import Charset, QP
from email.header import Header
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import BytesParser
from email.utils import getaddresses
from pathlib import Path

HERE = Path(__file__).resolve().parent
FLAT = policy.compat32.clone(linesep="\r\n", max_line_length=78)
WORDS = "Grüße Käse größer Öl Übung Mail Server Antwort bitte heute Referat Lehrer Klasse Note fünf".split()

made = {}


def add(name, octets):
    assert name not in made, name
    made[name] = octets


def finish(name, message):
    add(name, message.as_bytes(policy=FLAT))


def broken(name, text):
    """A message as text whose lines end with LF; it is one octet for each character below 256."""
    add("x-" + name, text.replace("\n", "\r\n").encode("latin-1"))


def letters(seed, count, plain=True):
    """Some words that are the same on every run."""
    words = []
    for _ in range(count):
        seed = (seed * 1103515245 + 12345) % 2**31
        words.append(WORDS[seed // 65536 % len(WORDS)])
    text = " ".join(words)
    return text.translate(str.maketrans("üöäÖÜß", "uoaOUs")) if plain else text


def lines(seed, count, plain=True):
    return "".join(letters(seed + n, 3 + n % 7, plain) + "\n" for n in range(count))


def head(message, number, subject="Betreff"):
    message["Date"] = f"Tue, {1 + number % 28} Oct 2003 {number % 24:02}:41:26 +0200"
    message["From"] = f"Ben Huber <ben{number}@htl.example>"
    message["To"] = "anna@htl.example"
    message["Subject"] = f"{subject} {number}"
    message["Message-ID"] = f"<{number}@htl.example>"
    return message


def text(content, subtype="plain", charset="us-ascii", encoding=None):
    own = Charset(charset)
    own.body_encoding = {"base64": 2, "quoted-printable": QP}.get(encoding)
    part = MIMEText(content, subtype, own) if encoding else Message()
    if not encoding:
        part["MIME-Version"] = "1.0"
        part.add_header("Content-Type", f"text/{subtype}", charset=charset)
        if not content.isascii():
            part["Content-Transfer-Encoding"] = "8bit"
        part.set_payload(content.encode(charset).decode("ascii", "surrogateescape"))
    return part


def binary(octets, main="application", sub="octet-stream", **parameters):
    part = MIMEBase(main, sub, **parameters)
    part.set_payload(octets)
    encoders.encode_base64(part)
    return part


def multi(subtype, parts, boundary, **parameters):
    message = MIMEMultipart(subtype, boundary, parts, **parameters)
    return message


def texts():
    number = 0
    for charset in ["us-ascii", "utf-8", "iso-8859-1", "iso-8859-15", "windows-1252", "koi8-r"]:
        for encoding in [None, "quoted-printable", "base64"]:
            for subtype, count in [("plain", 4), ("html", 1)]:
                number += 1
                plain = charset in ("us-ascii", "koi8-r")
                part = text(lines(number, count, plain), subtype, charset, encoding)
                finish(f"text-{charset}-{encoding or 'raw'}-{subtype}", head(part, number, "Text"))
    for name, content in [
        ("empty", ""),
        ("newline", "\n"),
        ("no-end", "eine Zeile ohne Ende"),
        ("one", "x\n"),
        ("blank-lines", "\n\n\nx\n\n\n"),
        ("dots", ".\n..\n...x\n"),
        ("dashes", "--\n--x\n-- \n---\n"),
        ("long-line", letters(5, 400) + "\n"),
        ("many-lines", lines(6, 150)),
        ("from-line", "From here on\n>From there\n"),
        ("looks-like-header", "Subject: no\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"),
        ("tabs", "\t\ta\tb\n \n"),
    ]:
        number += 1
        finish(f"body-{name}", head(text(content), number, "Text"))


def headers():
    for number, (name, fields) in enumerate(
        {
            "none": [],
            "subject-only": [("Subject", "nur Betreff")],
            "empty-fields": [("Date", ""), ("From", ""), ("To", ""), ("Subject", ""), ("Message-ID", "")],
            "encoded": [("From", "=?iso-8859-1?q?J=F6rg?= <j@htl.example>"), ("Subject", "=?utf-8?b?w6TDtsO8?=")],
            "encoded-folded": [("Subject", Header("Grüße aus dem Lehrerzimmer an alle Klassen " * 3, "utf-8"))],
            "sender": [("From", "a@x.example, b@x.example"), ("Sender", "c@x.example")],
            "reply-to": [("From", "a@x.example"), ("Reply-To", "Liste <liste@x.example>")],
            "all-lists": [("From", "a@x.example"), ("To", "b@x.example"), ("Cc", "c@x.example"),
                          ("Bcc", "d@x.example")],
            "names": [("From", '"Huber, Ben" <ben@x.example>'), ("To", 'Anna Gruber <a@x.example>, "B" <b@x.example>')],
            "quoted": [("From", '"a \\"b\\" \\\\ c" <q@x.example>')],
            "quoted-local": [("From", '"mit leer"@x.example')],
            "many": [("To", ", ".join(f"Schüler {n} <s{n}@x.example>".replace("ü", "u") for n in range(40)))],
            "in-reply-to": [("In-Reply-To", "<1@x.example>"), ("References", "<0@x.example> <1@x.example>")],
            "long-subject": [("Subject", letters(9, 60))],
            "tab-folded": [("Subject", "eins\r\n\tzwei\r\n drei")],
            "case": [("SUBJECT", "laut"), ("from", "leise@x.example"), ("tO", "Gemischt@X.Example")],
            "date-zone": [("Date", "Wed, 17 Jul 1996 02:23:25 -0700 (PDT)")],
            "date-short": [("Date", "17 Jul 96 02:23 GMT")],
            "domain-literal": [("From", "ben@[192.0.2.1]")],
            "local-case": [("From", "Ben.HUBER@HTL.example")],
            "unknown-fields": [("X-A", "1"), ("Received", "from a by b; Tue, 1 Jul 2003 10:52:37 +0200"), ("X-B", "")],
            "mime-version": [("MIME-Version", "1.0 (made by hand)"), ("Subject", "Kommentar")],
            "resent": [("Resent-From", "r@x.example"), ("From", "a@x.example")],
            "atoms": [("From", "a+b=c_d~e!f#g@x-y.example")],
        }.items()
    ):
        message = Message()
        for field, value in fields:
            message[field] = value
        message.set_payload(lines(number, 2))
        finish(f"header-{name}", message)


def multiparts():
    number = 300
    for subtype in ["mixed", "alternative", "related", "parallel", "x-own", "form-data"]:
        for count in [1, 2, 4]:
            number += 1
            parts = [text(lines(number + n, n + 1), "html" if n % 2 else "plain") for n in range(count)]
            finish(f"multi-{subtype}-{count}", head(multi(subtype, parts, f"=_{number}"), number, "Teile"))
    for depth in range(2, 7):
        number += 1
        inner = text(lines(number, 2))
        for level in range(depth):
            own = [inner, text(f"Ebene {level}\n")] if level % 2 else [text(f"Ebene {level}\n"), inner]
            inner = multi(["mixed", "alternative", "related"][level % 3], own, f"=_{number}.{level}_")
        finish(f"nested-{depth}", head(inner, number, "Tief"))
    for name, preamble, epilogue in [
        ("preamble", "This is MIME.\n", None),
        ("epilogue", None, "The end.\n"),
        ("both", "Vor\nspann", "Nach\nspann"),
        ("newlines", "\n\n", "\n\n"),
    ]:
        number += 1
        message = multi("mixed", [text("x\n"), text("y")], f"b{number}")
        message.preamble, message.epilogue = preamble, epilogue
        finish(f"multi-{name}", head(message, number, "Teile"))
    for name, boundary in [
        ("space", "a b"), ("specials", "'()+_,-./:=?"), ("longest", "x" * 70), ("one", "b"), ("digits", "0123"),
    ]:
        number += 1
        finish(f"boundary-{name}", head(multi("mixed", [text("x\n"), text("--\n")], boundary), number, "Grenze"))
    number += 1
    signed = multi("signed", [text("Hallo\n"), binary(b"\1\2\3" * 30, "application", "pkcs7-signature", name="s.p7s")],
                   "sig", protocol="application/pkcs7-signature", micalg="sha-256")
    finish("multi-signed", head(signed, number, "Signiert"))
    letter = multi("mixed", [multi("alternative", [text("Text\n"), multi("related", [
        text("<img src=cid:1>\n", "html"), binary(b"GIF89a" + bytes(range(60)), "image", "gif")], "rel")], "alt"),
        binary(b"%PDF" + bytes(200), "application", "pdf", name="x.pdf")], "mix")
    finish("multi-letter", head(letter, number + 1, "Brief"))
    for count in (0, 1, 5):
        parts = [text("", "plain") for _ in range(count + 1)]
        finish(f"multi-empty-parts-{count}", head(multi("mixed", parts, "leer"), number + 2 + count, "Leer"))


def attachments():
    number = 400
    for name, part, fields in [
        ("filename", binary(b"abc", name="a.bin"), {"Content-Disposition": 'attachment; filename="a.bin"'}),
        ("inline", text("x\n"), {"Content-Disposition": "inline"}),
        ("dates", binary(b"x"), {"Content-Disposition":
            'attachment; filename=x; size=1; creation-date="Wed, 12 Feb 1997 16:29:51 -0500"'}),
        ("id", binary(b"x", "image", "png"), {"Content-ID": "<bild@htl.example>"}),
        ("description", binary(b"x"), {"Content-Description": "ein Bild"}),
        ("description-encoded", binary(b"x"), {"Content-Description": "=?utf-8?q?Gr=C3=BC=C3=9Fe?="}),
        ("md5", text("Check Integrity!"), {"Content-MD5": "Q2hlY2sgSW50ZWdyaXR5IQ=="}),
        ("language", text("x\n"), {"Content-Language": "de-AT"}),
        ("languages", text("x\n"), {"Content-Language": "de, en,fr"}),
        ("location", text("x\n"), {"Content-Location": "http://htl.example/a?b=c"}),
        ("all", binary(b"xyz", name="all"), {
            "Content-ID": "<1@a>", "Content-Description": "alles", "Content-MD5": "AAAA",
            "Content-Disposition": "attachment", "Content-Language": "en", "Content-Location": "a.bin"}),
        ("rfc2231", binary(b"x"), {"Content-Disposition": "attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.txt"}),
        ("rfc2231-pieces", binary(b"x"), {"Content-Disposition":
            "attachment; filename*0*=utf-8''Gr%C3%BC; filename*1*=%C3%9Fe; filename*2=.txt"}),
        ("quoted-specials", binary(b"x"), {"Content-Disposition": 'attachment; filename="a \\"b\\" \\\\ c;d=e.txt"'}),
        ("empty-value", binary(b"x"), {"Content-Disposition": 'attachment; filename=""'}),
        ("unknown-disposition", binary(b"x"), {"Content-Disposition": "X-Own; a=b; c=d"}),
        ("flowed", text("x\n"), {"Content-Features": "none"}),
        ("large", MIMEApplication(bytes(range(256)) * 8, "zip"), {"Content-Disposition": "attachment; filename=z.zip"}),
    ]:
        number += 1
        for field, value in fields.items():
            part[field] = value
        finish(f"part-{name}", head(multi("mixed", [text("Siehe Anhang.\n"), part], f"=_{number}"), number, "Anhang"))
        if name in ("md5", "all", "language"):
            finish(f"whole-{name}", head(part, number, "Allein"))


def messages():
    number = 500
    plain = head(text(lines(1, 3)), 501, "Innen")
    for name, inner in [
        ("text", plain),
        ("html", head(text("<p>x</p>\n", "html", "utf-8", "base64"), 502, "Innen")),
        ("multi", head(multi("mixed", [text("a\n"), text("b\n")], "innen"), 503, "Innen")),
        ("message", head(MIMEMessage(plain), 504, "Innen")),
        ("empty", Message()),
    ]:
        number += 1
        finish(f"message-{name}", head(MIMEMessage(inner), number, "Hulle"))
        forwarded = multi("mixed", [text("Schau:\n"), MIMEMessage(inner), text("Gruss\n")], f"f{number}")
        finish(f"forwarded-{name}", head(forwarded, number, "Fwd:"))
    for count in (1, 3):
        number += 1
        parts = []
        for n in range(count):
            part = Message()
            part.set_default_type("message/rfc822")
            part.set_payload([head(text(lines(n, n + 1)), 600 + n, "Auszug")])
            parts.append(part)
        finish(f"digest-{count}", head(multi("digest", parts, "digest"), number, "Sammlung"))
    number += 1
    whole, single = Message(), Message()
    whole["Reporting-MTA"] = "dns; htl.example"
    single["Final-Recipient"] = "rfc822; x@y.example"
    single["Action"] = "failed"
    status = MIMEBase("message", "delivery-status")
    status.set_payload([whole, single])
    original = text("Subject: verloren\nFrom: a@x.example\n\n", "rfc822-headers")
    report = multi("report", [text("Nicht zugestellt.\n"), status, original], "bericht", report_type="delivery-status")
    finish("report", head(report, number, "Fehler"))
    external = MIMEBase("message", "external-body", access_type="URL", URL="ftp://x.example/y")
    external.set_payload("Content-Type: text/plain\n\n")
    finish("external-body", head(external, number + 1, "Extern"))
    partial = MIMEBase("message", "partial", id="teil@x.example", number="1", total="2")
    partial.set_payload("Subject: Teil eins\n\nerster Teil\n")
    finish("partial", head(partial, number + 2, "Teil"))


def by_hand():
    mixed = "Content-Type: multipart/mixed; boundary=b\n\n"
    plain = "Content-Type: text/plain\n\n"
    rfc822 = "Content-Type: message/rfc822\n\n"
    for name, content in {
        "nothing": "",
        "one-newline": "\n",
        "no-header": "\nnur Text\n",
        "only-header": "Subject: nur Kopf\n",
        "only-header-no-end": "Subject: nur Kopf",
        "header-and-blank": "Subject: nur Kopf\n\n",
        "no-colon": "Subject: a\nkein Doppelpunkt\nTo: b@x.example\n\nx\n",
        "space-before-colon": "Subject : a\nFrom : b@x.example\n\nx\n",
        "begins-with-space": " Subject: verloren\nTo: b@x.example\n\nx\n",
        "from-line": "From ben@x.example Tue Oct 14 2003\nSubject: mbox\n\nx\n",
        "binary-header": "Subject: Gr\xfc\xdfe \xff\nFrom: J\xf6rg <j@x.example>\n\nK\xe4se\n",
        "bare-cr": "Subject: a\rb\n\nx\ry\n",
        "control": "Subject: a\x01\x1b[31mb\x7f\n\nx\x07\n",
        "folded-blank": "Subject: a\n \n b\n\nx\n",
        "folded-only": "Subject:\n a\n\nx\n",
        "twice": "Subject: a\nSubject: b\nTo: a@x.example\nTo: b@x.example\nFrom: c@x.example\nFrom: d@x.example\n\nx\n",
        "address-comments": "From: (vor) ben (in) @ (um) x.example (nach)\nTo: a@x.example (Anna (Gruber))\n\nx\n",
        "address-group": "To: Klasse: a@x.example, B <b@x.example>;, c@x.example\nCc: niemand:;\n\nx\n",
        "address-route": "From: <@a.example,@b.example:ben@x.example>\n\nx\n",
        "address-no-host": "From: ben\nTo: ben@\nCc: @x.example\n\nx\n",
        "address-open": 'From: "offen <ben@x.example>\nTo: <offen@x.example\nCc: (offen b@x.example\n\nx\n',
        "address-commas": "To: ,, a@x.example,,b@x.example,\n\nx\n",
        "address-dots": "From: a..b.@x.example\nTo: Ben B. Huber <b@x.example>\n\nx\n",
        "address-semicolons": "To: a@x.example; b@x.example\n\nx\n",
        "address-empty-angle": "From: Niemand <>\nSender: <>\n\nx\n",
        "date-nonsense": "Date: irgendwann\n\nx\n",
        "message-id-nonsense": "Message-ID: keine Klammern\nIn-Reply-To: (leer)\n\nx\n",
        "type-nonsense": "Content-Type: unsinn\n\nx\n",
        "type-empty": "Content-Type:\n\nx\n",
        "type-slash": "Content-Type: /\n\nx\n",
        "type-no-subtype": "Content-Type: text/\n\nx\n",
        "type-no-main": "Content-Type: /plain\n\nx\n",
        "type-spaces": "Content-Type:  text / plain ; charset = utf-8 ; x = y\n\nx\n",
        "type-comments": "Content-Type: text/plain (Kommentar); charset=utf-8 (noch (einer))\n\nx\n",
        "type-upper": "CONTENT-TYPE: TEXT/HTML; CHARSET=US-ASCII\nCONTENT-TRANSFER-ENCODING: 7BIT\n\nx\n",
        "type-semicolons": "Content-Type: text/plain;;; charset=utf-8;;\n\nx\n",
        "type-trailing": "Content-Type: text/plain;\n\nx\n",
        "type-unquoted": "Content-Type: application/x; name=ein Bild.gif\n\nx\n",
        "type-open-quote": 'Content-Type: text/plain; charset="utf-8\n\nx\n',
        "type-no-value": "Content-Type: text/plain; charset\n\nx\n",
        "type-no-name": "Content-Type: text/plain; =utf-8; x=\n\nx\n",
        "type-twice": "Content-Type: text/html\nContent-Type: text/plain\n\nx\n",
        "type-parameter-twice": "Content-Type: text/plain; charset=a; charset=b\n\nx\n",
        "type-folded": "Content-Type: text/plain;\n\tcharset=\n utf-8\n\nx\n",
        "type-8bit": "Content-Type: application/x; name=\"Gr\xfc\xdfe\"\n\nx\n",
        "type-encoded-word": 'Content-Type: application/x; name="=?utf-8?q?a?="\n\nx\n',
        "type-model": "Content-Type: model/vrml\n\nx\n",
        "encoding-nonsense": "Content-Transfer-Encoding: x-uue\n\nbegin 644 a\n",
        "encoding-empty": "Content-Transfer-Encoding:\n\nx\n",
        "encoding-comment": "Content-Transfer-Encoding: base64 (wirklich)\n\neA==\n",
        "encoding-broken-base64": "Content-Transfer-Encoding: base64\n\n!!!eA\n=\n",
        "encoding-broken-qp": "Content-Transfer-Encoding: quoted-printable\n\na=\nb=ZZ=4 =\n",
        "no-mime-version": mixed + "--b\n\nx\n--b--\n",
        "multi-no-boundary": "Content-Type: multipart/mixed\n\n--b\n\nx\n--b--\n",
        "multi-empty-boundary": 'Content-Type: multipart/mixed; boundary=""\n\n--\n\nx\n----\n',
        "multi-never": mixed + "nirgends\n",
        "multi-empty-body": mixed,
        "multi-header-only": "Content-Type: multipart/mixed; boundary=b\n",
        "multi-no-end": mixed + "--b\n\nx\n",
        "multi-no-end-no-newline": mixed + "--b\n\nx",
        "multi-only-end": mixed + "--b--\n",
        "multi-end-first": mixed + "--b--\n--b\n\nx\n--b--\n",
        "multi-empty-part": mixed + "--b\n--b\n\nx\n--b--\n",
        "multi-part-no-blank": mixed + "--b\nContent-Type: text/html\n--b\n\nx\n--b--\n",
        "multi-part-no-header": mixed + "--b\nkein Kopf\n\nx\n--b--\n",
        "multi-spaces": mixed + "--b  \t\n\nx\n--b-- \n",
        "multi-text-after": mixed + "--b und mehr\n\nx\n--b--und Ende\n",
        "multi-not-at-start": mixed + "--b\n\n x --b\n --b\n--b--\n",
        "multi-prefix": "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=bb\n\n"
        "--bb\n\neins\n--bb--\n--b\n\nzwei\n--b--\n",
        "multi-same-boundary": mixed + "--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n--b--\n",
        "multi-outer-ends-inner": mixed + "--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n--b\n\ny\n--b--\n",
        "multi-after-end": mixed + "--b\n\nx\n--b--\n--b\n\nverloren\n--b--\n",
        "multi-upper-boundary": "Content-Type: multipart/mixed; boundary=B\n\n--b\n\nx\n--B\n\ny\n--B--\n",
        "multi-encoded": "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n--b\n\nx\n--b--\n",
        "multi-long-boundary": f"Content-Type: multipart/mixed; boundary={'y' * 90}\n\n--{'y' * 90}\n\nx\n--{'y' * 90}--\n",
        "multi-2231-boundary": "Content-Type: multipart/mixed; boundary*0=a; boundary*1=b\n\n--ab\n\nx\n--ab--\n",
        "multi-space-end-boundary": 'Content-Type: multipart/mixed; boundary="b "\n\n--b \n\nx\n--b --\n',
        "multi-bare-lf-mix": mixed + "--b\n\nx\n\n\n--b\n\n\n\n--b--",
        "multi-8bit-part": mixed + "--b\nContent-Description: \xfc\n\n\xe4\n--b--\n",
        "digest-odd": "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: a\n\nx\n--b\n--b\nContent-Type: text/plain"
        "\n\ny\n--b\nContent-ID: <1@x>\n\n\n--b--\n",
        "message-empty": rfc822,
        "message-no-header": rfc822 + "\nnur Text\n",
        "message-header-only": rfc822 + "Subject: innen",
        "message-base64": "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeA0KDQp5DQo=\n",
        "message-qp": "Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\nSubject: =78\n\ny\n",
        "message-8bit-encoding": "Content-Type: message/rfc822\nContent-Transfer-Encoding: 8bit\n\nSubject: x\n\n\xe4\n",
        "message-global": "Content-Type: message/global\n\nSubject: x\n\ny\n",
        "message-news": "Content-Type: message/news\n\nSubject: x\n\ny\n",
        "message-parameters": 'Content-Type: message/rfc822; name="x.eml"\n\nSubject: x\n\ny\n',
        "message-cut-by-boundary": mixed + "--b\n" + rfc822 + "Subject: x\nFrom: a@x.example\n--b\n\ny\n--b--\n",
        "message-multi-no-end": mixed + "--b\n" + rfc822 + mixed.replace("=b", "=c") + "--c\n\nx\n--b--\n",
        "messages-deep": rfc822 * 5 + "Subject: tief\n\nx\n",
        "languages-empty": "Content-Language: , ,\n\nx\n",
        "location-folded": "Content-Location: http://x.example/\n a/\n b\n\nx\n",
        "disposition-nonsense": "Content-Disposition: ; filename=x\n\nx\n",
        "disposition-unquoted": "Content-Disposition: attachment; filename=a b.txt\n\nx\n",
        "many-parameters": "Content-Type: text/plain; " + "; ".join(f"p{n}=v{n}" for n in range(30)) + "\n\nx\n",
        "long-parameter": f"Content-Type: text/plain; x={'v' * 1200}\n\nx\n",
        "plain-after": plain + "x\n\n" + mixed + "--b\n",
    }.items():
        broken(name, content)


def escaped(octets):
    """As in the transcripts: each line ends with CRLF, but for a backslash at its end."""
    rows = octets.split(b"\r\n")
    shown = []
    for row in rows:
        line = ""
        for octet in row:
            literal = 32 <= octet < 127 and octet != 92
            line += chr(octet) if literal else f"\\x{octet:02x}"
        shown.append("| " + line if line else "|")
    shown[-1] = "| " + shown[-1][2:] + "\\" if rows[-1] else None
    return [line for line in shown if line]


def leaves(message, number, found):
    """The parts that hold no others, by IMAP's numbers."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for nth, part in enumerate(message.get_payload(), 1):
            visit(part, f"{number}.{nth}" if number else str(nth), found)
    else:
        visit(message, f"{number}.1" if number else "1", found)


def visit(part, number, found):
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        leaves(part, number, found)
    elif part.get_content_type() == "message/rfc822" and part.is_multipart():
        leaves(part.get_payload(0), number, found)
    elif not part.is_multipart():
        octets = part._payload.encode("ascii", "surrogateescape")  # as it stands, not decoded
        encoding = part.get("Content-Transfer-Encoding", "7bit").lower()
        digest = hashlib.md5(octets).hexdigest()
        found.append(f"{number} {part.get_content_type()} {encoding} {len(octets)} {octets.count(10)} {digest}")


def addresses(message, field):
    pairs = getaddresses([str(value) for value in message.get_all(field, [])])
    # RFC 3501 §9: "local-part after removing [RFC-2822] quoting".
    return ", ".join(f"{name}<{address.replace(chr(34), '')}>" for name, address in pairs)


def main():
    for make in (texts, headers, multiparts, attachments, messages, by_hand):
        make()
    if len(sys.argv) > 1:
        directory = Path(sys.argv[1])
        directory.mkdir(parents=True, exist_ok=True)
        for name, octets in made.items():
            (directory / f"{name}.eml").write_bytes(octets)
        return
    rows = []
    for name, octets in made.items():
        rows += [f"= {name}", *escaped(octets)]
    (HERE / "messages.rows").write_text("\n".join(rows) + "\n")
    rows = []
    for name, octets in made.items():
        if name.startswith("x-"):
            continue
        message = BytesParser(policy=policy.compat32).parsebytes(octets)
        rows.append(f"= {name}")
        for field in ("From", "To", "Cc"):
            if message[field]:
                rows.append(f"{field} {addresses(message, field)}")
        leaves(message, "", rows)
    (HERE / "python.rows").write_text("\n".join(rows) + "\n")


main()
