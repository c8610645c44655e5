/** Puts text in place of a part of a field as if it had been typed: Ctrl+Z takes it back, and whoever listens hears of it. */
export function typeInto(field: HTMLTextAreaElement, from: number, to: number, text: string): void {
  field.focus()
  field.setSelectionRange(from, to)
  if (from === to && !text) return
  // Deprecated, and still the only way that keeps the browser's own undo.
  if (document.execCommand(text ? 'insertText' : 'delete', false, text)) return
  field.setRangeText(text, from, to, 'end')
  field.dispatchEvent(new InputEvent('input', { bubbles: true }))
}
