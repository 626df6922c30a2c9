"""A mail server for the tests: aiosmtpd, which notes what it takes, one JSON object in a line.

Arguments: how it speaks (none, starttls, tls), port, certificate, key, file for the notes. Where it speaks TLS, it wants the user
`varsam` with the password `s3cret`.
"""

import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

MODE, PORT, CERT, KEY, NOTES = sys.argv[1:6]


class Taking:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return f"550 5.1.1 <{address}>: there is nobody of that name"
        if address.startswith("relay"):
            return f"554 5.7.1 <{address}>: Relay access denied"
        if address.startswith("later"):
            return f"451 4.7.1 <{address}>: greylisted, come again"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 that one is here"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        note = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": message["subject"],
            "name": message["message-id"],
            "text": message.get_content(),
            "tls": server.transport.get_extra_info("sslcontext") is not None,
            "user": getattr(session.auth_data, "login", b"").decode(),
        }
        with open(NOTES, "a", encoding="utf-8") as notes:
            notes.write(json.dumps(note) + "\n")
        return "250 2.0.0 taken"


def let_in(server, session, envelope, mechanism, data):
    is_right = isinstance(data, LoginPassword) and data.login == b"varsam" and data.password == b"s3cret"
    return AuthResult(success=is_right, handled=False, auth_data=data)


def main():
    options = {}
    if MODE != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERT, KEY)
        options = {"authenticator": let_in, "auth_required": True}
        if MODE == "tls":
            options |= {"ssl_context": context, "auth_require_tls": False}
        else:
            options |= {"tls_context": context, "require_starttls": True}
    controller = Controller(Taking(), hostname="127.0.0.1", port=int(PORT), **options)
    controller.start()
    print("ready", flush=True)
    asyncio.new_event_loop().run_forever()


main()
