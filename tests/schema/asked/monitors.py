"""Questions about monitors, their samples, and things in general."""

from core.principal import Access
from tests.schema.asked.question import Question

ASKED = {
    "node": Question(Access.PUBLIC, '{ node(id: "TW9uaXRvcjox") { id } }'),
    "nodes": Question(Access.PUBLIC, '{ nodes(ids: ["TW9uaXRvcjox"]) { id } }'),
    "viewer": Question(Access.PUBLIC, "{ viewer { access } }"),
    "monitor": Question(Access.PUBLIC, '{ monitor(tag: "shop") { tag } }'),
    "monitors": Question(Access.PUBLIC, "{ monitors { edges { node { tag } } } }"),
    "monitorCreate": Question(
        Access.WRITE,
        """mutation { monitorCreate(input: {tag: "new", name: "New", configuration: {none: {}}}) {
          userErrors { message } } }""",
    ),
    "monitorUpdate": Question(
        Access.WRITE, 'mutation { monitorUpdate(input: {tag: "shop", name: "New"}) { userErrors { message } } }'
    ),
    "monitorClone": Question(
        Access.WRITE, 'mutation { monitorClone(input: {tag: "shop", newTag: "new"}) { userErrors { message } } }'
    ),
    # A monitor without a URL is told so, and no request is made.
    "monitorTest": Question(
        Access.WRITE, 'mutation { monitorTest(input: {tag: "shop"}) { userErrors { message } } }', changes_nothing=True
    ),
    "monitorsCreate": Question(
        Access.WRITE,
        """mutation { monitorsCreate(input: {monitors: [{tag: "new", name: "New", configuration: {none: {}}}]}) {
          userErrors { message } } }""",
    ),
    "monitorsUpdate": Question(
        Access.WRITE,
        """mutation { monitorsUpdate(input: {filter: {tags: ["shop"]}, changes: {description: "New"}}) {
          userErrors { message } } }""",
    ),
    "monitorsDelete": Question(
        Access.WRITE, 'mutation { monitorsDelete(input: {filter: {tags: ["shop"]}}) { userErrors { message } } }'
    ),
    "monitorActivate": Question(
        Access.WRITE, 'mutation { monitorActivate(input: {tag: "aside"}) { userErrors { message } } }'
    ),
    "monitorDeactivate": Question(
        Access.WRITE, 'mutation { monitorDeactivate(input: {tag: "shop"}) { userErrors { message } } }'
    ),
    "monitorDelete": Question(
        Access.WRITE, 'mutation { monitorDelete(input: {tag: "shop"}) { userErrors { message } } }'
    ),
    "sampleSet": Question(
        Access.WRITE,
        """mutation { sampleSet(input: {tag: "shop", minute: "2025-01-05T10:00:00Z", status: UP}) {
          userErrors { message } } }""",
    ),
    "sampleRangeSet": Question(
        Access.WRITE,
        """mutation { sampleRangeSet(input: {
          tag: "shop", start: "2025-01-05T10:00:00Z", end: "2025-01-05T11:00:00Z", status: UP}) {
          userErrors { message } } }""",
    ),
    "sampleRangeDelete": Question(
        Access.WRITE,
        """mutation { sampleRangeDelete(input: {
          tag: "shop", start: "2024-06-01T00:00:00Z", end: "2030-01-01T00:00:00Z"}) { userErrors { message } } }""",
    ),
}
