/**
 * Carrier: what contacts sign up for, one type for each subscription type. Where a matter is opened, followed and
 * closed, its `phase` is `new`, `update` or `closure`, and the text says which.
 */
import type { StartingCatalogue, Variable } from "../definition.ts"

const phase: Variable = {
  name: "phase",
  title: {
    en: "Phase: new, update or closure",
    pl: "Etap: new, update lub closure",
    it: "Fase: new, update o closure",
    da: "Fase: new, update eller closure",
  },
  kind: "text",
  required: true,
  maxLength: 7,
  sample: "new",
}
const ticketNumber: Variable = {
  name: "ticketNumber",
  title: { en: "Ticket number", pl: "Numer zgłoszenia", it: "Numero del ticket", da: "Sagsnummer" },
  kind: "text",
  required: true,
  maxLength: 20,
  sample: "TCK-26-004817",
}
const accountNumber: Variable = {
  name: "accountNumber",
  title: { en: "Customer number", pl: "Numer klienta", it: "Numero Cliente", da: "Kundenummer" },
  kind: "text",
  required: true,
  maxLength: 20,
  sample: "IT-204918",
}
const billingAccountNumber: Variable = {
  name: "billingAccountNumber",
  title: { en: "Billing account", pl: "Konto rozliczeniowe", it: "Account di fatturazione", da: "Faktureringskonto" },
  kind: "text",
  required: true,
  maxLength: 20,
  sample: "BA-77120",
}
const serviceNumber = {
  name: "serviceNumber",
  title: { en: "Service number", pl: "Numer usługi", it: "Numero del servizio", da: "Tjenestenummer" },
  kind: "text",
  required: true,
  maxLength: 30,
  sample: "MIL-IPA-00421",
} as const
const serviceName = {
  name: "serviceName",
  title: { en: "Service", pl: "Usługa", it: "Servizio", da: "Tjeneste" },
  kind: "text",
  required: true,
  maxLength: 60,
  sample: "IP Access 1 Gbit/s",
} as const
const site = {
  name: "site",
  title: { en: "Site", pl: "Lokalizacja", it: "Sede", da: "Lokation" },
  kind: "text",
  required: false,
  maxLength: 100,
  sample: "Milano, Via Caldera 21",
} as const
const service: Variable[] = [serviceNumber, serviceName, site]
const services: Variable = {
  name: "services",
  title: {
    en: "Services concerned",
    pl: "Usługi, których to dotyczy",
    it: "Servizi interessati",
    da: "Berørte tjenester",
  },
  kind: "list",
  required: false,
  of: [serviceNumber, serviceName, site],
  sample: [
    { serviceNumber: "MIL-IPA-00421", serviceName: "IP Access 1 Gbit/s", site: "Milano, Via Caldera 21" },
    { serviceNumber: "TRN-ETH-00087", serviceName: "Ethernet Line 500 Mbit/s", site: "Torino, Corso Svizzera 185" },
  ],
  channels: ["email"],
}
/** `critical`, `major` or `minor`, said in the reader's language; any other word as it stands. */
const severity: Variable = {
  name: "severity",
  title: {
    en: "Severity: critical, major or minor",
    pl: "Waga: critical, major lub minor",
    it: "Gravità: critical, major o minor",
    da: "Alvorlighed: critical, major eller minor",
  },
  kind: "text",
  required: true,
  maxLength: 20,
  sample: "major",
}
const startedAt: Variable = {
  name: "startedAt",
  title: { en: "Since", pl: "Od kiedy", it: "Dal", da: "Siden" },
  kind: "datetime",
  required: true,
  sample: "2026-03-10T09:42:00+01:00",
}
const endedAt: Variable = {
  name: "endedAt",
  title: { en: "Restored at", pl: "Przywrócono", it: "Ripristino", da: "Genoprettet" },
  kind: "datetime",
  required: false,
  sample: "2026-03-10T11:58:00+01:00",
}
const nextUpdateAt: Variable = {
  name: "nextUpdateAt",
  title: { en: "Next update", pl: "Następna informacja", it: "Prossimo aggiornamento", da: "Næste opdatering" },
  kind: "datetime",
  required: false,
  sample: "2026-03-10T11:00:00+01:00",
}
const ticketUrl: Variable = {
  name: "ticketUrl",
  title: { en: "Link to the ticket", pl: "Link do zgłoszenia", it: "Link al ticket", da: "Link til sagen" },
  kind: "url",
  required: false,
  maxLength: 500,
  sample: "https://portal.carrier.example/tickets/TCK-26-004817",
  channels: ["email"],
}

/** What is going on, in the carrier's own words. */
const summary = (sample: string): Variable => ({
  name: "summary",
  title: { en: "What it is about", pl: "Czego dotyczy", it: "Di che cosa si tratta", da: "Hvad det drejer sig om" },
  kind: "text",
  required: true,
  maxLength: 1000,
  sample,
  channels: ["email"],
})
const topic = (sample: string): Variable => ({
  name: "topic",
  title: { en: "Topic", pl: "Temat", it: "Oggetto", da: "Emne" },
  kind: "text",
  required: true,
  maxLength: 80,
  sample,
})
const text = (sample: string): Variable => ({
  name: "text",
  title: { en: "Text", pl: "Treść", it: "Testo", da: "Tekst" },
  kind: "text",
  required: true,
  maxLength: 5000,
  sample,
  channels: ["email"],
})

const invoice: Variable[] = [
  billingAccountNumber,
  {
    name: "invoiceNumber",
    title: { en: "Invoice number", pl: "Numer faktury", it: "Numero della fattura", da: "Fakturanummer" },
    kind: "text",
    required: true,
    maxLength: 30,
    sample: "2026-031188",
  },
  {
    name: "amount",
    title: { en: "Amount to pay", pl: "Kwota do zapłaty", it: "Importo da pagare", da: "Beløb til betaling" },
    kind: "money",
    required: true,
    sample: "1840.50",
  },
  {
    name: "dueDate",
    title: { en: "Due date", pl: "Termin płatności", it: "Scadenza", da: "Forfaldsdato" },
    kind: "date",
    required: true,
    sample: "2026-03-31",
  },
  {
    name: "invoiceUrl",
    title: { en: "Link to the invoice", pl: "Link do faktury", it: "Link alla fattura", da: "Link til fakturaen" },
    kind: "url",
    required: false,
    maxLength: 500,
    sample: "https://portal.carrier.example/invoices/2026-031188",
    channels: ["email"],
  },
]

const outage = [phase, ticketNumber, ...service, severity, startedAt, endedAt, nextUpdateAt]

/** What all carrier types have in common. */
const common = { switchOwner: "subscription", trigger: "event" } as const
const both = { contact: ["email", "sms"] } as const satisfies StartingCatalogue["types"][number]["audiences"]

export const carrier: StartingCatalogue = {
  key: "carrier",
  name: { en: "Carrier", pl: "Operator telekomunikacyjny", it: "Operatore di telecomunicazioni", da: "Teleoperatør" },
  categories: [
    { key: "operations", name: { en: "Operations", pl: "Eksploatacja", it: "Esercizio", da: "Drift" } },
    { key: "billing", name: { en: "Billing", pl: "Rozliczenia", it: "Fatturazione", da: "Fakturering" } },
    { key: "products", name: { en: "Products", pl: "Produkty", it: "Prodotti", da: "Produkter" } },
  ],
  types: [
    {
      ...common,
      key: "service.notice",
      name: {
        en: "Default service notification",
        pl: "Ogólna informacja o usługach",
        it: "Notifica generale di servizio",
        da: "Generel servicemeddelelse",
      },
      purpose: {
        en: "Tells about the account's services whatever no other subscription covers.",
        pl: "Informuje o usługach klienta we wszystkich sprawach, których nie obejmują inne subskrypcje.",
        it: "Informa sui servizi dell'account per tutto ciò che le altre sottoscrizioni non coprono.",
        da: "Fortæller om kundekontoens tjenester, når ingen anden tilmelding dækker det.",
      },
      category: "operations",
      audiences: both,
      level: "account",
      critical: true,
      variables: [
        phase,
        ticketNumber,
        accountNumber,
        topic("Nuovo numero dell'assistenza tecnica"),
        text(
          "Dal 1° aprile l'assistenza tecnica risponde anche al numero verde 800 555 010, tutti i giorni, 24 ore su 24.",
        ),
        services,
        ticketUrl,
      ],
    },
    {
      ...common,
      key: "works.planned",
      name: { en: "Planned works", pl: "Prace planowe", it: "Manutenzione programmata", da: "Planlagt arbejde" },
      purpose: {
        en: "Announces works on the network before they begin, follows changes and tells when they are finished.",
        pl: "Zapowiada prace w sieci, informuje o zmianach terminu i o zakończeniu prac.",
        it: "Annuncia in anticipo i lavori sulla rete, comunica le variazioni e la conclusione.",
        da: "Varsler arbejde på nettet, følger ændringer og fortæller, når arbejdet er slut.",
      },
      category: "operations",
      audiences: both,
      level: "account",
      critical: true,
      variables: [
        phase,
        ticketNumber,
        accountNumber,
        {
          name: "startsAt",
          title: { en: "Begin", pl: "Początek prac", it: "Inizio dei lavori", da: "Arbejdet begynder" },
          kind: "datetime",
          required: true,
          sample: "2026-03-19T01:00:00+01:00",
        },
        {
          name: "endsAt",
          title: { en: "End", pl: "Koniec prac", it: "Fine dei lavori", da: "Arbejdet slutter" },
          kind: "datetime",
          required: true,
          sample: "2026-03-19T05:00:00+01:00",
        },
        {
          name: "serviceAffecting",
          title: {
            en: "Interrupts services",
            pl: "Powoduje przerwę w usługach",
            it: "Interrompe i servizi",
            da: "Afbryder tjenester",
          },
          kind: "boolean",
          required: true,
          sample: true,
        },
        {
          name: "impact",
          title: {
            en: "Expected impact",
            pl: "Przewidywany wpływ",
            it: "Impatto previsto",
            da: "Forventet påvirkning",
          },
          kind: "text",
          required: false,
          maxLength: 200,
          sample: "Interruzione fino a 30 minuti",
          channels: ["email"],
        },
        summary("Sostituzione di una scheda di linea nel nodo di Milano Caldera"),
        services,
        ticketUrl,
      ],
    },
    {
      ...common,
      key: "outage.proactive",
      name: {
        en: "Proactive service outage",
        pl: "Awaria wykryta przez monitoring",
        it: "Disservizio rilevato dal monitoraggio",
        da: "Driftsforstyrrelse fundet af overvågningen",
      },
      purpose: {
        en: "Tells at once of an outage that monitoring has found, and follows it until service is restored.",
        pl: "Od razu informuje o awarii wykrytej przez monitoring, aż do przywrócenia usługi.",
        it: "Comunica subito un disservizio rilevato dal monitoraggio e lo segue fino al ripristino.",
        da: "Fortæller straks om en driftsforstyrrelse, som overvågningen har fundet, og følger den til den er løst.",
      },
      category: "operations",
      audiences: both,
      level: "service",
      priority: "urgent",
      expiryHours: 24,
      variables: [...outage, summary("Interruzione di un cavo in fibra nella zona di Milano Ovest"), ticketUrl],
    },
    {
      ...common,
      key: "service.information",
      name: {
        en: "Proactive informational",
        pl: "Informacja prewencyjna",
        it: "Informazione preventiva",
        da: "Forebyggende information",
      },
      purpose: {
        en: "Tells what monitoring has noticed about a service that keeps working.",
        pl: "Informuje, co monitoring zauważył w działającej usłudze.",
        it: "Informa su ciò che il monitoraggio ha notato in un servizio che continua a funzionare.",
        da: "Fortæller, hvad overvågningen har bemærket ved en tjeneste, der stadig virker.",
      },
      category: "operations",
      audiences: both,
      level: "service",
      variables: [
        ticketNumber,
        ...service,
        topic("Linea di riserva non disponibile"),
        text(
          "La linea di riserva è ferma dalle 08:10. La linea principale funziona regolarmente; un tecnico è già al lavoro.",
        ),
        ticketUrl,
      ],
    },
    {
      ...common,
      key: "outage.reactive",
      name: {
        en: "Reactive service outage",
        pl: "Awaria zgłoszona przez klienta",
        it: "Disservizio segnalato dal cliente",
        da: "Driftsforstyrrelse meldt af kunden",
      },
      purpose: {
        en: "Confirms an outage that the customer has reported, and follows it until service is restored.",
        pl: "Potwierdza awarię zgłoszoną przez klienta i informuje o niej aż do przywrócenia usługi.",
        it: "Conferma un disservizio segnalato dal cliente e lo segue fino al ripristino.",
        da: "Bekræfter en driftsforstyrrelse, som kunden har meldt, og følger den til den er løst.",
      },
      category: "operations",
      audiences: both,
      level: "service",
      priority: "urgent",
      expiryHours: 24,
      variables: [...outage, summary("Nessuna connettività dalla sede di Milano"), ticketUrl],
    },
    {
      ...common,
      key: "ticket.escalation",
      name: { en: "Escalation", pl: "Eskalacja", it: "Escalation", da: "Eskalering" },
      purpose: {
        en: "Tells that a ticket has reached an escalation level, and from then on of updates and its closure.",
        pl: "Informuje o eskalacji zgłoszenia na dany poziom, a następnie o postępach i zamknięciu.",
        it: "Comunica che un ticket ha raggiunto un livello di escalation e, da allora, aggiornamenti e chiusura.",
        da: "Fortæller, at en sag er eskaleret til et niveau, og derefter om opdateringer og lukning.",
      },
      category: "operations",
      audiences: both,
      level: "service",
      priority: "urgent",
      expiryHours: 24,
      variables: [
        phase,
        ticketNumber,
        ...service,
        {
          name: "level",
          title: {
            en: "Escalation level, 1 to 5",
            pl: "Poziom eskalacji, od 1 do 5",
            it: "Livello di escalation, da 1 a 5",
            da: "Eskaleringsniveau, 1 til 5",
          },
          kind: "number",
          required: true,
          sample: 2,
        },
        {
          name: "owner",
          title: { en: "Handled by", pl: "Prowadzi", it: "Responsabile", da: "Ansvarlig" },
          kind: "text",
          required: false,
          maxLength: 80,
          sample: "Giulia Ferrari, Service Manager",
          channels: ["email"],
        },
        nextUpdateAt,
        summary(
          "Il ripristino richiede più tempo del previsto; la riparazione del cavo è affidata a una seconda squadra.",
        ),
        ticketUrl,
      ],
    },
    {
      ...common,
      key: "technical.request",
      name: { en: "Technical contact", pl: "Kontakt techniczny", it: "Contatto tecnico", da: "Teknisk kontakt" },
      purpose: {
        en: "Reaches the person to be asked about technical matters of a service.",
        pl: "Trafia do osoby, z którą uzgadniane są sprawy techniczne usługi.",
        it: "Raggiunge la persona a cui rivolgersi per le questioni tecniche di un servizio.",
        da: "Når den person, der skal spørges om en tjenestes tekniske forhold.",
      },
      category: "operations",
      audiences: { contact: ["email"] },
      level: "service",
      critical: true,
      variables: [
        ticketNumber,
        ...service,
        topic("Accesso al locale tecnico"),
        text(
          "Per sostituire il router ci serve l'accesso al locale tecnico. Ci può indicare una persona presente in sede?",
        ),
        {
          name: "replyBefore",
          title: { en: "Answer needed by", pl: "Odpowiedź potrzebna do", it: "Risposta entro il", da: "Svar senest" },
          kind: "date",
          required: false,
          sample: "2026-03-13",
        },
        ticketUrl,
      ],
    },
    {
      ...common,
      key: "product.communication",
      name: {
        en: "Product communication",
        pl: "Informacja o produktach",
        it: "Comunicazione sui prodotti",
        da: "Produktnyt",
      },
      purpose: {
        en: "Brings news of products and their changes.",
        pl: "Przekazuje nowości o produktach i zmianach w ofercie.",
        it: "Porta novità sui prodotti e sulle loro variazioni.",
        da: "Bringer nyt om produkter og ændringer i dem.",
      },
      category: "products",
      audiences: both,
      level: "account",
      transactional: false,
      priority: "bulk",
      variables: [
        accountNumber,
        topic("IP Access fino a 10 Gbit/s"),
        text(
          "Da aprile IP Access è disponibile fino a 10 Gbit/s nelle sedi di Milano e Torino, senza cambiare apparati.",
        ),
        {
          name: "moreUrl",
          title: {
            en: "Link to read more",
            pl: "Link do szczegółów",
            it: "Link per saperne di più",
            da: "Link til mere",
          },
          kind: "url",
          required: false,
          maxLength: 60,
          sample: "https://carrier.example/ip10",
        },
      ],
    },
    {
      ...common,
      key: "invoice.issued",
      name: { en: "Invoice", pl: "Faktura", it: "Fattura", da: "Faktura" },
      purpose: {
        en: "Sends each new invoice of the billing account.",
        pl: "Przekazuje każdą nową fakturę konta rozliczeniowego.",
        it: "Trasmette ogni nuova fattura dell'account di fatturazione.",
        da: "Sender hver ny faktura på faktureringskontoen.",
      },
      category: "billing",
      audiences: { contact: ["email"] },
      level: "billing_account",
      critical: true,
      variables: invoice,
    },
    {
      ...common,
      key: "payment.reminder",
      name: {
        en: "Payment reminder",
        pl: "Przypomnienie o płatności",
        it: "Sollecito di pagamento",
        da: "Betalingspåmindelse",
      },
      purpose: {
        en: "Reminds of an invoice that is past its due date.",
        pl: "Przypomina o fakturze po terminie płatności.",
        it: "Ricorda una fattura scaduta.",
        da: "Minder om en faktura, der er forfalden.",
      },
      category: "billing",
      audiences: both,
      level: "billing_account",
      variables: [
        ...invoice,
        {
          name: "daysOverdue",
          title: { en: "Days past due", pl: "Dni po terminie", it: "Giorni dalla scadenza", da: "Dage efter forfald" },
          kind: "number",
          required: true,
          sample: 7,
        },
      ],
    },
  ],
}
