"""What a snippet gets, may do and returns."""

import pytest

from jobs.snippets.errors import SnippetError
from jobs.snippets.pool import SnippetPool

BY_STATUS_CODE = """
(async function (statusCode, responseTime, responseRaw, modules) {
    let statusCodeShort = Math.floor(statusCode / 100);
    if (statusCode == 429 || (statusCodeShort >= 2 && statusCodeShort <= 3)) {
        return { status: 'UP', latency: responseTime };
    }
    return { status: 'DOWN', latency: responseTime };
})
"""

BY_JSON_BODY = """
async function (statusCode, responseTime, responseRaw, modules) {
    const body = JSON.parse(responseRaw);
    const slow = responseTime > 2000;
    if (statusCode !== 200 || body.status !== "ok") return { status: "DOWN", latency: responseTime };
    return { status: slow ? "DEGRADED" : "UP", latency: responseTime };
}
"""

BY_PINGS = """
(async function (arrayOfPings, modules) {
    let latencyTotal = arrayOfPings.reduce((sum, ping) => sum + ping.latency, 0);
    let alive = arrayOfPings.reduce((all, ping) => all && ping.alive, true);
    return { status: alive ? 'UP' : 'DOWN', latency: parseInt(latencyTotal / arrayOfPings.length) };
});
"""

BY_STATUS_PAGE = """
(async function (statusCode, responseTime, responseRaw, modules) {
    const $ = modules.cheerio.load(responseRaw);
    const services = $('.service').map((i, el) => $(el).find('.state').text().trim()).get();
    console.log(services);
    if (services.every((state) => state === 'Operational')) return { status: 'UP', latency: responseTime };
    return { status: services.some((state) => state === 'Outage') ? 'DOWN' : 'DEGRADED', latency: responseTime };
})
"""

STATUS_PAGE = """
<!doctype html><div class="service">API <span class="state"> Operational </span></div>
<div class="service">Mail <span class="state"> {mail} </span></div>
"""


@pytest.mark.parametrize(("code", "status"), [(204, "UP"), (302, "UP"), (429, "UP"), (404, "DOWN"), (500, "DOWN")])
async def test_a_snippet_judges_the_status_code(pool: SnippetPool, code: int, status: str):
    assert await pool.run(BY_STATUS_CODE, [code, 12.5, ""]) == {"status": status, "latency": 12.5}


@pytest.mark.parametrize(
    ("body", "milliseconds", "status"),
    [('{"status": "ok"}', 80, "UP"), ('{"status": "ok"}', 2500, "DEGRADED"), ('{"status": "broken"}', 80, "DOWN")],
)
async def test_a_snippet_judges_a_json_body(pool: SnippetPool, body: str, milliseconds: int, status: str):
    assert await pool.run(BY_JSON_BODY, [200, milliseconds, body]) == {"status": status, "latency": milliseconds}


async def test_a_snippet_judges_an_array_of_pings(pool: SnippetPool):
    pings = [{"alive": True, "latency": 3.0}, {"alive": True, "latency": 6.0}]

    assert await pool.run(BY_PINGS, [pings]) == {"status": "UP", "latency": 4}
    assert await pool.run(BY_PINGS, [[*pings, {"alive": False, "latency": 0}]]) == {"status": "DOWN", "latency": 3}


@pytest.mark.parametrize(("mail", "status"), [("Operational", "UP"), ("Slow", "DEGRADED"), ("Outage", "DOWN")])
async def test_a_snippet_judges_a_status_page(pool: SnippetPool, mail: str, status: str):
    page = STATUS_PAGE.format(mail=mail)

    assert await pool.run(BY_STATUS_PAGE, [200, 5, page]) == {"status": status, "latency": 5}


@pytest.mark.parametrize(
    "code",
    [
        "async function () { return 1 }",
        "async function check() { return 1 }",
        "function () { return 1 }",
        "() => 1",
        "(async () => 1);\n",
        "// the check\nasync () => 1 // that's it",
        "() => ({ then(resolve) { resolve(1) } })",
        "() => new Promise((resolve) => queueMicrotask(() => resolve(1)))",
    ],
)
async def test_any_function_expression_is_a_snippet(pool: SnippetPool, code: str):
    assert await pool.run(code, []) == 1


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("() => {}", None),
        ("() => NaN", None),
        ("() => Symbol('x')", None),
        ("() => [undefined, () => 1, Infinity]", [None, None, None]),
        ("() => new Map([[1, 2]])", {}),
        ("() => ({ toJSON() { return 'trap' } })", "trap"),
        ("() => new Proxy({ a: 1 }, {})", {"a": 1}),
        ('() => JSON.parse(\'{"__proto__": {"a": 1}}\')', {"__proto__": {"a": 1}}),
        ("() => ['\\ud800', '\\0', '\\ud83d\\ude00']", ["?", "\0", "😀"]),
        ("() => { Object.prototype.toJSON = () => 'x'; Array.prototype.map = null; return 5 }", 5),
        ("() => { Promise.prototype.then = null; JSON.stringify = null; return 5 }", 5),
        ("async () => { globalThis.eval = null; String.prototype.slice = null; return 5 }", 5),
    ],
)
async def test_what_a_snippet_returns_arrives_as_json_has_it(pool: SnippetPool, code: str, value: object):
    assert await pool.run(code, []) == value


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("() => { const a = {}; a.a = a; return a }", "TypeError: circular reference"),
        ("() => 1n", "TypeError: BigInt are forbidden in JSON.stringify"),
        ("() => 'x'.repeat(100000)", "the snippet returned more than 64 KiB"),
        ("() => JSON.rawJSON('1e999')", "the snippet returned what is no plain JSON"),
        ("() => JSON.rawJSON('1'.repeat(5000))", "the snippet returned what is no plain JSON"),
        ("() => JSON.parse('['.repeat(600) + ']'.repeat(600))", "the snippet returned what is no plain JSON"),
        ("() => ({ get a() { throw new RangeError('trap') } })", "RangeError: trap"),
        ("() => new Promise(() => {})", "the snippet's promise never settles"),
    ],
)
async def test_a_result_that_is_no_json_is_the_snippets_fault(pool: SnippetPool, code: str, message: str):
    with pytest.raises(SnippetError) as failure:
        await pool.run(code, [])

    assert str(failure.value) == message


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("() => { throw new Error('the body says\\nmaintenance') }", "the body says maintenance"),
        ("async () => { throw new TypeError('wrong') }", "TypeError: wrong"),
        ("async () => JSON.parse('<html>')", "SyntaxError: unexpected token: '<'"),
        ("() => undefined.status", "TypeError: cannot read property 'status' of undefined"),
        ("() => { throw 'text' }", "text"),
        ("() => { throw { code: 7 } }", '{"code":7}'),
        ("() => { throw undefined }", "undefined"),
        ("() => { throw Symbol('s') }", "Symbol(s)"),
        ("() => { throw 'x'.repeat(1000000) }", "x" * 200),
        ("() => { throw { toJSON() { throw 1 } } }", "the snippet threw something that has no text"),
        ("() => Promise.reject(new Error('later'))", "later"),
        ("42", "the snippet is not a function"),
        ("", "SyntaxError: unexpected token in expression: ')' in line 2"),
        ("async function () {\n\n  return = 1;\n}", "SyntaxError: unexpected token in expression: '=' in line 3"),
        ("async function () {\n  await = 1;", "SyntaxError: unexpected token in expression: '=' in line 2"),
    ],
)
async def test_a_snippet_that_fails_says_why(pool: SnippetPool, code: str, message: str):
    with pytest.raises(SnippetError) as failure:
        await pool.run(code, [])

    assert str(failure.value) == message


@pytest.mark.parametrize(
    "name", ["require", "process", "os", "std", "fetch", "XMLHttpRequest", "WebSocket", "setTimeout", "ask", "settle"]
)
async def test_a_snippet_finds_no_way_out(pool: SnippetPool, name: str):
    with pytest.raises(SnippetError, match=f"^ReferenceError: {name} is not defined$"):
        await pool.run(f"() => {name}('fs')", [])


@pytest.mark.parametrize("name", ["os", "std", "fs", "/etc/passwd", "./jobs/snippets/harness.js"])
async def test_a_snippet_imports_nothing(pool: SnippetPool, name: str):
    with pytest.raises(SnippetError, match="could not load module"):
        await pool.run("async (name) => (await import(name)).default", [name])


async def test_the_console_goes_nowhere(pool: SnippetPool):
    code = "() => { for (const say of ['log', 'info', 'debug', 'warn', 'error']) console[say]('hello'); return 1 }"

    assert await pool.run(code, []) == 1


async def test_nothing_of_a_run_is_left_for_the_next(pool: SnippetPool):
    await pool.run(
        "() => { globalThis.left = 1; Object.prototype.left = 1; Math.floor = () => 7; JSON.parse = null }", []
    )

    assert await pool.run("() => [typeof left, typeof {}.left, Math.floor(1.5), JSON.parse('2')]", []) == [
        "undefined",
        "undefined",
        1,
        2,
    ]


async def test_arguments_of_any_json_arrive(pool: SnippetPool):
    arguments = [1, 2.5, "ж\0\u2028</script>", None, True, [{"a": [1]}], {"b": {}}]

    assert await pool.run("(...given) => given.slice(0, -1)", arguments) == arguments


@pytest.mark.parametrize("text", ["x" * 2**20, "ж" * 2**19])
async def test_a_body_of_a_megabyte_passes(pool: SnippetPool, text: str):
    assert await pool.run("(code, time, raw) => raw.length", [200, 1, text]) == len(text)


async def test_arguments_that_no_child_could_hold_are_refused(pool: SnippetPool):
    with pytest.raises(SnippetError, match=r"^the snippet and its arguments are larger than 8 MiB$"):
        await pool.run("(text) => text.length", ["x" * 9 * 2**20])
