"""What several rooms of tests use: where the project stands."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RAW = sorted((ROOT / "data" / "raw").glob("*.txt"))
POLICIES = ROOT / "tests" / "policies"
