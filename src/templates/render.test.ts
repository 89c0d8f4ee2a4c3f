import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  compile,
  compileLayout,
  missing,
  render,
  sampleData,
  variables,
  type Channel,
  type Compiled,
  type Context,
  type Source,
  type Variable,
} from "./render.ts"

const schema: Variable[] = [
  { name: "balance", kind: "money", required: true, sample: "1129.90" },
  { name: "dueDate", kind: "date", required: true, sample: "2026-03-12" },
  { name: "visitAt", kind: "datetime", required: false, sample: "2026-07-01T12:30:00Z" },
  { name: "payUrl", kind: "url", required: false, sample: "https://pay.example/?a=1&b=2" },
  { name: "note", kind: "text", required: false, sample: "Thank you" },
  { name: "photo", kind: "url", required: false, sample: "https://a.example/p.png", channels: ["email"] },
  {
    name: "items",
    kind: "list",
    required: true,
    sample: [{ sender: "ZUS" }, { sender: "Allegro" }, { sender: "ZUS" }],
    of: [{ name: "sender", kind: "text", required: true, sample: "ZUS" }],
  },
]
const context: Context = {
  locale: "en-GB",
  timeZone: "Europe/Warsaw",
  currency: "PLN",
  data: sampleData(schema),
  customer: { name: "Anna Nowak", salutation: "Dear Anna", externalId: "K-1" },
  recipient: { name: "Anna" },
  organisation: { name: "Acme", email: "hello@acme.example" },
  event: { time: "2026-03-01T09:00:00Z" },
}

const sms = (body: string): Source => ({ channel: "sms", subject: null, body, format: "text" })
const email = (body: string, subject = "Hello", format: "html" | "mjml" = "html"): Source => ({
  channel: "email",
  subject,
  body,
  format,
})

async function made(source: Source, of = schema): Promise<Compiled> {
  const answer = await compile(source, of)
  if (!answer.ok) throw new Error(JSON.stringify(answer.faults))
  return answer.message
}
async function faults(source: Source, of = schema) {
  const answer = await compile(source, of)
  return answer.ok ? [] : answer.faults
}
async function text(body: string, change: Partial<Context> = {}): Promise<string> {
  const result = render(await made(sms(body)), null, { ...context, ...change })
  if (result.channel !== "sms") throw new Error(result.channel)
  return result.text
}
async function mail(source: Source, change: Partial<Context> = {}) {
  const result = render(await made(source), null, { ...context, ...change })
  if (result.channel !== "email") throw new Error(result.channel)
  return result
}

describe("what is refused on save", () => {
  test("PO-D4 an unknown variable is refused on save, with line, column and the name that was meant", async () => {
    expect(await faults(sms("Hello {{ customer.name }},\nyou owe {{ blance | money }}."))).toEqual([
      {
        field: "body",
        line: 2,
        column: 12,
        code: "unknown_variable",
        message: 'There is no variable "blance".',
        found: "blance",
        suggestion: "balance",
      },
    ])
  })

  test("PO-D4 all mistakes are told at once, of subject and body", async () => {
    const found = await faults(email("{{ balance | mony }} {% iff note %} {{ items[0].sendr }}", "{{ custmer.name }}"))
    expect(found.map(({ field, column, code, suggestion }) => [field, column, code, suggestion])).toEqual([
      ["subject", 4, "unknown_variable", "customer"],
      ["body", 14, "unknown_filter", "money"],
      ["body", 22, "unknown_tag", "if"],
      ["body", 49, "unknown_variable", "sender"],
    ])
  })

  test.each([
    ["{{ customerName }}", "unknown_variable", "customer.name"],
    ["{{ duedate }}", "unknown_variable", "dueDate"],
    ["{% for item in items %}{{ item.sendr }}{% endfor %}", "unknown_variable", "sender"],
    ['{{ items | map: "sendr" | join: ", " }}', "unknown_variable", "sender"],
    ["{{ items.first.sendr }}", "unknown_variable", "sender"],
    ['{{ "{n, plural, one {#} other {#}}" | t: m: 1 }}', "unknown_variable", "m"],
    ["{{ balance.amont }}", "unknown_variable", "amount"],
    ["{{ constructor }}", "unknown_variable", undefined],
    ["{{ items.constructor }}", "unknown_variable", undefined],
    ["{% for item in items %}{% endfor %}{{ item.sender }}", "unknown_variable", "items"],
    ["{{ balance", "syntax", undefined],
    ["{{ balance note }}", "syntax", undefined],
    ["{{ balance | }}", "syntax", undefined],
    ["{{ }}", "syntax", undefined],
    ["{% if %}x{% endif %}", "syntax", undefined],
    ["{% if note and %}x{% endif %}", "syntax", undefined],
    ["{% if note %}x", "syntax", "endif"],
    ["{% if note %}x{% endfor %}{% endif %}", "syntax", "endif"],
    ["x{% endif %}", "syntax", undefined],
    ["{% else %}", "syntax", undefined],
    ["{% break %}", "syntax", undefined],
    ["{% for item on items %}{% endfor %}", "syntax", undefined],
    ['{{ "{n, plural, one {x}}" | t: n: 1 }}', "syntax", undefined],
    ['{{ "{d, date}" | t: d: dueDate }}', "syntax", undefined],
    ["{{ note | t }}", "syntax", undefined],
    ["{% assign balance = 1 %}", "reserved_name", undefined],
    ["{% raw %}x{% endraw %}", "unknown_tag", undefined],
    ["{% include 'x' %}", "unknown_tag", undefined],
    ["{{ note | raw }}", "unknown_filter", undefined],
    ["{% if note %}".repeat(40) + "{% endif %}".repeat(40), "too_deep", undefined],
    ["x".repeat(10_001), "too_long", undefined],
  ])("PO-D4 %j is refused", async (body, code, suggestion) => {
    const found = await faults(sms(body.slice(0, 20_000)))
    expect(found.map((fault) => fault.code)).toContain(code)
    expect(found.find((fault) => fault.code === code)?.suggestion).toBe(suggestion)
  })

  test("PO-D4 a variable of another channel is unknown here", async () => {
    expect(await faults(sms("{{ photo }}"))).toMatchObject([{ code: "unknown_variable", column: 4 }])
    expect(await faults(email('<img src="{{ photo }}" alt="">'))).toEqual([])
  })

  test("names given by the template itself are known", async () => {
    const body = `{% assign first = items.first %}{% capture who %}{{ first.sender }}{% endcapture -%}
      {% for each in items limit: 1 %}{{ forloop.index }} {{ each.sender }} {{ who }}{% else %}none{% endfor %}`
    expect(await text(body)).toBe("1 ZUS ZUS")
  })

  test("what stands in a comment is not read", async () => {
    expect(await text("a{% comment %}{{ nonsense }}{% include 'x' %}{% endcomment %}b")).toBe("ab")
  })

  test.each<[Source, string[]]>([
    [sms(" \n"), ["body"]],
    [email(" ", ""), ["subject", "body"]],
    [email("<p>&nbsp;</p><script>alert(1)</script>"), ["body"]],
    [{ channel: "push", subject: null, body: "x", format: "text" }, ["subject"]],
    [{ channel: "inbox", subject: " ", body: "", format: "text" }, ["subject", "body"]],
  ])("CA-D8 an empty body is refused, and an empty subject where the channel has one: %j", async (source, fields) => {
    expect((await faults(source)).map(({ field, code }) => [field, code])).toEqual(
      fields.map((field) => [field, "empty"]),
    )
  })

  test.each([
    ["<mj-section>\n<mj-colum></mj-colum></mj-section>", 2, 1, "mj-column"],
    ["<mj-include path='/etc/passwd' />", 1, 1, undefined],
    ["<mj-section>\n  <mj-text>x</mj-text></mj-section>", 2, 3, undefined],
    [
      "<mj-section>{% if note\n%}{% endif %}<mj-column>\n<mj-text nonsense='1'>x</mj-text></mj-column></mj-section>",
      3,
      1,
      undefined,
    ],
  ])("bad MJML is refused at its line: %j", async (body, line, column, suggestion) => {
    const [fault] = await faults(email(body, "s", "mjml"))
    expect(fault).toMatchObject({ field: "body", code: "mjml", line, column })
    expect(fault?.suggestion).toBe(suggestion)
  })

  test.each([
    "<p {{ note }}>x</p>",
    "x<!-- {{ note }} -->",
    '<a title="{% if note %}">x{% endif %}</a>',
    "<script>{{ note }}</script>x",
    "<style>{% if note %}p { color: red }{% endif %}</style>x",
  ])("Liquid where no e-mail can have it is refused, not lost: %j", async (body) => {
    expect((await faults(email(body))).map(({ code }) => code)).toContain("misplaced")
  })
})

describe("DE-D6 bracket tokens", () => {
  test.each([
    ["[client]: [sender]", "Anna Nowak: ZUS, Allegro"],
    ["[klient]: [nadawca]", "Anna Nowak: ZUS, Allegro"],
    ["[cliente]: [mittente]", "Anna Nowak: ZUS, Allegro"],
    ["[kunde]: [afsender]", "Anna Nowak: ZUS, Allegro"],
    ["\\[klient] [1] [Klient] {{ items[0].sender }}", "[klient] [1] Anna Nowak ZUS"],
  ])("DE-D6 %j: joined senders are unique, in order of entry", async (body, expected) => {
    expect(await text(body)).toBe(expected)
  })

  test("DE-D6 another [word] is refused in an SMS, with its place", async () => {
    expect(await faults(sms("Dla\n[klijent]"))).toMatchObject([
      { line: 2, column: 1, code: "unknown_token", found: "[klijent]", suggestion: "[klient]" },
    ])
    expect((await mail(email("<p>[klijent]</p>"))).text).toContain("[klijent]")
  })

  test("DE-D6 the sender needs items with senders", async () => {
    expect(await faults(sms("[nadawca]"), [])).toMatchObject([{ code: "unknown_token", column: 1 }])
    expect(await faults(sms("[klient]"), [])).toEqual([])
  })

  test("DE-D6 the tokens work in e-mails too, and count as variables", async () => {
    const message = await made(email("<p>[klient]: [nadawca]</p>"))
    expect(variables(message)).toEqual(["customer.name", "items", "items[].sender"])
  })
})

describe("numbers, money, dates and plurals", () => {
  const plural = '{{ "{n, plural, one {# list} few {# listy} many {# listów} other {# listu}}" | t: n: items.size }}'
  test.each([1, 2, 5, 22])("AL-D20 Polish plurals of %i", async (count) => {
    const data = { ...context.data, items: Array.from({ length: count }, () => ({ sender: "ZUS" })) }
    const word = { 1: "list", 2: "listy", 5: "listów", 22: "listy" }[count] ?? ""
    expect(await text(plural, { locale: "pl", data })).toBe(`${count} ${word}`)
  })

  test.each([
    ["en-GB", "PLN 1,129.90", "12 Mar 2026", "1 July 2026 at 14:30"],
    ["pl", "1129,90 zł", "12 mar 2026", "1 lipca 2026 14:30"],
    ["it", "1129,90 PLN", "12 mar 2026", "1 luglio 2026 alle ore 14:30"],
    ["da", "1.129,90 PLN", "12. mar. 2026", "1. juli 2026 kl. 14.30"],
  ])("AL-D20 money and dates as %s writes them", async (locale, money, date, datetime) => {
    expect(await text('{{ balance | money }}|{{ dueDate | date }}|{{ visitAt | datetime: "long" }}', { locale })).toBe(
      [money, date, datetime].join("|"),
    )
  })

  test("money and dates written without a filter are shown as their reader writes them", async () => {
    expect(await text("{{ balance }}|{{ dueDate }}|{{ event.time }}", { locale: "pl" })).toBe(
      "1129,90 zł|12 mar 2026|1 mar 2026, 10:00",
    )
  })

  test("money is exact, in its own currency where it names one", async () => {
    expect(await text("{{ balance }}", { locale: "en-US", data: { balance: "90071992547409931234.05" } })).toBe(
      "PLN 90,071,992,547,409,931,234.05",
    )
    expect(
      await text("{{ balance }}", { locale: "en-US", data: { balance: { amount: "0.10", currency: "EUR" } } }),
    ).toBe("€0.10")
    expect(await text("{{ balance }}", { locale: "en-US", data: { balance: 12.5 } })).toBe("PLN 12.50")
    expect(await text("{{ balance }}", { locale: "en-US", data: { balance: "soon" } })).toBe("soon")
    expect(await text("{{ balance }}", { locale: "en-US", data: { balance: { amount: "1", currency: "<b>" } } })).toBe(
      "1 <b>",
    )
  })

  test("numbers, percentages and times", async () => {
    expect(
      await text("{{ 1234.5 | number }} {{ 2 | number: 2 }} {{ 0.235 | percent }} {{ visitAt | time }}", {
        locale: "pl",
      }),
    ).toBe("1234,5 2,00 23,5% 14:30")
  })

  test("an SMS has no no-break spaces, which would double its price", async () => {
    expect(await text("{{ balance }} {{ visitAt | time }}", { locale: "en-US" })).not.toMatch(/[\u00a0\u202f]/)
  })
})

describe("what each channel gets", () => {
  test("push and inbox have a title and a body; values are not escaped", async () => {
    for (const channel of ["push", "inbox"] as const) {
      const message = await made({ channel, subject: "Hi {{ customer.name }}", body: "{{ note }}", format: "text" })
      const data = { note: "5 < 6 & 7" }
      expect(render(message, null, { ...context, data })).toEqual({
        channel,
        title: "Hi Anna Nowak",
        body: "5 < 6 & 7",
      })
    }
  })

  test("an e-mail has a subject, HTML with its values escaped and a text made from it", async () => {
    const body = '<h1>Hello [klient]</h1><p>You owe {{ balance }}. <a href="{{ payUrl }}">Pay</a></p>'
    const {
      subject,
      html,
      text: plain,
    } = await mail(email(body, "Bill for {{ customer.name }}"), {
      customer: { name: "A <b>&" },
      recipient: { name: "A", unsubscribeUrl: "https://u.example/1" },
      organisation: { name: "Acme", footer: "Acme Ltd\n1 High St" },
    })
    expect(subject).toBe("Bill for A <b>&")
    expect(html).toContain("Hello A &lt;b&gt;&amp;</h1>")
    expect(html).toContain('href="https://pay.example/?a=1&amp;b=2"')
    expect(plain).toBe(
      "Hello A <b>&\n\nYou owe PLN\u00a01,129.90. Pay <https://pay.example/?a=1&b=2>\n\n-- \nAcme Ltd\n1 High St\nUnsubscribe: https://u.example/1\n",
    )
  })

  test("the layout's styles are written into the message, dark mode and phones stay in a style sheet", async () => {
    const { html } = await mail(email('<p><a class="button" href="https://a.example">Go</a></p>'), {
      organisation: { name: "Acme", accent: "#123456;} body { display: none" },
    })
    expect(html).toMatch(/<a class="button"[^>]*background-color: #123456 body {2}display none/)
    expect(html).toContain("@media (prefers-color-scheme: dark)")
    expect(html.match(/@media/g)).toHaveLength(2)
  })

  test("MJML keeps its Liquid, between components too", async () => {
    const body = `<mj-section><mj-column>{% for item in items %}<mj-text>From {{ item.sender }}</mj-text>{% endfor %}
      <mj-button href="{{ payUrl }}">Pay</mj-button></mj-column></mj-section>{% if note %}<mj-section><mj-column><mj-text>{{ note }}</mj-text></mj-column></mj-section>{% endif %}`
    const shown = await mail(email(body, "s", "mjml"))
    expect(shown.text.match(/From (ZUS|Allegro)/g)).toEqual(["From ZUS", "From Allegro", "From ZUS"])
    expect(shown.text).toContain("Thank you")
    expect(shown.html).not.toContain("fonts.googleapis.com")
    const without = await mail(email(body, "s", "mjml"), { data: { ...context.data, note: null } })
    expect(without.text).not.toContain("Thank you")
  })

  test("rows of a table can be repeated", async () => {
    const body = "<table>{% for item in items %}<tr><td>{{ item.sender }}</td></tr>{% endfor %}</table>"
    const { html, text: plain } = await mail(email(body))
    expect(html.match(/<tr><td[^>]*>(ZUS|Allegro)<\/td><\/tr>/g)).toHaveLength(3)
    expect(plain).toMatch(/^ZUS\nAllegro\nZUS\n/)
  })

  test("a captured text is escaped once", async () => {
    const { html } = await mail(email("{% capture x %}<i>{{ note }}</i>{% endcapture %}<p>{{ x }}</p>"), {
      data: { note: "<b>" },
    })
    expect(html).toContain("<i>&lt;b&gt;</i></p>")
  })

  test.each([
    ["javascript:alert(1)", "#"],
    [" java\nscript:alert(1)", "#"],
    ["//evil.example", "#"],
    ["data:text/html,x", "#"],
    ["mailto:a@b.example", "mailto:a@b.example"],
    ['https://a.example/"onclick="x', "https://a.example/&quot;onclick=&quot;x"],
  ])("an address that may run code is not linked: %j", async (payUrl, href) => {
    const { html } = await mail(email('<p><a href="{{ payUrl }}">x</a></p>'), { data: { payUrl } })
    expect(/<p[^>]*><a href="([^"]*)"/.exec(html)?.[1]).toBe(href)
  })

  test.each([
    ["<p onclick=alert(1)>x</p><script>alert(1)</script><iframe src=//x></iframe>", /onclick|alert|iframe/],
    ['<a href="javascript:alert(1)">x</a>', /javascript/],
    ['<a href="java&#115;cript:alert(1)">x</a>', /alert/],
    ['<img src="http://track.example/x.png">x', /track/],
    ['<p style="background:url(https://t.example/x);position:fixed;color:red">x</p>', /t\.example|fixed/],
    [
      "<style>@import url(https://t.example/x); p { background: url(https://t.example/y) }</style><p>x</p>",
      /t\.example/,
    ],
    ['<svg onload="alert(1)"></svg><math><mi>x</mi></math>y', /alert|<svg/],
  ])("what an e-mail may not do is taken out: %s", async (body, never) => {
    expect((await mail(email(body))).html).not.toMatch(never)
  })

  test.each([
    '<mj-text><img src=x onerror="alert(1)">x</mj-text>',
    '<mj-button href="javascript:alert(1)">x</mj-button>',
    '<mj-image alt="&quot; onload=&quot;alert(1)" src="https://a.example/x.png" />',
    '<mj-text css-class="--&gt;&lt;script&gt;alert(1)&lt;/script&gt;">x</mj-text>',
    "<mj-raw><script>alert(1)</script>x</mj-raw>",
    '<mj-text><p title="&lt;!--/content--&gt;&#xe000;0&#xe001;">x</p></mj-text>',
  ])("what an e-mail may not do is taken out of MJML: %s", async (part) => {
    const { html } = await mail(email(`<mj-section><mj-column>${part}</mj-column></mj-section>`, "s", "mjml"))
    expect(html).not.toMatch(/<script|javascript:|<[^<>"]*("[^"]*"[^<>"]*)*\son\w+=/)
  })
})

describe("layouts", () => {
  const shell =
    "<html><head><style>p { color: {{ accent }} }</style></head><body><header>{{ organisation.name }}</header>{{ content }}</body></html>"

  test("an organisation's layout holds the message", async () => {
    const layout = await compileLayout({ format: "html", source: shell })
    if (!layout.ok) throw new Error(JSON.stringify(layout.faults))
    const shown = render(await made(email("<p>Hi</p>")), layout.message, {
      ...context,
      organisation: { name: "Acme", accent: "#ff0000" },
    })
    expect(shown).toMatchObject({ html: expect.stringMatching(/Acme<\/header><p style="color: #ff0000;">Hi<\/p>/) })
  })

  test.each([
    ["<html><body>none</body></html>", "content_slot"],
    ["<html><body>{{ content }}{{ content }}</body></html>", "content_slot"],
    ['<html><body title="{{ content }}">x</body></html>', "content_slot"],
    ["<html><body>{{ contents }}</body></html>", "unknown_variable"],
    ["<html><body>{{ balance }}{{ content }}</body></html>", "unknown_variable"],
    ["", "empty"],
  ])("a layout shows its content once: %j", async (source, code) => {
    const answer = await compileLayout({ format: "html", source })
    expect(answer.ok ? [] : answer.faults.map((fault) => fault.code)).toContain(code)
  })

  test("an MJML layout", async () => {
    const source =
      "<mjml><mj-body><mj-section><mj-column><mj-text>{{ organisation.name }}</mj-text><mj-text>{{ content }}</mj-text></mj-column></mj-section></mj-body></mjml>"
    const layout = await compileLayout({ format: "mjml", source })
    if (!layout.ok) throw new Error(JSON.stringify(layout.faults))
    expect(render(await made(email("<p>Hi</p>")), layout.message, context)).toMatchObject({
      html: expect.stringMatching(/Acme[\s\S]*Hi<\/p>/),
    })
  })
})

describe("data", () => {
  test("a message tells what it uses, and which of it the data lacks", async () => {
    const message = await made(sms("{{ balance }} {{ note }} {% for each in items %}{{ each.sender }}{% endfor %}"))
    expect(variables(message)).toEqual(["balance", "note", "items", "items[].sender"])
    expect(missing(message, context.data)).toEqual([])
    expect(missing(message, { items: [{ sender: "ZUS" }, {}] })).toEqual(["balance", "items[1].sender"])
    expect(missing(message, { balance: "1", items: [] })).toEqual(["items"])
  })

  test("missing data is empty, never a word of the machine", async () => {
    const body =
      "[{{ balance }}{{ note | upcase }}{{ items | map: 'sender' | unique | join: ', ' }}{{ visitAt | time }}{{ items.first.sender }}]"
    expect(await text(body.replace("[", "("), { data: {} })).toBe("(]")
  })

  test.each(["email", "sms", "push", "inbox"] as Channel[])(
    "PO-D1 every variable's sample shows without a gap on %s",
    async (channel) => {
      const here = schema.filter(({ channels }) => !channels || channels.includes(channel))
      const names = here.map(({ name }) =>
        name === "items" ? "{% for each in items %}{{ each.sender }}{% endfor %}" : `{{ ${name} }}`,
      )
      const message = await made({
        channel,
        subject: "s",
        body: names.map((name) => `(${name})`).join(" "),
        format: channel === "email" ? "html" : "text",
      })
      const shown = render(message, null, { ...context, data: sampleData(schema) })
      expect("text" in shown ? shown.text : shown.body).not.toContain("()")
      expect(missing(message, sampleData(schema))).toEqual([])
    },
  )

  test("any data renders: no markup of its own, one line of subject, the same bytes twice", async () => {
    const body =
      '<p title="{{ note }}">{{ note }} {{ balance }} {{ dueDate }} {{ items }}</p><a href="{{ payUrl }}" style="color: {{ note }}">x</a>'
    const source = email(body, "{{ note }} {{ customer.name }}")
    const [message, again, short] = [await made(source), await made(source), await made(sms("{{ note }}{{ balance }}"))]
    const nasty = fc.constantFrom(
      "<script>",
      '"><script>alert(1)</script>',
      "\r\nBcc: x",
      "\u2028",
      "{{ 7 }}",
      "&lt;script",
      "\ud800",
      "\0",
      "javascript:x",
      "\ue0000\ue001",
    )
    const value = fc.oneof(fc.string({ unit: "binary" }), nasty, fc.jsonValue())
    const data = fc.record({ note: value, balance: value, dueDate: value, payUrl: value, items: value })
    fc.assert(
      fc.property(
        data,
        fc.oneof(fc.string(), nasty),
        fc.constantFrom("en", "pl", "it", "da", "ar", "xx_nonsense"),
        (given, name, locale) => {
          const facts: Context = { ...context, data: given, customer: { name }, locale }
          const shown = render(message, null, facts)
          if (shown.channel !== "email") throw new Error("not an e-mail")
          expect(shown.html).not.toMatch(/<script|<[^<>"]*("[^"]*"[^<>"]*)*\son\w+=/i)
          expect(shown.html).not.toMatch(/href="\s*javascript/i)
          // oxlint-disable-next-line no-control-regex -- that there is none is the point
          expect(shown.subject).not.toMatch(/[\0-\x1f\x7f\u2028\u2029]/)
          expect(shown.html.isWellFormed() && shown.text.isWellFormed() && shown.subject.isWellFormed()).toBe(true)
          expect(render(again, null, structuredClone(facts))).toEqual(shown)
          render(short, null, facts)
        },
      ),
      { numRuns: 300 },
    )
  })

  test("a compiled message is plain JSON: it can be stored and rendered from there", async () => {
    const message = await made(email("<p>[klient]</p>"))
    expect(render(JSON.parse(JSON.stringify(message)), null, context)).toEqual(render(message, null, context))
  })

  test("a text too long for its channel is not cut in silence", async () => {
    await expect(text("{{ note }}", { data: { note: "x".repeat(10_001) } })).rejects.toMatchObject({
      code: "too_large",
    })
  })
})
