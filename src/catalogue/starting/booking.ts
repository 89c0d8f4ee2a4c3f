/** Bookings: what customers and employees hear of a visit. The channels are the switches of the page, no more. */
import type { StartingCatalogue, Variable } from "../definition.ts"

const service: Variable = {
  name: "service",
  title: { en: "Service", pl: "Usługa", it: "Servizio", da: "Ydelse" },
  kind: "text",
  required: true,
  maxLength: 60,
  sample: "Masaż relaksacyjny",
}
const startsAt: Variable = {
  name: "startsAt",
  title: { en: "Begins at", pl: "Początek", it: "Inizio", da: "Begynder" },
  kind: "datetime",
  required: true,
  sample: "2026-03-17T14:30:00+01:00",
}
const endsAt: Variable = {
  name: "endsAt",
  title: { en: "Ends at", pl: "Koniec", it: "Fine", da: "Slutter" },
  kind: "datetime",
  required: true,
  sample: "2026-03-17T15:30:00+01:00",
}
const employeeName: Variable = {
  name: "employeeName",
  title: { en: "Employee", pl: "Pracownik", it: "Collaboratore", da: "Medarbejder" },
  kind: "text",
  required: false,
  maxLength: 60,
  sample: "Marta Zielińska",
}
const place: Variable = {
  name: "place",
  title: { en: "Place", pl: "Miejsce", it: "Luogo", da: "Sted" },
  kind: "text",
  required: false,
  maxLength: 100,
  sample: "ul. Mokotowska 15, Warszawa",
}
const price: Variable = {
  name: "price",
  title: { en: "Price", pl: "Cena", it: "Prezzo", da: "Pris" },
  kind: "money",
  required: false,
  sample: "220.00",
}
const cancellationUrl: Variable = {
  name: "cancellationUrl",
  title: { en: "Link to cancel", pl: "Link do odwołania", it: "Link per annullare", da: "Link til afbestilling" },
  kind: "url",
  required: false,
  maxLength: 500,
  sample: "https://rezerwacje.studio.example/odwolaj/7f3k",
  channels: ["email"],
}

const visit = [service, startsAt, endsAt, employeeName, place]

/** What all booking types have in common. */
const common = { category: "bookings", level: "customer", switchOwner: "organisation" } as const

export const booking: StartingCatalogue = {
  key: "booking",
  name: { en: "Booking", pl: "Rezerwacje", it: "Prenotazioni", da: "Booking" },
  categories: [{ key: "bookings", name: { en: "Bookings", pl: "Rezerwacje", it: "Prenotazioni", da: "Bookinger" } }],
  types: [
    {
      ...common,
      key: "booking.confirmed",
      name: {
        en: "Booking confirmed",
        pl: "Potwierdzenie rezerwacji",
        it: "Prenotazione confermata",
        da: "Booking bekræftet",
      },
      purpose: {
        en: "Confirms a booking to the customer and announces it to the employee, at once.",
        pl: "Od razu potwierdza rezerwację klientowi i informuje o niej pracownika.",
        it: "Conferma subito la prenotazione al cliente e la comunica al collaboratore.",
        da: "Bekræfter straks en booking over for kunden og giver medarbejderen besked.",
      },
      audiences: { customer: ["email", "sms", "push"], employee: ["email", "push"] },
      trigger: "event",
      variables: [
        ...visit,
        price,
        cancellationUrl,
        {
          name: "note",
          title: { en: "Customer's note", pl: "Uwagi klienta", it: "Note del cliente", da: "Kundens bemærkning" },
          kind: "text",
          required: false,
          maxLength: 500,
          sample: "Proszę o spokojną muzykę",
          channels: ["email"],
        },
      ],
    },
    {
      ...common,
      key: "booking.payment_required",
      name: { en: "Payment required", pl: "Wymagana płatność", it: "Pagamento richiesto", da: "Betaling påkrævet" },
      purpose: {
        en: "Asks the customer to pay for a booking that is confirmed only when prepaid.",
        pl: "Prosi klienta o opłacenie rezerwacji, która wymaga przedpłaty.",
        it: "Chiede al cliente di pagare una prenotazione che si conferma solo con il pagamento anticipato.",
        da: "Beder kunden betale for en booking, der først bekræftes, når den er betalt.",
      },
      audiences: { customer: ["email"] },
      trigger: "event",
      variables: [
        ...visit,
        { ...price, required: true },
        {
          name: "paymentUrl",
          title: { en: "Link to pay", pl: "Link do płatności", it: "Link per pagare", da: "Link til betaling" },
          kind: "url",
          required: true,
          maxLength: 500,
          sample: "https://rezerwacje.studio.example/zaplac/7f3k",
        },
        {
          name: "payBefore",
          title: { en: "Held until", pl: "Termin zarezerwowany do", it: "Riservato fino al", da: "Reserveret indtil" },
          kind: "datetime",
          required: false,
          sample: "2026-03-15T20:00:00+01:00",
        },
        cancellationUrl,
      ],
    },
    {
      ...common,
      key: "booking.changed",
      name: { en: "Booking changed", pl: "Zmiana rezerwacji", it: "Prenotazione modificata", da: "Booking ændret" },
      purpose: {
        en: "Tells the customer and the employee that a booking has moved or changed.",
        pl: "Informuje klienta i pracownika o zmianie rezerwacji lub jej terminu.",
        it: "Informa cliente e collaboratore che una prenotazione è stata spostata o modificata.",
        da: "Fortæller kunden og medarbejderen, at en booking er flyttet eller ændret.",
      },
      audiences: { customer: ["email", "sms", "push"], employee: ["email", "sms", "push"] },
      trigger: "event",
      variables: [
        ...visit,
        {
          name: "previousStartsAt",
          title: { en: "Began before at", pl: "Poprzedni termin", it: "Orario precedente", da: "Tidligere tidspunkt" },
          kind: "datetime",
          required: false,
          sample: "2026-03-16T10:00:00+01:00",
        },
        price,
        cancellationUrl,
      ],
    },
    {
      ...common,
      key: "booking.cancelled",
      name: { en: "Booking cancelled", pl: "Odwołanie rezerwacji", it: "Prenotazione annullata", da: "Booking aflyst" },
      purpose: {
        en: "Tells the customer and the employee that a booking no longer takes place.",
        pl: "Informuje klienta i pracownika, że wizyta się nie odbędzie.",
        it: "Informa cliente e collaboratore che l'appuntamento non avrà luogo.",
        da: "Fortæller kunden og medarbejderen, at en booking ikke bliver til noget.",
      },
      audiences: { customer: ["email", "sms", "push"], employee: ["email", "sms", "push"] },
      trigger: "event",
      variables: [
        ...visit,
        {
          name: "reason",
          title: { en: "Reason", pl: "Powód", it: "Motivo", da: "Årsag" },
          kind: "text",
          required: false,
          maxLength: 300,
          sample: "Prośba klienta",
          channels: ["email"],
        },
      ],
    },
    {
      ...common,
      key: "booking.reminder",
      name: {
        en: "Booking reminder",
        pl: "Przypomnienie o wizycie",
        it: "Promemoria appuntamento",
        da: "Påmindelse om booking",
      },
      purpose: {
        en: "Reminds the customer of a booking 24 hours before.",
        pl: "Przypomina klientowi o wizycie na 24 godziny przed jej początkiem.",
        it: "Ricorda al cliente l'appuntamento 24 ore prima.",
        da: "Minder kunden om en booking 24 timer før.",
      },
      audiences: { customer: ["email", "sms", "push"] },
      trigger: "date_offset",
      expiryHours: 20,
      variables: [...visit, price, cancellationUrl],
    },
  ],
}
