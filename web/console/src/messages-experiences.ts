/** The words of shared experience: what associates let count, and the audit of what comes of it. */
export const experiences = {
  title: 'What may count for me', menu: 'What may count for me…',
  hint: 'Where you and a requester share an experience, it may count when work is offered. It counts only while you tick it and they agreed, and what it is worth is learned: it may come to nothing. Whoever leads the brand reads it in the record of an offer that it counted in. Nothing is lost by leaving all of it out.',
  never: 'Name, photo, accent, age, gender, faith, origin and where somebody lives never count, whoever wants it.',
  none: ['Nothing is asked for', 'None of your brands lets experience count.'] as [string, string],
  off: 'This brand lets nothing count at the moment.',
  kinds: { product: 'I own:', trade: 'I worked as:', city: 'I know the city:', hobby: 'I like:', language: 'I speak:' } as Record<string, string>,
  topics: (names: string) => `for ${names}`, since: (day: string) => `counts since ${day}`, notAsked: 'no longer asked for: take it back',
  untested: 'your network has not entered this language for you', counts: 'It counts from now on.', withdrawn: 'It counts no more.',
  audit: {
    title: 'Who gets what, by shared experience', hint: 'Offers for 100 times that somebody could have been asked, with and without. The impact ratio is the lower rate over the higher; below four fifths (0.80) something may be wrong. The interval is exact (Clopper–Pearson, 95 %), and too narrow where few people make a group.',
    blind: 'Nobody here knows a protected attribute of anybody, so that nobody sees whether an experience stands in for one.',
    about: { anything: 'lets anything count', newcomers: 'newcomers (90 days)' } as Record<string, string>, language: (code: string) => `speaks ${code}`,
    who: 'Who', people: 'People', offers: 'Offers', minutes: 'Minutes each', settled: 'Settled', ratio: 'Impact ratio', says: 'Which says',
    pair: (having: string, others: string) => `${having} · ${others}`, interval: (low: string, high: string) => `${low} to ${high}`,
    words: { too_few: 'too few to tell', below: 'below four fifths', perhaps: 'perhaps below four fifths', open: 'no sign of it; the interval reaches below', fine: 'at least four fifths' } as Record<string, string>,
    basis: (offers: number, days: number, whole: boolean) => `With · without, of ${offers} offers in ${days} days${whole ? '' : ', the newest'}.`, days: (n: number) => `${n} days`, period: 'Period',
  },
}
