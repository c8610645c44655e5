import { fileURLToPath, URL } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const backend = process.env['GIGLINE_URL'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: here('.'),
  base: '/console/',
  plugins: [vue(), tailwindcss()],
  resolve: { alias: { '@': here('./src') } },
  build: {
    outDir: here('../../src/gigline/web/console'),
    emptyOutDir: true,
    target: 'es2024',
    reportCompressedSize: true,
  },
  server: { proxy: { '/api': { target: backend, ws: true } } },
})
