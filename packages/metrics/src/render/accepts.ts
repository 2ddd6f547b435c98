import type { PageFormat } from './render-metrics.ts'

interface Range {
  /** Lower case: `text/plain`, `gzip`, `*`. */
  readonly name: string
  readonly version: string | undefined
  readonly q: number
}

/** The format that an Accept header prefers; the older one if it does not say. */
export function formatFor(accept: string | undefined): PageFormat {
  const ranges = rangesOf(accept)
  const openMetrics = quality(ranges, 'application/openmetrics-text', '1.0.0')
  return openMetrics > quality(ranges, 'text/plain', '0.0.4') ? 'openmetrics' : 'text'
}

/** Whether an Accept-Encoding header takes gzip. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const ranges = rangesOf(acceptEncoding)
  const named = (name: string): Range | undefined => ranges.find((range) => range.name === name)
  return ((named('gzip') ?? named('x-gzip') ?? named('*'))?.q ?? 0) > 0
}

function rangesOf(header = ''): readonly Range[] {
  return header.split(',').map((range) => {
    const [name = '', ...rest] = range.split(';').map((part) => part.trim().toLowerCase())
    const parameters = new Map(rest.map(parameterOf))
    const q = Number(parameters.get('q') ?? 1)
    return { name, version: parameters.get('version'), q: q >= 0 && q <= 1 ? q : 0 }
  })
}

// No expression that looks for `=` behind blanks: of 16 KB of them it takes most of a second.
function parameterOf(text: string): readonly [string, string] {
  const [name = '', value = ''] = text.split('=', 2)
  return [name.trim(), value.replaceAll('"', '').trim()]
}

// RFC 9110 §12.5.1: the most specific range that matches decides, not the friendliest.
function quality(ranges: readonly Range[], type: string, version: string): number {
  const matching = [
    ranges.filter((range) => range.name === type && range.version === version),
    ranges.filter((range) => range.name === type && range.version === undefined),
    ranges.filter(({ name }) => name === `${type.split('/')[0]}/*`),
    ranges.filter(({ name }) => name === '*/*'),
  ].find((found) => found.length > 0)
  return Math.max(0, ...(matching ?? []).map(({ q }) => q))
}
