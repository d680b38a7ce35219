"""A house template shows what it is given: it runs, reads and fetches nothing, and comes to an end."""

import time

import pytest

from dnoutcomes.errors import StyleError
from dnoutcomes.report.blocks.section import Paragraph, Section
from dnoutcomes.report.render.cover import Cover
from dnoutcomes.report.render.house_style import HouseStyle
from dnoutcomes.report.render.html import render_html

SECTIONS = tuple(Section(f"s{n}", f"Part {n}", (Paragraph("Words <b>."),)) for n in range(12))
HEAD = '<!DOCTYPE html><html><head><meta charset="utf-8">'
HEAD += '<meta http-equiv="Content-Security-Policy" content="{{ policy }}">'
PAYLOADS = [
    "{{ cycler.__init__.__globals__.os.system('touch run') }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ [].__class__ }}",
    "{{ cover.__init__.__globals__ }}",
    "{{ cover['__class__'] }}",
    "{{ cover|attr('__class__') }}",
    "{{ cover.style.templates }}",
    "{{ cover.language.messages }}",
    "{{ sections[0].__class__ }}",
    "{{ sections.__class__ }}",
    "{{ (sections|first).__dict__ }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ words.__class__.__base__ }}",
    "{{ policy.__class__ }}",
    "{{ 'x'.format }}",
    "{{ '{0.__class__}'.format(cover) }}",
    "{{ '%s'|format(cover) }}",
    "{{ sections|map(attribute='__class__')|list }}",
    "{{ sections|groupby('__class__') }}",
    "{{ sections|selectattr('__class__')|list }}",
    "{{ sections[0].title|safe }}",
    "{% autoescape false %}{{ cover.title }}{% endautoescape %}",
    "{% include 'report.html.j2' %}",
    "{% include '/etc/passwd' %}",
    "{% extends 'report.html.j2' %}",
    "{% import 'report.html.j2' as page %}",
    "{% from 'report.html.j2' import x %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% for s in sections recursive %}{{ loop(sections) }}{% endfor %}",
    "{% for s in range(10**9) %}x{% endfor %}",
    "{{ 'x' * 10**10 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ '%09999999999d' % 1 }}",
    "{{ 'x'.center(10**10) }}",
    "{{ 'x'|center(9999999999) }}",
    "{{ 'x'|indent(9999999999) }}",
    "{% set a %}xx{% endset %}",
    "{{ debug() }}",
    "{{ undefined_name }}",
    "{{ 'x' < 3 }}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "".join(f"{{% set a{n + 1} = a{n} ~ a{n} %}}" for n in range(40)),
    "".join(f"{{% for x{n} in sections %}}" for n in range(9)) + "x" + "{% endfor %}" * 9,
]


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_template_that_does_more_than_show_is_refused(payload, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    begun = time.monotonic()
    with pytest.raises(StyleError, match=r"report\.html\.j2"):
        render_html(Cover("t", style=HouseStyle(templates={"report.html.j2": HEAD + payload})), SECTIONS)
    assert time.monotonic() - begun < 5
    assert not list(tmp_path.iterdir())


def test_what_a_template_is_given_it_can_show():
    own = HEAD + (
        "{% for s in sections %}{% set n = 'part-' ~ loop.index %}<p id={{ n }}>{{ s.title|upper }}"
        "{% for b in s.blocks if b is block('Paragraph') %}{{ b.text }}{% endfor %}</p>{% endfor %}"
    )
    page = render_html(Cover("t", style=HouseStyle(templates={"report.html.j2": own})), SECTIONS)
    assert page.count("<p id=part-12>PART 11Words &lt;b&gt;.</p>") == 1


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><p>none</p>",
        "<script>run()</script>" + HEAD,
        "<!-- " + HEAD + " --><script>run()</script>",
        '<base href="https://elsewhere.example">' + HEAD,
        HEAD.replace("{{ policy }}", "default-src *"),
    ],
)
def test_a_page_without_its_content_policy_before_all_else_is_refused(page):
    with pytest.raises(StyleError, match="Content-Security-Policy"):
        render_html(Cover("t", style=HouseStyle(templates={"report.html.j2": page})), SECTIONS)


def test_a_style_sheet_stays_one():
    sheet = "p {}</STYLE ><script>run()</script>"
    with pytest.raises(StyleError, match=r"report\.css"):
        render_html(Cover("t", style=HouseStyle(templates={"report.css": sheet})), SECTIONS)
