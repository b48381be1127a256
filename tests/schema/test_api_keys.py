import pytest

MAKE = """mutation ($input: ApiKeyCreateInput!) {
  apiKeyCreate(input: $input) { secret apiKey { id name scope status } userErrors { code field } } }"""


async def made(ask) -> dict[str, object]:
    answer = await ask(MAKE, by="admin", input={"name": "robot", "scope": "WRITE"})
    return answer["data"]["apiKeyCreate"]


async def test_a_key_that_was_made_opens_what_its_scope_says(ask):
    key = await made(ask)

    assert {**key["apiKey"], "id": None} == {"id": None, "name": "robot", "scope": "WRITE", "status": "ACTIVE"}
    assert (await ask("{ viewer { name access } }", by=key["secret"]))["data"]["viewer"] == {
        "name": "robot",
        "access": "WRITE",
    }


async def test_a_key_without_a_name_is_not_made(ask):
    refused = await ask(MAKE, by="admin", input={"name": " "})

    assert refused["data"]["apiKeyCreate"] == {
        "secret": None,
        "apiKey": None,
        "userErrors": [{"code": "INVALID_INPUT", "field": ["name"]}],
    }


async def test_a_key_is_renamed_rescoped_withdrawn_and_removed(ask):
    key = await made(ask)
    shown = "{ apiKey { name scope status } userErrors { code } }"

    async def act(action: str) -> dict[str, object]:
        name = action.partition("(")[0]
        return (await ask(f"mutation ($id: ID!) {{ {action} {shown} }}", by="admin", id=key["apiKey"]["id"]))["data"][
            name
        ]

    assert (await act('apiKeyRename(input: {id: $id, name: "droid"})'))["apiKey"]["name"] == "droid"
    assert (await act("apiKeySetScope(input: {id: $id, scope: READ})"))["apiKey"]["scope"] == "READ"
    assert (await act("apiKeyDeactivate(input: {id: $id})"))["apiKey"]["status"] == "INACTIVE"
    assert (await ask("{ viewer { name } }", by=key["secret"]))["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert (await act("apiKeyActivate(input: {id: $id})"))["apiKey"]["status"] == "ACTIVE"
    assert (await act("apiKeyDelete(input: {id: $id})"))["apiKey"]["name"] == "droid"
    assert (await act("apiKeyDelete(input: {id: $id})")) == {"apiKey": None, "userErrors": [{"code": "NOT_FOUND"}]}


async def test_a_secret_or_its_hash_is_never_listed(ask):
    key = await made(ask)
    listed = await ask("{ apiKeys { edges { node { id name maskedKey scope status } } } }", by="admin")

    names = [edge["node"]["name"] for edge in listed["data"]["apiKeys"]["edges"]]
    assert names == ["robot", "admin", "write", "read"]
    assert key["secret"] not in str(listed)


@pytest.mark.parametrize(("by", "code"), [(None, "UNAUTHENTICATED"), ("read", "FORBIDDEN"), ("write", "FORBIDDEN")])
async def test_keys_are_for_administrators_alone(ask, by, code):
    listed = await ask("{ apiKeys { edges { node { name } } } }", by=by)
    refused = await ask(MAKE, by=by, input={"name": "robot"})

    assert [each["errors"][0]["extensions"]["code"] for each in (listed, refused)] == [code, code]
    kept = await ask("{ apiKeys { edges { node { name } } } }", by="admin")
    assert len(kept["data"]["apiKeys"]["edges"]) == 3


async def test_keys_are_paged(ask):
    query = """query ($first: Int, $last: Int, $after: String, $before: String) {
      apiKeys(first: $first, last: $last, after: $after, before: $before) {
        edges { node { name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""

    def names(answer):
        return [edge["node"]["name"] for edge in answer["data"]["apiKeys"]["edges"]]

    first = await ask(query, by="admin", first=2)
    second = await ask(query, by="admin", first=2, after=first["data"]["apiKeys"]["pageInfo"]["endCursor"])
    last = await ask(query, by="admin", last=1)
    before = await ask(query, by="admin", last=1, before=last["data"]["apiKeys"]["pageInfo"]["startCursor"])

    pages = [names(page) for page in (first, second, last, before)]
    assert pages == [["admin", "write"], ["read"], ["read"], ["write"]]
    assert first["data"]["apiKeys"]["pageInfo"]["hasNextPage"] is True
    assert second["data"]["apiKeys"]["pageInfo"]["hasNextPage"] is False


async def test_one_key_is_found_by_its_id_by_administrators_alone(ask):
    key = await made(ask)
    one = "query ($id: ID!) { apiKey(id: $id) { name } }"
    node = "query ($id: ID!) { node(id: $id) { ... on ApiKey { name } } }"

    assert (await ask(one, by="admin", id=key["apiKey"]["id"]))["data"] == {"apiKey": {"name": "robot"}}
    assert (await ask(one, by="admin", id="999"))["data"] == {"apiKey": None}
    assert (await ask(node, by="admin", id=key["apiKey"]["id"]))["data"] == {"node": {"name": "robot"}}
    # Whether there is such a key is nobody else's business.
    assert (await ask(node, by="write", id=key["apiKey"]["id"]))["data"] == {"node": None}


@pytest.mark.parametrize(
    ("by", "scopes"),
    [(None, []), ("read", ["READ"]), ("write", ["READ", "WRITE"]), ("admin", ["READ", "WRITE", "ADMIN"])],
)
async def test_the_viewer_has_the_scopes_that_the_key_reaches(ask, by, scopes):
    assert (await ask("{ viewer { scopes } }", by=by))["data"]["viewer"] == {"scopes": scopes}
