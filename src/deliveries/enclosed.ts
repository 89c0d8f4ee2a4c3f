/** An attachment as people see it beside what a message says. */
import { z } from "zod"
import type { Attachment } from "../channels/email/attachments.ts"

export const enclosed = z
  .object({
    number: z.int(),
    name: z.string().meta({ examples: ["Calls in February.pdf"] }),
    mediaType: z.string().meta({ examples: ["application/pdf"] }),
    size: z.int().meta({ description: "Bytes." }),
    sha256: z.string(),
  })
  .meta({ id: "Enclosed" })

export const toEnclosed = ({ hash, ...rest }: Attachment): z.output<typeof enclosed> => ({ ...rest, sha256: hash })
