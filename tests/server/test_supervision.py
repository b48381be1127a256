from pathlib import Path

from server import supervision
from server.supervision import WorkerReport, WorkerState


def test_a_report_is_read_as_it_was_written_until_it_is_cleared(tmp_path: Path) -> None:
    file = tmp_path / supervision.FILE
    assert supervision.read(file) is None
    report = WorkerReport(WorkerState.RUNNING, 12, 3, "SIGKILL")

    supervision.write(file, report)

    assert supervision.read(file) == report
    assert [path.name for path in tmp_path.iterdir()] == [supervision.FILE]
    supervision.clear(file)
    supervision.clear(file)
    assert supervision.read(file) is None
