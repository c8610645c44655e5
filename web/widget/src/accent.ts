/** The brand's colour, made readable: text on it and text in it keep WCAG AA (4.5:1) on light and dark surfaces. */

type Rgb = readonly [number, number, number]

const WHITE: Rgb = [255, 255, 255]
const INK: Rgb = [16, 19, 27]
const DARK_SURFACE: Rgb = [30, 33, 40]
const AA = 4.5

export interface AccentPair {
  light: { accent: string; on: string }
  dark: { accent: string; on: string }
}

/** `colour` is #rgb or #rrggbb; anything else gives null and the default accent stays. */
export function accentPair(colour: string | null): AccentPair | null {
  const rgb = parse(colour)
  if (!rgb) return null
  return { light: tone(rgb, WHITE, INK), dark: tone(rgb, DARK_SURFACE, WHITE) }
}

/** Moves the colour towards `towards` until it can be read on `surface`. */
function tone(colour: Rgb, surface: Rgb, towards: Rgb): { accent: string; on: string } {
  let accent = colour
  for (let share = 0; share <= 1 && contrast(accent, surface) < AA; share += 0.05) accent = mix(colour, towards, share)
  return { accent: hex(accent), on: hex(contrast(accent, WHITE) >= AA ? WHITE : INK) }
}

function parse(colour: string | null): Rgb | null {
  const match = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour?.trim() ?? '')
  if (!match?.[1]) return null
  const full = match[1].length === 3 ? match[1].replace(/./g, '$&$&') : match[1]
  const value = parseInt(full, 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const at = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * share)
  return [at(0), at(1), at(2)]
}

const hex = (rgb: Rgb) => '#' + rgb.map((part) => part.toString(16).padStart(2, '0')).join('')

/** WCAG 2.2 contrast ratio. */
export function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
