/**
 * What a person writes to customers in free words. Every organisation has these types beside those of its trade; they
 * are sent by hand, so nothing switches them, and whoever doesn't want them unsubscribes.
 */
import type { StartingCatalogue, TypeInput } from "../definition.ts"

const byHand = {
  category: "announcements",
  level: "customer",
  switchOwner: "none",
  trigger: "manual",
  transactional: false,
  priority: "bulk",
} as const satisfies Partial<TypeInput>

const words = { en: "Text", pl: "Treść", it: "Testo", da: "Tekst" }

export const announcements: StartingCatalogue = {
  key: "announcements",
  name: { en: "Announcements", pl: "Ogłoszenia", it: "Comunicazioni", da: "Meddelelser" },
  categories: [
    {
      key: "announcements",
      name: { en: "Announcements", pl: "Ogłoszenia", it: "Comunicazioni", da: "Meddelelser" },
    },
  ],
  types: [
    {
      ...byHand,
      key: "announcement.email",
      name: {
        en: "Free text by e-mail",
        pl: "Dowolna treść e-mailem",
        it: "Testo libero via e-mail",
        da: "Fri tekst på e-mail",
      },
      purpose: {
        en: "Says in your own words what no other notification says, by e-mail.",
        pl: "Przekazuje własnymi słowami e-mailem to, czego nie mówi żadne inne powiadomienie.",
        it: "Comunica con parole tue, via e-mail, ciò che nessun'altra notifica dice.",
        da: "Fortæller med dine egne ord på e-mail, hvad ingen anden notifikation siger.",
      },
      audiences: { customer: ["email"] },
      variables: [
        {
          name: "subject",
          kind: "text",
          title: { en: "Subject", pl: "Temat", it: "Oggetto", da: "Emne" },
          required: true,
          maxLength: 150,
          sample: "Closed on Friday, 1 May",
        },
        {
          name: "text",
          kind: "text",
          title: words,
          required: true,
          maxLength: 5000,
          sample: "Our office is closed on Friday, 1 May.\nWe are back on Monday at 8.",
        },
      ],
    },
    {
      ...byHand,
      key: "announcement.sms",
      name: {
        en: "Free text by SMS",
        pl: "Dowolna treść SMS-em",
        it: "Testo libero via SMS",
        da: "Fri tekst på sms",
      },
      purpose: {
        en: "Says in your own words what no other notification says, by SMS.",
        pl: "Przekazuje własnymi słowami SMS-em to, czego nie mówi żadne inne powiadomienie.",
        it: "Comunica con parole tue, via SMS, ciò che nessun'altra notifica dice.",
        da: "Fortæller med dine egne ord på sms, hvad ingen anden notifikation siger.",
      },
      audiences: { customer: ["sms"] },
      variables: [
        {
          name: "text",
          kind: "text",
          title: words,
          required: true,
          // Three SMS.
          maxLength: 450,
          sample: "Our office is closed on Friday, 1 May.",
        },
      ],
    },
  ],
}
