import { describe, expect, it } from 'vitest'
import { glimpse, identityText, languageName } from '@/state/reading'

describe('what a list shows of it', () => {
  it('has no marks of what is drawn elsewhere', () => {
    expect(glimpse('Open **Profile > Pantry**, see [help](https://x.example/a)')).toBe('Open Profile > Pantry, see help (https://x.example/a)')
    expect(glimpse(null)).toBe('')
  })

  it('shortens what no person reads', () => {
    expect(identityText({ type: 'visitor', value: 'FBkp_5garw0ojcWV' })).toBe('FBkp_5ga…')
    expect(identityText({ type: 'api', value: 'hoplane-bot:1000070755' })).toBe('1000070755')
    expect(identityText({ type: 'phone', value: '+351912345678' })).toBe('+351912345678')
  })

  it('names a language, and leaves alone what is none', () => {
    expect(languageName('es')).not.toBe('es')
    expect(languageName('not a code')).toBe('not a code')
  })
})
