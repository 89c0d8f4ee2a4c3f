/** Taking the sample organisation one is in away, by one press. */
import { z } from "zod"
import { Problem } from "../base/problem.ts"
import { apartRoute, found, route } from "../base/route.ts"
import { removeSample } from "./load.ts"

const SampleAnswer = z
  .object({
    sample: z.string().meta({ description: "What it was made from.", examples: ["telco"] }),
    customers: z.int().meta({ description: "Active ones." }),
    classes: z.int(),
    members: z.int(),
  })
  .meta({ id: "Sample" })

export const sampleRoutes = [
  route("GET /v1/sample", {
    name: "sample get",
    summary: "What is in this sample organisation, before it is taken away. Not found where it is no sample.",
    needs: "samples:manage",
    answer: SampleAnswer,
    run: async ({ tx }) =>
      found(
        (
          await tx<z.output<typeof SampleAnswer>>`
            select o.sample,
                   (select coalesce(sum(s.customers), 0)::int from class_sizes s where s.org_id = o.id) as customers,
                   (select count(*)::int from customer_classes k where k.org_id = o.id) as classes,
                   (select count(*)::int from members m where m.org_id = o.id) as members
              from organisations o where o.id = ${tx.orgId} and o.sample is not null`
        )[0],
      ),
  }),
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
