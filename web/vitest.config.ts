import { fileURLToPath, URL } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: { alias: { '@': here('./console/src') } },
  test: { include: ['console/tests/**/*.test.ts', 'widget/**/*.test.ts', 'shared/**/*.test.ts'] },
})
