// House rules that no compiler knows: user text is never markup, components stay small, colours come from tokens.css, and
// nothing is kept that nobody uses.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, extname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const LINES = { '.vue': 250, '.ts': 300 }
const MARKUP = [
  [/\bv-html\b|\.innerHTML\b|\.outerHTML\b|insertAdjacentHTML|document\.write\b|DOMParser/, 'text of users must stay text'],
]
const LOOKS = [
  [/#[0-9a-f]{3,8}\b(?=['";\s)])|\brgba?\(|\bhsla?\(|\boklch\(/i, 'colours belong in tokens.css'],
  [/\b(?:ml|mr|pl|pr|left|right)-\d|\btext-(?:left|right)\b|(?:margin|padding)-(?:left|right)\b/, 'use logical properties'],
]
// Written by openapi-typescript.
const GENERATED = /schema\.d\.ts$/
// A language is one table, however long.
const TABLE = /console\/src\/languages\//

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path)
    else if (extname(path) in LINES || extname(path) === '.css') yield path
  }
}

const problems = []

function inspect(folder, rules, limits) {
  for (const path of [...files(join(root, folder))].filter((one) => !GENERATED.test(one))) {
    const lines = readFileSync(path, 'utf8').split('\n')
    const most = TABLE.test(path) ? Infinity : (limits[extname(path)] ?? Infinity)
    if (lines.length > most) problems.push(`${relative(root, path)}: ${lines.length} lines, at most ${most}`)
    lines.forEach((line, index) => {
      for (const [pattern, why] of rules) if (pattern.test(line)) problems.push(`${relative(root, path)}:${index + 1}: ${why}`)
    })
  }
}

inspect('console/src', [...MARKUP, ...LOOKS], LINES)
// The widget computes with a brand's own colour, so only the rule about markup holds there.
inspect('widget/src', MARKUP, {})
inspect('shared', MARKUP, LINES)

/** Exports that no other file names, and tokens that no style takes. A type may be exported to say what a function gives. */
function unused() {
  const paths = ['console', 'widget', 'shared'].flatMap((folder) => [...files(join(root, folder))]).filter((one) => !GENERATED.test(one))
  const texts = new Map(paths.map((path) => [path, readFileSync(path, 'utf8')]))
  const isNamed = (name, own) => [...texts].some(([path, text]) => path !== own && new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(text))
  for (const [path, text] of texts) {
    for (const [, name] of text.matchAll(/^export (?:async )?(?:const|let|function|class) (\w+)/gm)) {
      if (!isNamed(name, path)) problems.push(`${relative(root, path)}: nobody imports ${name}`)
    }
  }
  const tokens = readFileSync(join(root, 'tokens.css'), 'utf8')
  for (const [, name] of tokens.matchAll(/^  (--gl-[\w-]+):/gm)) {
    if (!tokens.includes(`var(${name})`) && !isNamed(name)) problems.push(`tokens.css: nobody uses ${name}`)
  }
}

unused()
for (const problem of problems) console.error(problem)
process.exit(problems.length ? 1 : 0)
