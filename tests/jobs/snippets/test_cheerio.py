"""`modules.cheerio`, as snippets see it."""

import pytest

from jobs.snippets.errors import SnippetError
from jobs.snippets.pool import SnippetPool

PAGE = """<!doctype html>
<html><head><title>Shop &amp; Co</title><script>if (1 < 2) go()</script></head>
<body id="top">
  <ul class="list wide"><li class="a">One</li><li class="b"><b>Two</b>!</li><!-- no --><li data-n="3">Three</li></ul>
  <p>5 &lt; 6 <a href="/x" TITLE="X">link</a> tail</p><input name="q" value="v">
</body></html>"""


async def evaluate(pool: SnippetPool, expression: str, page: str = PAGE) -> object:
    return await pool.run(f"(page, modules) => {{ const $ = modules.cheerio.load(page); return {expression} }}", [page])


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("$('title').text()", "Shop & Co"),
        ("$('li').length", 3),
        ("$('li').text()", "OneTwo!Three"),
        ("$('.missing').length", 0),
        ("$('.missing').text()", ""),
        ("$('.missing').html()", None),
        ("$('.missing').attr('href') === undefined", True),
        ("$('.missing')[0] === undefined", True),
        ("$('ul.list > li:nth-child(2)').text()", "Two!"),
        ("$('li:contains(\"Thr\"), li.a').length", 2),
        ("$('a[href^=\"/\"]').attr('href')", "/x"),
        ("$('a').attr('title')", "X"),
        ("$('a').attr('TITLE')", "X"),
        ("$('a').attr()", {"href": "/x", "title": "X"}),
        ("$('input').val()", "v"),
        ("$('li').html()", "One"),
        ("$('li').eq(1).html()", "<b>Two</b>!"),
        ("$('p').html()", '5 &lt; 6 <a href="/x" title="X">link</a> tail'),
        ("$('script').html()", "if (1 < 2) go()"),
        ("$('li').first().text()", "One"),
        ("$('li').last().text()", "Three"),
        ("$('li').eq(-2).text()", "Two!"),
        ("$('li').eq(9).length", 0),
        ("$('li').slice(1).text()", "Two!Three"),
        ("$($('li')[1]).text()", "Two!"),
        ("$('li').get(2).attribs['data-n']", "3"),
        ("$('li').get().length", 3),
        ("[...$('li')].map((el) => $(el).text())", ["One", "Two!", "Three"]),
        ("$('LI')[0].name + $('li')[0].tagName", "lili"),
        ("$('li').map((i, el) => i + $(el).text()).get().join()", "0One,1Two!,2Three"),
        ("$('li').map(function (i) { return i === 1 ? null : [$(this).text()] }).toArray()", ["One", "Three"]),
        ("$('li').filter('.a, .b').length", 2),
        ("$('li').filter((i, el) => el.attribs.class === 'b').text()", "Two!"),
        ("[$('ul').is('.wide'), $('ul').is('.narrow')]", [True, False]),
        ("[$('ul').hasClass('wide'), $('ul').hasClass('wid'), $('p').hasClass('wide')]", [True, False, False]),
        ("$('ul').find('b').text()", "Two"),
        ("$('ul').find('ul').length", 0),
        ("$('ul, li').find('b').length", 1),
        ("$('b', '.list').text()", "Two"),
        ("$('ul').children().length", 3),
        ("$('ul').children('.a').text()", "One"),
        ("$('b').parent().attr('class')", "b"),
        ("$('li').parent().length", 1),
        ("$('.a').next().text() + $('.b').prev().text()", "Two!One"),
        ("$('html').length + $('body#top').length", 2),
        ("$.root()[0].name", "html"),
        ("$.html('li.b')", '<li class="b"><b>Two</b>!</li>'),
    ],
)
async def test_a_page_is_asked_with_selectors(pool: SnippetPool, expression: str, value: object):
    assert await evaluate(pool, expression) == value


async def test_each_visits_in_order_until_it_is_told_to_stop(pool: SnippetPool):
    code = """(page, modules) => {
        const $ = modules.cheerio.load(page), seen = [];
        const all = $('li').each(function (index, element) {
            seen.push(index, $(element).text(), $(this).text());
            if (index === 1) return false;
        });
        return [seen, all.length];
    }"""

    assert await pool.run(code, [PAGE]) == [[0, "One", "One", 1, "Two!", "Two!"], 3]


async def test_two_pages_are_told_apart(pool: SnippetPool):
    code = """(modules) => {
        const $ = modules.cheerio.load('<p>one'), other = modules.cheerio.load('<p>two<p>three');
        return [$('p').text(), other('p').length, $.text(), other.text()];
    }"""

    assert await pool.run(code, []) == ["one", 2, "one", "twothree"]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("", ""),
        ("   ", ""),
        ("just text", "just text"),
        ("<p>one<p>two", "onetwo"),
        ("<b><i>crossed</b></i>", "crossed"),
        ("<div class='a", ""),
        ("</div></div><p>closed", "closed"),
        ("<p>a\0b\ufffe", "a\ufffdb\ufffe"),
        ("<!-- only -->", ""),
        ("<?php echo 1 ?><p>x", "x"),
        ("é ж 😀", "é ж 😀"),
        ('<meta charset="iso-8859-1"><p>ж', "ж"),
        ('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><p>&e;', "]>&e;"),
    ],
)
async def test_a_malformed_page_is_read_as_well_as_it_can_be(pool: SnippetPool, page: str, text: str):
    assert await evaluate(pool, "$.text()", page) == text


@pytest.mark.parametrize("page", ["null", "undefined", "{}", "42", "'\\ud800'"])
async def test_a_page_that_is_no_text_has_no_paragraphs(pool: SnippetPool, page: str):
    assert await pool.run(f"(modules) => modules.cheerio.load({page})('p').length", []) in (0, 1)


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        ("li[", "the selector is not valid: Expected ident or '*', got <EOF at 3>"),
        ("", "the selector is not valid: Expected selector, got <EOF at 0>"),
        ("a" + " a" * 5000, "cheerio failed: "),
        ("li::text", "the selector is not valid: "),
        ("li:no-such", "the selector is not valid: "),
    ],
)
async def test_a_selector_that_is_not_valid_is_the_snippets_fault(pool: SnippetPool, selector: str, message: str):
    with pytest.raises(SnippetError) as failure:
        await pool.run("(selector, modules) => modules.cheerio.load('<li>x')(selector).length", [selector])

    assert str(failure.value).startswith(message)


async def test_a_snippet_may_catch_an_error_of_cheerio_and_go_on(pool: SnippetPool):
    code = """(modules) => {
        const $ = modules.cheerio.load('<p>x');
        try { $('p[') } catch (error) { return [error instanceof Error, $('p').text()] }
    }"""

    assert await pool.run(code, []) == [True, "x"]


async def test_a_page_of_a_megabyte_is_read(pool: SnippetPool):
    page = "<ul>" + "<li>item</li>" * 80_000 + "</ul>"

    assert await evaluate(pool, "[$('li').length, $('li').last().text(), $('li').text().length]", page) == [
        80_000,
        "item",
        320_000,
    ]
