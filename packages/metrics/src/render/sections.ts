import type { Family } from '../family.ts'
import { helpText } from './escapes.ts'
import { type Lines, linesOf } from './lines.ts'
import type { PageOptions } from './render-metrics.ts'

/** One name of a metric on a page: its declaration, and how its series are written below it. */
export interface Section {
  readonly declaration: string
  readonly lines: Lines
}

/** A metric under its own name and, where they are asked for, under its aliases. */
export function sectionsOf(
  family: Family,
  { format, aliases }: Required<PageOptions>,
): readonly Section[] {
  const section = format === 'openmetrics' ? openMetricsSection : textSection
  const { sample, aliases: others } = family.names
  // OpenMetrics declares a counter without `_total`: an alias of that name would be declared twice.
  const isOther = (name: string): boolean => format === 'text' || name !== family.names.family
  const names = [sample, ...(aliases ? others.filter(isOther) : [])]
  return names.map((name) => section(family, name))
}

function textSection(family: Family, name: string): Section {
  const help = helpText(family.definition.help, false)
  return {
    declaration: `# HELP ${name} ${help}\n# TYPE ${name} ${family.kind}\n`,
    lines: linesOf(family, { name, strict: false, exemplars: false }),
  }
}

function openMetricsSection(family: Family, name: string): Section {
  const { kind, names } = family
  const isCounter = kind === 'counter'
  // A counter's samples end in _total. An alias that does not is declared as what may have any name.
  const isPlain = isCounter && !name.endsWith('_total')
  const declared = isCounter && !isPlain ? name.slice(0, -'_total'.length) : name
  const hasUnit = names.unit !== '' && declared.endsWith(`_${names.unit}`)
  return {
    declaration:
      `# TYPE ${declared} ${isPlain ? 'unknown' : kind}\n` +
      (hasUnit ? `# UNIT ${declared} ${names.unit}\n` : '') +
      `# HELP ${declared} ${helpText(family.definition.help, true)}\n`,
    lines: linesOf(family, { name, strict: true, exemplars: kind !== 'gauge' && !isPlain }),
  }
}
