/** Made from openapi.json by scripts/generate.ts. */
// biome-ignore-all format: made
export interface paths {
  "/v1/api-keys": {
    get: { parameters: { query?: { limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["ApiKey"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["ApiKeyInput"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["NewApiKey"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/api-keys/{id}": {
    delete: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/areas": {
    get: { parameters: { query?: { limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["Area"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["AreaInput"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Area"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/areas/{id}": {
    get: { parameters: { query?: never; header?: { "If-None-Match"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Area"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    patch: { parameters: { query?: never; header?: { "If-Match"?: string }; path: { id: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["AreaInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Area"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    delete: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/audit": {
    get: { parameters: { query?: { subjectKind?: string; subjectId?: string; actorId?: string; action?: string; from?: string; to?: string; limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["AuditRecord"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/audit/export": {
    get: { parameters: { query?: { subjectKind?: string; subjectId?: string; actorId?: string; action?: string; from?: string; to?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "text/csv": unknown } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/audit/{id}": {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["AuditRecord"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/captured": {
    get: { parameters: { query?: { channel?: "email" | "sms" | "push" | "inbox"; address?: string; limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["CapturedListItem"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/captured/{id}": {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Captured"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/captured/{id}/attachments/{number}": {
    get: { parameters: { query?: never; header?: never; path: { id: string; number: number }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/octet-stream": unknown } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/categories": {
    get: { parameters: { query?: { limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["Category"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["CategoryInput"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Category"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/categories/{key}": {
    patch: { parameters: { query?: never; header?: { "If-Match"?: string }; path: { key: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["CategoryChange"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Category"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    delete: { parameters: { query?: never; header?: never; path: { key: string }; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/company": {
    get: { parameters: { query?: never; header?: { "If-None-Match"?: string }; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Company"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    put: { parameters: { query?: never; header: { "If-Match": string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["CompanyInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Company"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/connections": {
    get: { parameters: { query?: { channel?: "email" | "sms" | "push" | "inbox"; limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["Connection"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["ConnectionInput"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Connection"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/connections/order": {
    put: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["ConnectionOrder"] } }; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/connections/test": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["ConnectionTrialInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ConnectionTrial"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/connections/{id}": {
    get: { parameters: { query?: never; header?: { "If-None-Match"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Connection"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    patch: { parameters: { query?: never; header?: { "If-Match"?: string }; path: { id: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["ConnectionChange"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Connection"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    delete: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/connections/{id}/test": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["ConnectionTest"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ConnectionTrial"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customer-classes": {
    get: { parameters: { query?: { limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["CustomerClassRow"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["NewCustomerClass"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CustomerClass"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customer-classes/{id}": {
    get: { parameters: { query?: never; header?: { "If-None-Match"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CustomerClass"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    put: { parameters: { query?: never; header: { "If-Match": string }; path: { id: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["CustomerClassInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CustomerClass"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    delete: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customer-classes/{id}/switches": {
    get: { parameters: { query?: { templateSetId?: string }; header?: { "If-None-Match"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CustomerClassSwitches"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    put: { parameters: { query?: { templateSetId?: string }; header: { "If-Match": string }; path: { id: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["SwitchesInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CustomerClassSwitches"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customer-classes/{id}/waiting": {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ClassWaiting"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customers": {
    get: { parameters: { query?: { classId?: string; areaId?: string; state?: "active" | "archived"; q?: string; sendEmail?: "true" | "false"; sendSms?: "true" | "false"; limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["Customer"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["NewCustomer"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SavedCustomer"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customers/bulk": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["CustomersBulkChange"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CustomersBulkResult"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customers/by-external-id/{externalId}": {
    get: { parameters: { query?: never; header?: { "If-None-Match"?: string }; path: { externalId: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Customer"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    put: { parameters: { query?: never; header?: never; path: { externalId: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["CustomerByExternalId"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SavedCustomer"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customers/by-external-id/{externalId}/balance": {
    get: { parameters: { query?: never; header?: { "If-None-Match"?: string }; path: { externalId: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Balance"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    put: { parameters: { query?: never; header?: never; path: { externalId: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["BalanceInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SavedBalance"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customers/by-external-id/{externalId}/invoices/{number}": {
    put: { parameters: { query?: never; header?: never; path: { externalId: string; number: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["CustomerInvoiceInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CustomerInvoice"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customers/export": {
    get: { parameters: { query?: { classId?: string; areaId?: string; state?: "active" | "archived"; q?: string; sendEmail?: "true" | "false"; sendSms?: "true" | "false" }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "text/csv": unknown } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customers/{id}": {
    get: { parameters: { query?: never; header?: { "If-None-Match"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Customer"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    patch: { parameters: { query?: never; header?: { "If-Match"?: string }; path: { id: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["CustomerChanges"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Customer"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customers/{id}/archive": {
    post: { parameters: { query?: never; header?: { "If-Match"?: string; "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Customer"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customers/{id}/balance": {
    get: { parameters: { query?: never; header?: { "If-None-Match"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Balance"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    put: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["BalanceInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SavedBalance"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customers/{id}/contact-points": {
    get: { parameters: { query?: never; header?: { "If-None-Match"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ContactPoints"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    put: { parameters: { query?: never; header: { "If-Match": string }; path: { id: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["ContactPointsInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SavedContactPoints"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customers/{id}/erase": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Customer"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customers/{id}/invoices": {
    get: { parameters: { query?: { isOpen?: string; limit?: number; cursor?: string }; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["CustomerInvoice"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customers/{id}/invoices/{number}": {
    put: { parameters: { query?: never; header?: never; path: { id: string; number: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["CustomerInvoiceInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CustomerInvoice"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customers/{id}/next-notices": {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["NextNotices"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customers/{id}/restore": {
    post: { parameters: { query?: never; header?: { "If-Match"?: string; "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Customer"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/customers/{id}/thresholds": {
    put: { parameters: { query?: never; header: { "If-Match": string }; path: { id: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["CustomerThresholdsInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Balance"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/deliveries": {
    get: { parameters: { query?: { state?: "queued" | "sending" | "sent" | "delivered" | "withheld" | "cancelled" | "expired" | "failed" | "ambiguous"; reason?: string; channel?: "email" | "sms" | "push" | "inbox"; type?: string; customerId?: string; eventId?: string; address?: string; from?: string; to?: string; limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["DeliveryListItem"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/deliveries/counts": {
    get: { parameters: { query?: { from?: string; step?: "all" | "hour" | "day" }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["DeliveryCounts"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/deliveries/send-now": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["SendAllNow"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SentAllNow"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/deliveries/unsent": {
    get: { parameters: { query: { state: "withheld" | "failed" | "expired"; reason?: string; channel?: "email" | "sms" | "push" | "inbox"; type?: string; customerId?: string; eventId?: string; address?: string; from?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Unsent"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/deliveries/{id}": {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Delivery"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/deliveries/{id}/cancel": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["DeliveryListItem"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/deliveries/{id}/copy": {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["DeliveryCopy"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/deliveries/{id}/send-now": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["DeliveryListItem"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/email-changes/confirm": {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["EmailConfirmation"] } }; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/events": {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/cloudevents+json": unknown; "application/cloudevents-batch+json": unknown; "application/json": unknown } }; responses: { 202: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["AcceptedEvents"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    get: { parameters: { query?: { type?: string; state?: "fetching" | "accepted" | "planning" | "planned" | "failed" | "cancelled"; customerId?: string; externalId?: string; limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["EventListItem"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/events/preview": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["EventPreviewInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["EventPreview"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/events/test": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["EventPreviewInput"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["DeliveryListItem"][] } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/events/{id}": {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Event"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/events/{id}/cancel": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CancelledEvent"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/explain": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["ExplainInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Explained"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/first-start": {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["FirstStartInput"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["FoundedOrganisation"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/help-contact": {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["HelpContact"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/imports": {
    get: { parameters: { query?: { limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["Import"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["NewImport"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Import"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/imports/{id}": {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Import"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/imports/{id}/content": {
    put: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody: { content: { "*/*": unknown } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Import"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/imports/{id}/errors": {
    get: { parameters: { query?: { limit?: number; cursor?: string }; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["ImportError"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/imports/{id}/errors/export": {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "text/csv": unknown } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/install": {
    get: { parameters: { query?: never; header?: { "If-None-Match"?: string }; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["InstallHealth"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/install/release": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Released"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/invitations/accept": {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["InvitationAcceptance"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["InvitationAccepted"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/layout": {
    get: { parameters: { query?: never; header?: { "If-None-Match"?: string }; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Layout"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    put: { parameters: { query?: never; header: { "If-Match": string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["LayoutInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Layout"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    delete: { parameters: { query?: never; header: { "If-Match": string }; path?: never; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/layout/preview": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["LayoutPreviewInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["LayoutPreview"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/layout/versions": {
    get: { parameters: { query?: { limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["LayoutVersionEntry"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/layout/versions/{number}": {
    get: { parameters: { query?: never; header?: never; path: { number: number }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["LayoutVersion"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/links": {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["LinkInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["LinkSeen"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/logos/{orgId}/{hash}": {
    get: { parameters: { query?: never; header?: never; path: { orgId: string; hash: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "image/png": unknown; "image/jpeg": unknown; "image/webp": unknown } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/members": {
    get: { parameters: { query?: { search?: string; role?: "operator" | "administrator" | "supervisor" | "reseller" | "employee"; state?: "receiver" | "invited" | "active" | "deactivated"; areaId?: string; limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["Member"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["MemberInput"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Member"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/members/{id}": {
    get: { parameters: { query?: never; header?: { "If-None-Match"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Member"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    patch: { parameters: { query?: never; header?: { "If-Match"?: string }; path: { id: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["MemberChange"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Member"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/members/{id}/deactivate": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Member"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/members/{id}/invitation": {
    delete: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/members/{id}/invite": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Member"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/members/{id}/reactivate": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Member"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/members/{id}/role": {
    put: { parameters: { query?: never; header: { "If-Match": string }; path: { id: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["RoleInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Member"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/modules": {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["Module"][] } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/modules/{module}": {
    put: { parameters: { query?: never; header?: { "If-Match"?: string }; path: { module: "sms" | "reminders" | "subscriptions" | "post" | "bookings" }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["ModuleChange"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Module"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/notification-types": {
    get: { parameters: { query?: { q?: string; category?: string; audience?: "customer" | "contact" | "administrator" | "supervisor" | "reseller" | "employee" | "operator"; channel?: "email" | "sms" | "push" | "inbox"; switchOwner?: "class" | "organisation" | "reminder" | "subscription" | "none"; origin?: "own" | "starting" | "system"; retired?: "true" | "false"; limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["NotificationType"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["NotificationTypeInput"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["NotificationType"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/notification-types/{id}": {
    get: { parameters: { query?: never; header?: { "If-None-Match"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["NotificationTypeWithExample"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    put: { parameters: { query?: never; header: { "If-Match": string }; path: { id: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["NotificationTypeChange"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["NotificationType"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/notification-types/{id}/restore": {
    post: { parameters: { query?: never; header?: { "If-Match"?: string; "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["NotificationType"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/notification-types/{id}/retire": {
    post: { parameters: { query?: never; header?: { "If-Match"?: string; "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["NotificationType"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/openapi.json": {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { [name: string]: unknown } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/organisation": {
    get: { parameters: { query?: never; header?: { "If-None-Match"?: string }; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Organisation"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    put: { parameters: { query?: never; header: { "If-Match": string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["OrganisationInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Organisation"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/organisation/export": {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/x-ndjson": unknown } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/organisation/logo": {
    put: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "*/*": unknown } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Logo"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "image/png": unknown; "image/jpeg": unknown; "image/webp": unknown } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    delete: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/organisation/pause": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Paused"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/organisation/resume": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["ResumeInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Resumed"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/organisations": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["NewOrganisation"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["FoundedOrganisation"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    get: { parameters: { query?: { state?: "active" | "suspended" | "deleted"; limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["PlatformOrganisationRow"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/organisations/{id}": {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PlatformOrganisationDetails"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    delete: { parameters: { query: { key: string }; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/organisations/{id}/resume": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PlatformOrganisation"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/organisations/{id}/suspend": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["Suspension"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PlatformOrganisation"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/password-resets": {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["PasswordResetRequest"] } }; responses: { 202: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/password-resets/confirm": {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["PasswordReset"] } }; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/profile": {
    get: { parameters: { query?: never; header?: { "If-None-Match"?: string }; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Profile"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    patch: { parameters: { query?: never; header?: { "If-Match"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["ProfileInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Profile"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/profile/email": {
    put: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["EmailInput"] } }; responses: { 202: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/profile/password": {
    put: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["PasswordInput"] } }; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/profile/totp": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TwoStepSecret"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/profile/totp/confirm": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["TwoStepCode"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["RecoveryCodes"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/profile/totp/remove": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["TwoStepRemoval"] } }; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/providers": {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Providers"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/queues": {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Queues"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/sample": {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Sample"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    delete: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/sending-domains": {
    get: { parameters: { query?: { limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["SendingDomainListItem"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["SendingDomainInput"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SendingDomain"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/sending-domains/{id}": {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SendingDomain"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    delete: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/sending-domains/{id}/check": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SendingDomain"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/session": {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Session"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    delete: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/session/organisation": {
    put: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["SessionMove"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["NewSession"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/sessions": {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["SessionInput"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["NewSession"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    get: { parameters: { query?: { limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["SessionListItem"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/sessions/{id}": {
    delete: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/starting-catalogues": {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["StartingCatalogues"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/suppressions": {
    get: { parameters: { query?: { address?: string; search?: string; channel?: "email" | "sms" | "push"; reason?: "bounce" | "complaint" | "unsubscribe" | "stop" | "manual"; limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["Suppression"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["SuppressionInput"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Suppression"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/suppressions/export": {
    get: { parameters: { query?: { address?: string; search?: string; channel?: "email" | "sms" | "push"; reason?: "bounce" | "complaint" | "unsubscribe" | "stop" | "manual" }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "text/csv": unknown } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/suppressions/{id}": {
    get: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Suppression"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    delete: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/switches": {
    get: { parameters: { query?: never; header?: { "If-None-Match"?: string }; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Switches"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    put: { parameters: { query?: never; header: { "If-Match": string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["SwitchesInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Switches"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/template-language": {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TemplateLanguage"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/template-sets": {
    get: { parameters: { query?: { limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["TemplateSet"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["TemplateSetInput"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TemplateSet"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/template-sets/{id}": {
    get: { parameters: { query?: never; header?: { "If-None-Match"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TemplateSetContents"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    patch: { parameters: { query?: never; header?: { "If-Match"?: string }; path: { id: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["TemplateSetChanges"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TemplateSet"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    delete: { parameters: { query?: never; header?: { "If-Match"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/template-sets/{id}/copy": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["TemplateSetCopy"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TemplateSet"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/template-sets/{id}/messages": {
    get: { parameters: { query?: { type?: string; audience?: "customer" | "contact" | "administrator" | "supervisor" | "reseller" | "employee" | "operator"; channel?: "email" | "sms" | "push" | "inbox"; locale?: string; customised?: "true" | "false"; limit?: number; cursor?: string }; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["MessageEntry"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["NewMessage"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/template-sets/{id}/messages/{messageId}": {
    get: { parameters: { query?: never; header?: { "If-None-Match"?: string }; path: { id: string; messageId: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    put: { parameters: { query?: never; header: { "If-Match": string }; path: { id: string; messageId: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["MessageInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    delete: { parameters: { query?: never; header: { "If-Match": string }; path: { id: string; messageId: string }; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/template-sets/{id}/messages/{messageId}/restore-default": {
    post: { parameters: { query?: never; header?: { "If-Match"?: string; "Idempotency-Key"?: string }; path: { id: string; messageId: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/template-sets/{id}/messages/{messageId}/test": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string; messageId: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["TrialInput"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["DeliveryListItem"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/template-sets/{id}/messages/{messageId}/versions": {
    get: { parameters: { query?: { limit?: number; cursor?: string }; header?: never; path: { id: string; messageId: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["MessageVersionEntry"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/template-sets/{id}/messages/{messageId}/versions/{number}": {
    get: { parameters: { query?: never; header?: never; path: { id: string; messageId: string; number: number }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["MessageVersion"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/template-sets/{id}/messages/{messageId}/versions/{number}/restore": {
    post: { parameters: { query?: never; header?: { "If-Match"?: string; "Idempotency-Key"?: string }; path: { id: string; messageId: string; number: number }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/template-sets/{id}/preview": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["PreviewInput"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Preview"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/unsubscribe/{token}": {
    get: { parameters: { query?: never; header?: never; path: { token: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "text/html": unknown } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    post: { parameters: { query?: never; header?: never; path: { token: string }; cookie?: never }; requestBody: { content: { "application/x-www-form-urlencoded": { [name: string]: unknown }; "multipart/form-data": { [name: string]: unknown } } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "text/html": unknown } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/unsubscribe/{token}/undo": {
    post: { parameters: { query?: never; header?: never; path: { token: string }; cookie?: never }; requestBody: { content: { "application/x-www-form-urlencoded": { [name: string]: unknown }; "multipart/form-data": { [name: string]: unknown } } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "text/html": unknown } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/webhook-types": {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["WebhookTypes"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/webhooks": {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Webhooks"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["WebhookInput"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["NewWebhook"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/webhooks/{id}": {
    get: { parameters: { query?: never; header?: { "If-None-Match"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Webhook"] } }; 304: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    patch: { parameters: { query?: never; header?: { "If-Match"?: string }; path: { id: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["WebhookChange"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Webhook"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
    delete: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/webhooks/{id}/disable": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Webhook"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/webhooks/{id}/enable": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Webhook"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/webhooks/{id}/messages": {
    get: { parameters: { query?: { state?: "waiting" | "delivered" | "dead"; limit?: number; cursor?: string }; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["WebhookMessage"][]; next: (string | null); previous: (string | null) } } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/webhooks/{id}/messages/count": {
    get: { parameters: { query: { from: string; to: string; state?: "dead" | "delivered" }; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["WebhookCount"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/webhooks/{id}/messages/{messageId}": {
    get: { parameters: { query?: never; header?: never; path: { id: string; messageId: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["WebhookMessage"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/webhooks/{id}/messages/{messageId}/resend": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string; messageId: string }; cookie?: never }; requestBody?: never; responses: { 202: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["WebhookMessage"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/webhooks/{id}/old-secret": {
    delete: { parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/webhooks/{id}/resend": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["WebhookResend"] } }; responses: { 202: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["WebhookResent"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/webhooks/{id}/rotate-secret": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["NewWebhook"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
  "/v1/webhooks/{id}/test": {
    post: { parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }; requestBody?: never; responses: { 202: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["WebhookMessage"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } } } }
  }
}
export interface components {
  schemas: {
    AcceptedEvents: { events: { id: string; source: string; externalId: string; isNew: boolean }[] }
    ApiKey: { id: string; name: string; hint: string; scopes: string[]; createdAt: string; expiresAt: (string | null); lastUsedAt: (string | null); revokedAt: (string | null) }
    ApiKeyInput: { name: string; scopes: ("templates:edit" | "switches:edit" | "types:edit" | "types:see" | "settings:edit" | "settings:see" | "api_keys:manage" | "audit:see" | "samples:manage" | "members:edit" | "members:see" | "classes:create" | "classes:edit" | "classes:see" | "customers:erase" | "customers:edit" | "customers:see" | "balances:edit" | "balances:see" | "activity:see" | "deliveries:send" | "suppressions:see" | "suppressions:edit" | "captured:see" | "connections:manage" | "webhooks:manage")[]; expiresAt?: string }
    Area: { id: string; name: string; isMain: boolean; version: number; createdAt: string }
    AreaInput: { name: string }
    AuditRecord: { id: string; at: string; actorKind: "person" | "key" | "install"; actorId: (string | null); actorName: string; action: string; subjectKind: string; subjectId: (string | null); before: ({ [name: string]: unknown } | null); after: ({ [name: string]: unknown } | null); requestId: (string | null) }
    Balance: { balance: (string | null); limit: (string | null); amountLeft: (string | null); percentUsed: (number | null); at: (string | null); thresholds: ((({ amountLeft: string } | { percentUsed: number }))[] | null); classThresholds: (({ amountLeft: string } | { percentUsed: number }))[]; version: number }
    BalanceInput: { balance: string; limit: (string | null); at: string }
    CancelledEvent: { id: string; state: "fetching" | "accepted" | "planning" | "planned" | "failed" | "cancelled" }
    Captured: { id: string; type: string; channel: "email" | "sms" | "push" | "inbox"; recipient: string; address: string; subject: (string | null); capturedAt: string; from: { name: string; address: (string | null); replyTo: (string | null) }; text: string; html: (string | null); attachments: components["schemas"]["Enclosed"][] }
    CapturedListItem: { id: string; type: string; channel: "email" | "sms" | "push" | "inbox"; recipient: string; address: string; subject: (string | null); capturedAt: string }
    Category: { key: string; name: components["schemas"]["Words"]; origin: (string | null); position: number; version: number }
    CategoryChange: { name?: components["schemas"]["Words"]; position?: number }
    CategoryInput: { key: string; name: components["schemas"]["Words"] }
    ClassWaiting: { isComplete: boolean; waiting: ({ typeId: string; channel: "email" | "sms" | "push" | "inbox"; count: number })[] }
    Company: { name: string; address: string; country: string; vatId: string; contact: { email: string; phone: string; hours: string }; version: number }
    CompanyInput: { name: string; address: string; country: string; vatId: string; contact: { email: ("" | string); phone: ("" | string); hours: string } }
    Connection: { id: string; channel: "email" | "sms" | "push" | "inbox"; provider: string; name: string; settings: { [name: string]: unknown }; priority: number; state: "active" | "off"; openUntil: (string | null); openReason: (string | null); failures: number; failingSince: (string | null); slots: number; busy: number; version: number; createdAt: string }
    ConnectionChange: { name?: string; priority?: number; state?: "active" | "off"; settings?: { [name: string]: unknown } }
    ConnectionInput: { channel: "email" | "sms" | "push" | "inbox"; provider: string; name: string; priority?: number; settings: { [name: string]: unknown } }
    ConnectionOrder: { channel: "email" | "sms" | "push" | "inbox"; ids: string[] }
    ConnectionTest: { settings?: { [name: string]: unknown }; sendsMessage?: boolean }
    ConnectionTrial: { isWorking: boolean; sentTo: (string | null); steps: ({ part: "connect" | "hello" | "tls" | "auth" | "sender" | "message"; state: "passed" | "failed" | "skipped" | "not_tried"; reason: ("address_unknown" | "recipient_refused" | "message_refused" | "message_too_large" | "not_now" | "mailbox_full" | "address_unsupported" | "sender_refused" | "not_allowed" | "unreachable" | "tls_missing" | "tls_failed" | "credentials_refused" | "refused" | "busy" | "unintelligible" | "timed_out" | "connection_lost" | "called_off" | null); words: string; field: (string | null) })[] }
    ConnectionTrialInput: { channel: "email" | "sms" | "push" | "inbox"; provider: string; settings: { [name: string]: unknown }; sendsMessage?: boolean }
    ContactPoints: { emails: { address: string; label: string }[]; numbers: { number: string; label: string }[]; version: number }
    ContactPointsInput: { emails: { address: string; label?: string }[]; numbers: (({ number: string; label?: string } | { country: string; national: string; label?: string }))[] }
    Customer: { id: string; externalId: string; name: string; salutation: string; language: (string | null); timeZone: (string | null); classId: string; areaId: string; bcc: string[]; sendEmail: boolean; sendSms: boolean; state: "active" | "archived" | "erased"; version: number; createdAt: string; archivedAt: (string | null) }
    CustomerByExternalId: { name?: string; salutation?: string; language?: (string | null); timeZone?: (string | null); class?: string; area?: string; bcc?: string[]; sendEmail?: boolean; sendSms?: boolean; emails?: { address: string; label?: string }[]; numbers?: (({ number: string; label?: string } | { country: string; national: string; label?: string }))[] }
    CustomerChanges: { externalId?: string; name?: string; salutation?: string; language?: (string | null); timeZone?: (string | null); classId?: string; areaId?: string; bcc?: string[]; sendEmail?: boolean; sendSms?: boolean }
    CustomerClass: { id: string; isDefault: boolean; name: string; managedBy: (string | null); templateSetId: (string | null); fromName: (string | null); fromEmail: (string | null); replyTo: (string | null); smsSender: (string | null); daysBeforeDue: number[]; daysAfterDue: number[]; thresholds: (({ amountLeft: string } | { percentUsed: number }))[]; version: number; createdAt: string }
    CustomerClassInput: { name: string; managedBy: (string | null); templateSetId: (string | null); fromName: (string | null); fromEmail: (string | null); replyTo: (string | null); smsSender: (string | null); daysBeforeDue: number[]; daysAfterDue: number[]; thresholds: (({ amountLeft: string } | { percentUsed: number }))[] }
    CustomerClassRow: { id: string; isDefault: boolean; name: string; managedBy: (string | null); templateSetId: (string | null); fromName: (string | null); fromEmail: (string | null); replyTo: (string | null); smsSender: (string | null); daysBeforeDue: number[]; daysAfterDue: number[]; thresholds: (({ amountLeft: string } | { percentUsed: number }))[]; version: number; createdAt: string; managedByName: (string | null); templateSetName: (string | null); customers: number; boxesOn: number }
    CustomerClassSwitches: { templateSet: ({ id: string; name: string } | null); version: number; changedAt: (string | null); changedBy: (string | null); switches: components["schemas"]["Switch"][] }
    CustomerInvoice: { id: string; number: string; amount: string; issued: string; dueDate: string; paidAt: (string | null); notices: ({ day: number; dueDate: string; at: string; eventId: (string | null) })[]; createdAt: string }
    CustomerInvoiceInput: { amount: string; issued: string; dueDate: string; paidAt?: (string | null) }
    CustomerThresholdsInput: { thresholds: ((({ amountLeft: string } | { percentUsed: number }))[] | null) }
    CustomersBulkChange: { ids?: string[]; filter?: { classId?: string; areaId?: string; state?: "active" | "archived"; q?: string; sendEmail?: boolean; sendSms?: boolean }; set: { classId?: string; areaId?: string; sendEmail?: boolean; sendSms?: boolean; state?: "active" | "archived" }; dryRun?: boolean }
    CustomersBulkResult: { changed: number; unchanged: (number | null); waiting: (number | null); remaining: number }
    Delivery: { id: string; eventId: string; type: string; customerId: (string | null); recipient: string; audience: "customer" | "contact" | "administrator" | "supervisor" | "reseller" | "employee" | "operator" | "copy"; channel: "email" | "sms" | "push" | "inbox"; address: string; locale: string; state: "queued" | "sending" | "sent" | "delivered" | "withheld" | "cancelled" | "expired" | "failed" | "ambiguous"; reason: (string | null); detail: (string | null); dueAt: string; tries: number; isTrial: boolean; isCaptured: boolean; createdAt: string; settledAt: (string | null); messageId: (string | null); messageVersion: (number | null); expiresAt: string; timeline: ({ at: string; what: string; reason: (string | null); words: (string | null) })[] }
    DeliveryCopy: { subject: (string | null); text: string; html: (string | null); from: { name: string; address: (string | null); replyTo: (string | null) }; attachments: components["schemas"]["Enclosed"][]; isAsSent: (boolean | null) }
    DeliveryCounts: { from: string; counts: ({ at: string; channel: "email" | "sms" | "push" | "inbox"; state: "queued" | "sending" | "sent" | "delivered" | "withheld" | "cancelled" | "expired" | "failed" | "ambiguous"; count: number })[] }
    DeliveryListItem: { id: string; eventId: string; type: string; customerId: (string | null); recipient: string; audience: "customer" | "contact" | "administrator" | "supervisor" | "reseller" | "employee" | "operator" | "copy"; channel: "email" | "sms" | "push" | "inbox"; address: string; locale: string; state: "queued" | "sending" | "sent" | "delivered" | "withheld" | "cancelled" | "expired" | "failed" | "ambiguous"; reason: (string | null); detail: (string | null); dueAt: string; tries: number; isTrial: boolean; isCaptured: boolean; createdAt: string; settledAt: (string | null) }
    EmailConfirmation: { link: string }
    EmailInput: { email: string; password: string }
    Enclosed: { number: number; name: string; mediaType: string; size: number; sha256: string }
    Event: { id: string; source: string; externalId: string; type: string; subject: { kind: "customer" | "class" | "all" | "none"; id: (string | null); name: (string | null) }; time: string; state: "fetching" | "accepted" | "planning" | "planned" | "failed" | "cancelled"; reason: (string | null); dueAt: string; acceptedAt: string; plannedAt: (string | null); customers: number; isTrial: boolean; madeBy: string; data: { [name: string]: unknown }; attachments: ({ name: string; url: string; mediaType: (string | null); size: (number | null); sha256: (string | null) })[]; about: number; counts: ({ state: string; reason: (string | null); count: number })[]; groups: ({ classId: (string | null); className: (string | null); audience: string; channel: string; reason: string; count: number })[] }
    EventListItem: { id: string; source: string; externalId: string; type: string; subject: { kind: "customer" | "class" | "all" | "none"; id: (string | null); name: (string | null) }; time: string; state: "fetching" | "accepted" | "planning" | "planned" | "failed" | "cancelled"; reason: (string | null); dueAt: string; acceptedAt: string; plannedAt: (string | null); customers: number; isTrial: boolean; madeBy: string }
    EventPreview: { customers: number; lookedAt: number; told: number; outcomes: ({ channel: "email" | "sms" | "push" | "inbox"; reason: ("no_receiver" | "customer_archived" | "module_inactive" | "channel_off" | "channel_unsupported" | "switched_off" | "no_template_set" | "no_message" | "customer_channel_off" | "not_subscribed" | "suppressed" | "no_address" | "domain_not_allowed" | "country_not_allowed" | "duplicate_recipient" | "frequency_capped" | "text_not_permitted" | "no_price" | "insufficient_funds" | "quota_exhausted" | null); count: number })[]; messages: ({ channel: "email" | "sms" | "push" | "inbox"; audience: "customer" | "contact" | "administrator" | "supervisor" | "reseller" | "employee" | "operator" | "copy"; recipient: string; address: string; locale: string; from: { name: string; address: (string | null); replyTo: (string | null) }; subject: (string | null); html: (string | null); text: string })[] }
    EventPreviewInput: { type: string; subject: string; data?: { [name: string]: unknown } }
    ExplainInput: { customer: string; type: string; channel: "email" | "sms" | "push" | "inbox"; audience?: "customer" | "contact" | "administrator" | "supervisor" | "reseller" | "employee" | "operator"; employees?: string[] }
    Explained: { would: boolean; reason: ("no_receiver" | "customer_archived" | "module_inactive" | "channel_off" | "channel_unsupported" | "switched_off" | "no_template_set" | "no_message" | "customer_channel_off" | "not_subscribed" | "suppressed" | "no_address" | "domain_not_allowed" | "country_not_allowed" | "duplicate_recipient" | "frequency_capped" | "text_not_permitted" | "no_price" | "insufficient_funds" | "quota_exhausted" | null); gates: ({ gate: "no_receiver" | "customer_archived" | "module_inactive" | "channel_off" | "channel_unsupported" | "switched_off" | "no_template_set" | "no_message" | "customer_channel_off" | "not_subscribed" | "suppressed" | "no_address" | "domain_not_allowed" | "country_not_allowed" | "duplicate_recipient" | "frequency_capped" | "text_not_permitted" | "no_price" | "insufficient_funds" | "quota_exhausted"; open: (boolean | null); values?: { [name: string]: unknown } })[]; addresses: ({ address: string; locale: string; reason: ("no_receiver" | "customer_archived" | "module_inactive" | "channel_off" | "channel_unsupported" | "switched_off" | "no_template_set" | "no_message" | "customer_channel_off" | "not_subscribed" | "suppressed" | "no_address" | "domain_not_allowed" | "country_not_allowed" | "duplicate_recipient" | "frequency_capped" | "text_not_permitted" | "no_price" | "insufficient_funds" | "quota_exhausted" | null) })[] }
    FirstStartInput: { link: string; operator: { name: string; email: string; password: string }; organisation: components["schemas"]["NewOrganisation"] }
    FoundedOrganisation: { id: string; key: string; name: string; invited: string }
    HelpContact: { name: string; contact: { email: string; phone: string; hours: string } }
    Import: { id: string; format: "csv" | "json"; dryRun: boolean; mapping: ({ [name: string]: string } | null); state: "waiting" | "running" | "stopped" | "finished" | "failed"; failure: (string | null); rows: number; created: number; updated: number; unchanged: number; failed: number; createdAt: string; finishedAt: (string | null); createdBy: string }
    ImportError: { line: number; externalId: (string | null); field: string; value: string; detail: string }
    InstallHealth: { version: string; node: string; database: { version: string; bytes: number; isEmbedded: boolean; migration: string; waiting: string[] }; disk: ({ free: number; total: number } | null); clockMs: number; worker: { sweptAt: (string | null); maintainedAt: (string | null) }; lanes: { lane: string; organisations: number; oldest: string }[]; paused: ({ reason: string; at: string } | null); due: { name: string; events: number; deliveries: number; oldest: string }[] }
    InvitationAcceptance: { link: string; password: string; name?: string }
    InvitationAccepted: { organisation: { id: string; key: string; name: string }; email: string }
    Layout: { format: "html" | "mjml"; isBuiltIn: boolean; createdAt: (string | null); createdBy: (string | null); source: string; version: number }
    LayoutInput: { format: "html" | "mjml"; source: string }
    LayoutPreview: { subject: string; html: string; text: string }
    LayoutPreviewInput: { locale?: "en" | "pl" | "it" | "da"; subject?: string; text?: string; accent?: string; emailFooter?: string; layout?: { format: "html" | "mjml"; source: string } }
    LayoutVersion: { format: "html" | "mjml"; isBuiltIn: boolean; createdAt: (string | null); createdBy: (string | null); number: number; source: string }
    LayoutVersionEntry: { format: "html" | "mjml"; isBuiltIn: boolean; createdAt: (string | null); createdBy: (string | null); number: number }
    LinkInput: { link: string }
    LinkSeen: { purpose: "first_start" | "invitation" | "password_reset" | "email_change"; expiresAt: string; organisation: (string | null); name: (string | null); email: (string | null); hasSignIn: boolean }
    Logo: { url: string; contentType: "image/png" | "image/jpeg" | "image/webp"; size: number }
    Member: { id: string; externalId: (string | null); name: string; email: (string | null); phone: (string | null); language: (string | null); role: "operator" | "administrator" | "supervisor" | "reseller" | "employee"; areaIds: string[]; state: "receiver" | "invited" | "active" | "deactivated"; invitationExpiresAt: (string | null); twoStep: boolean; version: number; createdAt: string; deactivatedAt: (string | null) }
    MemberChange: { name?: string; email?: (string | null); phone?: (string | null); language?: (string | null); externalId?: (string | null) }
    MemberInput: { name: string; email?: (string | null); phone?: (string | null); language?: (string | null); externalId?: (string | null); role: "operator" | "administrator" | "supervisor" | "reseller" | "employee"; areaIds?: string[] }
    Message: { id: string; setId: string; typeId: string; type: string; audience: "customer" | "contact" | "administrator" | "supervisor" | "reseller" | "employee" | "operator"; channel: "email" | "sms" | "push" | "inbox"; locale: string; subject: (string | null); isDefault: boolean; hasDefault: boolean; version: number; changedAt: string; changedBy: string; bcc: string[]; body: string; format: "html" | "mjml" | "text"; variables: string[]; reaches: (components["schemas"]["Reach"] | null) }
    MessageEntry: { id: string; setId: string; typeId: string; type: string; audience: "customer" | "contact" | "administrator" | "supervisor" | "reseller" | "employee" | "operator"; channel: "email" | "sms" | "push" | "inbox"; locale: string; subject: (string | null); isDefault: boolean; hasDefault: boolean; version: number; changedAt: string; changedBy: string }
    MessageInput: { subject?: (string | null); bcc?: string[]; body: string; format: "html" | "mjml" | "text" }
    MessageVersion: { number: number; subject: (string | null); format: "html" | "mjml" | "text"; isDefault: boolean; createdAt: string; createdBy: string; bcc: string[]; body: string }
    MessageVersionEntry: { number: number; subject: (string | null); format: "html" | "mjml" | "text"; isDefault: boolean; createdAt: string; createdBy: string }
    Module: { module: "sms" | "reminders" | "subscriptions" | "post" | "bookings"; active: boolean; state: "active" | "inactive" | "ending"; endsAt: (string | null); version: number; changedAt: string }
    ModuleChange: { active: boolean }
    NewApiKey: { id: string; name: string; hint: string; scopes: string[]; createdAt: string; expiresAt: (string | null); lastUsedAt: (string | null); revokedAt: (string | null); key?: string }
    NewCustomer: { externalId: string; name: string; salutation?: string; language?: (string | null); timeZone?: (string | null); classId?: string; areaId?: string; bcc?: string[]; sendEmail?: boolean; sendSms?: boolean; emails?: { address: string; label?: string }[]; numbers?: (({ number: string; label?: string } | { country: string; national: string; label?: string }))[] }
    NewCustomerClass: { name: string; managedBy?: (string | null); templateSetId?: (string | null); fromName?: (string | null); fromEmail?: (string | null); replyTo?: (string | null); smsSender?: (string | null); daysBeforeDue?: number[]; daysAfterDue?: number[]; thresholds?: (({ amountLeft: string } | { percentUsed: number }))[] }
    NewImport: { format: "csv" | "json"; dryRun?: boolean; mapping?: ({ [name: string]: "externalId" | "name" | "salutation" | "language" | "timeZone" | "class" | "area" | "bcc" | "sendEmail" | "sendSms" | "emails" | "numbers" } | null) }
    NewMessage: { typeId: string; audience: "customer" | "contact" | "administrator" | "supervisor" | "reseller" | "employee" | "operator"; channel: "email" | "sms" | "push" | "inbox"; locale: string; subject?: (string | null); bcc?: string[]; body: string; format: "html" | "mjml" | "text" }
    NewOrganisation: { key: string; name: string; country: string; language: string; timeZone: string; currency: string; catalogue?: ("telephony" | "virtual_office" | "carrier" | "cleaning" | "booking" | null); administrator: { name: string; email: string } }
    NewSession: { id: string; member: { id: string; name: string }; organisation: { id: string; key: string; name: string }; role: "operator" | "administrator" | "supervisor" | "reseller" | "employee"; expiresAt: string; token?: string }
    NewWebhook: { id: string; url: string; description: string; types: string[]; state: "active" | "disabled"; reason: ("manual" | "gone" | "failing" | null); disabledAt: (string | null); failingSince: (string | null); pausedUntil: (string | null); oldSecretUntil: (string | null); version: number; createdAt: string; secret?: string }
    NextNotices: { thresholds: ({ type: "balance.near_limit" | "balance.over_limit" | "invoice.due_soon" | "invoice.overdue"; threshold: (({ amountLeft: string } | { percentUsed: number }) | null); balance: string; isReached: boolean; channels: ("email" | "sms" | "push" | "inbox")[] })[]; notices: ({ type: "balance.near_limit" | "balance.over_limit" | "invoice.due_soon" | "invoice.overdue"; invoiceNumber: string; dueDate: string; day: number; at: string; channels: ("email" | "sms" | "push" | "inbox")[] })[] }
    NotificationType: { key: string; name: components["schemas"]["Words"]; purpose: components["schemas"]["Words"]; category: string; audiences: { [name: string]: ("email" | "sms" | "push" | "inbox")[] }; level: "customer" | "account" | "service" | "billing_account" | "organisation"; switchOwner: "class" | "organisation" | "reminder" | "subscription" | "none"; trigger: "event" | "threshold" | "date_offset" | "recurrence" | "manual"; variables: components["schemas"]["Variable"][]; transactional: boolean; critical: boolean; priority: "urgent" | "normal" | "bulk"; mandatory: boolean; attempts: number; expiryHours: number; ambiguous: { [name: string]: "at_least_once" | "once" }; id: string; origin: (string | null); retiredAt: (string | null); version: number; createdAt: string }
    NotificationTypeChange: { key: string; name: components["schemas"]["Words"]; purpose: components["schemas"]["Words"]; category: string; audiences: { [name: string]: ("email" | "sms" | "push" | "inbox")[] }; level: "customer" | "account" | "service" | "billing_account" | "organisation"; switchOwner: "class" | "organisation" | "reminder" | "subscription" | "none"; trigger: "event" | "threshold" | "date_offset" | "recurrence" | "manual"; variables: components["schemas"]["Variable"][]; transactional?: boolean; critical?: boolean; priority?: "urgent" | "normal" | "bulk"; mandatory?: boolean; attempts?: number; expiryHours?: number; ambiguous?: { [name: string]: "at_least_once" | "once" } }
    NotificationTypeInput: { key: string; name: components["schemas"]["Words"]; purpose: components["schemas"]["Words"]; category: string; audiences: { [name: string]: ("email" | "sms" | "push" | "inbox")[] }; level: "customer" | "account" | "service" | "billing_account" | "organisation"; switchOwner: "class" | "organisation" | "subscription"; trigger: "event" | "threshold" | "date_offset" | "recurrence" | "manual"; variables: components["schemas"]["Variable"][]; transactional?: boolean; critical?: boolean; priority?: "urgent" | "normal" | "bulk"; mandatory?: boolean; attempts?: number; expiryHours?: number; ambiguous?: { [name: string]: "at_least_once" | "once" } }
    NotificationTypeWithExample: { key: string; name: components["schemas"]["Words"]; purpose: components["schemas"]["Words"]; category: string; audiences: { [name: string]: ("email" | "sms" | "push" | "inbox")[] }; level: "customer" | "account" | "service" | "billing_account" | "organisation"; switchOwner: "class" | "organisation" | "reminder" | "subscription" | "none"; trigger: "event" | "threshold" | "date_offset" | "recurrence" | "manual"; variables: components["schemas"]["Variable"][]; transactional: boolean; critical: boolean; priority: "urgent" | "normal" | "bulk"; mandatory: boolean; attempts: number; expiryHours: number; ambiguous: { [name: string]: "at_least_once" | "once" }; id: string; origin: (string | null); retiredAt: (string | null); version: number; createdAt: string; exampleData: { [name: string]: unknown } }
    Organisation: { name: string; country: string; mainLanguage: string; languages: string[]; timeZone: string; currency: string; sendTime: string; accent: string; emailFooter: string; companyContact: { email: string; phone: string }; website: string; smsStart: "send" | "do_not_send"; smsPolicy: "gsm7_strict" | "gsm7_transliterate" | "unicode"; smsMaxSegments: number; copyDays: number; activityMonths: number; requireTwoStep: boolean; id: string; key: string; logoUrl: (string | null); version: number; changedAt: string; changedBy: (string | null) }
    OrganisationInput: { name: string; country: string; mainLanguage: string; languages: string[]; timeZone: string; currency: string; sendTime: string; accent: string; emailFooter: string; companyContact: { email: ("" | string); phone: ("" | string) }; website: string; smsStart: "send" | "do_not_send"; smsPolicy: "gsm7_strict" | "gsm7_transliterate" | "unicode"; smsMaxSegments: number; copyDays: number; activityMonths: number; requireTwoStep: boolean }
    PasswordInput: { current: string; password: string }
    PasswordReset: { link: string; password: string }
    PasswordResetRequest: { email: string }
    Paused: { pausedAt: string }
    PlatformOrganisation: { id: string; key: string; name: string; state: "active" | "suspended" | "deleted"; reason: (string | null); sample: (string | null); signIns: number; createdAt: string }
    PlatformOrganisationDetails: { id: string; key: string; name: string; state: "active" | "suspended" | "deleted"; reason: (string | null); sample: (string | null); signIns: number; createdAt: string; use: { month: ({ channel: "email" | "sms" | "push" | "inbox"; count: number })[]; oldest: (string | null); failing: ({ connection: string; since: string } | null) }; exportedAt: (string | null); customers: number; letters: { waiting: number; oldest: (string | null) } }
    PlatformOrganisationRow: { id: string; key: string; name: string; state: "active" | "suspended" | "deleted"; reason: (string | null); sample: (string | null); signIns: number; createdAt: string; use: { month: ({ channel: "email" | "sms" | "push" | "inbox"; count: number })[]; oldest: (string | null); failing: ({ connection: string; since: string } | null) } }
    Preview: { channel: "email" | "sms" | "push" | "inbox"; subject: (string | null); html: (string | null); text: string; segments: ({ alphabet: "gsm7" | "ucs2"; units: number; perSegment: number; segments: number; left: number } | null); missing: string[] }
    PreviewInput: { typeId: string; audience: "customer" | "contact" | "administrator" | "supervisor" | "reseller" | "employee" | "operator"; channel: "email" | "sms" | "push" | "inbox"; locale: string; subject?: (string | null); bcc?: string[]; body?: string; format?: "html" | "mjml" | "text"; data?: { [name: string]: components["schemas"]["__schema0"] }; customer?: { name: string; salutation: (string | null); externalId: (string | null) }; time?: string }
    Problem: { type: string; title: string; status: number; code: "malformed" | "invalid" | "not_found" | "method_not_allowed" | "not_acceptable" | "unsupported_media_type" | "too_large" | "cursor_invalid" | "unauthenticated" | "credentials_wrong" | "code_required" | "two_step_required" | "organisation_required" | "organisation_suspended" | "forbidden" | "scope_missing" | "link_used" | "too_many_requests" | "version_missing" | "version_conflict" | "name_taken" | "in_use" | "protected" | "last_administrator" | "erased" | "last_area" | "idempotency_running" | "idempotency_mismatch" | "template_invalid" | "no_template_set" | "message_missing" | "message_exists" | "default_missing" | "channel_unsupported" | "event_conflict" | "not_waiting" | "sending_now" | "switch_fixed" | "domains_limit" | "no_own_address" | "nobody_told" | "webhook_address_refused" | "webhook_disabled" | "webhooks_limit" | "import_running" | "import_finished" | "import_unreadable" | "unavailable" | "overloaded" | "internal"; detail: string; instance?: string; errors?: { pointer?: string; parameter?: string; code: string; detail: string; values?: { [name: string]: unknown } }[] }
    Profile: { id: string; name: string; email: (string | null); phone: (string | null); language: (string | null); timeZone: (string | null); theme: "system" | "light" | "dark"; role: "operator" | "administrator" | "supervisor" | "reseller" | "employee"; version: number }
    ProfileInput: { name?: string; phone?: (string | null); language?: (string | null); timeZone?: (string | null); theme?: "system" | "light" | "dark" }
    Providers: { items: ({ channel: "email" | "sms" | "push" | "inbox"; name: string; docs: string; settings: { [name: string]: unknown } })[] }
    Queues: { pausedAt: (string | null); lanes: ({ channel: "email" | "sms" | "push" | "inbox"; priority: "system" | "urgent" | "normal" | "bulk"; waiting: number; scheduled: number; sending: number; unclear: number; oldest: (string | null) })[]; events: { waiting: number; scheduled: number; oldest: (string | null) }; connections: ({ id: string; name: string; slots: number; busy: number; openUntil: (string | null); openReason: (string | null) })[] }
    Reach: { classes: { id: string; name: string; customers: number }[]; otherClasses: number; customers: number }
    RecoveryCodes: { recoveryCodes?: string[] }
    Released: { epoch: number }
    ResumeInput: { drop: boolean }
    Resumed: { waited: number; dropped: boolean }
    RoleInput: { role: "operator" | "administrator" | "supervisor" | "reseller" | "employee"; areaIds?: string[] }
    Sample: { sample: string; customers: number; classes: number; members: number }
    SavedBalance: { balance: (string | null); limit: (string | null); amountLeft: (string | null); percentUsed: (number | null); at: (string | null); thresholds: ((({ amountLeft: string } | { percentUsed: number }))[] | null); classThresholds: (({ amountLeft: string } | { percentUsed: number }))[]; version: number; isTaken: boolean }
    SavedContactPoints: { emails: { address: string; label: string }[]; numbers: { number: string; label: string }[]; version: number; warnings: { pointer: string; detail: string }[] }
    SavedCustomer: { id: string; externalId: string; name: string; salutation: string; language: (string | null); timeZone: (string | null); classId: string; areaId: string; bcc: string[]; sendEmail: boolean; sendSms: boolean; state: "active" | "archived" | "erased"; version: number; createdAt: string; archivedAt: (string | null); warnings: { pointer: string; detail: string }[] }
    SendAllNow: { state: "withheld" | "failed" | "expired"; reason?: string; channel?: "email" | "sms" | "push" | "inbox"; type?: string; customerId?: string; eventId?: string; address?: string; from?: string; before: string }
    SendingDomain: { id: string; domain: string; verifiedAt: (string | null); checkedAt: (string | null); createdAt: string; records: ({ purpose: "dkim" | "dmarc" | "spf" | "bounces"; type: "TXT" | "MX"; name: string; value: string; isRequired: boolean })[]; checks: ({ purpose: "dkim" | "dmarc" | "spf" | "bounces"; name: string; state: "found" | "missing" | "wrong" | "unreachable"; found: string[] })[] }
    SendingDomainInput: { domain: string }
    SendingDomainListItem: { id: string; domain: string; verifiedAt: (string | null); checkedAt: (string | null); createdAt: string }
    SentAllNow: { sent: number; withheld: number; isMore: boolean }
    Session: { member: { id: string; name: string; email: (string | null) }; organisation: { id: string; key: string; name: string; logoUrl: (string | null); currency: (string | null); isSample: boolean }; role: "operator" | "administrator" | "supervisor" | "reseller" | "employee"; permissions: { [name: string]: "all" | "areas" | "classes" | "own" }; mustSetUpTwoStep: boolean; twoStep: boolean; otherOrganisations: { id: string; key: string; name: string }[]; expiresAt: string }
    SessionInput: { email: string; password: string; code?: string; organisation?: string }
    SessionListItem: { id: string; current: boolean; address: (string | null); userAgent: (string | null); createdAt: string; lastSeenAt: string }
    SessionMove: { organisation: string }
    StartingCatalogues: { items: { key: string; name: { [name: string]: string }; types: number }[] }
    Suppression: { id: string; channel: "email" | "sms" | "push"; address: string; typeId: (string | null); type: (string | null); reason: "bounce" | "complaint" | "unsubscribe" | "stop" | "manual"; detail: string; deliveryId: (string | null); createdAt: string; createdBy: string }
    SuppressionInput: { channel: "email" | "sms" | "push"; address: string; typeId?: (string | null); detail?: string }
    Suspension: { reason: string }
    Switch: { typeId: string; key: string; name: components["schemas"]["Words"]; category: string; audience: "customer" | "contact" | "administrator" | "supervisor" | "reseller" | "employee" | "operator"; channel: "email" | "sms" | "push" | "inbox"; on: boolean; onSince: (string | null); switchable: boolean; hasMessage: boolean }
    Switches: { version: number; changedAt: (string | null); changedBy: (string | null); switches: components["schemas"]["Switch"][] }
    SwitchesInput: { on: ({ typeId: string; audience: "customer" | "contact" | "administrator" | "supervisor" | "reseller" | "employee" | "operator"; channel: "email" | "sms" | "push" | "inbox" })[] }
    TemplateLanguage: { tags: string[]; filters: string[]; names: string[] }
    TemplateSet: { id: string; name: string; kind: "customer_class" | "organisation"; managedBy: ({ id: string; name: string } | null); mainLanguage: string; reaches: (components["schemas"]["Reach"] | null); languages: { locale: string; texts: number; slots: number }[]; customised: number; version: number; createdAt: string }
    TemplateSetChanges: { name?: string; managedBy?: (string | null); mainLanguage?: string }
    TemplateSetContents: { id: string; name: string; kind: "customer_class" | "organisation"; managedBy: ({ id: string; name: string } | null); mainLanguage: string; reaches: (components["schemas"]["Reach"] | null); languages: { locale: string; texts: number; slots: number }[]; customised: number; version: number; createdAt: string; slots: ({ typeId: string; type: string; audience: "customer" | "contact" | "administrator" | "supervisor" | "reseller" | "employee" | "operator"; channel: "email" | "sms" | "push" | "inbox"; locales: string[]; texts: { locale: string; messageId: string; isDefault: boolean }[] })[] }
    TemplateSetCopy: { name: string; classId?: string }
    TemplateSetInput: { name: string; kind?: "customer_class"; managedBy?: (string | null) }
    TrialInput: { subject?: (string | null); body?: string; format?: "html" | "mjml" | "text" }
    TwoStepCode: { code: string }
    TwoStepRemoval: { password: string }
    TwoStepSecret: { secret?: string; url?: string }
    Unsent: { count: number; before: string }
    Variable: ({ name: string; title: components["schemas"]["Words"]; required: boolean; maxLength?: number; sample: (string | number | boolean | { amount: string; currency: string }); channels?: ("email" | "sms" | "push" | "inbox")[]; kind: "text" | "number" | "money" | "date" | "datetime" | "url" | "boolean" } | { name: string; title: components["schemas"]["Words"]; required: boolean; maxLength?: number; sample: ({ [name: string]: ((string | number | boolean | { amount: string; currency: string }) | null) })[]; channels?: ("email" | "sms" | "push" | "inbox")[]; kind: "list"; of: ({ name: string; title: components["schemas"]["Words"]; required: boolean; maxLength?: number; sample: (string | number | boolean | { amount: string; currency: string }); channels?: ("email" | "sms" | "push" | "inbox")[]; kind: "text" | "number" | "money" | "date" | "datetime" | "url" | "boolean" })[] })
    Webhook: { id: string; url: string; description: string; types: string[]; state: "active" | "disabled"; reason: ("manual" | "gone" | "failing" | null); disabledAt: (string | null); failingSince: (string | null); pausedUntil: (string | null); oldSecretUntil: (string | null); version: number; createdAt: string }
    WebhookChange: { url?: string; description?: string; types?: string[] }
    WebhookCount: { count: number }
    WebhookInput: { url: string; description?: string; types: string[] }
    WebhookMessage: { id: string; type: string; data: { [name: string]: unknown }; state: "waiting" | "delivered" | "dead"; reason: ("gave_up" | "gone" | "endpoint_disabled" | null); dueAt: (string | null); createdAt: string; settledAt: (string | null); attempts: ({ at: string; status: (number | null); words: string; durationMs: number })[] }
    WebhookResend: { from: string; to: string; state?: "dead" | "delivered" }
    WebhookResent: { count: number }
    WebhookTypes: { items: { type: string; summary: string; example: { [name: string]: unknown } }[] }
    Webhooks: { items: components["schemas"]["Webhook"][] }
    Words: { en: string; pl: string; it: string; da: string }
    __schema0: (string | number | boolean | null | components["schemas"]["__schema0"][] | { [name: string]: components["schemas"]["__schema0"] })
  }
}
