import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const files = readdirSync(here('src/words')).filter((file) => file.endsWith('.ts') && file !== 'en.ts')

// A module for each language but English, which is part of the script: a page loads the one it speaks.
export default defineConfig({
  root: here('.'),
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: here('../../src/gigline/web/widget'),
    emptyOutDir: true,
    lib: {
      entry: Object.fromEntries(files.map((file) => [basename(file, '.ts'), here(`src/words/${file}`)])),
      formats: ['es'],
      fileName: (_, name) => `${name}.js`,
    },
  },
})
