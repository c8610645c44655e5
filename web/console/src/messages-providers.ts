/** The words of recommending contract workers. */
export const providers = {
  title: 'Contract workers', kind: 'Kind of work', place: 'Where', skill: 'With the skill', anySkill: 'any', when: 'When', find: 'Recommend', busy: 'Looking…',
  nobody: 'Nobody of the directory may do this.', passedOver: (n: number) => `${n} others may not do it`, rules: { kind: 'other work', excluded: 'not wanted', away: 'away', skill: 'skill', licence: 'licence', language: 'language', area: 'too far', hours: 'not at that time' } as Record<string, string>,
  choose: 'They take this one', chosen: 'Chosen', insert: 'Insert into the reply', newcomer: 'new', rating: (n: string) => `${n} of 5`, why: 'Why',
  text: (names: string[]) => `These can help you: ${names.join('; ')}. Whom would you like?`, row: (name: string, km: string, rating: string | null) => `${name} (${km} km away${rating ? `, ${rating} of 5` : ''})`,
  outcome: 'How did it go?', done: 'Done as agreed', failed: 'Not done', known: (done: boolean, rating: number | null) => `${done ? 'Done as agreed' : 'Not done'}${rating ? `, rated ${rating} of 5` : ''}`, stars: 'Rating', noRating: 'no rating',
}
