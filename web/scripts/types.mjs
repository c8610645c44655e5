// The API's OpenAPI description (a file, by default standard input) becomes console/src/api/schema.d.ts:
//   gigline openapi | npm --prefix web run types
import { readFileSync, writeFileSync } from 'node:fs'
import openapi, { astToString } from 'openapi-typescript'

const { openapi: version, info, components } = JSON.parse(readFileSync(process.argv[2] ?? 0, 'utf8'))
const target = new URL('../console/src/api/schema.d.ts', import.meta.url)
// Only the shapes: the console names its paths itself, in src/api.
writeFileSync(target, astToString(await openapi({ openapi: version, info, components, paths: {} }, { alphabetize: true })))
