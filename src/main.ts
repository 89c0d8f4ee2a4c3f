/** Tidings' one program: `run` reads the words after its name and does what they say. */
import { run } from "./doors/cli.ts"

process.exitCode = await run(process.argv.slice(2), process.env, process.stdout, process.stderr)
