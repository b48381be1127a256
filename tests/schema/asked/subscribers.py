"""Questions about subscribers; subscriber 1 follows everything by mail, and subscriber 2 has not confirmed yet."""

import base64
import json

from core.principal import Access
from core.secrets import keyed_hash
from tests.conftest import START
from tests.schema.asked.question import Question

_KEY = b"a key that only tests use, nobody else"
_WISH = base64.urlsafe_b64encode(json.dumps([2, [], [], 1, 1, START + 60]).encode()).decode().rstrip("=")
_CONFIRM = f"{_WISH}.{keyed_hash(_KEY, 'subscription confirmation', f'{_WISH}{chr(0)}EMAIL:two@example.com')}"
_CANCEL = f"1.{keyed_hash(_KEY, 'subscription management', f'1{chr(0)}EMAIL:one@example.com')}"

ASKED = {
    "subscribers": Question(Access.ADMIN, "{ subscribers(first: 1) { edges { node { address } } } }"),
    "subscribersExport": Question(Access.ADMIN, "{ subscribersExport }"),
    "subscriberCreate": Question(
        Access.ADMIN,
        'mutation { subscriberCreate(input: {address: {email: "new@example.com"}}) { userErrors { message } } }',
    ),
    "subscriberUpdate": Question(
        Access.ADMIN,
        'mutation { subscriberUpdate(input: {id: "1", wantsIncidents: false}) { userErrors { message } } }',
    ),
    "subscriberDelete": Question(
        Access.ADMIN, 'mutation { subscriberDelete(input: {id: "1"}) { userErrors { message } } }'
    ),
    "subscriptionRequest": Question(
        Access.PUBLIC,
        'mutation { subscriptionRequest(input: {address: {email: "me@example.com"}}) { userErrors { message } } }',
    ),
    "subscriptionConfirm": Question(
        Access.PUBLIC,
        f'mutation {{ subscriptionConfirm(input: {{token: "{_CONFIRM}"}}) {{ userErrors {{ message }} }} }}',
    ),
    "subscriptionCancel": Question(
        Access.PUBLIC,
        f'mutation {{ subscriptionCancel(input: {{token: "{_CANCEL}"}}) {{ userErrors {{ message }} }} }}',
    ),
    "messageTemplates": Question(Access.READ, "{ messageTemplates { kind } }"),
    "messageTemplatePreview": Question(
        Access.READ, "{ messageTemplatePreview(input: {kind: INCIDENT_CREATED}) { preview { subject } } }"
    ),
    "messageTemplateUpdate": Question(
        Access.WRITE,
        'mutation { messageTemplateUpdate(input: {kind: INCIDENT_CREATED, subject: "N"}) { userErrors { message } } }',
    ),
    "messageTemplateReset": Question(
        Access.WRITE, "mutation { messageTemplateReset(input: {kind: INCIDENT_UPDATED}) { userErrors { message } } }"
    ),
}
