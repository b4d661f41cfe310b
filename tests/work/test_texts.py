"""Texts that results keep are read where they are what was written."""

import json

import pytest

from simkansen.work.errors import DamageWarning, UnreadableResultsError
from simkansen.work.storage.manifest_file import MANIFEST, manifest_of_before, read_manifest, write_manifest
from simkansen.work.storage.texts import stored_documents, write_stored_text

CONTENT = {"format": 1, "name": "a", "finished": [0], "command": "simkansen run a.yaml"}
AGAIN = "the command that made these results makes it again"


def test_a_manifest_of_which_one_digit_changed_is_refused_by_who_reads_and_said_by_who_writes(tmp_path):
    write_manifest(tmp_path, CONTENT)
    assert read_manifest(tmp_path) == CONTENT
    path = tmp_path / MANIFEST
    path.write_text(path.read_text("utf-8").replace("0", "1"), encoding="utf-8")
    with pytest.raises(
        UnreadableResultsError, match=r"manifest.json: the manifest cannot be read \(this file is not what"
    ):
        read_manifest(tmp_path)
    with pytest.warns(DamageWarning, match="it is written anew") as caught:
        assert manifest_of_before(tmp_path) == {}
    assert type(str(caught[0].message)) is str  # what sends it to another process knows no class of ours


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"finished": 3}, "'finished' is not as simkansen writes it"),
        ({"finished": ["a"]}, "'finished' is not as simkansen writes it"),
        ({"hashes": []}, "'hashes' is not as simkansen writes it"),
        ({"pupils": "300"}, "'pupils' is not as simkansen writes it"),
        ({"seed": True}, "'seed' is not as simkansen writes it"),
        ({"measures": [{"id": {}}]}, "'measures.id' is not as simkansen writes it"),
        ({"varied": [{"path": 3}]}, "'varied.path' is not as simkansen writes it"),
        ([], "this is no manifest"),
    ],
)
def test_a_manifest_without_digest_that_holds_something_else_is_refused(content, said, tmp_path):
    (tmp_path / MANIFEST).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(UnreadableResultsError) as refused:
        read_manifest(tmp_path)
    assert str(refused.value) == f"{tmp_path / MANIFEST}: the manifest cannot be read ({said}); {AGAIN}"


def test_what_a_manifest_lacks_is_told_with_its_file(tmp_path):
    (tmp_path / MANIFEST).write_text('{"name": "a", "hashes": {}}', encoding="utf-8")
    told = read_manifest(tmp_path)
    for lacking, name in ((told, "finished"), (told["hashes"], "basis")):
        with pytest.raises(UnreadableResultsError) as refused:
            lacking[name]
        assert str(refused.value) == f"{tmp_path / MANIFEST}: the manifest has no '{name}'; {AGAIN}"


def test_documents_that_results_keep_are_read_where_they_are_what_was_written(tmp_path):
    path = tmp_path / "resolved.yaml"
    write_stored_text(tmp_path, path, "a: 1\n---\nb: 2\n")
    assert stored_documents(tmp_path, path) == [{"a": 1}, {"b": 2}]
    path.write_text("a: 1\n---\nb: 3\n", encoding="utf-8")
    with pytest.raises(UnreadableResultsError, match="not what was written there"):
        stored_documents(tmp_path, path)
    (tmp_path / "digests.txt").unlink()
    assert stored_documents(tmp_path, path) == [{"a": 1}, {"b": 3}]
    path.write_text("a: [1\n", encoding="utf-8")
    with pytest.raises(UnreadableResultsError, match="this file cannot be read"):
        stored_documents(tmp_path, path)
