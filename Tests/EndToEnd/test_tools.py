"""The scripts in bin/ that nothing else calls."""

import shutil
import subprocess

from harness.server import ROOT


def test_a_new_slice_is_swift(tmp_path):
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "bin/new-slice", tmp_path / "bin")
    made = subprocess.run([tmp_path / "bin/new-slice", "Waitlists"], capture_output=True, text=True, timeout=20)
    assert made.returncode == 0, made.stderr
    sources = sorted(map(str, (tmp_path / "Slices/Waitlists").rglob("*.swift")))
    assert len(sources) == 3
    parsed = subprocess.run(["swiftc", "-parse", *sources], capture_output=True, text=True, timeout=60)
    assert parsed.returncode == 0, parsed.stderr
    lint = ["swift", "format", "lint", "--strict", "--configuration", ROOT / ".swift-format"]
    formatted = subprocess.run(lint + sources, capture_output=True, text=True, timeout=60)
    assert formatted.returncode == 0, formatted.stderr


def test_a_slice_is_not_made_twice_nor_under_a_wrong_name(tmp_path):
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "bin/new-slice", tmp_path / "bin")
    for name, status in [("", 64), ("waitlists", 64), ("Wait lists", 64), ("../Waitlists", 64), ("Waitlists", 0), ("Waitlists", 1)]:
        made = subprocess.run([tmp_path / "bin/new-slice", name], capture_output=True, text=True, timeout=20)
        assert made.returncode == status, f"{name}: {made.stderr}"
    assert [folder.name for folder in (tmp_path / "Slices").iterdir()] == ["Waitlists"]
