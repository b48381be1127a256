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
    listed = await ask("{ apiKeys { id name maskedKey scope status } }", by="admin")

    assert [each["name"] for each in listed["data"]["apiKeys"]] == ["robot", "admin", "write", "read"]
    assert key["secret"] not in str(listed)


@pytest.mark.parametrize(("by", "code"), [(None, "UNAUTHENTICATED"), ("read", "FORBIDDEN"), ("write", "FORBIDDEN")])
async def test_keys_are_for_administrators_alone(ask, by, code):
    listed = await ask("{ apiKeys { name } }", by=by)
    refused = await ask(MAKE, by=by, input={"name": "robot"})

    assert [each["errors"][0]["extensions"]["code"] for each in (listed, refused)] == [code, code]
    assert len((await ask("{ apiKeys { name } }", by="admin"))["data"]["apiKeys"]) == 3
