/** Cleaning: reminders about customers, told to administrators and supervisors. */
import type { StartingCatalogue } from "../definition.ts"

export const cleaning: StartingCatalogue = {
  key: "cleaning",
  name: { en: "Cleaning", pl: "Firma sprzątająca", it: "Impresa di pulizie", da: "Rengøring" },
  categories: [
    { key: "reminders", name: { en: "Reminders", pl: "Przypomnienia", it: "Promemoria", da: "Påmindelser" } },
  ],
  types: [
    {
      key: "reminder.fired",
      name: { en: "Reminder", pl: "Przypomnienie", it: "Promemoria", da: "Påmindelse" },
      purpose: {
        en: "Tells administrators and supervisors on the day what is to be done for a customer.",
        pl: "W wybranym dniu mówi administratorom i kierownikom, co trzeba zrobić u klienta.",
        it: "Nel giorno stabilito ricorda ad amministratori e supervisori che cosa fare per un cliente.",
        da: "Fortæller administratorer og serviceledere på dagen, hvad der skal gøres hos en kunde.",
      },
      category: "reminders",
      audiences: { administrator: ["email", "sms", "inbox"], supervisor: ["email", "sms", "inbox"] },
      level: "customer",
      switchOwner: "reminder",
      trigger: "recurrence",
      expiryHours: 24,
      variables: [
        {
          name: "reminderType",
          title: { en: "Reminder type", pl: "Rodzaj przypomnienia", it: "Tipo di promemoria", da: "Påmindelsestype" },
          kind: "text",
          required: true,
          maxLength: 60,
          sample: "Uniformer og id-kort",
        },
        {
          name: "text",
          title: {
            en: "Text of the reminder",
            pl: "Treść przypomnienia",
            it: "Testo del promemoria",
            da: "Påmindelsens tekst",
          },
          kind: "text",
          required: true,
          maxLength: 1000,
          sample: "Gennemgå uniformer og id-kort med aftenholdet, og bestil nye kort til dem, der mangler.",
        },
        {
          name: "occursOn",
          title: { en: "Set for", pl: "Data przypomnienia", it: "Data del promemoria", da: "Påmindelsens dato" },
          kind: "date",
          required: true,
          sample: "2026-03-10",
        },
        {
          name: "late",
          title: { en: "Told late", pl: "Wysłane z opóźnieniem", it: "Inviato in ritardo", da: "Forsinket" },
          kind: "boolean",
          required: true,
          sample: false,
        },
      ],
    },
  ],
}
