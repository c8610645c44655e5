"""What can be measured of a page's looks: contrast, overflow, the mark of the focus."""

from __future__ import annotations

from playwright.async_api import Locator, Page

# WCAG 2.1: relative luminance and contrast. A canvas turns any CSS colour into sRGB; what shines through is blended.
CONTRAST = """el => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data
    return [r, g, b, a / 255]
  }
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1]
  const layers = []
  for (let at = el; at; at = at.parentElement ?? at.getRootNode().host) {
    const colour = rgba(getComputedStyle(at).backgroundColor)
    if (colour[3] > 0) layers.push(colour)
    if (colour[3] === 1) break
  }
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  const ground = layers.reverse().reduce((below, one) => over(one, below), dark ? [18, 18, 18, 1] : [255, 255, 255, 1])
  const text = over(rgba(getComputedStyle(el).color), ground)
  const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
  const light = (colour) => colour.slice(0, 3).map(v => linear(v / 255))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0)
  const [one, two] = [light(text), light(ground)]
  return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05)
}"""
SPEAKS = """el => el.getBoundingClientRect().width > 1
  && [...el.childNodes].some(one => one.nodeType === 3 && one.data.trim())"""
IS_DARK = """el => {
  const canvas = document.createElement('canvas').getContext('2d')
  canvas.fillStyle = getComputedStyle(el).backgroundColor
  canvas.fillRect(0, 0, 1, 1)
  return canvas.getImageData(0, 0, 1, 1).data.slice(0, 3).every(part => part < 128)
}"""
AA = 4.5


async def assert_readable(*texts: Locator) -> None:
    """Every text has a contrast of 4.5 to 1 with what it stands on."""
    for text in texts:
        for one in await text.all():
            if await one.is_visible() and await one.evaluate(SPEAKS):
                ratio = await one.evaluate(CONTRAST)
                assert ratio >= AA, f"{ratio:.2f}:1 for {await one.evaluate('el => el.outerHTML.slice(0, 200)')}"


async def assert_fits(page: Page) -> None:
    """Nothing has to be scrolled sideways, neither the page nor a part that scrolls."""
    wide = await page.evaluate(
        """() => {
          const roots = [document, ...[...document.querySelectorAll('*')].map(el => el.shadowRoot).filter(Boolean)]
          const scrolls = el => ['auto', 'scroll'].includes(getComputedStyle(el).overflowX) && el.checkVisibility()
          const all = roots.flatMap(root => [...root.querySelectorAll('*')])
          const parts = all.filter(el => scrolls(el) && !el.closest('pre'))
          return [document.documentElement, ...parts]
            .filter(el => el.scrollWidth > el.clientWidth + 1 && el.clientWidth > 0)
            .map(el => `${el.scrollWidth} in ${el.clientWidth}: ${el.outerHTML.slice(0, 120)}`)
        }"""
    )
    assert not wide, "\n".join(wide)


async def assert_focus_is_seen(page: Page) -> None:
    """Whatever has the focus shows it: an outline, a ring, or the border of the box around it."""
    seen = await page.evaluate(
        """() => {
          let el = document.activeElement
          while (el?.shadowRoot?.activeElement) el = el.shadowRoot.activeElement
          const marked = (one) => {
            const style = getComputedStyle(one)
            return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
          }
          const within = (one) => one && getComputedStyle(one).borderTopWidth !== '0px'
          const near = [el, el.parentElement, ...el.querySelectorAll('*')].filter(Boolean)
          return near.some(marked) || within(el.parentElement) || el.outerHTML.slice(0, 200)
        }"""
    )
    assert seen is True, f"nothing shows that this has the focus: {seen}"
