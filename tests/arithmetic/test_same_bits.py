"""A small population, small runs and a small fit have the same bits whatever the processor can do.

What other processors lack is switched off: features of numpy's and of the C library's functions, kernels of
OpenBLAS, and instructions that numba may use.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from same_bits import bits_of

SCRIPT = Path(__file__).parents[1] / "same_bits.py"
LIBRARIES = "of the libraries"
if (
    find_spec("pyabc") is None
):  # looked for and not imported, for that takes seconds of every process that collects
    pytest.skip("pyabc is not installed", allow_module_level=True)


def found_features() -> str:
    """What numpy can switch off and this machine has."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    return " ".join(name for name in __cpu_dispatch__ if __cpu_features__.get(name))


def without_them() -> dict[str, str]:
    """Settings under which numpy, the C library and OpenBLAS do as on an old processor."""
    settings = {"NPY_DISABLE_CPU_FEATURES": found_features()}
    if platform.machine() in ("x86_64", "AMD64"):
        settings["OPENBLAS_CORETYPE"] = "Nehalem"
        settings["GLIBC_TUNABLES"] = "glibc.cpu.hwcaps=-AVX,-AVX2,-FMA,-FMA4,-AVX512F"
    return settings


@cache
def digests(**settings: str) -> dict[str, str]:
    """What a process with these settings finds."""
    with TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, SCRIPT, f"{folder}/work"],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)} | settings,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return said


def ours(said: dict[str, str]) -> dict[str, str]:
    """Leave out what belongs to the libraries."""
    return {name: digest for name, digest in said.items() if LIBRARIES not in name}


def test_a_digest_tells_one_bit():
    assert bits_of({"a": [1.0, 2.0]}) == bits_of({"a": [1.0, 2.0]})
    assert bits_of({"a": [1.0, 2.0]}) != bits_of({"a": [1.0, float(np.nextafter(2.0, 3.0))]})


@pytest.mark.slow
def test_features_of_numpy_the_c_library_and_blas_change_no_result():
    usual, plain = digests(), digests(**without_them())
    assert ours(usual).keys() >= {"functions", "draws", "population", "stored run", "fit"}
    assert sum(name.startswith("run of all six") for name in usual) == 4
    assert ours(plain) == ours(usual)
    if platform.libc_ver()[0] == "glibc" and {"X86_V3", "FMA3"} & set(found_features().split()):
        # The settings take effect: the libraries' own functions do change.
        for library in ("the C library", "numpy", "BLAS"):
            assert plain[f"{library}, {LIBRARIES}"] != usual[f"{library}, {LIBRARIES}"], library


@pytest.mark.slow
def test_the_instructions_that_compiled_code_may_use_change_no_result():
    usual, generic = digests(), digests(NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES="")
    assert generic[f"numba's processor, {LIBRARIES}"] != usual[f"numba's processor, {LIBRARIES}"]
    assert ours(generic) == ours(usual)
