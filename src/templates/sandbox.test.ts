import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Context, LayoutSource, Source, Variable } from "./render.ts"
import { compile, compileLayout, render } from "./render.ts"
import { closeSandbox, compileLayoutUntrusted, compileUntrusted, renderUntrusted } from "./sandbox.ts"

const schema: Variable[] = [
  { name: "note", kind: "text", required: false, sample: "note" },
  {
    name: "items",
    kind: "list",
    required: false,
    sample: [{ sender: "ZUS" }],
    of: [{ name: "sender", kind: "text", required: true, sample: "ZUS" }],
  },
]
const context: Context = {
  locale: "en",
  timeZone: "Europe/Warsaw",
  currency: "PLN",
  data: { note: "(a+)+".repeat(1000), items: Array.from({ length: 500 }, (_, i) => ({ sender: `s${i}` })) },
  customer: { name: "Anna" },
  recipient: { name: "Anna" },
  organisation: { name: "Acme" },
  event: { time: "2026-03-01T09:00:00Z" },
}
const sms = (body: string): Source => ({ channel: "sms", subject: null, body, format: "text" })
const html = (body: string): Source => ({ channel: "email", subject: "s", body, format: "html" })
const mjml = (body: string): Source => ({ channel: "email", subject: "s", body, format: "mjml" })

const folder = mkdtempSync(join(tmpdir(), "tidings-"))
const secret = "what-no-template-may-read"
beforeAll(() => {
  writeFileSync(join(folder, "secret.html"), secret)
  symlinkSync(join(folder, "secret.html"), join(folder, "link.html"))
})
afterAll(async () => {
  await closeSandbox()
  rmSync(folder, { recursive: true })
})

/** Sizes, depths and names to vary a hostile shape by. */
const times = [1, 10, 100, 1_000, 10_000, 100_000]
const files = [
  "/etc/passwd",
  `${folder}/secret.html`,
  `${folder}/link.html`,
  "../../../../etc/passwd",
  "./package.json",
  "file:///etc/passwd",
]
const inherited = [
  "constructor", "__proto__", "prototype", "toString", "valueOf", "__defineGetter__", "hasOwnProperty", "constructor.constructor",
  "__proto__.polluted", "constructor.prototype", "toString.constructor", "globalThis", "process.env", "process.mainModule.require",
  "this", "self", "require", "Function", "environments", "liquid.options",
] // biome-ignore format: a list of words
const repeat = (text: string, count: number) => text.repeat(Math.min(count, Math.ceil(250_000 / text.length)))

/** Each family is a shape that once broke a template engine, with its variants; the CVE it is known by, where it has one. */
const families: Record<string, (Source | LayoutSource)[]> = {
  "prototypes (CVE-2022-25948)": inherited.flatMap((name) => [
    sms(`{{ ${name} }}`),
    sms(`{{ items.${name} }}`),
    sms(`{{ items[0]["${name}"] }}`),
    sms(`{% assign k = "${name}" %}{{ items[k] }}{{ customer[k] }}{{ items.first[k] }}`),
    sms(`{{ items | map: "${name}" | first }}`),
    sms(`{% assign k = "${name}" %}{{ items | map: k | join }}{{ items | where: k, 1 }}{{ items | sort: k | size }}`),
    sms(`{% assign ${name.replaceAll(".", "_")} = 1 %}{% capture ${name.split(".")[0]} %}x{% endcapture %}{{ note }}`),
    sms(`{% for ${name.split(".")[0]} in items %}{{ ${name} }}{% endfor %}`),
    html(`<p style="color: {{ ${name} }}">x</p>`),
  ]),
  "code (CVE-2026-45618)": [
    "{{ 'x' | constructor }}", "{{ note | __proto__ }}", "{{ note | where_exp: 'x', 'process' }}", "{{ items | find_exp: 'i', 'i.constructor' }}",
    "{{ note | json }}", "{{ note | inspect }}", "{{ note | raw }}", "{{ items | group_by: 'constructor' }}", "{{ note | eval }}",
    "{% liquid\n assign x = 1\n echo x %}", "{% echo note %}", "{% cycle 'a', 'b' %}", "{% increment x %}", "{% tablerow i in items %}{% endtablerow %}",
  ].map(sms), // biome-ignore format: a list
  "files (CVE-2026-30952, -35525, -41311)": files.flatMap((file) => [
    ...["include", "render", "layout", "block"].flatMap((tag) => [
      sms(`{% ${tag} "${file}" %}`),
      sms(`{% ${tag} ${file} %}`),
      html(`<p>{% ${tag} '${file}' with note %}x</p>`),
      { format: "html", source: `<html><body>{% ${tag} '${file}' %}{{ content }}</body></html>` } as const,
    ]),
    mjml(`<mj-include path="${file}" />`),
    mjml(
      `<mj-section><mj-column><mj-text><mj-include path="${file}" type="html" /></mj-text></mj-column></mj-section>`,
    ),
    mjml(`<mjml><mj-head><mj-include path="${file}" type="css" /></mj-head><mj-body></mj-body></mjml>`),
    {
      format: "mjml",
      source: `<mjml><mj-body><mj-include path="${file}"/><mj-text>{{ content }}</mj-text></mj-body></mjml>`,
    } as const,
    html(
      `<link rel="stylesheet" href="${file}"><style>@import "${file}"; p { background: url(${file}) }</style><p>x</p>`,
    ),
    html(`<img src="${file}"><iframe src="${file}"></iframe><object data="${file}"></object><p>x</p>`),
    mjml(`<mj-section background-url="${file}"><mj-column><mj-image src="${file}" /></mj-column></mj-section>`),
  ]),
  "endless work (CVE-2026-44645)": times.flatMap((count) => [
    sms(`{% for i in (1..${count}) %}{% for j in (1..${count}) %}{% endfor %}{% endfor %}`),
    sms(
      `{% for i in (1..${count}) %}{% for j in (1..${count}) %}{% for k in (1..${count}) %}{{ k }}{% endfor %}{% endfor %}{% endfor %}`,
    ),
    sms(
      `{% for i in (1..${count}) %}{% for item in items %}{% if item.sender == note %}{% endif %}{% endfor %}{% endfor %}`,
    ),
    sms(
      `{% for i in (1..${count}) %}{% assign a = items | sort: "sender" | reverse | map: "sender" | uniq %}{% endfor %}`,
    ),
    sms(`{% for i in (1..${count}) %}{{ items | map: "sender" | unique | join: "," | split: "," | size }}{% endfor %}`),
    sms(`{% for i in (1..${count}) %}{% capture x %}{{ x }}{{ note }}{% endcapture %}{% endfor %}`),
    sms(`{% for i in (1..${count}) %}{% comment %}{% endcomment %}{% continue %}{% endfor %}`),
    sms(`{% for i in (1..${count}) %}{{ "{n, plural, one {#} other {#}}" | t: n: i }}{{ i | money }}{% endfor %}`),
    html(`{% for i in (1..${count}) %}<div><p>{{ i }}</p>{% endfor %}`),
    html(`<table>{% for i in (1..${count}) %}<tr><td><table>{% endfor %}<tr><td>x</td></tr></table>`),
    html(`<a href="{% for i in (1..${count}) %}{{ note }}{% endfor %}">x</a>`),
    mjml(
      `<mj-section><mj-column>{% for i in (1..${count}) %}<mj-text>{{ note }}</mj-text>{% endfor %}</mj-column></mj-section>`,
    ),
  ]),
  "huge numbers (CVE-2026-45357)": [...times, 9_999_999, 2 ** 31, 2 ** 53, 1e21, 1e308].flatMap((count) => [
    sms(`{{ "now" | date: "%${count}d" }}`),
    sms(`{{ event.time | date: "%${count}Y" }}{{ note | date: "%${count}N" }}`),
    sms(`{{ 1 | number: ${count} }}{{ 1 | percent: ${count} }}{{ 1 | round: ${count} }}`),
    sms(`{% for i in (1..${count}) %}{% endfor %}`),
    sms(`{{ (0..${count}) | join: "," }}{{ (0..${count}) | size }}`),
    sms(`{{ (-${count}..${count}) | reverse | first }}`),
    sms(`{{ note | truncate: ${count} }}{{ note | slice: 0, ${count} }}{{ note | slice: -${count}, ${count} }}`),
    sms(`{% for i in items limit: ${count} offset: -${count} %}{% endfor %}`),
    sms(`{{ 1 | divided_by: 0 }}{{ 1 | modulo: 0 }}{{ ${count} | times: ${count} | money }}`),
    sms(`{{ "1e${count}" | money }}{{ "${count}${count}${count}" | money }}{{ ${count} | money }}`),
    sms(`{{ "{n, number, ::.${"0".repeat(Math.min(count, 5000))}}" | t: n: 1 }}`),
    mjml(
      `<mj-section padding="${count}px"><mj-column width="${count}%"><mj-spacer height="${count}px" /></mj-column></mj-section>`,
    ),
  ]),
  doubling: times
    .slice(0, 5)
    .flatMap((count) => [
      sms(`{% assign a = "xx" %}${repeat("{% assign a = a | append: a %}", count)}{{ a }}`),
      sms(`{% assign a = note %}{% for i in (1..${count}) %}{% assign a = a | append: a %}{% endfor %}{{ a }}`),
      sms(
        `{% assign a = note %}{% for i in (1..${count}) %}{% capture a %}{{ a }}{{ a }}{% endcapture %}{% endfor %}{{ a }}`,
      ),
      sms(`{% assign a = note %}{% for i in (1..${count}) %}{% assign a = a | replace: "a", a %}{% endfor %}{{ a }}`),
      sms(`{% assign a = items %}{% for i in (1..${count}) %}{% assign a = a | concat: a %}{% endfor %}{{ a | size }}`),
      sms(
        `{% assign a = note %}{% for i in (1..${count}) %}{% assign a = a | split: "" | join: a %}{% endfor %}{{ a }}`,
      ),
      sms(
        `{% assign a = note %}{% for i in (1..${count}) %}{% assign a = a | url_encode | prepend: a %}{% endfor %}{{ a }}`,
      ),
      html(
        `{% assign a = "<" %}{% for i in (1..${count}) %}{% assign a = a | append: a | newline_to_br %}{% endfor %}{{ a }}`,
      ),
      html(
        `{% capture a %}<b>x</b>{% endcapture %}{% for i in (1..${count}) %}{% capture a %}{{ a }}{{ a }}{% endcapture %}{% endfor %}{{ a }}`,
      ),
    ]),
  "patterns that backtrack (CVE-2026-45617)": times
    .slice(1, 5)
    .flatMap((count) => [
      sms(`{{ "${repeat("<", count)}" | strip_html }}`),
      html(repeat("<a ", count)),
      html(repeat("<", count)),
      html(`${repeat("<!--", count)}x`),
      html(`${repeat("<style>", count)}x`),
      html(`<p style="${repeat("color:", count)}">x</p>`),
      html(`<p style="color: ${repeat("url(", count)}">x</p>`),
      html(`<style>${repeat("url(", count)}${repeat("@import", count)}${repeat("a{", count)}</style>x`),
      html(`<p title="${repeat('{{ note }} " ', count)}">x</p>`),
      html(`${repeat("&nbsp;", count)}${repeat("<p>", count)}`),
      html(`${repeat("&#x", count)};x`),
      html(`<a href="${repeat(" \t\n", count)}javascript:alert(1)">x</a>`),
      mjml(`<mj-text ${repeat('a="', count)}>x</mj-text>`),
      mjml(repeat("<mj-", count)),
      mjml(`<mj-section>${repeat("{{ note }}<", count)}</mj-section>`),
      sms(repeat("[", count)),
      sms(repeat("[a", count)),
      sms(`{{ ${repeat("a.", count)}b }}`),
      sms(`{{ "${repeat("{", count)}" | t }}`),
      sms(`{{ "${repeat("\\", count)}" }}`),
      sms(repeat("{{", count)),
      sms(repeat("{% ", count)),
      sms(repeat("{%- -%}", count)),
      sms(`{{ note ${repeat("| append: note ", count)}}}`),
      sms(`{{ note${repeat(" | ", count)} }}`),
    ]),
  depth: times
    .slice(1, 6)
    .flatMap((count) => [
      sms(`${repeat("{% if note %}", count)}x${repeat("{% endif %}", count)}`),
      sms(repeat("{% for i in items %}", count)),
      sms(`${repeat("{% capture a %}", count)}x${repeat("{% endcapture %}", count)}`),
      sms(`{{ items${repeat("[0]", count)} }}`),
      sms(`{{ items${repeat("[items", count)}${repeat("]", count)} }}`),
      sms(`{{ ${repeat("(", count)}1${repeat(")", count)} }}`),
      sms(`{% if ${repeat("not ", count)}note %}x{% endif %}`),
      sms(`{% if note ${repeat("and note ", count)}%}x{% endif %}`),
      sms(`{{ "${repeat("{a, select, other {", count)}${repeat("}}", count)}" | t: a: 1 }}`),
      html(`${repeat("<div>", count)}x${repeat("</div>", count)}`),
      html(`${repeat("<table><tr><td>", count)}x`),
      html(`${repeat("<b><i>", count)}x`),
      html(`${repeat("<a><p>", count)}x`),
      mjml(`${repeat("<mj-wrapper>", count)}x${repeat("</mj-wrapper>", count)}`),
      mjml(`<mj-section>${repeat("<mj-column>", count)}</mj-section>`),
      mjml(`<mj-section><mj-column><mj-text>${repeat("<div>", count)}</mj-text></mj-column></mj-section>`),
      { format: "html", source: `<html><body>${repeat("<div>", count)}{{ content }}</body></html>` } as const,
    ]),
  "broken MJML and XML bombs": [
    "<mjml>", "</mjml>", "<mjml><mj-body>", "<mj-body/>", "<mj-section/><mj-section", "<mj-raw>", "<mj-style>a{", "<mj-html-attributes></mj-html-attributes>",
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><mj-text>&b;</mj-text>', '<!DOCTYPE x SYSTEM "file:///etc/passwd"><mj-text>x</mj-text>',
    '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><mj-text>&x;</mj-text>', "<?xml-stylesheet href='/etc/passwd'?><mj-section></mj-section>",
    "<![CDATA[<script>]]><mj-section><mj-column><mj-text><![CDATA[<script>alert(1)</script>]]></mj-text></mj-column></mj-section>",
    "<mjml><mj-head><mj-attributes><mj-all onclick='x' /></mj-attributes></mj-head><mj-body></mj-body></mjml>",
    "<mjml><mj-head><mj-preview>{{ note }}</mj-preview><mj-title></title><script></mj-title></mj-head><mj-body></mj-body></mjml>",
    "<mj-font name='x' href='file:///etc/passwd' />", "<mj-carousel><mj-carousel-image src='x' /></mj-carousel>", "<mj-section mj-class='__proto__ constructor'></mj-section>",
    "<mjml><mj-head><mj-attributes><mj-class name='__proto__' polluted='1' /></mj-attributes></mj-head><mj-body></mj-body></mjml>", "\0", "<mj-\0text>",
  ].map(mjml), // biome-ignore format: a list
  "words of other kinds": [
    "\ud800",
    "\u202e",
    "\ufeff",
    "\ue0000\ue001",
    "&#xe000;0&#xe001;",
    "<!--content-->",
    "<!--/content-->",
    "]]>",
    "-->",
    "\0",
    "\r\n\r\n.\r\n",
  ].flatMap((word) => [
    sms(repeat(word, 100)),
    sms(`{{ "${word}" }}{{ "${word}" | t }}{{ "${word}" | money }}{{ "${word}" | date }}`),
    sms(`{{ ${word} }}{% ${word} %}[${word}]`),
    html(`<p title="${word}" style="color: ${word}">${word}{{ note }}</p>`),
    html(`<${word}p>{{ note }}</${word}p>`),
    mjml(`<mj-section><mj-column><mj-text css-class="${word}">${word}{{ note }}</mj-text></mj-column></mj-section>`),
    {
      format: "html",
      source: `<html><head><title>${word}</title></head><body>${word}{{ content }}</body></html>`,
    } as const,
  ]),
}

const behind = (shape: Source | LayoutSource, index: number) =>
  "source" in shape
    ? { ...shape, source: `${shape.source}<!-- ${index} -->` }
    : { ...shape, body: `${index} {% if note %}${shape.body}{% endif %}` }

/** Every family's shapes, and then some of them again behind other words: a thousand different templates. */
function corpus(): (Source | LayoutSource)[] {
  const shapes = Object.values(families).flat()
  const all = [...shapes, ...shapes.map(behind)]
  return [...new Map(all.map((shape) => [JSON.stringify(shape), shape])).values()].slice(0, 1000)
}

describe("hostile templates", () => {
  test("a thousand hostile templates: each is refused, stopped or harmless, none reads a file or ends the process", async () => {
    const templates = corpus()
    expect(templates).toHaveLength(1000)
    const outcomes = new Map<string, number>()
    const broken: string[] = []
    await Promise.all(
      templates.map(async (template) => {
        const result =
          "source" in template
            ? await renderUntrusted(html("<p>x</p>"), schema, template, context)
            : await renderUntrusted(template, schema, null, context)
        const outcome = result.ok ? "harmless" : (result.faults[0]?.code ?? "none")
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
        const said = JSON.stringify(result)
        if (outcome === "failed") broken.push(`${JSON.stringify(template).slice(0, 120)} ${said}`)
        expect(said).not.toContain(secret)
        expect(said).not.toMatch(/root:x:0|"workspaces"|native code|\[object/)
        if (result.ok && result.message.channel === "email")
          expect(result.message.html).not.toMatch(/<script|<iframe|<object|<[^<>"]*("[^"]*"[^<>"]*)*\son\w+=/i)
      }),
    )
    // What stops them: the check on saving for most, the counters of the renderer, the limits of the thread for the rest.
    expect(outcomes.get("none")).toBeUndefined()
    expect(broken).toEqual([])
    expect(Object.keys(Object.fromEntries(outcomes))).toEqual(
      expect.arrayContaining(["harmless", "unknown_variable", "unknown_tag", "too_slow", "too_large"]),
    )
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined()
    expect(await renderUntrusted(sms("[klient]"), schema, null, context)).toEqual({
      ok: true,
      message: { channel: "sms", text: "Anna" },
    })
  }, 600_000) // 15 s on two idle cores, minutes on busy ones
})

describe("the sandbox", () => {
  test("gives what rendering gives", async () => {
    const source = html("<p>[klient] {{ event.time }}</p>")
    const made = await compile(source, schema)
    if (!made.ok) throw new Error("refused")
    expect(await compileUntrusted(source, schema)).toEqual(made)
    expect(await renderUntrusted(source, schema, null, context)).toEqual({
      ok: true,
      message: render(made.message, null, context),
    })
    const layout: LayoutSource = { format: "html", source: "<html><head></head><body>{{ content }}</body></html>" }
    const shell = await compileLayout(layout)
    if (!shell.ok) throw new Error("refused")
    expect(await compileLayoutUntrusted(layout)).toEqual(shell)
    const shown = { ok: true, message: render(made.message, shell.message, context) }
    expect(await renderUntrusted(source, schema, layout, context)).toEqual(shown)
    expect(await renderUntrusted(source, schema, shell.message, context)).toEqual(shown)
  })

  test("a text that takes too long is ended, and the next one is rendered", async () => {
    const endless = sms("{% for i in (1..9000) %}{% for j in (1..9000) %}{{ j }}{% endfor %}{% endfor %}")
    expect(await renderUntrusted(endless, schema, null, context, { timeoutMs: 20 })).toMatchObject({
      ok: false,
      faults: [{ code: "too_slow" }],
    })
    expect(await renderUntrusted(sms("next"), schema, null, context)).toMatchObject({ ok: true })
  })

  test("a text that takes too much memory is ended, and the next one is rendered", async () => {
    await closeSandbox()
    const data = { items: Array.from({ length: 200_000 }, (_, i) => ({ sender: `${i}`.repeat(20) })) }
    const result = await renderUntrusted(
      sms("{{ items.size }}"),
      schema,
      null,
      { ...context, data },
      { heapMb: 48, timeoutMs: 10_000 },
    )
    expect(result).toMatchObject({ ok: false, faults: [{ code: "too_large" }] })
    expect(await renderUntrusted(sms("next"), schema, null, context)).toMatchObject({ ok: true })
  })

  test("closing answers those who wait, and a later call starts anew", async () => {
    await closeSandbox()
    const asked = [1, 2, 3].map(() => renderUntrusted(sms("x"), schema, null, context))
    await closeSandbox()
    for (const answer of await Promise.all(asked))
      expect(answer).toMatchObject({ ok: false, faults: [{ code: "failed" }] })
    expect(await renderUntrusted(sms("x"), schema, null, context)).toMatchObject({ ok: true })
  })
})
