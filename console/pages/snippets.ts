/** Code for receivers of webhooks, to be copied: the same as in docs/webhooks.md, which a test runs. */

const node = `import { createHmac, timingSafeEqual } from "node:crypto"

/** The message, or null where it isn't one of Tidings. \`body\` is the text exactly as it came; \`headers\` in lower case. */
export function verify(secret, headers, body) {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures = "" } = headers
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300)) return null // replayed, or the clock is wrong
  const key = Buffer.from(secret.replace("whsec_", ""), "base64")
  const expected = createHmac("sha256", key).update(\`\${id}.\${timestamp}.\${body}\`).digest()
  const isOurs = signatures.split(" ").some((each) => {
    const [version, text = ""] = each.split(",")
    const given = Buffer.from(text, "base64")
    return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected)
  })
  return isOurs ? JSON.parse(body) : null
}`

const python = `import base64, hashlib, hmac, json, time


def verify(secret, headers, body):
    """The message, or None where it isn't one of Tidings. \`body\` is the bytes as they came; headers in lower case."""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > 300:
        return None  # replayed, or the clock is wrong
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = headers.get("webhook-signature", "").split(" ")
    if not any(hmac.compare_digest(expected.encode(), each.encode()) for each in given):
        return None
    return json.loads(body)`

/** A message signed as Tidings signs it, sent to one's own receiver. */
const curl = `URL=https://crm.example.com/hooks/tidings
SECRET=whsec_…
ID=msg_try
AT=$(date +%s)
BODY='{"type":"webhook.test","timestamp":"2026-03-03T06:15:00Z","data":{"text":"It works."}}'
KEY=$(printf %s "\${SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')
SIGNATURE=$(printf %s "$ID.$AT.$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | openssl base64 -A)
curl -i "$URL" -H "content-type: application/json" -H "webhook-id: $ID" -H "webhook-timestamp: $AT" \\
  -H "webhook-signature: v1,$SIGNATURE" -d "$BODY"`

export const snippets = [
  { name: "Node", code: node },
  { name: "Python", code: python },
  { name: "curl", code: curl },
] as const
