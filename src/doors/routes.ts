/** Every route on one page. */
import { z } from "zod"
import { areaRoutes } from "../access/areas.ts"
import { invitationRoutes } from "../access/invitations.ts"
import { keyRoutes } from "../access/keys.ts"
import { linkRoutes } from "../access/links.api.ts"
import { logoRoutes } from "../access/logos.ts"
import { memberRoutes } from "../access/members.api.ts"
import { passwordRoutes } from "../access/passwords.ts"
import type { Permission } from "../access/permissions.ts"
import { companyRoutes } from "../access/company.ts"
import { profileRoutes } from "../access/profile.ts"
import { sessionRoutes } from "../access/sessions.ts"
import { settingsRoutes } from "../access/settings.ts"
import { auditRoutes } from "../audit/api.ts"
import { typeRoutes } from "../catalogue/api.ts"
import { categoryRoutes } from "../catalogue/categories.ts"
import { moduleRoutes } from "../catalogue/modules.ts"
import { customerRoutes } from "../customers/api.ts"
import { classRoutes } from "../customers/classes.api.ts"
import { importRoutes } from "../customers/import.api.ts"
import { classSwitchRoutes } from "../customers/switches.ts"
import { openRoute, type Route } from "../base/route.ts"
import { connectionRoutes } from "../channels/connections.ts"
import { sendingDomainRoutes } from "../channels/sendingDomains.ts"
import { deliveryRoutes } from "../deliveries/api.ts"
import { capturedRoutes } from "../deliveries/captured.ts"
import { queueRoutes } from "../deliveries/queues.ts"
import { suppressionRoutes } from "../deliveries/suppressions.ts"
import { classWaitingRoutes } from "../deliveries/waiting.ts"
import { balanceRoutes } from "../events/balances.api.ts"
import { aheadRoutes } from "../events/ahead.api.ts"
import { unsubscribeRoutes } from "../deliveries/unsubscribe.ts"
import { eventRoutes } from "../events/api.ts"
import { eventPreviewRoutes } from "../events/preview.ts"
import { eraseRoutes } from "../events/erase.ts"
import { invoiceRoutes } from "../events/invoices.api.ts"
import { againRoutes } from "../notifications/again.ts"
import { notificationRoutes } from "../notifications/api.ts"
import { trialRoutes } from "../notifications/trial.ts"
import { sampleRoutes } from "../samples/api.ts"
import { layoutPreviewRoute } from "../templates/layoutPreview.ts"
import { layoutRoutes } from "../templates/layouts.ts"
import { messageRoutes } from "../templates/messageRoutes.ts"
import { languageRoute } from "../templates/language.ts"
import { previewRoute } from "../templates/preview.ts"
import { setRoutes } from "../templates/setRoutes.ts"
import { switchRoutes } from "../templates/switches.ts"
import { foundingRoutes } from "./founding.ts"
import { exportRoutes } from "./export.ts"
import { installRoutes } from "./install.ts"
import { platformRoutes } from "./platform.ts"
import { webhookRoutes } from "../webhooks/api.ts"
import { type OpenApi, openApi } from "./openapi.ts"

let document: OpenApi | undefined

const describe = openRoute("GET /v1/openapi.json", {
  name: "openapi get",
  summary: "This document.",
  answer: z.record(z.string(), z.unknown()),
  run: async () => (document ??= openApi(routes)),
})

export const routes: readonly Route<Permission | "open">[] = [
  ...sessionRoutes,
  ...linkRoutes,
  ...passwordRoutes,
  ...invitationRoutes,
  ...profileRoutes,
  ...memberRoutes,
  ...foundingRoutes,
  ...areaRoutes,
  ...settingsRoutes,
  ...logoRoutes,
  ...platformRoutes,
  ...installRoutes,
  ...companyRoutes,
  ...exportRoutes,
  ...keyRoutes,
  ...typeRoutes,
  ...categoryRoutes,
  ...moduleRoutes,
  ...setRoutes,
  ...messageRoutes,
  ...trialRoutes,
  previewRoute,
  languageRoute,
  ...layoutRoutes,
  layoutPreviewRoute,
  ...eventRoutes,
  ...eventPreviewRoutes,
  ...deliveryRoutes,
  ...notificationRoutes,
  ...againRoutes,
  ...connectionRoutes,
  ...capturedRoutes,
  ...suppressionRoutes,
  ...unsubscribeRoutes,
  ...sendingDomainRoutes,
  ...queueRoutes,
  ...sampleRoutes,
  ...switchRoutes,
  ...webhookRoutes,
  ...auditRoutes,
  ...classRoutes,
  ...classSwitchRoutes,
  ...classWaitingRoutes,
  ...customerRoutes,
  ...eraseRoutes,
  ...importRoutes,
  ...balanceRoutes,
  ...invoiceRoutes,
  ...aheadRoutes,
  describe,
]
