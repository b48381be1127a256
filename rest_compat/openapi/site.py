"""The site's entries, as OpenAPI describes them."""

from rest_compat.openapi.operations import Body, Family, Operation, Tag
from rest_compat.openapi.schemas import anything, array, record, ref, shown, text, word, wrapped

_ENTRY = {
    "key": text("The key of the entry.", examples=["siteName"]),
    "value": anything("What it is set to; numbers come as strings."),
    "data_type": word(
        "What kind of value it is, as the older product counts: any JSON is `object`.", ["string", "number", "object"]
    ),
}
_SCHEMAS = {
    "SiteDataEntry": shown("One entry of the site's configuration.", _ENTRY),
}

_OPERATIONS = (
    Operation(
        method="GET",
        path="/site",
        id="listSiteConfig",
        tag=Tag.SITE,
        summary="List the site's entries",
        description="Returns all entries that were ever set.",
        answer=wrapped("The entries.", site_data=array("The entries.", ref("SiteDataEntry"))),
    ),
    Operation(
        method="GET",
        path="/site/{config_key}",
        id="getSiteConfig",
        tag=Tag.SITE,
        summary="Get an entry",
        description="Returns one entry. A key that does not exist is 404, and so is one that was never set.",
        answer=ref("SiteDataEntry"),
        refuses=True,
    ),
    Operation(
        method="PATCH",
        path="/site/{config_key}",
        id="updateSiteConfig",
        tag=Tag.SITE,
        summary="Set an entry",
        description="Sets an entry; what it may hold depends on the key. A value that it may not hold is refused with "
        "400.",
        body=Body(
            record(
                "The new value.",
                {"value": anything("What the entry is set to, in the form that its key asks for.")},
                required=["value"],
            ),
            {"value": "Example services"},
        ),
        answer=ref("SiteDataEntry"),
    ),
)

FAMILY = Family(Tag.SITE, "The site's configuration: a fixed set of keys, each with a value.", _OPERATIONS, _SCHEMAS)
