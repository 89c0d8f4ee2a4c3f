/** The page behind the link to unsubscribe: one sentence and one button, in the language of the e-mail. */
import { createHash } from "node:crypto"
import { type ConsoleLocale, consoleLocales, type Words } from "../base/words.ts"

/** What somebody unsubscribes from. */
export type About = {
  deliveryId: string
  address: string
  locale: string
  typeId: string
  typeName: Words
  organisation: string
}

type Sentences = Readonly<Record<"title" | "asks" | "confirm" | "done" | "undo", string>>

const sentences: Readonly<Record<ConsoleLocale, Sentences>> = {
  en: {
    title: "Unsubscribe",
    asks: "Should ORGANISATION send no more e-mails about “TYPE” to ADDRESS?",
    confirm: "Unsubscribe",
    done: "ORGANISATION will send no more e-mails about “TYPE” to ADDRESS.",
    undo: "Undo",
  },
  pl: {
    title: "Rezygnacja z powiadomień",
    asks: "Czy ORGANISATION ma już nie wysyłać e-maili „TYPE” na adres ADDRESS?",
    confirm: "Zrezygnuj z powiadomień",
    done: "ORGANISATION nie wyśle już e-maili „TYPE” na adres ADDRESS.",
    undo: "Cofnij",
  },
  it: {
    title: "Annulla la sottoscrizione",
    asks: "ORGANISATION non deve più inviare e-mail “TYPE” a ADDRESS?",
    confirm: "Annulla la sottoscrizione",
    done: "ORGANISATION non invierà più e-mail “TYPE” a ADDRESS.",
    undo: "Ripristina",
  },
  da: {
    title: "Afmeld",
    asks: "Skal ORGANISATION ikke længere sende e-mails om “TYPE” til ADDRESS?",
    confirm: "Afmeld",
    done: "ORGANISATION sender ikke flere e-mails om “TYPE” til ADDRESS.",
    undo: "Fortryd",
  },
}

const style =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem;color:#1c2b2d;background:#fff}" +
  "button{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:.4rem;background:#0f6b73;color:#fff}" +
  "@media(prefers-color-scheme:dark){body{color:#e6eeee;background:#10191a}}"

/** Nothing runs on the page, nothing is loaded by it, and its form goes nowhere else. */
export const pageHeaders = {
  "content-security-policy": `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  "x-robots-tag": "noindex",
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** @param link where it stands; what takes it back stands below it */
export function unsubscribePage(about: About, link: string, isDone: boolean): string {
  const locale = consoleLocales.find((each) => each === about.locale.slice(0, 2)) ?? "en"
  const words = sentences[locale]
  const values = { ORGANISATION: about.organisation, TYPE: about.typeName[locale], ADDRESS: about.address }
  const sentence = (isDone ? words.done : words.asks).replace(
    /ORGANISATION|TYPE|ADDRESS/g,
    (name) => values[name as keyof typeof values],
  )
  const [action, label] = isDone ? [`${link}/undo`, words.undo] : [link, words.confirm]
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${words.title}</title><style>${style}</style></head>
<body><main><h1>${words.title}</h1><p>${escaped(sentence)}</p>
<form method="post" action="${escaped(action)}"><button name="List-Unsubscribe" value="One-Click">${label}</button></form>
</main></body>
</html>
`
}
