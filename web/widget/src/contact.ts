export type Address = { email: string } | { phone: string }

/** Email or international phone number from one field; null when it is neither. Phone digits are 8–15 after a plus. */
export function parseAddress(text: string): Address | null {
  const value = text.trim()
  if (/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value) && value.length <= 254) return { email: value }
  const digits = value.replace(/[\s().-]/g, '').replace(/^00/, '+')
  return /^\+[1-9]\d{7,14}$/.test(digits) ? { phone: digits } : null
}

/** Enough to recognise one's own address, too little for who looks over the shoulder. */
export function maskAddress(address: Address): string {
  if ('phone' in address) return `••• ${address.phone.slice(-4)}`
  const at = address.email.lastIndexOf('@')
  return `${address.email.slice(0, 1)}•••${address.email.slice(at)}`
}
