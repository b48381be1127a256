"""Questions about pages, the site, and many monitors at once."""

from core.principal import Access
from tests.schema.asked.question import Question

ASKED = {
    "page": Question(Access.PUBLIC, "{ page { title } }"),
    "pages": Question(Access.PUBLIC, "{ pages { path } }"),
    "pageCreate": Question(
        Access.WRITE,
        'mutation { pageCreate(input: {path: "new", title: "New", header: "New"}) { userErrors { message } } }',
    ),
    "pageUpdate": Question(
        Access.WRITE, 'mutation { pageUpdate(input: {path: "all", title: "New"}) { userErrors { message } } }'
    ),
    "pageDelete": Question(Access.WRITE, 'mutation { pageDelete(input: {path: "all"}) { userErrors { message } } }'),
    "pageMonitorAdd": Question(
        Access.WRITE, 'mutation { pageMonitorAdd(input: {path: "all", tag: "bank"}) { userErrors { message } } }'
    ),
    "pageMonitorRemove": Question(
        Access.WRITE, 'mutation { pageMonitorRemove(input: {path: "all", tag: "shop"}) { userErrors { message } } }'
    ),
    "pageMonitorsReorder": Question(
        Access.WRITE,
        'mutation { pageMonitorsReorder(input: {path: "all", tags: ["shop"]}) { userErrors { message } } }',
    ),
    "site": Question(Access.PUBLIC, "{ site { name entries { key } entry(key: SITE_NAME) { value } } }"),
    "siteUpdate": Question(Access.WRITE, 'mutation { siteUpdate(input: {name: "New"}) { userErrors { message } } }'),
    "siteEntrySet": Question(
        Access.WRITE, 'mutation { siteEntrySet(input: {key: SITE_NAME, value: "New"}) { userErrors { message } } }'
    ),
    "siteEntryReset": Question(
        Access.WRITE, "mutation { siteEntryReset(input: {key: SITE_NAME}) { userErrors { message } } }"
    ),
    "categories": Question(Access.PUBLIC, "{ categories { name } }"),
    "overallStatus": Question(Access.PUBLIC, "{ overallStatus }"),
}
