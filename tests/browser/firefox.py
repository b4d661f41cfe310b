"""Firefox, driven by its own remote protocol (Marionette): as much of it as the tests of pages ask for.

Playwright drives a Firefox of its own making alone, the driver of WebDriver is in no package of Debian or
PyPI, and Mozilla's client for Python cannot print: so here are the few lines that the protocol asks for. A
message is its length, a colon, and a list in JSON: 0, its number, a command of WebDriver, and its arguments.
"""

import base64
import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

STARTING = 60
"""Seconds in which a browser must listen, on a machine that is busy."""


def free_port():
    """Give a port of this machine that nobody listens at."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


class Firefox:
    """One browser without a window, with a profile of its own; closed by `close`."""

    def __init__(self, binary, profile):
        port = free_port()
        Path(profile, "user.js").write_text(
            f'user_pref("marionette.port", {port});\n'
            'user_pref("network.captive-portal-service.enabled", false);\n'
            'user_pref("network.connectivity-service.enabled", false);\n',
            "utf-8",
        )
        command = [binary, "--headless", "--no-remote", "--profile", str(profile), "--marionette"]
        command.append("--remote-allow-system-access")  # for `colours`
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, env=os.environ | {"HOME": str(profile)}, **quiet)
        try:
            self.socket = self._connected(port)
            self.waiting, self.number = b"", 0
            self._read()
            self.ask("WebDriver:NewSession", capabilities={})
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise

    def _connected(self, port):
        until = time.monotonic() + STARTING
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=STARTING)
            except OSError:
                if self.process.poll() is not None or time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def _more(self):
        heard = self.socket.recv(1 << 20)
        if not heard:
            raise ConnectionError("the browser has hung up")
        self.waiting += heard

    def _read(self):
        while b":" not in self.waiting:
            self._more()
        length, _, self.waiting = self.waiting.partition(b":")
        while len(self.waiting) < int(length):
            self._more()
        message, self.waiting = self.waiting[: int(length)], self.waiting[int(length) :]
        return json.loads(message)

    def ask(self, command, **arguments):
        """Send a command of WebDriver; what it answers, or `RuntimeError` with what went wrong."""
        self.number += 1
        message = json.dumps([0, self.number, command, arguments]).encode()
        self.socket.sendall(b"%d:%s" % (len(message), message))
        _, _, wrong, answer = self._read()
        if wrong:
            raise RuntimeError(f"{command}: {wrong['error']}: {wrong['message']}")
        return answer

    def open(self, address):
        """Open a page, and wait for it."""
        self.ask("WebDriver:Navigate", url=address)

    def run(self, script):
        """Run a script in the page, or in the frame that was entered; what it returns."""
        return self.ask("WebDriver:ExecuteScript", script=script, args=[])["value"]

    def size(self, width, height):
        """Make the inside of the window this large (it is never narrower than some 450 pixels)."""
        edge = self.run("return [outerWidth - innerWidth, outerHeight - innerHeight]")
        self.ask("WebDriver:SetWindowRect", width=width + edge[0], height=height + edge[1])

    def enter(self, selector):
        """Go on inside a frame of the page."""
        found = self.ask("WebDriver:FindElement", using="css selector", value=selector)["value"]
        self.ask("WebDriver:SwitchToFrame", element=next(iter(found.values())))

    def colours(self, scheme):
        """Ask for a light or a dark page."""
        self.ask("Marionette:SetContext", value="chrome")
        number = {"dark": 0, "light": 1}[scheme]
        self.run(f'Services.prefs.setIntPref("layout.css.prefers-color-scheme.content-override", {number})')
        self.ask("Marionette:SetContext", value="content")

    def click(self, selector):
        """Click on the first element that the selector finds."""
        found = self.ask("WebDriver:FindElement", using="css selector", value=selector)["value"]
        self.ask("WebDriver:ElementClick", id=next(iter(found.values())))

    def print(self, width, height, margin):
        """Print the page on sheets of this size, all in centimetres; the PDF."""
        edges = dict.fromkeys(("top", "bottom", "left", "right"), margin)
        sheet = {"page": {"width": width, "height": height}, "margin": edges, "shrinkToFit": False}
        return base64.b64decode(self.ask("WebDriver:Print", **sheet)["value"])

    def close(self):
        """End the browser."""
        self.socket.close()
        self.process.terminate()
        self.process.wait(STARTING)


def found():
    """Give the path of a Firefox on this machine, or None."""
    return next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
