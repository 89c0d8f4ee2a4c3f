/** The system's own texts in English. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>Hello{% if recipient.name != blank %} {{ recipient.name }}{% endif %},</p>`

const signInLink = {
  subject: "Your sign-in link",
  body: `${greeting}
<p>Here is the link you asked for. It works once, until {{ expiresAt | datetime }}.</p>
<p><a href="{{ link }}">Sign in</a></p>
<p>If you did not ask for it, you can ignore this e-mail: nobody gets in without the link.</p>`,
}
const passwordReset = {
  subject: "Choose a new password",
  body: `${greeting}
<p>You asked for a new password. The link works once, until {{ expiresAt | datetime }}; until you use it, your present password stays valid.</p>
<p><a href="{{ link }}">Choose a new password</a></p>
<p>If you did not ask for it, you can ignore this e-mail: nothing changes.</p>`,
}
const addressVerification = {
  subject: "Please confirm your new sign-in address",
  body: `${greeting}
<p>From now on you would like to sign in as <strong>{{ newAddress }}</strong>. Please confirm by {{ expiresAt | datetime }} that this address is yours. Until then the old one counts.</p>
<p><a href="{{ link }}">Confirm the address</a></p>
<p>If you did not ask for this, you can ignore this e-mail: nothing changes.</p>`,
}
const addressChanged = {
  subject: "Your sign-in address has changed",
  body: `${greeting}
<p>Since {{ event.time | datetime }} you sign in as <strong>{{ newAddress }}</strong>; this address no longer works for signing in. All other sessions have ended.</p>
<p>If that was not you, please tell your administrator or contact person at once.</p>`,
}
const passwordChanged = {
  subject: "Your password has been changed",
  body: `${greeting}
<p>Your password was changed on {{ event.time | datetime }}. All other sessions have ended.</p>
<p>If that was not you, ask for a new password on the sign-in page right away and tell your administrator or contact person.</p>`,
}
const newSignIn = {
  subject: "New sign-in: {{ device }}",
  body: `${greeting}
<p>Somebody signed in to your account from a device we have not seen before.</p>
<table>
<tr><td>Time</td><td>{{ event.time | datetime }}</td></tr>
<tr><td>Device</td><td>{{ device }}</td></tr>
</table>
{% if ipAddress %}<p>IP address: {{ ipAddress }}</p>{% endif %}
<p>If that was you, there is nothing to do. If not, change your password now: this ends all other sessions.</p>`,
}
const twoStepChanged = {
  subject: "Two-step sign-in is now {% if isOn %}on{% else %}off{% endif %}",
  body: `${greeting}
{% if isOn %}<p>Two-step sign-in was turned on for your account on {{ event.time | datetime }}. From now on signing in also takes a code from your app. Keep the recovery codes in a safe place.</p>{% else %}<p>Two-step sign-in was turned off for your account on {{ event.time | datetime }}. From now on your password alone is enough.</p>{% endif %}
<p>If that was not you, change your password now and tell your administrator or contact person.</p>`,
}
const contactRejected = {
  subject: "{{ contactName }}: this address belongs to somebody else",
  body: `${greeting}
<p>Whoever reads <strong>{{ contactEmail }}</strong> answered "This isn't me" when asked to confirm the contact {{ contactName }} of {{ customer.name }}.</p>
<p>All subscriptions of this contact have ended, so nothing more goes to that address. Please check it and, if need be, replace it: the subscriptions move to the new address.</p>
<p><a href="{{ page }}">Open the contact</a></p>`,
}
const contactRejectedInbox = {
  subject: "{{ contactName }}: address of somebody else",
  body: `{{ contactEmail }} answered "This isn't me". The contact's subscriptions at {{ customer.name }} have ended. Check the address and replace it if need be.`,
}
const removalRequested = {
  subject: "{{ contactName }} asks to be removed",
  body: `${greeting}
<p><strong>{{ contactName }}</strong> ({{ contactEmail }}), a contact of {{ customer.name }}, asks to be deleted for good.</p>
<p>Please check who should receive the subscriptions from now on, hand them over, and then delete the contact.</p>
<p><a href="{{ page }}">Open the contact</a></p>`,
}
const removalRequestedInbox = {
  subject: "{{ contactName }} asks to be removed",
  body: "{{ contactName }} ({{ contactEmail }}), {{ customer.name }}, asks to be deleted for good. Hand the subscriptions over, then delete the contact.",
}
const accessRequested = {
  subject: "{{ personName }} asks for access to {{ customerNumber }}",
  body: `${greeting}
<p><strong>{{ personName }}</strong> ({{ personEmail }}) asks for access to customer number <strong>{{ customerNumber }}</strong>.</p>
{% if reason %}<p>In their own words: {{ reason }}</p>{% endif %}
<p>You decide: grant access as user or as admin, or refuse it with a word. They are told either way.</p>
<p><a href="{{ page }}">Decide on the request</a></p>`,
}
const accessRequestedInbox = {
  subject: "Access to {{ customerNumber }} requested",
  body: "{{ personName }} ({{ personEmail }}) asks for access to {{ customerNumber }}.{% if reason %} {{ reason }}{% endif %}",
}

export default {
  "system.sign_in_link employee email": signInLink,
  "system.sign_in_link contact email": signInLink,
  "system.sign_in_link operator email": signInLink,
  "system.password_reset employee email": passwordReset,
  "system.password_reset contact email": passwordReset,
  "system.password_reset operator email": passwordReset,
  "system.invitation employee email": {
    subject: "Your invitation to {{ organisation.name }}",
    body: `${greeting}
<p>{% if invitedBy %}{{ invitedBy }} invites you{% else %}You are invited{% endif %} to work with <strong>{{ organisation.name }}</strong> in Tidings, where customers are kept informed.</p>
<p><a href="{{ link }}">Accept the invitation</a></p>
<p>The link works once, until {{ expiresAt | datetime }}. If it has run out, ask for a new one.</p>`,
  },
  "system.invitation contact email": {
    subject: "Your access to the portal of {{ organisation.name }}",
    body: `${greeting}
<p>{{ organisation.name }} has opened the customer portal for <strong>{{ customer.name }}</strong> and invites you as its admin. There you decide who of your people hears about what.</p>
<p><a href="{{ link }}">Open the portal</a></p>
<p>The link works once, until {{ expiresAt | datetime }}. If it has run out, {{ organisation.name }} will gladly send a new one.</p>`,
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
    subject: "Are you the right contact for {{ customer.name }}?",
    body: `${greeting}
<p>{{ customer.name }} has named you as a contact for notifications from <strong>{{ organisation.name }}</strong>. Please confirm that this address is yours by {{ expiresAt | datetime }}.</p>
<p><a href="{{ link }}">Yes, this is me</a></p>
<p>Not the right person? <a href="{{ rejectLink }}">This isn't me</a>: you will get no more notifications, and we let {{ customer.name }} know.</p>`,
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
      "{% if isGranted %}You now have access to {{ customerNumber }}{% else %}No access to {{ customerNumber }}{% endif %}",
    body: `${greeting}
{% if isGranted %}<p>You now have access to customer number <strong>{{ customerNumber }}</strong>{% if isAdmin %} as admin{% endif %}. You can see its accounts and services and choose what you want to hear about.</p>{% else %}<p>Your request for access to customer number <strong>{{ customerNumber }}</strong> was not granted.</p>{% endif %}
{% if note %}<p>The answer said: {{ note }}</p>{% endif %}
<p><a href="{{ page }}">Open my profile</a></p>`,
  },
  "system.access_decided contact inbox": {
    subject:
      "{% if isGranted %}Access to {{ customerNumber }} granted{% else %}Access to {{ customerNumber }} not granted{% endif %}",
    body: "{% if isGranted %}You can now see its accounts and services{% if isAdmin %} and manage them as admin{% endif %}.{% else %}Your request was not granted.{% endif %}{% if note %} {{ note }}{% endif %}",
  },
  "system.last_subscriber_left contact email": {
    subject: "Nobody receives {{ subscriptionName }} for {{ number }} any more",
    body: `${greeting}
<p>With <strong>{{ contactName }}</strong> the last subscriber of <strong>{{ subscriptionName }}</strong> for {{ number }} has gone. News about it now reaches nobody at {{ customer.name }}.</p>
<p>Please choose somebody else who should be told.</p>
<p><a href="{{ page }}">Choose contacts</a></p>`,
  },
  "system.last_subscriber_left contact inbox": {
    subject: "Nobody receives {{ subscriptionName }}",
    body: "{{ contactName }} was the last subscriber for {{ number }}. Choose somebody else who should be told.",
  },
  "system.payment_receipt administrator email": {
    subject: "Receipt: {{ description }}, {{ total | money }}",
    body: `${greeting}
<p>Thank you, your payment has arrived and what you bought is ready to use.</p>
<table>
<tr><td>Purchase</td><td>{{ description }}</td></tr>
<tr><td>Invoice</td><td>{{ invoiceNumber }}</td></tr>
<tr><td>Net</td><td>{{ net | money }}</td></tr>
<tr><td>VAT</td><td>{{ vat | money }}</td></tr>
<tr><td>Total</td><td><strong>{{ total | money }}</strong></td></tr>
</table>
<p><a href="{{ page }}">Open the invoice</a></p>`,
  },
  "system.payment_failed administrator email": {
    subject: "Not paid: {{ description }}",
    body: `${greeting}
<p>The payment of <strong>{{ total | money }}</strong> for {{ description }} did not go through. Nothing was charged and nothing was added.</p>
<p>Please check the payment method and try again.</p>
<p><a href="{{ page }}">Open billing</a></p>`,
  },
  "system.payment_failed administrator inbox": {
    subject: "Not paid: {{ description }}",
    body: "The payment of {{ total | money }} did not go through. Nothing was charged or added. Check the payment method and try again.",
  },
  "system.wallet_low administrator email": {
    subject: "{{ balance | money }} left in the wallet of {{ organisation.name }}",
    body: `${greeting}
<p>The wallet of {{ organisation.name }} holds <strong>{{ balance | money }}</strong> and has reached your threshold of {{ threshold | money }}.</p>
<p>A message the wallet cannot cover is not sent. Top up so that every one goes out.</p>
<p><a href="{{ page }}">Top up the wallet</a></p>`,
  },
  "system.wallet_low administrator inbox": {
    subject: "{{ balance | money }} left in the wallet",
    body: "The wallet has reached your threshold of {{ threshold | money }}. A message it cannot cover is not sent. Top up.",
  },
  "system.credits_low administrator email": {
    subject: `{% if remaining == 0 %}No {% if channel == "sms" %}SMS{% else %}e-mails{% endif %} remaining{% else %}{{ remaining | number }} {% if channel == "sms" %}SMS{% else %}{{ "{count, plural, one {e-mail} other {e-mails}}" | t: count: remaining }}{% endif %} remaining ({{ percent | number }}%){% endif %}`,
    body: `${greeting}
{% if remaining == 0 %}<p>{{ organisation.name }} has <strong>no {% if channel == "sms" %}SMS{% else %}e-mails{% endif %}</strong> remaining. From now on they are not sent; once you have bought more, you can send those of the last 24 hours from Activity.</p>{% else %}<p>{{ organisation.name }} has <strong>{{ remaining | number }} {% if channel == "sms" %}SMS{% else %}{{ "{count, plural, one {e-mail} other {e-mails}}" | t: count: remaining }}{% endif %}</strong> remaining, {{ percent | number }}% of what was available after the last purchase. When they are used up, nothing more is sent on this channel.</p>{% endif %}
<p><a href="{{ page }}">Buy more</a></p>`,
  },
  "system.credits_low administrator inbox": {
    subject: `{% if remaining == 0 %}No {% if channel == "sms" %}SMS{% else %}e-mails{% endif %} remaining{% else %}{{ remaining | number }} {% if channel == "sms" %}SMS{% else %}{{ "{count, plural, one {e-mail} other {e-mails}}" | t: count: remaining }}{% endif %} remaining{% endif %}`,
    body: "{% if remaining == 0 %}They are no longer sent. Buy more; those of the last 24 hours can then be sent from Activity.{% else %}That is {{ percent | number }}% of what was available after the last purchase. Buy more before they are used up.{% endif %}",
  },
  "system.sender_requested operator email": {
    subject: "{{ organisation.name }} asks for the SMS sender {{ senderName }}",
    body: `${greeting}
<p>{{ requestedBy }} of <strong>{{ organisation.name }}</strong> asks to send SMS as <strong>{{ senderName }}</strong>.</p>
<p>Reason given: {{ reason }}</p>
<p>Until you decide, the default sender is used. {{ requestedBy }} is told of your decision.</p>
<p><a href="{{ page }}">Approve or refuse</a></p>`,
  },
  "system.sender_approved employee email": {
    subject: "The SMS sender {{ senderName }} is approved",
    body: `${greeting}
<p>Good news: from now on SMS of {{ organisation.name }} can leave as <strong>{{ senderName }}</strong>.</p>
<p><a href="{{ page }}">See the SMS settings</a></p>`,
  },
  "system.sender_approved employee inbox": {
    subject: "SMS sender {{ senderName }} approved",
    body: "From now on SMS of {{ organisation.name }} can leave as {{ senderName }}.",
  },
  "system.sender_refused employee email": {
    subject: "The SMS sender {{ senderName }} was refused",
    body: `${greeting}
<p>The operator of the platform has refused the SMS sender <strong>{{ senderName }}</strong>. SMS keep leaving as before.</p>
{% if reason %}<p>Reason: {{ reason }}</p>{% endif %}
<p>You can ask again, with another name or more detail.</p>
<p><a href="{{ page }}">See the SMS settings</a></p>`,
  },
  "system.sender_refused employee inbox": {
    subject: "SMS sender {{ senderName }} refused",
    body: "SMS keep leaving as before.{% if reason %} Reason: {{ reason }}{% endif %}",
  },
  "system.connection_failing administrator email": {
    subject: "{{ connectionName }} is not taking messages",
    body: `${greeting}
<p>Since {{ failingSince | datetime }} the connection <strong>{{ connectionName }}</strong> of {{ organisation.name }} has not taken any messages. {{ "{count, plural, =0 {No message is waiting} one {# message is waiting} other {# messages are waiting}}" | t: count: waitingCount }}; nothing is lost.</p>
{% if lastError %}<p>Its last answer: {{ lastError }}</p>{% endif %}
<p>Please check the settings of the connection. As soon as it works again, sending goes on by itself.</p>
<p><a href="{{ page }}">Open the connection</a></p>`,
  },
  "system.connection_failing administrator inbox": {
    subject: "{{ connectionName }} is not taking messages",
    body: `Since {{ failingSince | datetime }}. {{ "{count, plural, =0 {No message is waiting} one {# message is waiting} other {# messages are waiting}}" | t: count: waitingCount }}.{% if lastError %} Last answer: {{ lastError }}{% endif %}`,
  },
  "system.connection_failing operator email": {
    subject: "Platform connection {{ connectionName }} is not taking messages",
    body: `${greeting}
<p>Since {{ failingSince | datetime }} the platform's connection <strong>{{ connectionName }}</strong> has not taken any messages. {{ "{count, plural, =0 {No message is waiting} one {# message is waiting} other {# messages are waiting}}" | t: count: waitingCount }}; nothing is lost.</p>
{% if lastError %}<p>Its last answer: {{ lastError }}</p>{% endif %}
<p><a href="{{ page }}">Open the connection</a></p>`,
  },
  "system.webhook_disabled administrator email": {
    subject: "A webhook of {{ organisation.name }} has been disabled",
    body: `${greeting}
<p>The endpoint <strong>{{ endpointUrl }}</strong> has been failing since {{ failingSince | datetime }}, so nothing is sent to it any more.</p>
{% if lastError %}<p>Its last answer: {{ lastError }}</p>{% endif %}
<p>Once it works again, enable it and send again what it missed.</p>
<p><a href="{{ page }}">Open the webhook</a></p>`,
  },
  "system.webhook_disabled administrator inbox": {
    subject: "A webhook has been disabled",
    body: "{{ endpointUrl }} has been failing since {{ failingSince | datetime }}.{% if lastError %} Last answer: {{ lastError }}.{% endif %} Enable it once it works again.",
  },
} satisfies DefaultTexts
