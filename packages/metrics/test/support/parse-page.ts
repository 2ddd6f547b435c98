// A reader of pages that takes nothing on trust: what a format does not allow, it refuses.

/** One line with a value. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
  /** As it was written. */
  readonly text: string
  readonly exemplar: string | undefined
}

/** A declared metric, with the samples below it. */
export interface ParsedFamily {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly unit: string | undefined
  readonly samples: readonly Sample[]
}

/** Reads a page of either format. */
export function parsePage(page: string): ParsedFamily[] {
  if (page !== '' && !page.endsWith('\n')) throw new Error('the last line has no end')
  const isOpenMetrics = page.endsWith('# EOF\n')
  const families: { -readonly [K in keyof ParsedFamily]: ParsedFamily[K] }[] = []
  for (const line of page.split('\n').slice(0, isOpenMetrics ? -2 : -1)) {
    const [, keyword, name = '', rest = ''] = /^# (TYPE|UNIT|HELP) (\S+) (.*)$/s.exec(line) ?? []
    if (keyword === undefined) {
      const family = families.at(-1)
      if (family === undefined) throw new Error(`nothing is declared before ${line}`)
      family.samples = [...family.samples, sampleOf(line, family.name)]
      continue
    }
    if (families.at(-1)?.name !== name) {
      if (families.some((one) => one.name === name)) throw new Error(`${name} comes back`)
      families.push({ name, type: '', help: '', unit: undefined, samples: [] })
    }
    const family = families.at(-1) as (typeof families)[number]
    if (family.samples.length > 0) throw new Error(`${line} comes after samples`)
    const value = keyword === 'HELP' ? unescaped(rest) : rest
    family[keyword.toLowerCase() as 'type' | 'unit' | 'help'] = value
  }
  return families
}

/** Every sample by its series. Throws for one that is there twice. */
export function samplesOf(page: string): Map<string, number> {
  const samples = new Map<string, number>()
  for (const { name, labels, value } of parsePage(page).flatMap((family) => family.samples)) {
    const series = `${name} ${JSON.stringify(Object.entries(labels).toSorted())}`
    if (samples.has(series)) throw new Error(`${series} is there twice`)
    samples.set(series, value)
  }
  return samples
}

const sampleLine =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\[\\"n])*",?)*)\})? (\S+)(?: # (.+))?$/s
const labelText = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[\\"n])*)"(,|$)/gs

function sampleOf(line: string, family: string): Sample {
  const [, name = '', labelsText = '', text = '', exemplar] = sampleLine.exec(line) ?? []
  if (!name.startsWith(family)) throw new Error(`no sample of ${family}: ${line}`)
  const found = [...labelsText.matchAll(labelText)]
  const labels = Object.fromEntries(found.map(([, label, value = '']) => [label, unescaped(value)]))
  if (found.map(([all]) => all).join('') !== labelsText || labelsText.endsWith(','))
    throw new Error(`bad labels: ${line}`)
  if (found.length !== Object.keys(labels).length) throw new Error(`a label twice: ${line}`)
  return { name, labels, value: numberOf(text), text, exemplar }
}

const unescaped = (text: string): string =>
  text.replace(/\\(.)/gs, (_, character) => (character === 'n' ? '\n' : character))

function numberOf(text: string): number {
  if (text === 'NaN') return Number.NaN
  if (text === '+Inf') return Number.POSITIVE_INFINITY
  if (text === '-Inf') return Number.NEGATIVE_INFINITY
  if (/^-?\d+(\.\d+)?(e[+-]\d+)?$/.test(text)) return Number(text)
  throw new Error(`no number: ${text}`)
}
