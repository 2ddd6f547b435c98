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

const places = { name: 0, labels: 0, annotations: 0, page: 0, ticket: 0 }

/** The same, checked and frozen. */
export function alertingOf(given: Alerting): Alerting {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(places, name))
  if (unknown !== undefined)
    throw new TypeError(`slo: "alerting" has ${Object.keys(places)}, got "${unknown}"`)
  if (given.name !== undefined && (typeof given.name !== 'string' || given.name === ''))
    throw new TypeError(`slo: "alerting.name" is a text, got ${JSON.stringify(given.name)}`)
  const { page, ticket } = given
  for (const texts of [given, page, ticket]) if (texts) demandTexts(texts)
  return Object.freeze({ ...given })
}

function demandTexts({ labels = {}, annotations = {} }: AlertTexts): void {
  const wrong = [...Object.entries(labels), ...Object.entries(annotations)].find(
    ([, text]) => typeof text !== 'string',
  )
  if (wrong !== undefined)
    throw new TypeError(`slo: "alerting": ${wrong[0]} is a text, got ${String(wrong[1])}`)
}
