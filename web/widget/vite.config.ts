import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// One classic script, no chunks: a host page adds a single tag and nothing else.
export default defineConfig({
  root: here('.'),
  publicDir: false,
  build: {
    target: ['chrome123', 'firefox120', 'safari17.5'], // where light-dark() is native
    outDir: here('../../src/gigline/web'),
    emptyOutDir: false, // the console is built into a folder beside it
    lib: {
      entry: here('src/index.ts'),
      formats: ['iife'],
      name: 'giglineWidget',
      fileName: () => 'widget.js',
    },
  },
})
