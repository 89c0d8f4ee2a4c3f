/**
 * The rules of the product by id, in its own words: what `docs/rules.md` is made of. An id is stable; a test that shows
 * a rule carries it in its title. The letters tell whose need it is: PO telephony, DE virtual office, CO carrier, CM
 * cleaning, CA booking, AL all of them.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

export const rules: Readonly<Record<string, string>> = {
  "PO-A1": "Customers are told by e-mail and by SMS.",
  "PO-A2": "Customers of a class are told things in the words of a template set.",
  "PO-A3": "A template set holds messages: one for each type, audience, channel and language.",
  "PO-A4": "What a class has ticked goes to the customers of that class.",
  "PO-A5": "A template set has a name, a type and somebody who manages it.",
  "PO-A6": "A set is managed by administrators only, or by one reseller.",
  "PO-A7": "A template set exists once it was saved, not before.",
  "PO-A8": "A template set is assigned to a customer class by choosing it from a list.",
  "PO-A9": "Which notifications go out is chosen for each customer class on its own.",
  "PO-A10": "The choice is made for e-mail and for SMS.",
  "PO-A11": "Several customer classes can share one template set.",
  "PO-A12": "Changing a message is never needed: a set says everything from the start.",
  "PO-A13": "Subject, BCC and body of each message can be changed.",
  "PO-A14": "The messages of one type in a class's set are found at once.",
  "PO-A15": "A change of a message reaches every class that has the set.",
  "PO-A16": "Taking the set away from a class stops everything that waits to be sent by it.",
  "PO-A17": "Clearing boxes of one class stops those notifications for that class only.",
  "PO-A18": "Taking a tick away works after Save, and for what waits.",
  "PO-D1":
    "A new template set starts filled: each type has a text in every console language that renders without a gap.",
  "PO-D2":
    "Boxes are kept for each class and template set: a set assigned again finds them, a new one starts with all off.",
  "PO-D3": "A set that a class has is not deleted; the classes are named.",
  "PO-D4": "A text that names an unknown variable is refused when it is saved; a box needs a channel the type has.",
  "PO-D5": "A BCC is of e-mail only; those of the message and of the customer are merged, none twice.",
  "PO-D6": "A message says which classes and how many customers a change reaches; a set can be copied for one class.",
  "PO-D7":
    "A threshold, of the class or the customer's own, is told of once when a value reaches it, the most severe of several; on the safe side it is armed again, and older values say nothing.",
  "PO-D8":
    "Notices go out at the send time of listed days before and after a due date, once each, until the invoice is paid; days past when it becomes known are not caught up.",
  "PO-D9": "The telephony catalogue knows fourteen types, from a balance near its limit to a welcome.",
  "PO-D10":
    "A default class exists and stays; a class is managed by administrators or one reseller, and has its own From and Reply-To.",
  "PO-D11": "Class sets hold the types that classes switch; the organisation has one set for all others, made with it.",
  "PO-D12": "What a class switches never reaches contacts; they hear only what they subscribed to.",
  "PO-D13": "Each BCC address gets a copy of its own; system messages have none.",
  "PO-D14":
    "A class carries its From, Reply-To and SMS sender; mail is from an address only where the organisation has proved its domain by DNS.",
  "PO-D15": "A class is one document with a unique name; the list shows its set, manager, customers and ticked boxes.",
  "PO-D16": "Telephony types stand in four categories; the sample's third class is managed by a reseller.",
  "DE-A9": "The SMS about incoming post uses two variables only, the client and the sender.",
  "DE-A13": "The texts of SMS keep to GSM 03.38.",
  "DE-A18": "A customer's SMS go to the numbers added to it.",
  "DE-A19": "A number is entered with its country.",
  "DE-A20": "A customer may have several numbers.",
  "DE-A21": "Each number of a customer may belong to another country.",
  "DE-A23": "A customer can be switched to get no SMS, and keeps its numbers.",
  "DE-D1":
    "A text message typed outside GSM 03.38 is refused with its characters named, unless the organisation chose otherwise.",
  "DE-D6": "SMS texts know the tokens [client] and [sender], in each language; another [word] is refused on save.",
  "DE-D8": "Numbers are kept in E.164, and none twice on one customer.",
  "DE-D11": "A customer's own switch stops one channel of what the customer is told, and says so.",
  "DE-D12": "SMS go only to countries that have a price.",
  "CO-D11": "A portal person asks for access, and is told whether it was granted or refused.",
  "CO-D13":
    "Each of the carrier's subscription types has its level, its channels and, where it matters, a last-subscriber warning.",
  "CM-A3": "A supervisor reaches only the customers of his own areas.",
  "CM-A21": "Supervisors are told only about customers of their own areas.",
  "CM-A22": "All supervisors of an area are told.",
  "CM-D1":
    "What is told on dates goes at one local time of the organisation, is caught up once, and a change of time or zone fires no date twice.",
  "CM-D9": "A customer is in exactly one area; a supervisor has at least one.",
  "CM-D11": "Five modules, active from the start while they are free; switching one works at once and loses no data.",
  "CM-D15": "A reminder's text message is the customer, the type and the text.",
  "CM-D16": "The main area can be renamed, never deleted; another goes when it is empty of customers.",
  "CA-A2": "The words of every message can be adapted.",
  "CA-A4": "What is sent to customers and to employees is chosen on the page Switches.",
  "CA-A9": "Push can't be switched in the settings; people turn it off on their phone.",
  "CA-A19": "Each notification, audience and channel has a switch of its own, on or off.",
  "CA-A20": "A switch counts once the page is saved.",
  "CA-D3": "A warning comes when few messages are left, and another when there are none.",
  "CA-D4": "A switch is of one notification, audience and channel; a write that would switch push is refused.",
  "CA-D5": "Of two who save the same document at once, the second is told, and nothing is overwritten.",
  "CA-D7": "An employee without an address is reached through the company.",
  "CA-D8": "An empty body is refused, and an empty subject where there is one.",
  "CA-D10": "The booking types have exactly their switches.",
  "CA-D11": "An event names the employees it concerns; who can't be reached in any way is named.",
  "AL-D1": "What is sent has passed every gate; the first that is shut is the answer.",
  "AL-D2": "A message is written for an audience: about a customer, to staff, or to the customer.",
  "AL-D4": "Settings are saved whole and count from then on.",
  "AL-D5": "Only what is written for staff can be mandatory, and then it can't be switched off.",
  "AL-D7": "Each role sees and does what is written for it: all, its areas, its classes, its own.",
  "AL-D8": "Each type has one owner of its switch.",
  "AL-D9":
    "The first start says how to sign in and prints a call that works, or a link to set the install up by; commands print links for operators, administrators and forgotten passwords.",
  "AL-D10": "What is taken away stops what waits for it; what only changes place stops nothing.",
  "AL-D11":
    "What Tidings itself writes cannot be switched off or unsubscribed from, leaves by the operator's connection where the organisation has none, and leads to its link, which is masked everywhere else.",
  "AL-D12": "Where a message stands is shown by an icon, a word and a colour, with the reason where there is one.",
  "AL-D14": "A new sign-in address counts once it is confirmed; the old one is told and other sessions end.",
  "AL-D15":
    "A type tells all that is needed to send it; administrators add and retire types of their own, and a schema only widens.",
  "AL-D16":
    "Who unsubscribes from a type at an address still gets the others; a hard bounce or a complaint stops the address for e-mail.",
  "AL-D17":
    "Send now makes a new delivery, linked to the old one, with the same words; every gate is asked again, for one or for all of a filter, counted first.",
  "AL-D19": "The palette and the help find a page by what other systems call it.",
  "AL-D20": "A message speaks its reader's language, with that language's plurals.",
  "AL-D21": "The second recipient at an address is not told again, and the first is named.",
  "AL-D22": "Messages go by e-mail, SMS or push; what is shown in the system goes to no address.",
  "AL-D23":
    "Members are invited for seven days by a link used once, change role and areas at once, and are deactivated with their history kept; an administrator is always left.",
  "AL-D24":
    "An organisation's settings are one document saved whole; its logo is cleaned to its pixels; how e-mails look with them is shown before.",
  "AL-D25":
    "Customers are added, changed, archived, restored, erased, imported after a trial, changed in bulk with the effect told before, and exported as CSV.",
  "AL-D26":
    "A change of settings is in the audit with what it was and what it is; each settings page ends with who changed it, and the audit is filtered and exported.",
  "AL-D27":
    "? opens the help of the screen, whose sections have addresses; a search over it knows other systems' words, and it says whom to ask.",
  "AL-D28":
    "Something is sent by hand to a customer, a class or all, in words of its type or in free ones, after it was seen and counted; a test goes to oneself only, marked as a test.",
  "AL-D29":
    "An organisation can be paused, which holds back all but what Tidings itself writes; when it goes on, what waited is sent, or dropped by choice.",
  "AL-D30":
    "Everybody changes their own name, phone, language, zone, theme and sign-in; an administrator may ask everybody for two-step sign-in.",
  "AL-D31":
    "Operators see the organisations and how they fare, and nothing in them; make them, suspend them with a reason that sign-in tells, and delete them by repeating the key, knowing whether the data were taken along.",
  "AL-D32":
    "Backup and restore are documented commands; after a restore nothing is sent until the operator releases it; Health tells versions, migrations, disk, clocks and workers.",
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
