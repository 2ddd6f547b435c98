import type { MetricDefinition } from '../packages/core/src/index.ts'
import { metricNames, takenNames } from '../packages/metrics/src/naming.ts'
import type { Vocabulary } from './catalogs.ts'
import { expressionTexts } from './expression-texts.ts'
import { splitMarkdown } from './markdown.ts'

/** Something wrong on a line. */
export interface Mistake {
  readonly line: number
  readonly text: string
}

/** What texts are held to. */
export interface Names {
  /** By every name that a line of a page may have, without a prefix. */
  readonly metrics: ReadonlyMap<string, MetricDefinition>
  /** First words, with which a name claims to be one of ours. */
  readonly roots: RegExp
  readonly labels: ReadonlySet<string>
  readonly words: ReadonlySet<string>
}

/** All names of all catalogs. */
export function namesOf({ catalogs, words }: Vocabulary): Names {
  const all = catalogs.flatMap(({ metrics }) => metrics)
  const named = all.flatMap((one) => {
    const { aliases = [] } = one
    const names = [one.id, ...aliases, ...takenNames(one, metricNames(one))]
    return names.map((name) => [name, one] as const)
  })
  const roots = [...new Set(named.map(([name]) => rootOf(name)))].filter((root) => root !== '')
  const labels = new Set(all.flatMap((one) => Object.keys(one.labels)))
  return {
    metrics: new Map(named),
    roots: new RegExp(`^(?:${roots.join('|')})[_.]`),
    labels,
    words,
  }
}

const rootOf = (name: string): string => /^(api_key|[a-z]+)[._]/.exec(name)?.[1] ?? ''

/** Metrics and labels in a page that there are not. Those that a page says are of others are theirs. */
export function mistakesInMarkdown(text: string, names: Names): readonly Mistake[] {
  const { fences, prose } = splitMarkdown(text)
  const others = [...text.matchAll(/<!-- metrics of others: ([^>]*) -->/g)].flatMap(
    ([, list = '']) => list.split(/[\s,]+/),
  )
  const known = { ...names, words: new Set([...names.words, ...others]) }
  return [
    ...fences
      .filter(({ info }) => /^(promql|ya?ml|text|txt|prometheus|json)\b/.test(info))
      .flatMap(({ info, code, line }) =>
        mistakesInRules(code, known, line, info.startsWith('promql')),
      ),
    ...prose.flatMap((line, index) => inProse(prose, line, index, known)),
  ].toSorted((a, b) => a.line - b.line)
}

/** The same in rules, dashboards, mappings and pages of metrics: every word that claims to be one is. */
export function mistakesInRules(
  text: string,
  names: Names,
  before = 0,
  isPromql = false,
): readonly Mistake[] {
  let mapped: string | undefined
  let isOurs = false
  const mistakes = expressionTexts(text, isPromql).flatMap(({ at, text: raw }) => {
    // What a mapping matches is what comes over the wire, with labels in it.
    if (/^\s*-?\s*match:/.test(raw)) return []
    mapped = /^\s*name:\s*"?(\w+)"?\s*$/.exec(raw)?.[1] ?? mapped
    const [, label] = /^\s*(\w+):\s*["']?\$\{?\d/.exec(raw) ?? []
    const line = label === undefined ? expressions(raw) : `${mapped}{${label}}`
    const claims = [...line.matchAll(name)].filter(
      ([word, , after = '']) =>
        isClaimed(word, names) && (after.startsWith('{') || !/^\s*(?:[:(]|=(?!=))/.test(after)),
    )
    isOurs ||= claims.length > 0
    const first = before + at + 1
    return judged(line, claims, names).map((one) => ({
      line: first + linesTo(line, one.index),
      text: one.text,
    }))
  })
  return isOurs ? [...mistakes, ...mistakesInLegends(text, names, before)] : mistakes
}

const linesTo = (text: string, index: number): number => text.slice(0, index).split('\n').length - 1

/** Labels that a panel's legend or an alert's text shows: without one it shows nothing, and nobody is told. */
function mistakesInLegends(text: string, { labels }: Names, before: number): readonly Mistake[] {
  return text.split('\n').flatMap((line, index) => {
    const shown = [
      ...line.matchAll(/\$labels\.(\w+)/g),
      ...(/\blegendFormat\b/.test(line) ? line.matchAll(/\{\{\s*(\w+)\s*\}\}/g) : []),
    ]
    return shown
      .map(([, label = '']) => label)
      .filter((label) => !given.has(label) && !labels.has(label))
      .map((label) => ({ line: before + index + 1, text: `no metric has a label "${label}"` }))
  })
}

/** A word as Prometheus or StatsD would write it, and what stands behind it. */
const name = /(?<![\w./:$@-])([a-zA-Z]\w*(?:\.\w+)*)(?![\w:/-]|\.\w)(?=(.{0,3}))/g
/** Words with which a sentence or a table speaks of metrics. */
const measuring = /\b(metrics?|counters?|gauges?|histograms?|counts|counted( in| by)?|measured)\b/i
const endings = /_(total|seconds|bytes|ratio|percent|bucket|sum|count|current|info)$/

function inProse(
  prose: readonly string[],
  line: string,
  index: number,
  names: Names,
): readonly Mistake[] {
  const isTold = measuring.test(line) || measuring.test(tableHead(prose, index))
  return [...line.matchAll(/(?<!`)`([^`]+)`(?!`)/g)].flatMap(([, span = '']) => {
    const text = expressions(span)
    const isWhole = /^[\w.]+(\{.*\})?$/.test(text)
    const claims = [...text.matchAll(name)].filter(
      ([word, , after = '']) =>
        isClaimed(word, names) &&
        !after.startsWith('(') &&
        (endings.test(word) || after.startsWith('{') || (isWhole && isTold)),
    )
    return judged(text, claims, names).map((one) => ({ line: index + 1, text: one.text }))
  })
}

/** Texts are values, which may be any word, but for a metric's name; in JSON they are escaped. */
const expressions = (text: string): string =>
  text
    .replaceAll('\\"', '"')
    .replaceAll('\\n', '  ')
    .replace(/\{\s*__name__\s*=\s*"(\w+)"/g, '$1{')
    .replace(/([=~]\s*)"[^"]*"/g, '$1""')

function tableHead(prose: readonly string[], index: number): string {
  let at = index
  while (prose[at]?.startsWith('|') && prose[at - 1]?.startsWith('|')) at--
  return prose[at]?.startsWith('|') ? (prose[at] as string) : ''
}

/** A prefix is one word: `shop_webhook_requests_total`. */
const unprefixed = (word: string): string => word.replace(/^[a-z]+_/, '')
const isClaimed = (word: string, { roots, labels, words }: Names): boolean =>
  (roots.test(word) || (roots.test(unprefixed(word)) && endings.test(word))) &&
  !labels.has(word) &&
  !words.has(word)

/** Labels that a series has from elsewhere. */
const given = new Set(['job', 'instance', 'le', 'quantile', '__name__', 'alertname', 'severity'])

interface Finding {
  readonly index: number
  readonly text: string
}

function judged(line: string, claims: RegExpExecArray[], { metrics }: Names): readonly Finding[] {
  const found = claims.map(({ index, 0: word }) => ({
    index,
    word,
    metric: metrics.get(word) ?? metrics.get(unprefixed(word)),
  }))
  const labels = new Set(found.flatMap(({ metric }) => Object.keys(metric?.labels ?? {})))
  const grouped = found.some(({ metric }) => metric) ? groupedBy(line) : []
  return [
    ...found.flatMap(({ index, word, metric }) =>
      metric ? [] : [{ index, text: `no metric is called "${word}"` }],
    ),
    ...found.flatMap(({ index, word, metric }) => {
      const [, selector = ''] = /^\{([^}]*)\}/.exec(line.slice(index + word.length)) ?? []
      return [...selector.matchAll(/(\w+)\s*(?:[=!]|,|$)/g)]
        .map(([, label = '']) => label)
        .filter((label) => metric && !given.has(label) && !Object.hasOwn(metric.labels, label))
        .map((label) => ({ index, text: `"${word}" has no label "${label}"` }))
    }),
    ...grouped
      .filter(({ label }) => !given.has(label) && !labels.has(label))
      .map(({ index, label }) => ({
        index,
        text: `no metric of this expression has a label "${label}"`,
      })),
  ]
}

const groupings = [
  /\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g,
  /\blabel_values\s*\([^()]*,\s*(\w+)\s*\)/g, // of Grafana
] as const

const groupedBy = (line: string): readonly { readonly index: number; readonly label: string }[] =>
  groupings.flatMap((grouping) =>
    [...line.matchAll(grouping)].flatMap(({ index, 1: list = '' }) =>
      list
        .split(',')
        .map((one) => one.trim())
        .filter((label) => label !== '')
        .map((label) => ({ index, label })),
    ),
  )
