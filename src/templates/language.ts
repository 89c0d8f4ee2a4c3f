/** What an author may write, whatever the notification type: for editors that offer it. */
import { z } from "zod"
import { route } from "../base/route.ts"
import { standardNames } from "./check.ts"
import { filterNames, tagNames } from "./filters.ts"

export const languageRoute = route("GET /v1/template-language", {
  name: "template-language get",
  summary: "The tags, filters and names that every message may use, beside the variables of its type.",
  needs: "templates:edit",
  answer: z
    .object({
      tags: z.array(z.string()).meta({ examples: [["if", "for"]] }),
      filters: z.array(z.string()).meta({ examples: [["money", "date"]] }),
      names: z.array(z.string()).meta({ examples: [["customer.name"]] }),
    })
    .meta({ id: "TemplateLanguage" }),
  run: async () => ({ tags: tagNames.filter((name) => name !== "#"), filters: filterNames, names: standardNames }),
})
