/** The system's own texts in Danish. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>Hej{% if recipient.name != blank %} {{ recipient.name }}{% endif %}</p>`

const signInLink = {
  subject: "Dit loginlink",
  body: `${greeting}
<p>Her er det link, du bad om. Det virker én gang, indtil {{ expiresAt | datetime }}.</p>
<p><a href="{{ link }}">Log ind</a></p>
<p>Har du ikke bedt om det, kan du se bort fra denne e-mail: Ingen kommer ind uden linket.</p>`,
}
const passwordReset = {
  subject: "Vælg en ny adgangskode",
  body: `${greeting}
<p>Du har bedt om en ny adgangskode. Linket virker én gang, indtil {{ expiresAt | datetime }}; din nuværende adgangskode gælder, til du har valgt en ny.</p>
<p><a href="{{ link }}">Vælg en ny adgangskode</a></p>
<p>Har du ikke bedt om det, kan du se bort fra denne e-mail: Der ændres ikke noget.</p>`,
}
const addressVerification = {
  subject: "Bekræft din nye loginadresse",
  body: `${greeting}
<p>Fremover vil du logge ind med <strong>{{ newAddress }}</strong>. Bekræft senest {{ expiresAt | datetime }}, at adressen er din. Indtil da gælder den gamle.</p>
<p><a href="{{ link }}">Bekræft adressen</a></p>
<p>Har du ikke bedt om det, kan du se bort fra denne e-mail: Der ændres ikke noget.</p>`,
}
const addressChanged = {
  subject: "Din loginadresse er ændret",
  body: `${greeting}
<p>Siden {{ event.time | datetime }} logger du ind med <strong>{{ newAddress }}</strong>; denne adresse kan ikke længere bruges til login. Alle andre sessioner er afsluttet.</p>
<p>Var det ikke dig, så sig det straks til din administrator eller kontaktperson.</p>`,
}
const passwordChanged = {
  subject: "Din adgangskode er ændret",
  body: `${greeting}
<p>Din adgangskode blev ændret {{ event.time | datetime }}. Alle andre sessioner er afsluttet.</p>
<p>Var det ikke dig, så bed straks om en ny adgangskode på loginsiden, og sig det til din administrator eller kontaktperson.</p>`,
}
const newSignIn = {
  subject: "Nyt login: {{ device }}",
  body: `${greeting}
<p>Der er logget ind på din konto fra en enhed, vi ikke har set før.</p>
<table>
<tr><td>Tidspunkt</td><td>{{ event.time | datetime }}</td></tr>
<tr><td>Enhed</td><td>{{ device }}</td></tr>
</table>
{% if ipAddress %}<p>IP-adresse: {{ ipAddress }}</p>{% endif %}
<p>Var det dig, skal du ikke gøre noget. Hvis ikke, så skift adgangskode nu: Det afslutter alle andre sessioner.</p>`,
}
const twoStepChanged = {
  subject: "Totrinslogin er nu slået {% if isOn %}til{% else %}fra{% endif %}",
  body: `${greeting}
{% if isOn %}<p>Totrinslogin blev slået til for din konto {{ event.time | datetime }}. Fremover kræver login også en kode fra din app. Gem gendannelseskoderne et sikkert sted.</p>{% else %}<p>Totrinslogin blev slået fra for din konto {{ event.time | datetime }}. Fremover er din adgangskode nok til at logge ind.</p>{% endif %}
<p>Var det ikke dig, så skift adgangskode nu, og sig det til din administrator eller kontaktperson.</p>`,
}
const contactRejected = {
  subject: "{{ contactName }}: Adressen tilhører en anden",
  body: `${greeting}
<p>Da vi bad om at få kontakten {{ contactName }} hos {{ customer.name }} bekræftet, svarede <strong>{{ contactEmail }}</strong> »Det er ikke mig«.</p>
<p>Alle kontaktens tilmeldinger er stoppet, så der sendes ikke mere til den adresse. Tjek den, og erstat den om nødvendigt: Tilmeldingerne flytter med til den nye.</p>
<p><a href="{{ page }}">Åbn kontakten</a></p>`,
}
const contactRejectedInbox = {
  subject: "{{ contactName }}: en andens adresse",
  body: "{{ contactEmail }} svarede »Det er ikke mig«. Kontaktens tilmeldinger hos {{ customer.name }} er stoppet. Tjek adressen, og erstat den om nødvendigt.",
}
const removalRequested = {
  subject: "{{ contactName }} beder om at blive slettet",
  body: `${greeting}
<p><strong>{{ contactName }}</strong> ({{ contactEmail }}), kontakt hos {{ customer.name }}, beder om at blive slettet for altid.</p>
<p>Find ud af, hvem der fremover skal have besked, overdrag tilmeldingerne, og slet derefter kontakten.</p>
<p><a href="{{ page }}">Åbn kontakten</a></p>`,
}
const removalRequestedInbox = {
  subject: "{{ contactName }} beder om at blive slettet",
  body: "{{ contactName }} ({{ contactEmail }}), {{ customer.name }}, beder om at blive slettet for altid. Overdrag tilmeldingerne, og slet derefter kontakten.",
}
const accessRequested = {
  subject: "{{ personName }} beder om adgang til {{ customerNumber }}",
  body: `${greeting}
<p><strong>{{ personName }}</strong> ({{ personEmail }}) beder om adgang til kundenummer <strong>{{ customerNumber }}</strong>.</p>
{% if reason %}<p>Begrundelse: {{ reason }}</p>{% endif %}
<p>Du bestemmer: Giv adgang som bruger eller som administrator, eller afvis med et par ord. Vedkommende får besked under alle omstændigheder.</p>
<p><a href="{{ page }}">Tag stilling til anmodningen</a></p>`,
}
const accessRequestedInbox = {
  subject: "Anmodning om adgang til {{ customerNumber }}",
  body: "{{ personName }} ({{ personEmail }}) beder om adgang til {{ customerNumber }}.{% if reason %} {{ reason }}{% endif %}",
}

export default {
  "system.sign_in_link employee email": signInLink,
  "system.sign_in_link contact email": signInLink,
  "system.sign_in_link operator email": signInLink,
  "system.password_reset employee email": passwordReset,
  "system.password_reset contact email": passwordReset,
  "system.password_reset operator email": passwordReset,
  "system.invitation employee email": {
    subject: "Din invitation til {{ organisation.name }}",
    body: `${greeting}
<p>{% if invitedBy %}{{ invitedBy }} inviterer dig{% else %}Du er inviteret{% endif %} til at arbejde sammen med <strong>{{ organisation.name }}</strong> i Tidings, hvor kunderne bliver holdt orienteret.</p>
<p><a href="{{ link }}">Tag imod invitationen</a></p>
<p>Linket virker én gang, indtil {{ expiresAt | datetime }}. Er det udløbet, så bed om et nyt.</p>`,
  },
  "system.invitation contact email": {
    subject: "Din adgang til {{ organisation.name }}s kundeportal",
    body: `${greeting}
<p>{{ organisation.name }} har åbnet kundeportalen for <strong>{{ customer.name }}</strong> og inviterer dig som administrator. Her bestemmer du, hvem hos jer der får besked om hvad.</p>
<p><a href="{{ link }}">Åbn portalen</a></p>
<p>Linket virker én gang, indtil {{ expiresAt | datetime }}. Er det udløbet, sender {{ organisation.name }} gerne et nyt.</p>`,
  },
  "system.address_verification employee email": addressVerification,
  "system.address_verification contact email": addressVerification,
  "system.address_verification operator email": addressVerification,
  "system.address_changed employee email": addressChanged,
  "system.address_changed contact email": addressChanged,
  "system.address_changed operator email": addressChanged,
  "system.password_changed employee email": passwordChanged,
  "system.password_changed contact email": passwordChanged,
  "system.password_changed operator email": passwordChanged,
  "system.new_sign_in employee email": newSignIn,
  "system.new_sign_in contact email": newSignIn,
  "system.new_sign_in operator email": newSignIn,
  "system.two_step_changed employee email": twoStepChanged,
  "system.two_step_changed contact email": twoStepChanged,
  "system.two_step_changed operator email": twoStepChanged,
  "system.contact_verification contact email": {
    subject: "Er du den rette kontakt hos {{ customer.name }}?",
    body: `${greeting}
<p>{{ customer.name }} har angivet dig som kontakt for notifikationer fra <strong>{{ organisation.name }}</strong>. Bekræft senest {{ expiresAt | datetime }}, at adressen er din.</p>
<p><a href="{{ link }}">Ja, det er mig</a></p>
<p>Ikke den rette person? <a href="{{ rejectLink }}">Det er ikke mig</a>: Så får du ikke flere notifikationer, og vi giver {{ customer.name }} besked.</p>`,
  },
  "system.contact_rejected contact email": contactRejected,
  "system.contact_rejected contact inbox": contactRejectedInbox,
  "system.contact_rejected administrator email": contactRejected,
  "system.contact_rejected administrator inbox": contactRejectedInbox,
  "system.removal_requested contact email": removalRequested,
  "system.removal_requested contact inbox": removalRequestedInbox,
  "system.removal_requested administrator email": removalRequested,
  "system.removal_requested administrator inbox": removalRequestedInbox,
  "system.access_requested contact email": accessRequested,
  "system.access_requested contact inbox": accessRequestedInbox,
  "system.access_requested administrator email": accessRequested,
  "system.access_requested administrator inbox": accessRequestedInbox,
  "system.access_decided contact email": {
    subject:
      "{% if isGranted %}Du har nu adgang til {{ customerNumber }}{% else %}Ingen adgang til {{ customerNumber }}{% endif %}",
    body: `${greeting}
{% if isGranted %}<p>Du har nu adgang til kundenummer <strong>{{ customerNumber }}</strong>{% if isAdmin %} som administrator{% endif %}. Du kan se kundekonti og tjenester og vælge, hvad du vil have besked om.</p>{% else %}<p>Din anmodning om adgang til kundenummer <strong>{{ customerNumber }}</strong> blev ikke imødekommet.</p>{% endif %}
{% if note %}<p>Svaret lød: {{ note }}</p>{% endif %}
<p><a href="{{ page }}">Åbn min profil</a></p>`,
  },
  "system.access_decided contact inbox": {
    subject:
      "{% if isGranted %}Adgang til {{ customerNumber }} givet{% else %}Adgang til {{ customerNumber }} ikke givet{% endif %}",
    body: "{% if isGranted %}Du kan nu se kundekonti og tjenester{% if isAdmin %} og styre dem som administrator{% endif %}.{% else %}Din anmodning blev ikke imødekommet.{% endif %}{% if note %} {{ note }}{% endif %}",
  },
  "system.last_subscriber_left contact email": {
    subject: "Ingen får længere »{{ subscriptionName }}« for {{ number }}",
    body: `${greeting}
<p>Med <strong>{{ contactName }}</strong> er den sidste tilmeldte til <strong>{{ subscriptionName }}</strong> for {{ number }} væk. Besked om det når ikke længere nogen hos {{ customer.name }}.</p>
<p>Vælg en anden, der skal have besked.</p>
<p><a href="{{ page }}">Vælg kontakter</a></p>`,
  },
  "system.last_subscriber_left contact inbox": {
    subject: "Ingen får »{{ subscriptionName }}«",
    body: "{{ contactName }} var den sidste tilmeldte for {{ number }}. Vælg en anden, der skal have besked.",
  },
  "system.payment_receipt administrator email": {
    subject: "Kvittering: {{ description }}, {{ total | money }}",
    body: `${greeting}
<p>Tak, betalingen er modtaget, og købet er klar til brug.</p>
<table>
<tr><td>Køb</td><td>{{ description }}</td></tr>
<tr><td>Faktura</td><td>{{ invoiceNumber }}</td></tr>
<tr><td>Ekskl. moms</td><td>{{ net | money }}</td></tr>
<tr><td>Moms</td><td>{{ vat | money }}</td></tr>
<tr><td>I alt</td><td><strong>{{ total | money }}</strong></td></tr>
</table>
<p><a href="{{ page }}">Åbn fakturaen</a></p>`,
  },
  "system.payment_failed administrator email": {
    subject: "Ikke betalt: {{ description }}",
    body: `${greeting}
<p>Betalingen på <strong>{{ total | money }}</strong> for {{ description }} gik ikke igennem. Intet er trukket, og intet er tilføjet.</p>
<p>Tjek betalingsmetoden, og prøv igen.</p>
<p><a href="{{ page }}">Åbn faktureringen</a></p>`,
  },
  "system.payment_failed administrator inbox": {
    subject: "Ikke betalt: {{ description }}",
    body: "Betalingen på {{ total | money }} gik ikke igennem. Intet er trukket eller tilføjet. Tjek betalingsmetoden, og prøv igen.",
  },
  "system.wallet_low administrator email": {
    subject: "{{ balance | money }} tilbage i {{ organisation.name }}s tegnebog",
    body: `${greeting}
<p>Der er <strong>{{ balance | money }}</strong> tilbage i tegnebogen for {{ organisation.name }}, og jeres grænse på {{ threshold | money }} er nået.</p>
<p>En besked, som tegnebogen ikke kan dække, bliver ikke sendt. Tank op, så de alle kommer af sted.</p>
<p><a href="{{ page }}">Tank tegnebogen op</a></p>`,
  },
  "system.wallet_low administrator inbox": {
    subject: "{{ balance | money }} tilbage i tegnebogen",
    body: "Grænsen på {{ threshold | money }} er nået. Beskeder uden dækning bliver ikke sendt. Tank op.",
  },
  "system.credits_low administrator email": {
    subject: `{% if remaining == 0 %}Ingen {% if channel == "sms" %}sms'er{% else %}e-mails{% endif %} tilbage{% else %}{{ remaining | number }} {% if channel == "sms" %}{{ "{count, plural, one {sms} other {sms''er}}" | t: count: remaining }}{% else %}{{ "{count, plural, one {e-mail} other {e-mails}}" | t: count: remaining }}{% endif %} tilbage ({{ percent | number }} %){% endif %}`,
    body: `${greeting}
{% if remaining == 0 %}<p>{{ organisation.name }} har <strong>ingen {% if channel == "sms" %}sms'er{% else %}e-mails{% endif %}</strong> tilbage, og der sendes ikke flere. Når du har købt flere, kan du sende det seneste døgns beskeder fra Aktivitet.</p>{% else %}<p>{{ organisation.name }} har <strong>{{ remaining | number }} {% if channel == "sms" %}{{ "{count, plural, one {sms} other {sms''er}}" | t: count: remaining }}{% else %}{{ "{count, plural, one {e-mail} other {e-mails}}" | t: count: remaining }}{% endif %}</strong> tilbage, {{ percent | number }} % af beholdningen efter det seneste køb. Når de er brugt op, sendes der ikke mere på denne kanal.</p>{% endif %}
<p><a href="{{ page }}">Køb flere</a></p>`,
  },
  "system.credits_low administrator inbox": {
    subject: `{% if remaining == 0 %}Ingen {% if channel == "sms" %}sms'er{% else %}e-mails{% endif %} tilbage{% else %}{{ remaining | number }} {% if channel == "sms" %}{{ "{count, plural, one {sms} other {sms''er}}" | t: count: remaining }}{% else %}{{ "{count, plural, one {e-mail} other {e-mails}}" | t: count: remaining }}{% endif %} tilbage{% endif %}`,
    body: "{% if remaining == 0 %}Der sendes ikke flere. Køb flere; det seneste døgns beskeder kan så sendes fra Aktivitet.{% else %}Det er {{ percent | number }} % af beholdningen efter det seneste køb. Køb flere, før de er brugt op.{% endif %}",
  },
  "system.sender_requested operator email": {
    subject: "{{ organisation.name }} ønsker sms-afsenderen {{ senderName }}",
    body: `${greeting}
<p>{{ requestedBy }} fra <strong>{{ organisation.name }}</strong> ønsker at sende sms'er som <strong>{{ senderName }}</strong>.</p>
<p>Begrundelse: {{ reason }}</p>
<p>Indtil du har taget stilling, bruges standardafsenderen. {{ requestedBy }} får besked om afgørelsen.</p>
<p><a href="{{ page }}">Godkend eller afvis</a></p>`,
  },
  "system.sender_approved employee email": {
    subject: "Sms-afsenderen {{ senderName }} er godkendt",
    body: `${greeting}
<p>Godt nyt: Fremover kan sms'er fra {{ organisation.name }} sendes som <strong>{{ senderName }}</strong>.</p>
<p><a href="{{ page }}">Se sms-indstillingerne</a></p>`,
  },
  "system.sender_approved employee inbox": {
    subject: "Sms-afsenderen {{ senderName }} er godkendt",
    body: "Fremover kan sms'er fra {{ organisation.name }} sendes som {{ senderName }}.",
  },
  "system.sender_refused employee email": {
    subject: "Sms-afsenderen {{ senderName }} er afvist",
    body: `${greeting}
<p>Platformens operatør har afvist sms-afsenderen <strong>{{ senderName }}</strong>. Sms'er sendes fortsat som hidtil.</p>
{% if reason %}<p>Begrundelse: {{ reason }}</p>{% endif %}
<p>Du kan spørge igen med et andet navn eller flere oplysninger.</p>
<p><a href="{{ page }}">Se sms-indstillingerne</a></p>`,
  },
  "system.sender_refused employee inbox": {
    subject: "Sms-afsenderen {{ senderName }} er afvist",
    body: "Sms'er sendes fortsat som hidtil.{% if reason %} Begrundelse: {{ reason }}{% endif %}",
  },
  "system.connection_failing administrator email": {
    subject: "{{ connectionName }} tager ikke imod beskeder",
    body: `${greeting}
<p>Siden {{ failingSince | datetime }} har forbindelsen <strong>{{ connectionName }}</strong> hos {{ organisation.name }} ikke taget imod beskeder. {{ "{count, plural, =0 {Ingen beskeder venter} one {# besked venter} other {# beskeder venter}}" | t: count: waitingCount }}; intet er gået tabt.</p>
{% if lastError %}<p>Seneste svar: {{ lastError }}</p>{% endif %}
<p>Tjek forbindelsens indstillinger. Så snart den virker igen, fortsætter afsendelsen af sig selv.</p>
<p><a href="{{ page }}">Åbn forbindelsen</a></p>`,
  },
  "system.connection_failing administrator inbox": {
    subject: "{{ connectionName }} tager ikke imod beskeder",
    body: `Siden {{ failingSince | datetime }}. {{ "{count, plural, =0 {Ingen beskeder venter} one {# besked venter} other {# beskeder venter}}" | t: count: waitingCount }}.{% if lastError %} Seneste svar: {{ lastError }}{% endif %}`,
  },
  "system.connection_failing operator email": {
    subject: "Platformens forbindelse {{ connectionName }} tager ikke imod beskeder",
    body: `${greeting}
<p>Siden {{ failingSince | datetime }} har platformens forbindelse <strong>{{ connectionName }}</strong> ikke taget imod beskeder. {{ "{count, plural, =0 {Ingen beskeder venter} one {# besked venter} other {# beskeder venter}}" | t: count: waitingCount }}; intet er gået tabt.</p>
{% if lastError %}<p>Seneste svar: {{ lastError }}</p>{% endif %}
<p><a href="{{ page }}">Åbn forbindelsen</a></p>`,
  },
  "system.webhook_disabled administrator email": {
    subject: "En webhook hos {{ organisation.name }} er slået fra",
    body: `${greeting}
<p>Endpointet <strong>{{ endpointUrl }}</strong> har fejlet siden {{ failingSince | datetime }}, så der sendes ikke længere noget til det.</p>
{% if lastError %}<p>Seneste svar: {{ lastError }}</p>{% endif %}
<p>Når det virker igen, kan du slå det til og sende det, det gik glip af.</p>
<p><a href="{{ page }}">Åbn webhooken</a></p>`,
  },
  "system.webhook_disabled administrator inbox": {
    subject: "En webhook er slået fra",
    body: "{{ endpointUrl }} har fejlet siden {{ failingSince | datetime }}.{% if lastError %} Seneste svar: {{ lastError }}.{% endif %} Slå den til, når den virker igen.",
  },
} satisfies DefaultTexts
