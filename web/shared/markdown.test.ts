import { describe, expect, it } from 'vitest'
import { type Block, type Inline, parseInline, parseMarkdown, parsePlain, safeHref, toPlain } from './markdown'

const plain = (parts: Inline[]): string =>
  parts.map((part) => (part.kind === 'bold' ? plain(part.children) : part.text)).join('')

function links(blocks: Block[]): string[] {
  const inside = (parts: Inline[]): string[] =>
    parts.flatMap((part) => (part.kind === 'link' ? [part.href] : part.kind === 'bold' ? inside(part.children) : []))
  const parts = (block: Block) => (block.kind === 'list' ? block.items : block.kind === 'table' ? block.rows.flat() : block.lines)
  return blocks.flatMap((block) => parts(block).flatMap(inside))
}

describe('parseMarkdown', () => {
  it('knows paragraphs, breaks and lists', () => {
    const blocks = parseMarkdown('One\ntwo\n\nThree:\n\n1. a\n2. b\n\n- c\n* d')
    expect(blocks.map((block) => block.kind)).toEqual(['paragraph', 'paragraph', 'list', 'list'])
    expect(blocks[0]).toMatchObject({ lines: [[{ text: 'One' }], [{ text: 'two' }]] })
    expect(blocks[2]).toMatchObject({ ordered: true, start: 1 })
    expect((blocks[3] as { items: unknown[] }).items.length).toBe(2)
  })

  it('knows tables', () => {
    const [before, table, after] = parseMarkdown('Fees:\n\n| When | Fee |\n|---|:-:|\n| **Now** | 1 |\n| Later | - |\n\nDone')
    expect([before?.kind, after?.kind]).toEqual(['paragraph', 'paragraph'])
    expect(table?.kind === 'table' && table.rows.map((row) => row.map(plain))).toEqual([
      ['When', 'Fee'],
      ['Now', '1'],
      ['Later', '-'],
    ])
  })

  it('keeps the first number of a list that goes on', () => {
    expect(parseMarkdown('3. third')[0]).toMatchObject({ ordered: true, start: 3 })
  })

  it('leaves markup it does not know as text', () => {
    const text = '<img src=x onerror=alert(1)> # not a heading `code` __x__'
    expect(parseMarkdown(text)).toEqual([{ kind: 'paragraph', lines: [[{ kind: 'text', text }]] }])
  })

  it('a year at the start of a line needs a dot and a space to be a list', () => {
    expect(parseMarkdown('2026 was fine')[0]?.kind).toBe('paragraph')
    expect(parseMarkdown('3.5 km away')[0]?.kind).toBe('paragraph')
  })

  it('survives odd and long input', () => {
    for (const text of ['', '\n\n', '**', '****', '[', '[]()', '[a](', '-', '1.', '**a', '*'.repeat(4000), '['.repeat(4000)]) {
      const blocks = parseMarkdown(text)
      expect(links(blocks)).toEqual([])
    }
    expect(parseMarkdown('')).toEqual([])
  })
})

describe('parseInline', () => {
  it('bold and links', () => {
    expect(parseInline('see **the [help](https://a.example/b)** now')).toEqual([
      { kind: 'text', text: 'see ' },
      { kind: 'bold', children: [{ kind: 'text', text: 'the ' }, { kind: 'link', href: 'https://a.example/b', text: 'help' }] },
      { kind: 'text', text: ' now' },
    ])
  })

  it('a link to anything but http(s) stays text', () => {
    for (const target of ['javascript:alert(1)', 'data:text/html,x', 'JaVaScRiPt:x', '//evil.example', 'vbscript:x', 'mailto:a@b.c']) {
      const parts = parseInline(`[click](${target})`)
      expect(parts.every((part) => part.kind === 'text')).toBe(true)
      expect(plain(parts)).toBe(`[click](${target})`)
    }
  })
})

describe('bare links', () => {
  it('end before the punctuation of the sentence', () => {
    expect(links(parsePlain('Look: https://a.example/x. And (https://b.example/y)!'))).toEqual(['https://a.example/x', 'https://b.example/y'])
    expect(links(parsePlain('https://en.wikipedia.example/wiki/A_(b)'))).toEqual(['https://en.wikipedia.example/wiki/A_(b)'])
  })

  it('lose no character of the text', () => {
    const text = 'a https://x.example/?q=1&r=2, b **not bold for you** http://'
    const block = parsePlain(text)[0] as { lines: Inline[][] }
    expect(plain(block.lines[0] ?? [])).toBe(text)
  })

  it('safeHref', () => {
    expect(safeHref('https://a.example')).toBe('https://a.example/')
    expect(safeHref('https://')).toBeNull()
    expect(safeHref(undefined)).toBeNull()
  })
})

const addresses = (text: string): string[] => {
  const hrefs = (parts: Inline[]): string[] =>
    parts.flatMap((part) => (part.kind === 'link' ? [part.href] : part.kind === 'bold' ? hrefs(part.children) : []))
  return hrefs(parseInline(text))
}

describe('addresses', () => {
  it('are http(s) only, name nobody, and leave the sentence its punctuation', () => {
    expect(addresses('see https://a.example/x?y=1. And (http://b.example)!')).toEqual(['https://a.example/x?y=1', 'http://b.example/'])
    expect(addresses('javascript:alert(1) data:text/html,x ftp://a.example mailto:a@b.c //a.example')).toEqual([])
    expect(addresses('https://user:pass@a.example [bank](https://bank.example@evil.example) and https://')).toEqual([])
  })
})

describe('headings', () => {
  it('stand alone, in bold', () => {
    expect(parseMarkdown('# Refunds\ngo on')).toEqual([
      { kind: 'paragraph', lines: [[{ kind: 'bold', children: [{ kind: 'text', text: 'Refunds' }] }]] },
      { kind: 'paragraph', lines: [[{ kind: 'text', text: 'go on' }]] },
    ])
  })
})

describe('toPlain', () => {
  it('keeps the words and the addresses', () => {
    expect(toPlain('## Now\nsee [the page](https://a.example/x) **now**')).toBe('Now\nsee the page (https://a.example/x) now')
    expect(toPlain('[x](javascript:alert(1)) 2 * 3 ** 4')).toBe('[x](javascript:alert(1)) 2 * 3 ** 4')
  })
})
