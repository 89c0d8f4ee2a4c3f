import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { brotliCompressSync, constants, gzipSync } from "node:zlib"
import { defineConfig, type Plugin } from "vite"
import { markdown } from "./help/markdown.ts"

const folder = import.meta.dirname

/** Compressed once here instead of at each request: each text beside itself as `.br` and `.gz`. */
const compressed: Plugin = {
  name: "compressed",
  apply: "build",
  writeBundle({ dir }) {
    const assets = join(dir as string, "assets")
    for (const name of readdirSync(assets).filter((file) => /\.(js|css|svg|json)$/.test(file))) {
      const bytes = readFileSync(join(assets, name))
      writeFileSync(
        join(assets, `${name}.br`),
        brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
      )
      writeFileSync(join(assets, `${name}.gz`), gzipSync(bytes, { level: 9 }))
    }
  },
}

export default defineConfig({
  root: folder,
  base: "/",
  publicDir: false,
  // The server puts a number used once in its place, for each page anew: see src/doors/console.ts.
  html: { cspNonce: "NONCE" },
  plugins: [markdown, compressed],
  oxc: { jsx: { runtime: "automatic" } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2023",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // what is inlined as data: would need a hole in the page's policy
    reportCompressedSize: false,
  },
})
