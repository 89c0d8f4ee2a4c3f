/** Every route on one page. */
import { areaRoutes } from "../access/areas.ts"
import { keyRoutes } from "../access/keys.ts"
import type { Permission } from "../access/permissions.ts"
import { sessionRoutes } from "../access/sessions.ts"
import { listAudit } from "../audit/api.ts"
import type { Route } from "../base/route.ts"

export const routes: readonly Route<Permission | "open">[] = [...areaRoutes, ...keyRoutes, ...sessionRoutes, listAudit]
