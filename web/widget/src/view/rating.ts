import { ratingShown } from '../derive'
import type { Rating } from '../types'
import { type Actions, type Ctx, h, icon, setAttr, setText, show, type View } from './dom'

type Step = 'solved' | 'score' | 'thanks'

/** After each resolution: was it solved, how was it. Can be changed until the conversation goes on. */
export class RatingCard implements View {
  readonly el = h('section', { class: 'card rating', hidden: true })
  private segment = 0
  private step: Step = 'solved'
  private unsolved = false
  private shown = ''
  private again: () => void = () => undefined

  constructor(
    private readonly actions: Actions,
    private readonly focusComposer: () => void,
  ) {}

  update(ctx: Ctx): void {
    this.again = () => this.update(ctx)
    const rating = ratingShown(ctx.state)
    if (rating && rating.segment !== this.segment) this.begin(rating)
    const shown = rating ? `${this.step}:${this.unsolved}:${rating.segment}:${rating.score}:${ctx.t.send}` : ''
    if (shown === this.shown) return
    this.shown = shown
    show(this.el, rating !== null)
    this.el.replaceChildren(...(rating ? this[this.step](ctx, rating) : []))
  }

  private begin(rating: Rating): void {
    this.segment = rating.segment
    this.step = rating.score === null ? 'solved' : 'thanks'
    this.unsolved = false
  }

  private go(step: Step): void {
    const had = this.el.contains((this.el.getRootNode() as ShadowRoot).activeElement)
    this.step = step
    this.again()
    // the pressed button is gone: keep the keyboard in the card
    if (had) this.el.querySelector<HTMLElement>('input:checked, input, button')?.focus()
  }

  solved({ t }: Ctx): Node[] {
    const yes = h('button', { type: 'button', class: 'chip', click: () => this.go('score') }, t.yes)
    const notYet = () => {
      this.unsolved = true
      this.go('score')
      this.focusComposer()
    }
    const no = h('button', { type: 'button', class: 'chip', click: notYet }, t.no)
    return [h('h3', {}, t.solvedTitle), h('div', { class: 'choices' }, yes, no)]
  }

  score({ t }: Ctx, rating: Rating): Node[] {
    const comment = h('textarea', { rows: '2', maxlength: '2000', 'aria-label': t.comment, placeholder: t.comment })
    const error = h('p', { class: 'error', role: 'alert' })
    const send = h('button', { type: 'submit', class: 'primary' }, t.rateSend)
    const stars = starField(rating.score, t.scores, t.rateTitle, (score) => {
      show(more, true)
      send.dataset['score'] = String(score)
    })
    const more = h('div', { class: 'rating-more', hidden: rating.score === null }, comment, send)
    send.dataset['score'] = String(rating.score ?? '')
    const submit = (event: Event) => {
      event.preventDefault()
      void this.save(Number(send.dataset['score']), comment.value.trim(), send, error, t.rateFailed)
    }
    return [
      ...(this.unsolved ? [h('p', {}, t.notSolved)] : []),
      h('form', { submit }, stars, more, error),
    ]
  }

  thanks({ t }: Ctx, rating: Rating): Node[] {
    const given = h('p', { class: 'thanks' }, icon('check'), `${t.thanks} · ${t.score(rating.score ?? 0)}`)
    return [given, h('button', { type: 'button', class: 'link', click: () => this.go('score') }, t.change)]
  }

  private async save(
    score: number,
    comment: string,
    button: HTMLButtonElement,
    error: HTMLElement,
    failed: string,
  ): Promise<void> {
    if (!score) return
    button.disabled = true
    setText(error, '')
    try {
      await this.actions.rate(score, comment)
      this.go('thanks')
    } catch {
      setText(error, failed)
    } finally {
      button.disabled = false
    }
  }
}

/** Five radio buttons drawn as stars: arrow keys work, a screen reader hears "Good, 4 of 5". */
function starField(
  chosen: number | null,
  words: readonly string[],
  legend: string,
  onChoose: (score: number) => void,
): HTMLElement {
  const word = h('span', { class: 'star-word', 'aria-hidden': 'true' })
  const field = h('fieldset', { class: 'stars' }, h('legend', {}, legend))
  const row = h('div', { class: 'star-row' })
  const paint = (score: number) => {
    row.dataset['score'] = String(score)
    setText(word, words[score - 1] ?? '')
    for (const [i, star] of [...row.querySelectorAll('label')].entries()) star.classList.toggle('on', i < score)
  }
  words.forEach((text, i) => {
    const choose = () => {
      paint(i + 1)
      onChoose(i + 1)
    }
    const input = h('input', { type: 'radio', name: 'score', value: String(i + 1), change: choose })
    input.checked = chosen === i + 1
    setAttr(input, 'aria-label', `${text}, ${i + 1}/5`)
    row.append(h('label', { title: text }, input, icon('star')))
  })
  paint(chosen ?? 0)
  field.append(row, word)
  return field
}
