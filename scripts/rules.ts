/**
 * The rules of the product by id, in its own words: what `docs/rules.md` is made of. An id is stable; a test that shows
 * a rule carries it in its title. The letters tell whose need it is: PO telephony, DE virtual office, CO carrier, CM
 * cleaning, CA booking, AL all of them.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

export const rules: Readonly<Record<string, string>> = {
  "PO-A8": "A template set is assigned to a customer class by choosing it from a list.",
  "PO-A11": "Several customer classes can share one template set.",
  "PO-A16": "Taking the set away from a class stops everything that waits to be sent by it.",
  "PO-D1":
    "A new template set starts filled: each type has a text in every console language that renders without a gap.",
  "PO-D4": "A text that names an unknown variable is refused when it is saved; a box needs a channel the type has.",
  "PO-D7": "A class lists thresholds: an amount left, or a percentage of the limit used, each once.",
  "PO-D8": "Notices go out on listed days before and after a due date, and say so in words that fit the day.",
  "PO-D9": "The telephony catalogue knows fourteen types, from a balance near its limit to a welcome.",
  "PO-D10":
    "An organisation is made with a default class that stays; a class is managed by administrators or by one reseller.",
  "PO-D13": "A customer carries BCC addresses of its own, each once.",
  "PO-D14": "A class carries its From, Reply-To and SMS sender.",
  "PO-D15": "A class is one document with a unique name; the list shows its set, manager, customers and ticked boxes.",
  "PO-D16": "Telephony types stand in four categories; the sample's third class is managed by a reseller.",
  "DE-A9": "The SMS about incoming post uses two variables only, the client and the sender.",
  "DE-A13": "The texts of SMS keep to GSM 03.38.",
  "DE-A18": "A customer's SMS go to the numbers added to it.",
  "DE-A19": "A number is entered with its country.",
  "DE-A20": "A customer may have several numbers.",
  "DE-A21": "Each number of a customer may belong to another country.",
  "DE-A23": "A customer can be switched to get no SMS, and keeps its numbers.",
  "DE-D6": "SMS texts know the tokens [client] and [sender], in each language; another [word] is refused on save.",
  "DE-D8": "Numbers are kept in E.164, and none twice on one customer.",
  "DE-D11": "A new customer's switches start as the organisation's setting says.",
  "DE-D12": "SMS go only to countries that have a price.",
  "CO-D11": "A portal person asks for access, and is told whether it was granted or refused.",
  "CO-D13":
    "Each of the carrier's subscription types has its level, its channels and, where it matters, a last-subscriber warning.",
  "CM-A3": "A supervisor reaches only the customers of his own areas.",
  "CM-D1": "A reminder that comes late says that it is late.",
  "CM-D9": "A customer is in exactly one area; a supervisor has at least one.",
  "CM-D15": "A reminder's text message is the customer, the type and the text.",
  "CM-D16": "The main area can be renamed, never deleted; another goes when it is empty of customers.",
  "CA-D3": "A warning comes when few messages are left, and another when there are none.",
  "CA-D10": "The booking types have exactly their switches.",
  "AL-D5": "A class without a set is told nothing that classes switch.",
  "AL-D7":
    "Administrators reach every customer, supervisors those of their areas, resellers those of the classes they manage.",
  "AL-D8": "Each type has one owner of its switch.",
  "AL-D9": "The first start says how to sign in and prints a call that works.",
  "AL-D10": "Whatever is switched off stops what is waiting, at once and for good.",
  "AL-D11": "System messages cannot be switched off and lead to their link.",
  "AL-D14": "A customer's addresses and numbers can be changed.",
  "AL-D20": "A message speaks its reader's language, with that language's plurals.",
  "AL-D25": "Customers are added, changed, archived, restored, erased, changed in bulk and exported as CSV.",
}

const root = join(import.meta.dirname, "..")

/** Test titles by the rules they name. `$key` and `%s` of table tests stay as they are written. */
export function testsByRule(): Map<string, { file: string; title: string }[]> {
  const shown = new Map<string, { file: string; title: string }[]>()
  const files = ["src", "test", "scripts"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(test|check)\.ts$/.test(file))
      .map((file) => join(folder, file)),
  )
  for (const file of files.toSorted())
    for (const [, title] of readFileSync(join(root, file), "utf8").matchAll(
      /\b(?:test|it|describe)(?:\.each\([\s\S]*?\))?\(\s*["`]([^"`]*\b(?:PO|DE|CO|CM|CA|AL)-[AD]\d+\b[^"`]*)["`]/g,
    ))
      for (const [id] of (title ?? "").matchAll(/\b(?:PO|DE|CO|CM|CA|AL)-[AD]\d+\b/g))
        shown.set(id, [...(shown.get(id) ?? []), { file, title: title as string }])
  return shown
}

const order = ["PO-A", "PO-D", "DE-A", "DE-D", "CO-A", "CO-D", "CM-A", "CM-D", "CA-A", "CA-D", "AL-D"]
const place = (id: string) => order.indexOf(id.slice(0, 4)) * 1000 + Number(id.slice(4))

/** @throws Error for a test that names a rule nobody wrote down, or a rule that no test shows */
export function rulesPage(): string {
  const shown = testsByRule()
  const unknown = [...shown.keys()].filter((id) => !(id in rules))
  const unshown = Object.keys(rules).filter((id) => !shown.has(id))
  if (unknown.length) throw new Error(`scripts/rules.ts lacks the words of ${unknown.join(", ")}`)
  if (unshown.length) throw new Error(`no test names ${unshown.join(", ")}`)
  const lines = Object.keys(rules)
    .toSorted((a, b) => place(a) - place(b))
    .flatMap((id) => [
      `- **${id}** ${rules[id]}`,
      ...(shown.get(id) ?? []).map(({ file, title }) => `  - \`${file}\`: ${title.replace(/\s+/g, " ")}`),
    ])
  return `# Rules\n\nWhat Tidings does, by id, and the tests that show it. Made by \`scripts/generate.ts\`.\n\n${lines.join("\n")}\n`
}
