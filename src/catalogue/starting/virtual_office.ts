/** Virtual office: post that has come, post that waits, and the contract behind it. */
import type { StartingCatalogue, Variable } from "../definition.ts"

const sender = {
  name: "sender",
  title: { en: "Sender of the post", pl: "Nadawca przesyłki", it: "Mittente della posta", da: "Afsender af posten" },
  kind: "text",
  required: true,
  maxLength: 60,
  sample: "ZUS Oddział w Warszawie",
} as const

/** `letter`, `registered_letter` and `parcel` are said in the reader's language, any other word as it stands. */
const kind = {
  name: "kind",
  title: { en: "Kind of post", pl: "Rodzaj przesyłki", it: "Tipo di posta", da: "Posttype" },
  kind: "text",
  required: true,
  maxLength: 40,
  sample: "letter",
} as const

const dueDate: Variable = {
  name: "dueDate",
  title: { en: "Due date", pl: "Termin płatności", it: "Scadenza", da: "Forfaldsdato" },
  kind: "date",
  required: true,
  sample: "2026-03-16",
}

export const virtualOffice: StartingCatalogue = {
  key: "virtual_office",
  name: { en: "Virtual office", pl: "Wirtualne biuro", it: "Ufficio virtuale", da: "Virtuelt kontor" },
  categories: [
    { key: "post", name: { en: "Post", pl: "Poczta", it: "Posta", da: "Post" } },
    {
      key: "contract",
      name: {
        en: "Contract and billing",
        pl: "Umowa i rozliczenia",
        it: "Contratto e fatturazione",
        da: "Aftale og fakturering",
      },
    },
  ],
  types: [
    {
      key: "post.received",
      name: { en: "New post", pl: "Nowa poczta", it: "Nuova posta", da: "Ny post" },
      purpose: {
        en: "Tells the client that post has come, naming every sender.",
        pl: "Informuje klienta, że przyszła poczta, i wymienia wszystkich nadawców.",
        it: "Informa il cliente che è arrivata posta e indica tutti i mittenti.",
        da: "Fortæller kunden, at der er kommet post, og nævner alle afsendere.",
      },
      category: "post",
      audiences: { customer: ["email", "sms", "push"] },
      level: "customer",
      switchOwner: "organisation",
      trigger: "event",
      variables: [
        {
          name: "items",
          title: { en: "Items of post", pl: "Przesyłki", it: "Posta arrivata", da: "Forsendelser" },
          kind: "list",
          required: true,
          of: [
            sender,
            kind,
            {
              name: "note",
              title: { en: "Note", pl: "Uwagi", it: "Note", da: "Bemærkning" },
              kind: "text",
              required: false,
              maxLength: 300,
              sample: "Za potwierdzeniem odbioru",
            },
          ],
          sample: [
            { sender: "ZUS Oddział w Warszawie", kind: "registered_letter", note: "Za potwierdzeniem odbioru" },
            { sender: "Orange Polska", kind: "letter", note: "Faktura" },
          ],
        },
      ],
    },
    {
      key: "post.unclaimed",
      name: { en: "Unclaimed post", pl: "Nieodebrana poczta", it: "Posta non ritirata", da: "Uafhentet post" },
      purpose: {
        en: "Reminds the client of post that waits in the office, once a number or an age is reached.",
        pl: "Przypomina klientowi o poczcie czekającej w biurze po przekroczeniu ustalonej liczby przesyłek lub dni.",
        it: "Ricorda al cliente la posta in attesa in ufficio, raggiunto il numero o l'attesa stabiliti.",
        da: "Minder kunden om post, der venter på kontoret, når et antal eller en alder er nået.",
      },
      category: "post",
      audiences: { customer: ["email", "sms"] },
      level: "customer",
      switchOwner: "organisation",
      trigger: "threshold",
      variables: [
        {
          name: "waitingCount",
          title: {
            en: "Items waiting",
            pl: "Liczba czekających przesyłek",
            it: "Invii in attesa",
            da: "Antal ventende forsendelser",
          },
          kind: "number",
          required: true,
          sample: 3,
        },
        {
          name: "oldestReceivedOn",
          title: {
            en: "The oldest came on",
            pl: "Data najstarszej przesyłki",
            it: "Data dell'invio più vecchio",
            da: "Den ældste kom den",
          },
          kind: "date",
          required: true,
          sample: "2026-02-12",
        },
        {
          name: "items",
          title: {
            en: "Items waiting, one by one",
            pl: "Czekające przesyłki",
            it: "Posta in attesa",
            da: "Ventende forsendelser",
          },
          kind: "list",
          required: false,
          of: [
            sender,
            kind,
            {
              name: "receivedOn",
              title: { en: "Received on", pl: "Data wpływu", it: "Arrivata il", da: "Modtaget den" },
              kind: "date",
              required: true,
              sample: "2026-02-12",
            },
          ],
          sample: [
            { sender: "ZUS Oddział w Warszawie", kind: "registered_letter", receivedOn: "2026-02-12" },
            { sender: "Orange Polska", kind: "letter", receivedOn: "2026-02-19" },
            { sender: "Allegro", kind: "parcel", receivedOn: "2026-02-24" },
          ],
        },
      ],
    },
    {
      key: "contract.ending",
      name: { en: "Contract ending", pl: "Koniec umowy", it: "Contratto in scadenza", da: "Aftale udløber" },
      purpose: {
        en: "Tells the client in good time that the contract ends, and how to renew it.",
        pl: "Z wyprzedzeniem informuje klienta o końcu umowy i o tym, jak ją przedłużyć.",
        it: "Informa per tempo il cliente che il contratto scade e come rinnovarlo.",
        da: "Fortæller kunden i god tid, at aftalen udløber, og hvordan den forlænges.",
      },
      category: "contract",
      audiences: { customer: ["email", "sms"] },
      level: "customer",
      switchOwner: "organisation",
      trigger: "event",
      variables: [
        {
          name: "contractNumber",
          title: { en: "Contract number", pl: "Numer umowy", it: "Numero del contratto", da: "Aftalenummer" },
          kind: "text",
          required: true,
          maxLength: 30,
          sample: "WB/2025/118",
        },
        {
          name: "endsOn",
          title: { en: "Ends on", pl: "Data zakończenia", it: "Data di scadenza", da: "Udløber den" },
          kind: "date",
          required: true,
          sample: "2026-03-31",
        },
        {
          name: "daysLeft",
          title: { en: "Days left", pl: "Pozostało dni", it: "Giorni rimanenti", da: "Dage tilbage" },
          kind: "number",
          required: true,
          sample: 29,
        },
        {
          name: "renewalUrl",
          title: {
            en: "Link to renew",
            pl: "Link do przedłużenia",
            it: "Link per il rinnovo",
            da: "Link til forlængelse",
          },
          kind: "url",
          required: false,
          maxLength: 500,
          sample: "https://panel.biuro.example/umowy/118",
          channels: ["email"],
        },
      ],
    },
    {
      key: "invoice.issued",
      name: { en: "Invoice issued", pl: "Wystawiono fakturę", it: "Fattura emessa", da: "Ny faktura" },
      purpose: {
        en: "Sends the client a new invoice's number, amount and due date.",
        pl: "Podaje klientowi numer, kwotę i termin płatności nowej faktury.",
        it: "Comunica al cliente numero, importo e scadenza di una nuova fattura.",
        da: "Giver kunden nummer, beløb og forfaldsdato på en ny faktura.",
      },
      category: "contract",
      audiences: { customer: ["email", "sms"] },
      level: "customer",
      switchOwner: "organisation",
      trigger: "event",
      variables: [
        {
          name: "invoiceNumber",
          title: { en: "Invoice number", pl: "Numer faktury", it: "Numero della fattura", da: "Fakturanummer" },
          kind: "text",
          required: true,
          maxLength: 30,
          sample: "FV/2026/03/041",
        },
        {
          name: "amount",
          title: { en: "Amount to pay", pl: "Kwota do zapłaty", it: "Importo da pagare", da: "Beløb til betaling" },
          kind: "money",
          required: true,
          sample: "184.50",
        },
        dueDate,
        {
          name: "invoiceUrl",
          title: {
            en: "Link to the invoice",
            pl: "Link do faktury",
            it: "Link alla fattura",
            da: "Link til fakturaen",
          },
          kind: "url",
          required: false,
          maxLength: 500,
          sample: "https://panel.biuro.example/faktury/041",
          channels: ["email"],
        },
      ],
    },
  ],
}
