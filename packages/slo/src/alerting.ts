import { demandOptions } from '@sallyport/core'

type Texts = Readonly<Record<string, string>>

/** Labels and annotations of one severity's alerts, over those of all. */
export interface AlertTexts {
  readonly labels?: Texts
  readonly annotations?: Texts
}

/** What alerts are called, and what they say. Rules have it; an evaluation does not need it. */
export interface Alerting extends AlertTexts {
  /** @default the service and the name in one word, with `BudgetBurn` */
  readonly name?: string
  /** Those that page; `false`: there are none, though their windows are still recorded. */
  readonly page?: AlertTexts | false
  /** Those that write a ticket; `false`: there are none. */
  readonly ticket?: AlertTexts | false
}

/** The same, checked and frozen. */
export function alertingOf(given: Alerting): Alerting {
  demandOptions('slo: "alerting"', given, ['name', 'labels', 'annotations', 'page', 'ticket'])
  if (given.name !== undefined && (typeof given.name !== 'string' || given.name === ''))
    throw new TypeError(`slo: "alerting.name" must be text, got ${JSON.stringify(given.name)}`)
  const { page, ticket } = given
  for (const texts of [given, page, ticket]) if (texts) demandTexts(texts)
  return Object.freeze({ ...given })
}

function demandTexts({ labels = {}, annotations = {} }: AlertTexts): void {
  const wrong = [...Object.entries(labels), ...Object.entries(annotations)].find(
    ([, text]) => typeof text !== 'string',
  )
  if (wrong !== undefined)
    throw new TypeError(`slo: "alerting": ${wrong[0]} must be text, got ${String(wrong[1])}`)
}
