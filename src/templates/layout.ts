import type { LayoutSource } from "./message.ts"

/**
 * The layout of an organisation that made none of its own: one column that fits a phone, its accent as a line and in
 * links, dark where the reader's mail is dark. It says no word of its own.
 */
export const defaultLayout: LayoutSource = {
  format: "html",
  source: `<!doctype html>
<html lang="{{ locale }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{{ subject }}</title>
<style>
body { margin: 0; padding: 0; background-color: #f4f5f7; }
.page { background-color: #f4f5f7; color: #1d2330; font-family: -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.55; }
.card { width: 100%; max-width: 600px; background-color: #ffffff; border-radius: 10px; border-top: 4px solid {{ accent }}; }
.head { padding: 28px 36px 0 36px; font-size: 15px; font-weight: 600; color: #1d2330; }
.content { padding: 20px 36px 32px 36px; color: #1d2330; font-size: 16px; line-height: 1.55; overflow-wrap: anywhere; }
.foot { width: 100%; max-width: 600px; padding: 20px 36px 40px 36px; font-size: 13px; line-height: 1.5; color: #667085; }
.foot a { color: #667085; text-decoration: underline; }
.content a { color: {{ accent }}; }
.content a.button { display: inline-block; padding: 11px 22px; border-radius: 6px; background-color: {{ accent }}; color: #ffffff; font-weight: 600; text-decoration: none; }
.content h1 { margin: 0 0 16px 0; font-size: 24px; line-height: 1.25; font-weight: 650; }
.content h2 { margin: 24px 0 8px 0; font-size: 18px; line-height: 1.3; font-weight: 650; }
.content p { margin: 0 0 16px 0; }
.content ul { margin: 0 0 16px 0; padding: 0 0 0 22px; }
.content ol { margin: 0 0 16px 0; padding: 0 0 0 22px; }
.content hr { margin: 24px 0; border: 0; border-top: 1px solid #e4e7ec; }
.content img { max-width: 100%; height: auto; border: 0; }
.content th { padding: 8px 12px 8px 0; border-bottom: 1px solid #e4e7ec; text-align: left; font-size: 14px; color: #667085; }
.content td { vertical-align: top; }
.logo { display: block; max-width: 180px; max-height: 56px; height: auto; border: 0; }
@media (max-width: 620px) {
  .outer { padding: 0 !important; }
  .card { border-radius: 0 !important; }
  .head { padding: 24px 20px 0 20px !important; }
  .content { padding: 16px 20px 28px 20px !important; }
  .foot { padding: 16px 20px 32px 20px !important; }
}
@media (prefers-color-scheme: dark) {
  body, .page { background-color: #14171d !important; }
  .card { background-color: #1d222b !important; }
  .head, .content, .content h1, .content h2 { color: #e8eaf0 !important; }
  .content a { color: #9dbcff !important; }
  .content a.button { color: #ffffff !important; }
  .content hr, .content th { border-color: #3a4150 !important; }
  .foot, .foot a, .content th { color: #9aa3b2 !important; }
}
</style>
</head>
<body>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0">
<tr><td class="outer" align="center" style="padding: 32px 12px 0 12px">
<table role="presentation" class="card" width="600" cellpadding="0" cellspacing="0" border="0">
<tr><td class="head">{% if logoUrl %}<img class="logo" src="{{ logoUrl }}" alt="{{ organisation.name }}">{% else %}{{ organisation.name }}{% endif %}</td></tr>
<tr><td class="content">{{ content }}</td></tr>
</table>
<table role="presentation" width="600" class="foot" cellpadding="0" cellspacing="0" border="0">
<tr><td align="left">{% if footer %}<div>{{ footer | newline_to_br }}</div>{% endif %}{% if unsubscribeUrl %}<div style="padding-top: 8px"><a href="{{ unsubscribeUrl }}">{{ unsubscribeLabel }}</a></div>{% endif %}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`,
}
