/** Words of the page that shows flows. */
export const flows = {
  title: 'Flows',
  list: 'Flows of this brand',
  none: ['No flows', 'They are files in the flows folder of the brand.'],
  hint: 'Flows are written as files and applied with the brand. This page shows them.',
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
