/** The booking business's texts in Polish. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>{% if customer.salutation != blank %}Dzień dobry, {{ customer.salutation }},{% else %}Szanowni Państwo,{% endif %}</p>`
const employeeGreeting = `<p>Dzień dobry,</p>`
const closing = `<p>Do zobaczenia<br>{{ organisation.name }}</p>`
const facts = `<tr><td>Usługa</td><td><strong>{{ service }}</strong></td></tr>
<tr><td>Początek</td><td><strong>{{ startsAt | datetime }}</strong></td></tr>
<tr><td>Koniec</td><td>{{ endsAt | datetime }}</td></tr>
{% if employeeName %}<tr><td>Pracownik</td><td>{{ employeeName }}</td></tr>
{% endif %}{% if place %}<tr><td>Miejsce</td><td>{{ place }}</td></tr>
{% endif %}`
const price = `{% if price %}<tr><td>Cena</td><td>{{ price | money }}</td></tr>
{% endif %}`
const customerFact = `<tr><td>Klient</td><td><strong>{{ customer.name }}</strong></td></tr>
`
const cancelling = `{% if cancellationUrl %}<p>Jeśli nie mogą Państwo przyjść, prosimy <a href="{{ cancellationUrl }}">odwołać rezerwację</a> z wyprzedzeniem, aby ktoś inny mógł skorzystać z tego terminu.</p>
{% endif %}`

export default {
  "booking.confirmed customer email": {
    subject: `Potwierdzenie rezerwacji: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>Państwa rezerwacja jest potwierdzona. Czekamy na Państwa.</p>
<table>
${facts}${price}</table>
${cancelling}${closing}`,
  },
  "booking.confirmed customer sms": {
    body: `Rezerwacja potwierdzona: {{ service }}, {{ startsAt | datetime: "short" }}{% if place %}, {{ place }}{% endif %}. Do zobaczenia! {{ organisation.name }}`,
  },
  "booking.confirmed customer push": {
    subject: "Rezerwacja potwierdzona",
    body: `{{ service }}, {{ startsAt | datetime }}`,
  },
  "booking.confirmed employee email": {
    subject: `Nowa rezerwacja: {{ customer.name }}, {{ startsAt | datetime }}`,
    body: `${employeeGreeting}
<p>w kalendarzu jest nowa rezerwacja.</p>
<table>
${customerFact}${facts}{% if note %}<tr><td>Uwagi klienta</td><td>{{ note }}</td></tr>
{% endif %}</table>`,
  },
  "booking.confirmed employee push": {
    subject: "Nowa rezerwacja",
    body: `{{ customer.name }}: {{ service }}, {{ startsAt | datetime }}`,
  },

  "booking.payment_required customer email": {
    subject: `Prosimy o opłacenie rezerwacji: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>termin jest dla Państwa zarezerwowany. Potwierdzimy go, gdy tylko otrzymamy wpłatę <strong>{{ price | money }}</strong>.</p>
<table>
${facts}${price}</table>
<p><a class="button" href="{{ paymentUrl }}">Opłać rezerwację: {{ price | money }}</a></p>
{% if payBefore %}<p>Termin pozostaje zarezerwowany do: {{ payBefore | datetime }}. Później będzie dostępny dla innych osób.</p>
{% endif %}${cancelling}${closing}`,
  },

  "booking.changed customer email": {
    subject: `Zmiana rezerwacji: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>Państwa rezerwacja uległa zmianie. {% if previousStartsAt %}Poprzedni termin: {{ previousStartsAt | datetime }}. {% endif %}Aktualne dane:</p>
<table>
${facts}${price}</table>
${cancelling}${closing}`,
  },
  "booking.changed customer sms": {
    body: `Zmiana rezerwacji: {{ service }}, aktualny termin {{ startsAt | datetime: "short" }}{% if previousStartsAt %} (poprzednio {{ previousStartsAt | datetime: "short" }}){% endif %}. {{ organisation.name }}`,
  },
  "booking.changed customer push": {
    subject: "Zmiana Państwa rezerwacji",
    body: `{{ service }}, aktualny termin: {{ startsAt | datetime }}`,
  },
  "booking.changed employee email": {
    subject: `Zmiana rezerwacji: {{ customer.name }}, {{ startsAt | datetime }}`,
    body: `${employeeGreeting}
<p>rezerwacja uległa zmianie. {% if previousStartsAt %}Poprzedni termin: {{ previousStartsAt | datetime }}. {% endif %}Aktualne dane:</p>
<table>
${customerFact}${facts}</table>`,
  },
  "booking.changed employee sms": {
    body: `Zmiana rezerwacji: {{ customer.name }}, {{ service }}, aktualny termin {{ startsAt | datetime: "short" }}{% if previousStartsAt %} (poprzednio {{ previousStartsAt | datetime: "short" }}){% endif %}.`,
  },
  "booking.changed employee push": {
    subject: "Zmiana rezerwacji",
    body: `{{ customer.name }}: {{ service }}, aktualny termin: {{ startsAt | datetime }}`,
  },

  "booking.cancelled customer email": {
    subject: `Rezerwacja odwołana: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>Państwa rezerwacja została odwołana: <strong>{{ service }}</strong>, <strong>{{ startsAt | datetime }}</strong>. Wizyta się nie odbędzie.</p>
{% if reason %}<p>Powód: {{ reason }}</p>
{% endif %}{% if organisation.url != blank %}<p>Nowy termin mogą Państwo wybrać na stronie <a href="{{ organisation.url }}">{{ organisation.url }}</a>.</p>
{% else %}<p>Wystarczy odpowiedzieć na tę wiadomość, a chętnie znajdziemy dla Państwa nowy termin.</p>
{% endif %}<p>Z poważaniem<br>{{ organisation.name }}</p>`,
  },
  "booking.cancelled customer sms": {
    body: `Rezerwacja odwolana: {{ service }}, {{ startsAt | datetime: "short" }}. Chetnie znajdziemy dla Panstwa nowy termin. {{ organisation.name }}`,
  },
  "booking.cancelled customer push": {
    subject: "Państwa rezerwacja została odwołana",
    body: `{{ service }}, {{ startsAt | datetime }}`,
  },
  "booking.cancelled employee email": {
    subject: `Rezerwacja odwołana: {{ customer.name }}, {{ startsAt | datetime }}`,
    body: `${employeeGreeting}
<p>ta rezerwacja została odwołana, a termin jest znowu wolny.</p>
<table>
${customerFact}${facts}{% if reason %}<tr><td>Powód</td><td>{{ reason }}</td></tr>
{% endif %}</table>`,
  },
  "booking.cancelled employee sms": {
    body: `Rezerwacja odwolana: {{ customer.name }}, {{ service }}, {{ startsAt | datetime: "short" }}. Termin jest znowu wolny.`,
  },
  "booking.cancelled employee push": {
    subject: "Rezerwacja odwołana",
    body: `{{ customer.name }}: {{ service }}, {{ startsAt | datetime }}`,
  },

  "booking.reminder customer email": {
    subject: `Przypomnienie o wizycie: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>przypominamy o Państwa rezerwacji. Czekamy na Państwa.</p>
<table>
${facts}${price}</table>
${cancelling}${closing}`,
  },
  "booking.reminder customer sms": {
    body: `Przypominamy o wizycie: {{ service }}, {{ startsAt | datetime: "short" }}{% if place %}, {{ place }}{% endif %}. Do zobaczenia! {{ organisation.name }}`,
  },
  "booking.reminder customer push": {
    subject: "Przypomnienie o wizycie",
    body: `{{ service }}, {{ startsAt | datetime }}{% if place %}, {{ place }}{% endif %}`,
  },
} satisfies DefaultTexts
