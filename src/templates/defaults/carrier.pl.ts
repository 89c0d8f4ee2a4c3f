/** The carrier's texts in Polish. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>Szanowni Państwo,</p>`
const help = `<p>W razie pytań prosimy odpowiedzieć na tę wiadomość{% if organisation.phone != blank %} lub zadzwonić: {{ organisation.phone }}{% endif %}, podając numer {{ ticketNumber }}.</p>
<p>Z poważaniem<br>{{ organisation.name }}</p>`
const ticketLink = `{% if ticketUrl %}<p><a href="{{ ticketUrl }}">Otwórz zgłoszenie</a></p>
{% endif %}`
const service = `<tr><td>Usługa</td><td><strong>{{ serviceName }}</strong>, {{ serviceNumber }}</td></tr>
{% if site %}<tr><td>Lokalizacja</td><td>{{ site }}</td></tr>
{% endif %}`
const account = `<tr><td>Numer klienta</td><td>{{ accountNumber }}</td></tr>
`
const ticket = `<tr><td>Zgłoszenie</td><td>{{ ticketNumber }}</td></tr>
`
const nextUpdate = `{% if nextUpdateAt %}<tr><td>Następna informacja</td><td>{{ nextUpdateAt | datetime }}</td></tr>
{% endif %}`
const services = `{% if services %}<p>Usługi, których to dotyczy:</p>
<ul>
{% for service in services %}<li>{{ service.serviceName }}, {{ service.serviceNumber }}{% if service.site %} ({{ service.site }}){% endif %}</li>
{% endfor %}</ul>
{% endif %}`
const severity = `{% case severity %}{% when "critical" %}Krytyczna{% when "major" %}Poważna{% when "minor" %}Drobna{% else %}{{ severity }}{% endcase %}`
const outageFacts = `<table>
${service}<tr><td>Waga</td><td>${severity}</td></tr>
<tr><td>Od</td><td>{{ startedAt | datetime }}</td></tr>
{% if phase == "closure" %}{% if endedAt %}<tr><td>Przywrócono</td><td>{{ endedAt | datetime }}</td></tr>
{% endif %}{% else %}${nextUpdate}{% endif %}${ticket}</table>
<p>{{ summary | newline_to_br }}</p>
`
const invoiceFacts = `<table>
<tr><td>Konto rozliczeniowe</td><td>{{ billingAccountNumber }}</td></tr>
<tr><td>Faktura</td><td><strong>{{ invoiceNumber }}</strong></td></tr>
<tr><td>Kwota do zapłaty</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Termin płatności</td><td>{{ dueDate | date }}</td></tr>
</table>
{% if invoiceUrl %}<p><a href="{{ invoiceUrl }}">Otwórz fakturę</a></p>
{% endif %}`

/** The words of a matter that is opened, followed and closed. */
const phased = (opened: string, followed: string, closed: string) =>
  `{% if phase == "closure" %}${closed}{% elsif phase == "update" %}${followed}{% else %}${opened}{% endif %}`

export default {
  "service.notice contact email": {
    subject: phased(`{{ topic }}`, `Aktualizacja: {{ topic }}`, `Sprawa zamknięta: {{ topic }}`),
    body: `${greeting}
<p>${phased(
      `mamy nowe informacje o Państwa usługach.`,
      `przekazujemy aktualizację w sprawie, o której już pisaliśmy.`,
      `sprawa, o której pisaliśmy, została zamknięta.`,
    )}</p>
<p><strong>{{ topic }}</strong></p>
<p>{{ text | newline_to_br }}</p>
${services}<table>
${account}${ticket}</table>
${ticketLink}${help}`,
  },
  "service.notice contact sms": {
    body: phased(
      `Informacja o uslugach: {{ topic }}. Zgloszenie {{ ticketNumber }}. {{ organisation.name }}`,
      `Aktualizacja: {{ topic }}. Zgloszenie {{ ticketNumber }}. {{ organisation.name }}`,
      `Sprawa zamknieta: {{ topic }}. Zgloszenie {{ ticketNumber }}. {{ organisation.name }}`,
    ),
  },

  "works.planned contact email": {
    subject: phased(
      `Prace planowe {{ ticketNumber }}: {{ startsAt | datetime }}`,
      `Zmiana prac planowych {{ ticketNumber }}: {{ startsAt | datetime }}`,
      `Zakończono prace planowe {{ ticketNumber }}`,
    ),
    body: `${greeting}
<p>${phased(
      `planujemy prace w naszej sieci. {% if serviceAffecting %}<strong>W tym czasie nastąpi przerwa w działaniu usług, których to dotyczy.</strong>{% else %}Nie przewidujemy przerwy w działaniu Państwa usług.{% endif %}`,
      `zmieniły się szczegóły prac planowych; poniższe dane zastępują poprzednie. {% if serviceAffecting %}<strong>W tym czasie nastąpi przerwa w działaniu usług, których to dotyczy.</strong>{% else %}Nie przewidujemy przerwy w działaniu Państwa usług.{% endif %}`,
      `prace planowe zostały zakończone.`,
    )}</p>
<p>{{ summary | newline_to_br }}</p>
<table>
<tr><td>Początek</td><td><strong>{{ startsAt | datetime }}</strong></td></tr>
<tr><td>Koniec</td><td><strong>{{ endsAt | datetime }}</strong></td></tr>
{% if impact and phase != "closure" %}<tr><td>Przewidywany wpływ</td><td>{{ impact }}</td></tr>
{% endif %}${account}${ticket}</table>
${services}<p>${phased(
      `Nie muszą Państwo nic robić. Jeśli ten termin jest dla Państwa niedogodny, prosimy o jak najszybszą informację.`,
      `Nie muszą Państwo nic robić. Jeśli ten termin jest dla Państwa niedogodny, prosimy o jak najszybszą informację.`,
      `Usługi powinny działać jak zwykle. Jeśli tak nie jest, prosimy uruchomić urządzenia ponownie, a jeśli to nie pomoże, dać nam znać.`,
    )}</p>
${ticketLink}${help}`,
  },
  "works.planned contact sms": {
    body: phased(
      `Prace planowe {{ ticketNumber }}: od {{ startsAt | datetime: "short" }} do {{ endsAt | datetime: "short" }}. {% if serviceAffecting %}Nastapi przerwa w uslugach.{% else %}Bez przerwy w uslugach.{% endif %} {{ organisation.name }}`,
      `Zmiana prac planowych {{ ticketNumber }}: od {{ startsAt | datetime: "short" }} do {{ endsAt | datetime: "short" }}. {% if serviceAffecting %}Nastapi przerwa w uslugach.{% else %}Bez przerwy w uslugach.{% endif %} {{ organisation.name }}`,
      `Prace planowe {{ ticketNumber }} zakonczone. Jesli usluga nie dziala, prosimy o kontakt. {{ organisation.name }}`,
    ),
  },

  "outage.proactive contact email": {
    subject: phased(
      `Awaria usługi: {{ serviceNumber }}, zgłoszenie {{ ticketNumber }}`,
      `Informacja o awarii: {{ serviceNumber }}, zgłoszenie {{ ticketNumber }}`,
      `Usługa przywrócona: {{ serviceNumber }}, zgłoszenie {{ ticketNumber }}`,
    ),
    body: `${greeting}
<p>${phased(
      `nasz monitoring wykrył awarię Państwa usługi. Pracujemy nad jej usunięciem; nie muszą Państwo nic robić.`,
      `przekazujemy najnowsze informacje o awarii Państwa usługi. Nadal pracujemy nad jej usunięciem.`,
      `Państwa usługa została przywrócona. Przepraszamy za przerwę w jej działaniu.`,
    )}</p>
${outageFacts}${ticketLink}${help}`,
  },
  "outage.proactive contact sms": {
    body: phased(
      `Awaria uslugi {{ serviceNumber }} od {{ startedAt | datetime: "short" }}. Pracujemy nad nia. Zgloszenie {{ ticketNumber }}.{% if nextUpdateAt %} Nastepna informacja: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Awaria {{ serviceNumber }}: nadal pracujemy nad jej usunieciem. Zgloszenie {{ ticketNumber }}.{% if nextUpdateAt %} Nastepna informacja: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Usluga {{ serviceNumber }} zostala przywrocona. Zgloszenie {{ ticketNumber }} zamkniete. {{ organisation.name }}`,
    ),
  },

  "service.information contact email": {
    subject: `{{ topic }}: {{ serviceNumber }}`,
    body: `${greeting}
<p>nasz monitoring zauważył w Państwa usłudze coś, o czym warto wiedzieć. <strong>Usługa działa.</strong></p>
<p><strong>{{ topic }}</strong></p>
<p>{{ text | newline_to_br }}</p>
<table>
${service}${ticket}</table>
${ticketLink}${help}`,
  },
  "service.information contact sms": {
    body: `{{ serviceNumber }}: {{ topic }}. Usluga dziala. Zgloszenie {{ ticketNumber }}. {{ organisation.name }}`,
  },

  "outage.reactive contact email": {
    subject: phased(
      `Przyjęliśmy zgłoszenie {{ ticketNumber }}: {{ serviceNumber }}`,
      `Informacja o zgłoszeniu {{ ticketNumber }}: {{ serviceNumber }}`,
      `Zgłoszenie {{ ticketNumber }} rozwiązane: {{ serviceNumber }}`,
    ),
    body: `${greeting}
<p>${phased(
      `dziękujemy za zgłoszenie awarii. Przyjęliśmy je i ustalamy przyczynę.`,
      `przekazujemy najnowsze informacje o zgłoszonej przez Państwa awarii. Nadal pracujemy nad jej usunięciem.`,
      `zgłoszona przez Państwa awaria została usunięta. Jeśli usługa nadal nie działa, wystarczy odpowiedzieć na tę wiadomość, a otworzymy zgłoszenie ponownie.`,
    )}</p>
${outageFacts}${ticketLink}${help}`,
  },
  "outage.reactive contact sms": {
    body: phased(
      `Przyjelismy zgloszenie {{ ticketNumber }} dotyczace {{ serviceNumber }} i pracujemy nad nim.{% if nextUpdateAt %} Nastepna informacja: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Zgloszenie {{ ticketNumber }} ({{ serviceNumber }}): nadal nad nim pracujemy.{% if nextUpdateAt %} Nastepna informacja: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Zgloszenie {{ ticketNumber }} ({{ serviceNumber }}) zostalo rozwiazane i zamkniete. {{ organisation.name }}`,
    ),
  },

  "ticket.escalation contact email": {
    subject: phased(
      `Eskalacja zgłoszenia {{ ticketNumber }} na poziom {{ level | number }}`,
      `Informacja o eskalacji zgłoszenia {{ ticketNumber }}, poziom {{ level | number }}`,
      `Eskalowane zgłoszenie {{ ticketNumber }} zamknięte`,
    ),
    body: `${greeting}
<p>${phased(
      `zgłoszenie dotyczące Państwa usługi zostało eskalowane: zajmuje się nim więcej osób, a jego przebieg śledzi nasze kierownictwo.`,
      `przekazujemy najnowsze informacje o eskalowanym zgłoszeniu.`,
      `eskalowane zgłoszenie zostało rozwiązane i zamknięte.`,
    )}</p>
<p>{{ summary | newline_to_br }}</p>
<table>
${service}<tr><td>Poziom eskalacji</td><td><strong>{{ level | number }}</strong></td></tr>
{% if owner %}<tr><td>Prowadzi</td><td>{{ owner }}</td></tr>
{% endif %}{% unless phase == "closure" %}${nextUpdate}{% endunless %}${ticket}</table>
${ticketLink}${help}`,
  },
  "ticket.escalation contact sms": {
    body: phased(
      `Zgloszenie {{ ticketNumber }} ({{ serviceNumber }}): eskalacja na poziom {{ level | number }}.{% if nextUpdateAt %} Nastepna informacja: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Zgloszenie {{ ticketNumber }} ({{ serviceNumber }}), poziom eskalacji {{ level | number }}: trwaja prace.{% if nextUpdateAt %} Nastepna informacja: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Eskalowane zgloszenie {{ ticketNumber }} ({{ serviceNumber }}) rozwiazane i zamkniete. {{ organisation.name }}`,
    ),
  },

  "technical.request contact email": {
    subject: `Prosimy o odpowiedź: {{ topic }} ({{ serviceNumber }})`,
    body: `${greeting}
<p>są Państwo kontaktem technicznym tej usługi i potrzebujemy Państwa odpowiedzi.</p>
<p><strong>{{ topic }}</strong></p>
<p>{{ text | newline_to_br }}</p>
<table>
${service}{% if replyBefore %}<tr><td>Prosimy o odpowiedź do</td><td><strong>{{ replyBefore | date }}</strong></td></tr>
{% endif %}${ticket}</table>
${ticketLink}${help}`,
  },

  "product.communication contact email": {
    subject: `{{ topic }}`,
    body: `${greeting}
<p>{{ text | newline_to_br }}</p>
{% if moreUrl %}<p><a href="{{ moreUrl }}">Więcej informacji</a></p>
{% endif %}<p>Z poważaniem<br>{{ organisation.name }}</p>
<p>Otrzymują Państwo tę wiadomość, ponieważ subskrybują Państwo informacje o produktach.</p>`,
  },
  "product.communication contact sms": {
    body: `{{ organisation.name }}: {{ topic }}.{% if moreUrl %} {{ moreUrl }}{% endif %}`,
  },

  "invoice.issued contact email": {
    subject: `Faktura {{ invoiceNumber }}: {{ amount | money }}, termin płatności {{ dueDate | date }}`,
    body: `${greeting}
<p>wystawiliśmy nową fakturę dla Państwa konta rozliczeniowego.</p>
${invoiceFacts}<p>W tytule przelewu prosimy podać numer faktury. Dziękujemy.</p>
<p>Z poważaniem<br>{{ organisation.name }}</p>`,
  },

  "payment.reminder contact email": {
    subject: `Przypomnienie o płatności: faktura {{ invoiceNumber }}, {{ amount | money }}`,
    body: `${greeting}
<p>nie otrzymaliśmy jeszcze płatności za poniższą fakturę. {{ "{days, plural, =0 {Termin płatności mija dzisiaj.} one {Termin płatności minął wczoraj.} few {Termin płatności minął # dni temu.} many {Termin płatności minął # dni temu.} other {Termin płatności minął # dnia temu.}}" | t: days: daysOverdue }}</p>
${invoiceFacts}<p>Prosimy o wpłatę z podaniem numeru faktury. Jeśli płatność została już wysłana, prosimy nie brać tej wiadomości pod uwagę.</p>
<p>Z poważaniem<br>{{ organisation.name }}</p>`,
  },
  "payment.reminder contact sms": {
    body: `Przypomnienie: faktura {{ invoiceNumber }}, {{ amount | money }}, termin {{ dueDate | date: "short" }}. Jesli juz oplacona, prosimy pominac te wiadomosc. {{ organisation.name }}`,
  },
} satisfies DefaultTexts
