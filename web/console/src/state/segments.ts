/** How many segments a text message takes (3GPP TS 23.038); channels/adapters/twilio/segments.py counts the same. */
export interface Count {
  encoding: 'GSM-7' | 'UCS-2'
  segments: number
  /** The characters that made it UCS-2, which costs more than twice as much. */
  forcedBy: string[]
}

const BASIC = new Set('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà')
const EXTENDED = new Set('\f^{}\\[~]|€')

export function count(text: string): Count {
  const characters = [...text]
  const forcedBy = [...new Set(characters.filter((one) => !BASIC.has(one) && !EXTENDED.has(one)))]
  if (forcedBy.length) return { encoding: 'UCS-2', segments: split(characters.map((one) => one.length), 70, 67), forcedBy }
  return { encoding: 'GSM-7', segments: split(characters.map((one) => (EXTENDED.has(one) ? 2 : 1)), 160, 153), forcedBy }
}

/** Characters of two places are not split between segments. */
function split(sizes: number[], one: number, many: number): number {
  if (sizes.reduce((sum, size) => sum + size, 0) <= one) return 1
  let found = 1
  let room = many
  for (const size of sizes) {
    if (size > room) [found, room] = [found + 1, many]
    room -= size
  }
  return found
}
