/** Logs: one JSON line an event on the stream given; secrets never reach them. */
import { type DestinationStream, type Logger, pino } from "pino"

export type Log = Logger

const secretPaths = ["authorization", "cookie", "password", "secret", "token", "code", "body"]

export function openLog(level: string, out: DestinationStream): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretPaths.flatMap((path) => [path, `*.${path}`]), censor: "[removed]" },
      serializers: { error: withoutRows },
    },
    out,
  )
}

/** PostgreSQL quotes whole rows in an error's detail ("Failing row contains …"): somebody's name has no place in a log. */
function withoutRows(error: Error): Record<string, unknown> {
  const { detail: _, where: __, ...told } = pino.stdSerializers.err(error) as unknown as Record<string, unknown>
  return told
}
