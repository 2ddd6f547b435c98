type Labels = Readonly<Record<string, string>>

interface Matcher {
  readonly label: string
  readonly sign: string
  readonly value: string
}

/** A selector, read. */
export interface Selector {
  readonly name: string
  readonly matchers: readonly Matcher[]
}

const rateOfSelector = /^\s*sum\(rate\(([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\[\{\{window\}\}\]\)\)\s*$/s
const oneMatcher = /\s*([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*")\s*(?:,|$)/y

/** The selector of a query that is the sum of its rates, and nothing else; undefined for other queries. */
export function selectorIn(query: string): Selector | undefined {
  const [, name, text = ''] = rateOfSelector.exec(query) ?? []
  if (name === undefined) return undefined
  const matchers: Matcher[] = []
  for (let at = 0; at < text.trimEnd().length; at = oneMatcher.lastIndex) {
    oneMatcher.lastIndex = at
    const [, label = '', sign = '', quoted = ''] = oneMatcher.exec(text) ?? []
    const value = unquoted(quoted)
    if (value === undefined) return undefined
    matchers.push({ label, sign, value })
  }
  return { name, matchers }
}

function unquoted(text: string): string | undefined {
  try {
    return JSON.parse(text) as string
  } catch {
    return undefined
  }
}

/** Labels that every matcher selects; undefined where none were found. */
export function witness(matchers: readonly Matcher[]): Labels | undefined {
  const labels: Record<string, string> = {}
  for (const { label, sign, value } of matchers) {
    const sample = sign === '=~' ? sampleOf(value) : value
    if (sign === '=' || sign === '=~') labels[label] ??= sample
    else if (isSelected({ label, sign, value }, '') === false) labels[label] ??= 'other'
  }
  return selects(matchers, labels) ? labels : undefined
}

/** Whether all of them select a series with these labels. */
export function selects(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every((one) => isSelected(one, labels[one.label] ?? ''))
}

function isSelected({ sign, value }: Matcher, given: string): boolean {
  if (sign === '=' || sign === '!=') return (given === value) === (sign === '=')
  try {
    return new RegExp(`^(?:${value})$`, 's').test(given) === (sign === '=~')
  } catch {
    // RE2's spelling is not all JavaScript's.
    return false
  }
}

/** A text that a plain pattern matches: of each group the first of its alternatives. */
function sampleOf(pattern: string): string {
  let text = pattern.replace(/\([^()]*\)[?*]/g, '')
  for (let before = ''; before !== text; ) {
    before = text
    text = text.replace(/\((?:\?:)?([^()|]*)(?:\|[^()]*)?\)/, '$1')
  }
  const [first = ''] = text.split('|')
  return first
    .replace(/(^|[^\\])\.\*/g, '$1')
    .replace(/(^|[^\\])\.\+/g, '$1x')
    .replace(/(^|[^\\])\./g, '$10')
    .replace(/(^|[^\\])\./g, '$10')
    .replace(/\\(.)/g, '$1')
}
