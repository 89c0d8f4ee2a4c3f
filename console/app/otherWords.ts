/**
 * What the systems that people come from call things, so that their words find our pages: by the path of a screen, for the
 * palette and the help, whatever language the reader has set.
 */
export const wordsOfScreens: Readonly<Record<string, string>> = {
  "/customers":
    "Edit notifications Customer list Lista klientów Klienci Edycja Powiadomienia Customer Number numer klienta",
  "/areas": "Company structure Customer areas rejony",
  "/members": "Employees Pracownicy Employee management Users Company structure",
  "/classes": "Customer classes Sales Notifications Customer class notifications select email sms notifications",
  "/templates": "My company Templates Customer class notifications Edit notifications Szablony subject BCC body treść",
  "/activity": "Historia powiadomień notification history sent messages",
  "/sms":
    "powiadomienia SMS Aktywuj powiadomienia SMS Administracja Ustawienia SMS nadawca koszt treść Text Message add-on module",
  "/email": "mailboxes SMTP sender domain DKIM SPF",
  "/switches": "Ustawienia powiadomień Settings notifications przełącznik which notifications are sent push",
  "/contacts": "Contact management Contact group Group contact My profile My subscription Online user",
  "/wallet": "portfel wallet doładowanie top up saldo",
  "/packages": "Dokup buy package pool SMS e-mail pakiet",
  "/invoice-data": "Rozliczenia Dane do faktury VAT billing invoice data payment method",
  "/reminders": "Create notification Edit notifications Repetition Activated the Repeat each Receiver",
  "/post": "przesyłki korespondencja poczta incoming post nadawca klient",
}

/** The same by page of the help, where no screen leads to it. */
export const wordsOfPages: Readonly<Record<string, string>> = {
  concepts:
    "Contact management Contact group subscription Customer classes Company structure Customer areas Edit notifications reminder Powiadomienia portfel wallet credits pula wiadomości",
  states: "powiadomienia SMS why not sent nie wysłano dlaczego Activity delivery report raport doręczeń",
  sending: "API integration powiadomienia automatyczne trigger event",
  email: "Contact bounces mailboxes SMTP DKIM SPF DMARC unsubscribe",
  "balances-and-invoices": "credit limit due date overdue invoice saldo faktura portfel wallet",
  security: "users roles permissions two-step uprawnienia",
}
