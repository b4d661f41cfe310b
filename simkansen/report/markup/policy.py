"""What a page may load: its own style and its one script, each known by its hash, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import re

PLACE = "content-security-policy"
"""Where the policy goes, in a page that has none yet."""


def guarded(html: str) -> str:
    """Return a page with the policy that lets in what stands in it, and nothing from elsewhere."""
    kinds = {"style": "style-src", "script": "script-src"}
    held = {rule: re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL) for tag, rule in kinds.items()}
    rules = [f"{rule} {' '.join(map(_hash, texts))}" for rule, texts in held.items() if texts]
    policy = "; ".join(
        ["default-src 'none'", *rules, "img-src data:", "base-uri 'none'", "form-action 'none'"]
    )
    return html.replace(PLACE, policy, 1)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
