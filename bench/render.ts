/** Renderings a second on one core, by channel: node bench/render.ts */
import {
  compile,
  render,
  sampleData,
  type Compiled,
  type Context,
  type Source,
  type Variable,
} from "../src/templates/render.ts"

const schema: Variable[] = [
  { name: "balance", kind: "money", required: true, sample: "129.90" },
  { name: "dueDate", kind: "date", required: true, sample: "2026-03-12" },
  { name: "payUrl", kind: "url", required: true, sample: "https://pay.example/i/1?a=1&b=2" },
  {
    name: "items",
    kind: "list",
    required: true,
    sample: ["ZUS", "Allegro", "Poczta"].map((sender) => ({ sender })),
    of: [{ name: "sender", kind: "text", required: true, sample: "ZUS" }],
  },
]
const context: Context = {
  locale: "pl",
  timeZone: "Europe/Warsaw",
  currency: "PLN",
  data: sampleData(schema),
  customer: { name: "Anna Kowalska" },
  recipient: { name: "Anna Kowalska", unsubscribeUrl: "https://tidings.example/u/abc" },
  organisation: { name: "Wirtualne Biuro", footer: "Wirtualne Biuro\nul. Prosta 1, Warszawa" },
  event: { time: "2026-03-01T09:00:00Z" },
}
const words = `<h1>Dzień dobry [klient]</h1><p>Saldo {{ balance }}, termin {{ dueDate }}.</p>
<ul>{% for item in items %}<li>{{ item.sender }}</li>{% endfor %}</ul><p><a class="button" href="{{ payUrl }}">Zapłać</a></p>`
const sources: Record<string, Source> = {
  sms: {
    channel: "sms",
    subject: null,
    body: "[klient], saldo {{ balance }}, termin {{ dueDate }}: [nadawca]",
    format: "text",
  },
  "e-mail (HTML)": { channel: "email", subject: "Saldo {{ balance }}", body: words, format: "html" },
  "e-mail (MJML)": {
    channel: "email",
    subject: "Saldo {{ balance }}",
    body: `<mj-section><mj-column><mj-text>${words}</mj-text></mj-column></mj-section>`,
    format: "mjml",
  },
}

/** Every rendering has another name in it: nothing can be remembered from the one before. */
function rate(message: Compiled): number {
  const started = performance.now()
  let made = 0
  while (performance.now() - started < 3000)
    for (let i = 0; i < 100; i++) render(message, null, { ...context, customer: { name: `Anna ${made++}` } })
  return (made / (performance.now() - started)) * 1000
}

for (const [name, source] of Object.entries(sources)) {
  const made = await compile(source, schema)
  if (!made.ok) throw new Error(JSON.stringify(made.faults))
  rate(made.message)
  console.log(`${name.padEnd(16)} ${Math.round(rate(made.message)).toLocaleString("en")} renderings/s`)
}
