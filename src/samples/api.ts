/** Taking the sample organisation one is in away, by one press. */
import { z } from "zod"
import { Problem } from "../base/problem.ts"
import { apartRoute } from "../base/route.ts"
import { removeSample } from "./load.ts"

export const sampleRoutes = [
  apartRoute("DELETE /v1/sample", {
    name: "sample delete",
    summary: "Take this sample organisation away, with all that is in it and its sign-ins. Others are never touched.",
    needs: "samples:manage",
    status: 204,
    answer: z.void(),
    run: async ({ install, org }) => {
      const [organisation] = await org(
        (tx) =>
          tx<{ key: string; sample: string | null }>`select key, sample from organisations where id = ${tx.orgId}`,
      )
      if (!organisation?.sample) throw new Problem("protected", "This organisation is no sample.")
      await removeSample(install.db, organisation.key)
    },
  }),
]
