import { canonical } from './canonical.ts'
import type { Filter, TypeSet } from './filter.ts'
import type { Lines } from './read-lines.ts'

/**
 * A cheap look at the bytes of lines. Of a line that it leaves out, no entry can be read that fits; one
 * that it lets pass may still not fit.
 */
export interface LineTest {
  /** Texts of which the line must have one of each list in it, the rarest first. */
  readonly needles: readonly (readonly Buffer[])[]
  /** Whether the end of the line, as Latin-1, may be of an entry that fits. */
  readonly end: ((end: string) => boolean) | undefined
}

/** What the lines of entries that fit have in common. A canonical line has one way to say a thing. */
export function lineTest({ types, actor, target, outcome, requestId, from, to }: Filter): LineTest {
  const id = (value: string): string => `{"id":${canonical(value)},"kind":`
  const needles = [
    requestId === undefined ? [] : [`"requestId":${canonical(requestId)}`],
    target?.map(id) ?? [],
    actor?.map((one) => `"actor":${id(one)}`) ?? [],
    ...types.map(typeNeedle),
    outcome === undefined ? [] : [`,"outcome":"${outcome}"`],
  ]
  const sets = types.map(latin1Types)
  const times = { from: timestamp(from), to: timestamp(to) }
  const isTimed = times.from !== undefined || times.to !== undefined
  return {
    needles: needles
      .filter((any) => any.length > 0)
      .map((any) => any.map((one) => Buffer.from(one))),
    end: isTimed || sets.length > 0 ? (end) => endFits(end, sets, times) : undefined,
  }
}

/** The numbers of the lines that may fit, in the file's order. */
export function mayFit({ needles: [first, ...others], end }: LineTest, lines: Lines): number[] {
  const found = first ? linesWithAny(first, lines) : [...Array(lines.count).keys()]
  if (others.length === 0 && !end) return found
  const { bytes, bounds } = lines
  return found.filter((line) => {
    const [start, stop] = [bounds[2 * line] as number, bounds[2 * line + 1] as number]
    if (end && !end(bytes.toString('latin1', Math.max(start, stop - longestEnd), stop)))
      return false
    const text = others.length > 0 ? bytes.subarray(start, stop) : bytes
    return others.every((any) => any.some((needle) => text.includes(needle)))
  })
}

function linesWithAny([needle, ...others]: readonly Buffer[], lines: Lines): number[] {
  const found = needle ? linesWith(needle, lines) : []
  if (others.length === 0) return found
  const all = new Set([...found, ...others.flatMap((one) => linesWith(one, lines))])
  return [...all].sort((a, b) => a - b)
}

// Looked for in the whole piece: what is rare is found without a look at each line.
function linesWith(needle: Buffer, { bytes, bounds, count }: Lines): number[] {
  const found: number[] = []
  let line = 0
  while (line < count) {
    const at = bytes.indexOf(needle, bounds[2 * line] as number)
    if (at < 0) break
    line = lineAt(at, { bounds, from: line, count })
    if (line < count) found.push(line)
    line++
  }
  return found
}

/** The first line from `from` on that ends behind a byte. */
function lineAt(
  at: number,
  { bounds, from, count }: { bounds: Uint32Array; from: number; count: number },
): number {
  let [low, high] = [from, count]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((bounds[2 * middle + 1] as number) > at) high = middle
    else low = middle + 1
  }
  return low
}

/** Of one type, or one prefix, what the line must have. */
function typeNeedle({ exact, prefixes }: TypeSet): readonly string[] {
  const [[type], [prefix]] = [exact, prefixes]
  if (exact.size + prefixes.length !== 1) return []
  if (type !== undefined) return [`"type":${canonical(type)},"v":1}`]
  return [`"type":${canonical(prefix ?? '').slice(0, -1)}`]
}

// Enough for a type of 128 bytes with the time before it; a longer one is looked at in another way.
const longestEnd = 200
const afterType = '","v":1}'
// No text of an entry has this in it: its quotes would be escaped. So the last one is the entry's own.
const betweenTimeAndType = '","type":"'
const timeLength = 24

type Times = { readonly [name in 'from' | 'to']: string | undefined }

function endFits(end: string, sets: readonly TypeSet[], { from, to }: Times): boolean {
  const at = end.lastIndexOf(betweenTimeAndType)
  if (at < timeLength || !end.endsWith(afterType)) return true
  const time = end.slice(at - timeLength, at)
  if ((from !== undefined && time < from) || (to !== undefined && time >= to)) return false
  const type = end.slice(at + betweenTimeAndType.length, -afterType.length)
  return sets.every(
    ({ exact, prefixes }) => exact.has(type) || prefixes.some((prefix) => type.startsWith(prefix)),
  )
}

/** Types as the bytes of a line say them. */
function latin1Types({ exact, prefixes }: TypeSet): TypeSet {
  const written = (text: string): string =>
    Buffer.from(canonical(text).slice(1, -1)).toString('latin1')
  return { exact: new Set([...exact].map(written)), prefixes: prefixes.map(written) }
}

const [earliest, latest] = [0, 253_402_300_799_999]

/** A time as lines have it, so that they sort alike; none where no line is on the other side of it. */
function timestamp(time: number | undefined): string | undefined {
  if (time === undefined) return undefined
  const whole = Math.ceil(time)
  return whole < earliest || whole > latest ? undefined : new Date(whole).toISOString()
}
