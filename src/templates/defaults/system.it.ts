/** The system's own texts in Italian. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>Buongiorno{% if recipient.name != blank %} {{ recipient.name }}{% endif %},</p>`

const signInLink = {
  subject: "Il Suo link di accesso",
  body: `${greeting}
<p>ecco il link di accesso richiesto. Funziona una sola volta, fino al {{ expiresAt | datetime }}.</p>
<p><a href="{{ link }}">Acceda</a></p>
<p>Se non l'ha richiesto Lei, può ignorare questa e-mail: senza il link nessuno può accedere.</p>`,
}
const passwordReset = {
  subject: "Scelga una nuova password",
  body: `${greeting}
<p>abbiamo ricevuto la richiesta di una nuova password. Il link funziona una sola volta, fino al {{ expiresAt | datetime }}; finché non lo usa, resta valida la password attuale.</p>
<p><a href="{{ link }}">Scelga una nuova password</a></p>
<p>Se non l'ha richiesta Lei, può ignorare questa e-mail: non cambierà nulla.</p>`,
}
const addressVerification = {
  subject: "Confermi il nuovo indirizzo di accesso",
  body: `${greeting}
<p>d'ora in poi desidera accedere con <strong>{{ newAddress }}</strong>. Confermi entro il {{ expiresAt | datetime }} che questo indirizzo è Suo. Fino ad allora vale quello precedente.</p>
<p><a href="{{ link }}">Confermi l'indirizzo</a></p>
<p>Se non l'ha richiesto Lei, può ignorare questa e-mail: non cambierà nulla.</p>`,
}
const addressChanged = {
  subject: "Il Suo indirizzo di accesso è cambiato",
  body: `${greeting}
<p>dal {{ event.time | datetime }} si accede con <strong>{{ newAddress }}</strong>; questo indirizzo non è più valido per l'accesso. Tutte le altre sessioni sono terminate.</p>
<p>Se non è stata una Sua scelta, avvisi subito il Suo amministratore o referente.</p>`,
}
const passwordChanged = {
  subject: "La Sua password è stata modificata",
  body: `${greeting}
<p>la Sua password è stata modificata il {{ event.time | datetime }}. Tutte le altre sessioni sono terminate.</p>
<p>Se non è stata una Sua scelta, richieda subito una nuova password dalla pagina di accesso e avvisi il Suo amministratore o referente.</p>`,
}
const newSignIn = {
  subject: "Nuovo accesso: {{ device }}",
  body: `${greeting}
<p>è stato effettuato un accesso al Suo account da un dispositivo mai visto prima.</p>
<table>
<tr><td>Data e ora</td><td>{{ event.time | datetime }}</td></tr>
<tr><td>Dispositivo</td><td>{{ device }}</td></tr>
</table>
{% if ipAddress %}<p>Indirizzo IP: {{ ipAddress }}</p>{% endif %}
<p>Se è stato un Suo accesso, non occorre fare nulla. In caso contrario cambi subito la password: tutte le altre sessioni termineranno.</p>`,
}
const twoStepChanged = {
  subject: "L'accesso in due passaggi ora è {% if isOn %}attivo{% else %}disattivato{% endif %}",
  body: `${greeting}
{% if isOn %}<p>il {{ event.time | datetime }} è stato attivato l'accesso in due passaggi per il Suo account. D'ora in poi per accedere serve anche un codice dell'app. Conservi i codici di recupero in un luogo sicuro.</p>{% else %}<p>il {{ event.time | datetime }} è stato disattivato l'accesso in due passaggi per il Suo account. D'ora in poi per accedere basta la password.</p>{% endif %}
<p>Se non è stata una Sua scelta, cambi subito la password e avvisi il Suo amministratore o referente.</p>`,
}
const contactRejected = {
  subject: "{{ contactName }}: l'indirizzo è di un'altra persona",
  body: `${greeting}
<p>alla richiesta di confermare il contatto {{ contactName }} di {{ customer.name }}, dall'indirizzo <strong>{{ contactEmail }}</strong> è arrivata la risposta «Non sono io».</p>
<p>Tutte le sottoscrizioni di questo contatto sono terminate, quindi a quell'indirizzo non inviamo più nulla. La preghiamo di verificarlo e, se necessario, di sostituirlo: le sottoscrizioni passeranno al nuovo.</p>
<p><a href="{{ page }}">Apra il contatto</a></p>`,
}
const contactRejectedInbox = {
  subject: "{{ contactName }}: indirizzo di un'altra persona",
  body: "Da {{ contactEmail }} è arrivata la risposta «Non sono io». Le sottoscrizioni del contatto ({{ customer.name }}) sono terminate. Verifica l'indirizzo e, se serve, sostituiscilo.",
}
const removalRequested = {
  subject: "{{ contactName }}: richiesta di eliminazione",
  body: `${greeting}
<p><strong>{{ contactName }}</strong> ({{ contactEmail }}), contatto di {{ customer.name }}, chiede l'eliminazione definitiva.</p>
<p>La preghiamo di stabilire chi riceverà d'ora in poi le notifiche, di trasferirgli le sottoscrizioni e poi di eliminare il contatto.</p>
<p><a href="{{ page }}">Apra il contatto</a></p>`,
}
const removalRequestedInbox = {
  subject: "{{ contactName }}: richiesta di eliminazione",
  body: "{{ contactName }} ({{ contactEmail }}), {{ customer.name }}, chiede l'eliminazione definitiva. Trasferisci le sottoscrizioni, poi elimina il contatto.",
}
const accessRequested = {
  subject: "{{ personName }} chiede l'accesso a {{ customerNumber }}",
  body: `${greeting}
<p><strong>{{ personName }}</strong> ({{ personEmail }}) chiede l'accesso al Numero Cliente <strong>{{ customerNumber }}</strong>.</p>
{% if reason %}<p>Motivazione: {{ reason }}</p>{% endif %}
<p>La decisione spetta a Lei: può concedere l'accesso come utente o come amministratore, oppure rifiutarlo con due parole di spiegazione. L'esito sarà comunicato in ogni caso.</p>
<p><a href="{{ page }}">Decida sulla richiesta</a></p>`,
}
const accessRequestedInbox = {
  subject: "Richiesta di accesso a {{ customerNumber }}",
  body: "{{ personName }} ({{ personEmail }}) chiede l'accesso a {{ customerNumber }}.{% if reason %} {{ reason }}{% endif %}",
}

export default {
  "system.sign_in_link employee email": signInLink,
  "system.sign_in_link contact email": signInLink,
  "system.sign_in_link operator email": signInLink,
  "system.password_reset employee email": passwordReset,
  "system.password_reset contact email": passwordReset,
  "system.password_reset operator email": passwordReset,
  "system.invitation employee email": {
    subject: "Il Suo invito in {{ organisation.name }}",
    body: `${greeting}
<p>{% if invitedBy %}{{ invitedBy }} La invita{% else %}La invitiamo{% endif %} a lavorare con <strong>{{ organisation.name }}</strong> in Tidings, dove si tengono informati i clienti.</p>
<p><a href="{{ link }}">Accetti l'invito</a></p>
<p>Il link funziona una sola volta, fino al {{ expiresAt | datetime }}. Se è scaduto, può chiederne uno nuovo.</p>`,
  },
  "system.invitation contact email": {
    subject: "Il Suo accesso al portale di {{ organisation.name }}",
    body: `${greeting}
<p>{{ organisation.name }} ha aperto il portale clienti per <strong>{{ customer.name }}</strong> e La invita come amministratore. Da lì può decidere chi dei Suoi colleghi riceve quali notifiche.</p>
<p><a href="{{ link }}">Apra il portale</a></p>
<p>Il link funziona una sola volta, fino al {{ expiresAt | datetime }}. Se è scaduto, {{ organisation.name }} gliene invierà volentieri uno nuovo.</p>`,
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
    subject: "È Lei il contatto giusto per {{ customer.name }}?",
    body: `${greeting}
<p>{{ customer.name }} L'ha indicata come contatto per le notifiche di <strong>{{ organisation.name }}</strong>. Confermi entro il {{ expiresAt | datetime }} che questo indirizzo è Suo.</p>
<p><a href="{{ link }}">Sì, sono io</a></p>
<p>Non è la persona giusta? <a href="{{ rejectLink }}">Non sono io</a>: non riceverà altre notifiche e avviseremo {{ customer.name }}.</p>`,
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
      "{% if isGranted %}Ora ha accesso a {{ customerNumber }}{% else %}Accesso a {{ customerNumber }} non concesso{% endif %}",
    body: `${greeting}
{% if isGranted %}<p>ora ha accesso al Numero Cliente <strong>{{ customerNumber }}</strong>{% if isAdmin %} come amministratore{% endif %}. Può consultarne account e servizi e scegliere quali notifiche ricevere.</p>{% else %}<p>la Sua richiesta di accesso al Numero Cliente <strong>{{ customerNumber }}</strong> non è stata accolta.</p>{% endif %}
{% if note %}<p>La risposta: {{ note }}</p>{% endif %}
<p><a href="{{ page }}">Apra il Suo profilo</a></p>`,
  },
  "system.access_decided contact inbox": {
    subject:
      "{% if isGranted %}Accesso a {{ customerNumber }} concesso{% else %}Accesso a {{ customerNumber }} non concesso{% endif %}",
    body: "{% if isGranted %}Account e servizi ora sono visibili{% if isAdmin %} e gestibili come amministratore{% endif %}.{% else %}La richiesta non è stata accolta.{% endif %}{% if note %} {{ note }}{% endif %}",
  },
  "system.last_subscriber_left contact email": {
    subject: "Nessuno riceve più «{{ subscriptionName }}» per {{ number }}",
    body: `${greeting}
<p>dopo l'uscita di <strong>{{ contactName }}</strong> non resta alcun contatto iscritto a <strong>{{ subscriptionName }}</strong> per {{ number }}. Le notizie su questo tema non raggiungono più nessuno in {{ customer.name }}.</p>
<p>La preghiamo di scegliere un'altra persona da avvisare.</p>
<p><a href="{{ page }}">Scelga i contatti</a></p>`,
  },
  "system.last_subscriber_left contact inbox": {
    subject: "Nessuno riceve «{{ subscriptionName }}»",
    body: "{{ contactName }} era l'ultimo contatto iscritto per {{ number }}. Scegli un'altra persona da avvisare.",
  },
  "system.payment_receipt administrator email": {
    subject: "Ricevuta: {{ description }}, {{ total | money }}",
    body: `${greeting}
<p>grazie, il pagamento è arrivato e l'acquisto è pronto per l'uso.</p>
<table>
<tr><td>Acquisto</td><td>{{ description }}</td></tr>
<tr><td>Fattura</td><td>{{ invoiceNumber }}</td></tr>
<tr><td>Imponibile</td><td>{{ net | money }}</td></tr>
<tr><td>IVA</td><td>{{ vat | money }}</td></tr>
<tr><td>Totale</td><td><strong>{{ total | money }}</strong></td></tr>
</table>
<p><a href="{{ page }}">Apra la fattura</a></p>`,
  },
  "system.payment_failed administrator email": {
    subject: "Non pagato: {{ description }}",
    body: `${greeting}
<p>il pagamento di <strong>{{ total | money }}</strong> per {{ description }} non è riuscito. Nulla è stato addebitato e nulla è stato aggiunto.</p>
<p>La preghiamo di verificare il metodo di pagamento e di riprovare.</p>
<p><a href="{{ page }}">Apra la fatturazione</a></p>`,
  },
  "system.payment_failed administrator inbox": {
    subject: "Non pagato: {{ description }}",
    body: "Il pagamento di {{ total | money }} non è riuscito. Nulla è stato addebitato o aggiunto. Verifica il metodo di pagamento e riprova.",
  },
  "system.wallet_low administrator email": {
    subject: "Nel portafoglio di {{ organisation.name }} restano {{ balance | money }}",
    body: `${greeting}
<p>nel portafoglio di {{ organisation.name }} restano <strong>{{ balance | money }}</strong>: è stata raggiunta la soglia di {{ threshold | money }}.</p>
<p>Un messaggio che il portafoglio non può coprire non viene inviato. Con una ricarica partiranno tutti.</p>
<p><a href="{{ page }}">Ricarichi il portafoglio</a></p>`,
  },
  "system.wallet_low administrator inbox": {
    subject: "Nel portafoglio restano {{ balance | money }}",
    body: "È stata raggiunta la soglia di {{ threshold | money }}. I messaggi non coperti non vengono inviati. Ricarica il portafoglio.",
  },
  "system.credits_low administrator email": {
    subject: `{% if remaining == 0 %}{% if channel == "sms" %}SMS esauriti{% else %}E-mail esaurite{% endif %}{% else %}{{ remaining | number }} {% if channel == "sms" %}SMS{% else %}e-mail{% endif %} ancora disponibili ({{ percent | number }}%){% endif %}`,
    body: `${greeting}
{% if remaining == 0 %}<p>{% if channel == "sms" %}gli SMS di {{ organisation.name }} sono <strong>esauriti</strong> e non vengono più inviati{% else %}le e-mail di {{ organisation.name }} sono <strong>esaurite</strong> e non vengono più inviate{% endif %}. Dopo un nuovo acquisto potrà inviare da Attività i messaggi delle ultime 24 ore.</p>{% else %}<p>{{ organisation.name }} ha ancora <strong>{{ remaining | number }} {% if channel == "sms" %}SMS{% else %}e-mail{% endif %}</strong>, il {{ percent | number }}% di quanto era disponibile dopo l'ultimo acquisto. Una volta esauriti, su questo canale non verrà inviato altro.</p>{% endif %}
<p><a href="{{ page }}">Acquisti altri messaggi</a></p>`,
  },
  "system.credits_low administrator inbox": {
    subject: `{% if remaining == 0 %}{% if channel == "sms" %}SMS esauriti{% else %}E-mail esaurite{% endif %}{% else %}{{ remaining | number }} {% if channel == "sms" %}SMS{% else %}e-mail{% endif %} ancora disponibili{% endif %}`,
    body: "{% if remaining == 0 %}Non ne vengono più inviati. Acquista un pacchetto; i messaggi delle ultime 24 ore potranno poi essere inviati da Attività.{% else %}È il {{ percent | number }}% di quanto era disponibile dopo l'ultimo acquisto. Acquista un pacchetto prima che finiscano.{% endif %}",
  },
  "system.sender_requested operator email": {
    subject: "{{ organisation.name }} chiede il mittente SMS {{ senderName }}",
    body: `${greeting}
<p>{{ requestedBy }} di <strong>{{ organisation.name }}</strong> chiede di inviare SMS con il mittente <strong>{{ senderName }}</strong>.</p>
<p>Motivo: {{ reason }}</p>
<p>Fino alla decisione si usa il mittente predefinito. L'esito sarà comunicato a {{ requestedBy }}.</p>
<p><a href="{{ page }}">Approvi o rifiuti</a></p>`,
  },
  "system.sender_approved employee email": {
    subject: "Il mittente SMS {{ senderName }} è approvato",
    body: `${greeting}
<p>buone notizie: d'ora in poi gli SMS di {{ organisation.name }} possono partire con il mittente <strong>{{ senderName }}</strong>.</p>
<p><a href="{{ page }}">Veda le impostazioni SMS</a></p>`,
  },
  "system.sender_approved employee inbox": {
    subject: "Mittente SMS {{ senderName }} approvato",
    body: "D'ora in poi gli SMS di {{ organisation.name }} possono partire con il mittente {{ senderName }}.",
  },
  "system.sender_refused employee email": {
    subject: "Il mittente SMS {{ senderName }} è stato rifiutato",
    body: `${greeting}
<p>il gestore della piattaforma ha rifiutato il mittente SMS <strong>{{ senderName }}</strong>. Gli SMS continuano a partire come prima.</p>
{% if reason %}<p>Motivo: {{ reason }}</p>{% endif %}
<p>Può ripetere la richiesta con un altro nome o con più dettagli.</p>
<p><a href="{{ page }}">Veda le impostazioni SMS</a></p>`,
  },
  "system.sender_refused employee inbox": {
    subject: "Mittente SMS {{ senderName }} rifiutato",
    body: "Gli SMS continuano a partire come prima.{% if reason %} Motivo: {{ reason }}{% endif %}",
  },
  "system.connection_failing administrator email": {
    subject: "{{ connectionName }} non accetta messaggi",
    body: `${greeting}
<p>dal {{ failingSince | datetime }} la connessione <strong>{{ connectionName }}</strong> di {{ organisation.name }} non accetta messaggi. {{ "{count, plural, =0 {Nessun messaggio è in attesa} one {# messaggio è in attesa} other {# messaggi sono in attesa}}" | t: count: waitingCount }}; nulla è andato perso.</p>
{% if lastError %}<p>Ultima risposta: {{ lastError }}</p>{% endif %}
<p>La preghiamo di verificare le impostazioni della connessione. Appena funzionerà di nuovo, l'invio riprenderà da solo.</p>
<p><a href="{{ page }}">Apra la connessione</a></p>`,
  },
  "system.connection_failing administrator inbox": {
    subject: "{{ connectionName }} non accetta messaggi",
    body: `Dal {{ failingSince | datetime }}. {{ "{count, plural, =0 {Nessun messaggio è in attesa} one {# messaggio è in attesa} other {# messaggi sono in attesa}}" | t: count: waitingCount }}.{% if lastError %} Ultima risposta: {{ lastError }}{% endif %}`,
  },
  "system.connection_failing operator email": {
    subject: "La connessione della piattaforma {{ connectionName }} non accetta messaggi",
    body: `${greeting}
<p>dal {{ failingSince | datetime }} la connessione della piattaforma <strong>{{ connectionName }}</strong> non accetta messaggi. {{ "{count, plural, =0 {Nessun messaggio è in attesa} one {# messaggio è in attesa} other {# messaggi sono in attesa}}" | t: count: waitingCount }}; nulla è andato perso.</p>
{% if lastError %}<p>Ultima risposta: {{ lastError }}</p>{% endif %}
<p><a href="{{ page }}">Apra la connessione</a></p>`,
  },
  "system.webhook_disabled administrator email": {
    subject: "Un webhook di {{ organisation.name }} è stato disattivato",
    body: `${greeting}
<p>l'endpoint <strong>{{ endpointUrl }}</strong> non risponde correttamente dal {{ failingSince | datetime }}, quindi non gli inviamo più nulla.</p>
{% if lastError %}<p>Ultima risposta: {{ lastError }}</p>{% endif %}
<p>Quando funzionerà di nuovo, lo riattivi e invii ancora quanto non ha ricevuto.</p>
<p><a href="{{ page }}">Apra il webhook</a></p>`,
  },
  "system.webhook_disabled administrator inbox": {
    subject: "Un webhook è stato disattivato",
    body: "{{ endpointUrl }} non risponde correttamente dal {{ failingSince | datetime }}.{% if lastError %} Ultima risposta: {{ lastError }}.{% endif %} Riattivalo quando funziona di nuovo.",
  },
} satisfies DefaultTexts
