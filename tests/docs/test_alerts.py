"""What the document about alerts says, held against the code."""

import base64
import re
import time
from pathlib import Path

import pytest

from core import clock
from core.templates import Destination, check, render
from jobs.channels.webhook import signature_headers
from models.alert_variables import ALERT_VARIABLES, ALERT_VOCABULARY

TEXT = (Path(__file__).parents[2] / "docs" / "alerts.md").read_text()


def test_every_variable_is_listed_with_what_it_holds():
    table = re.findall(r"^\| `([a-z_]+)` \| (.*) \|$", TEXT.partition("| variable |")[2], re.MULTILINE)

    assert dict(table) == dict(ALERT_VARIABLES)


def test_the_example_of_a_template_can_be_saved():
    (template,) = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)

    check(template, ALERT_VOCABULARY, Destination.JSON)

    rendered = render(template, {"alert_failure_threshold": "3", "is_resolved": "true"}, Destination.JSON)
    assert '"threshold": 3' in rendered
    assert '"incident": null' in rendered


@pytest.mark.parametrize(("changed", "is_genuine"), [({}, True), ({"webhook-id": "msg_2"}, False)])
def test_the_example_of_a_receiver_verifies(now: clock.ManualClock, changed, is_genuine):
    now.move_to(time.time())
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    names: dict = {}
    exec(code, names)
    secrets = ["whsec_" + base64.b64encode(bytes([number]) * 32).decode() for number in range(2)]
    headers = signature_headers("msg_1", b"{}", secrets) | changed

    assert [names["verify"](secret, headers, b"{}") for secret in secrets] == [is_genuine] * 2
