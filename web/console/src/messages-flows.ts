/** Words of the page that shows flows. */
export const flows = {
  title: 'Flows',
  list: 'Flows of this brand',
  none: ['No flows yet', 'A flow is a file in the flows folder of the brand: write one and apply the folder.'],
  hint: 'What the bot does step by step. Flows are files of the brand’s folder; to change one, edit its file and apply the folder.',
  topic: 'Topic',
  for: 'For',
  begins: 'Begins with',
  insteadOf: 'Instead of the articles',
  drawing: (title: string) => `Steps of “${title}”`,
  goesTo: (label: string, target: string) => (label ? `${label}: ${target}` : target),
  kinds: {
    collect: 'asks', branch: 'decides', action: 'runs', confirm: 'asks for a yes', say: 'says', answer: 'article', hand_over: 'a person', end: 'end',
  } as Record<string, string>,
}
