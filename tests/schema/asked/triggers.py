"""Questions about triggers; the first one is an active webhook."""

from core.principal import Access
from tests.schema.asked.question import Question

_CREATE = 'name: "new", configuration: {webhook: {url: "https://new.example/"}}'

ASKED = {
    "trigger": Question(Access.READ, '{ trigger(id: "1") { name configuration { __typename } } }'),
    "triggers": Question(Access.READ, "{ triggers { edges { node { name } } } }"),
    "triggerCreate": Question(
        Access.WRITE, f"mutation {{ triggerCreate(input: {{{_CREATE}}}) {{ userErrors {{ message }} }} }}"
    ),
    "triggerUpdate": Question(
        Access.WRITE, 'mutation { triggerUpdate(input: {id: "1", name: "other"}) { userErrors { message } } }'
    ),
    # It goes where the network policy lets nothing go.
    "triggerTest": Question(
        Access.WRITE, 'mutation { triggerTest(input: {id: "1"}) { userErrors { message } } }', changes_nothing=True
    ),
    # It is active and not paused already, and the clock stands still.
    "triggerActivate": Question(
        Access.WRITE, 'mutation { triggerActivate(input: {id: "1"}) { userErrors { message } } }', changes_nothing=True
    ),
    "triggerResume": Question(
        Access.WRITE, 'mutation { triggerResume(input: {id: "1"}) { userErrors { message } } }', changes_nothing=True
    ),
    "triggerDeactivate": Question(
        Access.WRITE, 'mutation { triggerDeactivate(input: {id: "1"}) { userErrors { message } } }'
    ),
    "triggerPause": Question(Access.WRITE, 'mutation { triggerPause(input: {id: "1"}) { userErrors { message } } }'),
    "triggerRotateSecret": Question(
        Access.WRITE, 'mutation { triggerRotateSecret(input: {id: "1"}) { userErrors { message } } }'
    ),
    "triggerDelete": Question(Access.WRITE, 'mutation { triggerDelete(input: {id: "1"}) { userErrors { message } } }'),
}
