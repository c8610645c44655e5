import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The tokens are shared with the console; what the widget never uses need not travel to every host page. */
const onlyUsedTokens: Plugin = {
  name: 'only-used-tokens',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === 'chunk') file.code = withoutUnused(file.code)
    }
  },
}

function withoutUnused(code: string): string {
  const left = code.replace(/(--gl-[\w-]+):[^;{}]*;/g, (whole, name: string) =>
    code.includes(`var(${name}`) ? whole : '',
  )
  return left === code ? code : withoutUnused(left) // a token may have been used only by another one
}

// One classic script, no chunks: a host page adds a single tag and nothing else.
export default defineConfig({
  root: here('.'),
  publicDir: false,
  plugins: [onlyUsedTokens],
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
